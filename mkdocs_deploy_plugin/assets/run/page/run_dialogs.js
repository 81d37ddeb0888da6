/**
 * The dialogs of a run: its facts, values, outcome and record, the other runs, and the rollback.
 */

import { newId } from "../events.js";
import { draft, fold, registerOf } from "../fold.js";
import { markdownOf } from "../markdown.js";
import { isOpen } from "../progress.js";
import { exportText, importRecord } from "../record.js";
import { parameterProblem, valueProblem } from "../values.js";
import { act, askReason, choice, input, isGiven, openDialog, part, reasonField, row } from "./dialog.js";
import { button, field, h, local, toFile } from "./dom.js";
import { continueHere, findElsewhere } from "./elsewhere.js";
import { openWho } from "./item_dialogs.js";
import { leaveStatus, statusLink } from "./snapshot.js";
import { asideRecords } from "./storage.js";
import { list, listed, nameOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * The run: its facts, values, outcome and record, and the other runs.
 * @param {RunPage} page
 * @param {string} [why] Why it is open again.
 */
export function openRun(page, why = "") {
  const { state, info, record, store } = page;
  if (page.shared) {
    openDialog(page, "Shared status", h("p", {}, "This page shows the status of a shared run. It is read-only until you go back to your run."),
      row(act(page, "Back to your run", () => leaveStatus(page))));
    return;
  }
  const { facts } = state;
  const environments = (info.environments ?? []).map((/** @type {any} */ { name }) => name);
  const form = h("form", { submit: (/** @type {Event} */ event) => event.preventDefault() },
    field("Your name (required for a real run)", input("who", page.author.by, { autocomplete: "name" })),
    field("Environment", environments.length > 0 ? choice("environment", environments, facts.environment) : input("environment", facts.environment)),
    field("Ticket", input("ticket", facts.ticket)),
    field("Kind", choice("kind", ["real", "rehearsal"], facts.kind)),
    field("Run name", input("name", facts.name)),
  );
  const { who, kind } = form.elements;
  const reason = reasonField();
  const asked = field(`This procedure is not in force (${info.status || "no status"}). Reason to run it for real`, reason);
  form.append(asked);
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  /** Show what a real run needs. */
  const adapt = () => {
    const isReal = kind.value === "real";
    who.required = isReal;
    asked.hidden = !isReal || info.in_force;
  };
  form.addEventListener("change", adapt);
  adapt();
  /** Read the form. @param {boolean} isNew Whether for a new run. @returns {any} Null if something is missing. */
  const read = (isNew) => {
    const isReal = kind.value === "real";
    if (!isGiven(who, isReal) || !isGiven(reason, isReal && !info.in_force && (isNew || facts.kind !== "real"))) return null;
    page.setAuthor(who.value);
    return { environment: form.elements.environment.value, ticket: form.elements.ticket.value, kind: kind.value, name: form.elements.name.value, zone };
  };
  /** The event that says why a procedure is run that is not in force, if it has to be said. */
  const overruled = () => (kind.value === "real" && !info.in_force && reason.value
    ? [draft(state, "guard", { guard: "status" }, `${info.status || "no status"}: ${reason.value}`)] : []);
  openDialog(page, record ? nameOf(facts) : "Start a run",
    why && h("p", { role: "alert" }, why),
    record && h("p", {}, [page.outcome, page.progress.line].filter(Boolean).join(": ")),
    listed(page.progress.deviations),
    form,
    row(
      record !== null && !page.locked && act(page, "Save", () => {
        const facts = read(false);
        return facts !== null && page.add(draft(state, "facts", facts), ...overruled());
      }, "Saved."),
      act(page, record ? "Start a new run" : "Start", () => {
        const facts = read(true);
        if (facts === null) return false;
        const guards = overruled();
        page.record = store.begin(newId(Math.random), page.page, facts, page.author);
        page.load();
        if (guards.length > 0 && !page.add(...guards)) return false;
        page.say(store.problem ? "Run started, but it is not stored." : "Run started.");
        return true;
      }),
    ),
    page.parameters.length > 0 && !page.locked && values(page),
    record && part("Finish", ...finishing(page)),
    record && part("Sign-off", ...signatures(page)),
    part("Record", exportButtons(page), ...importControls(page)),
    part("Other runs", ...otherRuns(page), asideRecords(store, () => page.load()) || ""),
  );
}

/**
 * How the run ends: what was not done is listed first, and needs a reason.
 * @param {RunPage} page
 */
function finishing(page) {
  const { state, progress } = page;
  const finish = registerOf(state, "finish");
  if (page.outcome) {
    // The reason for what was not done belongs to this end of the run alone.
    const ends = [finish.heads[0].event, ...state.of("guard").filter(({ v }) => v.guard === "finish")];
    return [row(act(page, "Reopen", () => page.add(...ends.map(({ e }) => draft(state, "undo", { of: e })))))];
  }
  const undone = undoneOf(progress.waited);
  const seen = placesOf(undone);
  const { isRollback } = page;
  const reason = reasonField();
  reason.required = undone.length > 0;
  const outcomes = page.isRollback ? ["rolled back", "aborted"] : ["succeeded", "rolled back", "aborted"];
  return [
    undone.length > 0 && h("p", {}, `Not done: ${undone.length}. The outcome needs a reason.`),
    listed(undone),
    page.isRollback && h("p", {}, "The rollback has started: withdraw it before you finish as succeeded."),
    field(undone.length > 0 ? "Reason" : "Reason (optional)", reason),
    row(...outcomes.map((outcome) => act(page, outcome, () => {
      if (page.outcome || page.isRollback !== isRollback || placesOf(undoneOf(page.progress.waited)) !== seen) {
        setTimeout(openRun, 0, page, "Not finished: the run has changed since you opened this.");
        return true;
      }
      if (!isGiven(reason, undone.length > 0)) return false;
      if (!page.add(...(undone.length > 0 ? [draft(state, "guard", { guard: "finish" }, reason.value)] : []), draft(state, "finish", { outcome }, reason.value))) return false;
      offerOldest(page);
      return true;
    }))),
  ].filter(Boolean);
}

/** @param {readonly import("../views.js").ItemView[]} views */
function undoneOf(views) {
  return views.filter(({ status }) => isOpen(status) || status === "failed");
}

/** @param {readonly import("../views.js").ItemView[]} views @returns {string} */
function placesOf(views) {
  return views.map(({ item, status }) => `${item.id} ${status}`).join();
}

/** @param {RunPage} page */
function values(page) {
  return part("Values", ...page.parameters.flatMap((/** @type {import("../values.js").Parameter} */ parameter) => {
    const { name, description = "", example } = parameter;
    const problem = h("span", { class: "procedures-problem", id: `procedures-${name}` });
    const control = input(name, registerOf(page.state, `value:${name}`).is, { "aria-describedby": problem.id, placeholder: example, spellcheck: "false" });
    const check = (/** @type {string} */ text) => {
      problem.textContent = text;
      control.setAttribute("aria-invalid", String(text !== ""));
    };
    check(control.value || registerOf(page.state, `value:${name}`).conflict ? parameterProblem(page.state, parameter) : "");
    control.addEventListener("change", () => {
      const text = valueProblem(parameter, control.value);
      // A refused value is not stored; the page shows the placeholder again.
      page.add(draft(page.state, "value", { name, value: text ? "" : control.value }));
      check(control.value && text);
    });
    return [field(`${name}: ${description}`, control), problem];
  }));
}

/** @param {RunPage} page */
function signatures(page) {
  const { state, info } = page;
  return [
    list(state.of("sign").map(({ v, t }) => `${v.role}: ${v.name}, ${local(t)}, not verified`)),
    ...(info.sign_off ?? []).map((/** @type {any} */ { role, name = "" }) => {
      const control = input("name", name, { required: true });
      return row(field(role, control), act(page, "Sign", () =>
        isGiven(control) && page.add(draft(state, "sign", { role, name: control.value })), `Signed as ${role}.`));
    }),
  ];
}

/**
 * @param {RunPage} page
 * @param {import("../record.js").RunRecord | null} [record]
 * @returns {any}
 */
export function exportButtons(page, record = page.record) {
  if (record === null) return "";
  const name = `${record.header.procedure}-${record.header.run}`;
  return row(
    button("Copy Markdown", () => page.copy(markdownOf(record))),
    button("Save Markdown", () => toFile(markdownOf(record), `${name}.md`)),
    button("Copy JSON", () => page.copy(exportText(record))),
    button("Save JSON", () => toFile(exportText(record), `${name}.json`)),
    record === page.record && !page.shared?.view && button("Copy status link", async () => page.copy(await statusLink(page))),
  );
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
    page.say(`Imported. New entries: ${added}.`);
    area.closest("dialog")?.close();
    if (isKnown || page.locked) page.author.by = by;
    else openWho(page, undefined, by);
    offerOldest(page);
  };
  const file = h("input", { type: "file", accept: ".json", change: () => file.files[0]?.text().then(take) });
  return [field("Import a file", file), field("Or paste a record", area), button("Import", () => take(area.value)), problem];
}

