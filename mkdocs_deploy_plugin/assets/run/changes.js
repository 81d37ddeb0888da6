/**
 * Compare the items of the current page with the items in the run.
 */

import { registerOf } from "./fold.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {import("./fold.js").Head} Head */
/** @typedef {Readonly<Record<string, string>>} Texts The texts of items and commands, by digest. */
/** @typedef {{text: string, commands: string}} ItemTexts The commands of the item's step, as in the source. */
/** @typedef {import("./events.js").SeenItem & ItemTexts} PageItem A task item on the page. */
/** @typedef {{is: string, by: string, t: string, note: string} & ItemTexts} Was An item at the time of its verdict. */

/**
 * @typedef {object} ItemView
 * @property {PageItem} item
 * @property {import("./events.js").Verdict} is The current verdict: `open` if stale or in conflict.
 * @property {"" | "conflict" | "stale" | "reworded" | "new"} mark
 * @property {Head[]} heads The verdicts behind it; several in a conflict.
 * @property {Was | null} was The latest verdict, with the item at that time.
 * @property {RunEvent[]} notes
 */

/**
 * Return what the page shows for each of its items.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {ItemView[]}
 */
export function viewItems(state, texts, items) {
  const began = atStart(state);
  const before = renamedItems(state, texts, items);
  const notes = state.of("note");
  return items.map((item) => {
    const old = before.get(item.id) ?? item.id;
    const { is, conflict, heads } = registerOf(state, `item:${isJudged(state, item.id) ? item.id : old}`);
    const same = heads.find(({ event }) => event.r === item.rev);
    const head = same ?? heads.at(-1);
    /** @type {ItemView} */
    const view = {
      item,
      is: /** @type {any} */ (is || "open"),
      mark: "",
      heads,
      was: head ? asItWas(head, texts) : null,
      notes: notes.filter(({ i }) => i === item.id || i === old),
    };
    if (head === undefined) {
      if (began.size > 0 && !began.has(item.id) && !began.has(old)) view.mark = "new";
      if (item.initial) view.is = "done";
    } else if (conflict) view.mark = "conflict";
    else if (same === undefined && view.is !== "open") {
      view.mark = heads.some(({ event }) => digests(event.r)[1] === digests(item.rev)[1]) ? "reworded" : "stale";
      if (view.mark === "stale") view.is = "open";
    }
    return view;
  });
}

/**
 * Return the items with a verdict that are no longer on the page.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {(Was & {id: string})[]}
 */
export function removedItems(state, texts, items) {
  const before = renamedItems(state, texts, items);
  const there = new Set(items.flatMap(({ id }) => [`item:${id}`, !isJudged(state, id) && `item:${before.get(id)}`]));
  return [...state.registers]
    .filter(([name]) => name.startsWith("item:") && !there.has(name))
    .map(([name, { heads }]) => ({ id: name.slice(5), ...asItWas(/** @type {Head} */ (heads.at(-1)), texts) }));
}

/**
 * Describe what has changed since the run began.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {string} As in "2 with changed commands, 1 new"; empty if nothing has changed.
 */
export function changesSince(state, texts, items) {
  const began = atStart(state);
  if (began.size === 0) return "";
  const renamed = renamedItems(state, texts, items);
  const count = { "with changed commands": 0, reworded: 0, new: 0, removed: 0 };
  for (const { id, rev } of items) {
    const old = began.has(id) ? id : (renamed.get(id) ?? "");
    const before = began.get(old);
    if (before === undefined) count.new += 1;
    else if (digests(before)[1] !== digests(rev)[1]) count["with changed commands"] += 1;
    else if (before !== rev) count.reworded += 1;
    began.delete(old);
  }
  count.removed = began.size;
  return Object.entries(count).filter(([, items]) => items > 0).map(([change, items]) => `${items} ${change}`).join(", ");
}

/**
 * Return the items in a record, for a reader without the page.
 * @param {RunState} state
 * @param {Texts} texts
 * @returns {PageItem[]}
 */
export function itemsAsSeen(state, texts) {
  return (state.pages.at(-1)?.items ?? []).map((item) => {
    const [text, commands] = digests(item.rev);
    return { ...item, text: texts[text] ?? item.id, commands: texts[commands] ?? "" };
  });
}

/**
 * Return the digests of text and commands in a revision.
 * @param {string | undefined} rev
 * @returns {string[]}
 */
export function digests(rev) {
  return (rev ?? ".").split(".");
}

/**
 * Find the items whose words changed so much that their ids changed: pairs of an item that is no longer on the
 * page and a new item in the same step, with the same commands and nearly the same words. An ambiguous pair is
 * left out: then one item counts as removed and the other as new.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {readonly PageItem[]} items
 * @returns {Map<string, string>} The old ids by the new ones.
 */
function renamedItems({ pages }, texts, items) {
  const there = new Set(items.map(({ id }) => id));
  /** @type {Map<string, [import("./events.js").SeenItem, Set<string>]>} */
  const gone = new Map();
  for (const page of pages) {
    const beside = new Set(page.items.map(({ id }) => id));
    for (const item of page.items) if (!there.has(item.id)) gone.set(item.id, [item, beside]);
  }
  const pairs = [...gone.values()].flatMap(([{ id, rev }, beside]) => {
    const [text, commands] = digests(rev);
    return items
      .filter((item) => !beside.has(item.id) && stepOf(id) !== "" && stepOf(id) === stepOf(item.id) &&
        digests(item.rev)[1] === commands && areAlike(item.text, texts[text] ?? ""))
      .map((item) => /** @type {[string, string]} */ ([item.id, id]));
  });
  return new Map(pairs.filter((pair) => pairs.filter((other) => other.some((id, at) => id === pair[at])).length === 1));
}

/** The part of an item's id that comes from its step. @param {string} id @returns {string} */
function stepOf(id) {
  return id.replace(/[^/]+$/, "");
}

/** Whether two texts share more than three quarters of their words. @param {...string} both @returns {boolean} */
function areAlike(...both) {
  const [first, second] = both.map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu)));
  return [...first].filter((word) => second.has(word)).length * 8 > (first.size + second.size) * 3;
}

/** @param {RunState} state @param {string} id @returns {boolean} */
function isJudged(state, id) {
  return registerOf(state, `item:${id}`).heads.length > 0;
}

/**
 * @param {RunState} state
 * @returns {Map<string, string>}
 */
function atStart({ pages }) {
  return new Map((pages[0]?.items ?? []).map(({ id, rev }) => [id, rev]));
}

/**
 * @param {Head} head
 * @param {Texts} texts
 * @returns {Was}
 */
function asItWas({ is, event: { r, by, t, note = "" } }, texts) {
  const [text, commands] = digests(r);
  return { is, by, t, note, text: texts[text] ?? "", commands: texts[commands] ?? "" };
}
