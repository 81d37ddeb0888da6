/**
 * A run on the page: boxes, notes, progress, and the bar at the bottom.
 *
 * Every change works the same way: events are stored, then everything is rendered again from the record.
 */

import { newId, tidy } from "../events.js";
import { fold, registerOf } from "../fold.js";
import { countsOf, elapsed, lineOf, progressOf } from "../progress.js";
import { seenPage } from "../record.js";
import { RunStore } from "../store.js";
import { draftUndo, draftVerdict, viewPage } from "../views.js";
import { button, h, local, storageOf, toClipboard } from "./dom.js";
import { guardCopies } from "./copying.js";
import { elsewhere } from "./elsewhere.js";
import { fillIn } from "./filling.js";
import { openGuard, openItem } from "./item_dialogs.js";
import { reveal, showItem } from "./items.js";
import { findLinks, findUses, readPage, words } from "./reading.js";
import { exportButtons, openReset, openRollback, openRun } from "./run_dialogs.js";
import { heldStatus } from "./snapshot.js";
import { memory } from "./storage.js";
import { showTop } from "./top.js";
import { SIGNS, nameOf, signed } from "./wording.js";

const WHO = "procedures:who";

/** A procedure page, or an ordinary page with a checklist. */
export class RunPage {
  /** @param {HTMLElement} root The element that contains the page's content. */
  constructor(root) {
    this.root = root;
    const { page, shown, sections } = readPage(root);
    this.shown = shown;
    this.info = JSON.parse(root.dataset.run ?? "{}");
    const metadata = (this.info.metadata ?? []).map((/** @type {string[]} */ [name, digest, text]) => ({ name, digest, text }));
    this.page = { ...page, metadata };
    const { page: seen, texts } = seenPage(this.page, {});
    /** The page as runs keep it, and its texts by their digests. */
    this.seen = seen;
    this.texts = texts;
    this.isProcedure = "procedure" in root.dataset;
    this.parameters = this.info.parameters ?? [];
    const site = new URL(`${root.dataset.base ?? "."}/`, location.href).pathname;
    this.author = { replica: newId(Math.random), by: "", now: () => new Date() };
    this.store = new RunStore(storageOf("localStorage"), storageOf("sessionStorage"), site, [page.procedure, ...(root.dataset.former?.split(" ") ?? [])], this.author.replica, memory);
    this.store.attempt((storage) => (this.author.by = storage.getItem(WHO) ?? ""));
    this.author.by = memory.who || this.author.by;

    this.state = fold([]);
    /** @type {import("../record.js").RunRecord | null} */
    this.record = null;
    /** @type {import("../views.js").ItemView[]} */
    this.views = [];
    /** The items with a verdict that are no longer on the page. @type {import("../views.js").Was[]} */
    this.removed = [];
    this.progress = progressOf(this.state, []);
    /** @type {ReturnType<typeof heldStatus>} */
    this.shared = null;
    /** The outcome of the run; empty while it is in progress. */
    this.outcome = "";
    /** What is to be said about runs under other paths of the site. @type {Node[]} */
    this.elsewhere = [];
    /** Whether the page is read-only. */
    this.locked = false;
    /** Whether the run has seen a newer build than this page. */
    this.isOlder = false;
    /** Whether the rollback has started. */
    this.isRollback = false;
    /** What the user has agreed to on this page: to go on with an older text. */
    this.agreed = "";
    this.canRollBack = page.items.some(({ rollback }) => rollback);
    this.uses = findUses(root, this.parameters);
    this.links = findLinks(root, this.parameters);
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

  /** Read the run again and show it. The run learns of this build before anybody acts on it. */
  load() {
    this.shared = this.isProcedure ? heldStatus(this) : null;
    this.record = this.store.current();
    this.elsewhere = this.isProcedure ? elsewhere(this) : [];
    this.show();
    if (this.record && !this.locked && !this.state.pages.some(({ digest }) => digest === this.page.digest)) {
      this.store.append(this.record.header.run, this.page, [], this.author);
      this.record = this.store.current();
      this.show();
    }
  }

  /**
   * Add events to the run; start one if necessary. Nothing is added before the user has been asked what has to be asked.
   * @param {...import("../events.js").Draft} drafts
   * @returns {boolean} Whether they were accepted.
   */
  add(...drafts) {
    if (this.record && this.isProcedure && openGuard(this, () => this.add(...drafts))) {
      this.show();
      return true;
    }
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
    this.author.by = memory.who = tidy(who);
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
    const view = this.views[at];
    const { box } = this.shown[at];
    this.say("");
    if (box.checked) this.judge(at, "done");
    else this.add(draftUndo(view, this.page));
    if (view.status === "confirm") box.focus();
  }

  /**
   * @param {number} at
   * @param {string} is
   * @param {string} [note]
   * @param {import("../views.js").ItemView} [view] The item as it was on the screen.
   */
  judge(at, is, note = "", view = this.views[at]) {
    return this.add(draftVerdict(view, this.page, is, note));
  }

  /** Go to the next item: stay at a failed one. */
  goOn() {
    const at = this.views.findIndex((view) => view === this.upNext);
    if (at < 0) return;
    const { li, box } = this.shown[at];
    reveal(li);
    li.scrollIntoView({ block: "center" });
    const target = this.progress.stop === this.upNext ? li.querySelector(".procedures-note button") : null;
    /** @type {HTMLElement} */ (target ?? box).focus({ preventScroll: true });
  }

  /** Render the record on the page. */
  show() {
    const { events = [], texts = {} } = this.record ?? {};
    this.state = fold(events);
    const { items: own, removed } = viewPage(this.state, texts, this.page);
    this.views = own;
    this.removed = removed;
    const view = this.shared?.view;
    // The boxes of a procedure start open; those of another page as its source has them.
    for (const [at, { heads, status }] of this.views.entries()) {
      if (heads.length === 0 && status === "open" && this.shown[at].box.defaultChecked) this.views[at].status = "done";
    }
    // A status of another build is shown as a list: none of its items is known to be on this page.
    const items = view?.digest === this.page.digest ? view.items : [];
    if (this.shared) this.views.forEach((item, at) => Object.assign(item, sharedItem(items[at]?.status)));
    this.progress = progressOf(this.state, this.views);
    const waited = this.shared ? this.views.filter((_, at) => items[at]?.counts) : this.progress.waited;
    const finish = registerOf(this.state, "finish");
    this.outcome = view ? view.outcome : finish.is;
    this.locked = Boolean(this.shared || this.outcome);
    this.isRollback = this.state.of("rollback").length > 0;
    const seen = [...new Set(this.state.pages.map(({ digest }) => digest))];
    this.isOlder = seen.includes(this.page.digest) && seen.at(-1) !== this.page.digest;
    this.upNext = this.locked ? undefined : this.progress.next;
    for (const at of this.shown.keys()) showItem(this, at);
    fillIn(this);
    const spent = elapsed(this.state, this.views);
    const counted = new Set(waited);
    for (const { section: { at, title }, text, bar } of this.counts) {
      const own = at.map((index) => this.views[index]).filter((item) => counted.has(item));
      const minutes = Math.round((spent.get(title) ?? 0) / 60_000);
      bar.parentElement.hidden = own.length === 0;
      count(bar, text, own, minutes ? ` · ${minutes} min` : "");
    }
    count(this.meter, this.count, waited);
    this.meter.hidden = this.count.hidden = waited.length === 0 && this.shared !== null;
    showTop(this, finish.conflict);
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
    const { upNext } = this;
    this.next.textContent = upNext ? `${upNext === this.progress.stop ? `Stopped, ${signed("failed")}` : "Next"}: ${upNext.item.text}` : "";
    this.next.hidden = !upNext;
  }
}

/** @param {any} [status] The status of an item in a shared run. */
function sharedItem(status = "open") {
  return { status, was: null, heads: [], notes: [], isNew: false };
}

/** @param {any} bar @param {any} text @param {import("../views.js").ItemView[]} views @param {string} [suffix] */
function count(bar, text, views, suffix = "") {
  const counts = countsOf(views);
  bar.max = views.length;
  bar.value = counts.get("done") ?? 0;
  bar.classList.toggle("procedures-failed", counts.has("failed"));
  const line = lineOf(counts, views.length);
  if (text.textContent === `${line}${suffix}`) return;
  const signs = ["done", ...[...counts.keys()].filter((status) => status !== "done")].map((status) => SIGNS[status]);
  text.replaceChildren(...line.split(", ").flatMap((part, at) => [at > 0 ? ", " : "", h("span", { "data-sign": signs[at] }, part)]), suffix);
}
