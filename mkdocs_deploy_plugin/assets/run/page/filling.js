/**
 * Fill the values of a run into the texts, commands and links of its page.
 */

import { addressOf, fill } from "../values.js";
import { showCopies } from "./commands.js";

/**
 * Show the values of the parameters, which of them are missing, and what was copied.
 * @param {import("./view.js").RunPage} page
 */
export function fillIn(page) {
  const { state, parameters, uses, links } = page;
  for (const use of uses) {
    const [{ text, name, problem }] = fill(state, parameters, use.raw);
    use.name = name;
    use.problem = problem;
    use.element.textContent = text;
    use.element.title = problem || use.raw;
    use.element.classList.toggle("procedures-filled", !problem);
  }
  for (const { element, raw, title } of links) {
    const pieces = fill(state, parameters, raw);
    const problem = pieces.find((piece) => piece.problem)?.problem ?? "";
    // An address with a placeholder leads nowhere.
    if (problem) element.removeAttribute("href");
    else element.setAttribute("href", addressOf(pieces));
    element.title = problem || fill(state, parameters, title).map(({ text }) => text).join("");
    element.role = problem && "link" || null;
    element.ariaDisabled = problem && "true" || null;
  }
  showCopies(page);
}
