/**
 * A run on the page: every change is stored as events, then everything is rendered again from the record.
 */

import { newId, tidy } from "../events.js";
import { fold, registerOf } from "../fold.js";
import { gatedOf, isClosed } from "../gates.js";
import { progressOf } from "../progress.js";
import { seenPage } from "../record.js";
import { RunStore, decoded } from "../store.js";
import { draftUndo, draftVerdict, viewPage } from "../views.js";
import { t } from "../words.js";
import { makeBar, showBar } from "./bar.js";
import { guardCopies } from "./copying.js";
import { button, h, storageOf, toClipboard } from "./dom.js";
import { elsewhere } from "./elsewhere.js";
import { makeFace, showClock, showFace } from "./face.js";
import { fillIn } from "./filling.js";
import { openGate, openGuard, openItem, openRelease, openWait } from "./item_dialogs.js";
import { reveal, showItem, showWaits } from "./items.js";
import { addCounts, sectionOf, showLayout, stepBeside, wrapSections } from "./layout.js";
import { showNotices } from "./notices.js";
import { findLinks, findUses, readPage } from "./reading.js";
import { showSignatures } from "./signing.js";
import { heldStatus } from "./snapshot.js";
import { memory } from "./storage.js";
import { placeOf } from "./wording.js";

const WHO = "procedures:who";

/** A procedure page, or an ordinary page with a checklist. */
export class RunPage {
  /** @param {HTMLElement} root The element that contains the page's content. */
  constructor(root) {
    this.root = root;
    const { page, shown, sections } = readPage(root);
    this.shown = shown;
    this.sections = sections;
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
    /** The items that wait for a gate. @type {Set<import("../views.js").ItemView>} */
    this.gated = new Set();
    /** The waits that are not over. @type {import("../views.js").ItemView[]} */
    this.waits = [];
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
    /** The time of the last rendering, in milliseconds since 1970. */
    this.now = Date.now();
    /** The role that "Next" follows; empty for everybody. */
    this.role = memory.role;
    /** Whether nothing is folded, and whether only one step is shown. */
    this.all = memory.all;
    this.focus = memory.focus;
    /** What the reader has opened or folded, by the id of the heading. @type {Map<string, boolean>} */
    this.folds = new Map();
    /** An item of the step that the reader looks at instead of the next one; -1 for none. */
    this.looking = -1;
    /** Whether to fold what is finished: when the page is loaded and when the reader goes on, never under a click. */
    this.isFolding = true;
    /** The section up to which what is finished is folded. */
    this.foldedTo = 0;
    /** @type {import("./reading.js").Section | undefined} */
    this.current = undefined;
    /** The buttons that lead to the steps beside the current one. @type {HTMLElement | undefined} */
    this.steps = undefined;
    this.uses = findUses(root, this.parameters);
    this.links = findLinks(root, this.parameters);

    if (this.isProcedure) wrapSections(this);
    addCounts(this);
    for (const [at, { label }] of this.isProcedure ? shown.entries() : []) {
      label.after(button("…", () => openItem(this, at), { class: "procedures-button procedures-more", "aria-label": t("More: {item}", { item: placeOf(page.items[at]) }) }));
    }
    this.face = makeFace(this);
    this.bar = makeBar(this);
    this.status = h("div", { class: "procedures-status", role: "status" });
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.silence = undefined;
    this.top = h("div", { class: "procedures-top", role: "region", "aria-label": t("Notices"), hidden: true });
    const title = root.querySelector(":scope > h1");
    if (title) title.after(this.face.element, this.top);
    else root.prepend(this.face.element, this.top);
    root.append(this.bar.element, this.status);
    this.blocks = guardCopies(this);
    root.addEventListener("change", ({ target }) => {
      const at = shown.findIndex(({ box }) => box === target);
      if (at >= 0) this.tick(at);
    });
    // Letters in our controls are not shortcuts of the theme.
    root.addEventListener("keydown", (event) => {
      if (/** @type {Element} */ (event.target).closest("[data-item], .procedures-face, .procedures-top, .procedures-bar")) event.stopPropagation();
    });
    this.load(location.hash);
  }

