/**
 * A short link to the status of a run: verdicts only, for the procedure with the same digest.
 *
 * One number holds it all, with an octal digit for each item. No name, note or value is in it.
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

/**
 * Give the fragment of a link, without the "#".
 * @param {import("./fold.js").RunState} state
 * @param {readonly import("./changes.js").ItemView[]} views
 * @param {string} digest The digest of the page.
 * @param {Date} asOf
 * @returns {string}
 */
export function shareFragment(state, views, digest, asOf) {
  const digits = [
    SHARED_KINDS.indexOf(state.facts.kind ?? ""),
    OUTCOMES.indexOf(registerOf(state, "finish").is),
    Math.sign(state.of("rollback").length),
    ...views.map(({ is, mark }) => Math.max(STATUSES.indexOf(mark), STATUSES.indexOf(is))),
  ];
  // Before them a 1, so that a link of which something was cut off has too few digits.
  return `run=2.${digest}.${Math.floor(Number(asOf) / 1000)}.${BigInt(`0o1${digits.join("")}`).toString(16)}`;
}

/**
 * Read the fragment of a link.
 * @param {string} fragment With or without the "#".
 * @param {{digest: string, items: readonly unknown[]}} page
 * @returns {{view: SharedView | null, problem: string} | null} Null if this is no such link at all.
 */
export function readFragment(fragment, page) {
  const found = /^#?run=(?:2\.([0-9a-f]{12})\.(\d{1,11})\.([0-9a-f]{1,3000})$)?/.exec(fragment);
  if (found === null) return null;
  const [, digest, seconds, number = ""] = found;
  const digits = BigInt(`0x0${number}`).toString(8);
  if (digits.length !== page.items.length + 4 || !/^1[0-2][0-3][01][0-6]*$/.test(digits) || digest !== page.digest) {
    return { view: null, problem: "This link is damaged, or shows a run of another state of the procedure." };
  }
  const [, kind, outcome, rollback, ...codes] = [...digits].map(Number);
  const view = {
    asOf: new Date(Number(seconds) * 1000).toISOString(),
    kind: SHARED_KINDS[kind],
    outcome: OUTCOMES[outcome],
    rollback: rollback > 0,
    items: codes.map((code) => STATUSES[code]),
  };
  return { view, problem: "" };
}
