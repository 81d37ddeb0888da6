import assert from "node:assert/strict";
import { test } from "node:test";

import { markdownOf, outcomesOf, plain } from "../../mkdocs_deploy_plugin/assets/run/markdown.js";
import { merge } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { fc, histories, item, page, Run } from "./support.js";

test("a whole run, as it goes into the ticket", () => {
  const run = new Run(page([item("a"), item("b", 2, 2), item("c", 3)]));
  run.act("value", { name: "release", value: "v4.2.0" });
  run.judge("a");
  run.act("copy", { text: "deploy `v4.2.0`\n```\nx", step: "Step 1.1: Stop" });
  run.judge("b", "failed", "no answer\nfrom @ops, see #12");
  run.overrule("b", "known");
  run.judge("c", "skipped", "no time");
  run.undo("c");
  run.act("sign", { role: "Operations", name: "Noor" });
  run.act("finish", { outcome: "succeeded" });
  assert.equal(
    markdownOf(run.record).replaceAll("\u200b", "·"),
    `# Checkout redesign: succeeded

Production run: 1 check open, 1 failed.

| Exception | Who | When (UTC) | Reason |
| --- | --- | --- | --- |
| Went on after a failed check: Step 1.1: Stop, Text 2 of b | Dana Okafor | 2026-11-03 01:00:08 | known |

| Run |  |
| --- | --- |
| Procedure | deploy-shop-001-checkout-redesign, version 1.1.0 (00000000d001) |
| Outcome | succeeded |
| Counts | 1 done · 1 failed · 1 open |
| Kind | For real |
| Environment | Production |
| People | Dana Okafor |
| Started | 2026-11-03 01:00:01 UTC |
| Finished | 2026-11-03 01:00:12 UTC |
| Run | run1 |

## Deviations

| Step | Item | Status | Who | When (UTC) | Reason |
| --- | --- | --- | --- | --- | --- |
| Step 1.1: Stop | Text 2 of b | failed | Dana Okafor | 2026-11-03 01:00:07 | no answer from @·ops, see #·12 |
| Step 1.1: Stop | Text 3 of c | open |  |  |  |

## Sign-off

Self-asserted: names as typed, not verified.

| Role | Name | Entered by | When (UTC) | Note |
| --- | --- | --- | --- | --- |
| Operations | Noor | Dana Okafor | 2026-11-03 01:00:11 |  |

## Values

| Parameter | Value |
| --- | --- |
| release | v4.2.0 |

## Timeline

| When (UTC) | Who | What | Step | Item | Note |
| --- | --- | --- | --- | --- | --- |
| 2026-11-03 01:00:02 | Dana Okafor | Started · For real · Production |  |  |  |
| 2026-11-03 01:00:03 | Dana Okafor | Procedure as published · 1.1.0 |  |  |  |
| 2026-11-03 01:00:04 | Dana Okafor | Value · release · v4.2.0 |  |  |  |
| 2026-11-03 01:00:05 | Dana Okafor | done | Step 1.1: Stop | Text 1 of a |  |
| 2026-11-03 01:00:06 | Dana Okafor | Copied commands | Step 1.1: Stop |  |  |
| 2026-11-03 01:00:07 | Dana Okafor | failed | Step 1.1: Stop | Text 2 of b | no answer from @·ops, see #·12 |
| 2026-11-03 01:00:08 | Dana Okafor | Went on after a failed check | Step 1.1: Stop | Text 2 of b | known |
| 2026-11-03 01:00:09 | Dana Okafor | skipped (undone) | Step 1.1: Stop | Text 3 of c | no time |
| 2026-11-03 01:00:10 | Dana Okafor | Undo: skipped | Step 1.1: Stop | Text 3 of c |  |
| 2026-11-03 01:00:11 | Dana Okafor | Signed · Noor · Operations |  |  |  |
| 2026-11-03 01:00:12 | Dana Okafor | Finished · succeeded |  |  |  |

## Copied commands

2026-11-03 01:00:06, Dana Okafor, Step 1.1: Stop:

\`\`\`\`
deploy \`v4.2.0\`
\`\`\`
x
\`\`\`\`
`,
  );
});

test("a run of what is not in force says so first, and a rollback that was withdrawn is named", () => {
  const run = new Run();
  run.act("guard", { guard: "status" }, "Draft: hotfix for *all*");
  run.act("rollback");
  assert.match(markdownOf(run.record), /\| Rollback started \| 2026-11-03 01:00:0\d UTC \|/);
  run.act("undo", { of: run.state.of("rollback")[0].e }, "wrong window");
  const text = markdownOf(run.record);
  assert.match(text, /^\*\*Run for real although the procedure was not in force\*\* \(Draft: hotfix for \\\*all\\\*\)\. Dana Okafor, 2026-11-03 01:00:0\d UTC\.\n\n# /);
  assert.match(text, /\| Rollback withdrawn \| 2026-11-03 01:00:0\d UTC, Dana Okafor, wrong window \|/);
  assert.doesNotMatch(text, /^\| Rollback started \|/m);
});

test("what is in conflict, to be confirmed or removed is a deviation", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.judge("a", "done", "all is well");
  two.judge("a", "failed", "no answer");
  one.judge("b");
  one.judge("c", "na");
  one.learn(two);
  one.page = page([item("a"), item("b", 2, 9)], 2);
  one.act("note", {}, "n");
  const text = markdownOf(one.record);
  assert.match(text, /\| Step 1.1: Stop \| Text 1 of a \| in conflict: done \(Dana Okafor\), failed \(Sam Lee\) \|.*\| all is well; no answer \|/);
  assert.match(text, /\| Text 2 of b \| to confirm: was marked done before the procedure changed \|/);
  assert.match(text, /\| Text 3 of c \| not applicable; removed from the procedure since \|/);
  assert.match(text, /: in progress\n\nProduction run: 2 checks open, 1 in conflict, 1 to confirm\./);
});

test("equal runs give equal texts, and no run breaks a table", () => {
  fc.assert(
    fc.property(histories, ({ writers: [a, b] }) => {
      const text = markdownOf(merge(a.record, b.record).record);
      assert.equal(markdownOf(merge(b.record, a.record).record), text);
      let columns = 0;
      for (const line of text.split("## Commands")[0].split("\n")) {
        const bars = line.startsWith("|") ? line.match(/\|/g).length : 0;
        if (columns !== 0 && bars !== 0) assert.equal(bars, columns);
        columns = bars;
      }
    }),
  );
});

test("a run without a rollback cannot end rolled back", () => {
  assert.deepEqual(outcomesOf(true, false), ["succeeded", "rolled back", "aborted"]);
  assert.deepEqual(outcomesOf(true, true), ["rolled back", "aborted"]);
  assert.deepEqual(outcomesOf(false, false), ["succeeded", "aborted"]);
});

test("a text is plain text in Markdown", () => {
  assert.equal(plain("<img src=x> a|b *c* `d` [e](f) @team #12 &amp; \\\u202e\n~~x~~"),
    "&#60;img src=x&#62; a&#124;b \\*c\\* \\`d\\` \\[e\\](f) @\u200bteam #\u200b12 &#38;\u200bamp; \\\\ \\~\\~\u200bx\\~\\~");
});
