/**
 * The oracle of identity through real builds: see tests/site/test_identity.py.
 *
 * `make FIRST COUNT` prints the Markdown of the builds of COUNT histories, and `compare` reads their pages from standard
 * input and prints what is wrong with each.
 */

import { readFileSync } from "node:fs";

import { compare, history, markdownOf, told } from "./oracle.js";

const [action, first, count] = process.argv.slice(2);

if (action === "make") {
  const seeds = Array.from({ length: Number(count) }, (_, at) => Number(first) + at);
  process.stdout.write(JSON.stringify(seeds.map((seed) => {
    const { builds, edits } = history(seed);
    return { seed, edits, builds: builds.map(({ phases }) => markdownOf(phases)) };
  })));
} else {
  const read = JSON.parse(readFileSync(0, "utf8"));
  const problems = read.flatMap(({ seed, pages }) => {
    const made = history(seed);
    return compare(made, pages).map((problem) => `seed ${seed}: ${problem}\n${told(made)}`);
  });
  process.stdout.write(JSON.stringify(problems));
}
