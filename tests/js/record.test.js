import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITS } from "../../mkdocs_deploy_plugin/assets/run/events.js";
import { draft, fold, registerOf } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { markdownOf } from "../../mkdocs_deploy_plugin/assets/run/markdown.js";
import { elapsed, progressOf } from "../../mkdocs_deploy_plugin/assets/run/progress.js";
import { exportText, extend, importRecord, MIGRATIONS, merge, readRecord, storedText, VERSION } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { snapshotOf } from "../../mkdocs_deploy_plugin/assets/run/share.js";
import { draftVerdict, pageAsSeen, viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { author, digest, fc, histories, item, page, PROCEDURE, Run } from "./support.js";

/** Change the exported data of a run. */
function changed(change, run = new Run()) {
  if (run.record.events.length < 3) run.judge("a");
  const data = JSON.parse(exportText(run.record));
  return JSON.stringify(change(data) ?? data);
}

/** Do with a record all that a page does. */
function use(record) {
  const state = fold(record.events);
  const views = viewPage(state, record.texts, pageAsSeen(state, record.texts)).items;
  progressOf(state, views);
  elapsed(state, views);
  markdownOf(record);
  snapshotOf(state, views, { ...pageAsSeen(state, record.texts), title: record.header.title }, new Date(0));
  return exportText(record);
}

/** Give the status of an item on the last page of a record. */
function statusOf(record, id) {
  const state = fold(record.events);
  return viewPage(state, record.texts, pageAsSeen(state, record.texts)).items.find(({ item }) => item.id === id).status;
}

test("an imported run that undoes itself, in a circle or in a long chain, is shown and says that it has no effect", () => {
  const run = new Run();
  const done = run.judge("a");
  const undo = (id, of, l) => ({ e: `evil:${id}`, l, t: done.t, by: "Eve", k: "undo", v: { of, after: [] } });
  const attacks = {
    itself: [undo(1, "evil:1", 4)],
    circle: [undo(1, "evil:2", 4), undo(2, "evil:1", 5)],
    chain: Array.from({ length: 9_000 }, (_, at) => undo(at + 1, `evil:${at || 1}`, at + 4)),
  };
  for (const [name, events] of Object.entries(attacks)) {
    const text = JSON.stringify({ ...JSON.parse(exportText(run.record)), events: [...run.record.events, ...events] });
    const { record, problem } = importRecord(text, [PROCEDURE], () => null);
    assert.equal(problem, "", name);
    use(record);
    const lines = markdownOf(record).split("\n").filter((line) => line.includes("| Eve |"));
    assert.deepEqual(new Set(lines.map((line) => line.split(" | ")[2])), new Set(["Undo: Undo (no effect)"]), name);
    assert.equal(statusOf(record, "a"), "done", name);
  }
});

test("a record is read as it was written", () => {
  fc.assert(
    fc.property(histories, ({ writers }) => {
      for (const { record } of writers) {
        for (const text of [storedText(record), exportText(record)]) {
          const read = readRecord(text);
          assert.equal(read.problem, "");
          assert.equal(storedText(read.record), storedText(record));
        }
      }
    }),
  );
});

test("two engineers hand over in any order, once or twice, and nothing is lost", () => {
  fc.assert(
    fc.property(histories, fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { maxLength: 8 }), ({ writers }, handovers) => {
      const all = new Set(writers.flatMap(({ record }) => record.events.map(({ e }) => e)));
      const give = (from, to) => {
        const before = writers[to].record.events.length;
        const { record, added, problem } = importRecord(exportText(writers[from].record), [PROCEDURE], () => writers[to].record);
        assert.equal(problem, "");
        assert.equal(record.events.length, before + added);
        writers[to].record = record;
      };
      for (const [from, to] of handovers) give(from, to);
      for (const from of [0, 1, 2, 0, 1, 2]) for (const to of [0, 1, 2]) give(from, to);
      for (const { record } of writers) {
        assert.deepEqual(new Set(record.events.map(({ e }) => e)), all);
        assert.equal(storedText(record), storedText(writers[0].record));
      }
    }),
  );
});

