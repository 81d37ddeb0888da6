/**
 * Gates: hold points, which a role releases, and waits. What comes after a gate waits until it opens.
 */

import { isOpen } from "./views.js";

/** @typedef {import("./views.js").ItemView} ItemView */

/**
 * @param {ItemView} view
 * @param {number} now In milliseconds since 1970.
 * @returns {number} How long a wait still takes, in milliseconds; NaN if it has not begun, or if the item is not a wait.
 */
export function remaining({ item, began }, now) {
  return Math.max(0, Date.parse(began?.t ?? "") + (item.wait ?? NaN) * 1000 - now);
}

/**
 * Return whether an item is a gate that nothing has opened: no verdict, no reason to go on, no wait that is over.
 * @param {ItemView} view
 * @param {number} now
 * @returns {boolean}
 */
export function isClosed(view, now) {
  const { item, status, overruled } = view;
  const isGate = item.hold || (item.wait && remaining(view, now) !== 0);
  return Boolean(isGate) && !overruled && isOpen(status);
}

/**
 * Return the gate that an item waits for.
 * @param {readonly ItemView[]} waited The items that apply now, in order.
 * @param {ItemView | undefined} view
 * @param {number} now
 * @returns {ItemView | undefined}
 */
export function gateBefore(waited, view, now) {
  const gate = waited.findIndex((other) => isClosed(other, now));
  return gate < waited.findIndex((other) => other === view) ? waited[gate] : undefined;
}

/**
 * Return the items that wait for a gate: all after the first one that is closed.
 * @param {readonly ItemView[]} waited The items that apply now, in order.
 * @param {number} now
 * @returns {Set<ItemView>}
 */
export function gatedOf(waited, now) {
  const gate = waited.findIndex((other) => isClosed(other, now));
  return new Set(gate < 0 ? [] : waited.slice(gate + 1));
}
