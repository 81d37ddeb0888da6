/**
 * Wording that several parts of the page share.
 */

import { word } from "../markdown.js";
import { h, local } from "./dom.js";

/** @param {import("../events.js").Facts} facts @returns {string} */
export function nameOf({ kind, environment, ticket, name }) {
  return [kind === "scratch" ? "Scratch run" : `${kind} run`, environment, ticket, name].filter(Boolean).join(" · ");
}

/** Who and when. @param {{by: string, t: string}} entry @returns {string} */
export function byline({ by, t }) {
  return `${by && `by ${by}, `}${local(t)}`;
}

/** What was skipped or failed, and why. @param {import("../progress.js").Progress} progress */
export function deviations(progress) {
  return list(progress.deviations.map(({ item, is, was }) => `${item.text} – ${word(is)}${was?.note ? `: ${was.note}` : ""}`));
}

/** A list; false if empty. @param {string[]} texts */
export function list(texts) {
  return texts.length > 0 && h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}
