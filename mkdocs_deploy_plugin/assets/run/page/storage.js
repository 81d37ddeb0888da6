/**
 * What the browser does not store, and what could not be read.
 */

import { newMemory } from "../store.js";
import { button, h, toFile } from "./dom.js";
import { shared } from "./mounting.js";

/** Shared by all pages that this document shows, across instant navigation. */
export const memory = shared("memory", () => ({ ...newMemory(), who: "" }));

/**
 * List the records that were set aside: each can be saved, and deleted after a question.
 * @param {import("../store.js").RunStore} store
 * @param {() => void} changed Called after a record was deleted.
 * @returns {HTMLElement | false} False if there are none.
 */
export function asideRecords(store, changed) {
  const records = store.aside();
  return records.length > 0 && h("div", { class: "procedures-aside" }, h("p", {}, "Records that could not be read:"),
    ...records.map(({ key, procedure, text }, at) => {
      const name = `${procedure}, record ${at + 1}`;
      const line = h("div", { class: "procedures-row" }, h("span", {}, `${name}, ${text.length} characters`),
        button("Save", () => toFile(text, `${procedure}-unreadable-${at + 1}.txt`), { "aria-label": `Save ${name}` }),
        button("Delete", () => {
          const sure = button("Delete for good", () => {
            store.deleteAside(key);
            line.remove();
            changed();
          }, { "aria-label": `Delete ${name} for good` });
          line.lastChild.replaceWith(sure);
          sure.focus();
        }, { "aria-label": `Delete ${name}` }));
      return line;
    }));
}
