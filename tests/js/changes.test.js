import assert from "node:assert/strict";
import { test } from "node:test";

import { changesBetween } from "../../mkdocs_deploy_plugin/assets/run/changes.js";
import { digest } from "./support.js";

/** Give a page as runs keep it, with these headings and the numbers of their texts. */
function seen(number, sections, metadata = {}) {
  return {
    version: "1", digest: digest(number), items: [],
    sections: sections.map(([title, text]) => ({ title, digest: digest(text) })),
    metadata: Object.entries(metadata).map(([name, text]) => ({ name, digest: digest(text.length), text })),
  };
}

const texts = { [digest(1)]: "old", [digest(2)]: "new" };
const brief = (before, after) => changesBetween(before, after, texts).map(({ title, kind }) => `${title} ${kind}`);

test("other words below a heading are shown with the old ones, whatever its number", () => {
  const [change, ...others] = changesBetween(seen(1, [["Step 1.1: A", 1]]), seen(2, [["Step 1.2: A", 2]]), texts);
  assert.deepEqual([change, others], [{ title: "Step 1.2: A", kind: "changed", before: "old", after: "new" }, []]);
});

test("a number counts for nothing in any script", () => {
  for (const [word, colon] of [["Étape ", ": "], ["Шаг ", ": "], ["手順", "："], ["단계 ", ": "], ["Action item ", ": "]]) {
    const heading = (number, title) => `${word}${number}${colon}${title}`;
    assert.deepEqual(brief(seen(1, [[heading("1.1", "A"), 1]]), seen(2, [[heading("１．２", "A"), 1]])), [], word);
  }
  assert.deepEqual(brief(seen(1, [["see 1: A", 1]]), seen(2, [["see 2: A", 2]])), ["see 2: A added", "see 1: A removed"]);
});

test("what is new, removed or moved is told; what is renumbered is not", () => {
  const before = seen(1, [["Step 1.1: A", 1], ["Step 1.2: B", 2], ["Step 1.3: C", 3]]);
  assert.deepEqual(brief(before, seen(2, [["Step 1.1: N", 9], ["Step 1.2: A", 1], ["Step 1.3: B", 2], ["Step 1.4: C", 3]])), ["Step 1.1: N added"]);
  assert.deepEqual(brief(before, seen(2, [["Step 1.1: B", 2], ["Step 1.2: C", 3]])), ["Step 1.1: A removed"]);
  assert.deepEqual(brief(before, seen(2, [["Step 1.1: B", 2], ["Step 1.2: C", 3], ["Step 1.3: A", 1]])), ["Step 1.3: A moved"]);
});

test("values of the front matter are words of the procedure", () => {
  const before = seen(1, [], { risk: "High", version: "1.0", status: "Draft" });
  assert.deepEqual(brief(before, seen(2, [], { risk: "Medium", status: "Draft", owner: "x" })), ["risk changed", "owner added", "version removed"]);
});

test("nothing is told about the same build, or one whose words are not known", () => {
  const page = seen(1, [["A", 1]]);
  assert.deepEqual([brief(undefined, page), brief(page, page), brief({ ...page, digest: digest(3), sections: undefined }, page)], [[], [], []]);
});
