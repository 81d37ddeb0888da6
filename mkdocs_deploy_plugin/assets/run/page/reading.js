/**
 * Read the page: its items, headings, code, and uses of parameters.
 */

import { fold } from "../fold.js";
import { fill } from "../values.js";
import { h } from "./dom.js";

/** @typedef {{li: HTMLElement, box: HTMLInputElement, label: HTMLElement, note: any, shown: string}} Shown */
/** @typedef {{heading: HTMLElement, level: number, title: string, rollback: boolean, at: number[], code: string[]}} Section */

/** The digest of an empty list of commands. */
const NONE = "e3b0c44298fc";

/**
 * Read a page before anything on it changes.
 * @param {HTMLElement} root
 */
export function readPage(root) {
  /** @type {Shown[]} */
  const shown = [];
  /** @type {Section[]} */
  const sections = [];
  /** @type {Section[]} */
  let open = [];
  /** @type {[any, Section | undefined][]} */
  const items = [];
  for (const element of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("h2,h3,h4,h5,h6,[data-command],[data-item]"))) {
    const level = Number(element.tagName[1]);
    const step = open.findLast(({ heading }) => "step" in heading.dataset) ?? open.at(-1);
    if (level) {
      open = open.filter((section) => section.level < level);
      const rollback = open.some((section) => section.rollback) || "rollback" in element.dataset;
      open.push({ heading: element, level, title: titleOf(element), rollback, at: [], code: [] });
      sections.push(/** @type {Section} */ (open.at(-1)));
    } else if ("command" in element.dataset) step?.code.push(codeOf(element));
    else {
      const box = /** @type {HTMLInputElement} */ (element.querySelector("input"));
      const label = /** @type {HTMLElement} */ (element.querySelector("label"));
      const { item: id, rev = "", struck } = element.dataset;
      for (const section of open) section.at.push(shown.length);
      shown.push({ li: element, box, label, note: null, shown: "" });
      const item = {
        id,
        rev,
        text: words(label),
        phase: (open.findLast(({ heading }) => "phase" in heading.dataset) ?? open.at(-1))?.title,
        initial: box.defaultChecked,
        // A struck item does not apply: it can be ticked, but does not count as open.
        struck: struck !== undefined,
        rollback: open.some((section) => section.rollback),
      };
      items.push([item, step]);
    }
  }
  const { procedure = `page:${root.dataset.checklist}`, procedureTitle, procedureVersion, procedureDigest } = root.dataset;
  const page = {
    procedure,
    title: procedureTitle ?? procedure,
    version: procedureVersion ?? "",
    digest: procedureDigest ?? "0".repeat(12),
    items: items.map(([item, step]) => ({
      ...item,
      step: step?.title,
      commands: item.rev.endsWith(NONE) ? "" : step?.code.join("\n"),
    })),
  };
  return { page, shown, sections };
}

/**
 * Return the commands of a block, without the elements that the theme adds.
 * @param {Element} block
 * @returns {string}
 */
export function codeOf(block) {
  const copy = /** @type {Element} */ (block.cloneNode(true));
  for (const extra of copy.querySelectorAll("button, nav, aside, .linenos")) extra.remove();
  return (copy.textContent ?? "").replace(/[^\S\n]+$/gm, "").replace(/\n+$/, "");
}

/**
 * Wrap each use of a parameter in an element, even if highlighting has split it. Blocks whose braces are to be kept are
 * left alone.
 * @param {HTMLElement} root
 * @param {import("../values.js").Parameter[]} parameters
 * @returns {{element: HTMLElement, raw: string, problem: string}[]}
 */
export function findUses(root, parameters) {
  /** @type {[Text, number][]} */
  const nodes = [];
  /** @type {string[]} */
  const blocks = [];
  let at = 0;
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  /** @type {any} */
  let last;
  for (let node; parameters[0] && (node = /** @type {any} */ (walker.nextNode())); ) {
    const { parentElement } = node;
    if (parentElement.closest("div[data-keep]+*,[data-keep]")) last = 0;
    else {
      const block = parentElement.closest("pre,p,li,td");
      blocks.push((block === last ? blocks.pop() : "") + node.data);
      last = block;
      nodes.push([node, at]);
      at += node.data.length;
    }
  }
  at = 0;
  /** @type {[number, string][]} */
  const uses = [];
  for (const { text, name } of blocks.flatMap((block) => fill(fold([]), parameters, block))) {
    if (name) uses.push([at, text]);
    at += text.length;
  }
  // From last to first, so that the remaining positions stay valid.
  return uses.reverse().map(([from, raw]) => {
    const range = document.createRange();
    for (const [place, end] of /** @type {[number, boolean][]} */ ([[from, false], [from + raw.length, true]])) {
      const [node, start] = /** @type {any} */ (nodes.findLast(([, begin]) => begin < place + +!end));
      range[end ? "setEnd" : "setStart"](node, place - start);
    }
    const element = h("span", { class: "procedures-value" });
    range.extractContents();
    range.insertNode(element);
    return { element, raw, problem: "" };
  });
}

/** @param {Element} heading @returns {string} */
function titleOf(heading) {
  return [...heading.childNodes].filter((node) => !(/** @type {any} */ (node).matches?.(".headerlink"))).map(words).join(" ").trim();
}

/** @param {Node} node @returns {string} */
export function words(node) {
  return (node.textContent ?? "").replace(/\s+/g, " ").trim();
}
