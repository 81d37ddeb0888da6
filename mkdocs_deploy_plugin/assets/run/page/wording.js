/**
 * Words and small pieces that all parts of the page share.
 */

import { word } from "../markdown.js";
import { h } from "./dom.js";

/** @param {import("../events.js").Facts} facts @returns {string} */
export function nameOf({ kind, environment, ticket, name }) {
  return [kind === "scratch" ? "Scratch run" : `${kind} run`, environment, ticket, name].filter(Boolean).join(" · ");
}

/** What was skipped or failed, and why. @param {import("../progress.js").Progress} progress */
export function deviations(progress) {
  return list(progress.deviations.map(({ item, is, was }) => `${item.text} – ${word(is)}: ${was?.note}`));
}

/** A list, or nothing. @param {string[]} texts */
export function list(texts) {
  return texts.length > 0 && h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}
