/**
 * The signatures of a run: the names that people type for the roles of the procedure.
 */

import { draft } from "../fold.js";
import { t } from "../words.js";
import { input, isGiven, openForm, radios } from "./dialog.js";
import { field, h, local } from "./dom.js";
import { words } from "./reading.js";
import { list } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/** Who has signed, as a list; false if nobody. @param {RunPage} page */
export function signatures({ state }) {
  return list(state.of("sign").map(({ v, t: time }) => t("{role}: {name}, {time}, not verified", { role: v.role, name: v.name, time: local(time) })));
}

/** Sign for one role. @param {RunPage} page */
export function openSignOff(page) {
  const { state, info } = page;
  const roles = info.sign_off ?? [];
  const name = input("name", "", { required: true, autocomplete: "name" });
  openForm(page, t("Sign off"), t("Sign"), (form) => {
    const role = form.elements.role?.value ?? "";
    if (!form.reportValidity() || !isGiven(name) || !page.add(draft(state, "sign", { role, name: name.value }))) return false;
    page.say(t("Signed as {role}.", { role }));
    return true;
  },
  signatures(page),
  radios(t("Role"), "role", roles.map((/** @type {any} */ { role, name: who }) => [role, who ? `${role} (${who})` : role])),
  field(t("Name"), name));
}

/** Show who has signed in the table of the page. @param {RunPage} page */
export function showSignatures({ root, state, shared }) {
  for (const { tHead, tBodies: [{ rows }] } of /** @type {NodeListOf<any>} */ (root.querySelectorAll("[data-generated=sign-off]"))) {
    const names = [...tHead.rows[0].cells].map((cell) => cell.dataset.name);
    const [role, signature] = ["role", "signature"].map((name) => names.indexOf(name));
    for (const { cells } of role < 0 || signature < 0 ? [] : rows) {
      const signed = state.of("sign").filter(({ v }) => !shared?.view && v.role === words(cells[role]));
      cells[signature].replaceChildren(
        ...signed.map(({ v, t: time }) => h("div", {}, t("{name}, {time}, not verified", { name: v.name, time: local(time) }))));
    }
  }
}
