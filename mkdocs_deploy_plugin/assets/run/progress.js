/**
 * The progress of a run: counts, deviations, time, and the next item.
 */

import { gateBefore } from "./gates.js";
import { isOpen } from "./views.js";
import { t, tn } from "./words.js";

/** @typedef {import("./views.js").ItemView} ItemView */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Progress
 * @property {ItemView[]} waited The items that apply now: those of the rollback once it has started, otherwise the others.
 * @property {ItemView[]} deviations Skipped and failed items, in the rollback or not.
 * @property {boolean} complete Whether each of them is done or does not apply.
 * @property {string} line As in "50 done · 1 failed · 14 open".
 * @property {ItemView | undefined} stop The failed item to stop at.
 * @property {ItemView | undefined} next The item to continue with: a failed one; otherwise the first that is to
 *   confirm, the first open one from the last one touched on, the first open one. A closed gate before it comes first.
 */

/** Every status with the word for it, in the order in which they are counted. @type {ReadonlyMap<string, string>} */
export const WORDS = new Map([
  ["done", t("done")],
  ["failed", t("failed")],
  ["skipped", t("skipped")],
  ["na", t("not applicable")],
  ["conflict", t("in conflict")],
  ["confirm", t("to confirm")],
  ["open", t("open")],
]);

/** A break in the work is longer than this, in milliseconds: it belongs to no phase. */
export const BREAK = 30 * 60_000;

/**
 * Return the progress of a run.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @param {{now?: number, role?: string}} [reader] The time, in milliseconds since 1970, and the role whose items come next;
 *   without a role, everybody's.
 * @returns {Progress}
 */
export function progressOf(state, views, { now = NaN, role = "" } = {}) {
  const rollback = state.of("rollback").length > 0;
  const waited = views.filter(({ item }) => !item.rollback === !rollback && !item.struck);
  const open = waited.filter(({ status, item }) => isOpen(status) && (role === "" || item.hold === role || item.by === role));
  const deviations = views.filter(({ status }) => status === "skipped" || status === "failed");
  const complete = waited.every(({ status }) => status === "done" || status === "na");
  const stop = waited.find(({ status, overruled }) => status === "failed" && !overruled);
  // A rollback begins at its first item, whatever was touched before it.
  const isLater = !rollback || state.events.indexOf(/** @type {any} */ (state.last)) > state.events.indexOf(state.of("rollback")[0]);
  const last = isLater ? views.findIndex(({ events }) => events.has(state.last?.e ?? "")) : -1;
  const unsure = open.find(({ status }) => status !== "open");
  // What was touched last and is still open, is tried again or waits to be ticked.
  const after = unsure ?? open.find((view) => views.indexOf(view) >= last) ?? open[0];
  const next = stop ?? gateBefore(waited, after, now) ?? after;
  return { waited, deviations, complete, line: lineOf(countsOf(waited)), stop, next };
}

/**
 * Count items by their status.
 * @param {readonly ItemView[]} views
 * @returns {Map<string, number>} Without those that no item has, in the order of `WORDS`.
 */
export function countsOf(views) {
  return new Map([...WORDS.keys()]
    .map((status) => /** @type {[string, number]} */ ([status, views.filter((view) => view.status === status).length]))
    .filter(([, count]) => count > 0));
}

/** @param {string} status @param {number} count @returns {string} As in "50 done". */
export function countIn(status, count) {
  return `${count} ${WORDS.get(status)}`;
}

/**
 * Return the counts in words.
 * @param {Map<string, number>} counts
 * @returns {string} As in "50 done · 1 failed · 14 open"; empty if there is nothing to count.
 */
export function lineOf(counts) {
  return [...counts].map(([status, count]) => countIn(status, count)).join(" · ");
}

/**
 * Return where a run stands: what is left, and what went wrong.
 * @param {readonly ItemView[]} waited
 * @returns {string} As in "21 checks open, 1 failed".
 */
export function standing(waited) {
  const counts = countsOf(waited);
  const left = waited.filter(({ status }) => isOpen(status)).length;
  const wrong = [...counts].filter(([status]) => status !== "done" && status !== "na" && status !== "open");
  return [left > 0 ? tn(left, "{n} check open", "{n} checks open") : t("no check open"),
    ...wrong.map(([status, count]) => countIn(status, count))].join(", ");
}

/**
 * Return the time spent in each phase, in milliseconds. The time between two events belongs to the phase of the later
 * one. It counts as zero if a clock jumped back, or if it was a break.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {Map<string, number>}
 */
export function elapsed({ events }, views) {
  const phases = new Map(views.flatMap(({ item, events: ids }) => [...ids].map((id) => [id, item.phase ?? ""])));
  const spent = new Map();
  let before = NaN;
  for (const { e, k, t: time } of events) {
    const phase = phases.get(e);
    if (k !== "start" && phase === undefined) continue;
    const now = Date.parse(time);
    const passed = Math.max(0, now - before || 0);
    if (phase !== undefined) spent.set(phase, (spent.get(phase) ?? 0) + (passed > BREAK ? 0 : passed));
    before = now;
  }
  return spent;
}
