/**
 * Runs in the browser's storage.
 *
 * Every write reads the stored record, merges it with the record in memory, and stores the union. Two tabs
 * can still overwrite each other, because a browser may show one tab's write to another with a delay: then
 * both read again on the storage event, and the tab that has more writes again. In case a tab is closed
 * before that, each page also stores its record under a separate key, which no other page writes. A page
 * reads these keys when it loads, and removes those that add nothing. If the storage fails, runs stay in
 * memory, which all pages of the site in one document share, and `problem` says so.
 *
 * Records come from elsewhere through `put` (a file, another path of the site) or through a channel, which also gets what
 * this store learns. Nothing behind `put` knows where a record came from.
 */

import { LIMITS } from "./events.js";
import { fold, registerOf } from "./fold.js";
import { extend, merge, newRecord, readRecord, storedText } from "./record.js";
import { t } from "./words.js";

/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./record.js").Page} Page */
/** @typedef {import("./record.js").RunRecord} RunRecord */

/**
 * The part of `localStorage` that is used here.
 * @typedef {object} KeyStore
 * @property {number} length
 * @property {(index: number) => string | null} key
 * @property {(key: string) => string | null} getItem
 * @property {(key: string, value: string) => void} setItem
 * @property {(key: string) => void} removeItem
 */

/** @typedef {{run: string, facts: Facts, created: string, outcome: string}} RunSummary */

/**
 * A way to other stores. It may deliver late, more than once and in any order.
 * @typedef {object} Channel
 * @property {(record: RunRecord) => void} send Called with each record that has gained events which the channel did not bring.
 */

/**
 * What the browser does not store: it lives as long as the document, across instant navigation.
 * @typedef {object} Memory
 * @property {Map<string, RunRecord>} runs By key.
 * @property {Map<string, string>} current The current run, by key.
 */

/**
 * A record that could not be read.
 * @typedef {{key: string, procedure: string, text: string}} AsideRecord
 */

const NOT_STORED = t("This browser is not storing your work: export the run before you close the page.");

/** @returns {Memory} */
export function newMemory() {
  return { runs: new Map(), current: new Map() };
}

/** The runs of one procedure, whatever it was called, under one site path. */
export class RunStore {
  /**
   * @param {KeyStore | null} storage Null if the browser stores nothing for this page.
   * @param {KeyStore | null} session The storage of this tab.
   * @param {string} site The path of the site's root, such as "/docs/".
   * @param {readonly string[]} procedures The id of the procedure, and its former ids.
   * @param {string} tab The id of this page while it is open, from `newId`.
   * @param {Memory} [memory] Shared by the pages of one document.
   */
  constructor(storage, session, site, procedures, tab, memory = newMemory()) {
    this.memory = memory;
    this.storage = storage;
    this.session = session;
    this.site = site;
    this.procedures = procedures;
    this.tab = tab;
    /** Runs that are not completely stored: the rest is lost when the page is closed. @type {Set<string>} */
    this.unsaved = new Set();
    /** The storage problem to show; empty if none. */
    this.problem = memory.runs.size > 0 ? NOT_STORED : "";
    /** Runs stored by a newer script, which this one must not write. @type {Set<string>} */
    this.newer = new Set();
    /** @type {Map<string, RunRecord>} */
    this.known = new Map();
    /** @type {Set<Channel>} */
    this.channels = new Set();
    /** What has been read under former ids, by key. @type {Map<string, string>} */
    this.former = new Map();
  }

  /** @param {string} kind @param {string} [run] @param {string} [procedure] @returns {string} */
  key(kind, run = "", procedure = this.procedures[0]) {
    return keyOf(kind, this.site, procedure, run);
  }

  /** Return a key for the present id and for each former one. @param {string} kind @param {string} [run] */
  keys(kind, run) {
    return this.procedures.map((procedure) => this.key(kind, run, procedure));
  }

  /**
   * Return the run that a `storage` event is about, so that `open` can update it.
   * @param {string | null} key
   * @param {string | null} [value] The new value. Null for a run that another tab has removed: it is forgotten.
   * @returns {string} Empty if the event is about none of these runs.
   */
  heard(key, value = "") {
    const prefix = this.keys("run").find((start) => key?.startsWith(start));
    const run = prefix ? /** @type {string} */ (key).slice(prefix.length) : "";
    if (value === null) this.forget(run);
    return run;
  }

