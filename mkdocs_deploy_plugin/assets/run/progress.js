/**
 * How far a run is: counts, deviations, time, and where to go on.
 */

/** @typedef {import("./changes.js").ItemView} ItemView */
/** @typedef {import("./changes.js").PageItem} PageItem */
/** @typedef {import("./fold.js").RunState} RunState */

/**
 * @typedef {object} Progress
 * @property {number} total Items that apply now: those of the rollback once it was started, else the others.
 * @property {number} done
 * @property {number} skipped
 * @property {number} failed
 * @property {number} na
 * @property {number} open
 * @property {ItemView[]} deviations What was skipped or failed, rollback or not.
 * @property {string} line As in "complete with 2 deviations".
 */

/**
 * Count.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {Progress}
 */
export function progressOf(state, views) {
  const waited = waitedFor(state, views);
  const count = { done: 0, skipped: 0, failed: 0, na: 0, open: 0 };
  for (const { is } of waited) count[is] += 1;
  const deviations = views.filter(({ is }) => is === "skipped" || is === "failed");
  const with_ = deviations.length === 0 ? "" : ` with ${deviations.length} ${deviations.length === 1 ? "deviation" : "deviations"}`;
  const what = state.rollback === null ? "" : "rollback ";
  const line = count.open > 0 ? `${what}not complete: ${count.open} open${with_}` : `${what}complete${with_}`;
  return { total: waited.length, ...count, deviations, line };
}

/**
 * Give the items that somebody has to judge now.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {ItemView[]}
 */
export function waitedFor(state, views) {
  const rollback = state.rollback !== null;
  return views.filter(({ item, is }) => item.rollback === rollback && !(item.struck && is === "open"));
}

/**
 * Give the item to go on with: the first open one after the one touched last, else the first open one.
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @returns {ItemView | null}
 */
export function nextOpen(state, views) {
  const place = views.findIndex(({ item }) => item.id === state.last);
  const waited = new Set(waitedFor(state, views));
  const open = (/** @type {ItemView} */ view) => view.is === "open" && waited.has(view);
  return views.slice(place + 1).find(open) ?? views.find(open) ?? null;
}

/**
 * Give the time that went by in each phase, in milliseconds. The time between two events belongs to the
 * phase of the later one; where a clock jumped back it counts as none.
 * @param {RunState} state
 * @param {readonly PageItem[]} items
 * @returns {Map<string, number>}
 */
export function elapsed(state, items) {
  const phases = new Map();
  for (const page of [state.firstPage, state.lastPage]) {
    for (const { i, phase } of page?.items ?? []) phases.set(i, phase ?? "");
  }
  for (const { id, phase } of items) phases.set(id, phase);
  const spent = new Map();
  let before = NaN;
  for (const { k, i, t } of state.events) {
    const phase = i === undefined ? undefined : phases.get(i);
    if (k !== "start" && phase === undefined) continue;
    const now = Date.parse(t);
    if (phase !== undefined) spent.set(phase, (spent.get(phase) ?? 0) + Math.max(0, now - before || 0));
    before = now;
  }
  return spent;
}
