/** Prints, as JSON, the times in milliseconds that aligning two builds of a procedure takes: see benchmarks/browser.py. */

import { align } from "../mkdocs_deploy_plugin/assets/run/align.js";

const [ITEMS, ROUNDS] = process.argv.slice(2).map(Number);
const digest = (/** @type {unknown} */ value) => Buffer.from(String(value)).toString("hex").padEnd(12, "0").slice(-12);

/** A build: five items a step, every seventh step with a twin, every ninth reworded in the new build. */
function build(/** @type {boolean} */ isNew) {
  return Array.from({ length: ITEMS }, (_, at) => {
    const step = Math.floor(at / 5);
    const title = step % 7 ? step : 0;
    const text = `Check ${at % 5} of step ${title}${isNew && step % 9 === 4 ? " again" : ""}`;
    return { id: `step-${step + Number(isNew)}/${at % 5}`, rev: [text, step % 3, title, title, title].map(digest).join("."), text };
  }).slice(isNew ? 5 : 0);
}

const times = Array.from({ length: ROUNDS }, () => {
  const [before, after] = [build(false), build(true)];
  const begin = performance.now();
  align(before, after, (item) => /** @type {any} */ (item).text);
  return performance.now() - begin;
});
process.stdout.write(JSON.stringify(times));
