/** Prints runs as they are exported, as JSON, for checks by tools that are not ours: see tests/test_javascript.py. */

import { exportText, merge } from "../../mkdocs_deploy_plugin/assets/run/record.js";
import { markdownOf } from "../../mkdocs_deploy_plugin/assets/run/markdown.js";
import { author, fc, histories, item, page, Run } from "./support.js";

const HOSTILE = [
  "<script>alert(1)</script>", "</td></table><h1>x", "a | b || c \\| d \\\\| e", "`a | b` ``c|", "@team and @org/team", "see #12, !34, org/repo#5",
  "![x](https://evil.example/x.png)", "[x](javascript:alert(1))", "[x]: https://evil.example", "# heading", "- item", "1. item", "> quote", "---", "***", "```\ncode\n```",
  "~~~\n@team\n~~~", "<!-- x", "-->", "<https://evil.example>", "&lt;b&gt; &amp; &#64;team", "\\", "\\\\", "|", "||", "*a* _b_ **c** ~~d~~", "$x$ $$y$$", "/close",
  "a\n\n| b | c |\n| --- | --- |", "a\u2028b\u202ec\u0000d", "<b", "a <!--> b", "<![CDATA[x]]>", "<?php", ":tada: \u{1f600}", "%0a%0d", "-\n=\n", "<details>", "http://x/@team",
];

/** Runs in which each text stands wherever people can put one. */
function hostile(text) {
  const run = new Run({ ...page([item("a", 1, 1, { text, step: text, phase: text, hold: text || "x", wait: 60, by: text || "x" }), item(text.replace(/\W+/g, "-"), 2)]), title: text, version: text }, author("dana", text));
  run.act("facts", { name: text, environment: text, ticket: text });
  run.judge("a", "failed", text);
  const two = run.copy("samlee", text);
  run.overrule("a", `n ${text}`);
  run.act("guard", { guard: "finish" }, `g ${text}`);
  run.judge("a", "skipped", text);
  two.judge("a", "done", text);
  run.learn(two);
  run.note("a", `n ${text}`);
  run.note("a", text, "evidence");
  run.note("a", "", "wait");
  run.act("value", { name: "release", value: text });
  run.act("copy", { text, step: text });
  run.act("sign", { role: text, name: text }, text);
  run.act("rollback", {}, text);
  run.act("finish", { outcome: "rolled back" }, text);
  run.act("undo", { of: run.record.events.at(-1).e });
  return run.record;
}

const records = [
  ...HOSTILE.map(hostile),
  ...fc.sample(histories, { numRuns: 60, seed: 4 }).map(({ writers }) => writers.map(({ record }) => record).reduce((a, b) => merge(a, b).record)),
];
process.stdout.write(JSON.stringify(records.map((record) => ({ json: exportText(record), markdown: markdownOf(record) }))));
