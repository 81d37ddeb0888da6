/**
 * A shared status stays on the page until the reader leaves it: the address loses its fragment with the next
 * click in the contents, and the theme replaces it while the reader scrolls.
 */

import { fold } from "../fold.js";
import { readFragment } from "../share.js";
import { storageOf } from "./dom.js";

/** The fragment of each page that shows a status, by path. @type {Map<string, string>} */
const held = new Map();

const keyOf = () => `procedures:status:${location.pathname}`;

/** @param {(session: Storage) => string | null | void} action */
function ask(action) {
  try {
    const session = storageOf("sessionStorage");
    return (session && action(session)) ?? "";
  } catch {
    return "";
  }
}

/**
 * Return the status to show: that of the address, or the one that the reader has not left yet.
 * @param {{digest: string, items: readonly unknown[]}} page
 * @returns {ReturnType<typeof readFragment>}
 */
export function heldStatus(page) {
  const key = keyOf();
  if (readFragment(location.hash, page)) {
    held.set(key, location.hash);
    ask((session) => session.setItem(key, location.hash));
  }
  return readFragment(held.get(key) ?? ask((session) => session.getItem(key)), page);
}

/** Leave the status: the page shows the reader's own run again. */
export function leaveStatus() {
  held.delete(keyOf());
  ask((session) => session.removeItem(keyOf()));
  history.replaceState(history.state, "", location.pathname + location.search);
}

/**
 * Return a state that counts the items of the shared run: those of the rollback once it has started.
 * @param {import("../share.js").SharedView} view
 * @returns {import("../fold.js").RunState}
 */
export function sharedState({ rollback }) {
  return Object.assign(fold([]), { of: (/** @type {string} */ kind) => (kind === "rollback" && rollback ? [/** @type {any} */ ({})] : []) });
}
