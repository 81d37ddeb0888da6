/**
 * The events of a run: their structure, how they are made, and their order.
 *
 * A run is a set of events that only grows. Two copies are merged by union; the page shows a fold
 * over the events in an order that does not depend on their arrival. This module uses neither the
 * DOM nor a clock: the time is for people, the order comes from `l`.
 */

/** @typedef {"open" | "done" | "skipped" | "failed" | "na"} Verdict */
/** @typedef {"succeeded" | "rolled back" | "aborted"} Outcome */
/** @typedef {{kind?: "real" | "rehearsal" | "scratch", environment?: string, ticket?: string, name?: string,
 *   zone?: string}} Facts `zone` is the time zone of whoever started it */

/**
 * @typedef {object} SeenItem A task item of a page, without its texts.
 * @property {string} id Its name on that page only: it changes when steps are renumbered.
 * @property {string} rev Its fingerprint: digests of its text, of the commands, the title and the prose of its step, and
 *   of the headings above, joined by dots. See `align.js`.
 * @property {boolean} [named] Whether its author gave it the id.
 * @property {string} [step] The heading of its step.
 * @property {string} [phase] The heading of its phase or section.
 * @property {boolean} [struck] Whether the source strikes it through: it does not apply, and is not counted.
 * @property {boolean} [rollback] Whether it belongs to the rollback.
 * @property {boolean} [made] Whether the page made it, for a step without a check.
 * @property {string} [hold] The role that releases this hold point.
 * @property {number} [wait] How long to wait here, in seconds.
 * @property {string} [by] The role that does it.
 */

/** @typedef {{title: string, digest: string}} SeenSection A heading and the digest of what is below it. */
/** @typedef {{name: string, digest: string, text: string}} SeenValue A value in the front matter. */
/** @typedef {{version: string, digest: string, items: SeenItem[], sections?: SeenSection[], metadata?: SeenValue[]}} SeenPage */

/**
 * The kinds of events, and what `v` holds for each.
 *
 * - `start`, `facts`: `Facts`. The later of two values for a fact counts.
 * - `page`: `SeenPage`, the procedure on the page from this event on.
 * - `verdict`, `confirm` of the item `i` of the page with the digest `p`: `{is: Verdict, after}`; with the release of a
 *   hold point, `role` and `name` as well.
 * - `guard` that was overruled, with the reason as its note: `{guard, after?}`; see `GUARDS`.
 * - `value` of a parameter: `{name, value, after}`.
 * - `finish`: `{outcome: Outcome, after}`.
 * - `copy` of commands, filled in: `{text, step?}`.
 * - `sign`: `{role, name}`.
 * - `undo`: `{of, after}`.
 * - `evidence` for an item: `{text}`.
 * - `wait` of an item that began, `note` on an item or the run, and `rollback`: nothing.
 *
 * `after` lists the events about the same subject that the writer knew: see `fold.js`.
 * @typedef {"start" | "facts" | "page" | "verdict" | "confirm" | "undo" | "note" | "value" | "copy"
 *   | "rollback" | "sign" | "finish" | "guard" | "wait" | "evidence"} Kind
 */

/**
 * @typedef {object} RunEvent
 * @property {string} e The id: the replica that made the event, a colon, a counter.
 * @property {number} l Logical clock: greater than that of every event the writer knew.
 * @property {string} t Time in UTC, such as "2026-11-03T01:12:09.120Z".
 * @property {string} by The person; empty if unknown.
 * @property {string} k One of `Kind`; an unknown one is kept but ignored.
 * @property {string} [i] The item, by its id on the page `p`.
 * @property {string} [p] The digest of the page.
 * @property {any} [v] The data of the kind.
 * @property {string} [note] A note or a reason.
 */

/** @typedef {{k: Kind, i?: string, p?: string, v?: any, note?: string}} Draft An event before it is stamped. */
/** @typedef {{replica: string, by: string, now: () => Date}} Author `replica` comes from `newId`, once per page load. */

/** The guards that can be overruled: the status of the procedure, a failed check, what is open at the end, and a gate. */
export const GUARDS = ["status", "failed", "finish", "gate"];

/** Limits: numbers of characters, and the number of finished runs. */
export const LIMITS = { run: 1e6, line: 200, item: 1e3, note: 2e3, text: 2e4, finished: 20 };

/** Characters that make a text display differently from its content. */
const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Return a unique id for a run or a replica.
 * @param {() => number} random Like Math.random.
 * @returns {string}
 */
export function newId(random) {
  return Array.from({ length: 12 }, () => Math.floor(random() * 36).toString(36)).join("");
}

/**
 * Return a text that can be stored: without invisible characters, and not too long.
 * @param {string} text
 * @param {number} [most]
 * @param {boolean} [lines] Whether to keep line breaks.
 * @returns {string}
 */
export function tidy(text, most = LIMITS.line, lines = false) {
  const shown = text.replace(/\r\n?/g, "\n").replace(lines ? /[^\P{Cc}\n\t]/gu : /[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
  return shown.replace(BIDI, "").trim().slice(0, most).replace(/[\ud800-\udbff]$/, "");
}

/**
 * Make an event from a draft, later than all known events.
 * @param {readonly RunEvent[]} events
 * @param {Author} author
 * @param {Draft} draft
 * @returns {RunEvent}
 */
export function stamp(events, { replica, by, now }, draft) {
  let clock = 0;
  let counter = 0;
  for (const { e, l } of events) {
    clock = Math.max(clock, l);
    if (e.startsWith(`${replica}:`)) counter = Math.max(counter, Number(e.split(":")[1]));
  }
  return { e: `${replica}:${counter + 1}`, l: clock + 1, t: now().toISOString(), by: tidy(by), ...draft };
}

/**
 * Return data as JSON, so that equal data give equal texts.
 * @param {unknown} data
 * @returns {string}
 */
export function canonical(data) {
  return JSON.stringify(data, (_, value) =>
    value === Object(value) && !Array.isArray(value) ? Object.fromEntries(Object.entries(value).sort()) : value,
  );
}

/**
 * Return the union of two sets of events.
 * @param {readonly RunEvent[]} a
 * @param {readonly RunEvent[]} b
 * @returns {{events: RunEvent[], clashes: string[]}} The events in order, and the ids that belong
 *   to different events, which never happens with honest copies.
 */
export function unite(a, b) {
  /** @type {Map<string, RunEvent>} */
  const known = new Map();
  const clashes = [];
  for (const event of [...a, ...b]) {
    const other = known.get(event.e) ?? event;
    const [mine, yours] = other === event ? ["", ""] : [canonical(other), canonical(event)];
    if (mine !== yours) clashes.push(event.e);
    known.set(event.e, yours < mine ? event : other);
  }
  return { events: [...known.values()].sort((a, b) => a.l - b.l || (a.e < b.e ? -1 : 1)), clashes };
}
