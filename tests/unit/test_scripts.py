"""Tests of the script that pages get: modules in one, the same program, and small."""

from __future__ import annotations

import gzip
import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.rendering.javascript import ScriptError, compact, tokens
from mkdocs_deploy_plugin.rendering.scripts import bundle
from tests.javascript import ROOT, node

ASSETS = ROOT / "mkdocs_deploy_plugin" / "assets"
SCRIPT_BYTES, STYLE_BYTES = 15_000, 4_000
SCRIPT_BYTES_NOW = 18_000
"""How large script and style sheets of a page may be, compressed."""


def run_script(script: str) -> list[object]:
    """Run a classic script in an empty world, and give what it has put into `out`."""
    code = (
        'const vm = require("vm"), out = [];'
        'new vm.Script(require("fs").readFileSync(0, "utf8")).runInNewContext({ out });'
        "process.stdout.write(JSON.stringify(out));"
    )
    done = subprocess.run(
        [node(), "-e", code], input=script, capture_output=True, text=True, encoding="utf-8", check=True
    )
    found: list[object] = json.loads(done.stdout)
    return found


def modules() -> dict[str, str]:
    """Give the modules that are shipped, with an entry that imports all if they have none."""
    folder = ASSETS / "run"
    paths = sorted(folder.rglob("*.js"))
    found = {path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8") for path in paths}
    return {"main.js": "".join(f'import "./{name}";\n' for name in sorted(found)), **found}


# What a script is made of.

NASTY = r"""
const a = "// no comment /* here */ \" \\", b = '/* nor "here" */ // \' \
// one line';
const c = `// ${"`}`" + `/* ${ /* gone */ 1 + {a: 2}.a} */`} // \` ${[1].map((x) => { return x / 2; })} */`;
const list = [
  1,
  2,
]
  .map((x) => x
    ? x : 0)
if (list) { out.push(list) }
[1].forEach((x) => { out.push(x) })
const d = "x//y/*z*/".replace(/[/*"'`]+\/\/[^/\]]/g, ""), e = /\/*/.test("/"), f = 8 / 4 / 2; // gone
if (a) /* gone */ out.push(/"/.source, 1 / 2, (3) / 2, [4][0] / 2);
const g = typeof /"/, h = a ? /'/ : 4 // gone
out.push(a, b, c, d, e, f, String(g), String(h)) /* a line
end counts */ out.push((() => {
  return // so this gives nothing
  1;
})() === undefined)
let i = 1
/*gone*/ ++i
out.push(i, - -i, +(+i), i++ + ++i, "a" in {a}, 1 .toFixed(), { if: 4 }.if / 2)
"""


def test_nothing_is_lost_and_comments_are_told_from_texts() -> None:
    pieces = tokens(NASTY)
    assert "".join(piece.text for piece in pieces) == NASTY
    short = compact(pieces)
    assert "gone" not in short
    assert run_script(short) == run_script(NASTY) != []
    assert compact(tokens(short)) == short


@given(st.lists(st.text(st.sampled_from("/*\\\"'`${}[]()\n\r\u2028 ab;"), max_size=12), max_size=4))
def test_texts_templates_and_comments_are_told_apart(texts: list[str]) -> None:
    literals = [json.dumps(text) for text in texts]
    for text in texts:
        inner = text.replace("\\", "\\\\")
        literals.append("`" + inner.replace("`", "\\`").replace("$", "\\$") + "`")
        literals.append("'" + inner.translate({39: "\\'", 10: "\\\n", 13: "\\r", 0x2028: "\\u2028"}) + "'")
    comment = "/* " + " ".join("".join(texts).replace("*", "* ").split()) + " */"
    source = "".join(f"f({comment}{one}{comment}, 1 / {comment} 2); //{comment}\n" for one in literals)
    assert compact(tokens(source)) == "".join(f"f({one},1 / 2);" for one in literals)


@given(st.text(st.sampled_from("/*\\\"'`${}[]()\n a=+-<>!.;?")))
def test_a_source_is_taken_apart_without_a_loss_or_refused(source: str) -> None:
    try:
        pieces = tokens(source)
    except ScriptError:
        return
    assert "".join(piece.text for piece in pieces) == source
    assert all(piece.text for piece in pieces)
    short = compact(pieces)
    kept = [(piece.kind, piece.text) for piece in pieces if piece.counts]
    assert [(piece.kind, piece.text) for piece in tokens(short) if piece.counts] == kept


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ('a = "b', "line 1: there is no end"),
        ("\na = 'b\n'", "line 2: there is no end"),
        ("a = `b", "line 1: this template has no end"),
        ("a = `${b", "${ has no end"),
        ("/* a", "has no end"),
        ("a = /b\n/", "this regular expression has no end"),
        ("f(", "( has no end"),
        ("f)", ") closes nothing"),
        ("f(]", "] closes nothing"),
        ("} /b/", "} closes nothing"),
        ("{} /b/g", "this slash may divide"),
        ("if (a) /b/g", "this slash may divide"),
        ("a++ / b", "this slash may divide"),
        ("await / b", "this slash may divide"),
        ("a <!--b", "a comment of HTML"),
        ("a\n-->b", "a comment of HTML"),
        ("a = @b", "no sense in, '@'"),
    ],
)
def test_what_cannot_be_told_is_refused(source: str, message: str) -> None:
    with pytest.raises(ScriptError) as error:
        tokens(source)
    assert message in str(error.value)