  /**
   * Return all runs, newest first.
   * @returns {RunSummary[]}
   */
  list() {
    const runs = new Set([...this.known.keys(), ...[...this.memory.runs.keys()].map((key) => this.heard(key))]);
    this.attempt((storage) => keysOf(storage).forEach((key) => runs.add(this.heard(key))));
    return [...runs]
      .flatMap((run) => (run && this.open(run)) || [])
      .map(({ header: { run, created }, events }) => {
        const state = fold(events);
        return { run, facts: state.facts, created, outcome: registerOf(state, "finish").is };
      })
      .sort((a, b) => (`${a.created} ${a.run}` < `${b.created} ${b.run}` ? 1 : -1));
  }

  /** Return the finished runs over the limit: the page offers to export them before it removes them. */
  surplus() {
    return this.list().filter(({ outcome }) => outcome !== "").slice(LIMITS.finished);
  }

  /**
   * Start a run and make it the current one.
   * @param {string} run The id of the run, from `newId`.
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
   * Add events to a run and store it immediately.
   * @param {string} run
   * @param {Page} page
   * @param {readonly import("./events.js").Draft[]} drafts
   * @param {Author} author
   * @returns {string} Why the events were refused, or empty. `unsaved` says whether they are stored.
   */
  append(run, page, drafts, author) {
    const known = this.open(run);
    if (known === null) return t("Run not found.");
    const { record, problem } = extend(known, page, drafts, author);
    this.put(record);
    return problem;
  }

  /**
   * Merge a record with the known record of its run, store it, and send it on.
   * @param {RunRecord} record
   * @param {Channel} [from] The channel that brought it.
   * @returns {RunRecord}
   */
  put(record, from) {
    const { run } = record.header;
    const before = this.known.get(run)?.events.length ?? 0;
    const merged = this.open(run, record) ?? record;
    for (const channel of this.channels) if (channel !== from && merged.events.length > before) channel.send(merged);
    return merged;
  }

  /**
   * Connect a channel.
   * @param {Channel} channel
   * @returns {(record: RunRecord) => RunRecord} Takes a record that the channel brings; it has been checked by `readRecord`.
   */
  connect(channel) {
    this.channels.add(channel);
    return (record) => this.put(record, channel);
  }