/** @param {RunPage} page */
function otherRuns(page) {
  const { store, record } = page;
  const there = findElsewhere(page).map((run) => row(
    act(page, [nameOf(run.facts), local(run.record.header.created), run.outcome || "in progress", `at ${run.site}: copy it here`].join(", "), () => continueHere(page, run))));
  return store.list().map(({ run, facts, created, outcome }) => row(
    act(page, [nameOf(facts), local(created), outcome || "in progress"].join(", "), () => {
      store.choose(run);
      page.load();
    }),
    run === record?.header.run && act(page, "Remove", () => openReset(page)),
  )).concat(there);
}

/** Offer to export the oldest finished run if there are too many: no run is removed automatically. @param {RunPage} page */
function offerOldest(page) {
  const oldest = page.store.surplus().pop();
  // After the open dialog has closed, so that the focus returns to where it was.
  if (oldest) setTimeout(openReset, 0, page, page.store.open(oldest.run), "More than 20 finished runs: export the oldest before you remove it.");
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
  const dialog = openDialog(page, page.isProcedure ? `Remove ${nameOf(fold(events).facts)}, ${local(created)}?` : "Remove all ticks on this page?",
    h("p", {}, `${why} This deletes all ${events.length} entries from this browser.`),
    page.isProcedure && exportButtons(page, record),
    row(act(page, "Remove", () => {
      page.store.remove(run);
      if (run === page.record?.header.run) page.store.choose("");
      page.load();
    })));
  dialog.lastChild.focus();
}

