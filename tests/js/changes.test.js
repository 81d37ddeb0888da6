import assert from "node:assert/strict";
import { test } from "node:test";

import { changesSince, itemsAsSeen, removedItems, viewItems } from "../../mkdocs_deploy_plugin/assets/run/changes.js";
import { elapsed, progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { fc, item, page, plainly, Run } from "./support.js";
import { fold } from "../../mkdocs_deploy_plugin/assets/run/fold.js";

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
  assert.equal(changesSince(run.state, run.record.texts, run.page.items), "1 new");
});

test("what was reworded stays ticked and is marked, with the old text", () => {
  const run = new Run();
  run.judge("a", "skipped", "no time");
  rebuilt(run, [item("a", 9), item("b", 2), item("c", 3)]);
  const { is, mark, was } = view(run, "a");
  assert.deepEqual([is, mark, was?.text, was?.note], ["skipped", "reworded", "Text 1 of a", "no time"]);
  assert.equal(changesSince(run.state, run.record.texts, run.page.items), "1 reworded");
});

test("an item whose commands changed is open until it is confirmed, and says who ticked what", () => {
  const run = new Run();
  run.judge("a");
  rebuilt(run, [item("a", 1, 7), item("b", 2), item("c", 3, 7)]);
  const { is, mark, was } = view(run, "a");
  assert.deepEqual([is, mark, was?.is, was?.by, was?.commands], ["open", "stale", "done", "Dana Okafor", "command 1"]);
  assert.equal(was?.t, run.record.events.at(-1).t);
  assert.equal(view(run, "c").mark, "");
  assert.equal(changesSince(run.state, run.record.texts, run.page.items), "2 with changed commands");
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
  assert.equal(changesSince(run.state, run.record.texts, run.page.items), "1 removed");
});

/** Give an item with a text of its own, named as the page does it: by its step and its words. */
function said(text, commands = 1, step = "step-1.1") {
  const number = [...text].reduce((sum, char) => (sum * 31 + char.codePointAt(0)) % 0xffffffff, 7);
  return item(`${step}/${text.toLowerCase().replace(/\W+/g, "-")}`, number, commands, { text });
}

test("an item with other words has another id; if the two can only be one, its tick stays and is marked", () => {
  const run = new Run(page([said("The pods are ready"), said("Logs are quiet")]));
  run.judge(run.page.items[0].id, "skipped", "no time");
  run.act("note", {}, "look again", run.page.items[0]);
  rebuilt(run, [said("All the pods are ready"), said("Logs are quiet")]);
  const { is, mark, was, notes } = views(run)[0];
  assert.deepEqual([is, mark, was?.text, was?.note, notes.length], ["skipped", "reworded", "The pods are ready", "no time", 1]);
  assert.equal(changesSince(run.state, run.record.texts, run.page.items), "1 reworded");
  assert.deepEqual(removedItems(run.state, run.record.texts, run.page.items), []);
  // Confirmed, it is an item like others; the old verdict is in the record.
  run.act("confirm", { is }, was?.note, run.page.items[0]);
  assert.deepEqual([views(run)[0].is, views(run)[0].mark], ["skipped", ""]);
  assert.deepEqual(removedItems(run.state, run.record.texts, run.page.items).map(({ text }) => text), ["The pods are ready"]);
});

test("an item with other words that nobody has judged is not called out as new", () => {
  const run = new Run(page([said("The pods are ready")]));
  rebuilt(run, [said("All the pods are ready")]);
  assert.deepEqual([views(run)[0].is, views(run)[0].mark], ["open", ""]);
});