  /**
   * Return a run merged from memory and storage, and store what the storage lacks.
   * @param {string} run
   * @param {RunRecord} [more] Another copy of the record.
   * @returns {RunRecord | null}
   */
  open(run, more) {
    const key = this.key("run", run);
    const known = this.known.get(run);
    const records = [more, known, this.memory.runs.get(key)].filter((record) => record !== undefined);
    let text = "";
    let isWritable = this.attempt((storage) => {
      text = storage.getItem(key) ?? "";
      if (text !== "" && !(known && text === storedText(known))) {
        const { record, newer } = readRecord(text);
        if (record?.header.run === run && this.procedures.includes(record.header.procedure)) records.push(record);
        else if (newer) this.newer.add(run);
        else this.setAside(storage, key, text);
      }
      const stored = records.at(-1);
      // A run under a former id stays there as well: the site may be set back.
      for (const old of this.keys("run", run).slice(1).flatMap((name) => [name, ...(known ? [] : tabsOf(storage, name))])) {
        const before = storage.getItem(old) ?? "";
        if (before === "" || this.former.get(old) === before) continue;
        this.former.set(old, before);
        const { record } = readRecord(before);
        if (record?.header.run === run && this.procedures.includes(record.header.procedure)) records.push(record);
      }
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
      this.problem = t("A newer version of this page stored this run: reload the page.");
    }
    if (records.length === 0) return null;
    const record = records.reduce((a, b) => (a === b ? a : merge(a, b).record));
    const now = storedText(record);
    this.known.set(run, record);
    this.unsaved.add(run);
    this.memory.runs.set(key, record);
    if (isWritable) {
      this.attempt((storage) => {
        if (now !== text) {
          storage.setItem(key, now);
          ask(storage, () => storage.setItem(`${key}:tab:${this.tab}`, now));
        }
        this.unsaved.delete(run);
        this.memory.runs.delete(key);
        if (this.memory.runs.size === 0) this.problem = "";
      });
    }
    return record;
  }

  /**
   * Remove a run; the page asks first.
   * @param {string} run
   */
  remove(run) {
    this.forget(run);
    // The run last: a tab that receives this event must find nothing to restore it from.
    this.attempt((storage) => this.keys("run", run).reverse().flatMap((key) => [...tabsOf(storage, key), key]).forEach((name) => storage.removeItem(name)));
  }

  /**
   * Return the current run of this tab; in a new tab, the run chosen last in any tab.
   * @returns {RunRecord | null}
   */
  current() {
    const chosen = this.keys("current").flatMap((key) => [this.session, this.storage].map((storage) => ask(storage, (available) => available.getItem(key))));
    const run = this.memory.current.get(this.key("current")) ?? chosen.find((name) => typeof name === "string");
    return run ? this.open(run) : null;
  }

  /** Make a run the current one. @param {string} run Empty for none. */
  choose(run) {
    const key = this.key("current");
    const [isKept] = [this.session, this.storage].map((storage) => ask(storage, (available) => (available.setItem(key, run), true)));
    if (isKept) this.memory.current.delete(key);
    else this.memory.current.set(key, run);
  }

  /** @param {string} run */
  forget(run) {
    for (const all of [this.known, this.unsaved]) all.delete(run);
    for (const key of this.keys("run", run)) this.former.delete(key);
    this.memory.runs.delete(this.key("run", run));
  }

  /** @param {KeyStore} storage @param {string} key @param {string} text */
  setAside(storage, key, text) {
    let number = 1;
    while (storage.getItem(`${key}:aside${number}`) !== null) number += 1;
    storage.setItem(`${key}:aside${number}`, text);
    storage.removeItem(key);
  }

  /**
   * Return the unreadable records of this site that were set aside, until they are deleted.
   * @returns {AsideRecord[]}
   */
  aside() {
    const start = `procedures:run:1:${encodeURIComponent(this.site)}:`;
    return ask(this.storage, (storage) => keysOf(storage)
      .filter((key) => key.startsWith(start) && /:aside\d+$/.test(key))
      .map((key) => ({ key, procedure: decoded(key.slice(start.length).split(":")[0]), text: storage.getItem(key) ?? "" }))) ?? [];
  }

  /** Delete a record that was set aside; the page asks first. @param {string} key */
  deleteAside(key) {
    this.attempt((storage) => storage.removeItem(key));
  }

  /** @param {(storage: KeyStore) => void} action @returns {boolean} Whether it succeeded. */
  attempt(action) {
    const succeeded = ask(this.storage, (storage) => (action(storage), true)) === true;
    if (!succeeded) this.problem = NOT_STORED;
    return succeeded;
  }
}

/** @param {string} kind @param {string} site @param {string} procedure @param {string} run */
function keyOf(kind, site, procedure, run) {
  return ["procedures", kind, 1, ...[site, procedure, run].map(encodeURIComponent)].join(":");
}

/** @param {KeyStore} storage @returns {string[]} */
export function keysOf(storage) {
  return Array.from({ length: storage.length }, (_, at) => storage.key(at) ?? "");
}

/** Return the keys under which individual pages have stored a run. @param {KeyStore} storage @param {string} key */
function tabsOf(storage, key) {
  return keysOf(storage).filter((name) => name.startsWith(`${key}:tab:`));
}

/** @param {string} text A part of a key. @returns {string} Empty if it is malformed. */
export function decoded(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}

/**
 * Use a storage that may be missing or throw.
 * @template T
 * @param {KeyStore | null} storage
 * @param {(storage: KeyStore) => T} action
 * @returns {T | undefined} Undefined if it failed.
 */
export function ask(storage, action) {
  try {
    return storage === null ? undefined : action(storage);
  } catch {
    return undefined;
  }
}
