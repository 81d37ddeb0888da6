/**
 * The record of a run: header, events, and the texts they speak of, so that it stands without the page.
 *
 * Records are values: every change gives a new one.
 */

import { LIMITS, canonical, stamp, tidy, unite } from "./events.js";
import { HEADER, isEvent, recordProblem } from "./checks.js";
import { digests } from "./changes.js";
import { draft, fold } from "./fold.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Draft} Draft */
/** @typedef {import("./events.js").Facts} Facts */

/**
 * @typedef {object} Header What never changes about a run.
 * @property {string} run
 * @property {string} procedure
 * @property {string} title Of the procedure.
 * @property {string} version Of the procedure when the run began.
 * @property {string} digest Of the procedure when the run began.
 * @property {string} created Time in UTC.
 */

/** @typedef {{header: Header, events: readonly RunEvent[], texts: import("./changes.js").Texts}} RunRecord */

/**
 * @typedef {object} Page The procedure as the page shows it.
 * @property {string} procedure
 * @property {string} title
 * @property {string} version
 * @property {string} digest
 * @property {readonly import("./changes.js").PageItem[]} items
 */

/** The version of the format of records; those of a later one are refused. */
export const VERSION = 1;

/**
 * What makes data of the next version of those of an earlier one, by the version. There is no earlier one yet.
 * A migration does not trust the data, and keeps every event.
 * @type {Readonly<Record<number, (data: any) => any>>}
 */
export const MIGRATIONS = {};

/**
 * Begin a run.
 * @param {string} run Its id, from `newId`.
 * @param {Page} page
 * @param {Facts} facts
 * @param {Author} author
 * @returns {RunRecord}
 */
export function newRecord(run, page, facts, author) {
  const { procedure, title, version, digest } = page;
  const created = author.now().toISOString();
  const header = { run, procedure, title: tidy(title), version: tidy(version), digest, created };
  return extend({ header, events: [], texts: {} }, page, [draft(fold([]), "start", facts)], author).record;
}

/**
 * Add events to a record, and the page with them if the record does not know it as it is now.
 * @param {RunRecord} record
 * @param {Page} page
 * @param {readonly Draft[]} drafts
 * @param {Author} author
 * @returns {{record: RunRecord, problem: string}} A record that would be too large stays as it is, with a problem.
 *   Copied commands and notes are refused first, so that there is room for verdicts.
 */
export function extend(record, page, drafts, author) {
  let { texts } = record;
  const events = [...record.events];
  const add = (/** @type {Draft} */ one) => events.push(stamp(events, author, one));
  const isBegin = events.length === 0;
  if (isBegin) drafts.forEach(add);
  if (events.findLast(({ k }) => k === "page")?.v.digest !== page.digest) {
    const items = page.items.map(({ text, commands, ...item }) => {
      const [ofText, ofCommands] = digests(item.rev);
      texts = { [ofText]: text.slice(0, LIMITS.text), [ofCommands]: commands.slice(0, LIMITS.text), ...texts };
      return { ...item, step: tidy(item.step ?? ""), phase: tidy(item.phase ?? "") };
    });
    add({ k: "page", v: { version: tidy(page.version), digest: page.digest, items } });
  }
  if (!isBegin) drafts.forEach(add);
  const next = { ...record, events, texts };
  const room = drafts.some(({ k }) => k === "copy" || k === "note") ? 0.9 : 1;
  if (!events.slice(record.events.length).every((event) => isEvent(event, events.length))) {
    return { record, problem: "This cannot be stored." };
  }
  if (storedText(next).length <= LIMITS.run * room) return { record: next, problem: "" };
  return { record, problem: "This run is full: export it, and go on in a new one." };
}

/**
 * Merge two copies of a run.
 * @param {RunRecord} a
 * @param {RunRecord} b
 * @returns {{record: RunRecord, clashes: string[]}} What the two contradict each other in; honest copies never do.
 */
