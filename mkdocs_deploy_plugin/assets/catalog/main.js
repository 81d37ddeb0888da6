/**
 * Makes the tables of procedures on a page ones that can be filtered and sorted. Material's instant navigation
 * brings new pages by `document$`, and new addresses of the same page by `location$`.
 */

import { TableView } from "./page/view.js";

/** The tables of the page that is shown. @type {TableView[]} */
let views = [];

/** Mount the tables of the page that is shown, each once. Of those with facets, the first has the address. */
function mount() {
  const roots = [...document.querySelectorAll(".procedures-catalog")];
  const first = roots.find((root) => root.hasAttribute("data-facets"));
  views = roots.map((root) => views.find((view) => view.root === root) ?? new TableView(/** @type {HTMLElement} */ (root), root === first));
}

/** Show what the address says now. */
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
// On a page from a disk, the theme with instant navigation never says that there is one.
if (document.readyState === "loading") addEventListener("DOMContentLoaded", mount);
else mount();
