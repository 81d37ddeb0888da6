/**
 * The dialogs for the facts of a run and for its values.
 */

import { newId } from "../events.js";
import { draft, registerOf } from "../fold.js";
import { parameterProblem, valueProblem } from "../values.js";
import { t } from "../words.js";
import { act, choice, closeDialogs, input, isGiven, openForm, radios, reasonField, row } from "./dialog.js";
import { field, h } from "./dom.js";
import { openRuns } from "./run_dialogs.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/** Ask for what a new run needs, and start it. @param {RunPage} page */
export function openStart(page) {
  const facts = factFields(page, {});
  const values = valueFields(page, false);
  openForm(page, t("Start a run"), t("Start"), (form) => {
    const given = facts.read(form);
    const drafts = given && values.read();
    if (!given || !drafts) return false;
    page.record = page.store.begin(newId(Math.random), page.page, given, page.author);
    page.load();
    const all = [...facts.overruled(), ...drafts];
    if (all.length > 0 && !page.add(...all)) return false;
    closeDialogs(page);
    page.say(page.store.problem ? t("Run started, but it is not stored.") : t("Run started."));
    page.goOn();
    return true;
  }, ...facts.fields, values.fields.length > 0 && h("h3", {}, t("Values")), ...values.fields,
  // The menu, which leads to the other runs, is shown only during a run.
  !page.record && row(act(page, t("Runs of this procedure"), () => {
    setTimeout(openRuns, 0, page);
  })));
}

/** Correct the facts of a run. @param {RunPage} page */
export function openDetails(page) {
  const { state } = page;
  const facts = factFields(page, state.facts);
  const roles = [...new Set(page.page.items.flatMap(({ by, hold }) => [by, hold]))].filter((role) => role !== undefined);
  const role = choice("role", [["", t("Everybody")], ...roles.map((name) => /** @type {[string, string]} */ ([name, name]))], page.role);
  openForm(page, t("Details of the run"), t("Save"), (form) => {
    const given = facts.read(form);
    if (!given || !page.add(draft(state, "facts", given), ...facts.overruled())) return false;
    page.setRole(role.value);
    page.say(t("Saved."));
    return true;
  }, ...facts.fields, field(t("Name of the run (optional)"), input("name", state.facts.name)), roles.length > 0 && field(t("“Next” goes to the steps of"), role));
}

/**
 * Fill in values.
 * @param {RunPage} page
 * @param {string} [name] The parameter to begin with.
 */
export function openValues(page, name) {
  const values = valueFields(page, true);
  const dialog = openForm(page, t("Values"), t("Save"), () => {
    const drafts = values.read();
    return drafts !== null && (drafts.length === 0 || page.add(...drafts));
  }, ...values.fields);
  dialog.querySelector(name ? `[name="${name}"]` : "input")?.focus();
}

/**
 * Return the fields for the facts of a run.
 * @param {RunPage} page
 * @param {import("../events.js").Facts} facts
 */
function factFields(page, facts) {
  const { info, author, state } = page;
  const environments = (info.environments ?? []).map((/** @type {any} */ { name }) => [name, name]);
  const who = input("who", author.by, { autocomplete: "name" });
  const environment = environments.length > 0
    ? choice("environment", [["", t("Choose …")], ...environments], facts.environment) : input("environment", facts.environment);
  const ticket = input("ticket", facts.ticket);
  const reason = reasonField();
  const asked = field(t("This procedure is not in force ({status}). Reason to run it for real", { status: info.status || t("no status") }), reason);
  const kind = radios(t("Kind"), "kind", [["real", t("For real")], ["rehearsal", t("Rehearsal")]], facts.kind);
  const isReal = () => kind.querySelector(":checked")?.value === "real";
  // Whoever started the run for real has given one.
  const needsReason = () => isReal() && !info.in_force && facts.kind !== "real";
  asked.hidden = true;
  who.required = isReal();
  kind.addEventListener("change", () => {
    who.required = isReal();
    reason.required = needsReason();
    asked.hidden = !needsReason();
  });
  return {
    fields: [kind, asked, field(t("Environment"), environment), field(t("Ticket"), ticket), field(t("Your name (required for a run for real)"), who)],
    /** @param {any} form @returns {any} Null if something is missing. */
    read: (form) => {
      environment.required = environments.length > 0;
      if (!isGiven(who, isReal()) || !isGiven(reason, needsReason()) || !form.reportValidity()) return null;
      page.setAuthor(who.value);
      const name = form.elements.name?.value ?? "";
      const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
      return { environment: environment.value, ticket: ticket.value, kind: form.elements.kind.value, name, zone };
    },
    /** The event that says why a procedure is run that is not in force, if it has to be said. */
    overruled: () => (isReal() && !info.in_force && reason.value
      ? [draft(state, "guard", { guard: "status" }, `${info.status || "no status"}: ${reason.value}`)] : []),
  };
}

/**
 * Return the fields for the values of parameters.
 * @param {RunPage} page
 * @param {boolean} isFilled Whether to begin with the values of the run.
 */
function valueFields({ parameters, state }, isFilled) {
  /** @type {any[]} */
  const rows = parameters.map((/** @type {import("../values.js").Parameter} */ parameter) => {
    const { name, description = "", example } = parameter;
    const before = isFilled ? registerOf(state, `value:${name}`) : { is: "", conflict: false };
    const problem = h("span", { class: "procedures-problem", id: `procedures-${name}` });
    const control = input(name, before.is, { "aria-describedby": problem.id, placeholder: example && t("such as {example}", { example }), spellcheck: "false" });
    const check = () => {
      const text = control.value && valueProblem(parameter, control.value);
      problem.textContent = text;
      control.setCustomValidity(text);
      control.setAttribute("aria-invalid", String(text !== ""));
      return text === "";
    };
    control.addEventListener("change", check);
    if (before.conflict) problem.textContent = parameterProblem(state, parameter);
    return { name, before, control, check, node: h("div", {}, field(`${name}: ${description}`, control), problem) };
  });
  return {
    fields: rows.map(({ node }) => node),
    /** Return the events for the values that were changed; null if one cannot be used. */
    read: () => {
      const wrong = rows.find(({ check }) => !check());
      wrong?.control.focus();
      const changed = rows.filter(({ before, control }) => before.conflict ? control.value !== "" : control.value !== before.is);
      return wrong ? null : changed.map(({ name, control }) => draft(state, "value", { name, value: control.value }));
    },
  };
}
