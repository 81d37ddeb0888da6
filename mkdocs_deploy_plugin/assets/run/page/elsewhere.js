/**
 * Runs of the procedure under another path of the site: where they are, and how to go on with them here.
 */

import { addressOf, isPlainlyFinished, runsElsewhere } from "../elsewhere.js";
import { t } from "../words.js";
import { button, h, local } from "./dom.js";
import { nameOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */
/** @typedef {import("../elsewhere.js").RunElsewhere} RunElsewhere */

/** The most runs that the banner names. */
const MOST = 3;

/**
 * Return the runs elsewhere.
 * @param {RunPage} page
 * @param {(run: string, text: string) => boolean} [isWanted]
 */
export function findElsewhere({ store }, isWanted) {
  return runsElsewhere(store.storage, store.site, store.procedures, (run) => store.open(run), isWanted);
}

/**
 * Say where runs in progress are if the page has none, and what the current run lacks.
 * @param {RunPage} page
 * @returns {Node[]}
 */
export function elsewhere(page) {
  const { record } = page;
  if (record) {
    return findElsewhere(page, (run) => run === record.header.run).map((run) => line(page, run, t("The copy of this run at another address of the site has entries that are missing here:"), t("Add them here")));
  }
  return findElsewhere(page, (_, text) => !isPlainlyFinished(text))
    .filter(({ outcome }) => outcome === "")
    .slice(0, MOST)
    .map((run) => {
      const text = t("A run of this procedure, {run}, started {time}, is in progress at another address of the site:", { run: nameOf(run.facts), time: local(run.record.header.created) });
      return line(page, run, text, t("Continue it here"));
    });
}

/**
 * @param {RunPage} page
 * @param {RunElsewhere} run
 * @param {string} text
 * @param {string} label
 */
function line(page, run, text, label) {
  const address = addressOf(run, page.store.site, location.pathname, page.store.procedures[0]);
  return h("div", { class: "procedures-elsewhere" }, text, " ", h("code", {}, run.site), " ",
    h("a", { class: "procedures-button", href: address }, t("Open it there")), " ",
    button(label, () => continueHere(page, run)));
}

/**
 * Copy a run and make it the current one. Nothing is removed where it is.
 * @param {RunPage} page
 * @param {RunElsewhere} run
 */
export function continueHere(page, { record, site }) {
  page.store.put(record);
  page.store.choose(record.header.run);
  page.load();
  page.say(t("Copied from {site}. The run there stays as it is.", { site }));
}
