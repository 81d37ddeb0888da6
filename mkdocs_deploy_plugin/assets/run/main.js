/**
 * Show the run of a procedure on its page.
 */

import { handleKey } from "./page/keys.js";
import { eachPage } from "./page/mounting.js";
import { RunPage } from "./page/view.js";
import { decoded } from "./store.js";

const target = document.currentScript?.dataset.moved;
// The page at a former address. The fragment may be a step or the status of a run.
if (target) location.replace(target + location.search + location.hash);

/** The current page. @type {RunPage | null} */
let shown = null;

/** Mount the current page, once. */
function mount() {
  const root = /** @type {HTMLElement | null} */ (document.querySelector("[data-procedure], [data-checklist]"));
  if (shown?.root === root) return;
  // The theme has scrolled to the fragment already: it stays where it is while the page gets its run.
  const target = document.getElementById(decoded(location.hash.slice(1)));
  const top = () => target?.getBoundingClientRect().top ?? -1;
  const before = top();
  shown = root?.querySelector("[data-item]") ? new RunPage(root) : null;
  if (before >= 0 && before < innerHeight) scrollBy({ top: top() - before, behavior: "instant" });
}

if (eachPage("run", mount)) {
  addEventListener("storage", ({ key, newValue }) => {
    if (shown?.store.heard(key, newValue) || key === null) shown?.load();
  });
  // A hidden page may have missed events.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) shown?.load();
  });
  addEventListener("hashchange", () => shown?.load(location.hash));
  addEventListener("keydown", (event) => handleKey(shown, event), true);
  setInterval(() => shown?.follow(), 1000);
  // Not all browsers print what is in a closed <details>: open them while the page is printed.
  /** @type {Iterable<HTMLDetailsElement>} */
  let closed = [];
  addEventListener("beforeprint", () => {
    closed = document.querySelectorAll("details:not([open])");
    for (const details of closed) details.open = true;
  });
  addEventListener("afterprint", () => {
    for (const details of closed) details.open = false;
  });
}
