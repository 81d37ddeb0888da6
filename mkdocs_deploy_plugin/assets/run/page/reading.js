/**
 * Read the page: its items, headings, code, and uses of parameters.
 */

import { fold } from "../fold.js";
import { MARK, commandsOf, withoutAnnotations } from "../sessions.js";
import { fill } from "../values.js";
import { t } from "../words.js";
import { h, themeHas } from "./dom.js";

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

/** What keeps its braces. */
const KEPT = "div[data-keep]+*,[data-keep]";

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
      const { item: id, rev = "", struck, named, made, hold, wait, by = open.findLast(({ heading }) => heading.dataset.by)?.heading.dataset.by } = element.dataset;
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
    const label = h("label", { for: `box:${id}` }, t("{step} carried out", { step: name }));
    const item = h("li", { id, "data-item": id, "data-rev": heading.dataset.unchecked, "data-made": true }, h("input", { type: "checkbox", id: `box:${id}` }), label);
    let last = /** @type {Element} */ (heading);
    while (last.nextElementSibling && !endsSection(last.nextElementSibling, Number(heading.tagName[1]))) last = last.nextElementSibling;
    last.after(h("ul", { class: "procedures-made" }, item));
    delete heading.dataset.unchecked;
  }
}

/** Whether a node is a heading that ends a section of a level. @param {Node} node @param {number} level */
export function endsSection(node, level) {
  return /^H[1-6]$/.test(node.nodeName) && Number(node.nodeName[1]) <= level;
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
  const copy = /** @type {any} */ (block.cloneNode(true));
  for (const drawn of copy.querySelectorAll(".md-annotation")) drawn.replaceWith(MARK);
  // The theme annotates the comments of a block that a list follows, one entry for each annotation.
  const isOn = themeHas("content.code.annotate") || block.closest(".annotate");
  const list = (block.closest("[data-command]") ?? block.closest(".highlight") ?? block).nextElementSibling;
  for (const comment of isOn && list?.matches("ol") ? copy.querySelectorAll(".c,.c1,.cm") : []) {
    comment.textContent = comment.textContent.replace(/\(([1-9]\d*)\)!?/g, (/** @type {string} */ mark, /** @type {number} */ number) => (list?.children[number - 1] ? MARK : mark));
  }
  for (const extra of copy.querySelectorAll("button, nav, aside, .linenos, .filename")) extra.remove();
  const text = withoutAnnotations(copy.textContent.replace(/\n+$/, ""));
  return commandsOf(text, /** @type {HTMLElement | null} */ (block.closest("[data-language]"))?.dataset.language ?? "");
}

/**
 * Wrap each use of a parameter in an element, even if highlighting has split it. Blocks whose braces are to be kept are
 * left alone.
 * @param {HTMLElement} root
 * @param {import("../values.js").Parameter[]} parameters
 * @returns {{element: HTMLElement, raw: string, name: string, problem: string}[]}
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
    if (parentElement.closest(KEPT)) last = 0;
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
  /** The node and the offset of a position; the node begins before another one. @returns {[Text, number]} */
  const placeOf = (/** @type {number} */ position, before = position) => {
    const [node, start] = /** @type {[Text, number]} */ (nodes.findLast(([, begin]) => begin < before));
    return [node, position - start];
  };
  // From last to first, so that the remaining positions stay valid.
  return uses.reverse().map(([from, raw]) => {
    const range = document.createRange();
    range.setStart(...placeOf(from, from + 1));
    range.setEnd(...placeOf(from + raw.length));
    const element = h("span", { class: "procedures-value" });
    range.extractContents();
    range.insertNode(element);
    return { element, raw, name: "", problem: "" };
  });
}

/**
 * Find the links whose addresses or titles use parameters.
 * @param {HTMLElement} root
 * @param {import("../values.js").Parameter[]} parameters
 * @returns {{element: HTMLElement, raw: string, title: string}[]}
 */
export function findLinks(root, parameters) {
  const links = /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll("a[href*='{{'],a[href*='%7B%7B' i],a[title*='{{']"));
  return [...links].filter((link) => parameters[0] && !link.closest(KEPT)).map((element) => {
    const raw = (element.getAttribute("href") ?? "").replace(/%7B%7B((?:%20|[\w -])*)%7D%7D/gi, (_, name) => `{{${name.replaceAll("%20", " ")}}}`);
    return { element, raw, title: element.title };
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