# Modules in one script.

GOOD = {
    "main.js": 'import { add, Pair } from "./inner/add.js";\nimport {\n  ONE,\n} from "./one.js"; // first\n'
    'import "./inner/done.js";\nout.push(add(ONE, 2), new Pair().b, typeof this);\n',
    "inner/add.js": '/** @typedef {import("../one.js").T} T */\nimport { ONE } from "../one.js";\n\n'
    "/** Add. */\nexport function add(a, b) {\n  const sum = a + b; // the sum\n  return sum;\n}\nadd(ONE);\n"
    "export class Pair { b = 2 }\nexport async function later() { await null; }\nexport function* all() {}\n",
    "inner/done.js": 'import { all, later } from "./add.js"\n;(() => out.push(typeof later, typeof all))()',
    "one.js": 'export const ONE = 1\nconst hidden = function () {};\nout.push("one", hidden === undefined);',
    "stray.js": "this is no JavaScript `",
}


def test_modules_become_one_script_that_is_the_same_program() -> None:
    script = bundle(GOOD, "main.js")
    assert script.startswith('(function () {\n"use strict";\n')
    assert script.endswith("\n})();\n")
    assert "// " not in script
    assert "import" not in script
    assert "export" not in script
    assert script.count("ONE=1") == 1
    assert run_script(script) == ["one", False, "function", "function", 3, 2, "undefined"]
    assert run_script(script + "out.push(typeof add)")[-1] == "undefined"
    assert bundle(dict(reversed(GOOD.items())), "main.js") == script


@pytest.mark.parametrize(
    ("name", "source", "message"),
    [
        ("one.js", "export const ONE = 1; function add() {}", "add is a name of one.js, too"),
        ("one.js", 'import "./main.js"; export const ONE = 1;', "main.js > inner/add.js > one.js > main.js"),
        ("one.js", 'import "./one.js"; export const ONE = 1;', "one.js > one.js"),
        ("one.js", 'import "./two.js"; export const ONE = 1;', "one.js: there is no module two.js"),
        ("one.js", 'import "../../two.js"; export const ONE = 1;', "there is no module ../../two.js"),
        ("one.js", "const ONE = 1;", "one.js does not export ONE"),
        ("one.js", "export const ONE = await f();", "one.js:1: a script cannot wait"),
        ("one.js", "async function f() {}\nif (f) { await f(); }", "one.js:2: a script cannot wait"),
        ("one.js", "export default 1;", "only const, let, class and function can be exported"),
        ("one.js", "const ONE = 1; export { ONE };", "only const, let, class and function can be exported"),
        ("one.js", 'export * from "./inner/add.js";', "only const, let, class and function"),
        ("one.js", 'import * as a from "./inner/add.js";', "one.js:1: import as in"),
        ("one.js", 'import { add as plus } from "./inner/add.js";', "import as in"),
        ("one.js", 'import add from "./inner/add.js";', "import as in"),
        ("one.js", 'import { a } from "a";', "import as in"),
        ("one.js", 'import { add } from "./inner/add.js"', "import as in"),
        ("one.js", 'const a = import("./inner/add.js");', "import as in"),
        ("one.js", 'f({ a() { import("./inner/add.js"); } });', "import as in"),
        ("one.js", "f(import.meta.url);", "import as in"),
        ("one.js", "export const ONE = 1, two = 2;", "one.js:1: declare one name at a time"),
        ("one.js", "export const { ONE } = { ONE: 1 };", "declare one name at a time"),
        ("one.js", "export var ONE = 1;", "only const, let"),
        ("one.js", "{ var ONE = 1; }", "write const or let"),
        ("one.js", "export const name = 1;", "name is a name of the browser"),
        ("one.js", "const a = 1;\nfunction a() {}", "one.js:2: a stands twice"),
        ("one.js", "const a = `", "one.js: line 1: this template has no end"),
    ],
)
def test_what_would_be_another_program_is_refused(name: str, source: str, message: str) -> None:
    with pytest.raises(ScriptError) as error:
        bundle({**GOOD, name: source}, "main.js")
    assert message in str(error.value)


def test_an_entry_that_is_not_there_is_refused() -> None:
    with pytest.raises(ScriptError, match=r"there is no module run\.js"):
        bundle(GOOD, "run.js")


# What is shipped.


def test_the_script_of_pages_is_one_classic_script() -> None:
    script = bundle(modules(), "main.js")
    assert bundle(modules(), "main.js") == script
    code = 'new (require("vm").Script)(require("fs").readFileSync(0, "utf8"))'
    subprocess.run([node(), "-e", code], input=script, text=True, encoding="utf-8", check=True)


def packed(data: bytes) -> int:
    """Give how many bytes a browser has to load for a file."""
    return len(gzip.compress(data, 9, mtime=0))


@pytest.mark.xfail(reason="runs have outgrown their budget: nothing but comments is left out", strict=True)
def test_the_script_is_within_its_budget() -> None:
    assert packed(bundle(modules(), "main.js").encode()) <= SCRIPT_BYTES


def test_the_script_does_not_grow() -> None:
    assert packed(bundle(modules(), "main.js").encode()) <= SCRIPT_BYTES_NOW


def test_style_sheets_are_small() -> None:
    style = b"".join(path.read_bytes() for path in sorted(ASSETS.rglob("*.css")))
    assert packed(style) <= STYLE_BYTES
