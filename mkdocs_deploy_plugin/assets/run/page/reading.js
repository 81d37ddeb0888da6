/**
 * Read the page: its items, headings, code, and uses of parameters.
 */

import { fold } from "../fold.js";
import { DRAWN, commandsOf, withoutAnnotations } from "../sessions.js";
import { fill } from "../values.js";
import { h } from "./dom.js";

/** @typedef {{li: HTMLElement, box: HTMLInputElement, label: HTMLElement, note: any, shown: string}} Shown */
/**
 * @typedef {object} Section
 * @property {HTMLElement} heading
 * @property {number} level
 * @property {string} title
 * @property {boolean} rollback
 * @property {number[]} at The positions of its items, and of those in the sections below.
 * @property {string[]} code The commands of a step.
 * @property {string} text What is directly below the heading.
 * @property {HTMLElement} [box] The element around heading and content, if the page has added one.
 * @property {any} [body] The content.
 * @property {any} [count] The counts at the heading.
 * @property {HTMLElement[]} [links] The links to it in the table of contents.
 */

/** The digest of an empty list of commands. */
const NONE = "e3b0c44298fc";

/** The text of the check that a step without checks gets: `reading/fingerprints.py` has it as well. */
const CARRIED_OUT = "carried out";

/**
 * Read a page before anything on it changes.
 * @param {HTMLElement} root
 */
export function readPage(root) {
  addChecks(root);
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
      open.push({ heading: element, level, title: titleOf(element), rollback, at: [], code: [], text: belowOf(element) });
      sections.push(/** @type {Section} */ (open.at(-1)));
    } else if ("command" in element.dataset) step?.code.push(codeOf(element));
    else {
      const box = /** @type {HTMLInputElement} */ (element.querySelector("input"));
      const label = /** @type {HTMLElement} */ (element.querySelector("label"));
      const { item: id, rev = "", struck, named, made, hold, wait, by = step?.heading.dataset.by } = element.dataset;
      for (const section of open) section.at.push(shown.length);
      shown.push({ li: element, box, label, note: null, shown: "" });
      const item = {
        id,
        rev,
        text: words(label),
        phase: (open.findLast(({ heading }) => "phase" in heading.dataset) ?? open.at(-1))?.title,
        ...(struck !== undefined && { struck: true }),
        ...(named !== undefined && { named: true }),
        ...(made !== undefined && { made: true }),
        ...(hold && { hold }),
        ...(Number(wait) > 0 && { wait: Number(wait) }),
        ...(by && { by }),
        ...(open.some((section) => section.rollback) && { rollback: true }),
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
      commands: item.rev.split(".")[1] === NONE ? "" : step?.code.join("\n"),
    })),
    sections: sections.flatMap(({ heading, title, text }) => (heading.dataset.digest ? [{ title, digest: heading.dataset.digest, text }] : [])),
  };
  return { page, shown, sections };
}

/** Add a check to each step that has none. @param {HTMLElement} root */
function addChecks(root) {
  for (const heading of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("[data-unchecked]"))) {
    const id = `${heading.id}/${CARRIED_OUT.replace(" ", "-")}`;
    const name = heading.dataset.step ?? "";
    const label = h("label", { for: `box:${id}` }, `${name} ${CARRIED_OUT}`);
    const item = h("li", { id, "data-item": id, "data-rev": heading.dataset.unchecked, "data-made": true }, h("input", { type: "checkbox", id: `box:${id}` }), label);
    let last = /** @type {Element} */ (heading);
    while (last.nextElementSibling && !isHigher(last.nextElementSibling, heading)) last = last.nextElementSibling;
    last.after(h("ul", { class: "procedures-made" }, item));
    delete heading.dataset.unchecked;
  }
}

/** Whether an element is a heading that ends the section of another one. @param {Element} element @param {Element} heading */
function isHigher(element, heading) {
  return /^H[1-6]$/.test(element.tagName) && element.tagName <= heading.tagName;
}

/** What is directly below a heading, up to the next one. @param {Element} heading @returns {string} */
function belowOf(heading) {
  const parts = [];
  for (let at = heading.nextElementSibling; at && !/^H[1-6]$/.test(at.tagName); at = at.nextElementSibling) {
    if (!at.matches("[data-generated], .procedures-made")) parts.push((at.textContent ?? "").trim());
  }
  return parts.filter(Boolean).join("\n");
}

/**
 * Return the commands of a block, without the elements that the theme adds.
 * @param {Element} block
 * @returns {string}
 */
export function codeOf(block) {
  const copy = /** @type {Element} */ (block.cloneNode(true));
  for (const drawn of copy.querySelectorAll(".md-annotation")) drawn.replaceWith(DRAWN);
  for (const extra of copy.querySelectorAll("button, nav, aside, .linenos")) extra.remove();
  const text = (copy.textContent ?? "").replace(/\n+$/, "");
  return commandsOf(withoutAnnotations(text, annotationsOf(block)), block.closest("[data-language]")?.getAttribute("data-language") ?? "");
}

/** The number of annotations of a block: the entries of the list after it, if the theme makes annotations of them. @param {Element} block */
function annotationsOf(block) {
  const isOn = document.getElementById("__config")?.textContent?.includes("content.code.annotate") || block.closest(".annotate");
  const whole = block.closest("[data-command]") ?? block.closest(".highlight") ?? block;
  const list = [whole, block.closest(".highlight"), block].map((element) => element?.nextElementSibling).find((next) => next?.tagName === "OL");
  return isOn && list ? list.children.length : 0;
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

/**
 * Find the links whose addresses use parameters.
 * @param {HTMLElement} root
 * @param {import("../values.js").Parameter[]} parameters
 * @returns {{element: HTMLElement, raw: string}[]}
 */
export function findLinks(root, parameters) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(parameters.length > 0 ? "a[href*='{{'], a[href*='%7B%7B' i]" : "a[data-none]"));
  return [...links].map((element) => {
    const raw = (element.getAttribute("href") ?? "").replace(/%7B%7B((?:%20|[\w ])*)%7D%7D/gi, (_, name) => `{{${name.replaceAll("%20", " ")}}}`);
    return { element, raw };
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
