/**
 * The banner above the page: the run, what changed since it began, and what was removed.
 */

import { changesBetween } from "../changes.js";
import { word } from "../markdown.js";
import { button, h } from "./dom.js";
import { leaveStatus, snapshotLines } from "./snapshot.js";
import { byline, list, listed, nameOf, placeOf } from "./wording.js";

/**
 * Show the banner.
 * @param {import("./view.js").RunPage} page
 * @param {boolean} conflict Whether the run has conflicting outcomes.
 */
export function showTop(page, conflict) {
  const { shared, record, state, top, progress } = page;
  /** @type {(Node | string | false | undefined)[]} */
  const lines = [];
  if (shared) {
    const { view, problem } = shared;
    lines.push(problem, ...(view ? snapshotLines(view, view.digest === page.page.digest) : []), button("Back to your run", () => leaveStatus(page)));
  } else if (record && page.isProcedure) {
    const end = conflict ? "conflicting outcomes" : page.outcome;
    lines.push(`${nameOf(state.facts)}: ${end && `${end}, `}${progress.complete ? "complete, " : ""}${progress.line}.`);
    lines.push(page.isOlder && older(page));
    lines.push(page.isRollback && "Rolling back: the counts are those of the rollback.");
    const texts = { ...record.texts, ...page.texts };
    lines.push(changed(changesBetween(state.pages[0], page.seen, texts), page));
    lines.push(list(page.removed.map((item) => `Removed: ${placeOf(item)} – ${word(item.is)} ${byline(item)}`)));
    if (page.locked) lines.push(listed(progress.deviations));
    const signatures = state.of("sign").map(({ v }) => `${v.role}: ${v.name}`);
    lines.push(signatures.length > 0 && `Signed, not verified: ${signatures.join(", ")}`);
    if (page.upNext && state.last) {
      const text = `Resume: ${page.upNext.item.text}`;
      lines.push(button(text, () => page.goOn(), { "aria-keyshortcuts": "Alt+R", title: "Alt+R" }));
    }
  }
  if (!shared) lines.push(...page.elsewhere);
  const shown = lines.filter(Boolean).map((line) => h("div", {}, /** @type {any} */ (line)));
  if (top.contains(document.activeElement) && shown.length > 0) page.bar.querySelector("button")?.focus();
  const isOpen = top.querySelector("details[open]") !== null;
  top.replaceChildren(...shown);
  top.querySelector("details")?.toggleAttribute("open", isOpen);
  top.hidden = shown.length === 0;
}

/** @param {import("./view.js").RunPage} page */
function older({ state }) {
  return h("strong", {}, `This page is older than the procedure that this run has seen, version ${state.pages.at(-1)?.version || "unknown"}, or the site was set back. Reload the page before you go on.`);
}

/**
 * @param {import("../changes.js").Change[]} changes
 * @param {import("./view.js").RunPage} page
 */
function changed(changes, { sections }) {
  if (changes.length === 0) return false;
  const entries = changes.map(({ title, kind, before, after }) => {
    const heading = kind === "removed" ? undefined : sections.find((section) => section.title === title)?.heading;
    const name = heading ? h("a", { href: `#${encodeURIComponent(heading.id)}` }, title) : title;
    const both = kind !== "moved" && h("div", { class: "procedures-both" },
      h("div", {}, h("div", {}, "Before"), h("pre", {}, before || "–")), h("div", {}, h("div", {}, "Now"), h("pre", {}, after || "–")));
    return h("li", {}, name, ` – ${kind}`, both);
  });
  const titles = changes.map(({ title }) => title);
  const named = titles.slice(0, 3).join("; ") + (titles.length > 3 ? ` and ${titles.length - 3} more` : "");
  return h("details", { class: "procedures-changes" },
    h("summary", {}, `The procedure has changed since this run began: ${named}.`), h("ul", {}, ...entries));
}
