/**
 * Words and small pieces that all parts of the page share.
 */

import { h } from "./dom.js";

/** @param {import("../events.js").Facts} facts @returns {string} */
export function nameOf({ kind, environment, ticket, name }) {
  return [kind === "scratch" ? "Scratch run" : `${kind} run`, environment, ticket, name].filter(Boolean).join(" · ");
}

/** @param {string[]} texts */
export function list(texts) {
  return h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}
