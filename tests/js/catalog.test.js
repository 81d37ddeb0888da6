/** The catalog without a page: which rows are shown, their order, and what an address says. */

import assert from "node:assert/strict";
import { test } from "node:test";

import { plainView, readView, writeView } from "../../mkdocs_deploy_plugin/assets/catalog/address.js";
import { order, rowOf, select } from "../../mkdocs_deploy_plugin/assets/catalog/selection.js";
import { fold, wordsOf } from "../../mkdocs_deploy_plugin/assets/catalog/words.js";
import { columnsOf } from "../../mkdocs_deploy_plugin/assets/long/runs.js";
import { fc } from "./support.js";

const FACETS = [
  { name: "status", label: "Status", values: ["Draft", "Approved", "Retired"] },
  { name: "environment", label: "Environment", values: ["Production", "Staging"] },
];
const COLUMNS = [{ name: "id" }, { name: "status" }, { name: "reviewed" }];
const view = (change = {}) => ({ ...plainView(), ...change });
const chosen = (values) => new Map(Object.entries(values));
const none = () => "";

/** Choose rows that are given as texts, and give the numbers of those shown, and the counts. */
function selected(rows, change, text = none) {
  const { shown, count, counts } = select(rows.map(rowOf), FACETS, view(change), text);
  const places = shown.flatMap((one, at) => (one ? [at] : []));
  assert.equal(places.length, count);
  return { places, counts };
}

test("a row has several values of a facet, one or none", () => {
  assert.deepEqual(rowOf("1,0 1,"), [[1], [0, 1], []]);
  assert.deepEqual(rowOf(""), [[]]);
});

test("the rows of a long table stand in runs, column by column", () => {
  assert.deepEqual(columnsOf("0*2,1;0 1,,2*1"), [["0", "0", "1"], ["0 1", "", "2"]]);
  assert.deepEqual(columnsOf("*3"), [["", "", ""]]);
});

test("values of one facet widen, facets narrow", () => {
  const rows = ["0,0", "1,0 1", "1,1", "2,", "0,1"];
  assert.deepEqual(selected(rows, {}).places, [0, 1, 2, 3, 4]);
  assert.deepEqual(selected(rows, { chosen: chosen({ status: ["Draft", "Retired"] }) }).places, [0, 3, 4]);
  assert.deepEqual(selected(rows, { chosen: chosen({ status: ["Draft", "Approved"], environment: ["Staging"] }) }).places, [1, 2, 4]);
});

test("a count is that of the other facets, whatever its own has chosen", () => {
  const rows = ["0,0", "1,0 1", "1,1", "2,", "0,1"];
  assert.deepEqual(selected(rows, { chosen: chosen({ status: ["Draft"] }) }).counts, [[2, 2, 1], [1, 1]]);
  assert.deepEqual(selected(rows, { chosen: chosen({ status: ["Draft"], environment: ["Production"] }) }).counts, [[1, 1, 0], [1, 1]]);
});

test("a value that no row has gives no row, and the other values keep their counts", () => {
  const found = selected(["0,0", "1,1"], { chosen: chosen({ status: ["Elsewhere"] }) });
  assert.deepEqual(found, { places: [], counts: [[1, 1, 0], [0, 0]] });
});

test("choosing a value gives as many rows as its count says", () => {
  const row = fc.tuple(fc.option(fc.nat(2)), fc.subarray([0, 1])).map(([one, more]) => `${one ?? ""},${more.join(" ")}`);
  const choice = fc.record({ status: fc.subarray(FACETS[0].values), environment: fc.subarray(FACETS[1].values) });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 20 }), choice, (rows, wanted) => {
      const some = Object.fromEntries(Object.entries(wanted).filter(([, values]) => values.length));
      const { counts } = selected(rows, { chosen: chosen(some) });
      FACETS.forEach(({ name, values }, facet) =>
        values.forEach((value, at) => {
          const { places } = selected(rows, { chosen: chosen({ ...some, [name]: [value] }) });
          assert.equal(places.length, counts[facet][at]);
        }),
      );
    }),
  );
});

test("all words have to be there, in any order, case and accents apart", () => {
  const texts = ["Ćevap upgrade of Kafka", "KAFKA", "Straße"].map(fold);
  const rows = ["0,", "1,", "2,"];
  const found = (find) => selected(rows, { find }, (at) => texts[at]).places;
  assert.deepEqual(found("kafka"), [0, 1]);
  assert.deepEqual(found("  Kafka CEVAP "), [0]);
  assert.deepEqual(found("kafka nothing"), []);
  assert.deepEqual(found("   "), [0, 1, 2]);
  assert.deepEqual(wordsOf("データ\u3000移行"), ["データ", "移行"].map(fold));
});

test("what is found is counted", () => {
  const texts = ["kafka", "kafka", "redis"];
  const { counts } = selected(["0,0", "1,0", "1,1"], { find: "kafka", chosen: chosen({ status: ["Draft"] }) }, (at) => texts[at]);
  assert.deepEqual(counts, [[1, 1, 0], [1, 0]]);
});