export function merge(a, b) {
  const { events, clashes } = unite(a.events, b.events);
  const [mine, yours] = [canonical(a.header), canonical(b.header)];
  if (mine !== yours) clashes.push("header");
  /** @type {Record<string, string>} */
  const texts = { ...a.texts };
  for (const [digest, text] of Object.entries(b.texts)) {
    const known = texts[digest] ?? text;
    if (known !== text) clashes.push(digest);
    texts[digest] = text < known ? text : known;
  }
  const added = events.length - a.events.length + Object.keys(texts).length - Object.keys(a.texts).length;
  if (added === 0 && clashes.length === 0) return { record: a, clashes };
  return { record: { header: yours < mine ? b.header : a.header, events, texts }, clashes };
}

/**
 * Read a record that nobody has checked.
 * @param {string} text
 * @param {typeof MIGRATIONS} [migrations]
 * @returns {{record: RunRecord | null, problem: string, newer: boolean}} `newer` if a later version of this
 *   script has written it.
 */
export function readRecord(text, migrations = MIGRATIONS) {
  let problem = "it is too large";
  let newer = false;
  try {
    // An export is indented, and two tabs may have filled up one run: so there is some room.
    let data = text.length > LIMITS.run * 2 ? null : JSON.parse(text);
    while (Object.hasOwn(migrations, data?.version)) data = { ...migrations[data.version](data), version: data.version + 1 };
    newer = data?.version > VERSION;
    if (data !== null) problem = data.version === VERSION ? recordProblem(data) : "it is of another version";
    if (problem === "") {
      const header = /** @type {any} */ (Object.fromEntries(HEADER.map((name) => [name, data.header[name]])));
      return { record: { header, events: unite(data.events, []).events, texts: data.texts }, problem, newer };
    }
  } catch {
    problem = "it is not JSON";
  }
  return { record: null, problem, newer };
}

/**
 * Bring in a record from a file or the clipboard.
 * @param {string} text
 * @param {string} procedure The procedure of the page.
 * @param {(run: string) => RunRecord | null} find Gives a run as it is known here.
 * @returns {{record: RunRecord | null, added: number, problem: string}} The union with what is known; or null, and why.
 */
export function importRecord(text, procedure, find) {
  let { record, problem } = readRecord(text);
  const refuse = (/** @type {string} */ why) => ({ record: null, added: 0, problem: `This cannot be imported: ${why}.` });
  if (record === null) return refuse(problem);
  if (record.header.procedure !== procedure) return refuse(`it is a run of ${record.header.procedure}`);
  const known = find(record.header.run);
  if (known !== null) {
    const merged = merge(known, record);
    if (merged.clashes.length > 0) return refuse(`it contradicts what is known here (${merged.clashes[0]})`);
    record = merged.record;
    if (storedText(record).length > LIMITS.run) return refuse("both together are too large");
  }
  return { record, added: record.events.length - (known?.events.length ?? 0), problem };
}

/**
 * Give the text that is stored.
 * @param {RunRecord} record
 * @returns {string}
 */
export function storedText(record) {
  const text = written.get(record) ?? JSON.stringify({ version: VERSION, ...record });
  written.set(record, text);
  return text;
}

/** The texts of records, which never change. @type {WeakMap<RunRecord, string>} */
const written = new WeakMap();

/**
 * Give the text of the file to hand on. The header repeats for readers what the events say.
 * @param {RunRecord} record
 * @returns {string}
 */
export function exportText({ header, events, texts }) {
  const { facts, people, registers } = fold(events);
  const values = [...registers].filter(([name]) => name.startsWith("value:"));
  const parameters = Object.fromEntries(values.map(([name, { is }]) => [name.slice(6), is]));
  const told = { ...facts, ...header, people, parameters, outcome: registers.get("finish")?.is || undefined };
  return `${JSON.stringify({ version: VERSION, header: told, events, texts }, null, 1)}\n`;
}
