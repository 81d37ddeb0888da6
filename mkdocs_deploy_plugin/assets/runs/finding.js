/**
 * The runs of all procedures in the browser's storage. Nothing in it is trusted: see `../run/checks.js`.
 */

import { fold, registerOf } from "../run/fold.js";
import { progressOf } from "../run/progress.js";
import { RunStore, ask, decoded, keysOf } from "../run/store.js";
import { pageAsSeen, viewPage } from "../run/views.js";

/** @typedef {import("../run/store.js").KeyStore} KeyStore */
/** @typedef {readonly [string, string, ...string[]]} Known The id of a procedure, its address, and its former ids. */
/** @typedef {{runs: FoundRun[], newer: string[], left: number, store: RunStore}} Found */

/**
 * @typedef {object} FoundRun
 * @property {RunStore} store The runs of the same procedure.
 * @property {import("../run/record.js").RunRecord} record
 * @property {string} address The address of the procedure; empty if the site does not have it.
 * @property {import("../run/events.js").Facts} facts
 * @property {string[]} people
 * @property {string} last The time of the last entry.
 * @property {string} outcome Empty while the run is in progress.
 * @property {boolean} isDisputed Whether copies of the run end with different outcomes.
 * @property {boolean} isRollback
 * @property {import("../run/progress.js").Progress} progress
 * @property {boolean} isUnsaved Whether the browser has not stored all of it.
 */

/** The most runs that are read. */
export const MOST = 500;

/**
 * Find all runs of a site.
 * @param {KeyStore | null} storage
 * @param {KeyStore | null} session
 * @param {string} site The path of the site's root.
 * @param {readonly Known[]} known The procedures of the site.
 * @param {string} tab The id of this page.
 * @param {import("../run/store.js").Memory} memory
 * @returns {Found} Those in progress first, then by their last entry, the newest first; the procedures with runs that a newer
 *   script has stored; how many runs were not read; a store of the site.
 */
export function findRuns(storage, session, site, known, tab, memory) {
  const byName = new Map([...known].reverse().flatMap((entry) => [entry[0], ...entry.slice(2)].map((name) => [name, entry])));
  for (const entry of known) byName.set(entry[0], entry);
  const storeOf = (/** @type {string[]} */ names) => new RunStore(storage, session, site, names, tab, memory);
  const prefix = `procedures:run:1:${encodeURIComponent(site)}:`;
  const named = [...(ask(storage, keysOf) ?? []), ...memory.runs.keys()]
    .filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length).split(":").map(decoded))
    // Ticks on ordinary pages are not runs. What was set aside is not read again.
    .filter(([name, run, part]) => name && run && !name.startsWith("page:") && !part?.startsWith("aside"));
  // Whatever else there is must not crowd out runs of procedures that the site has.
  named.sort(([a], [b]) => Number(byName.has(b)) - Number(byName.has(a)));
  /** @type {Map<string, {store: RunStore, address: string, ids: Set<string>}>} */
  const groups = new Map();
  let left = 0;
  let count = 0;
  for (const [name, run] of named) {
    const [id, address, ...former] = byName.get(name) ?? [name, ""];
    const group = groups.get(id) ?? { store: storeOf([id, ...former]), address, ids: new Set() };
    groups.set(id, group);
    if (group.ids.has(run)) continue;
    if (count === MOST) left += 1;
    else {
      group.ids.add(run);
      count += 1;
    }
  }
  const runs = [...groups.values()].flatMap(({ store, address, ids }) => [...ids].flatMap((run) => foundRun(store, run, address) ?? []));
  runs.sort((a, b) => Number(a.outcome !== "") - Number(b.outcome !== "") || b.last.localeCompare(a.last));
  const newer = [...groups].filter(([, { store }]) => store.newer.size > 0).map(([id]) => id);
  return { runs, newer, left, store: storeOf([""]) };
}

/** @param {RunStore} store @param {string} run @param {string} address @returns {FoundRun | null} */
function foundRun(store, run, address) {
  const record = store.open(run);
  if (record === null) return null;
  const { events, texts, header } = record;
  const state = fold(events);
  const finish = registerOf(state, "finish");
  return {
    store,
    record,
    address,
    facts: state.facts,
    people: state.people,
    last: state.events.findLast(({ k }) => k !== "page")?.t ?? header.created,
    outcome: finish.is,
    isDisputed: finish.conflict,
    isRollback: state.of("rollback").length > 0,
    progress: progressOf(state, viewPage(state, texts, pageAsSeen(state, texts)).items, { now: Date.now() }),
    isUnsaved: store.unsaved.has(run),
  };
}

/**
 * Delete a run from the browser.
 * @param {FoundRun} found
 */
export function deleteRun({ store, record: { header: { run } } }) {
  if (store.current()?.header.run === run) store.choose("");
  store.remove(run);
}
