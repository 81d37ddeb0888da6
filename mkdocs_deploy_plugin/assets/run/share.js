/**
 * A short link to the status of a run: only verdicts, for the procedure with the same digest.
 *
 * A single number holds one octal digit for each item. It contains no name, note or value.
 */

import { registerOf } from "./fold.js";

/**
 * @typedef {object} SharedView
 * @property {string} asOf Time in UTC.
 * @property {string} kind "real", "rehearsal" or "scratch".
 * @property {string} outcome An `Outcome`, or empty while the run is in progress.
 * @property {boolean} rollback Whether a rollback was started.
 * @property {string[]} items In the order of the page: a `Status`.
 */

const STATUSES = ["open", "done", "skipped", "failed", "na", "conflict", "confirm"];
const OUTCOMES = ["", "succeeded", "rolled back", "aborted"];
const SHARED_KINDS = ["scratch", "rehearsal", "real"];

/**
 * Return the fragment of a link, without the "#".
 * @param {import("./fold.js").RunState} state
 * @param {readonly import("./views.js").ItemView[]} views
 * @param {string} digest The digest of the page.
 * @param {Date} asOf
 * @returns {string}
 */
export function shareFragment(state, views, digest, asOf) {
  const digits = [
    SHARED_KINDS.indexOf(state.facts.kind ?? ""),
    OUTCOMES.indexOf(registerOf(state, "finish").is),
    Math.sign(state.of("rollback").length),
    ...views.map(({ status }) => STATUSES.indexOf(status)),
  ];
  // The leading 1 makes sure that a truncated link has too few digits.
  return `run=2.${digest}.${Math.floor(Number(asOf) / 1000)}.${BigInt(`0o1${digits.join("")}`).toString(16)}`;
}

/**
 * Read the fragment of a link.
 * @param {string} fragment With or without the "#".
 * @param {{digest: string, items: readonly unknown[]}} page
 * @returns {{view: SharedView | null, problem: string} | null} Null if the fragment is not a status link.
 */
export function readFragment(fragment, page) {
  const match = /^#?run=(?:2\.([0-9a-f]{12})\.(\d{1,11})\.([0-9a-f]{1,3000})$)?/.exec(fragment);
  if (match === null) return null;
  const [, digest, seconds, number = ""] = match;
  const digits = BigInt(`0x0${number}`).toString(8);
  if (digits.length !== page.items.length + 4 || !/^1[0-2][0-3][01][0-6]*$/.test(digits) || digest !== page.digest) {
    return { view: null, problem: "This link is damaged or from another version of the procedure." };
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
