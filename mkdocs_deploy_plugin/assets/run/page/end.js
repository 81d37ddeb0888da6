/**
 * The end of a run, on its own screen: outcome, deviations, people, time, sign-off and record.
 */

import { registerOf } from "../fold.js";
import { outcomeOf } from "../markdown.js";
import { elapsed, standing } from "../progress.js";
import { t } from "../words.js";
import { row } from "./dialog.js";
import { button, h, local } from "./dom.js";
import { exportRow, openFinish, openHandOver } from "./run_dialogs.js";
import { openSignOff, signatures } from "./signing.js";
import { listed, nameOf, spanOf } from "./wording.js";

/**
 * Return the end of the run; false while it is in progress.
 * @param {import("./view.js").RunPage} page
 * @returns {HTMLElement | false}
 */
export function endOf(page) {
  const { state, record, outcome, progress, views } = page;
  if (!record || page.shared || outcome === "") return false;
  const finish = registerOf(state, "finish").heads[0].event;
  const signed = signatures(page);
  const phases = [...elapsed(state, views)].filter(([, spent]) => spent >= 30_000);
  const facts = [
    [t("Run"), nameOf(state.facts)],
    [t("Finished"), local(finish.t)],
    [t("Started"), local(record.header.created)],
    [t("Duration"), spanOf(Date.parse(finish.t) - Date.parse(record.header.created))],
    [t("People"), state.people.join(", ")],
    [t("Reason"), finish.note],
    ...phases.map(([phase, spent]) => [phase || "–", spanOf(spent)]),
  ];
  return h("section", { class: "procedures-end", "aria-label": t("End of the run"), tabindex: -1 },
    h("h2", {}, `${outcomeOf(outcome)}: ${standing(progress.waited)}`),
    h("dl", {}, ...facts.filter(([, text]) => text).flatMap(([name, text]) => [h("dt", {}, name), h("dd", {}, text)])),
    progress.deviations.length > 0 && h("h3", {}, t("Deviations")), listed(progress.deviations),
    signed && h("h3", {}, t("Signed off")), signed,
    h("h3", {}, t("Record")), exportRow(page, record, "procedures-primary"),
    row(button(t("Sign off"), () => openSignOff(page)), button(t("Hand over"), () => openHandOver(page)), button(t("Reopen"), () => openFinish(page))));
}
