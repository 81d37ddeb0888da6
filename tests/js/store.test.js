import assert from "node:assert/strict";
import { test } from "node:test";

import { LIMITS } from "../../mkdocs_deploy_plugin/assets/run/events.js";
import { draft, fold } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { exportText, newRecord, storedText, VERSION } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { newMemory, RunStore } from "../../mkdocs_deploy_plugin/assets/run/store.js";
import { author, fc, Memory, page, PROCEDURE } from "./support.js";

const SITE = "/team/docs/";
const shown = page();
let pages = 0;
const open = (storage, session = new Memory(), site = SITE, ...procedures) => new RunStore(storage, session, site, procedures.length > 0 ? procedures : [PROCEDURE], `page${(pages += 1)}`);
const note = (store, run, who, text = "n") => store.append(run, shown, [draft(fold([]), "note", {}, text)], who);
const ids = (record) => record.events.map(({ e }) => e);

test("a run outlives the page", () => {
  const storage = new Memory();
  const store = open(storage);
  const record = store.begin("run1", shown, { kind: "real", environment: "Staging" }, author());
  assert.equal(store.append("run1", shown, [{ k: "verdict", i: "a", p: shown.digest, v: { is: "done", after: [] } }], author()), "");
  assert.deepEqual([store.problem, store.unsaved.size], ["", 0]);
  const again = open(storage);
  assert.equal(again.open("run1").events.at(-1).v.is, "done");
  assert.deepEqual(again.list().map(({ run, facts, outcome }) => [run, facts.environment, outcome]), [["run1", "Staging", ""]]);
});

test("runs of other procedures and other sites are not seen", () => {
  const storage = new Memory();
  open(storage).begin("run1", shown, {}, author());
  assert.equal(open(storage, null, "/team/").open("run1"), null);
  assert.deepEqual(open(storage, null, SITE, "deploy-shop-001").list(), []);
  // No two scopes have one key.
  const keys = [["/a", "b:c"], ["/a:b", "c"], ["/a%3Ab", "c"]].map(([site, procedure]) => open(storage, null, site, procedure).key("run", "x"));
  assert.equal(new Set(keys).size, 3);
});

test("a tab stays at its run, and a new tab begins at the one chosen last", () => {
  const storage = new Memory();
  const sessions = [new Memory(), new Memory()];
  open(storage, sessions[0]).begin("run1", shown, {}, author("one1"));
  open(storage, sessions[1]).begin("run2", shown, {}, author("two2"));
  assert.equal(open(storage, sessions[0]).current()?.header.run, "run1");
  assert.equal(open(storage, sessions[1]).current()?.header.run, "run2");
  assert.equal(open(storage).current()?.header.run, "run2");
  open(storage, sessions[0]).choose("");
  assert.equal(open(storage, sessions[0]).current(), null);
});

test("runs are listed the newest first, and finished ones are offered for removal when they are too many", () => {
  const storage = new Memory();
  const store = open(storage);
  const who = author();
  for (let number = 100; number < 100 + LIMITS.finished + 2; number += 1) {
    store.put(newRecord(`run${number}`, shown, {}, who));
    store.append(`run${number}`, shown, [draft(fold([]), "finish", { outcome: "succeeded" })], who);
  }
  store.begin("going", shown, {}, who);
  assert.equal(store.list()[0].run, "going");
  assert.deepEqual(store.surplus().map(({ run }) => run), ["run101", "run100"]);
  assert.equal(store.list().length, LIMITS.finished + 3);
  store.remove("run100");
  assert.deepEqual(store.surplus().map(({ run }) => run), ["run101"]);
  assert.equal(open(storage).open("run100"), null);
});

test("a run that another tab removes is forgotten; one whose key is lost in another way is stored again", () => {
  const storage = new Memory();
  const store = open(storage);
  store.begin("run1", shown, {}, author());
  const key = store.key("run", "run1");
  storage.entries.clear();
  assert.equal(store.heard(null, null), "");
  store.open("run1");
  assert.ok(storage.getItem(key));
  open(storage).remove("run1");
  assert.equal(store.heard(key, null), "run1");
  assert.equal(store.open("run1"), null);
  assert.equal(store.heard("other", null), "");
});