test("the header of an export says what the events say, and only the events count", () => {
  const run = new Run();
  run.act("value", { name: "release", value: "v4" });
  run.act("finish", { outcome: "aborted" });
  const { header } = JSON.parse(exportText(run.record));
  assert.deepEqual([header.kind, header.environment, header.outcome, header.people, header.parameters], ["real", "Production", "aborted", ["Dana Okafor"], { release: "v4" }]);
  const forged = changed((data) => void Object.assign(data.header, { kind: "rehearsal", people: ["Nobody"] }), run);
  assert.equal(storedText(readRecord(forged).record), storedText(run.record));
  const odd = changed((data) => void Object.assign(data.events[0].v, { run: "other", procedure: "other", people: "x" }), run);
  const again = JSON.parse(exportText(readRecord(odd).record));
  assert.deepEqual([again.header.run, again.header.procedure, again.header.people], ["run1", PROCEDURE, ["Dana Okafor"]]);
});

test("a run of another procedure, or one that contradicts this one, is not imported", () => {
  const run = new Run();
  run.judge("a");
  const refused = (text, why) => {
    const { record, added, problem } = importRecord(text, [PROCEDURE], () => run.record);
    assert.deepEqual([record, added], [null, 0]);
    assert.match(problem, why);
  };
  refused(changed((data) => void (data.header.procedure = "deploy-shop-002-other"), run), /is a run of deploy-shop-002-other/);
  refused(changed((data) => void (data.header.created = "2026-01-01T00:00:00Z"), run), /contradicts.*header/);
  refused(changed((data) => void (data.events[2].by = "Mallory"), run), /contradicts.*dana:3/);
  refused(changed((data) => void (data.texts[digest(1)] = "rm -rf /"), run), /contradicts/);
  const asked = [];
  assert.equal(importRecord(exportText(run.record), [PROCEDURE], (id) => (asked.push(id), null)).added, 3);
  assert.deepEqual(asked, ["run1"]);
});

const HOSTILE = {
  "no JSON": () => "{",
  nothing: () => "null",
  "a list": () => "[]",
  "too large": () => changed((data) => void (data.texts[digest(7)] = "x".repeat(LIMITS.run))),
  "too long a text": () => changed((data) => void (data.texts[digest(7)] = "x".repeat(LIMITS.text + 1))),
  "a text under no digest": () => changed((data) => void (data.texts.constructor = "x")),
  "deep nesting": () => changed((data) => void (data.deep = JSON.parse("[".repeat(9) + "]".repeat(9)))),
  "very deep nesting": () => changed(() => ({})).replace("{}", `${"[".repeat(2e5)}${"]".repeat(2e5)}`),
  "no header": () => changed((data) => void delete data.header),
  "a run that is no id": () => changed((data) => void (data.header.run = "../run")),
  "no events": () => changed((data) => void (data.events = {})),
  "an event that is none": () => changed((data) => void data.events.push(null)),
  "a clock from the future": () => changed((data) => void (data.events[2].l = 1e9)),
  "a clock that is no number": () => changed((data) => void (data.events[2].l = "3")),
  "two events with one id": () => changed((data) => void data.events.push({ ...data.events[2], by: "Mallory" })),
  "an id that is none": () => changed((data) => void (data.events[2].e = "__proto__")),
  "a time that is none": () => changed((data) => void (data.events[2].t = "2026-13-45T01:00:00Z")),
  "a name of two lines": () => changed((data) => void (data.events[2].by = "Dana\nSam")),
  "a name that reads backwards": () => changed((data) => void (data.events[2].by = "\u202eDana")),
  "a verdict that is none": () => changed((data) => void (data.events[2].v.is = "approved")),
  "a verdict outside v": () => changed((data) => void Object.assign(data.events[2], { v: undefined, is: "done", after: [] })),
  "a verdict on nothing": () => changed((data) => void delete data.events[2].i),
  "a verdict on no page": () => changed((data) => void delete data.events[2].p),
  "a page that is none": () => changed((data) => void (data.events[2].p = "x")),
  "no knowledge of others": () => changed((data) => void delete data.events[2].v.after),
  "a note that is too long": () => changed((data) => void (data.events[2].note = "x".repeat(LIMITS.note + 1))),
  "a note that is an object": () => changed((data) => void (data.events[2].note = { toString: "x" })),
  "facts that are no text": () => changed((data) => void (data.events[0].v.ticket = ["x"])),
  "a page without revisions": () => changed((data) => void delete data.events[1].v.items[0].rev),
  "a newer version": () => changed((data) => void (data.version = VERSION + 1)),
  "a version that is none": () => changed((data) => void (data.version = "toString")),
};

