/** The scripts and style sheets that are shipped are what their sources make. */

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { test } from "node:test";

import { NAMES, filesOf } from "../../scripts/javascript.js";

test("each folder with a main file is built", () => {
  assert.ok(NAMES.includes("run.js") && NAMES.includes("procedures.css"));
});

for (const name of NAMES) {
  test(`${name} is what its sources make`, async () => {
    const files = await filesOf(name);
    assert.deepEqual(files.map(({ path }) => basename(path)).sort(), name.endsWith(".js") ? [name, `${name}.map`] : [name]);
    for (const { path, text } of files) {
      const shipped = existsSync(path) ? readFileSync(path, "utf8") : "";
      assert.ok(shipped === text, `assets/${basename(path)} is not what its sources make: run \`make scripts\` and commit it`);
    }
  });
}
