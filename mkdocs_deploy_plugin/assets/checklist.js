/**
 * Checklists that work: shows the ticks of `state.js` on the page, and progress as text and bar.
 *
 * A page is mounted once; Material's instant navigation brings new pages by `document$`.
 */
(function () {
  "use strict";

  const { keyOf, judge, storage, Ticks } = globalThis.proceduresState;
  const CHANGED = {
    text: "The text has changed since you ticked this.",
    commands: "The commands have changed since you ticked this.",
  };
  /** @type {Checklist | null} The checklist of the page that is shown. */
  let shown = null;

  /** The checklist of one page. */
  class Checklist {
    /** @param {HTMLElement} root The element around the page's content. */
    constructor(root) {
      this.root = root;
      const base = new URL(`${root.dataset.base ?? "."}/`, location.href);
      const page = root.dataset.procedure ?? `page:${root.dataset.checklist ?? ""}`;
      this.state = new Ticks(storage(), keyOf(base.pathname, page));
      this.items = Array.from(root.querySelectorAll("[data-item]"), (element) => {
        const box = element.querySelector("input[type=checkbox]");
        // What is struck does not apply: it can be ticked, but nobody waits for it.
        const open = element.dataset.struck === undefined;
        return { element, box, open, initial: box.defaultChecked, note: null };
      });
      if (this.items.length === 0) return;
      this.sections = findSections(root, this.items);
      this.bar = this.makeBar();
      root.append(this.bar.element, this.bar.dialog);
      root.addEventListener("change", (event) => this.changed(event));
      this.show();
    }

    /** Store what the reader has ticked or unticked. @param {Event} event */
    changed(event) {
      const item = this.items.find((one) => one.box === event.target);
      if (item === undefined) return;
      const { item: id, rev } = item.element.dataset;
      this.state.set(id, rev, item.box.checked, item.initial);
      this.show();
    }

    /** Bring the page in line with the ticks. */
    show() {
      for (const item of this.items) {
        const { item: id, rev } = item.element.dataset;
        const { done, changed } = judge(this.state.ticks[id], rev, item.initial);
        item.box.checked = done;
        item.element.classList.toggle("procedures-done", done);
        item.element.classList.toggle("procedures-changed", changed !== "");
        if (changed !== "" && item.note === null) {
          item.note = make("span", { class: "procedures-note", id: `${id}/note` });
          item.box.nextElementSibling.after(item.note);
          item.box.setAttribute("aria-describedby", item.note.id);
        } else if (changed === "" && item.note !== null) {
          item.note.remove();
          item.note = null;
          item.box.removeAttribute("aria-describedby");
        }
        if (item.note !== null) item.note.textContent = CHANGED[changed];
      }
      for (const section of this.sections) showCount(section, section.items, "");
      showCount(this.bar, this.items, " done");
      this.bar.reset.disabled = Object.keys(this.state.ticks).length === 0;
      this.bar.warning.hidden = this.state.kept;
    }

    makeBar() {
      const element = make("div", { class: "procedures-bar", role: "group", "aria-label": "Progress" });
      const count = make("span", { class: "procedures-bar-count" });
      const progress = make("progress", { "aria-label": "All items" });
      const reset = make("button", { type: "button", class: "md-button procedures-reset" }, "Reset");
      const warning = make(
        "span",
        { class: "procedures-warning", role: "status" },
        "This browser keeps no ticks here: they are gone when the page is closed.",
      );
      element.append(progress, count, reset, warning);

      const dialog = make("dialog", { class: "procedures-dialog", "aria-labelledby": "procedures-dialog-text" });
      const question = make("p", { id: "procedures-dialog-text" });
      const keep = make("button", { type: "button", class: "md-button" }, "Keep them");
      const remove = make("button", { type: "button", class: "md-button md-button--primary" }, "Remove ticks");
      const buttons = make("div", { class: "procedures-dialog-buttons" });
      buttons.append(keep, remove);
      dialog.append(question, buttons);
      reset.addEventListener("click", () => {
        this.state.load();
        const ticks = Object.keys(this.state.ticks).length;
        question.textContent =
          `Remove ${ticks === 1 ? "the one tick" : `all ${ticks} ticks`} of this page from this browser?`;
        dialog.showModal();
        keep.focus();
      });
      keep.addEventListener("click", () => dialog.close());
      remove.addEventListener("click", () => {
        this.state.reset();
        dialog.close();
        this.show();
        this.items[0].box.focus({ preventScroll: true });
      });
      return { element, dialog, count, progress, reset, warning };
    }
  }

  /** Show how many of the items that apply are done. */
  function showCount(view, all, suffix) {
    const items = all.filter((item) => item.open);
    const done = items.filter((item) => item.box.checked).length;
    view.progress.max = items.length;
    view.progress.value = done;
    view.count.textContent = `${done} of ${items.length}${suffix}`;
  }

  /**
   * Find the headings with task items below them, and put a count and a bar into each.
   * @param {HTMLElement} root
   */
  function findSections(root, items) {
    const sections = [];
    const open = [];
    for (const element of root.querySelectorAll("h2, h3, h4, h5, h6, [data-item]")) {
      if (element.dataset.item !== undefined) {
        const item = items.find((one) => one.element === element);
        for (const section of open) section.items.push(item);
        continue;
      }
      const level = Number(element.tagName[1]);
      while (open.length > 0 && open[open.length - 1].level >= level) open.pop();
      const section = { heading: element, level, items: [] };
      open.push(section);
      sections.push(section);
    }
    return sections
      .filter((section) => section.items.some((item) => item.open))
      .map(({ heading, items: inner }) => {
        const box = make("span", { class: "procedures-count" });
        const count = make("span", {});
        const progress = make("progress", { "aria-hidden": "true" });
        box.append(count, progress);
        heading.append(box);
        return { items: inner, count, progress };
      });
  }

  /** Make an element. */
  function make(tag, attributes, text) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text !== undefined) element.textContent = text;
    return element;
  }

  /** Mount the checklist of the page that is shown, once. */
  function mount() {
    const root = document.querySelector("[data-procedure], [data-checklist]");
    if (root === null) {
      shown = null;
    } else if (shown === null || shown.root !== root) {
      shown = new Checklist(root);
    }
  }

  addEventListener("storage", (event) => {
    if (shown === null || shown.items.length === 0) return;
    if (event.key !== null && event.key !== shown.state.key) return;
    shown.state.load();
    shown.show();
  });
  // A closed <details> does not print: open all of them while the page is printed.
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll(".procedures-page details:not([open])")) {
      details.open = true;
      details.dataset.print = "";
    }
  });
  addEventListener("afterprint", () => {
    for (const details of document.querySelectorAll("details[data-print]")) {
      details.open = false;
      delete details.dataset.print;
    }
  });
  if (typeof document$ === "object") document$.subscribe(mount);
  else if (document.readyState === "loading") addEventListener("DOMContentLoaded", mount);
  else mount();
})();
