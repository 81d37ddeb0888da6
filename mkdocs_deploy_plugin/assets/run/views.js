/**
 * What the page shows for each of its items: the verdicts that were given to this item, and those that a person has to
 * confirm, because it is not certain that they were given to it.
 *
 * A verdict names an item of the build that its writer saw. Its way to the current build is an alignment of the two.
 */

import { align, differences } from "./align.js";
import { LIMITS, tidy } from "./events.js";
import { spotOf } from "./fold.js";

/** @typedef {import("./events.js").RunEvent} RunEvent */
/** @typedef {import("./events.js").SeenItem} SeenItem */
/** @typedef {import("./events.js").SeenPage} SeenPage */
/** @typedef {import("./fold.js").RunState} RunState */
/** @typedef {import("./fold.js").Head} Head */
/** @typedef {Readonly<Record<string, string>>} Texts The texts of items, commands and sections, by digest. */
/** @typedef {SeenItem & {text: string, commands: string}} PageItem A task item on the page. */
/** @typedef {import("./events.js").Verdict | "confirm" | "conflict"} Status */
/** @typedef {Head & {item: SeenItem, spot: string, isSettled?: () => boolean}} Given A verdict, with the item that it was given to. */

/**
 * @typedef {object} ItemView
 * @property {PageItem} item
 * @property {Status} status `confirm` and `conflict` count as open.
 * @property {Given[]} heads The verdicts behind it; several in a conflict, or if several are to be confirmed.
 * @property {Was | null} was The latest of them.
 * @property {string[]} differs What is to be confirmed: some of `PARTS`; empty if several items look alike.
 * @property {boolean} overruled Whether somebody gave a reason to go on in spite of a failed check or a closed gate.
 * @property {boolean} isNew Whether it was not there when the run began.
 * @property {RunEvent[]} notes Notes, evidence, and reasons to go on.
 * @property {RunEvent | undefined} began The beginning of its wait.
 * @property {Set<string>} events The ids of all events about it.
 */

/** @typedef {{is: string, by: string, t: string, note: string, step: string, text: string, commands: string, role: string, name: string}} Was */

/** The kinds of events about an item that are no verdicts. */
const LASTING = /^(note|guard|wait|evidence)$/;

/**
 * Return the views of the items on a page, and the items with a verdict that are no longer on it.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {{digest: string, items: readonly PageItem[]}} page
 * @returns {{items: ItemView[], removed: Was[]}}
 */
export function viewPage(state, texts, page) {
  const { given, removed } = follow(state, texts, page);
  const [first] = state.pages;
  const began = first && first.digest !== page.digest ? alignment(first.items, page.items, texts) : undefined;
  const items = page.items.map((item, at) => {
    const { kept, doubts } = given[at];
    const all = [...kept, ...doubts];
    const current = headsOf(all.filter(({ event: { k } }) => !LASTING.test(k)), (later, earlier) =>
      kept.includes(later) || later.spot === earlier.spot || Boolean(earlier.isSettled?.()));
    const unsure = current.filter((head) => doubts.includes(head) && head.is !== "" && head.is !== "open");
    const sure = current.filter((head) => kept.includes(head));
    const heads = unsure.length > 0 ? [...unsure, ...sure.filter(({ is }) => is)] : sure;
    const latest = heads.findLast(({ is }) => is);
    const { is = "" } = latest ?? {};
    const status = unsure.length > 0 ? "confirm" : sure.some((head) => head.is !== sure[0].is) ? "conflict" : is || "open";
    const live = all.map(({ event }) => event).filter(({ e }) => !state.undone.has(e));
    const guards = live.filter(({ k, v }) => k === "guard" && v.guard !== "finish");
    return {
      item,
      status: /** @type {Status} */ (status),
      heads,
      was: latest ? asItWas(latest, texts) : null,
      differs: status === "confirm" && unsure.length === 1 ? differences(unsure[0].item, item) : [],
      overruled: guards.some(({ v }) => heads.every(({ event }) => (v.after ?? []).includes(event.e))),
      isNew: began !== undefined && began[at] === undefined && heads.length === 0,
      notes: live.filter(({ k }) => LASTING.test(k) && k !== "wait"),
      began: live.findLast(({ k }) => k === "wait"),
      events: new Set(all.map(({ event }) => event.e)),
    };
  });
  return { items, removed: removed.map((head) => asItWas(head, texts)) };
}

