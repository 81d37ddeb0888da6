/**
 * Make the tables of procedures on a page filterable and sortable. Material's instant navigation emits new
 * addresses of the same page on `location$`.
 */

import { eachPage, siteOf } from "../run/page/mounting.js";
import { markRuns } from "./page/marks.js";
import { TableView } from "./page/view.js";

const site = siteOf();
/** The tables of the current page. @type {TableView[]} */
let views = [];

/** Mount the tables of the current page, each once; a long one when its rows are written out (see `long/`). The first table with facets uses the address. */
function mount() {
  const first = document.querySelector(".procedures-catalog[data-facets]");
  const roots = [...document.querySelectorAll(".procedures-catalog:not([data-rows])")];
  views = roots.map((root) => views.find((view) => view.root === root) ?? new TableView(/** @type {HTMLElement} */ (root), root === first));
  mark();
}

/** Mark the procedures that have a run under way. */
function mark() {
  for (const { rows, t } of views) markRuns(rows, site, t.run);
}

/** Show the selection in the current address. */
function read() {
  for (const view of views) if (view.linked && view.path === location.pathname) view.read();
}

if (eachPage("catalog", mount)) {
  addEventListener("popstate", read);
  addEventListener("click", ({ target }) => views.forEach((view) => view.close(target)));
  addEventListener("beforeprint", () => views.forEach((view) => view.print(true)));
  addEventListener("afterprint", () => views.forEach((view) => view.print(false)));
  addEventListener("storage", mark);
  addEventListener("pageshow", mark);
  /** @type {any} */ (globalThis).location$?.subscribe(read);
}
