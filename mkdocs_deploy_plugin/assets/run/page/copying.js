/**
 * Copying commands: with values filled in, recorded, and refused while a value is missing.
 */

import { draft } from "../fold.js";
import { t } from "../words.js";
import { addButtons, remember } from "./commands.js";
import { codeOf } from "./reading.js";
import { openValues } from "./start_dialog.js";

/**
 * Handle the copying of a page's code blocks.
 * @param {import("./view.js").RunPage} page
 * @returns {import("./commands.js").Commands[]}
 */
export function guardCopies(page) {
  const { root } = page;
  if (!page.isProcedure) return [];
  // A selection may begin outside of the page's content.
  /** @param {Event} event */
  const copy = (event) => {
    const selection = getSelection();
    if (!root.isConnected) document.removeEventListener(event.type, copy);
    // A field has a selection of its own.
    else if (selection && !selection.isCollapsed && !/INPUT|TEXTAREA/.test(/** @type {Node} */ (event.target).nodeName)) {
      const commands = page.blocks.find(({ block }) => block.contains(selection.anchorNode) && block.contains(selection.focusNode));
      const isCopy = event.type === "copy";
      if (refuse(({ element }) => selection.containsNode(element, true), isCopy)) event.preventDefault();
      else if (commands && isCopy) note(String(selection), commands.step);
    }
  };
  for (const type of ["copy", "dragstart"]) document.addEventListener(type, copy);
  return addButtons(page, ({ block, step }) => {
    if (refuse(({ element }) => block.contains(element))) return;
    const text = codeOf(block);
    note(text, step);
    page.copy(text);
  });

  /**
   * Say which values are missing, and open the first one.
   * @param {(use: {element: HTMLElement}) => boolean} isIn
   * @param {boolean} [isAsked]
   * @returns {boolean} Whether there are any.
   */
  function refuse(isIn, isAsked = true) {
    const missing = page.uses.filter((use) => use.problem && isIn(use));
    if (!missing[0]) return false;
    // They are in order from last to first.
    if (isAsked && !page.locked) openValues(page, missing.at(-1)?.name);
    page.say(t("Not copied: {why}.", { why: [...new Set(missing.map(({ problem }) => problem))].join("; ") }));
    return true;
  }

  /** Note a copy in the record. @param {string} text @param {string} step */
  function note(text, step) {
    const event = draft(page.state, "copy", { text, step });
    if (page.record && !page.locked && text) page.add(event);
    else remember(page, event);
  }
}