test("without a storage a run stays in memory, and the store says so", () => {
  for (const storage of [null, new (class extends Memory {
    getItem() { throw new Error("SecurityError"); }
    setItem() { throw new Error("QuotaExceededError"); }
  })()]) {
    const store = open(storage, null);
    store.begin("run1", shown, {}, author());
    assert.equal(note(store, "run1", author("other")), "");
    assert.match(store.problem, /export the run before you close/);
    assert.deepEqual([...store.unsaved], ["run1"]);
    assert.equal(store.open("run1").events.length, 3);
    assert.equal(store.list().length, 1);
    assert.equal(store.current()?.header.run, "run1");
  }
});

test("what cannot be read is set aside, never overwritten", () => {
  const storage = new Memory();
  const key = open(storage).key("run", "run1");
  const texts = ["{", "second", JSON.stringify({ version: 1 })];
  for (const [at, text] of texts.entries()) {
    storage.setItem(key, text);
    const store = open(storage);
    assert.equal(store.open("run1"), null);
    assert.deepEqual(store.aside().map((record) => record.text), texts.slice(0, at + 1));
  }
  assert.equal(storage.length, 3);
  assert.deepEqual(open(storage).list(), []);
});

test("what cannot be read and cannot be set aside stays where it is", () => {
  const storage = new (class extends Memory {
    setItem() { throw new Error("QuotaExceededError"); }
  })();
  const store = open(storage);
  storage.entries.set(store.key("run", "run1"), "{");
  store.begin("run1", shown, {}, author());
  note(store, "run1", author());
  assert.equal(storage.getItem(store.key("run", "run1")), "{");
  assert.deepEqual([...store.unsaved], ["run1"]);
});

test("the record of a newer version stays where it is", () => {
  const storage = new Memory();
  const store = open(storage);
  const newer = JSON.stringify({ version: VERSION + 1 });
  storage.setItem(store.key("run", "run1"), newer);
  assert.equal(store.open("run1"), null);
  assert.match(store.problem, /newer version/);
  store.begin("run1", shown, {}, author());
  assert.equal(storage.getItem(store.key("run", "run1")), newer);
  assert.deepEqual([...store.unsaved], ["run1"]);
});

test("a record under another run's key, or of another procedure, is none of this run", () => {
  const storage = new Memory();
  const store = open(storage);
  storage.setItem(store.key("run", "run2"), exportText(newRecord("run1", shown, {}, author())));
  assert.equal(store.open("run2"), null);
  assert.equal(store.aside().length, 1);
});

/**
 * Tabs of one browser: each has its own view of the storage, which the writes of others reach later,
 * in the order in which they were made. A tab's own write hides older ones of others from it.
 */
class Browser {
  log = [];
  tabs = [];
  broken = false;

  open() {
    const browser = this;
    const tab = { view: new Memory(), at: 0, storage: null, store: null };
    for (const [key, value] of this.stored().entries) tab.view.setItem(key, value);
    tab.at = this.log.length;
    tab.storage = {
      get length() { return tab.view.length; },
      key: (at) => tab.view.key(at),
      getItem(key) {
        if (browser.broken === "reading") throw new Error("broken");
        return tab.view.getItem(key);
      },
      setItem(key, value) {
        if (browser.broken) throw new Error("full");
        tab.view.setItem(key, value);
        browser.log.push({ tab, key, value });
      },
      removeItem(key) {
        tab.view.removeItem(key);
        browser.log.push({ tab, key, value: null });
      },
    };
    tab.store = open(tab.storage);
    this.tabs.push(tab);
    return tab;
  }

  /** Give what is stored when all tabs are closed. */
  stored() {
    const all = new Memory();
    for (const { key, value } of this.log) value === null ? all.removeItem(key) : all.setItem(key, value);
    return all;
  }