for (const [name, make] of Object.entries(HOSTILE)) {
  test(`hostile: ${name}`, () => {
    const run = new Run();
    run.judge("b");
    const before = storedText(run.record);
    assert.notEqual(readRecord(make()).problem, "");
    const { record, added, problem } = importRecord(make(), [PROCEDURE], () => run.record);
    assert.match(problem, /^Not imported: /);
    assert.deepEqual([record, added], [null, 0]);
    assert.equal(storedText(run.record), before);
    assert.equal({}.polluted, undefined);
  });
}

test("whatever is changed in a record, it is refused, or all that is known stays and can be used", () => {
  const run = new Run();
  run.judge("a");
  run.act("value", { name: "release", value: "v1" });
  run.act("sign", { role: "Operations", name: "Noor" });
  run.act("copy", { text: "a", step: "b" });
  run.act("undo", { of: run.record.events[2].e });
  run.act("finish", { outcome: "succeeded" });
  const full = exportText(run.record);
  const own = { ...run.record, events: run.record.events.slice(0, 4) };
  const odd = fc.oneof(fc.constantFrom(undefined, null, 0, -1, 1e9, "", "x", "\n", [], {}, true, "done", "dana:1", JSON.parse('{"__proto__":{"polluted":1}}')), fc.jsonValue());
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.array(fc.nat(40), { maxLength: 6 }), odd), { minLength: 1, maxLength: 3 }), (changes) => {
      const data = JSON.parse(full);
      for (const [path, value] of changes) {
        let [node, ...rest] = [data, ...path];
        for (let step = rest.shift(); step !== undefined; step = rest.shift()) {
          const names = Object.keys(node);
          const name = names[step % names.length];
          if (name === undefined) break;
          if (rest.length === 0 || typeof node[name] !== "object" || node[name] === null) {
            node[name] = value === undefined ? value : JSON.parse(JSON.stringify(value));
            break;
          }
          node = node[name];
        }
      }
      const { record, problem } = importRecord(JSON.stringify(data), [PROCEDURE], (id) => (id === "run1" ? own : null));
      if (problem !== "") return assert.equal(record, null);
      if (record.header.run === own.header.run) {
        const texts = record.events.map((event) => JSON.stringify(event));
        for (const event of own.events) assert.ok(texts.includes(JSON.stringify(event)));
      }
      assert.equal(readRecord(use(record)).problem, "");
      assert.equal({}.polluted, undefined);
    }),
    { numRuns: 3000 },
  );
});

test("kinds and fields of a later version are kept and mean nothing", () => {
  const run = new Run();
  run.judge("a");
  const text = changed((data) => {
    data.events.push({ e: "later:1", l: 4, t: "2026-11-03T02:00:00Z", by: "Sam", k: "photo", i: "a", v: { of: 5, name: [] }, colour: "red" });
  }, run);
  const { record, added, problem } = importRecord(text, [PROCEDURE], () => run.record);
  assert.deepEqual([added, problem], [1, ""]);
  assert.equal(statusOf(record, "a"), "done");
  assert.match(use(record), /"colour": "red"/);
  run.record = record;
  run.judge("b");
  assert.equal(run.record.events.at(-1).l, 5);
});

