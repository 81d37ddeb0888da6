/**
 * Wording that several parts of the page share.
 */

import { kindOf, word } from "../markdown.js";
import { t } from "../words.js";
import { h, local } from "./dom.js";

/** The sign of each status; common fonts have all of them. @type {Readonly<Record<string, string>>} */
export const SIGNS = { open: "□", done: "√", failed: "×", skipped: "→", na: "–", confirm: "?", conflict: "≠" };

/** A status as a sign and a word. @param {string} status @returns {string} */
export function signed(status) {
  return `${SIGNS[status]} ${word(status)}`;
}

/** @param {import("../events.js").Facts} facts @returns {string} As in "Production run, CHG-2317". */
export function nameOf(facts) {
  return [kindOf(facts), facts.ticket, facts.name].filter(Boolean).join(", ");
}

/** Who and when. @param {{by: string, t: string}} entry @returns {string} */
export function byline({ by, t: time }) {
  return by ? t("by {who}, {time}", { who: by, time: local(time) }) : local(time);
}

/** The step and the text of an item. @param {{step?: string, text: string}} item @returns {string} */
export function placeOf({ step, text }) {
  return [step, text].filter(Boolean).join(": ");
}

/** A verdict, with who gave it, when, and the reason. @param {import("../fold.js").Head} head @param {string} [step] @returns {string} */
export function givenBy({ is, event }, step) {
  return `${signed(is || "open")} ${byline(event)}${step ? t(", in {step}", { step }) : ""}${event.note ? `: ${event.note}` : ""}`;
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
  text: t("its text changed"),
  commands: t("the commands of its step changed"),
  title: t("the title of its step changed"),
  guidance: t("the text of its step changed"),
  headings: t("the headings above it changed"),
};

/** Why an item is to be confirmed. @param {import("../views.js").ItemView} view @returns {string} */
export function doubtOf({ differs, heads }) {
  const reasons = differs.filter((part) => part !== "headings" || differs.length === 1).map((part) => DIFFERENCES[/** @type {keyof typeof DIFFERENCES} */ (part)]);
  if (reasons.length > 0) return reasons.join(", ");
  return heads.length > 1 ? t("several items could be meant") : t("several items look like it, or the record is older");
}

/** What it means that the run has seen a newer build. @param {import("../fold.js").RunState} state @returns {string} */
export function olderText({ pages }) {
  return t("This page is older than the procedure that this run has seen, version {version}, or the site was set back. Reload the page before you go on.", { version: pages.at(-1)?.version || "?" });
}

/** A length of time. @param {number} milliseconds @returns {string} As in "1 h 42 min". */
export function spanOf(milliseconds) {
  const minutes = Math.round(milliseconds / 60_000);
  return [minutes >= 60 && t("{n} h", { n: Math.floor(minutes / 60) }), t("{n} min", { n: minutes % 60 })].filter(Boolean).join(" ");
}

/** What is left of a wait. @param {number} milliseconds @returns {string} As in "29:05" or "1:29:05". */
export function countdown(milliseconds) {
  const seconds = Math.ceil(milliseconds / 1000);
  const [hours, ...rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const parts = hours > 0 ? [hours, ...rest] : rest;
  return parts.map((part, at) => (at === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}
