/**
 * The record of a run: header, events, and the texts they speak of, so that it stands without the page.
 *
 * Records are values: every change gives a new one.
 */

import { LIMITS, canonical, cut, stamp, tidyLine, unite } from "./events.js";
import { draftVerdict, tidyFacts } from "./acts.js";
import { recordProblem } from "./checks.js";
import { fold } from "./fold.js";
import { migrate } from "./migrations.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Draft} Draft */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./changes.js").PageItem} PageItem */
/** @typedef {import("./changes.js").Texts} Texts */

/**
 * @typedef {object} Header What never changes about a run.
 * @property {string} run
 * @property {string} procedure
 * @property {string} title Of the procedure.
 * @property {string} version Of the procedure when the run began.
 * @property {string} digest Of the procedure when the run began.
 * @property {string} created Time in UTC.
 */

/** @typedef {{header: Header, events: readonly RunEvent[], texts: Texts}} RunRecord */

/**
 * @typedef {object} Page The procedure as the page shows it.
 * @property {string} procedure
 * @property {string} title
 * @property {string} version
 * @property {string} digest
 * @property {readonly PageItem[]} items
 */

/** @typedef {{record: RunRecord, problem: ""} | {record: null, problem: string, newer: boolean}} ReadRecord */

/** The version of the format of records; a reader refuses those of a later one. */
export const VERSION = 1;

/**
 * Begin a run.
 * @param {string} run Its id, from `newId`.
 * @param {Page} page
 * @param {Facts} facts
 * @param {Author} author
 * @returns {RunRecord}
 */
export function newRecord(run, page, facts, author) {
  const header = {
    run,
    procedure: page.procedure,
    title: tidyLine(page.title),
    version: tidyLine(page.version),
    digest: page.digest,
    created: author.now().toISOString(),
  };
  const start = stamp([], author, { k: "start", v: tidyFacts(facts) });
  return extend({ header, events: [start], texts: {} }, page, [], author).record;
}

/**
 * Add events to a record, and the page before them if the record does not know it as it is now.
 * @param {RunRecord} record
 * @param {Page} page
 * @param {readonly Draft[]} drafts
 * @param {Author} author
 * @returns {{record: RunRecord, problem: string}} Full records stay as they are, with a problem. Copied
 *   commands and notes are refused first, so that there is room for verdicts.
 */
export function extend(record, page, drafts, author) {
  let { texts } = record;
  const events = [...record.events];
  const last = events.findLast(({ k }) => k === "page");
  if (last === undefined || last.v.digest !== page.digest) {
    events.push(stamp(events, author, { k: "page", v: seenPage(page) }));
    texts = { ...textsOf(page.items), ...texts };
  }
  for (const draft of drafts) events.push(stamp(events, author, draft));
  const next = { ...record, events, texts };
  const spared = drafts.some(({ k }) => k === "copy" || k === "note") ? LIMITS.spare : 0;
  const full = events.length > LIMITS.events || storedText(next).length > LIMITS.run - spared;
  return full ? { record, problem: "This run is full: export it, and go on in a new one." } : { record: next, problem: "" };
}

/**
 * Merge two copies of a run.
 * @param {RunRecord} a
 * @param {RunRecord} b
 * @returns {{record: RunRecord, clashes: string[]}} What the two contradict each other in; honest
 *   copies never do.
 */
export function merge(a, b) {
  const { events, clashes } = unite(a.events, b.events);
  const [mine, yours] = [canonical(a.header), canonical(b.header)];
  if (mine !== yours) clashes.push("header");
  /** @type {Record<string, string>} */
  const texts = { ...a.texts };
  for (const [digest, text] of Object.entries(b.texts)) {
    if (Object.hasOwn(texts, digest) && texts[digest] !== text) clashes.push(digest);
    if (!Object.hasOwn(texts, digest) || text < texts[digest]) texts[digest] = text;
  }
  return { record: { header: yours < mine ? b.header : a.header, events, texts }, clashes };
}

/**
 * Read a record that nobody has checked.
 * @param {string} text
 * @returns {ReadRecord} `newer` if a later version of this script has written it.
 */
