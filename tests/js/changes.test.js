import assert from "node:assert/strict";
import { test } from "node:test";

import { changesSince, itemsAsSeen, removedItems, viewItems } from "../../mkdocs_deploy_plugin/assets/run/changes.js";
import { elapsed, progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { item, page, Run } from "./support.js";

const views = (run) => viewItems(run.state, run.record.texts, run.page.items);
const view = (run, id) => views(run).find((one) => one.item.id === id);
const brief = (run) => views(run).map(({ item: { id }, is, mark }) => `${id} ${is} ${mark}`.trim());

/** A run on a page that is built anew, with other items. */
function rebuilt(run, items) {
  run.page = page(items, 2);
  return run;
}

test("what stays the same stays ticked", () => {
  const run = new Run();
  run.judge("a");
  rebuilt(run, [item("new", 9), item("a", 1), item("b", 2), item("c", 3)]);
  assert.deepEqual(brief(run), ["new open new", "a done", "b open", "c open"]);
  assert.equal(changesSince(run.state, run.page.items), "1 new");
});

test("what was reworded stays ticked and is marked, with the old text", () => {
  const run = new Run();
  run.judge("a", "skipped", "no time");
  rebuilt(run, [item("a", 9), item("b", 2), item("c", 3)]);
  const { is, mark, was } = view(run, "a");
  assert.deepEqual([is, mark, was?.text, was?.note], ["skipped", "reworded", "Text 1 of a", "no time"]);
  assert.equal(changesSince(run.state, run.page.items), "1 reworded");
});

test("an item whose commands changed is open until it is confirmed, and says who ticked what", () => {
  const run = new Run();
  run.judge("a");
  rebuilt(run, [item("a", 1, 7), item("b", 2), item("c", 3, 7)]);
  const { is, mark, was } = view(run, "a");
  assert.deepEqual([is, mark, was?.is, was?.by, was?.commands], ["open", "stale", "done", "Dana Okafor", "command 1"]);
  assert.equal(was?.t, run.record.events.at(-1).t);
  assert.equal(view(run, "c").mark, "");
  assert.equal(changesSince(run.state, run.page.items), "2 with changed commands");
  run.act("confirm", { is: was.is }, was.note, run.page.items[0]);
  assert.deepEqual([view(run, "a").is, view(run, "a").mark], ["done", ""]);
  assert.equal(run.record.texts["00000000c007"], "command 7");
});

test("a removed item is kept with its verdict and text", () => {
  const run = new Run();
  run.judge("a", "failed", "no answer");
  rebuilt(run, [item("b", 2), item("c", 3)]);
  const [removed, ...others] = removedItems(run.state, run.record.texts, run.page.items);
  assert.deepEqual([removed.id, removed.is, removed.text, removed.note], ["a", "failed", "Text 1 of a", "no answer"]);
  assert.deepEqual(others, []);
  assert.equal(changesSince(run.state, run.page.items), "1 removed");
});

test("a conflict is open, and shows all verdicts", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.judge("a");
  two.judge("a", "failed", "no answer");
  one.learn(two);
  const { is, mark, heads } = view(one, "a");
  assert.deepEqual([is, mark, heads.map((head) => `${head.event.by}: ${head.is}`)], ["open", "conflict", ["Dana Okafor: done", "Sam Lee: failed"]]);
});

test("who ticked the item as it is now counts before who ticked an older one", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  rebuilt(two, [item("a", 1, 7), item("b", 2), item("c", 3)]).judge("a");
  one.judge("b");
  one.judge("c");
  one.judge("a");
  two.learn(one);
  assert.deepEqual([view(two, "a").is, view(two, "a").mark, view(two, "a").was?.by], ["done", "", "Sam Lee"]);
});

test("the source's tick counts until somebody judges the item", () => {
  const run = new Run(page([item("a", 1, 1, { initial: true })]));
  assert.deepEqual(brief(run), ["a done"]);
  run.judge("a", "open");
  assert.deepEqual(brief(run), ["a open"]);
});

test("a record knows its items without the page", () => {
  const items = [item("a", 1, 1, { initial: true }), item("b", 2, 2, { rollback: true, struck: true })];
  const run = new Run(page(items));
  assert.deepEqual(itemsAsSeen(run.state, run.record.texts), items);
});

test("the line says how complete a run is, and lists its deviations", () => {
  const items = [...["a", "b", "c"].map((id) => item(id)), item("s", 1, 1, { struck: true }), item("r", 1, 1, { rollback: true })];
  const run = new Run(page(items));
  const line = () => progressOf(run.state, views(run)).line;
  assert.equal(line(), "not complete: 3 open");
  run.judge("a");
  run.judge("b", "skipped", "no time");
  assert.equal(line(), "not complete: 1 open with 1 deviation");
  run.judge("c", "failed", "no answer");
  assert.equal(line(), "complete with 2 deviations");
  assert.deepEqual(progressOf(run.state, views(run)).deviations.map((one) => one.item.id), ["b", "c"]);
  run.judge("b", "na");
  run.judge("c");
  assert.equal(line(), "complete");
  run.act("rollback");
  assert.equal(line(), "rollback not complete: 1 open");
  assert.equal(progressOf(run.state, views(run)).next?.item.id, "r");
  run.judge("r");
  assert.equal(line(), "rollback complete");
  assert.equal(progressOf(run.state, views(run)).next, undefined);
});

test("the next item is the first open one after the one touched last, else the first open one", () => {
  const run = new Run();
  const next = () => progressOf(run.state, views(run)).next?.item.id;
  assert.equal(next(), "a");
  run.judge("b");
  assert.equal(next(), "c");
  run.judge("c");
  assert.equal(next(), "a");
});

test("time is spent in phases, and a clock that jumps back takes none away", () => {
  const run = new Run(page([item("a", 1, 1, { phase: "One" }), item("b", 1, 1, { phase: "Two" })]));
  const { clock } = run.author;
  clock.time += 58_000; // two seconds were for the start and the page
  run.judge("a");
  run.act("note", {}, "on the run");
  clock.time += 118_000;
  run.judge("b");
  clock.time -= 1e9;
  run.judge("a", "failed", "after all");
  assert.deepEqual([...elapsed(run.state)], [["One", 60_000], ["Two", 120_000]]);
});
