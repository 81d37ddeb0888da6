import assert from "node:assert/strict";
import { test } from "node:test";

import { SNAPSHOT, readSnapshot, snapshotOf } from "../../mkdocs_deploy_plugin/assets/run/share.js";
import { digest, fc, histories, item, page, Run } from "./support.js";
import { viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";

const AS_OF = new Date(1.7e12);
const viewsOf = (run) => viewPage(run.state, run.record.texts, run.page).items;
const snapshot = (run) => snapshotOf(run.state, viewsOf(run), run.page, AS_OF);

test("a snapshot has the words and the status of each item, and no name, note or value", () => {
  const one = new Run(page(["a", "b", "c", "d", "e", "f", "g"].map((id, at) => item(id, at + 1)).concat(item("r", 9, 1, { rollback: true, step: "Step R.1: Back" }), item("s", 8, 1, { struck: true }))));
  const two = one.copy("samlee", "Sam Lee");
  ["skipped", "failed", "na"].forEach((is, at) => one.judge("abc"[at], is, "secret"));
  one.judge("d");
  one.judge("e");
  two.judge("e", "failed", "no answer");
  one.learn(two);
  one.judge("f");
  one.act("value", { name: "release", value: "secret" });
  one.act("rollback");
  one.act("finish", { outcome: "rolled back" });
  one.page = page(one.page.items.map((old) => (old.id === "f" ? item("f", 6, 9) : old)), 2);
  const text = snapshot(one);
  assert.doesNotMatch(text, /secret|Sam|Dana/);
  const { items, ...view } = readSnapshot(text);
  assert.deepEqual(view, {
    asOf: "2023-11-14T22:13:20.000Z", kind: "real", outcome: "rolled back", rollback: true,
    title: "Checkout redesign", version: "1.2.0", digest: one.page.digest,
  });
  assert.deepEqual(items.map(({ status }) => status), ["skipped", "failed", "na", "done", "conflict", "confirm", "open", "open", "open"]);
  assert.deepEqual(items.filter(({ counts }) => counts), [{ step: "Step R.1: Back", text: "Text 9 of r", status: "open", counts: true }]);
});

test("a snapshot shows what its writer saw, whatever that was", () => {
  fc.assert(fc.property(histories, ({ writers }) => {
    for (const run of writers) assert.deepEqual(readSnapshot(snapshot(run)).items.map(({ status }) => status), viewsOf(run).map(({ status }) => status));
  }));
});

test("a damaged or hostile snapshot is none, and none throws", () => {
  const good = snapshot(new Run());
  assert.notEqual(readSnapshot(good), null);
  const odd = [null, -1, 9, 1e20, "x", [], {}, "x".repeat(SNAPSHOT.text)];
  fc.assert(fc.property(fc.array(fc.tuple(fc.nat(8), fc.nat(3), fc.constantFrom(...odd)), { minLength: 1, maxLength: 3 }), fc.nat(good.length), (changes, length) => {
    assert.equal(readSnapshot(good.slice(0, Math.min(length, good.length - 1))), null);
    const data = JSON.parse(good);
    for (const [at, inner, value] of changes) {
      if (at === 7 && Array.isArray(data[7]) && inner > 0) data[7][0] = structuredClone(value);
      else data[at] = structuredClone(value);
    }
    const view = readSnapshot(JSON.stringify(data));
    if (view) for (const one of view.items) assert.ok(one.text.length <= 200 && one.step.length <= 200);
  }), { numRuns: 2000 });
  const many = JSON.parse(good);
  many[7] = [["s", Array.from({ length: SNAPSHOT.items + 1 }, () => ["x", 0, 1])]];
  assert.equal(readSnapshot(JSON.stringify(many)), null);
});
