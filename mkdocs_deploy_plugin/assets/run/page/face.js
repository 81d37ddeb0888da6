/**
 * The header of a run, which stays at the top: which run it is, who runs it, how long it has taken, and its counts. Without a
 * run, it invites to start one.
 */

import { registerOf } from "../fold.js";
import { kindOf, outcomeOf } from "../markdown.js";
import { countIn, countsOf, lineOf } from "../progress.js";
import { t } from "../words.js";
import { button, h, local } from "./dom.js";
import { leaveStatus } from "./snapshot.js";
import { openStart } from "./start_dialog.js";
import { SIGNS, nameOf, spanOf } from "./wording.js";

/** @typedef {import("./view.js").RunPage} RunPage */

/**
 * Return the parts of the header.
 * @param {RunPage} page
 */
export function makeFace(page) {
  const parts = {
    start: button(t("Start a run"), () => openStart(page), { class: "procedures-button procedures-primary" }),
    back: button(t("Back to your run"), () => leaveStatus(page), { class: "procedures-button procedures-primary" }),
    about: h("span", { class: "procedures-about" }),
    clock: h("span", { class: "procedures-clock" }),
    counts: h("div", { class: "procedures-counts" }),
    meter: h("div", { class: "procedures-meter", "aria-hidden": "true" }),
    band: h("strong", { class: "procedures-band" }),
  };
  const { start, back, about, clock, counts, meter, band } = parts;
  const element = h("div", { class: "procedures-face", role: "region", "aria-label": t("Run") },
    h("div", { class: "procedures-line" }, band, about, start, back, clock), counts, meter);
  return { element, ...parts };
}

/**
 * Show the header.
 * @param {RunPage} page
 * @param {readonly import("../views.js").ItemView[]} waited
 */
export function showFace(page, waited) {
  const { state, shared, record, outcome } = page;
  const { element, band, about, start, back, counts, meter } = page.face;
  const { facts } = state;
  const view = shared?.view;
  const isRun = record !== null && !shared;
  element.dataset.kind = shared ? "status" : isRun ? (outcome ? "end" : facts.kind) : "";
  start.hidden = isRun || Boolean(shared) || !page.isProcedure;
  back.hidden = !shared;
  band.textContent = shared ? t("Shared status") : isRun ? [bandOf(facts), outcome && outcomeOf(outcome), page.isRollback && !outcome && t("rolling back")].filter(Boolean).join(" · ") : "";
  about.textContent = view ? t("as of {time}, read-only", { time: local(view.asOf) })
    : isRun ? [facts.kind !== "real" && facts.environment, facts.ticket, facts.name, page.author.by].filter(Boolean).join(" · ")
    : shared || !page.isProcedure ? "" : t("No run has been started.");
  // What is printed at the top of each page.
  page.root.dataset.sheet = isRun ? [nameOf(facts), t("Started"), local(record.header.created)].join("  ") : "";
  const tally = countsOf(isRun || view || !page.isProcedure ? waited : []);
  const line = lineOf(tally);
  if (counts.textContent !== line) {
    counts.replaceChildren(...[...tally].flatMap(([status, number]) => [" · ", h("span", { "data-mark": status, "data-sign": SIGNS[status] }, countIn(status, number))]).slice(1));
    // What is bigger than its number: the width of a segment follows it.
    meter.replaceChildren(...[...tally].map(([status, number]) => {
      const segment = h("span", { "data-mark": status });
      segment.style.flexGrow = String(number);
      return segment;
    }));
  }
  counts.hidden = meter.hidden = line === "";
  showClock(page);
}

/** Show the elapsed time and the time of day. @param {RunPage} page */
export function showClock({ face: { clock }, record, shared, state, outcome, now }) {
  const parts = [];
  if (record && !shared) {
    const end = Date.parse(outcome ? (registerOf(state, "finish").heads[0]?.event.t ?? "") : "") || now;
    parts.push(spanOf(end - Date.parse(record.header.created)));
    if (!outcome) parts.push(new Date(now).toLocaleTimeString(undefined, { hour: "2-digit", minute: "2-digit", timeZoneName: "short" }));
  }
  const text = parts.join(" · ");
  if (clock.textContent !== text) clock.textContent = text;
}

/** The word of the coloured band. @param {import("../events.js").Facts} facts @returns {string} */
function bandOf({ kind, environment }) {
  return kind === "real" ? environment || kindOf({ kind }) : kindOf({ kind });
}
