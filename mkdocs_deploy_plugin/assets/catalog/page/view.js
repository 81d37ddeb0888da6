/**
 * A table of procedures on the page. The reader's selection becomes a `View`, which determines what is shown.
 *
 * Only some rows are in the page at a time: laying out thousands takes longer than finding them.
 */

import { button, h, keepKeys } from "../../run/page/dom.js";
import { plainView, readView, writeView } from "../address.js";
import { order, rowOf, select } from "../selection.js";
import { fold } from "../words.js";
import { Panel, filled } from "./panel.js";

/** The number of rows shown, and added at a time. */
const ROWS = 100;
/** The pause in typing before the address is updated: browsers limit how often it can change. */
const REST = 300;

export class TableView {
  /**
   * @param {HTMLElement} root
   * @param {boolean} linked Whether the address contains the selection.
   */
  constructor(root, linked) {
    this.root = root;
    this.linked = linked;
    this.path = location.pathname;
    this.table = /** @type {HTMLTableElement} */ (root.querySelector("table"));
    /** The texts of the controls in the language of the site. @type {Record<string, string>} */
    this.t = JSON.parse(root.dataset.texts ?? "{}");
    this.caption = this.table.createCaption();
    /** The number of all rows, as in "120 procedures". */
    this.all = this.caption.textContent;
    this.body = this.table.tBodies[0];
    this.rows = [...this.body.rows];
    /** @type {import("../selection.js").Facet[]} */
    this.facets = JSON.parse(root.dataset.facets ?? "[]");
    this.numbers = this.rows.map((row) => rowOf(row.dataset.f ?? ""));
    /** @type {HTMLElement[]} */
    this.heads = [...this.table.rows[0].cells];
    this.columns = this.heads.map(({ dataset: { name = "", kind, choices } }) => ({ name, kind, choices: choices && JSON.parse(choices) }));
    const sorted = this.heads.find((head) => head.ariaSort);
    /** The initial order of the table. */
    this.sort = sorted ? `${sorted.ariaSort === "descending" ? "-" : ""}${sorted.dataset.name}` : "";
    this.view = plainView(this.sort);
    this.limit = ROWS;
    /** @type {string[]} */ this.texts = [];
    /** @type {Map<string, number[]>} */ this.orders = new Map();
    this.later = 0;
    this.words = "";
    this.paper = h("span", { class: "procedures-paper" });
    this.build();
    this.read();
    root.classList.add("procedures-ready");
  }

  /** Put the controls around the table. */
  build() {
    this.heads.forEach((head, at) => {
      const { name } = this.columns[at];
      const words = head.firstElementChild ?? head;
      const control = h("button", { type: "button", keydown: keepKeys, click: () => this.choose({ sort: this.view.sort === name ? `-${name}` : name }) });
      control.append(...words.childNodes);
      words.append(control);
    });
    this.more = button("", () => this.extend(this.limit + ROWS));
    this.every = button("", () => this.extend(Infinity));
    this.rest = h("div", { class: "procedures-rest procedures-row" }, this.more, this.every);
    this.root.append(this.rest);
    if (!this.facets.length) return;
    // Screen readers announce the number of rows.
    this.caption.ariaLive = "polite";
    this.caption.ariaAtomic = "true";
    this.find = h("input", { type: "search", autocomplete: "off", spellcheck: "false", input: () => this.typed(), change: () => this.write() });
    this.panels = this.facets.map((facet) => new Panel(facet, this.t, (values) => this.choose({ chosen: new Map(this.view.chosen).set(facet.name, values) })));
    this.number = h("span", {});
    const wide = matchMedia("(min-width: 45em)");
    this.filters = h("details", { class: "procedures-filters", open: wide.matches }, h("summary", {}, this.t.filters, this.number), h("div", { class: "procedures-row" }, ...this.panels.map(({ element }) => element)));
    wide.onchange = () => (this.filters.open = wide.matches);
    this.chips = h("div", { class: "procedures-chips procedures-row" });
    this.root.prepend(
      h(
        "div",
        { class: "procedures-controls procedures-row", keydown: (/** @type {KeyboardEvent} */ event) => this.pressed(event) },
        h("label", { class: "procedures-field procedures-find" }, this.t.find, this.find),
        this.filters,
        this.chips,
      ),
    );
  }

  /** Show the selection in the address. */
  read() {
    const view = this.linked ? readView(location.search, this.facets, this.columns, this.sort) : this.view;
    if (this.find && this.find.value.trim() !== view.find) this.find.value = view.find;
    this.view = view;
    this.limit = ROWS;
    this.show();
  }

  /** Change the selection. @param {Partial<import("../selection.js").View>} change */
  choose(change) {
    this.view = { ...this.view, ...change };
    for (const [name, values] of this.view.chosen) if (!values.length) this.view.chosen.delete(name);
    this.limit = ROWS;
    this.show();
    this.write();
  }

  /** Apply the typed text; update the address after a pause. */
  typed() {
    this.view = { ...this.view, find: this.find.value };
    this.limit = ROWS;
    this.show();
    clearTimeout(this.later);
    this.later = setTimeout(() => this.write(), REST);
  }

  /** Write the selection to the address. */
  write() {
    clearTimeout(this.later);
    // The theme may have gone to another page in the meantime.
    if (!this.linked || location.pathname !== this.path || !this.root.isConnected) return;
    try {
      const search = writeView(location.search, this.facets, this.view, this.sort);
      if (search !== location.search) history.replaceState(history.state, "", `${location.pathname}${search}${location.hash}`);
    } catch {
      // The address stays unchanged in a frame, with half a character, or after too many changes.
    }
  }

