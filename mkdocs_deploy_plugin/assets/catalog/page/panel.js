/**
 * A facet on the page: a box that opens, and its values with their counts. A closed box is not drawn.
 */

import { button, h } from "../../run/page/dom.js";
import { fold } from "../words.js";

/** @typedef {import("../selection.js").Facet} Facet */

/** The number of values shown until the reader asks for all. */
const FEW = 10;

/** Return a text with its values. @param {string} text @param {...unknown} values @returns {string} */
export function filled(text, ...values) {
  return text.replace(/#(\d)/g, (_, at) => /** @type {string} */ (values[at]));
}

export class Panel {
  /**
   * @param {Facet} facet
   * @param {Record<string, string>} t The texts of controls.
   * @param {(values: string[]) => void} choose Called with the new selection.
   */
  constructor(facet, t, choose) {
    this.facet = facet;
    this.choose = choose;
    this.language = t.language;
    /** @type {number[]} */ this.counts = facet.values.map(() => 0);
    /** @type {string[]} */ this.chosen = [];
    this.all = facet.values.length <= FEW;
    this.number = h("span", {});
    this.open = false;
    // The Tab key can be faster than the event that says that the box is open.
    this.summary = h("summary", { click: () => this.draw(!this.element.open) }, facet.label, this.number);
    this.box = h("fieldset", { "aria-label": facet.label });
    this.element = h("details", { class: "procedures-facet", toggle: () => this.place() }, this.summary, this.box);
    if (!this.all) {
      this.find = h("input", { type: "search", "aria-label": filled(t.in, facet.label), placeholder: t.search, autocomplete: "off", input: () => this.list() });
      this.more = button(filled(t.all, facet.values.length), () => this.everything());
    }
    this.values = h("div", { class: "procedures-values" });
    /** The drawn boxes and counts, by value. @type {Map<string, any>} */
    this.drawn = new Map();
  }

  /** Return the label of a value. @param {string} value @returns {string} */
  label(value) {
    return this.facet.labels?.[this.facet.values.indexOf(value)] ?? value;
  }

  /**
   * Show the selection, and the number of rows with each value.
   * @param {number[]} counts
   * @param {string[]} chosen
   */
  update(counts, chosen) {
    this.counts = counts;
    this.chosen = chosen;
    this.number.textContent = chosen.length ? ` (${chosen.length})` : "";
    this.element.hidden = this.facet.values.length < 2 && !chosen.length;
    for (const [value, { box, count }] of this.drawn) {
      box.checked = chosen.includes(value);
      count.textContent = this.count(value);
    }
    // The address or another control has selected a value that is not drawn.
    if (chosen.some((value) => !this.drawn.has(value))) this.list();
  }

  /** Draw the box when it opens, and clear it when it closes. @param {boolean} open */
  draw(open) {
    if (open === this.open) return;
    this.open = open;
    this.box.replaceChildren(...(open ? [this.find && h("div", { class: "procedures-field" }, this.find), this.values, this.more].filter(Boolean) : []));
    this.list();
  }

  /** Keep the open box within the page. */
  place() {
    this.draw(this.element.open);
    this.box.classList.remove("procedures-end");
    this.box.classList.toggle("procedures-end", this.box.getBoundingClientRect().right > document.documentElement.clientWidth);
  }

  /** Draw the values: selected ones first, then by number of rows. The order stays while the box is open. */
  list() {
    this.drawn.clear();
    if (!this.open) return this.values.replaceChildren();
    const { values } = this.facet;
    const unknown = this.chosen.filter((value) => !values.includes(value));
    let shown = [...values, ...unknown];
    const wanted = fold(this.find?.value ?? "").trim();
    if (wanted) shown = shown.filter((value) => fold(this.label(value)).includes(wanted));
    if (values.length > FEW) {
      const rank = (/** @type {string} */ value) => (this.chosen.includes(value) ? Infinity : this.counts[values.indexOf(value)]);
      shown.sort((a, b) => (rank(b) === rank(a) ? 0 : rank(b) - rank(a)));
    }
    const few = this.all ? shown : shown.slice(0, Math.max(FEW, this.chosen.length));
    this.values.replaceChildren(...few.map((value) => this.option(value)));
    if (this.more) this.more.hidden = few.length === shown.length;
  }

  /** @param {string} value @returns {Node} */
  option(value) {
    const box = h("input", { type: "checkbox", change: () => this.toggle(value, box.checked) });
    const count = h("span", { class: "procedures-number" }, this.count(value));
    box.checked = this.chosen.includes(value);
    this.drawn.set(value, { box, count });
    return h("label", {}, box, h("bdi", {}, this.label(value)), " ", count);
  }

  /** @param {string} value @returns {string} */
  count(value) {
    return `(${(this.counts[this.facet.values.indexOf(value)] ?? 0).toLocaleString(this.language)})`;
  }

  /** @param {string} value @param {boolean} on */
  toggle(value, on) {
    this.choose(on ? [...this.chosen, value] : this.chosen.filter((other) => other !== value));
  }

  /** Show all values, and focus the first new one. */
  everything() {
    const before = new Set(this.drawn.keys());
    this.all = true;
    this.list();
    for (const [value, { box }] of this.drawn) if (!before.has(value)) return box.focus();
  }
}
