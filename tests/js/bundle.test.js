/** The modules have to work as one classic script as well: what is shipped is all of them in a row. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import vm from "node:vm";

const FOLDER = fileURLToPath(new URL("../../mkdocs_deploy_plugin/assets/run/", import.meta.url));
const CORE = ["events", "fold", "changes", "progress", "pattern", "values", "checks", "record", "share", "markdown", "store"];
const IMPORT = /^import \{ ([\w, ]+) \} from "\.\/([a-z]+)\.js";$/gm;
const TOP = /^(?:export )?(?:async )?(?:function|class|const|let) (\w+)/gm;

const sources = new Map(
  CORE.map((name) => `${name}.js`).filter((name) => readdirSync(FOLDER).includes(name)).map((name) => [name.slice(0, -3), readFileSync(`${FOLDER}${name}`, "utf8")]),
);
const importsOf = (source) => [...source.matchAll(IMPORT)].map(([, names, from]) => ({ names: names.split(", "), from }));

/** Give the modules so that each comes after those that it imports. */
function ordered() {
  const done = new Set();
  const visit = (name, path) => {
    assert.ok(!path.includes(name), `circle: ${[...path, name].join(" → ")}`);
    for (const { from } of importsOf(sources.get(name))) visit(from, [...path, name]);
    done.add(name);
  };
  for (const name of sources.keys()) visit(name, []);
  return [...done];
}

test("there are no imports and exports but plain ones", () => {
  assert.deepEqual(CORE.filter((name) => !sources.has(name)), []);
  for (const [name, source] of sources) {
    const code = source.replace(/\/\*\*[^]*?\*\//g, "");
    const count = (what) => code.match(what)?.length ?? 0;
    assert.equal(count(/^\s*import\b|\bimport\(/gm), importsOf(source).length, name);
    assert.equal(count(/^\s*export\b/gm), count(/^export (?:function|class|const) /gm), name);
    assert.equal(count(/^\s*await\b/gm), 0, name);
    for (const { names, from } of importsOf(source)) {
      const exported = [...sources.get(from).matchAll(/^export (?:function|class|const) (\w+)/gm)].map(([, one]) => one);
      for (const one of names) assert.ok(exported.includes(one), `${name} imports ${one}`);
    }
  }
});

test("no two modules have a name in common", () => {
  const names = [...sources.values()].flatMap((source) => [...source.matchAll(TOP)].map(([, name]) => name));
  assert.deepEqual(names.filter((name, at) => names.indexOf(name) !== at), []);
});

test("in a row they are a classic script that needs neither a page nor modules", () => {
  const core = ordered().filter((name) => CORE.includes(name));
  const script = core.map((name) => sources.get(name).replace(IMPORT, "").replace(/^export /gm, "")).join("\n");
  const found = vm.runInNewContext(`(function () { "use strict"; ${script}; return [typeof RunStore, matches("v[0-9]+", "v12"), fold([]).facts.kind]; })()`, {});
  assert.deepEqual([...found], ["function", true, "scratch"]);
});
