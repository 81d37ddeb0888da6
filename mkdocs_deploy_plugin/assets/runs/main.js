/**
 * List all runs of this browser, across the procedures of the site.
 */

import { eachPage, siteOf } from "../run/page/mounting.js";
import { RunsList } from "./page/list.js";

const site = siteOf();
/** The lists on the current page. @type {RunsList[]} */
let lists = [];
/** The delay with which a change is shown, so that many changes are shown at once. */
let later = 0;

/** Mount the lists of the current page, each once. */
function mount() {
  const roots = /** @type {HTMLElement[]} */ ([...document.querySelectorAll(".procedures-runs")]);
  lists = roots.map((root) => lists.find((list) => list.root === root) ?? new RunsList(root, site));
}

/** Show what has changed. */
function show() {
  clearTimeout(later);
  later = setTimeout(() => lists.forEach((list) => list.show()), 100);
}

if (eachPage("runs", mount)) {
  addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith("procedures:run:")) show();
  });
  // A hidden page may have missed events.
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) show();
  });
  // A page from the browser's cache is as it was left.
  addEventListener("pageshow", ({ persisted }) => persisted && show());
}
