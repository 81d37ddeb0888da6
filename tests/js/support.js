/** What the tests of runs share: a page, people, storages, and histories of several writers. */

import fc from "fast-check";

import { draft, fold } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { draftGuard, draftNote, draftUndo, draftVerdict, viewPage } from "../../mkdocs_deploy_plugin/assets/run/views.js";
import { extend, merge, newRecord } from "../../mkdocs_deploy_plugin/assets/run/record.js";

// In CI the same examples each time: what is found there is of the change, not of the day.
fc.configureGlobal({ seed: process.env.CI ? 20261101 : undefined, numRuns: 200 });
export { fc };

export const PROCEDURE = "deploy-shop-001-checkout-redesign";

/** Give twelve hex digits for a number. */
export function digest(number) {
  return number.toString(16).padStart(12, "0");
}

/** Give a task item; `text` and `commands` stand for their digests, and so does `title` among what is to be added. */
export function item(id, text = 1, commands = 1, { title = 1, prose = 1, above = 1, ...more } = {}) {
  return {
    id,
    rev: [text, 0xc000 + commands, 0xe000 + title, 0xf000 + prose, 0xa000 + above].map(digest).join("."),
    text: `Text ${text} of ${id}`,
    commands: `command ${commands}`,
    step: "Step 1.1: Stop",
    phase: "Phase 1: Before",
    ...more,
  };
}

/** Give a page with these items. */
export function page(items = ["a", "b", "c"].map((id, at) => item(id, at + 1)), number = 1) {
  return { procedure: PROCEDURE, title: "Checkout redesign", version: `1.${number}.0`, digest: digest(0xd000 + number), items };
}

/** Give somebody with a clock that can be set. */
export function author(replica = "dana", by = "Dana Okafor") {
  const clock = { time: Date.UTC(2026, 10, 3, 1, 0, 0) };
  return { replica, by, clock, now: () => new Date((clock.time += 1000)) };
}

/** A run that tests write step by step, as a page would. */
export class Run {
  constructor(shown = page(), who = author()) {
    this.page = shown;
    this.author = who;
    this.record = newRecord("run1", shown, { kind: "real", environment: "Production" }, who);
  }

  get state() {
    return fold(this.record.events);
  }

  /** Do something, and give its event. */
  act(kind, v = {}, note = "") {
    return this.add(draft(this.state, kind, v, note));
  }

  /** Add an event, and give it. */
  add(made) {
    const { record, problem } = extend(this.record, this.page, [made], this.author);
    if (problem !== "") throw new Error(problem);
    this.record = record;
    return record.events.at(-1);
  }

  judge(id, is = "done", note = "") {
    return this.add(draftVerdict(this.view(id), this.page, is, note));
  }

  /** Undo what was said about an item. */
  undo(id) {
    return this.add(draftUndo(this.view(id), this.page));
  }

  /** Write a note on an item, begin its wait, or add evidence. */
  note(id, note, kind = "note") {
    return this.add(draftNote(this.view(id), this.page, kind, note));
  }

  /** Say why the run goes on after an item failed, or although it is a closed gate. */
  overrule(id, note, guard = "failed") {
    return this.add(draftGuard(this.view(id), this.page, guard, note));
  }

  /** Give what the page shows for an item. */
  view(id) {
    return viewPage(this.state, this.record.texts, this.page).items.find((one) => one.item.id === id);
  }

  /** Give another writer of the same run, who knows what this one knows. */
  copy(replica, by) {
    const other = new Run(this.page, author(replica, by));
    other.record = this.record;
    return other;
  }

  /** Learn what another knows. */
  learn(other) {
    this.record = merge(this.record, other.record).record;
  }
}

/** A storage as browsers have it. */
export class Memory {
  entries = new Map();
  get length() {
    return this.entries.size;
  }
  key(at) {
    return [...this.entries.keys()][at] ?? null;
  }
  getItem(key) {
    return this.entries.get(key) ?? null;
  }
  setItem(key, value) {
    this.entries.set(key, String(value));
  }
  removeItem(key) {
    this.entries.delete(key);
  }
}

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const which = fc.constantFrom("a", "b", "c");

/** What people do, as functions of a `Run`. */
const acts = fc.oneof(
  { weight: 6, arbitrary: fc.tuple(which, fc.constantFrom("done", "skipped", "failed", "na", "open"), text).map(([id, is, note]) => (run) => run.judge(id, is, note)) },
  { weight: 3, arbitrary: fc.nat().map((at) => (run) => {
    const { events } = run.state;
    const target = events[at % events.length];
    if (["start", "page", "undo"].includes(target.k)) return;
    if (target.k === "verdict") run.undo(target.i);
    else run.act("undo", { of: target.e });
  }) },
  text.map((note) => (run) => note.trim() && run.act("note", {}, `n ${note}`)),
  text.map((value) => (run) => run.act("value", { name: "release", value })),
  fc.tuple(text, text).map(([commands, step]) => (run) => run.act("copy", { text: commands, step })),
  fc.constantFrom("succeeded", "aborted").map((outcome) => (run) => run.act("finish", { outcome })),
  text.map((name) => (run) => run.act("sign", { role: "Operations", name })),
  fc.tuple(which, text).map(([id, note]) => (run) => note.trim() && run.note(id, `n ${note}`)),
  fc.tuple(which, text).map(([id, note]) => (run) => run.view(id).status === "failed" && run.overrule(id, `g ${note}`)),
  fc.tuple(which, text).map(([id, output]) => (run) => run.note(id, output, "evidence")),
  which.map((id) => (run) => run.note(id, "", "wait")),
  text.map((note) => (run) => run.act("rollback", {}, note)),
  text.map((ticket) => (run) => run.act("facts", { ticket, kind: "real" })),
  fc.integer({ min: -9e6, max: 9e6 }).map((jump) => (run) => (run.author.clock.time += jump)),
);

/**
 * Histories: three writers of one run who act, and now and then learn from one another.
 * Each gives the writers, and for every event the ids of the events its writer knew.
 */
export const histories = fc
  .array(fc.record({ who: fc.nat(2), act: acts, from: fc.option(fc.nat(2)) }), { maxLength: 25 })
  .map((steps) => {
    const first = new Run();
    const writers = [first, first.copy("samlee", "Sam Lee"), first.copy("noor", "Noor @ops <b>")];
    const knew = new Map();
    for (const { who, act, from } of steps) {
      if (from !== null) writers[who].learn(writers[from]);
      const before = new Set(writers[who].record.events.map(({ e }) => e));
      act(writers[who]);
      for (const { e } of writers[who].record.events) if (!before.has(e)) knew.set(e, before);
    }
    return { writers, knew };
  });

/** Give a state as plain data, to compare. */
export function plainly(state) {
  return JSON.parse(JSON.stringify(state, (_, value) => (value instanceof Map || value instanceof Set ? [...value] : value)));
}
