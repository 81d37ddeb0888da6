import assert from "node:assert/strict";
import { test } from "node:test";

import { draft, fold, registerOf } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { merge } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { draftVerdict, viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { fc, histories, page, plainly, Run } from "./support.js";

/** What an item's verdict is, as the page shows it. */
function about(run, id) {
  const { status, heads } = run.view(id);
  return { is: status === "open" || status === "conflict" ? "" : status, conflict: status === "conflict", heads };
}

test("the state does not depend on the order of arrival", () => {
  const shuffled = histories.chain(({ writers }) => {
    const { events } = writers.reduce((all, { record }) => merge(all, record).record, writers[0].record);
    return fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }));
  });
  fc.assert(fc.property(shuffled, ([events, other]) => assert.deepEqual(plainly(fold(other)), plainly(fold(events)))));
});

test("there is a conflict exactly where the last verdicts differ and did not know of each other", () => {
  fc.assert(
    fc.property(histories, ({ writers, knew }) => {
      const { events } = writers.reduce((all, { record }) => merge(all, record).record, writers[0].record);
      const byId = new Map(events.map((event) => [event.e, event]));
      const one = new Run();
      one.record = { ...one.record, events };
      for (const id of ["a", "b", "c"]) {
        const nodes = events.filter(({ k, i, v }) => i === id && (k === "verdict" || k === "undo"));
        const heads = nodes.filter(({ e }) => !nodes.some((other) => knew.get(other.e)?.has(e)));
        const answers = new Set(heads.map(({ v }) => v.is ?? ""));
        const register = about(one, id);
        assert.deepEqual(register.heads.map(({ event }) => event.e), heads.map(({ e }) => e));
        assert.equal(register.conflict, answers.size > 1);
        assert.equal(register.is, answers.size === 1 ? [...answers][0].replace("open", "") : "");
      }
    }),
  );
});

test("whoever acts alone is never in conflict", () => {
  const verdicts = fc.array(fc.tuple(fc.constantFrom("a", "b"), fc.constantFrom("done", "failed", "undo")), { minLength: 1 });
  fc.assert(
    fc.property(verdicts, (steps) => {
      const run = new Run();
      for (const [id, is] of steps) {
        const head = about(run, id).heads.at(-1)?.event;
        if (is !== "undo") run.judge(id, is);
        else if (head !== undefined && head.k !== "undo") run.undo(id);
        const { conflict, heads } = about(run, id);
        assert.ok(!conflict && heads.length <= 1);
        if (is !== "undo") assert.equal(about(run, id).is, is);
      }
    }),
  );
});

test("equal verdicts that did not know of each other are no conflict, and one more settles a conflict", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.judge("a");
  two.judge("a");
  one.judge("b");
  two.judge("b", "skipped", "not here");
  one.learn(two);
  assert.deepEqual([about(one, "a").is, about(one, "a").heads.length], ["done", 2]);
  assert.deepEqual([about(one, "b").is, about(one, "b").conflict], ["", true]);
  one.judge("b", "skipped", "agreed");
  two.learn(one);
  assert.deepEqual([about(two, "b").is, about(two, "b").conflict, about(two, "b").heads.length], ["skipped", false, 1]);
});

test("an undo leaves an item open, whatever was before, and contradicts who did not know of it", () => {
  const one = new Run();
  one.judge("a", "failed", "no answer");
  const done = one.judge("a");
  const two = one.copy("samlee", "Sam Lee");
  one.undo("a");
  assert.deepEqual([about(one, "a").is, about(one, "a").conflict], ["", false]);
  assert.ok(one.state.undone.has(done.e));
  two.judge("a", "skipped", "later");
  one.learn(two);
  assert.equal(about(one, "a").conflict, true);
});

test("a finished run is open again when that is undone; so is a value, a signature, a note, a rollback", () => {
  const run = new Run();
  const events = [
    run.act("finish", { outcome: "aborted" }),
    run.act("value", { name: "release", value: "v1" }),
    run.act("sign", { role: "Operations", name: "Noor" }),
    run.act("note", {}, "cold"),
    run.act("rollback"),
  ];
  assert.equal(registerOf(run.state, "finish").is, "aborted");
  assert.equal(registerOf(run.state, "value:release").is, "v1");
  for (const { k } of events.slice(2)) assert.equal(run.state.of(k).length, 1);
  for (const { e } of events) run.act("undo", { of: e });
  assert.equal(registerOf(run.state, "finish").is, "");
  assert.equal(registerOf(run.state, "value:release").is, "");
  for (const { k } of events) assert.equal(run.state.of(k).length, 0);
});

