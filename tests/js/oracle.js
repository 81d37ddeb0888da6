/** Compare what a page shows after edits with the hidden names of the items: see `edits.js`. */

import { viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { Choices, edited, itemsOf, markdownOf, pageOf, procedure, remember } from "./edits.js";
import { author, Run } from "./support.js";

const VERDICTS = ["done", "done", "done", "failed", "skipped", "na"];

/**
 * Make a history: a procedure, judged, edited, perhaps judged and edited again.
 * @returns {{builds: {phases: any, seen: boolean, verdicts: [string, string][]}[], edits: number}} Verdicts by hidden name.
 */
export function history(seed) {
  const choices = new Choices(seed);
  let phases = procedure(choices);
  const builds = [];
  let edits = 0;
  const touched = new Set();
  const ever = new Map();
  for (let round = 0, rounds = 2 + choices.below(2); round < rounds; round += 1) {
    const names = itemsOf(phases).map(({ name }) => name);
    const isSeen = round === 0 || round === rounds - 1 || choices.below(2) === 0;
    const verdicts = round < rounds - 1 && isSeen ? names.filter(() => choices.below(2)).map((name) => [name, choices.of(VERDICTS)]) : [];
    builds.push({ phases, isSeen, verdicts });
    if (isSeen) {
      touched.clear();
      remember(phases, ever);
    }
    for (let left = 1 + choices.below(4); left > 0 && round < rounds - 1; left -= 1) {
      const next = edited(phases, choices, touched, ever);
      edits += Number(next !== phases);
      phases = next;
    }
  }
  return { builds, edits };
}

/**
 * Run a history on its pages, and compare.
 * @param {ReturnType<typeof history>} made
 * @param {any[]} pages The pages of its builds, from `pageOf` or from a real site.
 * @returns {string[]} What is wrong.
 */
export function compare({ builds }, pages) {
  const run = new Run(pages[0], author());
  const given = new Map();
  for (const [number, { phases, isSeen, verdicts }] of builds.entries()) {
    if (!isSeen) continue;
    run.page = pages[number];
    run.author = author(`writer${number}`, `Writer ${number}`);
    if (number > 0 && number < builds.length - 1) run.act("note", {}, "seen");
    const items = itemsOf(phases);
    for (const [name, is] of verdicts) {
      const at = items.findIndex((one) => one.name === name);
      run.judge(run.page.items[at].id, is, "a reason");
      given.set(name, { is, ...items[at], earlier: given.get(name), build: number, event: run.record.events.at(-1).e });
    }
  }
  const items = itemsOf(/** @type {any} */ (builds.at(-1)).phases);
  const views = viewPage(run.state, run.record.texts, run.page).items;
  const gone = new Set(viewPage(run.state, run.record.texts, run.page).removed.map(({ t, by }) => `${by} ${t}`));
  const problems = [];
  for (const [at, { status }] of views.entries()) {
    const { name, words } = items[at];
    if (!/done|failed|skipped|na/.test(status)) continue;
    const was = given.get(name);
    if (was?.is !== status || was.words !== words) problems.push(`false verdict: ${status} on ${run.page.items[at].id}, ${words}, judged: ${was?.is} ${was?.words}`);
  }
  for (const [name, was] of given) {
    const at = items.findIndex((one) => one.name === name);
    const alone = builds.slice(was.build).filter(({ isSeen }) => isSeen).every(({ phases }) => itemsOf(phases).filter(({ words }) => words === was.words).length <= 1);
    const isSame = builds.slice(was.build).filter(({ isSeen }) => isSeen).every(({ phases }) => {
      const now = itemsOf(phases).find((one) => one.name === name);
      return now?.words === was.words && now.key === was.key;
    });
    if (isSame && alone && views[at].status !== was.is) problems.push(`silent loss: ${was.is} of ${was.words}: ${views[at].status}`);
    const { t, by } = run.record.events.find(({ e }) => e === was.event);
    const isShown = views.some(({ heads }) => heads.some(({ event }) => event.e === was.event));
    // Somebody who saw it has judged another item that it could have been about.
    const isSettled = run.record.events.some(({ v }) => v.after?.includes(was.event));
    if (!isShown && !isSettled && !gone.has(`${by} ${t}`)) problems.push(`vanished: ${was.is} of ${was.words}`);
  }
  return problems;
}

/** Describe a history for a person. */
export function told({ builds }) {
  return builds.map(({ phases, isSeen, verdicts }) => `${isSeen ? "seen" : "not seen"}, ${JSON.stringify(verdicts)}\n${phases.map((phase) => `${phase.title}\n${phase.steps.map((at) => `  ${at.title} | ${at.prose} | ${at.commands}\n${at.items.map((one) => `    ${one.name} ${one.text} ${one.key}`).join("\n")}`).join("\n")}`).join("\n")}`).join("\n---\n");
}

export { markdownOf, pageOf };