test("the page is noted when the run begins, and again when it has changed", () => {
  const run = new Run();
  const pages = () => run.state.pages.map(({ version }) => version);
  run.judge("a");
  assert.deepEqual(run.record.events.map(({ k }) => k), ["start", "page", "verdict"]);
  run.page = page([item("a", 5)], 2);
  assert.deepEqual(pages(), ["1.1.0"]);
  run.judge("a");
  run.judge("a");
  assert.deepEqual(pages(), ["1.1.0", "1.2.0"]);
  assert.deepEqual(run.record.events.slice(3).map(({ k }) => k), ["page", "confirm", "verdict"]);
  assert.equal(run.record.texts[digest(1)], "Text 1 of a");
  assert.equal(run.record.texts[digest(5)], "Text 5 of a");
});

test("a full run takes no event more, and keeps room for verdicts", () => {
  const run = new Run();
  const text = "x".repeat(LIMITS.text);
  let copies = 0;
  const problem = (kind, v) => {
    const made = kind === "verdict" ? draftVerdict(run.view("a"), run.page, v.is) : draft(run.state, kind, v);
    const { record, problem: why } = extend(run.record, run.page, [made], run.author);
    run.record = record;
    return why;
  };
  while (problem("copy", { text }) === "") copies += 1;
  assert.ok(copies > 40);
  assert.match(problem("copy", { text }), /full/);
  assert.equal(problem("verdict", { is: "done" }), "");
  assert.ok(storedText(run.record).length <= LIMITS.run);
  assert.equal(importRecord(exportText(run.record), [PROCEDURE], () => run.record).problem, "");
  const { length } = run.record.events;
  run.record = { ...run.record, texts: { ...run.record.texts, [digest(99)]: "x".repeat(LIMITS.run - storedText(run.record).length - 100) } };
  assert.match(problem("verdict", { is: "done" }), /full/);
  assert.equal(run.record.events.length, length);
});

test("a run that is full of verdicts can be handed over", () => {
  const run = new Run();
  run.judge("a");
  const [start, shown, verdict] = run.record.events;
  const events = Array.from({ length: 6000 }, (_, at) => ({ ...verdict, e: `dana:${at + 3}`, l: at + 3 }));
  run.record = { ...run.record, events: [start, shown, ...events] };
  assert.ok(storedText(run.record).length > LIMITS.run * 0.8 && storedText(run.record).length < LIMITS.run);
  assert.equal(importRecord(exportText(run.record), [PROCEDURE], () => run.record).problem, "");
});

test("what could not be read again is not taken", () => {
  const run = new Run();
  const { record, problem } = extend(run.record, run.page, [{ ...draftVerdict(run.view("a"), run.page, "done"), i: "x".repeat(LIMITS.item + 1) }], run.author);
  assert.deepEqual([record, problem], [run.record, "This entry cannot be stored."]);
});

test("a migration runs once for each version, and keeps every event", () => {
  const run = new Run();
  run.judge("a");
  const older = changed((data) => void Object.assign(data, { version: -1, log: data.events, events: undefined }), run);
  const migrations = {
    [-1]: (data) => ({ ...data, rows: data.log }),
    0: (data) => ({ ...data, events: data.rows }),
    1: (data) => data,
  };
  const { record, problem } = readRecord(older, migrations);
  assert.equal(problem, "");
  assert.deepEqual(record.events, run.record.events);
  assert.deepEqual(merge(record, run.record).clashes, []);
  assert.match(readRecord(older).problem, /unsupported record version/);
  assert.deepEqual(readRecord(older, { [-1]: () => null }), { record: null, problem: "unsupported record version", newer: false });
  for (const version of Object.keys(MIGRATIONS)) assert.ok(Number(version) < VERSION);
});