  /** Let the next write of another tab reach this one. */
  deliver(tab) {
    const change = this.log[tab.at];
    if (change === undefined) return false;
    tab.at += 1;
    const hidden = this.log.slice(tab.at).some((later) => later.tab === tab && later.key === change.key);
    if (change.tab !== tab && !hidden) {
      if (change.value === null) tab.view.removeItem(change.key);
      else tab.view.setItem(change.key, change.value);
      const run = tab.store.heard(change.key, change.value);
      if (run !== "") tab.store.open(run);
    }
    return true;
  }

  /** Let all writes reach all tabs, which may write again, but not for ever. */
  settle() {
    let left = 1000;
    while (this.tabs.some((tab) => this.deliver(tab))) assert.ok((left -= 1) > 0, "the tabs go on writing");
  }
}

test("nothing is lost in any interleaving of two tabs with faults of the storage", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("note", "note", "deliver", "deliver", "full", "reading", "mend"), fc.nat(1)), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      const browser = new Browser();
      const first = browser.open();
      first.store.begin("run1", shown, {}, author("start"));
      const tabs = [first, browser.open()];
      tabs[1].store.open("run1");
      const people = [author("one1"), author("two2")];
      let notes = 0;
      for (const [what, at] of all) {
        if (what === "note") {
          assert.equal(note(tabs[at].store, "run1", people[at], `note ${(notes += 1)}`), "");
          assert.equal(tabs[at].store.unsaved.has("run1"), Boolean(browser.broken));
        } else if (what === "deliver") browser.deliver(tabs[at]);
        else browser.broken = what === "mend" ? false : what;
      }
      browser.broken = false;
      for (const tab of tabs) tab.store.open("run1");
      browser.settle();
      const found = open(browser.stored()).open("run1");
      assert.equal(found.events.filter(({ k }) => k === "note").length, notes);
      assert.equal(new Set(ids(found)).size, notes + 2);
      for (const tab of tabs) {
        assert.deepEqual(ids(tab.store.open("run1")), ids(found));
        assert.equal(tab.store.unsaved.size, 0);
      }
    }),
    { numRuns: 500 },
  );
});

test("what a tab has stored is there, whatever others write and however soon all of them are closed", () => {
  const steps = fc.array(fc.tuple(fc.constantFrom("note", "note", "deliver", "reload"), fc.nat(2)), { maxLength: 40 });
  fc.assert(
    fc.property(steps, (all) => {
      const browser = new Browser();
      const tabs = [browser.open(), browser.open(), browser.open()];
      tabs[0].store.begin("run1", shown, {}, author("start"));
      browser.settle();
      let notes = 0;
      for (const [what, at] of all) {
        if (what === "deliver") browser.deliver(tabs[at]);
        else if (what === "note") note(tabs[at].store, "run1", author(`tab${at}x${(notes += 1)}`));
        else {
          // Loading a page takes longer than a write takes to reach it.
          browser.settle();
          browser.tabs = browser.tabs.filter((tab) => tab !== tabs[at]);
          tabs[at] = browser.open();
          tabs[at].store.open("run1");
          browser.settle();
        }
      }
      const found = open(browser.stored()).open("run1");
      assert.equal(found.events.filter(({ k }) => k === "note").length, notes);
    }),
    { numRuns: 500 },
  );
});

test("what pages keep for themselves goes when nothing is in it that the run lacks", () => {
  const storage = new Memory();
  const first = open(storage);
  first.begin("run1", shown, {}, author());
  note(first, "run1", author("other"));
  const key = first.key("run", "run1");
  const [own] = [...storage.entries.keys()].filter((one) => one.startsWith(`${key}:tab:`));
  const whole = storage.getItem(own);
  assert.equal(whole, storage.getItem(key));
  // As if another page had written over the run at that very time.
  storage.setItem(key, storedText(newRecord("run1", shown, {}, author())));
  assert.equal(open(storage).open("run1").events.length, 3);
  assert.equal(storage.getItem(key), whole);
  open(storage).open("run1");
  assert.deepEqual([...storage.entries.keys()].filter((one) => one.includes(":run:")), [key]);
  // What is no record, or one of another run, is let be.
  storage.setItem(own, "{");
  storage.setItem(`${key}:tab:b`, storedText(newRecord("run2", shown, {}, author())));
  assert.equal(open(storage).open("run1").events.length, 3);
  assert.equal(storage.getItem(own), "{");
  assert.deepEqual(open(storage).list().map(({ run }) => run), ["run1"]);
});

