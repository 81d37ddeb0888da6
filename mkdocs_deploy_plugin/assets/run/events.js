/**
 * The events of a run: what they look like, how they are made, and their order.
 *
 * A run is a set of events that only grows. Two copies are merged by union; what is shown is a
 * fold over the events in an order that does not depend on how they arrived. No DOM in here, and
 * no clock: the time is a note for people, the order comes from `l`.
 */

/** @typedef {"done" | "skipped" | "failed" | "na" | "open"} Verdict */
/** @typedef {"succeeded" | "rolled back" | "aborted"} Outcome */
/** @typedef {"real" | "rehearsal" | "scratch"} RunKind */
/** @typedef {{kind?: RunKind, environment?: string, ticket?: string, name?: string}} Facts */
/**
 * @typedef {{i: string, r: string, step?: string, phase?: string, initial?: boolean, struck?: boolean,
 *   rollback?: boolean}} SeenItem
 */
/** @typedef {{version: string, digest: string, items: SeenItem[]}} SeenPage */

/**
 * The kinds of events, and what `v` holds for each.
 *
 * - `start`, `facts`: `Facts`. Of two values for one fact the later counts.
 * - `page`: `SeenPage`, the procedure as the page showed it from here on.
 * - `verdict`, `confirm` of the item `i` at the revision `r`: `{is, after}`.
 * - `value` of a parameter: `{name, value, after}`.
 * - `finish`: `{is, after}`.
 * - `copy` of commands, filled in: `{text, step}`.
 * - `sign`: `{role, name}`.
 * - `note` and `rollback` need nothing but `note`.
 * - `undo`: `{of, after}`.
 *
 * `after` names the events about the same thing that the writer knew of: see `fold.js`.
 * @typedef {"start" | "facts" | "page" | "verdict" | "confirm" | "undo" | "note" | "value" | "copy"
 *   | "rollback" | "sign" | "finish"} Kind
 */

/**
 * @typedef {object} RunEvent
 * @property {string} e Its id: the replica that made it, a colon, a counter.
 * @property {number} l Logical clock: greater than that of every event its writer knew.
 * @property {string} t Time in UTC, as in "2026-11-03T01:12:09.120Z".
 * @property {string} by The person; empty if unknown.
 * @property {string} k One of `Kind`; an unknown one is kept and means nothing.
 * @property {string} [i] The item.
 * @property {string} [r] The item's revision.
 * @property {any} [v] What the kind asks for.
 * @property {string} [note] A note or a reason.
 */

/** @typedef {{k: Kind, i?: string, r?: string, v?: any, note?: string}} Draft */
/** @typedef {{replica: string, by: string, now: () => Date}} Author One for each load of a page. */

/** What a record may hold, in characters or numbers. */
export const LIMITS = {
  run: 1_000_000,
  spare: 100_000,
  events: 20_000,
  items: 2_000,
  line: 200,
  item: 1_000,
  note: 2_000,
  value: 200,
  text: 20_000,
  finished: 20,
};

const LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789";

/**
 * Make an id for a run or a replica. A replica is made anew whenever a page is loaded, so that no
 * two writers ever count with the same one.
 * @param {() => number} random Gives numbers from 0 to below 1, as Math.random does.
 * @returns {string}
 */
export function newId(random) {
  return Array.from({ length: 10 }, () => LETTERS[Math.floor(random() * 36)]).join("");
}

/**
 * Make a text one line without anything invisible, short enough to be stored.
 * @param {string} text
 * @param {number} [most]
 * @returns {string}
 */
export function tidyLine(text, most = LIMITS.line) {
  return cut(text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(BIDI, "").trim(), most);
}

/**
 * Make a note short enough to be stored; its lines stay.
 * @param {string} text
 * @returns {string}
 */
export function tidyNote(text) {
  return cut(text.replace(/\r\n?/g, "\n").replace(/[^\P{Cc}\n]/gu, " ").replace(BIDI, "").trim(), LIMITS.note);
}

/** Characters that make a text read otherwise than it is written. */
export const BIDI = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Cut a text to a length, not within a character.
 * @param {string} text
 * @param {number} most
 * @returns {string}
 */
export function cut(text, most) {
  return text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

/**
 * Make an event of a draft, later than all events that are known.
 * @param {readonly RunEvent[]} events
 * @param {Author} author
 * @param {Draft} draft
 * @returns {RunEvent}
 */
export function stamp(events, author, draft) {
  let clock = 0;
  let counter = 0;
  const own = `${author.replica}:`;
  for (const { e, l } of events) {
    if (l > clock) clock = l;
    if (e.startsWith(own)) counter = Math.max(counter, Number(e.slice(own.length)));
  }
  return {
    e: `${own}${counter + 1}`,
    l: clock + 1,
    t: author.now().toISOString(),
    by: tidyLine(author.by),
    ...draft,
  };
}

/**
 * Compare two events by their place in the order.
 * @param {RunEvent} a
 * @param {RunEvent} b
 * @returns {number}
 */
export function byOrder(a, b) {
  return a.l - b.l || (a.e < b.e ? -1 : a.e > b.e ? 1 : 0);
}

/**
 * Write data so that equal data give equal texts.
 * @param {unknown} data
 * @returns {string}
 */
export function canonical(data) {
  return JSON.stringify(data, (_key, value) =>
    typeof value === "object" && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
}

/**
 * Unite two sets of events.
 * @param {readonly RunEvent[]} a
 * @param {readonly RunEvent[]} b
 * @returns {{events: RunEvent[], clashes: string[]}} The events in order, and the ids under which
 *   the two have different events: something that no honest copy does.
 */
export function unite(a, b) {
  /** @type {Map<string, RunEvent>} */
  const known = new Map();
  const clashes = [];
  for (const event of [...a, ...b]) {
    const other = known.get(event.e);
    if (other === undefined) known.set(event.e, event);
    else if (other !== event) {
      const [mine, yours] = [canonical(other), canonical(event)];
      if (mine === yours) continue;
      clashes.push(event.e);
      if (yours < mine) known.set(event.e, event);
    }
  }
  return { events: [...known.values()].sort(byOrder), clashes };
}
