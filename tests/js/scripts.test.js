/** The scripts that are shipped are what their modules make. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { NAMES, pathOf, scriptOf } from "../../scripts/javascript.js";

test("each folder with a main.js is a script", () => {
  assert.ok(NAMES.includes("run"));
});

for (const name of NAMES) {
  test(`${name}.js is what its modules make`, async () => {
    const shipped = existsSync(pathOf(name)) ? readFileSync(pathOf(name), "utf8") : "";
    assert.ok(shipped === (await scriptOf(name)), `assets/${name}.js is not what assets/${name}/ makes: run \`make scripts\` and commit it`);
  });
}
