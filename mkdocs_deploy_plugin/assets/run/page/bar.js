/**
 * The bar at the bottom: the next action, the rollback, and a menu of everything else.
 */

import { isClosed } from "../gates.js";
import { t } from "../words.js";
import { act, openDialog } from "./dialog.js";
import { button, h } from "./dom.js";
import { openShortcuts } from "./keys.js";
import { sectionOf, stepName } from "./layout.js";
import { openDetails, openValues } from "./start_dialog.js";
import { openFinish, openHandOver, openReset, openRollback, openRuns } from "./run_dialogs.js";
import { openSignOff } from "./signing.js";
import { nameOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * Return the bar and its parts.
 * @param {RunPage} page
 */
export function makeBar(page) {
  const next = button(h("span"), () => (page.upNext ? page.goOn() : openFinish(page)), { class: "procedures-button procedures-primary procedures-go" });
  const rollback = button(t("Rollback"), () => openRollback(page), { class: "procedures-button procedures-danger" });
  const menu = button(t("Menu"), () => openMenu(page), { "aria-haspopup": "dialog" });
  const reset = button(t("Reset"), () => openReset(page));
  const element = h("div", { class: "procedures-bar", role: "group", "aria-label": t("Steps of the run") }, ...(page.isProcedure ? [next, rollback, menu] : [reset]));
  return { element, next, rollback, menu, reset };
}

/** Show what comes next. @param {RunPage} page */
export function showBar(page) {
  const { upNext, progress, locked, record, shared } = page;
  const { element, next, rollback, reset } = page.bar;
  element.hidden = page.isProcedure ? record === null || Boolean(shared) : false;
  reset.disabled = !record || record.events.length === 0;
  rollback.hidden = !page.canRollBack || locked;
  next.hidden = locked;
  const step = upNext ? stepOf(page, upNext) : "";
  const isGate = upNext && isClosed(upNext, page.now);
  const label = !upNext ? (page.role && !progress.complete ? t("Nothing open for {role}", { role: page.role }) : t("Finish the run"))
    : upNext === progress.stop ? t("Stopped · {step}", { step })
    : isGate && upNext.item.hold ? t("Hold · {step}", { step })
    : isGate ? t("Wait · {step}", { step })
    : upNext.status === "open" ? t("Next · {step}", { step })
    : t("Confirm · {step}", { step });
  if (next.textContent !== label) next.firstChild.textContent = label;
  next.dataset.mark = upNext?.status ?? "done";
}

/** The name of the step of an item. @param {RunPage} page @param {import("../views.js").ItemView} view @returns {string} */
function stepOf(page, view) {
  const section = sectionOf(page.sections, page.views.indexOf(view));
  return section ? stepName(section) : view.item.text;
}

/** Everything else that a run offers. @param {RunPage} page */
export function openMenu(page) {
  const { state, locked, info } = page;
  /** @param {string} text @param {() => unknown} action */
  const entry = (text, action) => act(page, text, () => {
    // After this dialog has closed.
    setTimeout(action);
  }, "procedures-entry");
  openDialog(page, nameOf(state.facts),
    h("div", { class: "procedures-menu" },
      !locked && page.parameters.length > 0 && entry(t("Values"), () => openValues(page)),
      !locked && entry(t("Details of the run"), () => openDetails(page)),
      !locked && entry(page.all ? t("Show what is left") : t("Show all"), () => page.showAll()),
      !locked && entry(page.focus ? t("Show all steps") : t("One step at a time"), () => page.setFocus()),
      entry(t("Sign off"), () => openSignOff(page)),
      entry(t("Hand over"), () => openHandOver(page)),
      entry(locked ? t("Reopen") : t("Finish"), () => openFinish(page)),
      entry(t("Runs of this procedure"), () => openRuns(page)),
      info.runs && h("a", { class: "procedures-button procedures-entry", href: info.runs }, t("My runs")),
      entry(t("Keyboard shortcuts"), () => openShortcuts(page))));
}

