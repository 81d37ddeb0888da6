import assert from "node:assert/strict";
import { test } from "node:test";

import { compare, history, pageOf, told } from "./oracle.js";

const EDITS = Number(process.env.EDITS ?? 2000);

test(`after ${EDITS} edits, no verdict is on another item, and none is lost`, () => {
  let edits = 0;
  const first = process.env.CI ? 1 : Date.now() % 2 ** 31;
  for (let seed = first; edits < EDITS; seed += 1) {
    const made = history(seed);
    const problems = compare(made, made.builds.map(({ phases }, number) => pageOf(phases, number)));
    assert.equal(problems.length, 0, `seed ${seed}\n${problems.join("\n")}\n${told(made)}`);
    edits += made.edits;
  }
});
