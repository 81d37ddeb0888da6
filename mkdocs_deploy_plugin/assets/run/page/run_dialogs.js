/**
 * The dialogs of a run, one for each purpose: finish, hand over, runs, removal, and the rollback.
 */

import { draft, fold, registerOf } from "../fold.js";
import { outcomeOf, outcomesOf } from "../markdown.js";
import { importRecord } from "../record.js";
import { isOpen } from "../views.js";
import { t, tn } from "../words.js";
import { act, askReason, isGiven, openDialog, openForm, part, radios, reasonField, row } from "./dialog.js";
import { button, field, h, local } from "./dom.js";
import { continueHere, findElsewhere } from "./elsewhere.js";
import { exportButtons } from "./exporting.js";
import { openWho } from "./item_dialogs.js";
import { statusLink } from "./snapshot.js";
import { openStart } from "./start_dialog.js";
import { asideRecords } from "./storage.js";
import { listed, nameOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * How the run ends: what was not done is listed first, and needs a reason. A finished run can be reopened.
 * @param {RunPage} page
 * @param {string} [why] Why it is open again.
 */
export function openFinish(page, why = "") {
  const { state, progress, isRollback } = page;
  if (page.outcome) {
    // The reason for what was not done belongs to this end of the run alone.
    const ends = [registerOf(state, "finish").heads[0].event, ...state.of("guard").filter(({ v }) => v.guard === "finish")];
    openForm(page, t("Reopen the run"), t("Reopen"), () => page.add(...ends.map(({ e }) => draft(state, "undo", { of: e }))),
      h("p", {}, t("The record keeps this end as well.")));
    return;
  }
  const undone = undoneOf(progress.waited);
  const seen = placesOf(undone);
  const reason = reasonField();
  reason.required = undone.length > 0;
  const outcomes = outcomesOf(page.canRollBack, isRollback);
  openForm(page, t("Finish the run"), t("Finish"), (form) => {
    if (page.outcome || page.isRollback !== isRollback || placesOf(undoneOf(page.progress.waited)) !== seen) {
      setTimeout(openFinish, 0, page, t("Not finished: the run has changed since you opened this."));
      return true;
    }
    if (!isGiven(reason, undone.length > 0) || !form.reportValidity()) return false;
    const outcome = form.elements.outcome.value;
    if (!page.add(...(undone.length > 0 ? [draft(state, "guard", { guard: "finish" }, reason.value)] : []), draft(state, "finish", { outcome }, reason.value))) return false;
    setTimeout(() => page.showEnd());
    offerOldest(page);
    return true;
  },
  why && h("p", { role: "alert" }, why),
  undone.length > 0 && h("p", {}, tn(undone.length, "Not done: {n} check. The outcome needs a reason.", "Not done: {n} checks. The outcome needs a reason.")),
  isRollback && h("p", {}, t("The rollback has started: withdraw it before you finish as succeeded.")),
  radios(t("Outcome"), "outcome", outcomes.map((outcome) => [outcome, outcomeOf(outcome)])),
  field(undone.length > 0 ? t("Reason") : t("Reason (optional)"), reason),
  listed(undone));
}

/** @param {readonly import("../views.js").ItemView[]} views */
function undoneOf(views) {
  return views.filter(({ status }) => isOpen(status) || status === "failed");
}

/** @param {readonly import("../views.js").ItemView[]} views @returns {string} */
function placesOf(views) {
  return views.map(({ item, status }) => `${item.id} ${status}`).join();
}

/**
 * Give the run to others: its record, and a link to where it stands.
 * @param {RunPage} page
 */
export function openHandOver(page) {
  openDialog(page, t("Hand over"),
    h("p", {}, t("Markdown is for a ticket, JSON for whoever goes on with the run. The link shows where the run stands now, without names and notes.")),
    exportRow(page, page.record, "procedures-primary"));
}

/**
 * @param {RunPage} page
 * @param {import("../record.js").RunRecord | null} [record]
 * @param {string} [more] More classes of the first button.
 * @returns {any}
 */
export function exportRow(page, record = page.record, more = "") {
  if (record === null) return "";
  return row(
    ...exportButtons(record, (text) => page.copy(text), more),
    record === page.record && !page.shared?.view && button(t("Copy status link"), async () => page.copy(await statusLink(page))),
  );
}

/**
 * The runs of this procedure: go on with one, import one, or start one.
 * @param {RunPage} page
 */
export function openRuns(page) {
  const { store, record } = page;
  const there = findElsewhere(page).map((run) => row(act(page,
    [nameOf(run.facts), local(run.record.header.created), outcomeOf(run.outcome), t("at {site}: copy it here", { site: run.site })].join(", "), () => continueHere(page, run))));
  const here = store.list().sort((a, b) => Number(a.outcome !== "") - Number(b.outcome !== "")).map(({ run, facts, created, outcome }) => row(
    act(page, [nameOf(facts), local(created), outcomeOf(outcome)].join(", "), () => {
      store.choose(run);
      page.load();
    }),
    run === record?.header.run && act(page, t("Remove"), () => {
      setTimeout(openReset, 0, page);
    })));
  openDialog(page, t("Runs of this procedure"), ...here, ...there,
    row(act(page, t("Start a run"), () => {
      setTimeout(openStart, 0, page);
    }, "procedures-primary")),
    part(t("Import a record"), ...importControls(page)),
    asideRecords(store, () => page.load()));
}

/** @param {RunPage} page */
function importControls(page) {
  const { store } = page;
  const area = h("textarea", { rows: 2 });
  const problem = h("p", { class: "procedures-problem", role: "status" });
  const take = (/** @type {string} */ text) => {
    const { record, added, problem: why } = importRecord(text, store.procedures, (run) => store.open(run));
    problem.textContent = why;
    if (record === null) return;
    store.put(record);
    store.choose(record.header.run);
    const { by } = page.author;
    const isKnown = fold(record.events).people.includes(by);
    // Somebody else goes on with it: nothing is recorded under a name before that was asked.
    if (!isKnown) page.author.by = "";
    page.load();
    area.closest("dialog")?.close();
    page.say(t("Imported. New entries: {n}.", { n: added }));
    if (isKnown || page.locked) page.author.by = by;
    else openWho(page, undefined, by);
    offerOldest(page);
  };
  const file = h("input", { type: "file", accept: ".json", change: () => file.files[0]?.text().then(take) });
  return [field(t("Import a file"), file), field(t("Or paste a record"), area), row(button(t("Import"), () => take(area.value))), problem];
}

/** Offer to export the oldest finished run if there are too many: no run is removed automatically. @param {RunPage} page */
function offerOldest(page) {
  const oldest = page.store.surplus().pop();
  // After the open dialog has closed, so that the focus returns to where it was.
  if (oldest) setTimeout(openReset, 0, page, page.store.open(oldest.run), t("More than 20 finished runs: export the oldest before you remove it."));
}

/**
 * Ask before a run is removed.
 * @param {RunPage} page
 * @param {import("../record.js").RunRecord | null} [record]
 * @param {string} [why]
 */
export function openReset(page, record = page.record, why = "") {
  if (record === null) return;
  const { events, header: { run, created } } = record;
  const title = page.isProcedure ? t("Remove {run}?", { run: `${nameOf(fold(events).facts)}, ${local(created)}` }) : t("Remove all ticks on this page?");
  const dialog = openForm(page, title, t("Remove"), () => {
    page.store.remove(run);
    if (run === page.record?.header.run) page.store.choose("");
    page.load();
  },
  h("p", {}, `${why} ${tn(events.length, "This deletes {n} entry from this browser.", "This deletes all {n} entries from this browser.")}`),
  page.isProcedure && exportRow(page, record));
  focusCancel(dialog);
}

/**
 * The rollback: when to roll back, and its steps. It begins at the first one, and can be withdrawn.
 * @param {RunPage} page
 */
export function openRollback(page) {
  const { state, isRollback, sections } = page;
  const steps = sections.filter(({ rollback, heading }) => rollback && "step" in heading.dataset);
  const criteria = sections.find(({ heading }) => "decisionCriteria" in heading.dataset)?.body;
  const content = [
    criteria && h("div", { class: "procedures-criteria" }, ...[...criteria.children].filter((child) => !child.matches(".procedures-section")).map((child) => child.cloneNode(true))),
    !isRollback && h("p", {}, t("The rollback begins at {step}. From then on, the counts and the record are those of the rollback.", { step: steps[0]?.title ?? t("its first item") })),
    h("ol", {}, ...steps.map(({ heading, title }) =>
      h("li", {}, h("a", { href: `#${encodeURIComponent(heading.id)}`, click: (/** @type {any} */ { target }) => target.closest("dialog").close() }, title)))),
  ];
  if (isRollback) {
    openDialog(page, t("Rollback"), ...content, row(act(page, t("Withdraw the rollback"), () => {
      setTimeout(() => askReason(page, t("Withdraw the rollback"), t("Reason"), t("Withdraw"), (reason) =>
        page.add(...state.of("rollback").map(({ e }) => draft(state, "undo", { of: e }, reason)))));
    }, "procedures-danger")));
    return;
  }
  focusCancel(openForm(page, t("Rollback"), t("Start the rollback"), () => {
    if (!page.isRollback && !page.add(draft(state, "rollback"))) return false;
    page.say(t("Rollback started."));
    // When the dialog closes, it returns the focus to where it was.
    setTimeout(() => page.goOn());
    return true;
  }, ...content));
}

/** Focus the button that does nothing: not what cannot be taken back, and no link within the text. @param {any} dialog */
function focusCancel(dialog) {
  [...dialog.querySelectorAll("button")].at(-2).focus();
}