const sorted = (texts, column = {}, down = false) => order(texts, { name: "x", ...column }, down).map((at) => texts[at]);

test("numbers in texts count as numbers, and case and accents as nothing", () => {
  assert.deepEqual(sorted(["step 10", "Éclair", "step 9", "apple", "Zebra"]), ["apple", "Éclair", "step 9", "step 10", "Zebra"]);
});

test("choices are in the order of the template, others behind them", () => {
  const choices = ["Low", "Medium", "High"];
  assert.deepEqual(sorted(["High", "Extreme", "Low", "Medium"], { choices }), ["Low", "Medium", "High", "Extreme"]);
  assert.deepEqual(sorted(["High", "Low", "Medium"], { choices }, true), ["High", "Medium", "Low"]);
});

test("versions are in the order of their numbers, and what goes before a release before it", () => {
  const versions = ["1.10.0", "1.9.0", "2.0.0", "2.0.0-rc.2", "2.0.0-rc.10", "2.0.0-beta+exp", "1.9.0+build-5"];
  const right = ["1.9.0", "1.9.0+build-5", "1.10.0", "2.0.0-beta+exp", "2.0.0-rc.2", "2.0.0-rc.10", "2.0.0"];
  assert.deepEqual(sorted(versions, { kind: "version" }), right);
});

test("numbers are in their order", () => {
  assert.deepEqual(sorted(["1.5", "10", "1.25", "-3"], { kind: "number" }), ["-3", "1.25", "1.5", "10"]);
});

test("what has no value comes last either way round, and equal ones keep their order", () => {
  assert.deepEqual(sorted(["", "2026-01-02", "2025-03-04", ""]), ["2025-03-04", "2026-01-02", "", ""]);
  assert.deepEqual(sorted(["", "2025-03-04", "2026-01-02"], {}, true), ["2026-01-02", "2025-03-04", ""]);
  assert.deepEqual(order(["b", "a", "b", "a"], { name: "x" }, false), [1, 3, 0, 2]);
  assert.deepEqual(order(["b", "a", "b", "a"], { name: "x" }, true), [0, 2, 1, 3]);
});

const read = (search) => readView(search, FACETS, COLUMNS, "id");
const plain = ({ chosen: values, ...rest }) => ({ ...rest, chosen: [...values] });

test("an address says what is chosen", () => {
  assert.deepEqual(plain(read("?status=Approved&status=Draft&find=kafka+upgrade&sort=-reviewed")), {
    chosen: [["status", ["Approved", "Draft"]]],
    find: "kafka upgrade",
    sort: "-reviewed",
  });
  assert.deepEqual(plain(read("")), plain({ ...plainView("id") }));
});

test("case and accents of a value do not matter, and each is chosen once", () => {
  assert.deepEqual(read("?status=approved&status=APPROVED&status=Approved").chosen, chosen({ status: ["Approved"] }));
});

test("a value that there is not stays one; columns that there are not are nothing", () => {
  assert.deepEqual(read("?status=Elsewhere&sort=owner&author=x").chosen, chosen({ status: ["Elsewhere"] }));
  assert.equal(read("?sort=owner").sort, "id");
  assert.equal(read("?sort=--id").sort, "id");
  assert.equal(read("?sort=constructor").sort, "id");
});

test("an address of any length and any content is read", () => {
  const hostile = `?status=${"x".repeat(5000)}&find=${"y".repeat(5000)}&status=%E0%A4%A&=&&&status=&%=%${"&status=z".repeat(1)}`;
  const { chosen: values, find } = read(hostile);
  assert.deepEqual(values.get("status").map((one) => one.length), [300, 8, 1]);
  assert.equal(find.length, 300);
  assert.equal(read(Array.from({ length: 500 }, (_, at) => `status=${at}`).join("&")).chosen.get("status").length, 50);
});

test("what others have in an address stays as it is", () => {
  const search = "?h=a%20b&status=Draft&x&find=old&utm=%zz";
  assert.equal(writeView(search, FACETS, view({ sort: "id", chosen: chosen({ status: ["Approved"] }) }), "id"), "?h=a%20b&x&utm=%zz&status=Approved");
  assert.equal(writeView("?status=Draft", FACETS, plainView("id"), "id"), "");
});

test("what is written is read again", () => {
  const text = fc.string({ unit: "grapheme", maxLength: 20 }).filter((one) => one.trim() && one.isWellFormed());
  const made = fc.record({
    values: fc.array(fc.constantFrom("Draft", "Approved", "a,b & c=d", "100 %", "+", "?#"), { maxLength: 4 }),
    find: text,
    sort: fc.constantFrom("id", "-id", "status", "-reviewed"),
  });
  fc.assert(
    fc.property(made, ({ values, find, sort }) => {
      const before = view({ chosen: values.length ? chosen({ status: [...new Set(values)] }) : new Map(), find: find.trim(), sort });
      assert.deepEqual(plain(read(writeView("?other=1", FACETS, before, "id"))), plain(before));
    }),
  );
});