export function readRecord(text) {
  const refuse = (/** @type {string} */ problem, newer = false) => ({ record: null, problem, newer });
  if (text.length > LIMITS.run) return refuse("it is too large");
  let data;
  try {
    data = JSON.parse(text);
  } catch {
    return refuse("it is not JSON");
  }
  if (Number.isInteger(data?.version) && data.version > VERSION) return refuse("a newer version of this page has made it", true);
  data = migrate(data);
  if (data?.version !== VERSION) return refuse("it is not a record of a run");
  const problem = recordProblem(data);
  if (problem !== "") return refuse(problem);
  const { run, procedure, title, version, digest, created } = data.header;
  const header = { run, procedure, title, version, digest, created };
  return { record: { header, events: unite(data.events, []).events, texts: data.texts }, problem: "" };
}

/**
 * Bring in a record from a file or the clipboard.
 * @param {RunRecord | null} own The same run as it is known here, if it is.
 * @param {string} text
 * @param {string} procedure The procedure of the page.
 * @returns {{record: RunRecord | null, added: number, problem: string}} With a problem nothing has changed.
 */
export function importRecord(own, text, procedure) {
  const read = readRecord(text);
  const refuse = (/** @type {string} */ why) => ({ record: own, added: 0, problem: `This cannot be imported: ${why}.` });
  if (read.record === null) return refuse(read.problem);
  const { record } = read;
  if (record.header.procedure !== procedure) return refuse(`it is a run of ${record.header.procedure}`);
  if (own === null || own.header.run !== record.header.run) return { record, added: record.events.length, problem: "" };
  const merged = merge(own, record);
  if (merged.clashes.length > 0) return refuse(`it contradicts what is known here (${merged.clashes[0]})`);
  if (storedText(merged.record).length > LIMITS.run) return refuse("both together are too large");
  return { record: merged.record, added: merged.record.events.length - own.events.length, problem: "" };
}

/**
 * Give the text that is stored.
 * @param {RunRecord} record
 * @returns {string}
 */
export function storedText({ header, events, texts }) {
  return JSON.stringify({ version: VERSION, header, events, texts });
}

/**
 * Give the text of the file to hand on. The header repeats for readers what the events say.
 * @param {RunRecord} record
 * @returns {string}
 */
export function exportText({ header, events, texts }) {
  const { facts, people, values, finish } = fold(events);
  const parameters = Object.fromEntries([...values].map(([name, { is }]) => [name, is]));
  const told = { ...header, ...facts, people, parameters, outcome: finish.is };
  return `${JSON.stringify({ version: VERSION, header: told, events, texts }, null, 1)}\n`;
}

/**
 * @param {Page} page
 * @returns {import("./events.js").SeenPage}
 */
function seenPage({ version, digest, items }) {
  return {
    version: tidyLine(version),
    digest,
    items: items.map(({ id, rev, step, phase, initial, struck, rollback }) => ({
      i: id,
      r: rev,
      step: tidyLine(step),
      phase: tidyLine(phase),
      ...(initial && { initial }),
      ...(struck && { struck }),
      ...(rollback && { rollback }),
    })),
  };
}

/**
 * @param {readonly PageItem[]} items
 * @returns {Record<string, string>}
 */
function textsOf(items) {
  /** @type {Record<string, string>} */
  const texts = {};
  for (const { rev, text, commands } of items) {
    const [ofText, ofCommands] = rev.split(".");
    texts[ofText] = cut(text, LIMITS.text);
    texts[ofCommands] = cut(commands, LIMITS.text);
  }
  return texts;
}

/**
 * Make a scratch run of the ticks that pages kept before there were runs.
 * @param {string} run
 * @param {Page} page
 * @param {Readonly<Record<string, string>>} ticks The revision by item; with "!" before it where the
 *   source ticks the item and the reader has unticked it.
 * @param {Author} author
 * @returns {RunRecord}
 */
export function recordOfTicks(run, page, ticks, author) {
  const began = newRecord(run, page, { kind: "scratch" }, author);
  const state = fold(began.events);
  const drafts = Object.entries(ticks)
    .filter(([id, tick]) => /^!?[0-9a-f]{12}\.[0-9a-f]{12}$/.test(tick) && id.length <= LIMITS.item)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([id, tick]) => draftVerdict(state, { id, rev: tick.replace("!", "") }, tick[0] === "!" ? "open" : "done"));
  return extend(began, page, drafts, author).record;
}
