/**
 * What dialogs are made of. Each shows the state at the time it was opened, and records actions as based on that state.
 */

import { tidy } from "../events.js";
import { t } from "../words.js";
import { button, field, h, keepKeys } from "./dom.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * Open a dialog over those that are open.
 * @param {RunPage} page
 * @param {string} title
 * @param {...(Node | string | false | "" | null | undefined)} content
 */
export function openDialog(page, title, ...content) {
  const opener = /** @type {HTMLElement} */ (document.activeElement);
  const box = opener.closest("[data-item]")?.querySelector("input");
  const close = () => {
    dialog.remove();
    // The browser gives the focus back to the opener, unless that has been rendered again.
    if (document.activeElement === document.body) [opener, box, page.bar.next, page.bar.menu, page.face.start].find((element) => element?.isConnected && element.offsetParent)?.focus();
  };
  const dialog = h("dialog", { class: "procedures-dialog", "aria-label": title, keydown: keepKeys, close },
    h("h2", {}, title), ...content, h("p", { class: "procedures-said", role: "status" }),
    button("×", () => dialog.close(), { class: "procedures-button procedures-close", "aria-label": t("Close") }));
  page.root.append(dialog);
  dialog.showModal();
  return dialog;
}

/**
 * Open a dialog with a form. Its action gets the form, and returns false to keep the dialog open.
 * @param {RunPage} page
 * @param {string} title
 * @param {string} label The label of the primary button.
 * @param {(form: any) => unknown} action
 * @param {...(Node | string | false | "" | null | undefined)} content
 */
export function openForm(page, title, label, action, ...content) {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    perform(page, event.target, () => action(form));
  };
  const form = h("form", { submit, novalidate: true }, ...content,
    row(h("button", { class: "procedures-button procedures-primary" }, label), button(t("Cancel"), () => dialog.close())));
  const dialog = openDialog(page, title, form);
  return dialog;
}

/** @param {RunPage} page @param {any} target @param {() => unknown} action */
function perform(page, target, action) {
  page.say("");
  if (action() !== false) target.closest("dialog").close();
}

/** Close all dialogs: what they were opened for has been done. @param {RunPage} page */
export function closeDialogs({ root }) {
  for (const dialog of [.../** @type {NodeListOf<any>} */ (root.querySelectorAll("dialog"))].reverse()) dialog.close();
}

/**
 * A button that performs an action and closes its dialog.
 * @param {RunPage} page
 * @param {string} text
 * @param {() => unknown} action Returns false to keep the dialog open.
 * @param {string} [more] More classes.
 */
export function act(page, text, action, more = "") {
  return button(text, ({ target }) => perform(page, target, action), { class: `procedures-button ${more}` });
}

/** @param {...(Node | string | false | undefined)} content */
export function row(...content) {
  return h("div", { class: "procedures-row" }, ...content);
}

/** @param {string} title @param {...any} content */
export function part(title, ...content) {
  return h("details", {}, h("summary", {}, title), ...content);
}

/** @param {string} name @param {string} [value] @param {Record<string, any>} [more] */
export function input(name, value = "", more = {}) {
  return h("input", { name, value, maxlength: 200, autocomplete: "off", ...more });
}

/**
 * A field for one of a few texts.
 * @param {string} name
 * @param {readonly (readonly [string, string])[]} options Values and labels.
 * @param {string} [value]
 */
export function choice(name, options, value = "") {
  return h("select", { name }, ...options.map(([own, label]) => h("option", { value: own, selected: own === value }, label)));
}

/**
 * One of a few answers, none of which is given in advance.
 * @param {string} legend
 * @param {string} name
 * @param {readonly (readonly [string, string])[]} options Values and labels.
 * @param {string} [value]
 */
export function radios(legend, name, options, value) {
  return h("fieldset", { class: "procedures-field" }, h("legend", {}, legend), ...options.map(([own, label]) =>
    h("label", {}, h("input", { type: "radio", name, value: own, checked: own === value, required: true }), " ", label)));
}

/** A field for a note or a reason. */
export function reasonField() {
  return h("textarea", { maxlength: 2000, rows: 2 });
}

/**
 * Return whether a field has what it needs, and say so if not: signs alone are neither a name nor a reason.
 * @param {any} control
 * @param {boolean} [required]
 */
export function isGiven(control, required = true) {
  control.value = tidy(control.value, Infinity, true);
  control.required = required;
  control.setCustomValidity(required && control.value && !/[\p{L}\p{N}]/u.test(control.value) ? t("Use at least one letter or digit.") : "");
  control.setAttribute("aria-invalid", String(!control.validity.valid));
  return control.reportValidity();
}

/**
 * Ask for a reason and act on it.
 * @param {RunPage} page
 * @param {string} title
 * @param {string} text What the reason is for.
 * @param {string} action The label of the button.
 * @param {(reason: string) => unknown} then
 * @param {...(Node | false)} more
 */
export function askReason(page, title, text, action, then, ...more) {
  const reason = reasonField();
  reason.required = true;
  openForm(page, title, action, () => isGiven(reason) && then(reason.value), ...more, field(text, reason));
}
