/**
 * What the browser does not store, and what could not be read.
 */

import { newMemory } from "../store.js";
import { t } from "../words.js";
import { button, h, toFile } from "./dom.js";
import { shared } from "./mounting.js";

/** Shared by all pages that this document shows, across instant navigation. */
export const memory = shared("memory", () => ({ ...newMemory(), who: "", role: "", all: false, focus: false }));

/**
 * List the records that were set aside: each can be saved, and deleted after a question.
 * @param {import("../store.js").RunStore} store
 * @param {() => void} changed Called after a record was deleted.
 * @returns {HTMLElement | false} False if there are none.
 */
export function asideRecords(store, changed) {
  const records = store.aside();
  return records.length > 0 && h("div", { class: "procedures-aside" }, h("p", {}, t("Records that could not be read:")),
    ...records.map(({ key, procedure, text }, at) => {
      const name = t("{procedure}, record {n}", { procedure, n: at + 1 });
      const line = h("div", { class: "procedures-row" }, h("span", {}, t("{name}, {n} characters", { name, n: text.length })),
        button(t("Save"), () => toFile(text, `${procedure}-unreadable-${at + 1}.txt`), { "aria-label": t("Save {name}", { name }) }),
        button(t("Delete"), () => {
          const sure = button(t("Delete for good"), () => {
            store.deleteAside(key);
            line.remove();
            changed();
          }, { "aria-label": t("Delete for good: {name}", { name }) });
          line.lastChild.replaceWith(sure);
          sure.focus();
        }, { "aria-label": t("Delete {name}", { name }) }));
      return line;
    }));
}
