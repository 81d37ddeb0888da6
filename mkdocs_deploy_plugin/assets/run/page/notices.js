/**
 * The notices above the page: what a run cannot go on without knowing, what changed since it began, and its end.
 */

import { changesBetween } from "../changes.js";
import { word } from "../markdown.js";
import { t } from "../words.js";
import { h } from "./dom.js";
import { endOf } from "./end.js";
import { exportRow } from "./run_dialogs.js";
import { snapshotLines } from "./snapshot.js";
import { byline, list, olderText, placeOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * Show the notices.
 * @param {RunPage} page
 * @param {boolean} conflict Whether the run has conflicting outcomes.
 */
export function showNotices(page, conflict) {
  const { shared, record, state, top, store } = page;
  const isAside = store.aside().some(({ procedure }) => procedure === page.page.procedure);
  const problem = store.problem || (isAside ? t("A run could not be read and was set aside: save or delete it under Runs of this procedure.") : "");
  /** @type {(Node | string | false | undefined)[]} */
  const lines = [problem && h("div", { class: "procedures-warning" }, problem, " ", exportRow(page))];
  if (shared) lines.push(shared.problem, ...(shared.view ? snapshotLines(shared.view, shared.view.digest === page.page.digest) : []));
  else if (record && page.isProcedure) {
    lines.push(conflict && h("strong", {}, t("The record has two outcomes that contradict each other: reopen the run, or finish it again.")));
    lines.push(page.isOlder && h("strong", {}, olderText(state)));
    lines.push(changed(changesBetween(state.pages[0], page.seen, { ...record.texts, ...page.texts }), page));
    lines.push(list(page.removed.map((item) => t("Removed: {item} – {status} {who}", { item: placeOf(item), status: word(item.is), who: byline(item) }))));
  }
  if (!shared) lines.push(...page.elsewhere);
  lines.push(endOf(page));
  const shown = lines.filter(Boolean).map((line) => h("div", {}, /** @type {any} */ (line)));
  const hadFocus = top.contains(document.activeElement);
  const isOpen = top.querySelector("details[open]") !== null;
  top.replaceChildren(...shown);
  top.querySelector("details")?.toggleAttribute("open", isOpen);
  top.hidden = shown.length === 0;
  if (hadFocus && !top.contains(document.activeElement)) (page.bar.element.hidden ? page.face.start : page.bar.menu).focus();
}

/** How a section or a value changed. @type {Readonly<Record<string, string>>} */
const CHANGES = { changed: t("changed"), added: t("added"), removed: t("removed"), moved: t("moved") };

/**
 * @param {import("../changes.js").Change[]} changes
 * @param {RunPage} page
 */
function changed(changes, { sections }) {
  if (changes.length === 0) return false;
  const entries = changes.map(({ title, kind, before, after }) => {
    const heading = kind === "removed" ? undefined : sections.find((section) => section.title === title)?.heading;
    const name = heading ? h("a", { href: `#${encodeURIComponent(heading.id)}` }, title) : title;
    const both = kind !== "moved" && h("div", { class: "procedures-both" },
      h("div", {}, h("div", {}, t("Before")), h("pre", {}, before || "–")), h("div", {}, h("div", {}, t("Now")), h("pre", {}, after || "–")));
    return h("li", {}, name, ` – ${CHANGES[kind]}`, both);
  });
  const named = changes.slice(0, 3).map(({ title }) => title).join("; ");
  return h("details", { class: "procedures-changes" },
    h("summary", {}, changes.length > 3 ? t("The procedure has changed since this run began: {titles} and {n} more.", { titles: named, n: changes.length - 3 })
      : t("The procedure has changed since this run began: {titles}.", { titles: named })), h("ul", {}, ...entries));
}
