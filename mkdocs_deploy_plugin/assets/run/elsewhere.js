/**
 * Runs of a procedure that this browser has stored under another path of the same origin: of another version of the
 * site, or from before it was moved.
 */

import { fold, registerOf } from "./fold.js";
import { merge, readRecord } from "./record.js";
import { decoded, keysOf } from "./store.js";

/** @typedef {import("./record.js").RunRecord} RunRecord */
/** @typedef {{site: string, procedure: string, record: RunRecord, facts: import("./events.js").Facts, outcome: string}} RunElsewhere */

/**
 * Return the runs that have entries which are not stored here, the newest first.
 * @param {import("./store.js").KeyStore | null} storage
 * @param {string} site The path of this site's root.
 * @param {readonly string[]} procedures The id of the procedure, and its former ids.
 * @param {(run: string) => RunRecord | null} find Returns the copy of a run that is stored here.
 * @param {(run: string, text: string) => boolean} [isWanted] Whether to read a run, from its id and its stored text.
 * @returns {RunElsewhere[]}
 */
export function runsElsewhere(storage, site, procedures, find, isWanted = () => true) {
  if (storage === null) return [];
  try {
    return keysOf(storage)
      .flatMap((key) => runAt(storage, key, site, procedures, find, isWanted) ?? [])
      .sort((a, b) => (a.record.header.created < b.record.header.created ? 1 : -1));
  } catch {
    return []; // The storage is blocked: the page says so elsewhere.
  }
}

/**
 * Return the run under a key, or null.
 * @param {import("./store.js").KeyStore} storage
 * @param {string} key
 * @param {string} site
 * @param {readonly string[]} procedures
 * @param {(run: string) => RunRecord | null} find
 * @param {(run: string, text: string) => boolean} isWanted
 * @returns {RunElsewhere | null}
 */
function runAt(storage, key, site, procedures, find, isWanted) {
  const parts = /^procedures:run:1:([^:]+):([^:]+):([^:]+)$/.exec(key)?.slice(1).map(decoded);
  if (!parts) return null;
  const [there, procedure, run] = parts;
  if (there === site || !isPath(there) || !procedures.includes(procedure)) return null;
  const text = storage.getItem(key) ?? "";
  if (!isWanted(run, text)) return null;
  const { record } = readRecord(text);
  if (record?.header.run !== run || !procedures.includes(record.header.procedure)) return null;
  const known = find(run);
  if (known !== null && merge(known, record).record === known) return null;
  const state = fold(record.events);
  return { site: there, procedure, record, facts: state.facts, outcome: registerOf(state, "finish").is };
}

/**
 * Return the address of the page that has a run.
 * @param {RunElsewhere} run
 * @param {string} site The path of this site's root.
 * @param {string} path The path of this page.
 * @param {string} procedure The id of the procedure.
 */
export function addressOf(run, site, path, procedure) {
  const rest = path.slice(site.length);
  return run.site + (run.procedure === procedure ? rest : rest.replace(encodeURI(procedure), encodeURI(run.procedure)));
}

/**
 * Whether the stored text of a run is that of a finished one, without reading it, which takes long for many runs. Only an
 * undo opens a run again: then this cannot be told.
 * @param {string} text
 */
export function isPlainlyFinished(text) {
  return text.includes('"k":"finish"') && !text.includes('"k":"undo"');
}

/** Whether a text is a path on this origin. @param {string} text */
function isPath(text) {
  return /^\/(?!\/)[^\\?#\s]*$/.test(text);
}
