/**
 * Blocks of commands: a row of buttons above each, and lines that wrap or scroll.
 */

import { LIMITS, tidy } from "../events.js";
import { ask } from "../store.js";
import { t } from "../words.js";
import { button, h, local } from "./dom.js";
import { codeOf } from "./reading.js";

/** @typedef {import("./view.js").RunPage} RunPage */
/** @typedef {{block: HTMLElement, step: string, copy: any}} Commands A block, the title of its step, and its button. */

const WRAP = "procedures:wrap";

/** Kept for all pages that this document shows, in case the browser stores nothing. */
let isWrapped = true;

/** Copies that are in no record, with the run or the procedure of each. @type {{t: string, v?: any, of: string}[]} */
const unrecorded = [];

/**
 * Give each block its buttons.
 * @param {RunPage} page
 * @param {(commands: Commands) => void} copy
 * @returns {Commands[]}
 */
export function addButtons({ root, sections, store }, copy) {
  const stored = ask(store.storage, (storage) => storage.getItem(WRAP));
  if (stored) isWrapped = stored === "true";
  /** @type {any[]} */
  const switches = [];
  const showWrap = () => {
    root.classList.toggle("procedures-nowrap", !isWrapped);
    for (const control of switches) control.ariaPressed = `${isWrapped}`;
  };
  const blocks = [.../** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("pre:not(.linenodiv *, .mermaid)"))].map((block) => {
    const title = sections.findLast(({ heading }) => heading.compareDocumentPosition(block) & 4)?.title ?? "";
    const commands = { block, step: tidy(title), copy: button("", () => copy(commands), { class: "procedures-button procedures-copy" }) };
    const control = button(t("Wrap lines"), () => {
      isWrapped = !isWrapped;
      ask(store.storage, (storage) => storage.setItem(WRAP, `${isWrapped}`));
      showWrap();
    });
    switches.push(control);
    const table = block.closest(".highlighttable");
    splitLines(block.querySelector("code") ?? block, table?.querySelector(".linenodiv")?.textContent?.split("\n"));
    // A line that fits on a narrow screen does not wrap. The name of a file is below the buttons.
    (table ?? block.closest(".highlight")?.firstElementChild ?? block).before(h("div", { class: "procedures-code" }, /.{31}/.test(/** @type {string} */ (block.textContent)) && control, commands.copy));
    return commands;
  });
  showWrap();
  return blocks;
}

/**
 * Put each line into an element, whatever its highlighting, with its number.
 * @param {Element} code
 * @param {string[]} [numbers]
 */
function splitLines(code, numbers) {
  const lines = [];
  while (code.firstChild) {
    const range = document.createRange();
    range.selectNodeContents(code);
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    /** @type {any} */
    let node;
    let at = 0;
    // The text of an annotation is not that of the line.
    while (!at && (node = walker.nextNode())) at = node.parentElement.closest("aside") ? 0 : node.data.indexOf("\n") + 1;
    if (at < node?.length) range.setEnd(node, at);
    else if (node) {
      // An element that ends here is moved as it is, with its id, not divided.
      while (!node.nextSibling && node.parentNode !== code) node = node.parentNode;
      range.setEndAfter(node);
    }
    lines.push(h("span", { class: "procedures-command" }, numbers && h("span", { "data-linenos": numbers[lines.length] }), range.extractContents()));
  }
  lines.forEach(keepHyphens);
  code.append(...lines);
}

/** Forbid breaks after hyphens: half an option looks like another command. @param {any} node */
function keepHyphens(node) {
  if (node.data?.includes("-")) node.replaceWith(...node.data.split(/(-+[^\s-])/).map((/** @type {string} */ text, /** @type {number} */ at) => (at % 2 ? h("span", { class: "procedures-glue" }, text) : text)));
  else [...node.childNodes].forEach(keepHyphens);
}

/**
 * Remember a copy that no run can record.
 * @param {RunPage} page
 * @param {import("../events.js").Draft} event
 */
export function remember(page, event) {
  unrecorded.push({ ...event, t: new Date().toISOString(), of: ownerOf(page) });
  showCopies(page);
}

/** The id of the run, or of the procedure before a run. @param {RunPage} page */
function ownerOf({ record, page }) {
  return record?.header.run ?? page.procedure;
}

/** Show when each command was last copied, with the values that it has now. @param {RunPage} page */
export function showCopies(page) {
  const copies = page.shared ? [] : [...page.state.of("copy"), ...unrecorded.filter(({ of }) => of === ownerOf(page))];
  for (const { block, step, copy } of page.blocks) {
    const own = copies.filter(({ v }) => v.step === step);
    const text = own[0] && tidy(codeOf(block), LIMITS.text, true);
    const time = own.filter(({ v }) => v.text === text).map((event) => event.t).sort().at(-1);
    copy.textContent = time ? t("Copy · copied {time}", { time: clock(time) }) : t("Copy");
    copy.setAttribute("aria-label", `${copy.textContent}: ${step}`);
  }
}

/** The time of day, with the date unless it is today's. @param {string} time In UTC. @returns {string} */
function clock(time) {
  const date = new Date(time);
  return date.toDateString() === new Date().toDateString() ? date.toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit" }) : local(time);
}
