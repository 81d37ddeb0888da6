/**
 * Words and small pieces that all parts of the page share.
 */

import { WORDS } from "../markdown.js";
import { h } from "./dom.js";

/** Keep what is typed into our controls from those who turn pages by it. @param {Event} event */
export function keepKeys(event) {
  event.stopPropagation();
}

/** @param {string | undefined} is @returns {string} */
export function verdictWord(is = "") {
  return WORDS[is] ?? is;
}

/** @param {import("../events.js").Facts} facts @returns {string} */
export function nameOf({ kind, environment, ticket, name }) {
  return [kind === "scratch" ? "Scratch run" : `${kind} run`, environment, ticket, name].filter(Boolean).join(" · ");
}

/** @param {string[]} texts */
export function list(texts) {
  return h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}
