/**
 * A run on the page: boxes, notes, progress, and the bar at the bottom.
 *
 * Every change works the same way: events are stored, then everything is rendered again from the record.
 */

import { changesSince, removedItems, viewItems } from "../changes.js";
import { newId } from "../events.js";
import { draft, fold, registerOf } from "../fold.js";
import { verdicts, word } from "../markdown.js";
import { elapsed, progressOf } from "../progress.js";
import { RunStore } from "../store.js";
import { fill } from "../values.js";
import { button, h, local, storageOf, toClipboard } from "./dom.js";
import { guardCopies } from "./copying.js";
import { exportButtons, openItem, openReset, openRollback, openRun } from "./dialogs.js";
import { findUses, readPage, words } from "./reading.js";
import { heldStatus, leaveStatus, sharedState } from "./snapshot.js";
import { memory } from "./storage.js";
import { byline, deviations, list, nameOf } from "./wording.js";

const WHO = "procedures:who";
const AGAIN = { stale: "The commands have changed", reworded: "The text has changed" };

/** A procedure page, or an ordinary page with a checklist. */
export class RunPage {
  /** @param {HTMLElement} root The element that contains the page's content. */
  constructor(root) {
    this.root = root;
    const { page, shown, sections } = readPage(root);
    this.page = page;
    this.shown = shown;
    this.info = JSON.parse(root.dataset.run ?? "{}");
    this.isProcedure = "procedure" in root.dataset;
    this.parameters = this.info.parameters ?? [];
    const site = new URL(`${root.dataset.base ?? "."}/`, location.href).pathname;
    this.author = { replica: newId(Math.random), by: "", now: () => new Date() };
    this.store = new RunStore(storageOf("localStorage"), storageOf("sessionStorage"), site, page.procedure, this.author.replica, memory);
    this.store.attempt((storage) => (this.author.by = storage.getItem(WHO) ?? ""));
    this.author.by = memory.who || this.author.by;

    this.state = fold([]);
    /** @type {import("../record.js").RunRecord | null} */
    this.record = null;
    /** @type {import("../changes.js").ItemView[]} */
    this.views = [];
    this.progress = progressOf(this.state, []);
    /** @type {ReturnType<typeof heldStatus>} */
    this.shared = null;
    /** The outcome of the run; empty while it is in progress. */
    this.outcome = "";
    /** Whether the page is read-only. */
    this.locked = false;
    this.uses = findUses(root, this.parameters);
    this.counts = sections.filter(({ at }) => at.length > 0).map((section) => {
      const text = h("span");
      const bar = h("progress", { "aria-hidden": "true" });
      section.heading.append(h("span", { class: "procedures-count" }, text, bar));
      return { section, text, bar };
    });
    this.sections = sections;
    for (const [at, { label }] of this.isProcedure ? shown.entries() : []) {
      label.after(button("…", () => openItem(this, at), { class: "procedures-button procedures-more", "aria-label": `More: ${page.items[at].text}` }));
    }
    this.makeBar();
    guardCopies(this);
    root.addEventListener("change", ({ target }) => {
      const at = shown.findIndex(({ box }) => box === target);
      if (at >= 0) this.tick(at);
    });
    this.load();
  }

  /** Create the parts that are always present. */
  makeBar() {
    this.top = h("div", { class: "procedures-top", role: "region", "aria-label": "Run", hidden: true });
    this.meter = h("progress", { "aria-label": "All items" });
    this.count = h("span", { class: "procedures-bar-count" });
    this.status = h("span", { class: "procedures-status", role: "status" });
    this.warning = h("div", { class: "procedures-warning", role: "status", hidden: true });
    this.next = button("", () => this.goOn());
    this.runButton = button("", () => openRun(this));
    const buttons = this.isProcedure
      ? [this.next, this.runButton, button("Rollback", () => openRollback(this))]
      : [(this.reset = button("Reset", () => openReset(this)))];
    this.bar = h("div", { class: "procedures-bar", role: "group", "aria-label": "Progress" },
      this.meter, this.count, ...buttons, this.status, this.warning);
    this.root.prepend(this.top);
    this.root.append(this.bar);
  }

  /** Read the run again and show it. */
  load() {
    this.shared = this.isProcedure ? heldStatus(this.page) : null;
    this.record = this.store.current();
    this.show();
  }

  /**
   * Add events to the run; start one if necessary.
   * @param {...import("../events.js").Draft} drafts
   * @returns {boolean} Whether they were accepted.
   */
  add(...drafts) {
    this.record ??= this.store.begin(newId(Math.random), this.page, {}, this.author);
    const { run } = this.record.header;
    const problem = this.store.append(run, this.page, drafts, this.author);
    this.record = this.store.open(run);
    this.show();
    if (problem) this.say(problem);
    return problem === "";
  }

