import assert from "node:assert/strict";
import { test } from "node:test";

import { viewItems } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { sharedState } from "../../mkdocs_deploy_plugin/assets/run/page/snapshot.js";
import { progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { readFragment, shareFragment } from "../../mkdocs_deploy_plugin/assets/run/share.js";
import { digest, fc, histories, item, page, Run } from "./support.js";

const link = (run, at = new Date(1.7e12)) => shareFragment(run.state, viewItems(run.state, run.record.texts, run.page), run.page.digest, at);

test("a link carries the status of each item, and nothing else", () => {
  const one = new Run(page(["a", "b", "c", "d", "e", "f", "g", "h"].map((id, at) => item(id, at + 1))));
  const two = one.copy("samlee", "Sam Lee");
  ["skipped", "failed", "na"].forEach((is, at) => one.judge("abc"[at], is, "secret"));
  one.judge("d");
  one.judge("e");
  two.judge("e", "failed", "no answer");
  one.learn(two);
  one.judge("f");
  one.act("rollback");
  one.act("finish", { outcome: "rolled back" });
  one.page = page(one.page.items.map((old) => (old.id === "f" ? item("f", 6, 9) : old)), 2);
  const { view, problem } = readFragment(`#${link(one)}`, one.page);
  assert.equal(problem, "");
  assert.deepEqual(view, {
    asOf: "2023-11-14T22:13:20.000Z",
    kind: "real",
    outcome: "rolled back",
    rollback: true,
    items: ["skipped", "failed", "na", "done", "conflict", "confirm", "open", "open"],
  });
  assert.ok(link(one).length < 50);
});

test("a link shows what its writer saw, whatever that was", () => {
  fc.assert(
    fc.property(histories, ({ writers }) => {
      for (const run of writers) {
        const views = viewItems(run.state, run.record.texts, run.page);
        const { view } = readFragment(link(run), run.page);
        assert.deepEqual(view.items, views.map(({ status }) => status));
      }
    }),
  );
});

test("a link to another state of the procedure is refused, and so is a damaged one", () => {
  const run = new Run();
  run.judge("a");
  run.judge("c");
  const good = link(run);
  const start = good.slice(0, good.lastIndexOf(".") + 1);
  assert.equal(good, `${start}${BigInt("0o1200101").toString(16)}`);
  assert.equal(readFragment(good, run.page).problem, "");
  for (const bad of [
    good.replace("00d001", "00d002"), good.replace("=2", "=1"), good.slice(0, -1), good.slice(0, -2), `${good}0`, `${good}!`,
    `${good}${"0".repeat(3000)}`, "run=", "run=2.", good.replace(".1700000000.", ".99999999999999."),
    ...["200007", "300000", "240000", "202000", "20000", "2000000"].map((digits) => `${start}${BigInt(`0o1${digits}`).toString(16)}`),
  ]) {
    const { view, problem } = readFragment(bad, run.page);
    assert.equal(view, null, bad);
    assert.notEqual(problem, "");
  }
  assert.equal(readFragment("#step-1.1", run.page), null);
  assert.equal(readFragment("", run.page), null);
});

test("no fragment throws", () => {
  const shown = page([item("a")]);
  const parts = fc.constantFrom("run=", "1.", "2.", shown.digest, digest(5), ".", "99999999999", "0", "200", "1fe", "8000", "#", "x");
  fc.assert(fc.property(fc.array(parts), (all) => void readFragment(all.join(""), shown)), { numRuns: 2000 });
});

test("a shared run that was rolled back counts the items of the rollback", () => {
  const views = [{ item: item("a"), status: "done", events: new Set() }, { item: { ...item("b", 1), rollback: true }, status: "open", events: new Set() }];
  const waited = (rollback) => progressOf(sharedState({ rollback }), views).waited.map((view) => view.item.id);
  assert.deepEqual([waited(false), waited(true)], [["a"], ["b"]]);
});
