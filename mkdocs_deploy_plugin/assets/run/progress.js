/**
 * The progress of a run: counts, deviations, time, and the next item.
 */

/** @typedef {import("./changes.js").ItemView} ItemView */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Progress
 * @property {ItemView[]} waited The items that apply now: those of the rollback once it has started, otherwise the others.
 * @property {ItemView[]} open
 * @property {ItemView[]} deviations Skipped and failed items, in the rollback or not.
 * @property {string} line As in "complete with 2 deviations".
 * @property {ItemView | undefined} next The item to continue with: the first open item after the last one touched,
 *   otherwise the first open item.
 */

/**
 * Return the progress of a run.
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
    open.length > 0 ? `incomplete: ${open.length} open` : "complete",
    count > 0 ? ` with ${count} deviation${count > 1 ? "s" : ""}` : "",
  ].join("");
  const last = views.findIndex(({ item }) => item.id === state.last);
  const next = open.find((view) => views.indexOf(view) > last) ?? open[0];
  return { waited, open, deviations, line, next };
}

/**
 * Return the time spent in each phase, in milliseconds. The time between two events belongs to the phase
 * of the later one; it counts as zero if a clock jumped back.
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
