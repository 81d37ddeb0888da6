/**
 * Shows the run of a procedure on its page. Material's instant navigation brings new pages by `document$`.
 */

import { RunPage } from "./page/view.js";

/** The page that is shown. @type {RunPage | null} */
let shown = null;

/** Mount the page that is shown, once. */
function mount() {
  const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-procedure], [data-checklist]"));
  if (shown?.root !== root) shown = root && new RunPage(root);
}

addEventListener("storage", ({ key, newValue }) => {
  if (!shown?.store) return;
  const run = shown.store.heard(key, newValue);
  if (key === null || run === shown.record?.header.run) shown.load();
  else if (run && !shown.record) shown.load();
});
addEventListener("hashchange", () => {
  if (shown?.store) shown.load();
});
addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || event.metaKey || event.code !== "KeyR" || !shown?.upNext) return;
  event.preventDefault();
  shown.goOn();
}, true);
// A closed <details> does not print: open all of them while the page is printed.
addEventListener("beforeprint", () => {
  for (const details of document.querySelectorAll(".procedures-page details:not([open])")) {
    details.open = true;
    details.dataset.print = "";
  }
});
addEventListener("afterprint", () => {
  for (const details of document.querySelectorAll("details[data-print]")) {
    details.open = false;
    delete details.dataset.print;
  }
});
if (typeof document$ === "object") document$.subscribe(mount);
else if (document.readyState === "loading") addEventListener("DOMContentLoaded", mount);
else mount();