test("an undo of nothing, of an undo, or of how the run began does nothing", () => {
  const run = new Run();
  for (const { e } of run.record.events) run.act("undo", { of: e });
  assert.deepEqual([run.state.facts.kind, run.state.pages.length], ["real", 1]);
  const done = run.judge("a");
  const undo = run.undo("a");
  run.act("undo", { of: undo.e });
  run.act("undo", { of: "nobody:1" });
  assert.equal(about(run, "a").is, "");
  assert.deepEqual([...run.state.undone], [done.e]);
});

test("an undo knows of what it undoes, whatever else it says", () => {
  const run = new Run();
  const done = run.judge("a");
  const undo = { e: "evil:1", l: 4, t: done.t, by: "", k: "undo", i: "a", v: { of: done.e, after: [] } };
  run.record = { ...run.record, events: [...run.record.events, undo] };
  assert.deepEqual(about(run, "a").heads.map(({ event }) => event.e), ["evil:1"]);
});

test("events that name one another, or later ones, hide nothing", () => {
  const at = (e, l, after, is) => ({ e, l, t: "2026-11-03T01:00:00Z", by: "", k: "verdict", i: "a", p: page().digest, v: { is, after } });
  const shown = (events) => viewPage(fold(events), {}, page()).items[0];
  const state = shown([at("aaaa:1", 1, ["bbbb:1"], "done"), at("bbbb:1", 2, ["aaaa:1", "bbbb:1"], "failed")]);
  assert.deepEqual(state.heads.map(({ is }) => is), ["failed"]);
  const other = shown([at("aaaa:1", 1, ["bbbb:1"], "done"), at("bbbb:1", 1, [], "failed")]);
  assert.equal(other.status, "conflict");
});

test("two values that did not know of each other are a conflict", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.act("value", { name: "release", value: "v1" });
  two.act("value", { name: "release", value: "v2" });
  one.learn(two);
  assert.equal(registerOf(one.state, "value:release").conflict, true);
});

test("the later fact counts, people come in order, and the last item is the one touched last", () => {
  const run = new Run();
  run.act("facts", { kind: "rehearsal", ticket: "OPS-1", name: undefined });
  run.act("facts", { ticket: "OPS-2" });
  run.judge("b");
  run.author = { ...run.author, by: "Sam Lee", replica: "samlee" };
  run.note("c", "hm");
  run.act("note", {}, "on the run");
  const { facts, people, last, pages } = run.state;
  assert.deepEqual(facts, { kind: "rehearsal", environment: "Production", ticket: "OPS-2" });
  assert.deepEqual(people, ["Dana Okafor", "Sam Lee"]);
  assert.equal(last.i, "c");
  assert.equal(pages.length, 1);
});

test("names that objects have of their own are names like any other", () => {
  const run = new Run();
  run.act("value", { name: "constructor", value: "x" });
  assert.equal(registerOf(run.state, "value:toString").is, "");
  assert.equal(registerOf(run.state, "value:constructor").is, "x");
  const hostile = JSON.parse('{"e":"evil:1","l":9,"t":"2026-11-03T01:00:00Z","by":"","k":"facts","v":{"__proto__":{"environment":5}}}');
  assert.equal(fold([...run.record.events, hostile]).facts.environment, "Production");
});

test("a draft is tidy, and knows what its writer could see", () => {
  const run = new Run();
  const first = run.judge("a");
  const made = draftVerdict(run.view("a"), run.page, "skipped", " why\r\nnot \u0000");
  assert.deepEqual(made, { k: "verdict", i: "a", p: run.page.digest, v: { is: "skipped", after: [first.e] }, note: "why\nnot" });
  assert.equal(draft(run.state, "note", {}, "x".repeat(3000)).note?.length, 2000);
  assert.equal(draft(run.state, "copy", { text: "a\n\tb\u202e" }).v.text, "a\n\tb");
  assert.equal("note" in draft(run.state, "rollback", {}, "  "), false);
});
