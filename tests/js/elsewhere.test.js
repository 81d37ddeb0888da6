import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, isPlainlyFinished, runsElsewhere } from "../../mkdocs_deploy_plugin/assets/run/elsewhere.js";
import { draft, fold } from "../../mkdocs_deploy_plugin/assets/run/fold.js";
import { RunStore } from "../../mkdocs_deploy_plugin/assets/run/store.js";
import { author, Memory, page, PROCEDURE } from "./support.js";

const shown = page();
let tabs = 0;
const open = (storage, site, ...procedures) => new RunStore(storage, null, site, procedures.length > 0 ? procedures : [PROCEDURE], `tab${(tabs += 1)}`);
const find = ({ storage, site, procedures, ...store }) => runsElsewhere(storage, site, procedures, (run) => open(storage, site, ...procedures).open(run));
const say = (store, run, kind, v = {}, note = "") => store.append(run, shown, [draft(fold([]), kind, v, note)], author(`${kind}${(tabs += 1)}`));

test("runs of the procedure under other paths are found, the newest first, with what became of them", () => {
  const storage = new Memory();
  const who = author();
  const [first, latest] = [open(storage, "/1.0/"), open(storage, "/latest/")];
  first.begin("run1", shown, { kind: "real", ticket: "CHG-1" }, who);
  latest.begin("run2", shown, { kind: "rehearsal" }, who);
  say(latest, "run2", "finish", { outcome: "aborted" });
  open(storage, "/1.0/", "deploy-shop-002-other").begin("run3", { ...shown, procedure: "deploy-shop-002-other" }, {}, who);
  const here = open(storage, "/2.0/");
  assert.deepEqual(
    find(here).map(({ site, record, facts, outcome }) => [site, record.header.run, facts.kind, outcome]),
    [["/latest/", "run2", "rehearsal", "aborted"], ["/1.0/", "run1", "real", ""]],
  );
  assert.deepEqual(find(first).map(({ record }) => record.header.run), ["run2"]);
  assert.deepEqual(runsElsewhere(storage, "/2.0/", [PROCEDURE], () => null, (run) => run === "run1").map(({ site }) => site), ["/1.0/"]);
});

test("a run that was finished and not opened again is told by its text, whatever its notes say", () => {
  const store = open(new Memory(), "/1.0/");
  store.begin("run1", shown, { name: '"k":"finish"' }, author());
  const text = () => store.storage.getItem(store.key("run", "run1"));
  assert.equal(isPlainlyFinished(text()), false);
  say(store, "run1", "finish", { outcome: "aborted" }, '"k":"undo"');
  assert.equal(isPlainlyFinished(text()), true);
  say(store, "run1", "undo", { of: store.open("run1").events.find(({ k }) => k === "finish").e });
  assert.equal(isPlainlyFinished(text()), false);
});

test("a run is copied with all of its entries, stays where it is, and is found again when it has more there", () => {
  const storage = new Memory();
  const there = open(storage, "/1.0/");
  there.begin("run1", shown, { kind: "real" }, author());
  const before = storage.getItem(there.key("run", "run1"));
  const here = open(storage, "/2.0/");
  here.put(find(here)[0].record);
  assert.deepEqual(find(here), []);
  assert.equal(say(here, "run1", "note", {}, "here"), "");
  assert.equal(storage.getItem(there.key("run", "run1")), before);
  assert.deepEqual(find(here), []);
  assert.deepEqual(find(there).map(({ site }) => site), ["/2.0/"]);
  say(there, "run1", "note", {}, "there");
  here.put(find(here)[0].record);
  assert.deepEqual(here.open("run1").events.map(({ note }) => note).filter(Boolean).sort(), ["here", "there"]);
});

test("a run of a former id is found, at the address that the page had there", () => {
  const storage = new Memory();
  open(storage, "/1.0/", "old-id").begin("run1", { ...shown, procedure: "old-id" }, {}, author());
  const [run] = find(open(storage, "/2.0/", "new-id", "old-id"));
  assert.equal(addressOf(run, "/2.0/", "/2.0/procedures/new-id/", "new-id"), "/1.0/procedures/old-id/");
  assert.equal(addressOf({ ...run, procedure: "new-id" }, "/2.0/", "/2.0/procedures/new-id.html", "new-id"), "/1.0/procedures/new-id.html");
});

test("what is no run, or leads to another origin, is not found", () => {
  const storage = new Memory();
  const there = open(storage, "/1.0/");
  there.begin("run1", shown, {}, author());
  const text = storage.getItem(there.key("run", "run1"));
  storage.entries.clear();
  for (const site of ["//evil.example/", "https://evil.example/", "javascript:x", "/\\evil.example/", "/\t/evil.example/", "", "/2.0/"]) {
    storage.setItem(open(storage, site).key("run", "run1"), text);
  }
  storage.setItem(`procedures:run:1:%E0%A4%A:${PROCEDURE}:run1`, text);
  storage.setItem(there.key("run", "run2"), text);
  storage.setItem(there.key("run", "run3"), "{");
  storage.setItem(`${there.key("run", "run1")}:aside1`, text);
  assert.deepEqual(find(open(storage, "/2.0/")), []);
  assert.deepEqual(runsElsewhere(null, "/2.0/", [PROCEDURE], () => null), []);
  const blocked = { get length() { throw new Error("blocked"); } };
  assert.deepEqual(runsElsewhere(blocked, "/2.0/", [PROCEDURE], () => null), []);
});
