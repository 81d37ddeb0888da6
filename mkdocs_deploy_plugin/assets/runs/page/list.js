/**
 * All runs of this browser on a page: where each stands, and what can be done with it.
 */

import { newId } from "../../run/events.js";
import { markdownOf } from "../../run/markdown.js";
import { button, h, keepKeys, local, storageOf, toClipboard, toFile } from "../../run/page/dom.js";
import { asideRecords, memory } from "../../run/page/storage.js";
import { nameOf, placeOf, signed } from "../../run/page/wording.js";
import { exportText } from "../../run/record.js";
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
      ...this.part("Under way", running),
      ...this.part("Finished", finished),
      runs.length === 0 && h("p", { tabindex: -1 }, "No runs in this browser. ", h("a", { href: this.root.dataset.catalog || this.site }, "Find a procedure"), " to start one."),
      left > 0 && h("p", {}, `Runs that are not listed because there are too many: ${left}. Delete runs that you no longer need.`),
      ...newer.map((id) => h("p", {}, `A newer version of this site stored a run of ${id}: reload the page to see it.`)),
      aside,
    ].filter(Boolean));
    if (key) this.focus(key);
  }

  /** @param {string} title @param {FoundRun[]} runs @returns {Node[]} */
  part(title, runs) {
    if (runs.length === 0) return [];
    return [h("h2", {}, `${title}: ${runs.length}`), h("ul", { class: "procedures-run-list" }, ...runs.map((found) => this.row(found)))];
  }

  /** @param {FoundRun} found */
  row(found) {
    const { record, address, facts, people, last, outcome, store, progress: { next } } = found;
    const { run, title, created } = record.header;
    const about = `${title}, ${nameOf(facts)}, ${local(created)}`;
    const href = address && next && !outcome ? `${address}#${encodeURIComponent(next.item.id)}` : address;
    const choose = () => store.choose(run);
    const props = (/** @type {string} */ label) => ({ "aria-label": `${label}: ${about}`, "data-key": `${run} ${label}` });
    const label = outcome ? "Open" : "Resume";
    return h("li", { class: "procedures-run", "data-kind": !outcome && facts.kind },
      h("h3", {}, h("bdi", {}, address ? h("a", { href, click: choose, auxclick: choose }, title) : title)),
      h("p", {}, h("strong", { class: "procedures-run-name" }, nameOf(facts))),
      h("p", {}, h("span", { class: found.progress.stop && !outcome ? "procedures-run-stop" : "" }, standing(found)), ` ${found.progress.line}.`),
      h("p", { class: "procedures-run-times" }, `${[`Started ${local(created)}`, `last entry ${local(last)}`, people.length > 0 && `by ${people.join(", ")}`].filter(Boolean).join(", ")}.`),
      !address && h("p", {}, "This site has no procedure ", h("code", {}, record.header.procedure), ". You can still export or delete the run."),
      found.isUnsaved && h("p", { class: "procedures-warning" }, "Not stored completely: export it before you close the page."),
      h("div", { class: "procedures-row" },
        address && h("a", { class: "procedures-button", href, click: choose, auxclick: choose, ...props(label) }, label),
        button("Export", () => this.ask("Export this run", [h("p", {}, about), this.exports(found)]), props("Export")),
        button("Delete", () => this.askDelete(found, about), props("Delete")),
      ));
  }

  /** The ways to export a run. @param {FoundRun} found */
  exports({ record }) {
    const { procedure, run } = record.header;
    const name = `${procedure}-${run}`;
    const copy = (/** @type {string} */ text) => async (/** @type {any} */ { target }) => {
      await toClipboard(text, target.parentNode);
      this.say("Copied.");
    };
    return h("div", { class: "procedures-row" },
      button("Copy Markdown", (event) => copy(markdownOf(record))(event)),
      button("Save Markdown", () => toFile(markdownOf(record), `${name}.md`)),
      button("Copy JSON", (event) => copy(exportText(record))(event)),
      button("Save JSON", () => toFile(exportText(record), `${name}.json`)));
  }

  /** Ask before a run is deleted. @param {FoundRun} found @param {string} about */
  askDelete(found, about) {
    const dialog = this.ask("Delete this run?", [
      h("p", {}, about),
      h("p", {}, `This deletes all ${found.record.events.length} entries from this browser, and cannot be undone. Export the run first if anybody may need it.`),
      this.exports(found),
      button("Delete for good", () => {
        const at = this.runs.findIndex(({ record }) => record.header.run === found.record.header.run);
        deleteRun(found);
        dialog.close();
        this.show();
        this.say(`Deleted: ${about}.`);
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
      h("h2", {}, title), ...content, h("p", { class: "procedures-status", role: "status" }), button("Close", () => dialog.close()));
    this.root.append(dialog);
    dialog.showModal();
    return dialog;
  }
}

/** Where a run stands, in a sentence. @param {FoundRun} found @returns {string} */
function standing({ outcome, isDisputed, isRollback, progress: { stop, next } }) {
  if (outcome) return `Finished: ${outcome}.`;
  if (isDisputed) return "Finished with different outcomes: open it to decide.";
  const place = next && placeOf(next.item);
  const where = stop ? `Stopped, ${signed("failed")}: ${place}` : next ? `Next: ${place}` : "Nothing open, not finished";
  return `${isRollback ? "Rollback under way. " : ""}${where}.`;
}
