/**
 * Runs in the browser's storage.
 *
 * Every write reads what is stored, unites it with what is known here, and writes the union. Two tabs
 * can still write over each other, because a browser may show a tab what another has written a little
 * later: then both read again when they hear of it, and who has more writes again. So nothing is lost
 * as long as one of them knows it. Where the storage fails, runs stay in memory, and `problem` says so.
 */

import { LIMITS } from "./events.js";
import { fold } from "./fold.js";
import { extend, merge, newRecord, readRecord, recordOfTicks, storedText } from "./record.js";

/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Draft} Draft */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./record.js").Page} Page */
/** @typedef {import("./record.js").RunRecord} RunRecord */

/** What this needs of `localStorage`. @typedef {object} KeyStore
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/**
 * @typedef {object} RunSummary
 * @property {string} run
 * @property {Facts} facts
 * @property {string} created
 * @property {string} outcome Empty while it goes on.
 * @property {boolean} saved Whether the storage has it whole.
 */

const RUNS = "procedures:run:1";
const ASIDE = "procedures:aside:1";
const CURRENT = "procedures:current:1";
const TICKS = "procedures:ticks:1:";

/** The runs of one procedure below one site path. */
export class RunStore {
  /**
   * @param {KeyStore | null} storage Null where the browser keeps nothing for this page.
   * @param {KeyStore | null} session What the tab alone keeps.
   * @param {string} site The path of the site's root, as in "/docs/".
   * @param {string} procedure
   */
  constructor(storage, session, site, procedure) {
    this.storage = storage;
    this.session = session;
    this.scope = `${encodeURIComponent(site)}:${encodeURIComponent(procedure)}`;
    this.procedure = procedure;
    this.ticksKey = `${TICKS}${site}:${procedure}`;
    /** What is wrong with the storage, as a sentence for people; empty if nothing is. */
    this.problem = storage === null ? BLOCKED : "";
    /** Where unreadable records were set aside in this session. @type {string[]} */
    this.aside = [];
    /** @type {Map<string, RunRecord>} */
    this.known = new Map();
    /** What the storage is known to hold, so that it is parsed once. @type {Map<string, string>} */
    this.stored = new Map();
    /** Runs that must not be written: a newer script has written them, or they could not be set aside. */
    this.closed = new Set();
    /** Runs of which the storage lacks something. */
    this.unwritten = new Set();
  }

  /** @param {string} run @returns {string} */
  keyOf(run) {
    return `${RUNS}:${this.scope}:${run}`;
  }

  /**
   * Tell which run a `storage` event is about, so that `open` can bring it up to date.
   * @param {string | null} key
   * @returns {string} Empty if about none of these; "*" if the whole storage was emptied.
   */
  runOf(key) {
    if (key === null) return "*";
    return key.startsWith(this.keyOf("")) ? key.slice(this.keyOf("").length) : "";
  }

  /**
   * Give all runs, the newest first.
   * @returns {RunSummary[]}
   */
  list() {
    const runs = new Set(this.known.keys());
    try {
      for (let at = 0; at < (this.storage?.length ?? 0); at += 1) {
        const run = this.runOf(this.storage?.key(at) ?? "");
        if (/^[a-z0-9]{4,32}$/.test(run)) runs.add(run);
      }
    } catch {
      this.problem = BLOCKED;
    }
    return [...runs]
      .map((run) => this.open(run))
      .filter((record) => record !== null)
      .map(({ header, events }) => {
        const { facts, finish } = fold(events);
        const { run, created } = header;
        return { run, facts, created, outcome: finish.is, saved: this.isSaved(run) };
      })
      .sort((a, b) => (a.created < b.created ? 1 : a.created > b.created ? -1 : a.run < b.run ? -1 : 1));
  }

  /**
   * Give a run as it is now; writes it again if the storage lacks something that is known here.
   * @param {string} run
   * @returns {RunRecord | null}
   */
  open(run) {
    const read = this.read(run);
    const known = this.known.get(run);
    if (read === null && known === undefined) return null;
    const record = read === null || read === known ? known : known === undefined ? read : merge(known, read).record;
    if (record === undefined) return null;
    this.known.set(run, record);
    if (known !== undefined && (record !== read || this.unwritten.has(run))) this.write(run, record);
    return record;
  }

  /**
   * Begin a run, and make it the current one.
   * @param {string} run From `newId`.
   * @param {Page} page
   * @param {Facts} facts
   * @param {Author} author
   * @returns {RunRecord}
   */
  begin(run, page, facts, author) {
    const record = this.put(newRecord(run, page, facts, author));
    this.choose(run);
    return record;
  }

  /**
   * Add events to a run and store it, at once.
   * @param {string} run
   * @param {Page} page
   * @param {readonly Draft[]} drafts
   * @param {Author} author
   * @returns {{record: RunRecord | null, problem: string}} A problem means that the events were not taken;
   *   `this.problem` that they were, but only in memory.
   */
  append(run, page, drafts, author) {
    const record = this.open(run);
    if (record === null) return { record, problem: "There is no such run." };
    const extended = extend(record, page, drafts, author);
    return { record: this.put(extended.record), problem: extended.problem };
  }

