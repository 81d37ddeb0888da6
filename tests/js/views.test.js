import assert from "node:assert/strict";
import { test } from "node:test";

import { fold } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { elapsed, progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { pageAsSeen, viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { fc, item, page, plainly, Run } from "./support.js";

const views = (run) => viewPage(run.state, run.record.texts, run.page).items;
const brief = (run) => views(run).map(({ item: { id }, status, isNew }) => `${id} ${status}${isNew ? " new" : ""}`);
const removed = (run) => viewPage(run.state, run.record.texts, run.page).removed.map(({ text, is }) => `${text} ${is}`);

/** A run on a page that is built anew, with other items. */
function rebuilt(run, items, number = 2) {
  run.page = page(items, number);
  return run;
}

/** One step a host, each with the same check and the same commands. */
const host = (number, name, more = {}) => item(`step-1.${number}/service-answers`, 1, 1, { title: name, above: name, step: `Step 1.${number}: web-0${name}`, ...more });

test("ticks stay with their hosts when a step is put in, removed or swapped, and the steps are renumbered", () => {
  const run = new Run(page([host(1, 1), host(2, 2), host(3, 3)]));
  run.judge("step-1.1/service-answers");
  run.judge("step-1.2/service-answers", "failed", "no answer");
  rebuilt(run, [host(1, 9), host(2, 1), host(3, 2), host(4, 3)]);
  assert.deepEqual(views(run).map(({ status, isNew }) => `${status} ${isNew}`), ["open true", "done false", "failed false", "open false"]);
  rebuilt(run, [host(1, 2), host(2, 3)], 3);
  assert.deepEqual(views(run).map(({ status }) => status), ["failed", "open"]);
  assert.deepEqual(removed(run), ["Text 1 of step-1.1/service-answers done"]);
  rebuilt(run, [host(1, 3), host(2, 2), host(3, 1)], 4);
  assert.deepEqual(views(run).map(({ status }) => status), ["open", "failed", "done"]);
  assert.deepEqual(removed(run), []);
});

for (const [what, more, differs] of [
  ["its commands", [1, 7], ["commands"]],
  ["its text", [9, 1], ["text"]],
  ["the text of its step", [1, 1, { prose: 2 }], ["guidance"]],
  ["the title of its step", [1, 1, { title: 2, above: 2 }], ["title", "headings"]],
]) {
  test(`an item is to be confirmed when ${what} changed, and says what was ticked by whom`, () => {
    const run = new Run();
    run.judge("a", "skipped", "no time");
    rebuilt(run, [item("a", ...more), item("b", 2), item("c", 3)]);
    const { status, was, differs: changed } = run.view("a");
    assert.deepEqual([status, changed], ["confirm", differs]);
    assert.deepEqual([was.is, was.by, was.note, was.text, was.commands], ["skipped", "Dana Okafor", "no time", "Text 1 of a", "command 1"]);
    assert.equal(run.judge("a", was.is, was.note).k, "confirm");
    assert.deepEqual([run.view("a").status, removed(run)], ["skipped", []]);
  });
}

test("headings above only tell equal items apart", () => {
  const run = new Run(page([item("a", 1, 1, { above: 1 }), item("b", 1, 1, { above: 2 }), item("c", 3)]));
  run.judge("b");
  run.judge("c");
  rebuilt(run, [item("x", 3, 1, { above: 7 }), item("y", 1, 1, { above: 1 }), item("z", 1, 1, { above: 2 })]);
  assert.deepEqual(brief(run), ["x done", "y open", "z done"]);
});

test("items that nothing tells apart keep their ticks by their place, until something around them changes", () => {
  const twin = (id) => item(id, 1);
  const run = new Run(page([twin("a"), item("m", 2), twin("b"), item("n", 3)]));
  run.judge("b");
  rebuilt(run, [twin("a"), item("m", 2), twin("b"), item("n", 3), item("o", 4)]);
  assert.deepEqual(brief(run), ["a open", "m open", "b done", "n open", "o open new"]);
  rebuilt(run, [twin("a"), twin("b"), item("m", 2), item("n", 3)], 3);
  assert.deepEqual(views(run).map(({ status, heads }) => `${status} ${heads.length}`), ["confirm 1", "confirm 1", "open 0", "open 0"]);
  // Back again, but the run has seen them in doubt.
  run.act("note", {}, "seen");
  rebuilt(run, [twin("a"), item("m", 2), twin("b"), item("n", 3)], 4);
  assert.deepEqual(views(run).map(({ status }) => status), ["open", "open", "confirm", "open"]);
});

test("a copy of a step puts both in doubt, and confirming one settles only that one", () => {
  const run = new Run(page([item("a", 1), item("b", 2)]));
  run.judge("a");
  rebuilt(run, [item("a", 1), item("a~2", 1), item("b", 2)]);
  assert.deepEqual(brief(run), ["a confirm", "a~2 confirm", "b open"]);
  run.judge("a~2");
  assert.deepEqual(brief(run), ["a confirm", "a~2 done", "b open"]);
});

test("a name that the author gave decides first, but not whether the words are the same", () => {
  const named = { named: true };
  const run = new Run(page([item("pods", 1, 1, named), item("logs", 2, 1, named)]));
  run.judge("pods");
  run.judge("logs");
  rebuilt(run, [item("logs", 2, 1, { ...named, above: 5 }), item("pods", 1, 9, named)]);
  assert.deepEqual(brief(run), ["logs done", "pods confirm"]);
  rebuilt(run, [item("other", 1, 1, named)], 3);
  assert.deepEqual([brief(run), removed(run).length], [["other confirm"], 1]);
});

test("an item that is gone is listed, and shows its verdict again when it is back", () => {
  const run = new Run();
  run.judge("a", "failed", "no answer");
  rebuilt(run, [item("b", 2), item("c", 3)]);
  assert.deepEqual(removed(run), ["Text 1 of a failed"]);
  rebuilt(run, [item("a", 1), item("b", 2), item("c", 3)], 3);
  assert.deepEqual([run.view("a").status, removed(run)], ["failed", []]);
});

test("a conflict is open, and shows all verdicts", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.judge("a");
  two.judge("a", "failed", "no answer");
  one.learn(two);
  const { status, heads } = one.view("a");
  assert.deepEqual([status, heads.map((head) => `${head.event.by}: ${head.is}`)], ["conflict", ["Dana Okafor: done", "Sam Lee: failed"]]);
});

test("somebody on another build is in doubt or in conflict, never overruled", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  rebuilt(two, [item("a", 1, 7), item("x", 2), item("c", 3)]).judge("a");
  two.judge("x");
  one.judge("a", "failed", "no answer");
  one.judge("b", "failed", "no answer");
  two.learn(one);
  assert.deepEqual(brief(two), ["a confirm", "x conflict", "c open"]);
  assert.deepEqual(two.view("a").heads.map(({ is }) => is), ["failed", "done"]);
});

