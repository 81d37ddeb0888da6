import assert from "node:assert/strict";
import { test } from "node:test";

import { canonical, newId, stamp, tidy, unite } from "../../mkdocs_deploy_plugin/assets/run/events.js";
import { merge } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { author, fc, histories, Run } from "./support.js";

const same = (a, b) => assert.equal(canonical(a), canonical(b));
const union = (a, b) => merge(a, b).record;

test("a merge is commutative, associative and idempotent", () => {
  fc.assert(
    fc.property(histories, ({ writers }) => {
      const [a, b, c] = writers.map(({ record }) => record);
      same(union(a, b), union(b, a));
      same(union(union(a, b), c), union(a, union(b, c)));
      same(union(a, a), a);
      assert.deepEqual(merge(a, b).clashes, []);
    }),
  );
});

test("a merge keeps its laws where copies contradict each other", () => {
  const event = (by) => ({ e: "dana:1", l: 1, t: "2026-11-03T01:00:00.000Z", by, k: "note", note: "x" });
  const record = (by, title, text) => ({ header: { ...new Run().record.header, title }, events: [event(by)], texts: { "0123456789ab": text } });
  const records = fc.tuple(fc.string(), fc.string(), fc.string()).map((parts) => record(...parts));
  fc.assert(
    fc.property(records, records, records, (a, b, c) => {
      same(union(a, b), union(b, a));
      same(union(union(a, b), c), union(a, union(b, c)));
      same(union(a, a), a);
    }),
  );
  assert.deepEqual(merge(record("a", "x", "p"), record("b", "y", "q")).clashes, ["dana:1", "header", "0123456789ab"]);
});

test("a merge loses no event", () => {
  fc.assert(
    fc.property(histories, ({ writers: [a, b], }) => {
      const ids = new Set(union(a.record, b.record).events.map(({ e }) => e));
      for (const { e } of [...a.record.events, ...b.record.events]) assert.ok(ids.has(e));
    }),
  );
});

test("a clock that jumps changes neither order nor ids", () => {
  const run = new Run();
  run.judge("a", "done");
  run.author.clock.time -= 1e10;
  run.judge("a", "failed", "no answer");
  const { events } = run.record;
  assert.ok(events.at(-1).t < events.at(-2).t);
  assert.deepEqual(unite([...events].reverse(), []).events, events);
  assert.equal(new Set(events.map(({ e }) => e)).size, events.length);
});

test("an event is later than all that are known, and its counter is its replica's own", () => {
  const one = { e: "samlee:7", l: 41, t: "", by: "", k: "note" };
  const two = { e: "dana:9", l: 3, t: "", by: "", k: "note" };
  const made = stamp([one, two], author("dana", "Dana\u202e\n Okafor "), { k: "rollback" });
  assert.deepEqual(made, { e: "dana:10", l: 42, t: "2026-11-03T01:00:01.000Z", by: "Dana  Okafor", k: "rollback" });
});

test("equal data give equal texts", () => {
  assert.equal(canonical({ b: [{ d: 1, c: 2 }], a: null }), canonical({ a: null, b: [{ c: 2, d: 1 }] }));
  assert.equal(canonical({ a: undefined, b: 1 }), canonical({ b: 1 }));
  assert.notEqual(canonical([1, 2]), canonical([2, 1]));
});

test("ids are long, and as random as what they are made of", () => {
  assert.match(newId(Math.random), /^[a-z0-9]{12}$/);
  assert.equal(newId(() => 0.999999), "zzzzzzzzzzzz");
  assert.notEqual(newId(Math.random), newId(Math.random));
});

test("a text is fit to be stored, and tidying it again changes nothing", () => {
  assert.equal(tidy(" a\r\nb\tc\u2028d\u0000 "), "a b c d");
  assert.equal(tidy("a\r\nb\u0007\tc", 99, true), "a\nb \tc");
  assert.equal(tidy(`${"x".repeat(199)}😀`), "x".repeat(199));
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 300 }), fc.boolean(), (text, lines) => {
      const once = tidy(text, 50, lines);
      assert.equal(tidy(once, 50, lines), once);
      assert.ok(once.length <= 50);
    }),
  );
});