  /** @param {string} who */
  setAuthor(who) {
    this.author.by = memory.who = who.trim();
    this.store.attempt((storage) => storage.setItem(WHO, this.author.by));
  }

  /** Copy a text to the clipboard. @param {string} text */
  async copy(text) {
    // Elements behind a modal dialog cannot have the focus.
    await toClipboard(text, this.root.querySelector("dialog") ?? this.root);
    this.say("Copied.");
  }

  /** Show a status message and announce it to screen readers. @param {string} text */
  say(text) {
    this.status.textContent = text;
  }

  /** Handle the change of a box. @param {number} at */
  tick(at) {
    const { mark, heads, is } = this.views[at];
    const { box } = this.shown[at];
    this.say("");
    if (box.checked || heads.length !== 1) this.judge(at, box.checked ? "done" : "open");
    else this.undo(heads[0].event);
    if (mark === "stale" && is === "open") box.focus();
  }

  /**
   * @param {number} at
   * @param {string} is
   * @param {string} [note]
   * @param {import("../fold.js").RunState} [state] The state that was on the screen.
   */
  judge(at, is, note = "", state = this.state) {
    const item = this.page.items[at];
    const again = ["stale", "reworded"].includes(this.views[at].mark) && this.views[at].was?.is === is;
    return this.add(draft(state, again ? "confirm" : "verdict", { is }, note, item));
  }

  /** @param {{e: string}} event */
  undo({ e }) {
    return this.add(draft(this.state, "undo", { of: e }));
  }

  /** Go to the next open item. */
  goOn() {
    const at = this.views.findIndex((view) => view === this.upNext);
    if (at < 0) return;
    const { li, box } = this.shown[at];
    li.closest("details")?.setAttribute("open", "");
    li.scrollIntoView({ block: "center" });
    box.focus({ preventScroll: true });
  }

  /** Render the record on the page. */
  show() {
    const { events = [], texts = {} } = this.record ?? {};
    this.state = fold(events);
    this.views = viewItems(this.state, texts, this.page.items);
    const view = this.shared?.view;
    if (view) this.views.forEach((item, at) => Object.assign(item, sharedItem(view.items[at])));
    const { waited, open } = (this.progress = progressOf(view ? sharedState(view) : this.state, this.views));
    const finish = registerOf(this.state, "finish");
    this.outcome = view ? view.outcome : finish.is;
    this.locked = Boolean(view || this.outcome);
    this.upNext = this.locked ? undefined : this.progress.next;
    for (const at of this.shown.keys()) this.showItem(at);
    for (const use of this.uses) {
      const [{ text, problem }] = fill(this.state, this.parameters, use.raw);
      use.problem = problem;
      use.element.textContent = text;
      use.element.title = problem || use.raw;
      use.element.classList.toggle("procedures-filled", !problem);
    }
    const spent = elapsed(this.state);
    const isOpen = new Set(open);
    const counted = new Set(waited);
    for (const { section: { at, title }, text, bar } of this.counts) {
      const own = at.map((index) => this.views[index]).filter((item) => counted.has(item));
      const minutes = Math.round((spent.get(title) ?? 0) / 60_000);
      bar.parentElement.hidden = own.length === 0;
      count(bar, text, own.filter((item) => !isOpen.has(item)).length, own.length, minutes ? ` · ${minutes} min` : "");
    }
    count(this.meter, this.count, waited.length - open.length, waited.length, " done");
    this.showTop(finish.conflict);
    for (const { cells: [role, , cell] } of /** @type {NodeListOf<any>} */ (this.root.querySelectorAll("[data-generated=sign-off] tbody tr"))) {
      const own = this.state.of("sign").filter(({ v }) => !view && v.role === words(role));
      cell.replaceChildren(...own.map(({ v, t }) => h("div", {}, `${v.name}, ${local(t)}, not verified`)));
    }
    const isAside = this.store.aside().some(({ procedure }) => procedure === this.page.procedure);
    const problem = this.store.problem || (isAside ? "A run could not be read and was set aside: save or delete it under Other runs." : "");
    this.warning.hidden = problem === "";
    this.warning.replaceChildren(problem, problem && exportButtons(this));
    if (this.reset) this.reset.disabled = events.length === 0;
    this.runButton.textContent = this.record ? nameOf(this.state.facts) : "Start a run";
    this.next.textContent = this.upNext ? `Next: ${this.upNext.item.text}` : "";
    this.next.hidden = !this.upNext;
  }

