/**
 * The dialogs: an item, the run, the rollback. Each shows the state at the time it was opened, and records
 * actions as based on that state; every action closes the dialog.
 */

import { newId } from "../events.js";
import { draft, fold, registerOf } from "../fold.js";
import { markdownOf, word } from "../markdown.js";
import { exportText, importRecord } from "../record.js";
import { shareFragment } from "../share.js";
import { parameterProblem, valueProblem } from "../values.js";
import { button, field, h, keepKeys, local, toFile } from "./dom.js";
import { asideRecords } from "./storage.js";
import { byline, deviations, list, nameOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * @param {RunPage} page
 * @param {string} title
 * @param {...(Node | string | false | "" | undefined)} content
 */
function openDialog(page, title, ...content) {
  const close = () => dialog.close();
  const head = h("h2", { id: "procedures-title" }, title);
  const dialog = h("dialog", { class: "procedures-dialog", "aria-labelledby": head.id, keydown: keepKeys, close: () => dialog.remove() },
    head, ...content, button("Close", close));
  page.root.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * A button that performs an action, announces it, and closes its dialog.
 * @param {RunPage} page
 * @param {string} text
 * @param {() => unknown} action Returns false to keep the dialog open.
 * @param {string} [said]
 */
function act(page, text, action, said = "") {
  return button(text, ({ target }) => {
    page.say(said);
    if (action() !== false) target.closest("dialog").close();
  });
}

/** @param {...(Node | false | undefined)} buttons */
function row(...buttons) {
  return h("div", { class: "procedures-row" }, ...buttons);
}

/** @param {string} title @param {...any} content */
function part(title, ...content) {
  return h("details", {}, h("summary", {}, title), ...content);
}

/** @param {string} name @param {string} [value] @param {Record<string, any>} [more] */
function input(name, value = "", more = {}) {
  return h("input", { name, value, maxlength: 200, autocomplete: "off", ...more });
}

/** @param {string} name @param {string[]} options @param {string} [value] */
function choice(name, options, value) {
  return h("select", { name }, ...options.map((text) => h("option", { selected: text === value }, text)));
}

/**
 * An item: its verdict, a note, and its previous verdict.
 * @param {RunPage} page
 * @param {number} at
 */
export function openItem(page, at) {
  const { state } = page;
  const { item, heads, was } = page.views[at];
  const text = h("textarea", { maxlength: 2000, rows: 3 });
  /** @param {string} is @param {boolean} [reason] */
  const verdict = (is, reason) =>
    act(page, word(is), () => {
      text.required = reason === true;
      return text.reportValidity() && page.judge(at, is, text.value, state);
    });
  const [undoable] = heads.filter(({ is }) => is);
  const address = page.info.issue || page.info.edit;
  openDialog(page, item.text,
    h("p", {}, [item.step, was && `${word(was.is)} ${byline(was)}`].filter(Boolean).join(" · ")),
    !page.locked && field("Note (required for skipped and failed)", text),
    !page.locked && row(
      verdict("done"), verdict("skipped", true), verdict("failed", true), verdict("na"),
      act(page, "Add note", () => {
        text.required = true;
        return text.reportValidity() && page.add(draft(state, "note", {}, text.value, { id: item.id }));
      }),
      undoable && act(page, `Undo: ${word(undoable.is)}`, () => page.undo(undoable.event)),
    ),
    address && h("p", {}, h("a", { href: unclear(page, item, address), target: "_blank", rel: "noopener" }, "Report this step as unclear")),
  );
}

/**
 * The run: its facts, values, outcome and record, and the other runs.
 * @param {RunPage} page
 */
export function openRun(page) {
  const { state, info, record, store } = page;
  const { facts } = state;
  const environments = (info.environments ?? []).map((/** @type {any} */ { name }) => name);
  const form = h("form", { submit: (/** @type {Event} */ event) => event.preventDefault() },
    field("Your name", input("who", page.author.by, { autocomplete: "name" })),
    field("Environment", environments.length > 0 ? choice("environment", environments, facts.environment) : input("environment", facts.environment)),
    field("Ticket", input("ticket", facts.ticket)),
    field("Kind", choice("kind", ["real", "rehearsal"], facts.kind)),
    field("Run name", input("name", facts.name)),
  );
  const read = () => {
    const { who, ...rest } = Object.fromEntries(new FormData(form));
    page.setAuthor(/** @type {string} */ (who));
    return /** @type {any} */ (rest);
  };
  const finish = registerOf(state, "finish");
  openDialog(page, record ? nameOf(facts) : "Start a run",
    record && h("p", {}, [page.outcome, page.progress.line].filter(Boolean).join(": ")),
    deviations(page.progress),
    form,
    row(
      record !== null && !page.locked && act(page, "Save", () => page.add(draft(state, "facts", read())), "Saved."),
      act(page, record ? "Start a new run" : "Start", () => {
        page.record = store.begin(newId(Math.random), page.page, read(), page.author);
        page.load();
        page.say(store.problem ? "Run started, but it is not stored." : "Run started.");
      }),
    ),
    page.parameters.length > 0 && !page.locked && values(page),
    record && part("Finish",
      row(...(page.outcome
        ? [act(page, "Reopen", () => page.undo(finish.heads[0].event))]
        : ["succeeded", "rolled back", "aborted"].map((outcome) => act(page, outcome, () => {
          page.add(draft(state, "finish", { outcome }));
          offerOldest(page);
        })))),
    ),
    record && part("Sign-off", ...signatures(page)),
    part("Record", exportButtons(page), ...importControls(page)),
    part("Other runs", ...otherRuns(page), asideRecords(store, () => page.load()) || ""),
  );
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
        control.reportValidity() && page.add(draft(state, "sign", { role, name: control.value })), `Signed as ${role}.`));
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
  const link = () => `${location.href.split("#")[0]}#${shareFragment(page.state, page.views, page.page.digest, new Date())}`;
  return row(
    button("Copy Markdown", () => page.copy(markdownOf(record))),
    button("Save Markdown", () => toFile(markdownOf(record), `${name}.md`)),
    button("Copy JSON", () => page.copy(exportText(record))),
    button("Save JSON", () => toFile(exportText(record), `${name}.json`)),
    record === page.record && button("Copy status link", () => page.copy(link())),
  );
}

