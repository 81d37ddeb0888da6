/**
 * The record of a run: header, events, and the texts they refer to, so that it is complete without the page.
 *
 * Records are immutable: every change returns a new one.
 */

import { LIMITS, canonical, stamp, tidy, unite } from "./events.js";
import { HEADER, isEvent, recordProblem } from "./checks.js";
import { migrate1 } from "./migration.js";
import { draft, fold } from "./fold.js";
import { t } from "./words.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").Author} Author */
/** @typedef {import("./events.js").Draft} Draft */
/** @typedef {import("./events.js").Facts} Facts */

/**
 * @typedef {object} Header The facts about a run that never change.
 * @property {string} run
 * @property {string} procedure
 * @property {string} title The title of the procedure.
 * @property {string} version The version of the procedure when the run began.
 * @property {string} digest The digest of the procedure when the run began.
 * @property {string} created Time in UTC.
 */

/** @typedef {{header: Header, events: readonly RunEvent[], texts: import("./views.js").Texts}} RunRecord */

/**
 * @typedef {object} Page The procedure as the page shows it.
 * @property {string} procedure
 * @property {string} title
 * @property {string} version
 * @property {string} digest
 * @property {readonly import("./views.js").PageItem[]} items
 * @property {readonly (import("./events.js").SeenSection & {text: string})[]} [sections]
 * @property {readonly import("./events.js").SeenValue[]} [metadata]
 */

/** The version of the record format; records of a later version are refused. */
export const VERSION = 2;

/**
 * Functions that convert data to the next version, by version. A migration does not trust the data and keeps every
 * event.
 * @type {Readonly<Record<number, (data: any) => any>>}
 */
export const MIGRATIONS = { 1: migrate1 };

/**
 * Start a run.
 * @param {string} run The id of the run, from `newId`.
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
 * Add events to a record, and the page if the record does not have it.
 * @param {RunRecord} record
 * @param {Page} page
 * @param {readonly Draft[]} drafts
 * @param {Author} author
 * @returns {{record: RunRecord, problem: string}} A record that would be too large stays unchanged, with a problem.
 *   Copied commands and notes are refused first, to leave room for verdicts.
 */
export function extend(record, page, drafts, author) {
  let { texts } = record;
  const events = [...record.events];
  const add = (/** @type {Draft} */ draft) => events.push(stamp(events, author, draft));
  const isBegin = events.length === 0;
  if (isBegin) drafts.forEach(add);
  if (!events.some(({ k, v }) => k === "page" && v.digest === page.digest)) {
    const seen = seenPage(page, texts);
    texts = seen.texts;
    add({ k: "page", v: seen.page });
  }
  if (!isBegin) drafts.forEach(add);
  const next = { ...record, events, texts };
  const room = drafts.some(({ k }) => /copy|note|evidence/.test(k)) ? 0.9 : 1;
  if (!events.slice(record.events.length).every((event) => isEvent(event, events.length))) {
    return { record, problem: t("This entry cannot be stored.") };
  }
  if (storedText(next).length <= LIMITS.run * room) return { record: next, problem: "" };
  return { record, problem: t("This run is full: export it and continue in a new one.") };
}

/**
 * Return a page without its texts, and the texts.
 * @param {Page} page
 * @param {import("./views.js").Texts} known
 * @returns {{page: import("./events.js").SeenPage, texts: import("./views.js").Texts}}
 */
export function seenPage({ version, digest, items, sections = [], metadata = [] }, known) {
  /** @type {Record<string, string>} */
  const texts = { ...known };
  const keep = (/** @type {string} */ digest, /** @type {string} */ text, /** @type {number} */ most) => (texts[digest] ??= text.slice(0, most));
  const seen = items.map(({ text, commands, ...item }) => {
    const [ofText, ofCommands] = item.rev.split(".");
    keep(ofText, text, LIMITS.text);
    keep(ofCommands, commands, LIMITS.text);
    for (const name of /** @type {const} */ (["hold", "by"])) if (item[name] !== undefined) item[name] = tidy(item[name]);
    return { ...item, step: tidy(item.step ?? ""), phase: tidy(item.phase ?? "") };
  });
  let room = LIMITS.run / 4;
  for (const { digest, text } of sections) {
    if (texts[digest] === undefined && text.length <= room) room -= keep(digest, text, LIMITS.text).length;
  }
  return {
    page: {
      version: tidy(version),
      digest,
      items: seen,
      sections: sections.map(({ title, digest }) => ({ title: tidy(title), digest })),
      metadata: metadata.map(({ name, digest, text }) => ({ name: tidy(name), digest, text: tidy(text) })),
    },
    texts,
  };
}

