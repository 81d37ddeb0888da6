import assert from "node:assert/strict";
import { test } from "node:test";

import { addressOf, copyText, fill, parameterProblem, valueProblem } from "../../mkdocs_deploy_plugin/assets/run/values.js";
import { Run } from "./support.js";

const problem = (value, pattern, signs) => valueProblem({ name: "release", description: "Tag", pattern, signs }, value);

test("what is safe in a shell word is allowed", () => {
  for (const value of ["v4.2.0", "shop_db", "https://shop.example:8080/a", "deploy@host", "100%", "a=b,c", "Zürich", "検証"]) {
    assert.equal(problem(value), "");
  }
});

test("what could break out of a shell word is refused, unless it is one of the signs", () => {
  for (const char of [" ", "'", '"', "`", "$", "&", "|", ";", "<", ">", "(", ")", "{", "}", "[", "]", "*", "?", "!", "#", "~", "^", "\\"]) {
    for (const pattern of ["", ".+", "[^x]+"]) {
      assert.match(problem(`a${char}b`, pattern), /is not safe in a shell command/, char);
      assert.equal(problem(`a${char}b`, pattern, `/${char}`), "", char);
    }
  }
});

test("what cannot be seen is refused whatever the pattern says", () => {
  for (const char of ["\n", "\r", "\t", "\0", "\u001b", "\u0085", "\u00ad", "\u200b", "\u202e", "\u2028", "\u2066", "\ufeff", "\ud800"]) {
    assert.match(problem(`a${char}b`), /an invisible character/);
    assert.match(problem(`a${char}b`, `a[${char}]b`, char), /an invisible character/);
  }
});

test("an option is no value, unless the hyphen is one of the signs", () => {
  assert.match(problem("--force"), /begins with a hyphen/);
  assert.match(problem("-x", "[a-z-]+"), /begins with a hyphen/);
  assert.equal(problem("-5", "-?[0-9]+", "-"), "");
});

test("a value matches as a whole", () => {
  const pattern = "v\\d+\\.\\d+\\.\\d+";
  assert.equal(problem("v4.2.0", pattern), "");
  assert.match(problem("v4.2.0-rc1", pattern), /does not match/);
  assert.match(problem("xv4.2.0", pattern), /does not match/);
  assert.match(problem("ac", "a|bc"), /does not match/);
  assert.match(valueProblem({ name: "release", description: "", example: "v1", pattern: "v1" }, "2"), /release does not match v1 \(example: v1\)/);
  assert.match(problem("x".repeat(201)), /too long/);
});

test("a pattern that cannot be used lets no value pass, and is not said not to match", () => {
  for (const pattern of [null, "(", ")", "a)|(a", "*", "a**", "[z-a]", "a{2,1}", "\\-", "(?i)a"]) {
    assert.equal(problem("a", pattern), "release cannot be checked: its pattern cannot be used", pattern);
  }
});

test("the ends of a pattern may be written, and an empty one asks for nothing", () => {
  assert.equal(problem("a", "^a$"), "");
  assert.match(problem("ab", "^a$|c"), /does not match/);
  assert.equal(problem("a$", "a\\$", "$"), "");
  assert.equal(problem("a", ""), "");
});

test("values are put into texts, and what is missing blocks the copy", () => {
  const parameters = [{ name: "release", description: "Tag", pattern: "v\\d+" }, { name: "host", description: "Host" }];
  const run = new Run();
  const text = "git checkout {{ release }} # {{-host-}} {{ other }} {{Release}}\n{{release}}";
  let pieces = fill(run.state, parameters, text);
  assert.deepEqual(pieces.map((piece) => piece.text).join(""), text);
  assert.deepEqual(copyText(pieces), { text: "", problem: "release is not filled in; host is not filled in" });
  run.act("value", { name: "release", value: "v4" });
  run.act("value", { name: "host", value: "{{release}}" });
  pieces = fill(run.state, parameters, text);
  assert.match(copyText(pieces).problem, /^host contains “{”/);
  run.act("value", { name: "host", value: "db1" });
  pieces = fill(run.state, parameters, text);
  assert.deepEqual(copyText(pieces), { text: "git checkout v4 # db1 {{ other }} {{Release}}\nv4", problem: "" });
  assert.deepEqual(pieces.filter(({ name }) => name).map((piece) => [piece.name, piece.text]), [["release", "v4"], ["host", "db1"], ["release", "v4"]]);
  assert.deepEqual(fill(run.state, [], "$& {{ release }}"), [{ text: "$& {{ release }}", name: "", problem: "" }]);
});

test("braces of other tools stay", () => {
  const parameters = [{ name: "release", description: "Tag" }];
  const run = new Run();
  run.act("value", { name: "release", value: "v4" });
  for (const text of [
    "${{ release }}",
    "{{{ release }}}",
    "{{{release}}",
    "{% raw %}{{ release }} x {{ release }}{% endraw %}",
    "{%- raw -%}\n{{ release }}\n{%- endraw -%}",
    "{{ .release }} {{ release.tag }} {{ release | upper }} {{ release() }}",
  ]) {
    assert.deepEqual(fill(run.state, parameters, text), [{ text, name: "", problem: "" }]);
  }
  for (const [text, filled] of [
    ["{% raw %} {{ release }}", "{% raw %} v4"],
    ["{{ release }} {% endraw %} {{ release }}", "v4 {% endraw %} v4"],
    ["{% raw %}{{ a }}{% endraw %}{{ release }}{% raw %}{{ release }}", "{% raw %}{{ a }}{% endraw %}v4{% raw %}v4"],
    ["C:\\{{ release }}", "C:\\v4"],
    ["{{release}}{{release}}", "v4v4"],
    ['{"tag": {{ release }}}', '{"tag": v4}'],
    ["${HOME}{{ release }} $ {{ release }}", "${HOME}v4 $ v4"],
  ]) {
    assert.equal(copyText(fill(run.state, parameters, text)).text, filled);
  }
});

test("values that did not know of each other block the copy", () => {
  const one = new Run();
  const two = one.copy("samlee", "Sam Lee");
  one.act("value", { name: "release", value: "v1" });
  two.act("value", { name: "release", value: "v2" });
  one.learn(two);
  const parameter = { name: "release", description: "Tag" };
  assert.equal(parameterProblem(one.state, parameter), "release has conflicting values: v1, v2");
  assert.match(copyText(fill(one.state, [parameter], "x {{ release }}")).problem, /conflicting values/);
});

test("values are encoded, so that they stay within their part of an address", () => {
  for (const [address, value, filled] of [
    ["https://g.example/d?tag={{ release }}&x", "a=b/c d&e#", "https://g.example/d?tag=a%3Db%2Fc%20d%26e%23&x"],
    ["https://{{ release }}/d", "web-01.example:8443", "https://web-01.example:8443/d"],
    ["https://g.example/{{ release }}/d#{{ release }}", "shop/ü", "https://g.example/shop/%C3%BC/d#shop%2F%C3%BC"],
    ["../d/{{ release }}", "a/b", "../d/a/b"],
    ["{{ release }}/d?x", "https://g.example", "https://g.example/d?x"],
    ["{{ release }}", "javascript:alert", "javascript%3Aalert"],
    ["java{{ release }}", "script:alert", "javascript%3Aalert"],
    ["mailto:{{ release }}", "a@b.example", "mailto:a%40b.example"],
  ]) {
    const parameter = { name: "release", description: "", signs: " &#" };
    const run = new Run();
    run.act("value", { name: "release", value });
    assert.equal(addressOf(fill(run.state, [parameter], address)), filled);
  }
});
