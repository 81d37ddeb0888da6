/**
 * Copying commands: with values filled in, recorded, and refused while a value is missing.
 */

import { draft } from "../fold.js";
import { t } from "../words.js";
import { button, themeHas } from "./dom.js";
import { codeOf } from "./reading.js";

/**
 * Handle the copying of a page's code blocks.
 * @param {import("./view.js").RunPage} page
 */
export function guardCopies(page) {
  const { root } = page;
  if (!page.isProcedure) return;
  // Without the theme's buttons, each block gets one of ours.
  if (!themeHas("content.code.copy")) {
    for (const block of root.querySelectorAll("pre:not(.linenodiv *)")) {
      block.after(button(t("Copy"), () => {}, { class: "procedures-button procedures-copy", "data-clipboard-target": "" }));
    }
  }
  // The theme listens on an ancestor; it must not receive the click.
  root.addEventListener("click", (event) => {
    const clicked = /** @type {Element} */ (event.target).closest("[data-clipboard-target], [data-clipboard-text]");
    const block = clicked?.closest("pre") ?? clicked?.parentElement?.querySelector("pre");
    if (!block) return;
    event.stopPropagation();
    event.preventDefault();
    const text = codeOf(block);
    if (refuse(page.uses.filter(({ element }) => block.contains(element)))) return;
    note(block, text);
    page.copy(text);
  }, true);
  // A selection may begin outside of the page's content.
  /** @param {Event} event */
  const copy = (event) => {
    const selection = getSelection();
    if (!root.isConnected) document.removeEventListener(event.type, copy);
    // A field has a selection of its own.
    else if (selection && !selection.isCollapsed && !/INPUT|TEXTAREA/.test(/** @type {Node} */ (event.target).nodeName)) {
      const missing = page.uses.filter(({ element, problem }) => problem && selection.containsNode(element, true));
      const block = selection.anchorNode?.parentElement?.closest("pre");
      if (refuse(missing)) event.preventDefault();
      else if (block && root.contains(block) && block.contains(selection.focusNode)) note(block, String(selection));
    }
  };
  for (const type of ["copy", "dragstart"]) document.addEventListener(type, copy);

  /** Say which values are missing. @param {{problem: string}[]} uses @returns {boolean} Whether there are any. */
  function refuse(uses) {
    const problems = [...new Set(uses.map(({ problem }) => problem))].filter(Boolean);
    if (problems.length > 0) page.say(t("Not copied: {why}.", { why: problems.join("; ") }));
    return problems.length > 0;
  }

  /** Note a copy in the record. @param {Element} block @param {string} text */
  function note(block, text) {
    const step = page.sections.findLast(({ heading }) => heading.compareDocumentPosition(block) & 4)?.title ?? "";
    if (page.record && !page.locked && text) page.add(draft(page.state, "copy", { text, step }));
  }
}
