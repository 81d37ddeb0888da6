/**
 * Align the items of two builds of a procedure: which item of the new one is which item of the old one?
 *
 * An item is recognised by its fingerprint (`rev`), never by its number or position. An explicit id decides first.
 * Otherwise two items are one if nothing else on either page could be meant; items that nothing tells apart are told
 * apart by their place as long as nothing around them has changed. Whatever is not certain is a doubt, which a
 * person settles.
 */

/** @typedef {import("./events.js").SeenItem} SeenItem */

/**
 * @typedef {object} Source Where an item of the new build comes from.
 * @property {boolean} kept Whether that is certain.
 * @property {number[]} from Positions in the old build; one if certain.
 */

/** A digest that is not known: of a part that records of version 1 do not have. */
export const UNKNOWN = "000000000000";

/** The parts of a fingerprint, in order. */
export const PARTS = ["text", "commands", "title", "guidance", "headings"];

/**
 * Align two lists of items.
 * @param {readonly SeenItem[]} before
 * @param {readonly SeenItem[]} after
 * @param {(item: SeenItem) => string} textOf The text of an item.
 * @returns {(Source | undefined)[]} For each item of the new build; undefined if it is new.
 */
export function align(before, after, textOf) {
  /** @type {(Source | undefined)[]} */
  const sources = after.map(() => undefined);
  const olds = new Set(before.keys());
  const news = new Set(after.keys());
  /** @param {number} at @param {number[]} from @param {boolean} kept */
  const settle = (at, from, kept) => {
    sources[at] = { kept, from };
    news.delete(at);
    for (const old of from) olds.delete(old);
  };

  const [placesBefore, placesAfter] = [placesIn(before), placesIn(after)];
  for (const { olds: one, news: two } of groupsOf(before, after, olds, news, ({ id, named }) => (named ? id : ""))) {
    const words = wordsOf(after[two[0]]);
    if (one.length === 1 && two.length === 1) settle(two[0], one, words !== "" && words === wordsOf(before[one[0]]));
  }
  for (const { olds: one, news: two } of groupsOf(before, after, olds, news, wordsOf)) {
    // An item whose author gave it another id is another item.
    const isRenamed = one.some((old) => before[old].named) && two.some((at) => after[at].named);
    if (one.length === 1 && two.length === 1) settle(two[0], one, !isRenamed);
    else {
      const rest = [new Set(one), new Set(two)];
      for (const { olds: here, news: there } of groupsOf(before, after, rest[0], rest[1], ({ rev }) => rev)) {
        const isSteady = here.length === there.length && placesBefore(here) === placesAfter(there);
        if (!isSteady || isRenamed) continue;
        for (const [n, at] of there.entries()) {
          settle(at, [here[n]], true);
          rest[0].delete(here[n]);
          rest[1].delete(at);
        }
      }
      if (rest[0].size > 0) for (const at of rest[1]) settle(at, [...rest[0]], false);
      // Those too many may have become something else.
      if (rest[0].size > rest[1].size) for (const old of rest[0]) olds.add(old);
    }
  }
  const wordSets = new Map();
  const words = (/** @type {SeenItem} */ item) => {
    const known = wordSets.get(item) ?? new Set(textOf(item).toLowerCase().match(/[\p{L}\p{N}]+/gu));
    wordSets.set(item, known);
    return known;
  };
  /** @type {Map<number, number[]>} */
  const doubts = new Map();
  for (const old of olds) {
    const scores = [...news].map((at) => [at, likeness(before[old], after[at], words)]);
    const best = Math.max(0, ...scores.map(([, score]) => score));
    for (const [at, score] of scores) if (best > 0 && score === best) doubts.set(at, [...(doubts.get(at) ?? []), old]);
  }
  for (const [at, from] of doubts) sources[at] = { kept: false, from };
  return sources;
}

/**
 * Return how two items differ.
 * @param {SeenItem} before
 * @param {SeenItem} after
 * @returns {string[]} Some of `PARTS`.
 */
export function differences(before, after) {
  const [old, now] = [before.rev.split("."), after.rev.split(".")];
  return PARTS.filter((_, part) => old[part] !== now[part] && old[part] !== UNKNOWN);
}

/**
 * The words that a verdict is bound to; the headings above only tell equal items apart.
 * @param {SeenItem} item
 * @returns {string} Empty if they are not all known.
 */
function wordsOf({ rev }) {
  const parts = rev.split(".").slice(0, 4);
  return parts.includes(UNKNOWN) ? "" : parts.join(".");
}

/**
 * Return how alike two items are that are not the same; 0 if they have nothing to do with each other.
 * @param {SeenItem} before
 * @param {SeenItem} after
 * @param {(item: SeenItem) => Set<string>} words
 * @returns {number}
 */
function likeness(before, after, words) {
  if (before.named && after.named) return 0;
  const [old, now] = [before.rev.split("."), after.rev.split(".")];
  const [text, commands, title, guidance, headings] = old.map((digest, part) => Number(digest === now[part] && digest !== UNKNOWN));
  const isNear = title || guidance || headings || before.step === after.step;
  if (text && (isNear || commands)) return 8 + 4 * title + 2 * commands + guidance;
  return isNear && areAlike(words(before), words(after)) ? 1 + 4 * title + 2 * commands + guidance : 0;
}

/** Whether two texts share more than half of their words. @param {Set<string>} one @param {Set<string>} two */
function areAlike(one, two) {
  let shared = 0;
  for (const word of one) if (two.has(word)) shared += 1;
  return shared * 4 > one.size + two.size;
}

/**
 * Return a function for the places of the items in a group: the items around each, up to those that are the only ones with
 * their words.
 * @param {readonly SeenItem[]} items
 * @returns {(group: number[]) => string}
 */
function placesIn(items) {
  const words = items.map(({ rev, id, named }) => (named ? `${rev} ${id}` : rev));
  const counts = new Map();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  const isOnly = (/** @type {number} */ at) => (counts.get(words[at]) ?? 1) === 1;
  return (group) => group.length === 1 ? "" : group.map((at) => {
    let [start, end] = [at - 1, at + 1];
    while (!isOnly(start)) start -= 1;
    while (!isOnly(end)) end += 1;
    const first = Math.max(0, start);
    const near = words.slice(first, end + 1).map((word, next) => (items[first + next].step === items[first + next - 1]?.step ? word : `/${word}`));
    return `${at - start} ${near.join()}`;
  }).join(";");
}

/**
 * Group items by a key, where both builds have some.
 * @param {readonly SeenItem[]} before
 * @param {readonly SeenItem[]} after
 * @param {Iterable<number>} olds
 * @param {Iterable<number>} news
 * @param {(item: SeenItem) => string} keyOf Returns an empty key for an item that belongs to no group.
 * @returns {{olds: number[], news: number[]}[]}
 */
function groupsOf(before, after, olds, news, keyOf) {
  /** @type {Map<string, {olds: number[], news: number[]}>} */
  const groups = new Map();
  const groupOf = (/** @type {string} */ key) => {
    const group = groups.get(key) ?? { olds: [], news: [] };
    groups.set(key, group);
    return group;
  };
  for (const at of olds) groupOf(keyOf(before[at])).olds.push(at);
  for (const at of news) groupOf(keyOf(after[at])).news.push(at);
  groups.delete("");
  return [...groups.values()].filter((group) => group.olds.length > 0 && group.news.length > 0);
}