  /**
   * Unite a record with what is known of its run, and store it.
   * @param {RunRecord} record
   * @returns {RunRecord}
   */
  put(record) {
    const { run } = record.header;
    const known = this.known.get(run);
    const read = this.read(run);
    let union = record;
    for (const other of [known, read]) if (other) union = merge(union, other).record;
    this.known.set(run, union);
    this.write(run, union);
    return union;
  }

  /**
   * Forget a run. The page asks before, and offers the export.
   * @param {string} run
   */
  remove(run) {
    this.known.delete(run);
    this.stored.delete(run);
    this.unwritten.delete(run);
    this.attempt((storage) => storage.removeItem(this.keyOf(run)));
  }

  /**
   * Give the finished runs that are too many, the oldest first: the page offers to export and remove them.
   * @returns {RunSummary[]}
   */
  surplus() {
    return this.list().filter(({ outcome }) => outcome !== "").slice(LIMITS.finished).reverse();
  }

  /** Whether the storage has all that is known of a run. @param {string} run @returns {boolean} */
  isSaved(run) {
    return !this.unwritten.has(run);
  }

  /** Give the runs that would be lost if the page were closed. @returns {string[]} */
  unsaved() {
    return [...this.unwritten];
  }

  /**
   * Give the run that this tab is at; in a new tab the one chosen last anywhere.
   * @returns {string} Empty if there is none.
   */
  current() {
    for (const storage of [this.session, this.storage]) {
      try {
        const run = storage?.getItem(`${CURRENT}:${this.scope}`) ?? null;
        if (run !== null) return run === "" || this.open(run) === null ? "" : run;
      } catch {
        continue;
      }
    }
    return "";
  }

  /** Make a run the current one. @param {string} run Empty for none. */
  choose(run) {
    for (const storage of [this.session, this.storage]) {
      try {
        storage?.setItem(`${CURRENT}:${this.scope}`, run);
      } catch {
        continue;
      }
    }
  }

  /**
   * Make a scratch run of the ticks of before there were runs, once.
   * @param {Page} page
   * @param {Author} author
   * @returns {RunRecord | null} Null if there are none.
   */
  adoptTicks(page, author) {
    const text = this.attempt((storage) => storage.getItem(this.ticksKey));
    const ticks = parseTicks(text ?? "");
    if (ticks === null) return null;
    const run = "ticks";
    // Two tabs that do this at once have to make the same events.
    const record = this.open(run) ?? this.put(recordOfTicks(run, page, ticks, { ...author, replica: run }));
    if (this.isSaved(run)) this.attempt((storage) => storage.removeItem(this.ticksKey));
    return record;
  }

  /** @param {string} run @returns {RunRecord | null} */
  read(run) {
    const key = this.keyOf(run);
    const text = this.attempt((storage) => storage.getItem(key)) ?? null;
    if (text === null) {
      this.stored.delete(run);
      return null;
    }
    const known = this.known.get(run);
    if (known !== undefined && this.stored.get(run) === text) return known;
    const read = readRecord(text);
    if (read.record !== null && read.record.header.run === run && read.record.header.procedure === this.procedure) {
      this.stored.set(run, text);
      this.closed.delete(run);
      return read.record;
    }
    this.stored.delete(run);
    if (read.record === null && read.newer) {
      this.closed.add(run);
      this.problem = "A newer version of this page has stored this run: load the page again.";
    } else this.setAside(run, key, text);
    return null;
  }

  /** @param {string} run @param {string} key @param {string} text */
  setAside(run, key, text) {
    this.closed.add(run);
    this.attempt((storage) => {
      let number = 1;
      let other = `${ASIDE}:${this.scope}:${run}:${number}`;
      while (storage.getItem(other) !== null) other = `${ASIDE}:${this.scope}:${run}:${(number += 1)}`;
      storage.setItem(other, text);
      storage.removeItem(key);
      this.closed.delete(run);
      this.aside.push(other);
    });
  }

  /** @param {string} run @param {RunRecord} record */
  write(run, record) {
    this.unwritten.add(run);
    if (this.closed.has(run)) return;
    const text = storedText(record);
    this.attempt((storage) => {
      if (this.stored.get(run) !== text) storage.setItem(this.keyOf(run), text);
      this.stored.set(run, text);
      this.unwritten.delete(run);
      this.problem = "";
    });
  }

  /**
   * @template T
   * @param {(storage: KeyStore) => T} what
   * @returns {T | undefined}
   */
  attempt(what) {
    if (this.storage === null) return undefined;
    try {
      return what(this.storage);
    } catch {
      this.problem = "This browser cannot store any more here: export the run before you close the page.";
      return undefined;
    }
  }
}

const BLOCKED = "This browser stores nothing here: export the run before you close the page.";

/**
 * @param {string} text
 * @returns {Record<string, string> | null}
 */
function parseTicks(text) {
  try {
    const data = JSON.parse(text);
    if (typeof data !== "object" || data === null || Array.isArray(data)) return null;
    const ticks = Object.entries(data).filter(([, tick]) => typeof tick === "string");
    return ticks.length === 0 ? null : Object.fromEntries(ticks);
  } catch {
    return null;
  }
}