for (const [what, before, after] of [
  ["its commands are others", [said("The pods are ready")], [said("All the pods are ready", 2)]],
  ["it stands in another step", [said("The pods are ready")], [said("All the pods are ready", 1, "step-1.2")]],
  ["its words are too different", [said("The old pods are gone")], [said("The new pods are ready")]],
  ["two could be what it was", [said("The pods are ready")], [said("All the pods are ready"), said("The pods are ready now")]],
  ["it could be what two were", [said("The pods are ready now"), said("All the pods are ready")], [said("The pods are ready")]],
  ["it was there already", [said("The pods are ready"), said("All the pods are ready")], [said("All the pods are ready")]],
  ["its id was given by hand", [item("pods", 1, 1, { text: "The pods are ready" })], [item("all", 2, 1, { text: "All the pods are ready" })]],
]) {
  test(`an item with another id is another item if ${what}`, () => {
    const run = new Run(page(before));
    run.judge(before[0].id);
    rebuilt(run, after);
    assert.deepEqual(views(run).map(({ is }) => is), after.map(() => "open"));
    assert.deepEqual(removedItems(run.state, run.record.texts, run.page.items).map(({ text }) => text), [before[0].text]);
  });
}

const words = fc.uniqueArray(fc.constantFrom("the", "old", "new", "pods", "are", "all", "ready"), { minLength: 1, maxLength: 5 });
const pages = fc
  .uniqueArray(fc.tuple(words, fc.constantFrom("step-1", "step-2")), { maxLength: 5, selector: ([text, step]) => step + text.join(" ") })
  .chain((items) => fc.tuple(fc.constant(items), fc.nat(1), fc.nat(1)))
  .map(([items, one, two]) => items.map(([text, step]) => said(text.join(" "), step === "step-1" ? one : 2 + two, step)));

test("no verdict goes to an item with other commands, to two items, from two, or without a mark", () => {
  let reworded = 0;
  fc.assert(fc.property(pages, pages, pages, fc.array(fc.nat(4)), fc.array(fc.nat(4)), fc.func(fc.nat()), (first, second, third, early, late, random) => {
    const run = new Run(page(first, 1));
    const judge = (at) => run.page.items[at] && run.judge(run.page.items[at].id);
    early.forEach(judge);
    run.page = page(second, 2);
    late.forEach(judge);
    run.page = page(third, 3);
    const shown = views(run);
    const own = new Set(run.state.events.map(({ i }) => i));
    const taken = shown.filter(({ item: { id }, was }) => was && !own.has(id));
    for (const { item: { id, rev }, is, mark, heads: [{ event }] } of taken) {
      const [before, now] = [event.r, rev].map((one) => one.split(".")[1]);
      assert.equal(event.i.split("/")[0], id.split("/")[0]);
      assert.ok(!third.some((one) => one.id === event.i));
      assert.deepEqual([is, mark], before === now ? ["done", "reworded"] : ["open", "stale"]);
      reworded += 1;
    }
    const sources = taken.map(({ heads: [{ event }] }) => event.i);
    assert.equal(new Set(sources).size, sources.length);
    // Each item that was judged is on the page, or was reworded, or is told to be removed.
    const gone = removedItems(run.state, run.record.texts, third).map(({ id }) => id);
    const there = third.map(({ id }) => id).filter((id) => own.has(id));
    assert.deepEqual([...gone, ...sources, ...there].sort(), [...own].filter(Boolean).sort());
    const shuffled = run.record.events.map((event, at) => [random(at), event]).sort(([a], [b]) => a - b).map(([, event]) => event);
    assert.deepEqual(plainly(viewItems(fold(shuffled), run.record.texts, third)), plainly(shown));
  }), { numRuns: 2000 });
  assert.ok(reworded > 20, String(reworded));
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
  assert.equal(line(), "incomplete: 3 open");
  run.judge("a");
  run.judge("b", "skipped", "no time");
  assert.equal(line(), "incomplete: 1 open with 1 deviation");
  run.judge("c", "failed", "no answer");
  assert.equal(line(), "complete with 2 deviations");
  assert.deepEqual(progressOf(run.state, views(run)).deviations.map((one) => one.item.id), ["b", "c"]);
  run.judge("b", "na");
  run.judge("c");
  assert.equal(line(), "complete");
  run.act("rollback");
  assert.equal(line(), "rollback incomplete: 1 open");
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