/** Whether a status counts as open. @param {string} status @returns {boolean} */
export function isOpen(status) {
  return status === "open" || status === "confirm" || status === "conflict";
}

/**
 * Return the last page of a record, for a reader without the page.
 * @param {RunState} state
 * @param {Texts} texts
 * @returns {SeenPage & {items: PageItem[]}}
 */
export function pageAsSeen({ pages }, texts) {
  const page = pages.at(-1) ?? { version: "", digest: "", items: [] };
  return { ...page, items: page.items.map((item) => ({ ...item, ...textsOf(item, texts) })) };
}

/**
 * Draft a verdict on an item, or its confirmation.
 * @param {ItemView} view The item as it was on the screen.
 * @param {{digest: string}} page
 * @param {string} is
 * @param {string} [note]
 * @param {{role?: string, name?: string}} [release] Who releases a hold point.
 * @returns {import("./events.js").Draft}
 */
export function draftVerdict({ item, status, heads, was }, { digest }, is, note = "", release = {}) {
  const k = status === "confirm" && was?.is === is ? "confirm" : "verdict";
  return about(item, digest, { k, v: { is, after: heads.map(({ event }) => event.e), ...release } }, note);
}

/**
 * Draft the undo of the verdicts on an item, after which it is open.
 * @param {ItemView} view
 * @param {{digest: string}} page
 * @returns {import("./events.js").Draft}
 */
export function draftUndo({ item, heads }, { digest }) {
  const after = heads.map(({ event }) => event.e);
  if (heads.length === 1 && spotOf(heads[0].event) === spotOf({ p: digest, i: item.id }) && heads[0].event.k !== "undo") {
    return about(item, digest, { k: "undo", v: { of: after[0], after } });
  }
  return about(item, digest, { k: "verdict", v: { is: "open", after } });
}

/**
 * Draft the reason to go on in spite of a failed check or a closed gate.
 * @param {ItemView} view
 * @param {{digest: string}} page
 * @param {"failed" | "gate"} guard
 * @param {string} note
 * @returns {import("./events.js").Draft}
 */
export function draftGuard({ item, heads }, { digest }, guard, note) {
  return about(item, digest, { k: "guard", v: { guard, after: heads.map(({ event }) => event.e) } }, note);
}

/**
 * Draft what is noted about an item: a note, the beginning of its wait, or evidence.
 * @param {ItemView} view
 * @param {{digest: string}} page
 * @param {"note" | "wait" | "evidence"} k
 * @param {string} [text] The note or the evidence.
 * @returns {import("./events.js").Draft}
 */
export function draftNote({ item }, { digest }, k, text = "") {
  if (k === "evidence") return about(item, digest, { k, v: { text: tidy(text, LIMITS.text, true) } });
  return about(item, digest, { k, v: {} }, text);
}

/** @param {SeenItem} item @param {string} p @param {import("./events.js").Draft} draft @param {string} [note] */
function about({ id: i }, p, draft, note = "") {
  const text = tidy(note, LIMITS.note, true);
  return { ...draft, i, p, ...(text && { note: text }) };
}

/**
 * Follow all events about items to the current page.
 * @param {RunState} state
 * @param {Texts} texts
 * @param {{digest: string, items: readonly PageItem[]}} page
 * @returns {{given: {kept: Given[], doubts: Given[]}[], removed: Given[]}}
 */
