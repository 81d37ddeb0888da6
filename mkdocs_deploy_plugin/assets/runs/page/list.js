/**
 * All runs of this browser on a page: where each stands, and what can be done with it.
 */

import { newId } from "../../run/events.js";
import { outcomeOf } from "../../run/markdown.js";
import { button, h, keepKeys, local, storageOf, toClipboard } from "../../run/page/dom.js";
import { exportButtons } from "../../run/page/exporting.js";
import { asideRecords, memory } from "../../run/page/storage.js";
import { nameOf, placeOf, signed } from "../../run/page/wording.js";
import { t } from "../../run/words.js";
import { deleteRun, findRuns } from "../finding.js";

/** @typedef {import("../finding.js").FoundRun} FoundRun */

export class RunsList {
  /**
   * @param {HTMLElement} root
   * @param {string} site The path of the site's root.
   */
  constructor(root, site) {
    this.root = root;
    this.site = site;
    this.tab = newId(Math.random);
    /** @type {import("../finding.js").Known[]} */
    this.known = JSON.parse(root.dataset.procedures ?? "[]");
    this.status = h("p", { class: "procedures-status", role: "status" });
    this.box = h("div", {});
    root.replaceChildren(this.status, this.box);
    /** @type {FoundRun[]} */
    this.runs = [];
    this.show();
  }

  /** Read all runs again and show them. The focus stays at the same control of the same run. */
  show() {
    const { key } = /** @type {HTMLElement} */ (document.activeElement)?.dataset ?? {};
    const { runs, newer, left, store } = findRuns(storageOf("localStorage"), storageOf("sessionStorage"), this.site, this.known, this.tab, memory);
    this.runs = runs;
    const running = runs.filter(({ outcome }) => outcome === "");
    const finished = runs.filter(({ outcome }) => outcome !== "");
    const problem = runs.find(({ isUnsaved }) => isUnsaved)?.store.problem;
    const aside = asideRecords(store, () => {
      this.show();
      this.focus();
    });
    this.box.replaceChildren(...[
      problem && h("p", { class: "procedures-warning" }, problem),
      ...this.part(t("Under way: {n}", { n: running.length }), running),
      ...this.part(t("Finished: {n}", { n: finished.length }), finished),
      runs.length === 0 && h("p", { tabindex: -1 }, t("No runs in this browser."), " ", h("a", { href: this.root.dataset.catalog || this.site }, t("Find a procedure to run"))),
      left > 0 && h("p", {}, t("Runs that are not listed because there are too many: {n}. Delete runs that you no longer need.", { n: left })),
      ...newer.map((id) => h("p", {}, t("A newer version of this site stored a run of {procedure}: reload the page to see it.", { procedure: id }))),
      aside,
    ].filter(Boolean));
    if (key) this.focus(key);
  }

  /** @param {string} title @param {FoundRun[]} runs @returns {Node[]} */
  part(title, runs) {
    if (runs.length === 0) return [];
    return [h("h2", {}, title), h("ul", { class: "procedures-run-list" }, ...runs.map((found) => this.row(found)))];
  }

