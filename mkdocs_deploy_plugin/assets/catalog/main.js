/**
 * Make the tables of procedures on a page filterable and sortable. Material's instant navigation emits new
 * pages on `document$`, and new addresses of the same page on `location$`.
 */

import { TableView } from "./page/view.js";

/** The tables of the current page. @type {TableView[]} */
let views = [];

/** Mount the tables of the current page, each once. The first table with facets uses the address. */
function mount() {
  const roots = [...document.querySelectorAll(".procedures-catalog")];
  const first = roots.find((root) => root.hasAttribute("data-facets"));
  views = roots.map((root) => views.find((view) => view.root === root) ?? new TableView(/** @type {HTMLElement} */ (root), root === first));
}

/** Show the selection in the current address. */
function read() {
  for (const view of views) if (view.linked && view.path === location.pathname) view.read();
}

addEventListener("popstate", read);
addEventListener("click", ({ target }) => views.forEach((view) => view.close(target)));
addEventListener("beforeprint", () => views.forEach((view) => view.print(true)));
addEventListener("afterprint", () => views.forEach((view) => view.print(false)));
const { document$: pages, location$: addresses } = /** @type {any} */ (globalThis);
addresses?.subscribe(read);
pages?.subscribe(mount);
// On a page opened from disk, the theme's instant navigation emits nothing.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", mount);
else mount();