test("what is shown does not depend on the order of arrival", () => {
  const run = new Run(page([host(1, 1), host(2, 2), host(3, 3)]));
  run.judge("step-1.1/service-answers");
  rebuilt(run, [host(1, 2), host(2, 1, { prose: 2 })]).judge("step-1.1/service-answers", "na");
  run.note("step-1.2/service-answers", "cold");
  fc.assert(fc.property(fc.shuffledSubarray(run.record.events, { minLength: run.record.events.length }), (events) => {
    assert.deepEqual(plainly(viewPage(fold(events), run.record.texts, run.page).items), plainly(views(run)));
  }));
});

test("a record knows its items without the page", () => {
  const items = [item("a", 1, 1), item("b", 2, 2, { rollback: true, struck: true })];
  const run = new Run(page(items));
  assert.deepEqual(pageAsSeen(run.state, run.record.texts).items, items);
});

test("each status has its own count, and only what is done counts as done", () => {
  const items = [...["a", "b", "c"].map((id, at) => item(id, at)), item("s", 7, 1, { struck: true }), item("r", 8, 1, { rollback: true })];
  const run = new Run(page(items));
  const progress = () => progressOf(run.state, views(run));
  assert.equal(progress().line, "3 open");
  run.judge("a");
  run.judge("b", "skipped", "no time");
  run.judge("c", "failed", "no answer");
  run.judge("s");
  assert.equal(progress().line, "1 done · 1 failed · 1 skipped");
  assert.equal(progress().complete, false);
  assert.deepEqual(progress().deviations.map((one) => one.item.id), ["b", "c"]);
  run.judge("b", "na");
  run.judge("c");
  assert.deepEqual([progress().line, progress().complete], ["2 done · 1 not applicable", true]);
  const rollback = run.act("rollback");
  assert.equal(progress().line, "1 open");
  assert.equal(progress().next?.item.id, "r");
  run.act("undo", { of: rollback.e }, "a false alarm");
  assert.equal(progress().line, "2 done · 1 not applicable");
});

test("the next item is a failed one until somebody says why to go on, then what is to confirm, then what is open", () => {
  const run = new Run(page(["a", "b", "c", "d"].map((id, at) => item(id, at + 1))));
  const next = () => progressOf(run.state, views(run)).next?.item.id;
  assert.equal(next(), "a");
  run.judge("a");
  run.judge("c");
  assert.equal(next(), "d");
  run.judge("b", "failed", "no answer");
  run.judge("d");
  assert.equal(next(), "b");
  run.overrule("b", "known and harmless");
  assert.equal(next(), undefined);
  run.judge("b", "failed", "again");
  assert.equal(next(), "b");
  run.judge("b");
  rebuilt(run, [item("a", 1, 5), item("b", 2), item("c", 3), item("d", 4), item("e", 5)]);
  assert.equal(next(), "a");
});

test("time is spent in phases; neither a clock that jumps back nor a night is work", () => {
  const run = new Run(page([item("a", 1, 1, { phase: "One" }), item("b", 2, 1, { phase: "Two" })]));
  const { clock } = run.author;
  clock.time += 58_000; // two seconds were for the start and the page
  run.judge("a");
  run.act("note", {}, "on the run");
  clock.time += 118_000;
  run.judge("b");
  clock.time -= 1e9;
  run.judge("a", "failed", "after all");
  clock.time += 13 * 3_600_000;
  run.judge("b", "na");
  assert.deepEqual([...elapsed(run.state, views(run))], [["One", 60_000], ["Two", 120_000]]);
});
