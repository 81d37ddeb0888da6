/**
 * How far a run is: counts, deviations, time, and where to go on.
 */

/** @typedef {import("./changes.js").ItemView} ItemView */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Progress
 * @property {ItemView[]} waited The items that apply now: those of the rollback once it was started, else the others.
 * @property {ItemView[]} open
 * @property {ItemView[]} deviations What was skipped or failed, rollback or not.
 * @property {string} line As in "complete with 2 deviations".
 * @property {ItemView | undefined} next The item to go on with: the first open one after the one touched last, else
 *   the first open one.
 */

/**
 * Tell how far a run is.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {Progress}
 */
export function progressOf(state, views) {
  const rollback = state.of("rollback").length > 0;
  const waited = views.filter(({ item, is }) => !item.rollback === !rollback && !(item.struck && is === "open"));
  const open = waited.filter(({ is }) => is === "open");
  const deviations = views.filter(({ is }) => is === "skipped" || is === "failed");
  const count = deviations.length;
  const line = [
    rollback ? "rollback " : "",
    open.length > 0 ? `not complete: ${open.length} open` : "complete",
    count > 0 ? ` with ${count} deviation${count > 1 ? "s" : ""}` : "",
  ].join("");
  const last = views.findIndex(({ item }) => item.id === state.last);
  const next = open.find((view) => views.indexOf(view) > last) ?? open[0];
  return { waited, open, deviations, line, next };
}

/**
 * Give the time that went by in each phase, in milliseconds. The time between two events belongs to the
 * phase of the later one; where a clock jumped back it counts as none.
 * @param {RunState} state
 * @returns {Map<string, number>}
 */
export function elapsed({ events, pages }) {
  const phases = new Map(pages.flatMap(({ items }) => items).map(({ id, phase = "" }) => [id, phase]));
  const spent = new Map();
  let before = NaN;
  for (const { k, i, t } of events) {
    const phase = phases.get(i ?? "");
    if (k !== "start" && phase === undefined) continue;
    const now = Date.parse(t);
    if (phase !== undefined) spent.set(phase, (spent.get(phase) ?? 0) + Math.max(0, now - before || 0));
    before = now;
  }
  return spent;
}