  /**
   * Read the run again and show it. The run learns of this build before anybody acts on it.
   * @param {string} [hash] Where the reader has just been led to: it is opened if it is folded, which not every browser does.
   */
  load(hash = "") {
    this.shared = this.isProcedure ? heldStatus(this) : null;
    this.record = this.store.current();
    this.elsewhere = this.isProcedure ? elsewhere(this) : [];
    this.show();
    if (this.record && !this.locked && !this.state.pages.some(({ digest }) => digest === this.page.digest)) {
      this.store.append(this.record.header.run, this.page, [], this.author);
      this.record = this.store.current();
      this.show();
    }
    const target = document.getElementById(decoded(hash.slice(1)));
    if (!target) return;
    const section = this.sections.findLast(({ box }) => box?.contains(target));
    if (this.focus && section?.at[0] !== undefined && section !== this.current) {
      // The step that a link leads to is the one to show.
      this.looking = section.at[0];
      this.show();
      this.shown[this.looking].box.focus({ preventScroll: true });
    }
    if (target.closest("[hidden]")) reveal(target).scrollIntoView();
  }

  /**
   * Add events to the run; start one if necessary. Nothing is added before the user has been asked what has to be asked.
   * @param {...import("../events.js").Draft} drafts
   * @returns {boolean} Whether they were accepted.
   */
  add(...drafts) {
    if (this.record && this.isProcedure && openGuard(this, () => this.add(...drafts))) {
      this.show();
      return false;
    }
    this.record ??= this.store.begin(newId(Math.random), this.page, {}, this.author);
    const { run } = this.record.header;
    const problem = this.store.append(run, this.page, drafts, this.author);
    this.record = this.store.open(run);
    this.looking = -1;
    this.show();
    if (problem) this.say(problem);
    return problem === "";
  }

  /** @param {string} who */
  setAuthor(who) {
    this.author.by = memory.who = tidy(who);
    this.store.attempt((storage) => storage.setItem(WHO, this.author.by));
  }

  /** @param {string} role */
  setRole(role) {
    this.role = memory.role = role;
    this.show();
  }

  /** Show everything, or only what is left. */
  showAll() {
    this.all = memory.all = !this.all;
    this.folds.clear();
    this.isFolding = true;
    this.show();
    this.say(this.all ? t("Everything is shown.") : t("What is left is shown."));
  }

  /** Show one step at a time, or the whole page. */
  setFocus() {
    this.focus = memory.focus = !this.focus;
    this.show();
    this.say(this.focus ? t("One step at a time") : t("All steps"));
    this.goOn();
  }

  /** Look at the step before or after, one at a time. @param {number} by */
  look(by) {
    const section = stepBeside(this, by);
    if (!section) return;
    this.looking = section.at[0];
    this.show();
    section.box?.scrollIntoView({ block: "start" });
    this.shown[this.looking].box.focus({ preventScroll: true });
  }

  /** Copy a text to the clipboard. @param {string} text */
  async copy(text) {
    // Elements behind a modal dialog cannot have the focus.
    await toClipboard(text, [...this.root.querySelectorAll("dialog")].at(-1) ?? this.root);
    this.say(t("Copied."));
  }

  /** Show a status message and announce it to screen readers, which hear nothing from behind a dialog. @param {string} text */
  say(text) {
    clearTimeout(this.silence);
    for (const element of this.root.querySelectorAll(".procedures-status, .procedures-said")) {
      // The element is made anew, so that equal messages are shown and announced again.
      element.replaceChildren(text && h("span", {}, text));
    }
    this.silence = setTimeout(() => this.status.replaceChildren(), 8000);
  }

