/**
 * Events to state.
 *
 * An item's verdict, a parameter's value and the outcome of the run are registers. Each event about
 * a register names the events about it that its writer knew of (`after`). The events that no other
 * names are its heads: one head is the answer, and several heads that differ are a conflict, because
 * their writers did not know of each other. Neither clocks nor order of arrival have a say in this.
 *
 * An undo of a verdict, a value or an outcome is one more event about that register and leaves it
 * open: nothing older comes back to life. An undo of anything else takes that event out of the state.
 */

import { byOrder } from "./events.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").Verdict} Verdict */
/** @typedef {import("./events.js").Outcome} Outcome */
/** @typedef {import("./events.js").Facts} Facts */
/** @typedef {import("./events.js").SeenPage} SeenPage */
/** @typedef {{is: string, event: RunEvent}} Head `is` is empty after an undo of a value or an outcome. */
/** @typedef {{is: string, conflict: boolean, heads: Head[]}} Register `heads` in order, the last is the newest. */
/** @typedef {{is: Verdict, conflict: boolean, heads: Head[], notes: RunEvent[]}} ItemState */

/**
 * @typedef {object} RunState
 * @property {Facts} facts
 * @property {RunEvent | null} start
 * @property {SeenPage | null} firstPage The procedure as it was when the run began.
 * @property {SeenPage | null} lastPage
 * @property {Map<string, ItemState>} items Every item that an event speaks of.
 * @property {RunEvent[]} notes Notes on the whole run.
 * @property {Map<string, Register>} values By the name of the parameter; a value in conflict is empty.
 * @property {RunEvent[]} copies
 * @property {RunEvent[]} signs
 * @property {RunEvent | null} rollback The first decision to roll back.
 * @property {Register} finish `is` is an `Outcome`, or empty while the run goes on or in conflict.
 * @property {string[]} people Everybody who did something, in the order of appearance.
 * @property {string} last The item that was touched last, or empty.
 * @property {Set<string>} undone Ids of events that were undone.
 * @property {RunEvent[]} events All events in order.
 */

/**
 * Give the state after a set of events, in whatever order they come.
 * @param {readonly RunEvent[]} events
 * @returns {RunState}
 */
export function fold(events) {
  const sorted = [...events].sort(byOrder);
  /** @type {Map<string, RunEvent>} */
  const earlier = new Map();
  const undone = new Set();
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const event of sorted) {
    const target = event.k === "undo" ? earlier.get(event.v.of) : event;
    earlier.set(event.e, event);
    if (target === undefined || (event.k === "undo" && target.k === "undo")) continue;
    if (event !== target) undone.add(target.e);
    const name = cellOf(target);
    if (name === "") continue;
    let cell = cells.get(name);
    if (cell === undefined) cells.set(name, (cell = { nodes: new Map(), known: new Set() }));
    // Only what is in the cell already counts as known: so there are no circles.
    const after = event === target ? event.v.after : [...event.v.after, target.e];
    for (const id of after) if (cell.nodes.has(id)) cell.known.add(id);
    cell.nodes.set(event.e, { is: event === target ? valueOf(event) : "", event });
  }
  const live = sorted.filter((event) => !undone.has(event.e));
  const of = (/** @type {string} */ kind) => live.filter((event) => event.k === kind);
  const pages = of("page");
  const touched = sorted.filter((event) => event.i !== undefined);
  return {
    facts: factsOf(live),
    start: of("start")[0] ?? null,
    firstPage: pages[0]?.v ?? null,
    lastPage: pages.at(-1)?.v ?? null,
    items: itemsOf(cells, of("note")),
    notes: of("note").filter((event) => event.i === undefined),
    values: new Map([...cells].filter(([name]) => name[0] === "v").map(([name, cell]) => [name.slice(1), read(cell)])),
    copies: of("copy"),
    signs: of("sign"),
    rollback: of("rollback")[0] ?? null,
    finish: read(cells.get("f")),
    people: [...new Set(sorted.map((event) => event.by))].filter((by) => by !== ""),
    last: touched.at(-1)?.i ?? "",
    undone,
    events: sorted,
  };
}

/** @typedef {{nodes: Map<string, Head>, known: Set<string>}} Cell */

/**
 * Name the register that an event is about; empty if there is none.
 * @param {RunEvent} event
 * @returns {string}
 */
function cellOf(event) {
  if (event.k === "verdict" || event.k === "confirm") return `i${event.i}`;
  if (event.k === "value") return `v${event.v.name}`;
  return event.k === "finish" ? "f" : "";
}

/**
 * @param {RunEvent} event
 * @returns {string}
 */
function valueOf(event) {
  return event.k === "value" ? event.v.value : event.v.is;
}

/**
 * @param {Cell | undefined} cell
 * @returns {Register}
 */
function read(cell) {
  if (cell === undefined) return { is: "", conflict: false, heads: [] };
  const heads = [...cell.nodes.values()].filter(({ event }) => !cell.known.has(event.e));
  const conflict = heads.some(({ is }) => is !== heads[0].is);
  return { is: conflict ? "" : heads[0].is, conflict, heads };
}

/**
 * @param {Map<string, Cell>} cells
 * @param {RunEvent[]} notes
 * @returns {Map<string, ItemState>}
 */
function itemsOf(cells, notes) {
  /** @type {Map<string, ItemState>} */
  const items = new Map();
  for (const [name, cell] of cells) {
    if (name[0] !== "i") continue;
    const heads = [...cell.nodes.values()].map((head) => ({ ...head, is: head.is || "open" }));
    const { is, conflict, heads: newest } = read({ nodes: new Map(heads.map((h) => [h.event.e, h])), known: cell.known });
    items.set(name.slice(1), { is: /** @type {Verdict} */ (is || "open"), conflict, heads: newest, notes: [] });
  }
  for (const note of notes) {
    if (note.i === undefined) continue;
    const item = items.get(note.i) ?? { is: "open", conflict: false, heads: [], notes: [] };
    items.set(note.i, { ...item, notes: [...item.notes, note] });
  }
  return items;
}

/**
 * @param {RunEvent[]} events
 * @returns {Facts}
 */
function factsOf(events) {
  /** @type {Facts} */
  const facts = { kind: "scratch" };
  for (const { k, v } of events) {
    if (k !== "start" && k !== "facts") continue;
    for (const name of /** @type {const} */ (["kind", "environment", "ticket", "name"])) {
      if (v[name] !== undefined) facts[name] = v[name];
    }
  }
  return facts;
}
