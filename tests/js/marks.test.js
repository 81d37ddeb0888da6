import assert from "node:assert/strict";
import { test } from "node:test";

import { runsUnderWay } from "../../mkdocs_deploy_plugin/assets/catalog/marks.js";

const ROOT = "procedures:run:1:%2Fops%2F";

/** @param {any[]} events */
const stored = (...events) => JSON.stringify({ version: 2, header: {}, events: events.map((event, at) => ({ e: `abcd:${at + 1}`, ...event })), texts: {} });
const start = { k: "start", v: { kind: "real", environment: "Staging", ticket: "CHG-1" } };
const finish = { k: "finish", v: { outcome: "succeeded" } };

/** @param {Record<string, string>} storage */
const found = (storage) => ({ ...runsUnderWay(storage, "/ops/") });

test("runs under way are found with their facts as they are now", () => {
  assert.deepEqual(found({
    [`${ROOT}:one:r1`]: stored(start, { k: "facts", v: { kind: "rehearsal", ticket: "CHG-2" } }),
    [`${ROOT}:one:r2`]: stored({ k: "start", v: {} }),
    [`${ROOT}:two:r1`]: stored(start, finish),
    [`${ROOT}:three:r1`]: stored(start, finish, { k: "undo", v: { of: "abcd:2" } }),
    [`${ROOT}:four:r1`]: stored(start, finish, { k: "undo", v: { of: "abcd:2" } }, finish),
  }), { one: ["(rehearsal, Staging, CHG-2)", ""], three: ["(Staging, CHG-1)"] });
});

test("other keys, other sites and copies of single tabs are no runs of their own", () => {
  const text = stored(start);
  assert.deepEqual(found({
    [`${ROOT}:one:r1:tab:x`]: text,
    [`${ROOT}:one:r1:aside1`]: text,
    [`${ROOT}:one`]: text,
    "procedures:run:1:%2F:one:r1": text,
    "procedures:current:1:%2Fops%2F:one:": "r1",
    other: text,
  }), {});
});

test("what cannot be read gives no mark, and what is too large gives no facts", () => {
  assert.deepEqual(found({
    [`${ROOT}:one:r1`]: "{",
    [`${ROOT}:one:r2`]: "null",
    [`${ROOT}:one:r3`]: "[]",
    [`${ROOT}:__proto__:r1`]: stored({ k: "undo" }),
    [`${ROOT}:two:r1`]: stored({ ...start, note: "x".repeat(1e6) }),
    [`${ROOT}:three:r1`]: stored({ k: "start", v: { ticket: "x".repeat(1000) } }),
  }), { two: [""], three: [""] });
});
