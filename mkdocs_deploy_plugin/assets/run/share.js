/**
 * A short link to the status of a run: verdicts only, for the procedure with the same digest.
 *
 * Two items make one character of the fragment. No name, note or value is in it.
 */

/** @typedef {import("./changes.js").ItemView} ItemView */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {"open" | "done" | "skipped" | "failed" | "na" | "conflict" | "stale"} SharedStatus */

/**
 * @typedef {object} SharedView
 * @property {string} asOf Time in UTC.
 * @property {string} kind A `RunKind`.
 * @property {string} outcome An `Outcome`, or empty while the run goes on.
 * @property {boolean} rollback Whether a rollback was started.
 * @property {SharedStatus[]} items In the order of the page.
 */

/** @type {SharedStatus[]} */
const STATUSES = ["open", "done", "skipped", "failed", "na", "conflict", "stale"];
const SHARED_KINDS = ["scratch", "rehearsal", "real"];
const OUTCOMES = ["", "succeeded", "rolled back", "aborted"];
const SIXTY_FOUR = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const FRAGMENT = /^#?run=1\.([0-9a-f]{12})\.([0-9a-z]{1,8})\.([0-2])([0-3])([01])\.([\w-]{0,1000})$/;

/**
 * Give the fragment of a link, without the "#".
 * @param {RunState} state
 * @param {readonly ItemView[]} views
 * @param {string} digest The digest of the page.
 * @param {Date} asOf
 * @returns {string}
 */
export function shareFragment(state, views, digest, asOf) {
  const codes = views.map(({ is, mark }) => STATUSES.indexOf(mark === "conflict" || mark === "stale" ? mark : is));
  let packed = "";
  for (let at = 0; at < codes.length; at += 2) packed += SIXTY_FOUR[codes[at] * 8 + (codes[at + 1] ?? 0)];
  const flags = [
    SHARED_KINDS.indexOf(state.facts.kind ?? "scratch"),
    OUTCOMES.indexOf(state.finish.is),
    state.rollback === null ? 0 : 1,
  ].join("");
  const seconds = Math.floor(asOf.getTime() / 1000).toString(36);
  return `run=1.${digest}.${seconds}.${flags}.${packed.replace(/A+$/, "")}`;
}

/**
 * Read the fragment of a link.
 * @param {string} fragment With or without the "#".
 * @param {{digest: string, items: readonly unknown[]}} page
 * @returns {{view: SharedView | null, problem: string} | null} Null if this is no such link at all.
 */
export function readFragment(fragment, page) {
  if (!/^#?run=/.test(fragment)) return null;
  const refuse = (/** @type {string} */ problem) => ({ view: null, problem });
  const found = FRAGMENT.exec(fragment);
  if (found === null) return refuse("This link to a run is damaged.");
  const [, digest, seconds, kind, outcome, rollback, packed] = found;
  if (digest !== page.digest) return refuse("This link shows a run of another state of the procedure.");
  const codes = [...packed].flatMap((char) => [SIXTY_FOUR.indexOf(char) >> 3, SIXTY_FOUR.indexOf(char) & 7]);
  const asOf = new Date(parseInt(seconds, 36) * 1000);
  const spare = codes.slice(page.items.length);
  if (Number.isNaN(asOf.getTime()) || codes.some((code) => code > 6) || spare.length > 1 || spare.some(Boolean)) {
    return refuse("This link to a run is damaged.");
  }
  const items = page.items.map((_item, at) => STATUSES[codes[at] ?? 0]);
  return {
    view: {
      asOf: asOf.toISOString(),
      kind: SHARED_KINDS[Number(kind)],
      outcome: OUTCOMES[Number(outcome)],
      rollback: rollback === "1",
      items,
    },
    problem: "",
  };
}