/** @param {RunPage} page */
function importControls(page) {
  const { store } = page;
  const area = h("textarea", { rows: 2 });
  const problem = h("p", { class: "procedures-problem", role: "status" });
  const take = (/** @type {string} */ text) => {
    const { record, added, problem: why } = importRecord(text, page.page.procedure, (run) => store.open(run));
    problem.textContent = why;
    if (record === null) return;
    store.put(record);
    store.choose(record.header.run);
    page.load();
    page.say(`Imported. New entries: ${added}.`);
    area.closest("dialog")?.close();
    offerOldest(page);
  };
  const file = h("input", { type: "file", accept: ".json", change: () => file.files[0]?.text().then(take) });
  return [field("Import a file", file), field("Or paste a record", area), button("Import", () => take(area.value)), problem];
}

/** @param {RunPage} page */
function otherRuns(page) {
  const { store, record } = page;
  return store.list().map(({ run, facts, created, outcome }) => row(
    act(page, [nameOf(facts), local(created), outcome || "in progress"].join(", "), () => {
      store.choose(run);
      page.load();
    }),
    run === record?.header.run && act(page, "Remove", () => openReset(page)),
  ));
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
 * The rollback: decision criteria and steps, latest change first.
 * @param {RunPage} page
 */
export function openRollback(page) {
  const { state, root } = page;
  const began = state.of("rollback").length > 0;
  /** @type {{heading: HTMLElement, title: string, when: number}[]} */
  const steps = page.sections.filter(({ rollback, heading }) => rollback && "step" in heading.dataset).map(({ heading, title }) => {
    const targets = page.sections.filter((section) => heading.dataset.rollsBack?.split(" ").includes(section.heading.id));
    const ids = new Set(targets.flatMap(({ at }) => at).map((at) => page.page.items[at].id));
    return { heading, title, when: state.events.findLastIndex(({ i }) => ids.has(i ?? "")) };
  });
  steps.sort((a, b) => b.when - a.when);
  const dialog = openDialog(page, "Rollback",
    h("div", {}, ...contentsOf(root.querySelector("[data-decision-criteria]"))),
    !page.locked && !began && act(page, "Start rollback", () => {
      // When the dialog closes, it returns the focus to where it was.
      setTimeout(() => page.goOn());
      return page.add(draft(state, "rollback"));
    }, "Rollback started."),
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

/** @param {RunPage} page @param {any} item @param {string} address */
function unclear({ page }, item, address) {
  const body = `${page.procedure} ${page.version} (${page.digest}), ${item.step}: ${item.text}`;
  return address.replace("{title}", encodeURIComponent(`Unclear: ${item.step}`)).replace("{body}", encodeURIComponent(body));
}
