/**
 * Runs in the browser's storage.
 *
 * Every write reads what is stored, unites it with what is known here, and writes the union. Two tabs
 * can still write over each other, because a browser may show a tab what another has written a little
 * later: then both read again when they hear of it, and who has more writes again. For a tab that is closed
 * before that, each page also writes all that it knows of a run under a key of its own, which no other
 * page writes. A page that is loaded reads these, and removes those in which it finds nothing more. Where
 * the storage fails, runs stay in memory, and `problem` says so.
 */

import { LIMITS } from "./events.js";
import { fold, registerOf } from "./fold.js";
import { extend, merge, newRecord, readRecord, storedText } from "./record.js";

/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./record.js").Page} Page */
/** @typedef {import("./record.js").RunRecord} RunRecord */

/**
 * What this needs of `localStorage`.
 * @typedef {object} KeyStore
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/** @typedef {{run: string, facts: Facts, created: string, outcome: string}} RunSummary */

/** The runs of one procedure below one site path. */
export class RunStore {
  /**
   * @param {KeyStore | null} storage Null where the browser keeps nothing for this page.
   * @param {KeyStore | null} session What the tab alone keeps.
   * @param {string} site The path of the site's root, as in "/docs/".
   * @param {string} procedure
   * @param {string} tab The name of this page while it is open, from `newId`.
   */
  constructor(storage, session, site, procedure, tab) {
    this.storage = storage;
    this.session = session;
    this.site = site;
    this.procedure = procedure;
    this.tab = tab;
    /** Runs of which the storage lacks something: lost when the page is closed. @type {Set<string>} */
    this.unsaved = new Set();
    /** What the page has to say about the storage; empty if nothing. */
    this.problem = "";
    /** Runs that a newer script has stored, which this one must not write. @type {Set<string>} */
    this.newer = new Set();
    /** Keys of records that could not be read and were set aside. @type {string[]} */
    this.aside = [];
    /** @type {Map<string, RunRecord>} */
    this.known = new Map();
  }

  /** @param {string} what @param {string} [run] @returns {string} */
  key(what, run = "") {
    return ["procedures", what, 1, ...[this.site, this.procedure, run].map(encodeURIComponent)].join(":");
  }

  /**
   * Tell which run a `storage` event is about, so that `open` can bring it up to date.
   * @param {string | null} key
   * @param {string | null} [value] The new value. Null for a run that another tab has removed: it is forgotten.
   * @returns {string} Empty if about none of these runs.
   */
  heard(key, value = "") {
    const prefix = this.key("run");
    const run = key?.startsWith(prefix) ? key.slice(prefix.length) : "";
    if (value === null) this.forget(run);
    return run;
  }

  /**
   * Give all runs, the newest first.
   * @returns {RunSummary[]}
   */
  list() {
    const runs = new Set(this.known.keys());
    this.attempt((storage) => keysOf(storage).forEach((key) => runs.add(this.heard(key))));
    return [...runs]
      .flatMap((run) => (run && this.open(run)) || [])
      .map(({ header: { run, created }, events }) => {
        const state = fold(events);
        return { run, facts: state.facts, created, outcome: registerOf(state, "finish").is };
      })
      .sort((a, b) => (`${a.created} ${a.run}` < `${b.created} ${b.run}` ? 1 : -1));
  }

  /** Give the finished runs that are too many: the page offers to export them before it removes them. */
  surplus() {
    return this.list().filter(({ outcome }) => outcome !== "").slice(LIMITS.finished);
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
    this.choose(run);
    return this.put(newRecord(run, page, facts, author));
  }

  /**
   * Add events to a run and store it, at once.
   * @param {string} run
   * @param {Page} page
   * @param {readonly import("./events.js").Draft[]} drafts
   * @param {Author} author
   * @returns {string} Why the events were not taken, or empty. Whether they are stored says `unsaved`.
   */
  append(run, page, drafts, author) {
    const known = this.open(run);
    if (known === null) return "There is no such run.";
    const { record, problem } = extend(known, page, drafts, author);
    this.put(record);
    return problem;
  }

  /**
   * Unite a record with what is known of its run, and store it.
   * @param {RunRecord} record
   * @returns {RunRecord}
   */
  put(record) {
    return this.open(record.header.run, record) ?? record;
  }

