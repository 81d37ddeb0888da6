/** The scripts that are shipped are what their modules make. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";

import { NAMES, filesOf } from "../../scripts/javascript.js";

test("each folder with a main.js is a script", () => {
  assert.ok(NAMES.includes("run"));
});

for (const name of NAMES) {
  test(`${name}.js and its source map are what its modules make`, async () => {
    const files = await filesOf(name);
    assert.deepEqual(files.map(({ path }) => basename(path)).sort(), [`${name}.js`, `${name}.js.map`]);
    for (const { path, text } of files) {
      const shipped = existsSync(path) ? readFileSync(path, "utf8") : "";
      assert.ok(shipped === text, `assets/${basename(path)} is not what assets/${name}/ makes: run \`make scripts\` and commit it`);
    }
  });
}
