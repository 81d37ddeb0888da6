/**
 * Fold events to a state, and draft new events from the state.
 *
 * A parameter's value and the outcome of the run are registers, and so is an item's verdict (see `views.js`, which
 * finds out which events are about which item of the current page). Each event about a register lists the
 * events about it that its writer knew (`after`). The events that no other event lists are its heads: a
 * single head is the answer, and several different heads are a conflict, because their writers did not know
 * of each other. Neither clocks nor order of arrival matter.
 *
 * An undo of a verdict, a value or an outcome is another event about that register and leaves it
 * open: no older answer returns. An undo of any other event removes that event from the state.
 */

import { LIMITS, tidy, unite } from "./events.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {{is: string, event: RunEvent}} Head `is` is empty after an undo. */

/**
 * @typedef {object} Register
 * @property {string} is The answer; empty if missing or in conflict.
 * @property {boolean} conflict
 * @property {Head[]} heads In order, newest last.
 */

/**
 * @typedef {object} RunState
 * @property {RunEvent[]} events All events in order.
 * @property {Set<string>} undone Ids of events that were undone.
 * @property {(kind: import("./events.js").Kind) => RunEvent[]} of The events of a kind that were not undone.
 * @property {Map<string, Register>} registers By name; see `registerOf`.
 * @property {Map<string, Head[]>} spots The events about each item of each page, by `spotOf`.
 * @property {import("./events.js").Facts} facts
 * @property {import("./events.js").SeenPage[]} pages The states of the procedure during this run.
 * @property {string[]} people Everyone who took part, in order of appearance.
 * @property {RunEvent | undefined} last The last event about an item.
 */

/**
 * Return the state after a set of events, in any order.
 * @param {readonly RunEvent[]} events
 * @returns {RunState}
 */
export function fold(events) {
  const sorted = unite(events, []).events;
  /** @type {Map<string, RunEvent>} */
  const earlier = new Map();
  /** @type {Set<string>} */
  const undone = new Set();
  /** @type {Map<string, Map<string, Head>>} */
  const nodes = new Map();
  /** @type {Map<string, Head[]>} */
  const spots = new Map();
  const known = new Set();
  for (const event of sorted) {
    const { e, k, v } = event;
    const target = k === "undo" ? earlier.get(v.of) : event;
    earlier.set(e, event);
    if (target === undefined || (k === "undo" && LASTING.includes(target.k))) continue;
    if (k === "undo") undone.add(v.of);
    if (target.i && (k === "undo" ? JUDGING : ABOUT_ITEMS).includes(target.k)) {
      const spot = spotOf(target);
      spots.set(spot, [...(spots.get(spot) ?? []), { is: k === "undo" ? "" : (v?.is ?? ""), event }]);
    }
    const name = registerName(target);
    if (name === "") continue;
    const register = nodes.get(name) ?? new Map();
    // Only earlier events in the same register count as known, which rules out cycles.
    for (const id of [...v.after, v.of]) if (register.has(id)) known.add(id);
    nodes.set(name, register.set(e, { is: v.is ?? v.value ?? v.outcome ?? "", event }));
  }
  const live = sorted.filter(({ e }) => !undone.has(e));
  /** @type {RunState["of"]} */
  const of = (kind) => live.filter(({ k }) => k === kind);
  return {
    events: sorted,
    undone,
    of,
    registers: new Map(
      [...nodes].map(([name, register]) => {
        const heads = [...register.values()].filter(({ event }) => !known.has(event.e));
        const conflict = heads.some(({ is }) => is !== heads[0].is);
        return [name, { is: conflict ? "" : heads[0].is, conflict, heads }];
      }),
    ),
    spots,
    facts: [...of("start"), ...of("facts")].reduce((facts, { v }) => ({ ...facts, ...v }), { kind: "scratch" }),
    pages: of("page").map(({ v }) => v),
    people: [...new Set(sorted.map(({ by }) => by))].filter(Boolean),
    last: sorted.findLast(({ i }) => i),
  };
}

/** The kinds of events that are verdicts, and those that can be about an item. */
const JUDGING = ["verdict", "confirm"];
const ABOUT_ITEMS = [...JUDGING, "note", "guard", "wait", "evidence"];

/** The kinds of events that cannot be undone. */
const LASTING = ["start", "page", "undo"];

/**
 * Return a register.
 * @param {RunState} state
 * @param {string} name "value:" and the name of a parameter, or "finish".
 * @returns {Register} A register without heads if no event is about it.
 */
export function registerOf(state, name) {
  return state.registers.get(name) ?? { is: "", conflict: false, heads: [] };
}

/**
 * Draft an event from the state on the screen: only what the writer could see counts as known.
 * @param {RunState} state
 * @param {import("./events.js").Kind} k
 * @param {Record<string, string | undefined>} [v] The data of the kind; `after` is added.
 * @param {string} [note] The note, or a reason.
 * @returns {import("./events.js").Draft}
 */
export function draft(state, k, v = {}, note = "") {
  /** @type {import("./events.js").Draft} */
  const made = { k, v: {} };
  for (const [name, text] of Object.entries(v)) {
    if (text !== undefined) made.v[name] = name === "text" ? tidy(text, LIMITS.text, true) : tidy(text);
  }
  if (note.trim() !== "") made.note = tidy(note, LIMITS.note, true);
  const name = registerName(state.events.find(({ e }) => k === "undo" && e === v.of) ?? made);
  if (name !== "" || k === "undo") made.v.after = registerOf(state, name).heads.map(({ event }) => event.e);
  return made;
}

/** The item of a page that an event is about. @param {{p?: string, i?: string}} event @returns {string} */
export function spotOf({ p, i }) {
  return `${p} ${i}`;
}

/**
 * Return the name of the register that an event is about; empty if none.
 * @param {{k: string, v?: any}} event
 * @returns {string}
 */
function registerName({ k, v }) {
  return k === "value" ? `value:${v.name}` : k === "finish" ? k : "";
}