function follow({ spots, pages }, texts, page) {
  /** @type {{kept: Given[], doubts: Given[]}[]} */
  const given = page.items.map(() => ({ kept: [], doubts: [] }));
  /** @type {Given[]} */
  const lost = [];
  /**
   * Return whether each item that a verdict could have been about was judged anew by somebody who knew of it.
   * @param {readonly SeenItem[]} items
   * @param {number} from
   * @param {RunEvent} event
   */
  const isSettled = (items, from, event) => pages.some((seen) => {
    const ways = seen.items === items ? [] : alignment(items, seen.items, texts);
    const could = seen.items.filter((_, at) => ways[at]?.from.includes(from));
    return could.length > 0 && could.every(({ id }) =>
      spots.get(spotOf({ p: seen.digest, i: id }))?.some(({ event: { v } }) => v?.after?.includes(event.e)));
  });
  const byDigest = new Map(pages.map((seen, at) => [seen.digest, at]));
  const places = new Map(page.items.map(({ id }, at) => [id, at]));
  for (const [spot, heads] of spots) {
    const [digest, id] = split(spot);
    const number = byDigest.get(digest);
    const { items } = pages[number ?? -1] ?? { items: [] };
    const here = digest === page.digest ? places.get(id) : undefined;
    if (here !== undefined) {
      given[here].kept.push(...heads.map((head) => ({ ...head, item: page.items[here], spot })));
      continue;
    }
    const from = digest === page.digest ? -1 : items.findIndex((item) => item.id === id);
    const item = items[from] ?? { id, rev: "" };
    const nodes = heads.map((head) => ({ ...head, item, spot, isSettled: () => isSettled(items, from, head.event) }));
    const sources = from < 0 ? [] : alignment(items, page.items, texts);
    const later = pages.slice((number ?? 0) + 1);
    let isThere = false;
    for (const [at, source] of sources.entries()) {
      if (!source?.from.includes(from)) continue;
      // Builds in between can tell more: an item that differs from this one there is ruled out, and a doubt remains.
      const ways = later.map((seen) => ({ there: alignment(items, seen.items, texts), back: alignment(seen.items, page.items, texts)[at] }));
      if (ways.some(({ there, back }) => back?.kept && !there[back.from[0]]?.from.includes(from))) continue;
      const isKept = source.kept && ways.every(({ there, back }) => {
        const could = there.filter((way) => way?.from.includes(from));
        return could.length > 0 ? could.every((way) => way?.kept) && back?.kept : back === undefined;
      });
      given[at][isKept ? "kept" : "doubts"].push(...nodes);
      isThere = true;
    }
    if (!isThere) lost.push(...headsOf(nodes, () => true).filter((head) => head.is && head.is !== "open" && !head.isSettled?.()));
  }
  for (const { kept, doubts } of given) for (const nodes of [kept, doubts]) nodes.sort(byOrder);
  return { given, removed: lost.sort(byOrder) };
}

/**
 * Alignments by the items of the old and the new build, which never change.
 * @type {WeakMap<object, WeakMap<object, ReturnType<typeof align>>>}
 */
const alignments = new WeakMap();

/**
 * @param {readonly SeenItem[]} before
 * @param {readonly SeenItem[]} after
 * @param {Texts} texts
 */
function alignment(before, after, texts) {
  const known = alignments.get(before) ?? new WeakMap();
  alignments.set(before, known);
  const made = known.get(after) ?? align(before, after, (item) => /** @type {any} */ (item).text ?? textsOf(item, texts).text);
  known.set(after, made);
  return made;
}

/**
 * Return the events that no later one replaces: what holds now.
 * @param {Given[]} nodes
 * @param {(later: Given, earlier: Given) => boolean} replaces Whether an event replaces an earlier one that its writer knew.
 * @returns {Given[]} In order.
 */
function headsOf(nodes, replaces) {
  /** @type {Map<string, Given[]>} */
  const known = new Map();
  const heads = [];
  for (const node of [...nodes].sort(byOrder).reverse()) {
    const { e, v } = node.event;
    if (!known.get(e)?.some((later) => replaces(later, node))) heads.push(node);
    for (const id of new Set([...(v?.after ?? []), v?.of])) known.set(id, [...(known.get(id) ?? []), node]);
  }
  return heads.reverse();
}

/** @param {Head} a @param {Head} b @returns {number} */
function byOrder({ event: a }, { event: b }) {
  return a.l - b.l || (a.e < b.e ? -1 : 1);
}

/** @param {string} spot @returns {[string, string]} */
function split(spot) {
  const at = spot.indexOf(" ");
  return [spot.slice(0, at), spot.slice(at + 1)];
}

/** @param {SeenItem} item @param {Texts} texts @returns {{text: string, commands: string}} */
export function textsOf({ id, rev }, texts) {
  const [text, commands] = rev.split(".");
  return { text: texts[text] ?? id, commands: texts[commands] ?? "" };
}

/** @param {Given} head @param {Texts} texts @returns {Was} */
function asItWas({ is, item, event: { by, t, note = "", v: { role = "", name = "" } } }, texts) {
  return { is, by, t, note, step: item.step ?? "", ...textsOf(item, texts), role, name };
}
