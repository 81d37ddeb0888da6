/**
 * A short link to the status of a run: verdicts only, for the procedure with the same digest.
 *
 * Two items make one character of the fragment. No name, note or value is in it.
 */

import { registerOf } from "./fold.js";

/**
 * @typedef {object} SharedView
 * @property {string} asOf Time in UTC.
 * @property {string} kind "real", "rehearsal" or "scratch".
 * @property {string} outcome An `Outcome`, or empty while the run goes on.
 * @property {boolean} rollback Whether a rollback was started.
 * @property {string[]} items In the order of the page: a verdict, "conflict" or "stale".
 */

const STATUSES = ["open", "done", "skipped", "failed", "na", "conflict", "stale"];
const OUTCOMES = ["", "succeeded", "rolled back", "aborted"];
const SHARED_KINDS = ["scratch", "rehearsal", "real"];
const SIXTY_FOUR = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/**
 * Give the fragment of a link, without the "#".
 * @param {import("./fold.js").RunState} state
 * @param {readonly import("./changes.js").ItemView[]} views
 * @param {string} digest The digest of the page.
 * @param {Date} asOf
 * @returns {string}
 */
export function shareFragment(state, views, digest, asOf) {
  const codes = views.map(({ is, mark }) => Math.max(STATUSES.indexOf(mark), STATUSES.indexOf(is)));
  let packed = "";
  for (let at = 0; at < codes.length; at += 2) packed += SIXTY_FOUR[codes[at] * 8 + (codes[at + 1] ?? 0)];
  const flags = [
    SHARED_KINDS.indexOf(state.facts.kind ?? ""),
    OUTCOMES.indexOf(registerOf(state, "finish").is),
    Math.sign(state.of("rollback").length),
  ];
  return `run=1.${digest}.${Math.floor(Number(asOf) / 1000)}.${flags.join("")}.${packed.replace(/A+$/, "")}`;
}

/**
 * Read the fragment of a link.
 * @param {string} fragment With or without the "#".
 * @param {{digest: string, items: readonly unknown[]}} page
 * @returns {{view: SharedView | null, problem: string} | null} Null if this is no such link at all.
 */
export function readFragment(fragment, page) {
  const found = /^#?run=(?:1\.([0-9a-f]{12})\.(\d{1,11})\.([0-2])([0-3])([01])\.([\w-]{0,2000})$)?/.exec(fragment);
  if (found === null) return null;
  const [, digest, seconds, kind, outcome, rollback, packed] = found;
  const codes = [...(packed ?? "")].flatMap((char) => [SIXTY_FOUR.indexOf(char) >> 3, SIXTY_FOUR.indexOf(char) & 7]);
  if (codes.length > page.items.length + 1 || codes.includes(7) || digest !== page.digest) {
    return { view: null, problem: "This link is damaged, or shows a run of another state of the procedure." };
  }
  const view = {
    asOf: new Date(Number(seconds) * 1000).toISOString(),
    kind: SHARED_KINDS[Number(kind)],
    outcome: OUTCOMES[Number(outcome)],
    rollback: rollback === "1",
    items: page.items.map((_, at) => STATUSES[codes[at] ?? 0]),
  };
  return { view, problem: "" };
}
