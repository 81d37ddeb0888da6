import assert from "node:assert/strict";
import { test } from "node:test";

import { gateBefore, isClosed, remaining } from "../../mkdocs_deploy_plugin/assets/run/gates.js";
import { markdownOf } from "../../mkdocs_deploy_plugin/assets/run/markdown.js";
import { progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { draftVerdict, viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { author, item, page, Run } from "./support.js";

const ITEMS = [item("a"), item("hold", 2, 2, { hold: "Deployment Lead" }), item("b", 3, 3, { by: "DBA" }), item("wait", 4, 4, { wait: 1800 }), item("c", 5, 5)];

function started() {
  const who = author();
  const run = new Run(page(ITEMS), who);
  const views = () => viewPage(run.state, run.record.texts, run.page).items;
  const gate = (id) => {
    const all = views();
    return gateBefore(all, all.find((view) => view.item.id === id), who.clock.time)?.item.id;
  };
  return { run, who, views, gate };
}

test("what comes after a hold waits until its role releases it, and the record says who did", () => {
  const { run, gate, views, who } = started();
  assert.deepEqual([gate("a"), gate("hold"), gate("b")], [undefined, undefined, "hold"]);
  const next = () => progressOf(run.state, views(), { now: who.clock.time }).next?.item.id;
  run.judge("b");
  assert.equal(next(), "hold");
  run.add(draftVerdict(run.view("hold"), run.page, "done", "", { role: "Deployment Lead", name: "Hanna" }));
  assert.equal(gate("b"), undefined);
  assert.match(markdownOf(run.record), /\| Deployment Lead \| Hanna, Deployment Lead \| Dana Okafor \|/);
  run.judge("hold", "failed", "not yet");
  run.undo("hold");
  assert.equal(gate("b"), "hold");
});

test("a wait is over when its time has passed, and the record has both times", () => {
  const { run, who, gate, views } = started();
  run.judge("hold");
  assert.equal(gate("c"), "wait");
  assert.ok(Number.isNaN(remaining(run.view("wait"), who.clock.time)));
  run.note("wait", "", "wait");
  who.clock.time += 600_000;
  assert.equal(remaining(run.view("wait"), who.clock.time), 1_200_000);
  assert.equal(gate("c"), "wait");
  who.clock.time += 1_200_000;
  assert.equal(remaining(run.view("wait"), who.clock.time), 0);
  assert.equal(gate("c"), undefined);
  assert.equal(progressOf(run.state, views(), { now: who.clock.time }).next?.item.id, "wait");
  run.judge("wait");
  assert.match(markdownOf(run.record), /\| 30 min \| 30 min \| Dana Okafor \|/);
});

test("a gate is overruled with a reason, until somebody judges it again", () => {
  const { run, gate, who } = started();
  run.overrule("hold", "the lead is on a plane", "gate");
  assert.equal(gate("b"), undefined);
  assert.match(markdownOf(run.record), /\| Went on although a gate was closed: .*Text 2 of hold \| Dana Okafor \|.*plane \|/);
  run.judge("hold");
  run.undo("hold");
  assert.equal(isClosed(run.view("hold"), who.clock.time), true);
});

test("the next item can be that of one role", () => {
  const { run, views } = started();
  run.judge("hold");
  assert.equal(progressOf(run.state, views(), { role: "DBA" }).next?.item.id, "b");
  run.judge("b");
  assert.equal(progressOf(run.state, views(), { role: "DBA" }).next, undefined);
});

test("evidence is kept with its item, and in the record as it was", () => {
  const { run } = started();
  run.note("a", "line 1\n  line 2 | x\n```\n", "evidence");
  assert.deepEqual(run.view("a").notes.map(({ k }) => k), ["evidence"]);
  assert.match(markdownOf(run.record), /## Evidence\n\n.*Text 1 of a:\n\n````\nline 1\n  line 2 \| x\n```\n````/);
});
