/**
 * A shared status stays on the page until the reader leaves it: the address loses its fragment with the next
 * click in the contents, and the theme replaces it while the reader scrolls.
 */

import { kindOf, outcomeOf } from "../markdown.js";
import { countsOf, lineOf } from "../progress.js";
import { SNAPSHOT, readSnapshot, snapshotOf } from "../share.js";
import { ask } from "../store.js";
import { t } from "../words.js";
import { h, local, storageOf } from "./dom.js";
import { list, signed } from "./wording.js";

/** @typedef {{view: import("../share.js").SharedView | null, problem: string}} Shared */

/** The longest fragment that is read, in characters. */
const LONGEST = 100_000;

const DAMAGED = t("This link is damaged or of an earlier form.");

/** The fragment of each page that shows a status, by path. @type {Map<string, string>} */
const held = new Map();

/** What the fragments say; those that are still being read are missing. @type {Map<string, Shared>} */
const known = new Map();

const keyOf = () => `procedures:status:${location.pathname}`;

/**
 * Return the status to show: that of the address, or the one that the reader has not left yet.
 * @param {import("./view.js").RunPage} runPage
 * @returns {Shared | null} While a link is being read, one without a view.
 */
export function heldStatus(runPage) {
  const key = keyOf();
  if (/^#run=/.test(location.hash)) {
    held.set(key, location.hash);
    ask(storageOf("sessionStorage"), (session) => session.setItem(key, location.hash));
  }
  const fragment = held.get(key) ?? ask(storageOf("sessionStorage"), (session) => session.getItem(key)) ?? "";
  if (fragment === "") return null;
  const packed = /^#run=3\.([\w-]+)$/.exec(fragment)?.[1];
  if (packed === undefined) return { view: null, problem: DAMAGED };
  const shared = known.get(fragment);
  if (shared === undefined) {
    unpack(packed).then(readSnapshot, () => null).then((view) => {
      known.set(fragment, { view, problem: view ? "" : DAMAGED });
      runPage.load();
    });
  }
  return shared ?? { view: null, problem: t("Reading the link.") };
}

/** Leave the status: the page shows the reader's own run again. @param {import("./view.js").RunPage} page */
export function leaveStatus(page) {
  held.delete(keyOf());
  ask(storageOf("sessionStorage"), (session) => session.removeItem(keyOf()));
  history.replaceState(history.state, "", location.pathname + location.search);
  page.load();
}

/**
 * Return a link to what the page shows now.
 * @param {import("./view.js").RunPage} page
 * @returns {Promise<string>}
 */
export async function statusLink({ state, views, page }) {
  const packed = await pack(snapshotOf(state, views, page, new Date()));
  return `${location.href.split("#")[0]}#run=3.${packed}`;
}

/**
 * Show a status in words, by step.
 * @param {import("../share.js").SharedView} view
 * @param {boolean} isCurrent Whether the page is the build that it was made on.
 * @returns {Node[]}
 */
export function snapshotLines({ asOf, kind, outcome, rollback, title, version, items }, isCurrent) {
  const counted = items.filter(({ counts }) => counts);
  /** @type {any} */
  const statuses = counted;
  const counts = countsOf(statuses);
  const steps = new Map();
  for (const item of items.filter(({ counts: applies, status }) => applies || status !== "open")) steps.set(item.step, [...(steps.get(item.step) ?? []), item]);
  const about = [t("{title}, version {version}", { title, version }), kindOf({ kind: /** @type {any} */ (kind) }), rollback && t("Rollback started"), outcomeOf(outcome)].filter(Boolean).join(", ");
  return [
    h("div", {}, t("As of {time}: {about}: {counts}. Read-only.", { time: local(asOf), about, counts: lineOf(counts) })),
    !isCurrent && h("div", {}, t("The procedure has changed since. What follows is what the page showed then.")),
    h("details", { class: "procedures-snapshot", open: !isCurrent }, h("summary", {}, t("All items")),
      ...[...steps].map(([step, inner]) => h("div", {}, step, list(inner.map((/** @type {any} */ item) => `${signed(item.status)} – ${item.text}`))))),
  ].filter(Boolean);
}

/** @param {string} text @returns {Promise<string>} Compressed, in the letters of base64url. */
async function pack(text) {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** @param {string} packed @returns {Promise<string>} Empty if it is too large. */
async function unpack(packed) {
  if (packed.length > LONGEST) return "";
  const bytes = Uint8Array.from(atob(packed.replace(/-/g, "+").replace(/_/g, "/")), (char) => char.charCodeAt(0));
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw")).pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    text += part.value;
    if (text.length > SNAPSHOT.text) return "";
  }
  return text;
}
