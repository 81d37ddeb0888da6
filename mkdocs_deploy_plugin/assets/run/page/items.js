/**
 * The items of a page: their verdicts in the place of their boxes, and a note below each that says more.
 */

import { isClosed, remaining } from "../gates.js";
import { word } from "../markdown.js";
import { draftNote, draftUndo } from "../views.js";
import { t, tn } from "../words.js";
import { button, h } from "./dom.js";
import { openGoOn, openRelease } from "./item_dialogs.js";
import { openRollback } from "./run_dialogs.js";
import { byline, countdown, doubtOf, givenBy, signed } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * Show an item.
 * @param {RunPage} page
 * @param {number} at
 */
export function showItem(page, at) {
  const view = page.views[at];
  const { status, heads, isNew, overruled, began } = view;
  const entry = page.shown[at];
  const isWaiting = Boolean(page.record) && !page.locked && isClosed(view, page.now);
  entry.box.checked = status === "done";
  entry.box.disabled = page.locked;
  entry.li.classList.toggle("procedures-next", view === page.upNext);
  entry.li.classList.toggle("procedures-gated", page.gated.has(view));
  const now = [status, heads.map(({ event }) => event.e), view.notes.length, page.locked, isNew, overruled, page.isRollback, isWaiting, began?.e].join();
  if (entry.shown === now) return;
  entry.shown = now;
  entry.li.dataset.verdict = status;
  const hadFocus = entry.note?.contains(document.activeElement);
  entry.note?.remove();
  entry.note = null;
  if (hadFocus) entry.box.focus();
  entry.box.removeAttribute("aria-describedby");
  const lines = linesOf(page, at, isWaiting);
  if (lines.length === 0) return;
  entry.note = h("div", { class: "procedures-note", id: `${view.item.id}/note`, "data-mark": status }, ...lines);
  (entry.label.nextElementSibling?.matches(".procedures-more") ? entry.label.nextElementSibling : entry.label).after(entry.note);
  entry.box.setAttribute("aria-describedby", entry.note.id);
}

/**
 * @param {RunPage} page
 * @param {number} at
 * @param {boolean} isWaiting
 * @returns {HTMLElement[]}
 */
function linesOf(page, at, isWaiting) {
  const view = page.views[at];
  const { status, was, heads, isNew, overruled, item } = view;
  const notes = view.notes.filter(({ k }) => k === "note" || (k === "guard" && overruled));
  const evidence = view.notes.filter(({ k }) => k === "evidence");
  // Most items have no note, and formatting a local time is expensive.
  const isPlain = status === "open" || (status === "done" && !was?.note && !was?.name);
  if (isPlain && !isNew && view.notes.length === 0 && !isWaiting) return [];
  const lines = [
    isNew && t("New since this run began."),
    status === "conflict" && t("{status}, counted as open:", { status: signed(status) }),
    status === "confirm" && t("{status}, counted as open: {doubt} since this was marked:", { status: signed(status), doubt: doubtOf(view) }),
    ...(status === "conflict" || status === "confirm" ? heads.map((head) => givenBy(head, head.item.step)) : []),
    was && /failed|skipped|na|done/.test(status) && `${signed(status)} ${byline(was)}${was.note ? `: ${was.note}` : ""}`,
    was?.name && status === "done" && t("Released by {name} as {role}, not verified", { name: was.name, role: was.role }),
    ...notes.map((note) => `${note.k === "note" ? t("Note") : t("Went on after this")} ${byline(note)}: ${note.note}`),
  ].filter(Boolean).map((line) => h("div", {}, /** @type {string} */ (line)));
  for (const event of evidence) {
    lines.push(h("details", { class: "procedures-evidence" },
      h("summary", {}, `${t("Evidence")} ${byline(event)} · ${tn(event.v.text.split("\n").length, "{n} line", "{n} lines")}`), h("pre", {}, event.v.text)));
  }
  if (status === "confirm" && was) {
    lines.push(h("details", {}, h("summary", {}, t("Previous version")), h("div", {}, was.step), h("div", {}, was.text), h("pre", {}, was.commands)));
    if (!page.locked) lines.push(button(t("Confirm: still {status}", { status: word(was.is) }), () => page.judge(at, was.is, was.note)));
  }
  if (status === "failed" && !overruled && !page.locked) {
    lines.push(h("div", { class: "procedures-stop" },
      h("div", {}, t("The run stops here. Three ways on:")),
      h("div", { class: "procedures-row" },
        button(t("Try again"), () => page.add(draftUndo(view, page.page))),
        button(t("Go on with a reason"), () => openGoOn(page, view, "failed")),
        page.canRollBack && !page.isRollback && !item.rollback && button(t("Roll back"), () => openRollback(page), { class: "procedures-button procedures-danger" })),
      cautionOf(page, at)));
  }
  if (isWaiting && item.wait) {
    lines.push(h("div", { class: "procedures-row procedures-gate" },
      view.began ? h("span", {}, t("Time left:"), " ", h("strong", { class: "procedures-left", role: "timer" })) : button(t("Start the wait"), () => page.add(draftNote(view, page.page, "wait"))),
      button(t("Go on without"), () => openGoOn(page, view, "gate"))));
  } else if (isWaiting) {
    lines.push(h("div", { class: "procedures-row procedures-gate" },
      button(t("Release as {role}", { role: item.hold ?? "" }), () => openRelease(page, at)),
      button(t("Go on without"), () => openGoOn(page, view, "gate"))));
  }
  return lines;
}

/** What the step of an item warns of; false if nothing. @param {RunPage} page @param {number} at */
function cautionOf(page, at) {
  const { li } = page.shown[at];
  const caution = /** @type {HTMLElement | undefined} */ (li.closest(".procedures-section")?.querySelector(".admonition:is(.caution, .warning, .danger)")?.cloneNode(true));
  for (const inner of caution?.querySelectorAll("[id]") ?? []) inner.removeAttribute("id");
  return caution ?? false;
}

/** Show what is left of each wait. @param {RunPage} page */
export function showWaits(page) {
  for (const [at, { li }] of page.shown.entries()) {
    const left = li.querySelector(".procedures-left");
    if (left) left.textContent = countdown(remaining(page.views[at], page.now));
  }
}

/**
 * Make an element visible: open what is closed or folded around it, and select the tab that holds it.
 * @param {Element} element
 * @returns {Element} The same.
 */
export function reveal(element) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.matches("details")) at.setAttribute("open", "");
    if (at.matches("[hidden]")) at.dispatchEvent(new Event("beforematch"));
    const set = at.matches(".tabbed-block") ? at.closest(".tabbed-set") : null;
    if (set) {
      const number = [.../** @type {Element} */ (at.parentElement).children].indexOf(at);
      /** @type {HTMLElement | undefined} */ (set.querySelectorAll(":scope > input")[number])?.click();
    }
  }
  return element;
}