  /** Show the selected rows. */
  show() {
    const { sort } = this.view;
    const { shown, count, counts } = select(this.numbers, this.facets, this.view, (at) => this.text(at));
    const places = this.first(this.order(sort));
    const rows = [];
    for (let at = 0; at < places.length && rows.length < this.limit; at++) if (shown[places[at]]) rows.push(this.rows[places[at]]);
    this.body.replaceChildren(...rows);
    this.heads.forEach((head, at) => {
      const { name } = this.columns[at];
      head.ariaSort = sort === name ? "ascending" : sort === `-${name}` ? "descending" : null;
    });
    const number = (/** @type {number} */ count) => count.toLocaleString(this.t.language);
    const part = count === this.rows.length ? this.all : filled(this.t.of, number(count), this.all);
    const words = rows.length < count ? filled(this.t.first, number(rows.length), part) : part;
    if (this.words !== words) this.caption.replaceChildren((this.words = words), this.paper);
    this.paper.textContent = this.described();
    this.rest.hidden = rows.length === count;
    this.more.textContent = filled(this.t.more, Math.min(ROWS, count - rows.length));
    this.every.textContent = filled(this.t.all, number(count));
    this.panels?.forEach((panel, at) => panel.update(counts[at], this.view.chosen.get(panel.facet.name) ?? []));
    if (this.panels) this.chip();
  }

  /** Return the selection in words, for paper. @returns {string} */
  described() {
    const parts = (this.panels ?? []).map((panel) => {
      const values = this.view.chosen.get(panel.facet.name);
      return values && `${panel.facet.label}: ${values.map((value) => panel.label(value)).join(", ")}`;
    });
    if (this.view.find.trim()) parts.push(`“${this.view.find.trim()}”`);
    return parts.filter(Boolean).map((part) => `; ${part}`).join("");
  }

  /** Show each selected value as a button that removes it. */
  chip() {
    const chips = (this.panels ?? []).flatMap((panel) =>
      (this.view.chosen.get(panel.facet.name) ?? []).map((value) => {
        const before = `${panel.facet.label}: `;
        const chip = button(before, () => this.remove(panel, value), { "aria-label": filled(this.t.remove, before + panel.label(value)) });
        chip.append(h("bdi", {}, panel.label(value)), h("span", { "aria-hidden": "true" }, " ×"));
        return chip;
      }),
    );
    this.number.textContent = chips.length ? ` (${chips.length})` : "";
    if (chips.length || this.view.find.trim()) chips.push(button(this.t.clear, () => this.clear()));
    this.chips.replaceChildren(...chips);
  }

  /** @param {Panel} panel @param {string} value */
  remove(panel, value) {
    const at = [...this.chips.children].indexOf(document.activeElement);
    panel.toggle(value, false);
    (this.chips.children[at] ?? this.find).focus();
  }

  clear() {
    this.find.value = "";
    this.choose({ chosen: new Map(), find: "" });
    this.find.focus();
  }

  /** Show more rows, and focus the first of them. @param {number} limit */
  extend(limit) {
    const before = this.body.rows.length;
    this.limit = limit;
    this.show();
    this.body.rows[before]?.querySelector("a")?.focus();
  }

  /** Keep keys from the theme's shortcuts; Escape clears the text or closes a box. @param {KeyboardEvent} event */
  pressed(event) {
    event.stopPropagation();
    if (event.key !== "Escape") return;
    const control = /** @type {HTMLInputElement} */ (event.target);
    const panel = this.panels?.find(({ element }) => element.open && element.contains(control));
    if (control.type === "search" && control.value) {
      event.preventDefault();
      control.value = "";
      control.dispatchEvent(new Event("input"));
    } else if (panel) {
      panel.element.open = false;
      panel.summary.focus();
    }
  }

  /** Close the boxes outside of a click. @param {EventTarget | null} target */
  close(target) {
    for (const { element } of this.panels ?? []) if (!element.contains(/** @type {Node} */ (target))) element.open = false;
  }

  /** Show all rows for printing, then restore the limit. @param {boolean} printing */
  print(printing) {
    const { limit } = this;
    if (printing) this.limit = Infinity;
    this.show();
    this.limit = limit;
  }

  /** Return the searchable text of a row: its cells, its people and the values of its facets. @param {number} at @returns {string} */
  text(at) {
    return (this.texts[at] ??= fold(
      [
        ...[...this.rows[at].cells].map(({ textContent }) => textContent),
        this.rows[at].dataset.people,
        ...this.facets.flatMap(({ values, labels }, facet) => (this.numbers[at][facet] ?? []).map((value) => (labels ?? values)[value])),
      ].join("\n"),
    ));
  }

  /** Put the rows whose id begins with the typed text first, unless the reader has chosen an order. @param {number[]} places @returns {number[]} */
  first(places) {
    const typed = fold(this.view.find.trim());
    const column = this.columns.findIndex(({ name }) => name === "id");
    if (!typed || column < 0 || this.view.sort !== this.sort) return places;
    const begins = (/** @type {number} */ at) => fold(this.rows[at].cells[column].textContent ?? "").startsWith(typed);
    return [...places.filter(begins), ...places.filter((at) => !begins(at))];
  }

  /** Return the positions of all rows in a sort order. @param {string} sort @returns {number[]} */
  order(sort) {
    let places = this.orders.get(sort);
    if (!places) {
      const at = sort === this.sort ? -1 : this.columns.findIndex(({ name }) => name === sort.replace(/^-/, ""));
      places = at < 0 ? this.rows.map((_, place) => place) : order(this.rows.map((row) => row.cells[at].textContent?.trim() ?? ""), this.columns[at], sort.startsWith("-"));
      this.orders.set(sort, places);
    }
    return places;
  }
}