  /** @param {FoundRun} found */
  row(found) {
    const { record, address, facts, people, last, outcome, store, progress: { next } } = found;
    const { run, title, created } = record.header;
    const about = `${title}, ${nameOf(facts)}, ${local(created)}`;
    const href = address && next && !outcome ? `${address}#${encodeURIComponent(next.item.id)}` : address;
    const choose = () => store.choose(run);
    const props = (/** @type {string} */ label) => ({ "aria-label": `${label}: ${about}`, "data-key": `${run} ${label}` });
    const label = outcome ? t("Open") : t("Resume");
    return h("li", { class: "procedures-run", "data-kind": !outcome && facts.kind },
      h("h3", {}, h("bdi", {}, address ? h("a", { href, click: choose, auxclick: choose }, title) : title)),
      h("p", {}, h("strong", { class: "procedures-run-name" }, nameOf(facts))),
      h("p", {}, h("span", { class: found.progress.stop && !outcome ? "procedures-run-stop" : "" }, standing(found)), ` ${found.progress.line}.`),
      h("p", { class: "procedures-run-times" }, `${[t("Started {time}", { time: local(created) }), t("last entry {time}", { time: local(last) }), people.length > 0 && t("by {names}", { names: people.join(", ") })].filter(Boolean).join(", ")}.`),
      !address && h("p", {}, t("This site has no procedure {procedure}. You can still export or delete the run.", { procedure: record.header.procedure })),
      found.isUnsaved && h("p", { class: "procedures-warning" }, t("Not stored completely: export it before you close the page.")),
      h("div", { class: "procedures-row" },
        address && h("a", { class: "procedures-button", href, click: choose, auxclick: choose, ...props(label) }, label),
        button(t("Export"), () => this.ask(t("Export this run"), [h("p", {}, about), this.exports(found)]), props(t("Export"))),
        button(t("Delete"), () => this.askDelete(found, about), props(t("Delete"))),
      ));
  }

  /** The ways to export a run. @param {FoundRun} found */
  exports({ record }) {
    return h("div", { class: "procedures-row" }, ...exportButtons(record, async (text, { parentElement }) => {
      await toClipboard(text, /** @type {Element} */ (parentElement));
      this.say(t("Copied."));
    }));
  }

  /** Ask before a run is deleted. @param {FoundRun} found @param {string} about */
  askDelete(found, about) {
    const dialog = this.ask(t("Delete this run?"), [
      h("p", {}, about),
      h("p", {}, t("This deletes all {n} entries from this browser, and cannot be undone. Export the run first if anybody may need it.", { n: found.record.events.length })),
      this.exports(found),
      button(t("Delete for good"), () => {
        const at = this.runs.findIndex(({ record }) => record.header.run === found.record.header.run);
        deleteRun(found);
        dialog.close();
        this.show();
        this.say(t("Deleted: {run}.", { run: about }));
        // The run that has taken the place, or the last one.
        const rows = [...this.box.querySelectorAll("li.procedures-run")];
        (rows[at] ?? rows.at(-1) ?? this.box).querySelector("[data-key], [tabindex]")?.focus();
      }),
    ]);
    // What deletes does not have the focus.
    dialog.lastChild.focus();
  }

  /** Focus a control, or the first one if it is gone. @param {string} [key] */
  focus(key) {
    const controls = [...this.box.querySelectorAll("[data-key], [tabindex]")];
    (controls.find(({ dataset }) => dataset.key === key) ?? controls[0])?.focus();
  }

  /** Show a message and announce it. @param {string} text */
  say(text) {
    (this.root.querySelector("dialog[open] [role=status]") ?? this.status).textContent = text;
  }

  /**
   * Open a dialog.
   * @param {string} title
   * @param {Node[]} content
   */
  ask(title, content) {
    const { key = "" } = /** @type {HTMLElement} */ (document.activeElement).dataset;
    const close = () => {
      dialog.remove();
      if (document.activeElement === document.body) this.focus(key);
    };
    const dialog = h("dialog", { class: "procedures-dialog", "aria-label": title, keydown: keepKeys, close },
      h("h2", {}, title), ...content, h("p", { class: "procedures-status", role: "status" }), button(t("Close"), () => dialog.close()));
    this.root.append(dialog);
    dialog.showModal();
    return dialog;
  }
}

/** Where a run stands, in a sentence. @param {FoundRun} found @returns {string} */
function standing({ outcome, isDisputed, isRollback, progress: { stop, next } }) {
  if (outcome) return t("Finished: {outcome}.", { outcome: outcomeOf(outcome) });
  if (isDisputed) return t("Finished with different outcomes: open it to decide.");
  const place = next ? placeOf(next.item) : "";
  const where = stop ? t("Stopped, {status}: {place}.", { status: signed("failed"), place })
    : next ? t("Next: {place}.", { place }) : t("Nothing open, not finished.");
  return [isRollback && t("Rollback under way."), where].filter(Boolean).join(" ");
}
