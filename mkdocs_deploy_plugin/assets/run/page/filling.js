/**
 * Values of parameters in the texts, commands and links of the page.
 */

import { fill } from "../values.js";

/**
 * Show values, or the placeholders of those that are missing.
 * @param {import("./view.js").RunPage} page
 */
export function fillPage({ uses, links, state, parameters }) {
  for (const use of uses) {
    const [{ text, problem }] = fill(state, parameters, use.raw);
    use.problem = problem;
    use.element.textContent = text;
    use.element.title = problem || use.raw;
    use.element.classList.toggle("procedures-filled", !problem);
  }
  for (const { element, raw } of links) {
    const pieces = fill(state, parameters, raw);
    const problem = pieces.find((piece) => piece.problem)?.problem ?? "";
    // An address with a placeholder leads nowhere.
    if (problem) element.removeAttribute("href");
    else element.setAttribute("href", pieces.map(({ name, text }) => (name ? encodeURIComponent(text) : text)).join(""));
    element.title = problem;
    element.classList.toggle("procedures-missing", problem !== "");
    for (const [name, value] of [["role", "link"], ["aria-disabled", "true"]]) {
      if (problem) element.setAttribute(name, value);
      else element.removeAttribute(name);
    }
  }
}