test("a record of version 1 is read, and each of its verdicts is to be confirmed or listed", () => {
  const run = new Run(page([item("step-1.1/a", 1), item("step-1.2/b", 2, 2, { step: "Step 1.2: Check", title: 2 }), item("step-1.2/c", 3)]));
  const short = (rev) => rev.split(".").slice(0, 2).join(".");
  const at = (number, k, more) => ({ e: `dana:${number}`, l: number, t: "2026-11-03T01:00:00Z", by: "Dana", k, ...more });
  const items = run.page.items.map(({ id, rev, step }) => ({ id, rev: short(rev), step, initial: false }));
  const [a, b, c] = items;
  const data = {
    version: 1,
    header: { ...run.record.header, created: "2026-11-03T01:00:00Z" },
    texts: { [digest(1)]: "Text 1", [digest(2)]: "Text 2", [digest(3)]: "Text 3" },
    events: [
      at(1, "start", { v: { kind: "real" } }),
      at(2, "page", { v: { version: "1", digest: digest(0x1), items } }),
      at(3, "verdict", { i: a.id, r: a.rev, v: { is: "done", after: [] } }),
      at(4, "verdict", { i: b.id, r: b.rev, note: "no answer", v: { is: "failed", after: [] } }),
      at(5, "verdict", { i: c.id, r: c.rev, v: { is: "done", after: [] } }),
      at(6, "undo", { i: c.id, v: { of: "dana:5", after: ["dana:5"] } }),
      at(7, "note", { i: a.id, note: "cold" }),
    ],
  };
  const { record, problem } = readRecord(JSON.stringify(data));
  assert.equal(problem, "");
  assert.equal(record.events.length, data.events.length);
  run.record = record;
  run.page = page(run.page.items.slice(0, 1).concat(item("step-1.2/c", 3)), 2);
  const shown = viewPage(run.state, record.texts, run.page).items;
  assert.deepEqual(shown.map(({ status, notes }) => `${status} ${notes.length}`), ["confirm 1", "open 0"]);
  assert.deepEqual(viewPage(run.state, record.texts, run.page).removed.map(({ is, text, note }) => [is, text, note]), [["failed", "Text 2", "no answer"]]);
  run.judge("step-1.1/a");
  assert.equal(run.view("step-1.1/a").status, "done");
  assert.equal(readRecord(use(run.record)).problem, "");
});

test("copies of a run merge in any order, whatever version they were stored in", () => {
  const old = (data) => {
    const short = (rev) => rev.split(".").slice(0, 2).join(".");
    const revs = new Map(data.events.flatMap(({ k, v }) => (k === "page" ? v.items.map(({ id, rev }) => [`${v.digest} ${id}`, short(rev)]) : [])));
    const events = data.events.map(({ p, ...event }) => {
      if (event.k === "guard") return { ...event, k: "note", v: {}, r: revs.get(`${p} ${event.i}`) };
      if (event.k === "page") return { ...event, v: { version: event.v.version, digest: event.v.digest, items: event.v.items.map((one) => ({ ...one, rev: short(one.rev), initial: false })) } };
      return event.i ? { ...event, r: revs.get(`${p} ${event.i}`) } : event;
    });
    return readRecord(JSON.stringify({ ...data, version: 1, events })).record;
  };
  fc.assert(fc.property(histories, ({ writers }) => {
    const [a, b, c] = writers.map(({ record }) => old(JSON.parse(exportText(record))));
    const all = storedText(merge(merge(a, b).record, c).record);
    assert.equal(storedText(merge(c, merge(b, a).record).record), all);
    assert.equal(storedText(merge(merge(a, c).record, merge(b, b).record).record), all);
  }));
});

test("a record of a former id is imported, and no other", () => {
  const run = new Run({ ...page(), procedure: "old-id" });
  const text = exportText(run.record);
  assert.equal(importRecord(text, ["new-id", "old-id"], () => null).record?.header.procedure, "old-id");
  for (const procedures of [["new-id"], ["old-id-2"], ["old"]]) {
    assert.equal(importRecord(text, procedures, () => null).problem, "Not imported: the record is a run of old-id.");
  }
});
