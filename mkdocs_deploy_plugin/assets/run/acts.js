/**
 * What people do, as drafts of events. A draft is made from the state that is on the screen: only
 * what its writer could see counts as known to the writer.
 */

import { LIMITS, cut, tidyLine, tidyNote } from "./events.js";

/** @typedef {import("./events.js").Draft} Draft */
/** @typedef {import("./events.js").Verdict} Verdict */
/** @typedef {import("./events.js").Outcome} Outcome */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {import("./fold.js").Register} Register */

/** The verdicts that need a reason. */
export const NEEDS_REASON = ["skipped", "failed"];

/**
 * Judge an item. `open` takes back a tick that the source of the procedure has.
 * @param {RunState} state
 * @param {{id: string, rev: string}} item
 * @param {Verdict} is
 * @param {string} [note] The reason; needed for some verdicts, see `NEEDS_REASON`.
 * @returns {Draft}
 */
export function draftVerdict(state, item, is, note = "") {
  return withNote({ k: "verdict", i: item.id, r: item.rev, v: { is, after: heads(state.items.get(item.id)) } }, note);
}

/**
 * Say that a verdict holds for the item as it is now.
 * @param {RunState} state
 * @param {{id: string, rev: string}} item
 * @param {Verdict} is
 * @param {string} [note] The reason of the verdict, again.
 * @returns {Draft}
 */
export function draftConfirm(state, item, is, note = "") {
  return { ...draftVerdict(state, item, is, note), k: "confirm" };
}

/**
 * Take an event back.
 * @param {RunState} state
 * @param {string} of The event's id.
 * @returns {Draft | null} Null if there is no such event, or it cannot be taken back.
 */
export function draftUndo(state, of) {
  const target = state.events.find((event) => event.e === of);
  if (target === undefined || ["start", "page", "undo"].includes(target.k) || state.undone.has(of)) return null;
  const register =
    target.k === "value" ? state.values.get(target.v.name)
    : target.k === "finish" ? state.finish
    : target.k === "verdict" || target.k === "confirm" ? state.items.get(target.i ?? "")
    : undefined;
  const v = { of, after: heads(register) };
  return target.i === undefined ? { k: "undo", v } : { k: "undo", i: target.i, v };
}

/**
 * Write a note on an item, or on the run.
 * @param {string} note
 * @param {string} [item]
 * @returns {Draft}
 */
export function draftNote(note, item = "") {
  return withNote(item === "" ? { k: "note" } : { k: "note", i: item }, note);
}

/**
 * Fill in a parameter.
 * @param {RunState} state
 * @param {string} name
 * @param {string} value Empty takes the value away.
 * @returns {Draft}
 */
export function draftValue(state, name, value) {
  return { k: "value", v: { name, value: cut(value, LIMITS.value), after: heads(state.values.get(name)) } };
}

/**
 * Note that commands were copied.
 * @param {string} text The commands as copied, values filled in.
 * @param {string} [step] The heading they stand under.
 * @returns {Draft}
 */
export function draftCopy(text, step = "") {
  return { k: "copy", v: { text: cut(text, LIMITS.text), step: tidyLine(step) } };
}

/**
 * Decide to roll back.
 * @param {string} [reason]
 * @returns {Draft}
 */
export function draftRollback(reason = "") {
  return withNote({ k: "rollback" }, reason);
}

/**
 * Sign in a role.
 * @param {string} role
 * @param {string} name
 * @param {string} [note]
 * @returns {Draft}
 */
export function draftSign(role, name, note = "") {
  return withNote({ k: "sign", v: { role: tidyLine(role), name: tidyLine(name) } }, note);
}

/**
 * Finish the run.
 * @param {RunState} state
 * @param {Outcome} is
 * @param {string} [note]
 * @returns {Draft}
 */
export function draftFinish(state, is, note = "") {
  return withNote({ k: "finish", v: { is, after: heads(state.finish) } }, note);
}

/**
 * Name a run, or correct what was said about it.
 * @param {Facts} facts
 * @returns {Draft}
 */
export function draftFacts(facts) {
  return { k: "facts", v: tidyFacts(facts) };
}

/**
 * @param {Facts} facts
 * @returns {Facts}
 */
export function tidyFacts(facts) {
  return /** @type {Facts} */ (
    Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, tidyLine(value ?? "")]))
  );
}

/**
 * @param {{heads: {event: {e: string}}[]} | undefined} register
 * @returns {string[]}
 */
function heads(register) {
  return (register?.heads ?? []).map(({ event }) => event.e);
}

/**
 * @param {Draft} draft
 * @param {string} note
 * @returns {Draft}
 */
function withNote(draft, note) {
  const tidy = tidyNote(note);
  return tidy === "" ? draft : { ...draft, note: tidy };
}
