/**
 * Convert records of version 1, in which an item was known by the number of its step and its first six words.
 *
 * Neither the title nor the prose of the step was recorded. So no verdict can be told for certain to belong to an item
 * of today's page: each is to be confirmed there, or is listed as removed.
 */

import { UNKNOWN } from "./align.js";

const REVISION = /^[0-9a-f]{12}\.[0-9a-f]{12}$/;

/**
 * @param {any} data
 * @returns {any} Data of version 2, if the data was valid.
 */
export function migrate1(data) {
  /** @type {{digest: string, revs: Map<string, string>}[]} */
  const pages = [];
  const events = [...data.events].sort((a, b) => a.l - b.l || (a.e < b.e ? -1 : 1)).map((event) => {
    const { r, ...rest } = event;
    if (event.k === "page" && Array.isArray(event.v?.items)) {
      const { items } = event.v;
      pages.push({ digest: event.v.digest, revs: new Map(items.map((/** @type {any} */ { id, rev }) => [id, rev])) });
      return { ...event, v: { ...event.v, items: items.map(migrateItem) } };
    }
    if (typeof event.i !== "string") return rest;
    const page = pages.findLast(({ revs }) => revs.get(event.i) === r) ?? pages.findLast(({ revs }) => revs.has(event.i)) ?? pages.at(-1);
    return { ...rest, p: page?.digest ?? UNKNOWN };
  });
  return { ...data, events };
}

/** @param {any} item */
function migrateItem({ initial, ...item }) {
  return { ...item, rev: REVISION.test(item.rev) ? `${item.rev}.${UNKNOWN}.${UNKNOWN}.${UNKNOWN}` : item.rev };
}
