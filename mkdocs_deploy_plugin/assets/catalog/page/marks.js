/**
 * The marks of runs under way, in the rows of a table of procedures.
 */

import { h, storageOf } from "../../run/page/dom.js";
import { runsUnderWay } from "../marks.js";

/** The most runs of a procedure whose facts are shown. */
const MOST = 3;

/**
 * Mark the rows of procedures that have a run under way, and remove the marks that do not hold any more.
 * @param {readonly HTMLTableRowElement[]} rows
 * @param {string} site The path of the site's root.
 * @param {string} words What a mark says.
 */
export function markRuns(rows, site, words) {
  const found = runsUnderWay(/** @type {any} */ (storageOf("localStorage")) ?? {}, site);
  for (const row of rows) {
    row.querySelector(".procedures-mark")?.remove();
    const link = row.querySelector("a");
    const runs = found[encodeURIComponent(/** @type {any} */ (row.querySelector("code"))?.textContent)];
    if (link && runs) link.after(h("a", { class: "procedures-mark", href: link.href }, [words, ...runs.slice(0, MOST)].join(" ")));
  }
}