/**
 * Merge two copies of a run.
 * @param {RunRecord} a
 * @param {RunRecord} b
 * @returns {{record: RunRecord, clashes: string[]}} Where the two contradict each other; honest copies never do.
 */
export function merge(a, b) {
  const { events, clashes } = unite(a.events, b.events);
  const [mine, yours] = [canonical(a.header), canonical(b.header)];
  if (mine !== yours) clashes.push("header");
  // What a site makes of a whole section may differ between two builds.
  const loose = new Set(events.flatMap(({ k, v }) => (k === "page" ? (v.sections ?? []) : [])).map(({ digest }) => digest));
  /** @type {Record<string, string>} */
  const texts = { ...a.texts };
  for (const [digest, text] of Object.entries(b.texts)) {
    const known = texts[digest] ?? text;
    if (known !== text && !loose.has(digest)) clashes.push(digest);
    texts[digest] = text < known ? text : known;
  }
  const added = events.length - a.events.length + Object.keys(texts).length - Object.keys(a.texts).length;
  const isSame = Object.keys(b.texts).every((digest) => texts[digest] === a.texts[digest]);
  if (added === 0 && isSame && clashes.length === 0) return { record: a, clashes };
  return { record: { header: yours < mine ? b.header : a.header, events, texts }, clashes };
}

/**
 * Read an unchecked record.
 * @param {string} text
 * @param {typeof MIGRATIONS} [migrations]
 * @returns {{record: RunRecord | null, problem: string, newer: boolean}} `newer` if a later version of this
 *   script wrote it.
 */
export function readRecord(text, migrations = MIGRATIONS) {
  let problem = "the record is too large";
  let newer = false;
  try {
    // Allow some room: an export is indented, and two tabs may have filled one run.
    let data = text.length > LIMITS.run * 2 ? null : JSON.parse(text);
    while (Object.hasOwn(migrations, data?.version)) data = { ...migrations[data.version](data), version: data.version + 1 };
    newer = data?.version > VERSION;
    if (data !== null) problem = data.version === VERSION ? recordProblem(data) : "unsupported record version";
    if (problem === "") {
      const header = /** @type {any} */ (Object.fromEntries(HEADER.map((name) => [name, data.header[name]])));
      return { record: { header, events: unite(data.events, []).events, texts: data.texts }, problem, newer };
    }
  } catch {
    problem = "not valid JSON";
  }
  return { record: null, problem, newer };
}

/**
 * Import a record from a file or the clipboard.
 * @param {string} text
 * @param {readonly string[]} procedures The id of the page's procedure, and its former ids.
 * @param {(run: string) => RunRecord | null} find Returns the local copy of a run.
 * @returns {{record: RunRecord | null, added: number, problem: string}} The union with the local copy; or null and the reason.
 */
export function importRecord(text, procedures, find) {
  let { record, problem } = readRecord(text);
  const refuse = (/** @type {string} */ why) => ({ record: null, added: 0, problem: t("Not imported: {why}.", { why }) });
  if (record === null) return refuse(problem);
  if (!procedures.includes(record.header.procedure)) return refuse(t("the record is a run of {procedure}", { procedure: record.header.procedure }));
  const known = find(record.header.run);
  if (known !== null) {
    const merged = merge(known, record);
    if (merged.clashes.length > 0) return refuse(t("the record contradicts the copy in this browser ({clash})", { clash: merged.clashes[0] }));
    record = merged.record;
    if (storedText(record).length > LIMITS.run) return refuse("the merged record is too large");
  }
  return { record, added: record.events.length - (known?.events.length ?? 0), problem };
}

/**
 * Return the text to store.
 * @param {RunRecord} record
 * @returns {string}
 */
export function storedText(record) {
  const text = written.get(record) ?? JSON.stringify({ version: VERSION, ...record });
  written.set(record, text);
  return text;
}

/** The stored texts by record, which never changes. @type {WeakMap<RunRecord, string>} */
const written = new WeakMap();

/**
 * Return the text of the exported file. For readers, the header repeats what the events contain.
 * @param {RunRecord} record
 * @returns {string}
 */
export function exportText({ header, events, texts }) {
  const { facts, people, registers } = fold(events);
  const values = [...registers].filter(([name]) => name.startsWith("value:"));
  const parameters = Object.fromEntries(values.map(([name, { is }]) => [name.slice(6), is]));
  const summary = { ...facts, ...header, people, parameters, outcome: registers.get("finish")?.is || undefined };
  return `${JSON.stringify({ version: VERSION, header: summary, events, texts }, null, 1)}\n`;
}
