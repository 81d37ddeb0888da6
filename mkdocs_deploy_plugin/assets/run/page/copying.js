/**
 * Copying commands: with values filled in, recorded, and refused while a value is missing.
 */

import { draft } from "../fold.js";
import { button } from "./dom.js";
import { codeOf } from "./reading.js";

/**
 * Handle the copying of a page's code blocks.
 * @param {import("./view.js").RunPage} page
 */
export function guardCopies(page) {
  const { root } = page;
  if (!page.isProcedure) return;
  // Without the theme's buttons, each block gets one of ours.
  if (!document.getElementById("__config")?.textContent?.includes("content.code.copy")) {
    for (const block of root.querySelectorAll("pre")) {
      block.after(button("Copy", () => {}, { class: "procedures-button procedures-copy", "data-clipboard-target": "" }));
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
    if (take(block, text)) page.copy(text);
  }, true);
  root.addEventListener("copy", (event) => {
    const selection = getSelection();
    const block = selection?.anchorNode?.parentElement?.closest("pre");
    if (block && root.contains(block) && !take(block, String(selection))) event.preventDefault();
  });

  /** @param {Element} block @param {string} text @returns {boolean} Whether it may be copied. */
  function take(block, text) {
    const problems = new Set(page.uses.filter(({ element }) => block.contains(element)).map(({ problem }) => problem));
    problems.delete("");
    if (problems.size > 0) {
      page.say(`Not copied: ${[...problems].join("; ")}.`);
      return false;
    }
    const step = page.sections.findLast(({ heading }) => heading.compareDocumentPosition(block) & 4)?.title ?? "";
    if (page.record && !page.locked && text) page.add(draft(page.state, "copy", { text, step }));
    return true;
  }
}
