/**
 * What dialogs are made of. Each shows the state at the time it was opened, and records actions as based on that state; every
 * action closes the dialog.
 */

import { tidy } from "../events.js";
import { button, field, h, keepKeys } from "./dom.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * @param {RunPage} page
 * @param {string} title
 * @param {...(Node | string | false | "" | undefined)} content
 */
export function openDialog(page, title, ...content) {
  const opener = /** @type {HTMLElement} */ (document.activeElement);
  const box = opener.closest("[data-item]")?.querySelector("input");
  const close = () => {
    dialog.remove();
    // The browser gives the focus back to the opener, unless that has been rendered again.
    if (document.activeElement === document.body) (opener.isConnected ? opener : (box ?? page.runButton)).focus();
  };
  const dialog = h("dialog", { class: "procedures-dialog", "aria-label": title, keydown: keepKeys, close },
    h("h2", {}, title), ...content, button("Close", () => dialog.close()));
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
export function act(page, text, action, said = "") {
  return button(text, ({ target }) => {
    page.say("");
    if (action() === false) return;
    target.closest("dialog").close();
    // If another question is open, nothing has happened yet.
    if (said && !page.root.querySelector("dialog[open]")) page.say(said);
  });
}

/** @param {...(Node | false | undefined)} buttons */
export function row(...buttons) {
  return h("div", { class: "procedures-row" }, ...buttons);
}

/** @param {string} title @param {...any} content */
export function part(title, ...content) {
  return h("details", {}, h("summary", {}, title), ...content);
}

/** @param {string} name @param {string} [value] @param {Record<string, any>} [more] */
export function input(name, value = "", more = {}) {
  return h("input", { name, value, maxlength: 200, autocomplete: "off", ...more });
}

/** @param {string} name @param {string[]} options @param {string} [value] */
export function choice(name, options, value) {
  return h("select", { name }, ...options.map((text) => h("option", { selected: text === value }, text)));
}

/** A field for a note or a reason. */
export function reasonField() {
  return h("textarea", { maxlength: 2000, rows: 3 });
}

/**
 * Return whether a field has what it needs, and say so if not: signs alone are neither a name nor a reason.
 * @param {any} control
 * @param {boolean} [required]
 */
export function isGiven(control, required = true) {
  control.value = tidy(control.value, Infinity, true);
  control.required = required;
  control.setCustomValidity(required && control.value && !/[\p{L}\p{N}]/u.test(control.value) ? "Use at least one letter or digit." : "");
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
  openDialog(page, title, ...more, field(text, reason), row(act(page, action, () => isGiven(reason) && then(reason.value))));
}