  /** @param {boolean} conflict Whether the run has conflicting outcomes. */
  showTop(conflict) {
    const view = this.shared?.view;
    /** @type {(Node | string | false | undefined)[]} */
    const lines = [];
    const { texts = {} } = this.record ?? {};
    const was = removedItems(this.state, texts, this.page.items);
    const changes = changesSince(this.state, texts, this.page.items);
    if (this.shared) {
      lines.push(view ? `As of ${local(view.asOf)}: ${[view.kind, view.rollback && "rollback started", view.outcome].filter(Boolean).join(", ")}. Read-only.`
        : this.shared.problem, button("Back to your run", () => {
        leaveStatus();
        this.load();
      }));
    } else if (this.record && this.isProcedure) {
      const end = conflict ? "conflicting outcomes" : this.outcome;
      lines.push(`${nameOf(this.state.facts)}: ${end && `${end}, `}${this.progress.line}.`);
      lines.push(changes && `The procedure has changed since this run began: ${changes}.`);
      lines.push(list(was.map((item) => `Removed: ${item.text || item.id} – ${word(item.is)} ${byline(item)}`)));
      if (this.locked) lines.push(deviations(this.progress));
      const signed = this.state.of("sign").map(({ v }) => `${v.role}: ${v.name}`);
      lines.push(signed.length > 0 && `Signed, not verified: ${signed.join(", ")}`);
      if (this.upNext && this.state.last) {
        const text = `Resume: ${this.upNext.item.text}`;
        lines.push(button(text, () => this.goOn(), { "aria-keyshortcuts": "Alt+R", title: "Alt+R" }));
      }
    }
    const shown = lines.filter(Boolean).map((line) => h("div", {}, /** @type {any} */ (line)));
    if (this.top.contains(document.activeElement) && shown.length > 0) this.bar.querySelector("button")?.focus();
    this.top.replaceChildren(...shown);
    this.top.hidden = shown.length === 0;
  }

  /** @param {number} at */
  showItem(at) {
    const view = this.views[at];
    const { is, mark, was, heads, notes } = view;
    const entry = this.shown[at];
    entry.box.checked = is === "done";
    entry.box.disabled = this.locked;
    entry.li.classList.toggle("procedures-next", view === this.upNext);
    const now = [is, mark, heads.map(({ event }) => event.e), notes.length, this.locked].join();
    if (entry.shown === now) return;
    entry.shown = now;
    entry.li.dataset.verdict = is;
    entry.li.classList.toggle("procedures-done", is === "done" || is === "na");
    entry.note?.remove();
    entry.note = null;
    entry.box.removeAttribute("aria-describedby");
    // Most items have no note, and formatting a local time is expensive.
    const noted = /skipped|failed|na/.test(is) || (is === "done" && was?.note);
    if (!mark && notes.length === 0 && !noted) return;
    const who = was ? byline(was) : "";
    const lines = [
      mark === "conflict" && `In conflict, counted as open: ${verdicts(heads)}.`,
      mark === "new" && "New since this run began.",
      mark in AGAIN && `${AGAIN[/** @type {"stale"} */ (mark)]} since this was marked${who && ` ${word(was?.is)} ${who}`}.`,
      noted && `${word(is)} ${who}${was?.note ? `: ${was.note}` : ""}`,
      ...notes.map((note) => `Note ${byline(note)}: ${note.note}`),
    ].filter(Boolean).map((line) => h("div", {}, /** @type {string} */ (line)));
    if (mark in AGAIN && was) {
      lines.push(h("details", {}, h("summary", {}, "Previous version"), was.text, h("pre", {}, was.commands)));
      if (!this.locked) {
        lines.push(button(`Confirm: still ${word(was.is)}`, () => {
          this.judge(at, was.is, was.note);
          entry.box.focus();
        }));
      }
    }
    entry.note = h("div", { class: "procedures-note", id: `${view.item.id}/note`, "data-mark": mark || is }, ...lines);
    (entry.label.nextElementSibling?.matches(".procedures-more") ? entry.label.nextElementSibling : entry.label).after(entry.note);
    entry.box.setAttribute("aria-describedby", entry.note.id);
  }
}

/** @param {string} status The status of an item in a shared run. */
function sharedItem(status) {
  const isMark = status === "conflict" || status === "stale";
  return { is: isMark ? "open" : status, mark: isMark ? status : "", was: null, heads: [], notes: [] };
}

/** @param {any} bar @param {any} text @param {number} done @param {number} all @param {string} suffix */
function count(bar, text, done, all, suffix) {
  bar.max = all;
  bar.value = done;
  text.textContent = `${done} of ${all}${suffix}`;
}