/**
 * The rollback: when to roll back, and its steps. It begins at the first one, and can be withdrawn.
 * @param {RunPage} page
 */
export function openRollback(page) {
  const { state, root, isRollback } = page;
  const steps = page.sections.filter(({ rollback, heading }) => rollback && "step" in heading.dataset);
  const dialog = openDialog(page, "Rollback",
    h("div", {}, ...contentsOf(root.querySelector("[data-decision-criteria]"))),
    !page.locked && !isRollback && h("p", {}, `The rollback begins at ${steps[0]?.title ?? "its first item"}. From then on, the counts and the record are those of the rollback.`),
    !page.locked && row(isRollback
      ? act(page, "Withdraw the rollback", () => setTimeout(() =>
        askReason(page, "Withdraw the rollback", "Reason", "Withdraw", (reason) =>
          page.add(...state.of("rollback").map(({ e }) => draft(state, "undo", { of: e }, reason))))))
      : act(page, "Start rollback", () => {
        // When the dialog closes, it returns the focus to where it was.
        setTimeout(() => page.goOn());
        return page.isRollback || page.add(draft(state, "rollback"));
      }, "Rollback started.")),
    h("ol", {}, ...steps.map(({ heading, title }) =>
      h("li", {}, h("a", { href: `#${encodeURIComponent(heading.id)}`, click: () => dialog.close() }, title)))),
  );
}

/** @param {Element | null} heading @returns {Node[]} */
function contentsOf(heading) {
  const nodes = [];
  for (let at = heading?.nextElementSibling; at && !/^H\d$/.test(at.tagName); at = at.nextElementSibling) {
    nodes.push(at.cloneNode(true));
  }
  return nodes;
}