  /**
   * Give a run with all that is known here and stored; the storage gets what it lacks.
   * @param {string} run
   * @param {RunRecord} [more] What else is known.
   * @returns {RunRecord | null}
   */
  open(run, more) {
    const key = this.key("run", run);
    const known = this.known.get(run);
    const records = [more, known].filter((one) => one !== undefined);
    let text = "";
    let isWritable = this.attempt((storage) => {
      text = storage.getItem(key) ?? "";
      if (text !== "" && !(known && text === storedText(known))) {
        const { record, newer } = readRecord(text);
        if (record?.header.run === run && record.header.procedure === this.procedure) records.push(record);
        else if (newer) this.newer.add(run);
        else this.setAside(storage, key, text);
      }
      const stored = records.at(-1);
      for (const tab of known ? [] : tabsOf(storage, key)) {
        const own = storage.getItem(tab) ?? "";
        const record = own === text ? stored : readRecord(own).record;
        if (record?.header.run !== run) continue;
        if (text && stored && merge(stored, record).record === stored) storage.removeItem(tab);
        else records.push(record);
      }
    });
    if (this.newer.has(run)) {
      isWritable = false;
      this.problem = "A newer version of this page has stored this run: load the page again.";
    }
    if (records.length === 0) return null;
    const record = records.reduce((a, b) => (a === b ? a : merge(a, b).record));
    const now = storedText(record);
    this.known.set(run, record);
    this.unsaved.add(run);
    if (isWritable) {
      this.attempt((storage) => {
        if (now !== text) {
          storage.setItem(key, now);
          ask(storage, (one) => one.setItem(`${key}:tab:${this.tab}`, now));
        }
        this.unsaved.delete(run);
        if (this.unsaved.size === 0) this.problem = "";
      });
    }
    return record;
  }

  /**
   * Remove a run; the page asks before.
   * @param {string} run
   */
  remove(run) {
    this.forget(run);
    const key = this.key("run", run);
    // The run itself last: who hears of that finds nothing to bring it back from.
    this.attempt((storage) => [...tabsOf(storage, key), key].forEach((one) => storage.removeItem(one)));
  }

  /**
   * Give the run that this tab is at; in a new tab the one chosen last anywhere.
   * @returns {RunRecord | null}
   */
  current() {
    const [own, last] = [this.session, this.storage].map((storage) => ask(storage, (one) => one.getItem(this.key("current"))));
    const run = own ?? last;
    return run ? this.open(run) : null;
  }

  /** Make a run the current one. @param {string} run Empty for none. */
  choose(run) {
    for (const storage of [this.session, this.storage]) ask(storage, (one) => one.setItem(this.key("current"), run));
  }

  /** @param {string} run */
  forget(run) {
    for (const all of [this.known, this.unsaved]) all.delete(run);
  }

  /** @param {KeyStore} storage @param {string} key @param {string} text */
  setAside(storage, key, text) {
    let number = 1;
    while (storage.getItem(`${key}:aside${number}`) !== null) number += 1;
    storage.setItem(`${key}:aside${number}`, text);
    storage.removeItem(key);
    this.aside.push(`${key}:aside${number}`);
  }

  /** @param {(storage: KeyStore) => void} what @returns {boolean} Whether it succeeded. */
  attempt(what) {
    const succeeded = ask(this.storage, (storage) => (what(storage), true)) === true;
    if (!succeeded) this.problem = "This browser does not store your work here: export the run before you close the page.";
    return succeeded;
  }
}

/** @param {KeyStore} storage @returns {string[]} */
function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
}

/** Give the keys under which pages have put a run, each for itself. @param {KeyStore} storage @param {string} key */
function tabsOf(storage, key) {
  return keysOf(storage).filter((one) => one.startsWith(`${key}:tab:`));
}

/**
 * Ask a storage that may be missing or refuse.
 * @template T
 * @param {KeyStore | null} storage
 * @param {(storage: KeyStore) => T} what
 * @returns {T | undefined} Undefined if it could not be asked.
 */
function ask(storage, what) {
  try {
    return storage === null ? undefined : what(storage);
  } catch {
    return undefined;
  }
}
