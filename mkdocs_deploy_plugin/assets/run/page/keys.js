/**
 * Keyboard shortcuts, and the sheet that lists them.
 */

import { t } from "../words.js";
import { openDialog } from "./dialog.js";
import { h } from "./dom.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/** Shortcuts with the Alt key, by the code of the other one. @type {Readonly<Record<string, (page: RunPage) => unknown>>} */
const ACTIONS = {
  KeyR: (page) => page.goOn(),
  KeyA: (page) => page.showAll(),
  KeyF: (page) => page.setFocus(),
  ArrowLeft: (page) => page.look(-1),
  ArrowRight: (page) => page.look(1),
};

/**
 * Handle a key. Nothing happens behind a dialog.
 * @param {RunPage | null} page
 * @param {KeyboardEvent} event
 */
export function handleKey(page, event) {
  if (!page?.isProcedure || document.querySelector("dialog[open]") || event.ctrlKey || event.metaKey) return;
  const target = /** @type {HTMLElement} */ (event.target);
  const isTyping = target.matches?.("input:not([type=checkbox]), textarea, select, [contenteditable]");
  // A single character is a shortcut only within the page of the procedure.
  const isSheet = event.key === "?" && !isTyping && page.root.contains(target);
  const action = isSheet ? openShortcuts : event.altKey && Object.hasOwn(ACTIONS, event.code) ? ACTIONS[event.code] : undefined;
  if (!action || (event.code.startsWith("Arrow") && !page.focus)) return;
  event.preventDefault();
  event.stopPropagation();
  action(page);
}

/** The sheet of shortcuts. @param {RunPage} page */
export function openShortcuts(page) {
  const rows = [
    ["Alt+R", t("Go to the next item")],
    ["Alt+A", `${t("Show all")} / ${t("Show what is left")}`],
    ["Alt+F", `${t("One step at a time")} / ${t("Show all steps")}`],
    ["Alt+← →", t("The step before or after")],
    [t("Space"), t("Tick the item that has the focus")],
    ["?", t("This list")],
  ];
  openDialog(page, t("Keyboard shortcuts"),
    h("dl", { class: "procedures-keys" }, ...rows.flatMap(([keys, text]) => [h("dt", {}, h("kbd", {}, keys)), h("dd", {}, text)])));
}