test("a run that cannot be read is what a page has kept of it for itself", () => {
  const storage = new Memory();
  const first = open(storage);
  first.begin("run1", shown, {}, author());
  note(first, "run1", author("other"));
  storage.setItem(first.key("run", "run1"), "{");
  const store = open(storage);
  assert.equal(store.open("run1").events.length, 3);
  assert.equal(storage.getItem(store.aside()[0].key), "{");
});

test("a run that is removed is removed whole", () => {
  const storage = new Memory();
  const store = open(storage);
  store.begin("run1", shown, {}, author());
  store.begin("run11", shown, {}, author());
  store.remove("run1");
  assert.deepEqual([...storage.entries.keys()].filter((key) => key.includes("run1:") || key.endsWith("run1")), []);
  assert.equal(open(storage).open("run1"), null);
  assert.equal(open(storage).open("run11")?.header.run, "run11");
});

test("a run that one tab removes comes back from no other", () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open()];
  tabs[0].store.begin("run1", shown, {}, author("one1"));
  browser.settle();
  note(tabs[1].store, "run1", author("two2"));
  browser.settle();
  tabs[1].store.remove("run1");
  browser.settle();
  assert.deepEqual(tabs.map((tab) => tab.store.open("run1")), [null, null]);
  assert.deepEqual([...browser.stored().entries.keys()].filter((key) => key.includes(":run:")), []);
});

test("two tabs write until they agree, and then stop", () => {
  const browser = new Browser();
  const tabs = [browser.open(), browser.open()];
  tabs[0].store.begin("run1", shown, {}, author("one1"));
  tabs[1].store.put(tabs[0].store.open("run1"));
  note(tabs[0].store, "run1", author("aaaa"));
  note(tabs[1].store, "run1", author("bbbb"));
  browser.settle();
  const writes = browser.log.length;
  for (const tab of tabs) tab.store.open("run1");
  assert.equal(browser.log.length, writes);
});

test("a run that was stored under a former id goes on under the new one, and stays where it was", () => {
  const storage = new Memory();
  const before = open(storage, new Memory(), SITE, "old-id");
  before.begin("run1", { ...shown, procedure: "old-id" }, { kind: "real" }, author("one1"));
  note(before, "run1", author("one1"), "before");
  const kept = storage.getItem(before.key("run", "run1"));

  const store = open(storage, new Memory(), SITE, "new-id", "older-id", "old-id");
  assert.deepEqual(store.list().map(({ run }) => run), ["run1"]);
  assert.equal(store.current()?.header.run, "run1");
  assert.equal(note(store, "run1", author("two2"), "after"), "");
  assert.equal(storage.getItem(before.key("run", "run1")), kept);

  // A tab with the old page goes on as well, and neither loses what the other has.
  note(before, "run1", author("one1"), "late");
  const key = before.key("run", "run1");
  assert.equal(store.heard(key), "run1");
  const notes = store.open("run1").events.map(({ note }) => note).filter(Boolean);
  assert.deepEqual(notes.sort(), ["after", "before", "late"]);
  assert.deepEqual(open(storage, new Memory(), SITE, "new-id").open("run1"), null, "its header has an id that the page does not know");

  store.remove("run1");
  assert.deepEqual(open(storage, new Memory(), SITE, "new-id", "old-id").list(), []);
});

test("what is chosen under the present id counts more than what was chosen under a former one", () => {
  const storage = new Memory();
  open(storage, null, SITE, "old-id").begin("run1", { ...shown, procedure: "old-id" }, {}, author("one1"));
  const store = open(storage, null, SITE, "new-id", "old-id");
  store.begin("run2", { ...shown, procedure: "new-id" }, {}, author("two2"));
  assert.equal(open(storage, null, SITE, "new-id", "old-id").current()?.header.run, "run2");
  store.choose("");
  assert.equal(open(storage, null, SITE, "new-id", "old-id").current(), null);
});

