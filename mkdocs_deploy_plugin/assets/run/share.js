/**
 * The status of a run as it is shared: a snapshot of what the page showed, with the words of the items, so that it can be read
 * after the procedure has changed. It contains no name, note or value.
 */

import { LIMITS, tidy } from "./events.js";
import { registerOf } from "./fold.js";
import { WORDS, progressOf } from "./progress.js";

/** @typedef {import("./views.js").Status} Status */
/** @typedef {{step: string, text: string, status: string, counts: boolean}} SharedItem `counts` if it applied at that time. */

/**
 * @typedef {object} SharedView
 * @property {string} asOf Time in UTC.
 * @property {string} kind "real", "rehearsal" or "scratch".
 * @property {string} outcome An `Outcome`, or empty while the run is in progress.
 * @property {boolean} rollback Whether a rollback was started.
 * @property {string} title The title of the procedure.
 * @property {string} version
 * @property {string} digest The digest of the page.
 * @property {SharedItem[]} items In the order of the page.
 */

const STATUSES = ["open", "done", "skipped", "failed", "na", "conflict", "confirm"];
const OUTCOMES = ["", "succeeded", "rolled back", "aborted"];
const SHARED_KINDS = ["scratch", "rehearsal", "real"];

/** Limits of a snapshot: the characters of its text and of an item, and the number of items. */
export const SNAPSHOT = { text: 300_000, item: 120, items: 2000 };

/**
 * Return a snapshot as text.
 * @param {import("./fold.js").RunState} state
 * @param {readonly import("./views.js").ItemView[]} views
 * @param {{title: string, version: string, digest: string}} page
 * @param {Date} asOf
 * @returns {string}
 */
export function snapshotOf(state, views, { title, version, digest }, asOf) {
  const waited = new Set(progressOf(state, views).waited);
  /** @type {[string, [string, number, number][]][]} */
  const steps = [];
  for (const view of views) {
    const { item, status } = view;
    const step = tidy(item.step ?? "");
    if (steps.at(-1)?.[0] !== step) steps.push([step, []]);
    steps.at(-1)?.[1].push([tidy(item.text, SNAPSHOT.item), STATUSES.indexOf(status), Number(waited.has(view))]);
  }
  const outcome = OUTCOMES.indexOf(registerOf(state, "finish").is);
  const rollback = Math.sign(state.of("rollback").length);
  return JSON.stringify([Math.floor(Number(asOf) / 1000), SHARED_KINDS.indexOf(state.facts.kind ?? ""), outcome, rollback, tidy(title), tidy(version), digest, steps]);
}

/**
 * Read a snapshot, which is not trusted.
 * @param {string} text
 * @returns {SharedView | null} Null if it is damaged.
 */
export function readSnapshot(text) {
  try {
    const [seconds, kind, outcome, rollback, title, version, digest, steps] = JSON.parse(text.length > SNAPSHOT.text ? "" : text);
    const items = steps.flatMap((/** @type {[any, any[]]} */ [step, inner]) => inner.map(([words, status, counts]) => ({
      step: line(step), text: line(words), status: STATUSES[status], counts: counts === 1,
    })));
    const view = {
      asOf: new Date(seconds * 1000).toISOString(), kind: SHARED_KINDS[kind], outcome: OUTCOMES[outcome], rollback: rollback === 1,
      title: line(title), version: line(version), digest: line(digest), items,
    };
    const isWhole = view.kind !== undefined && view.outcome !== undefined && items.every((/** @type {SharedItem} */ { status }) => WORDS.has(status));
    return isWhole && items.length <= SNAPSHOT.items ? view : null;
  } catch {
    return null;
  }
}

/** A line of text. @param {unknown} value @returns {string} */
function line(value) {
  if (typeof value !== "string") throw new TypeError("not a text");
  return tidy(value, LIMITS.line);
}
