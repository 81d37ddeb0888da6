/**
 * The progress of a run: counts, deviations, time, and the next item.
 */

/** @typedef {import("./views.js").ItemView} ItemView */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Progress
 * @property {ItemView[]} waited The items that apply now: those of the rollback once it has started, otherwise the others.
 * @property {ItemView[]} deviations Skipped and failed items, in the rollback or not.
 * @property {boolean} complete Whether each of them is done or does not apply.
 * @property {string} line As in "50 of 65 done, 1 failed, 14 open".
 * @property {ItemView | undefined} stop The failed item to stop at.
 * @property {ItemView | undefined} next The item to continue with: a failed one; otherwise the first that is to
 *   confirm, the first open one after the last one touched, the first open one.
 */

/** Every status with the word for it, in the order in which they are counted. @type {ReadonlyMap<string, string>} */
export const WORDS = new Map([
  ["done", "done"],
  ["failed", "failed"],
  ["skipped", "skipped"],
  ["na", "not applicable"],
  ["conflict", "in conflict"],
  ["confirm", "to confirm"],
  ["open", "open"],
]);

/** A break in the work is longer than this, in milliseconds: it belongs to no phase. */
export const BREAK = 30 * 60_000;

/**
 * Return the progress of a run.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {Progress}
 */
export function progressOf(state, views) {
  const rollback = state.of("rollback").length > 0;
  const waited = views.filter(({ item }) => !item.rollback === !rollback && !item.struck);
  const open = waited.filter(({ status }) => isOpen(status));
  const deviations = views.filter(({ status }) => status === "skipped" || status === "failed");
  const complete = waited.every(({ status }) => status === "done" || status === "na");
  const stop = waited.find(({ status, overruled }) => status === "failed" && !overruled);
  // A rollback begins at its first item, whatever was touched before it.
  const isLater = !rollback || state.events.indexOf(/** @type {any} */ (state.last)) > state.events.indexOf(state.of("rollback")[0]);
  const last = isLater ? views.findIndex(({ events }) => events.has(state.last?.e ?? "")) : -1;
  const unsure = open.find(({ status }) => status !== "open");
  const next = stop ?? unsure ?? open.find((view) => views.indexOf(view) > last) ?? open[0];
  return { waited, deviations, complete, line: lineOf(countsOf(waited), waited.length, rollback), stop, next };
}

/** Whether a status counts as open. @param {string} status @returns {boolean} */
export function isOpen(status) {
  return status === "open" || status === "confirm" || status === "conflict";
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

/**
 * Return the counts in words.
 * @param {Map<string, number>} counts
 * @param {number} all
 * @param {boolean} [rollback]
 * @returns {string} As in "50 of 65 done, 1 failed, 14 open", or "51 of 65 done".
 */
export function lineOf(counts, all, rollback = false) {
  const others = [...counts].filter(([status]) => status !== "done");
  // If all others are open, their number is plain.
  const rest = (others.length === 1 && counts.has("open") ? [] : others).map(([status, count]) => `${count} ${WORDS.get(status)}`);
  return [`${rollback ? "rollback: " : ""}${counts.get("done") ?? 0} of ${all} done`, ...rest].join(", ");
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
  for (const { e, k, t } of events) {
    const phase = phases.get(e);
    if (k !== "start" && phase === undefined) continue;
    const now = Date.parse(t);
    const passed = Math.max(0, now - before || 0);
    if (phase !== undefined) spent.set(phase, (spent.get(phase) ?? 0) + (passed > BREAK ? 0 : passed));
    before = now;
  }
  return spent;
}