  /** Handle the change of a box. @param {number} at */
  tick(at) {
    const view = this.views[at];
    const { box } = this.shown[at];
    this.say("");
    if (!box.checked) this.add(draftUndo(view, this.page));
    else if (view.item.hold && this.record) openRelease(this, at);
    else if (!openWait(this, at)) this.judge(at, "done");
    box.checked = this.views[at].status === "done";
    if (view.status === "confirm") box.focus();
  }

  /**
   * @param {number} at
   * @param {string} is
   * @param {string} [note]
   * @param {import("../views.js").ItemView} [view] The item as it was on the screen.
   * @param {{role?: string, name?: string}} [release] Who releases a hold point.
   * @returns {boolean} Whether it was accepted.
   */
  judge(at, is, note = "", view = this.views[at], release = {}) {
    // A failure can always be reported.
    if (is !== "failed" && openGate(this, this.views[at], () => this.judge(at, is, note, view, release))) return false;
    return this.add(draftVerdict(view, this.page, is, note, release));
  }

  /** Go to the next item: stay at a failed one. */
  goOn() {
    const at = this.views.findIndex((view) => view === this.upNext);
    if (at < 0) return;
    this.looking = -1;
    this.isFolding = true;
    this.show();
    const { li, box } = this.shown[at];
    reveal(li);
    const step = li.closest(".procedures-section") ?? li;
    const isFresh = !sectionOf(this.sections, at)?.at.some((other) => this.views[other].events.size > 0);
    const fits = this.focus || isFresh || step.clientHeight < innerHeight * 0.6;
    (fits ? step : li).scrollIntoView({ block: fits ? "start" : "center" });
    const target = this.progress.stop === this.upNext ? li.querySelector(".procedures-note button") : null;
    /** @type {HTMLElement} */ (target ?? box).focus({ preventScroll: true });
  }

  /** Go to the end of the run. */
  showEnd() {
    const end = /** @type {HTMLElement | null} */ (this.top.querySelector(".procedures-end"));
    scrollTo({ top: 0 });
    end?.focus({ preventScroll: true });
  }

  /** Follow the clock: waits count down, and gates open. */
  follow() {
    if (document.hidden || !this.record) return;
    this.now = Date.now();
    showClock(this);
    showWaits(this);
    if (this.waits.some((view) => !isClosed(view, this.now))) {
      this.show();
      this.say(t("The wait is over."));
    }
  }

  /** Render the record on the page. */
  show() {
    const { events = [], texts = {} } = this.record ?? {};
    this.now = Date.now();
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
    this.progress = progressOf(this.state, this.views, this);
    const waited = this.shared ? this.views.filter((_, at) => items[at]?.counts) : this.progress.waited;
    const finish = registerOf(this.state, "finish");
    this.outcome = view ? view.outcome : finish.is;
    this.locked = Boolean(this.shared || this.outcome);
    this.isRollback = this.state.of("rollback").length > 0;
    const seen = [...new Set(this.state.pages.map(({ digest }) => digest))];
    this.isOlder = seen.includes(this.page.digest) && seen.at(-1) !== this.page.digest;
    this.upNext = this.locked ? undefined : this.progress.next;
    const isRunning = this.record !== null && !this.locked;
    this.gated = gatedOf(isRunning ? waited : [], this.now);
    this.waits = isRunning ? waited.filter((item) => item.began && isClosed(item, this.now)) : [];
    for (const at of this.shown.keys()) showItem(this, at);
    fillIn(this);
    showFace(this, waited);
    showNotices(this, finish.conflict);
    const before = this.current;
    showLayout(this, new Set(waited));
    // One step at a time begins at its heading.
    if (this.focus && before && this.current !== before) this.current?.box?.scrollIntoView({ block: "start" });
    showWaits(this);
    showSignatures(this);
    showBar(this);
  }
}

/** @param {any} [status] The status of an item in a shared run. */
function sharedItem(status = "open") {
  return { status, was: null, heads: [], notes: [], isNew: false };
}