class Blocked extends Memory {
  getItem() {
    throw new Error("blocked");
  }
  setItem() {
    throw new Error("blocked");
  }
}

test("what is not stored lives in memory that the pages of a document share", () => {
  const full = new Memory();
  full.setItem = () => {
    throw new Error("full");
  };
  for (const storage of [null, new Blocked(), full]) {
    const memory = newMemory();
    const pageOf = (procedure = PROCEDURE) => new RunStore(storage, storage, SITE, [procedure], "page", memory);
    const store = pageOf();
    store.begin("run1", shown, {}, author());
    assert.equal(note(store, "run1", author()), "");
    // A page of another procedure says that something is not stored, and sees none of it.
    const other = pageOf("deploy-other-001");
    assert.match(other.problem, /not storing/);
    assert.deepEqual([other.current(), other.list()], [null, []]);
    const again = pageOf();
    assert.match(again.problem, /not storing/);
    assert.deepEqual(ids(again.current()), ids(store.open("run1")));
    assert.deepEqual(again.list().map(({ run }) => run), ["run1"]);
    again.remove("run1");
    again.choose("");
    assert.deepEqual([pageOf().current(), pageOf().list()], [null, []]);
  }
});

test("a run kept in memory is stored as soon as the storage works again", () => {
  const storage = new Memory();
  const memory = newMemory();
  const pageOf = () => new RunStore(storage, null, SITE, [PROCEDURE], "page", memory);
  storage.setItem = () => {
    throw new Error("full");
  };
  pageOf().begin("run1", shown, {}, author());
  delete storage.setItem;
  const store = pageOf();
  assert.equal(store.current()?.header.run, "run1");
  assert.deepEqual([store.problem, memory.runs.size], ["", 0]);
  assert.ok(open(storage).open("run1"));
});

test("what was set aside is listed by procedure until it is deleted, for this site alone", () => {
  const storage = new Memory();
  const store = open(storage);
  storage.setItem(store.key("run", "run1"), "{");
  storage.setItem(open(storage, null, "/other/").key("run", "run1:aside1"), "{");
  assert.equal(store.open("run1"), null);
  const [record, ...more] = open(storage).aside();
  assert.deepEqual([record.procedure, record.text, more.length], [PROCEDURE, "{", 0]);
  open(storage).deleteAside(record.key);
  assert.deepEqual(open(storage).aside(), []);
});

test("ten writers converge, whatever their channels delay, repeat and reorder", () => {
  const names = Array.from({ length: 10 }, (_, at) => `writer${at}`);
  const step = fc.tuple(fc.nat(9), fc.nat(9), fc.nat());
  fc.assert(fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
    const first = open(null).put(newRecord("run1", shown, {}, author("writer0")));
    const writers = names.map((name) => {
      const store = open(null);
      /** What was sent to this writer and has not been taken. */
      const waiting = [];
      const take = store.connect({ send: (record) => writers.forEach((other) => other.store !== store && other.waiting.push(record)) });
      return { store, who: author(name), waiting, take };
    });
    writers.forEach(({ take }) => take(first));
    for (const [from, to, which] of steps) {
      const { store, who } = writers[from];
      assert.equal(note(store, "run1", who), "");
      const { waiting, take } = writers[to];
      if (waiting.length > 0) take(waiting[which % waiting.length]);
    }
    // In the end, everything arrives.
    for (const { waiting, take } of writers) waiting.reverse().forEach(take);
    const all = writers.map(({ store }) => store.open("run1"));
    const texts = new Set(all.map(storedText));
    assert.equal(texts.size, 1);
    const [{ events }] = all;
    assert.equal(events.length, first.events.length + steps.length);
    assert.equal(new Set(ids(all[0])).size, events.length);
    assert.ok(events.every(({ l }) => l <= events.length));
  }), { numRuns: 100 });
});
