/**
 * The ways to get a record out of this browser.
 */

import { markdownOf } from "../markdown.js";
import { exportText } from "../record.js";
import { t } from "../words.js";
import { button, toFile } from "./dom.js";

/**
 * Return buttons that copy a record or save it as a file.
 * @param {import("../record.js").RunRecord} record
 * @param {(text: string, button: Element) => unknown} copy
 * @param {string} [more] More classes of the first button.
 * @returns {Node[]}
 */
export function exportButtons(record, copy, more = "") {
  const name = `${record.header.procedure}-${record.header.run}`;
  return [
    button(t("Copy Markdown"), ({ target }) => copy(markdownOf(record), target), { class: `procedures-button ${more}` }),
    button(t("Save Markdown"), () => toFile(markdownOf(record), `${name}.md`)),
    button(t("Copy JSON"), ({ target }) => copy(exportText(record), target)),
    button(t("Save JSON"), () => toFile(exportText(record), `${name}.json`)),
  ];
}
