/**
 * The items of a page: their boxes, and a note below each that says more than its box can.
 */

import { draftUndo } from "../views.js";
import { word } from "../markdown.js";
import { button, h } from "./dom.js";
import { openGoOn } from "./item_dialogs.js";
import { openRollback } from "./run_dialogs.js";
import { byline, doubtOf, givenBy, signed } from "./wording.js";

/**
 * Show an item.
 * @param {import("./view.js").RunPage} page
 * @param {number} at
 */
export function showItem(page, at) {
  const view = page.views[at];
  const { status, was, heads, isNew, overruled, item } = view;
  const notes = view.notes.filter(({ k }) => k === "note" || overruled);
  const entry = page.shown[at];
  entry.box.checked = status === "done";
  entry.box.disabled = page.locked;
  entry.li.classList.toggle("procedures-next", view === page.upNext);
  const now = [status, heads.map(({ event }) => event.e), notes.length, page.locked, isNew, overruled, page.isRollback].join();
  if (entry.shown === now) return;
  entry.shown = now;
  entry.li.dataset.verdict = status;
  entry.li.classList.toggle("procedures-done", status === "done" || status === "na");
  const hadFocus = entry.note?.contains(document.activeElement);
  entry.note?.remove();
  entry.note = null;
  if (hadFocus) entry.box.focus();
  entry.box.removeAttribute("aria-describedby");
  // Most items have no note, and formatting a local time is expensive.
  if (!isNew && notes.length === 0 && (status === "open" || (status === "done" && !was?.note))) return;
  const who = was ? byline(was) : "";
  const lines = [
    isNew && "New since this run began.",
    status === "conflict" && `${signed(status)}, counted as open:`,
    status === "confirm" && `${signed(status)}, counted as open: ${doubtOf(view)} since this was marked:`,
    ...(status === "conflict" || status === "confirm" ? heads.map((head) => givenBy(head, head.item.step)) : []),
    /failed|skipped|na|done/.test(status) && `${signed(status)} ${who}${was?.note ? `: ${was.note}` : ""}`,
    ...notes.map((note) => `${note.k === "note" ? "Note" : "Went on after this"} ${byline(note)}: ${note.note}`),
  ].filter(Boolean).map((line) => h("div", {}, /** @type {string} */ (line)));
  if (status === "confirm" && was) {
    lines.push(h("details", {}, h("summary", {}, "Previous version"), h("div", {}, was.step), h("div", {}, was.text), h("pre", {}, was.commands)));
    if (!page.locked) {
      lines.push(button(`Confirm: still ${word(was.is)}`, () => page.judge(at, was.is, was.note)));
    }
  }
  if (status === "failed" && !overruled && !page.locked) {
    lines.push(h("div", { class: "procedures-row" },
      button("Try again", () => page.add(draftUndo(view, page.page))),
      button("Go on with a reason", () => openGoOn(page, at)),
      page.canRollBack && !page.isRollback && !item.rollback && button("Roll back", () => openRollback(page)),
    ));
  }
  entry.note = h("div", { class: "procedures-note", id: `${item.id}/note`, "data-mark": status }, ...lines);
  (entry.label.nextElementSibling?.matches(".procedures-more") ? entry.label.nextElementSibling : entry.label).after(entry.note);
  entry.box.setAttribute("aria-describedby", entry.note.id);
}

/**
 * Make an item visible: open what is closed around it, and select the tab that holds it.
 * @param {Element} element
 */
export function reveal(element) {
  for (let at = element.parentElement; at; at = at.parentElement) {
    if (at.tagName === "DETAILS") at.setAttribute("open", "");
    const set = at.matches(".tabbed-block") ? at.closest(".tabbed-set") : null;
    if (set) {
      const number = [.../** @type {Element} */ (at.parentElement).children].indexOf(at);
      /** @type {HTMLElement | undefined} */ (set.querySelectorAll(":scope > input")[number])?.click();
    }
  }
}
