/**
 * Wording that several parts of the page share.
 */

import { word } from "../markdown.js";
import { h, local } from "./dom.js";

/** The sign of each status; common fonts have all of them. @type {Readonly<Record<string, string>>} */
export const SIGNS = { open: "□", done: "√", failed: "×", skipped: "→", na: "–", confirm: "?", conflict: "≠" };

/** A status as a sign and a word. @param {string} status @returns {string} */
export function signed(status) {
  return `${SIGNS[status]} ${word(status)}`;
}

/** @param {import("../events.js").Facts} facts @returns {string} */
export function nameOf({ kind, environment, ticket, name }) {
  return [kind === "scratch" ? "Scratch run" : `${kind} run`, environment, ticket, name].filter(Boolean).join(" · ");
}

/** Who and when. @param {{by: string, t: string}} entry @returns {string} */
export function byline({ by, t }) {
  return `${by && `by ${by}, `}${local(t)}`;
}

/** The step and the text of an item. @param {{step?: string, text: string}} item @returns {string} */
export function placeOf({ step, text }) {
  return [step, text].filter(Boolean).join(": ");
}

/** A verdict, with who gave it, when, and the reason. @param {import("../fold.js").Head} head @param {string} [step] @returns {string} */
export function givenBy({ is, event }, step) {
  return `${signed(is || "open")} ${byline(event)}${step ? `, in ${step}` : ""}${event.note ? `: ${event.note}` : ""}`;
}

/** Items with their status and the reason, as a list; false if there are none. @param {readonly import("../views.js").ItemView[]} views */
export function listed(views) {
  return list(views.map((view) => `${signed(view.status)} – ${placeOf(view.item)}${view.was?.note ? `: ${view.was.note}` : ""}`));
}

/** A list; false if empty. @param {string[]} texts */
export function list(texts) {
  return texts.length > 0 && h("ul", {}, ...texts.map((text) => h("li", {}, text)));
}

const DIFFERENCES = {
  text: "its text changed",
  commands: "the commands of its step changed",
  title: "the title of its step changed",
  guidance: "the text of its step changed",
  headings: "the headings above it changed",
};

/** Why an item is to be confirmed. @param {import("../views.js").ItemView} view @returns {string} */
export function doubtOf({ differs, heads }) {
  const reasons = differs.filter((part) => part !== "headings" || differs.length === 1).map((part) => DIFFERENCES[/** @type {keyof typeof DIFFERENCES} */ (part)]);
  if (reasons.length > 0) return reasons.join(", ");
  return heads.length > 1 ? "several items could be meant" : "several items look like it, or the record is of an earlier version";
}
