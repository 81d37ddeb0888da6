"""Tests of `reading.front_matter`: JSON types, the place of everything, and what goes wrong."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, FrontMatter, Json, Related, Source, Span
from mkdocs_deploy_plugin.reading import front_matter as reading
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.reading.yaml_comments import cut_values
from mkdocs_deploy_plugin.reading.yaml_events import MAX_DEPTH, MAX_VALUES
from mkdocs_deploy_plugin.text import escape_pointer
from tests.rows import each_row
from tests.unit.samples import read


def source(text: str) -> Source:
    """Return a text as the source of a file."""
    decoded = decode("a.md", text.encode())
    assert isinstance(decoded, Source)
    return decoded


def read_front_matter(source: Source) -> tuple[FrontMatter | None, int, list[Diagnostic]]:
    """Read front matter, with the values that a comment may cut off, which the template decides about."""
    front_matter, length, diagnostics = reading.read_front_matter(source)
    cut = [cut.finding for cut in cut_values(source, front_matter)] if front_matter else []
    return front_matter, length, [*diagnostics, *cut]


def good(yaml: str) -> FrontMatter:
    """Read front matter that has nothing wrong with it."""
    front_matter, _, diagnostics = read_front_matter(source(f"---\n{yaml}\n---\nbody\n"))
    assert diagnostics == []
    assert front_matter is not None
    return front_matter


def broken(text: str) -> Diagnostic:
    """Read a file whose front matter has one thing wrong with it."""
    _, _, (diagnostic,) = read_front_matter(source(text))
    return diagnostic


def text_at(text: str, span: Span) -> str:
    """Return what stands at a place."""
    lines = text.split("\n")[span.line - 1 : span.end_line]
    lines[-1] = lines[-1][: span.end_column - 1]
    lines[0] = lines[0][span.column - 1 :]
    return "\n".join(lines)


@each_row(
    "text",
    ["no", "on", "yes", "off", "Y", "12:30", "010", "0x1F", "0o17", "0b1", "1_000", "2026-10-01", ".5", "5.",
     "2026-10-01T12:00:00Z", ".inf", "-.INF", ".nan", "1e999", "=", "<<", "tRUE", "v1.2.0", "1.2.3", "٣"],
)  # fmt: skip
def test_other_plain_scalars_stay_strings(text: str) -> None:
    assert good(f"key: {text}").data == {"key": text}


@each_row(
    ("text", "value"),
    [("true", True), ("True", True), ("TRUE", True), ("false", False), ("False", False), ("FALSE", False),
     ("null", None), ("Null", None), ("NULL", None), ("~", None), ("", None),
     ("0", 0), ("-1", -1), ("+7", 7), ("1.50", 1.5), ("-0.25", -0.25), ("1e3", 1000.0), ("2E-2", 0.02),
     ("'true'", "true"), ('"1"', "1"), ("'~'", "~"), ("''", ""), ("!!str 5", "5"), ("! 5", "5")],
)  # fmt: skip
def test_scalars_in_json_types(text: str, value: Json) -> None:
    found = good(f"key: {text}").data["key"]
    assert found == value
    assert type(found) is type(value)


def test_digits_without_end_are_a_number_or_a_text() -> None:
    found = good("key: " + "9" * 100_000).data["key"]
    assert isinstance(found, int | str)


def test_keys_are_strings() -> None:
    data = good("1: a\ntrue: b\nnull: c\n2026-10-01: d\n日本: e").data
    assert data == {"1": "a", "true": "b", "null": "c", "2026-10-01": "d", "日本": "e"}


NESTED = """---
a: 1
"q k": 'v w'
日本: 値です 😀 x # 😀
m: &x
  n: [1, {o: p}, "q"]
  "r": |
    line 1
    # line 2

  s: >-
    folded
    text

# about l
l:
  - a
  -   b: c
      d: e
  - *x
e:
z: last
f: [a,
  b]
---
"""

PLACES = {
    "/a": ("a", "1"),
    "/q k": ('"q k"', "'v w'"),
    "/日本": ("日本", "値です 😀 x"),
    "/m/n": ("n", '[1, {o: p}, "q"]'),
    "/m/n/0": ("1", "1"),
    "/m/n/1": ("{o: p}", "{o: p}"),
    "/m/n/1/o": ("o", "p"),
    "/m/n/2": ('"q"', '"q"'),
    "/m/r": ('"r"', "|\n    line 1"),
    "/m/s": ("s", ">-\n    folded\n    text"),
    "/l/0": ("a", "a"),
    "/l/1": ("b: c\n      d: e", "b: c\n      d: e"),
    "/l/1/b": ("b", "c"),
    "/l/1/d": ("d", "e"),
    "/l/2": ("*x", "*x"),
    "/l": ("l", "- a\n  -   b: c\n      d: e\n  - *x"),
    "/e": ("e", ""),
    "/z": ("z", "last"),
    "/f": ("f", "[a,\n  b]"),
    "/f/1": ("b", "b"),
}


@each_row(("pointer", "expected"), PLACES.items())
def test_every_key_and_value_has_its_place(pointer: str, expected: tuple[str, str]) -> None:
    front_matter, length, diagnostics = read_front_matter(source(NESTED))
    assert diagnostics == []
    assert front_matter is not None
    assert text_at(NESTED, front_matter.keys[pointer]) == expected[0]
    assert text_at(NESTED, front_matter.values[pointer]) == expected[1]
    assert length == 25
    assert front_matter.end == Span(25, 1, 25, 4)


def test_lines_and_columns_count_from_one_in_characters() -> None:
    front_matter = good("日本: [😀, 値]\nk:\n  - {a: b}")
    assert front_matter.keys["/日本"] == Span(2, 1, 2, 3)
    assert front_matter.values["/日本/0"] == Span(2, 6, 2, 7)
    assert front_matter.values["/日本/1"] == Span(2, 9, 2, 10)
    assert front_matter.values["/k/0/a"] == Span(4, 9, 4, 10)


def test_pointers_are_escaped() -> None:
    front_matter = good("a/b:\n  c~d: 1")
    assert set(front_matter.values) == {"/a~1b", "/a~1b/c~0d"}
    assert escape_pointer("a/b~c") == "a~1b~0c"


def test_data_keeps_its_order_and_aliases_are_expanded() -> None:
    assert good("b: &x [1]\na: *x").data == {"b": [1], "a": [1]}
    assert list(good("b: 1\na: 2").data) == ["b", "a"]


def test_a_repeated_key_is_found_with_the_place_of_the_first() -> None:
    found = broken("---\ntitle: a\nrisk:\n  level: Low\n  level: High\n---\n")
    assert (found.rule, found.span, found.pointer) == (
        "duplicate-key",
        Span(5, 3, 5, 8),
        "/front_matter/risk/level",
    )
    assert found.related == Related("a.md", Span(4, 3, 4, 8), "first definition")
    assert found.help == "Remove one of them, here or on line 4."


def test_the_first_of_two_equal_keys_counts() -> None:
    text = '---\na: 1\na:\n  b: 2\n  b: 3\n"a": 4\nc: 5\n---\n'
    front_matter, _, diagnostics = read_front_matter(source(text))
    assert front_matter is not None
    assert front_matter.data == {"a": 1, "c": 5}
    assert [(one.rule, one.span) for one in diagnostics] == [
        ("duplicate-key", Span(3, 1, 3, 2)),
        ("duplicate-key", Span(5, 3, 5, 4)),
        ("duplicate-key", Span(6, 1, 6, 4)),
    ]


def test_equal_keys_in_different_mappings_are_no_repeats() -> None:
    good("a: {x: 1}\nb: {x: 1}\nc:\n  - x: 1\n  - x: 1")


@pytest.mark.parametrize("closing", ["---", "...", "---  ", "---\t"])
def test_closing_fences(closing: str) -> None:
    front_matter, length, diagnostics = read_front_matter(source(f"---\na: 1\n{closing}\nbody"))
    assert (length, diagnostics) == (3, [])
    assert front_matter is not None
    assert front_matter.data == {"a": 1}
    assert front_matter.end == Span(3, 1, 3, 4)


@pytest.mark.parametrize(
    "text", ["\ufeff---\na: 1\n---\n# B\n", "---\r\na: 1\r\n---\r\n# B\r\n", "--- \na: 1\n---\n# B"]
)
def test_byte_order_mark_and_line_endings_move_nothing(text: str) -> None:
    document = read(text)
    assert document.diagnostics == ()
    assert document.front_matter is not None
    assert document.front_matter.values["/a"] == Span(2, 4, 2, 5)
    assert document.body_line == 4
    assert document.outline is not None
    (section,) = document.outline.sections()
    assert document.outline.span(section.start, section.end) == Span(4, 1, 4, 4)


def test_no_final_newline_behind_the_closing_fence() -> None:
    front_matter, length, diagnostics = read_front_matter(source("---\na: 1\n---"))
    assert front_matter is not None
    assert (front_matter.data, length, diagnostics) == ({"a": 1}, 3, [])


@pytest.mark.parametrize("text", ["---\n---\n", "---\n\n---\n", "---\n# nothing\n---\n"])
def test_empty_front_matter_is_an_empty_mapping(text: str) -> None:
    front_matter, _, diagnostics = read_front_matter(source(text))
    assert front_matter is not None
    assert (front_matter.data, diagnostics) == ({}, [])


@pytest.mark.parametrize(
    "text",
    ["", "\n---\n# T\n\n---\n", "# Title\n", "id: a\n---\n", "----\n", "---- \n# T\n", "x\n---\na: 1\n"],
)
def test_no_front_matter(text: str) -> None:
    found = broken(text)
    assert (found.rule, found.span.line, found.span.column) == ("no-front-matter", 1, 1)
    assert read_front_matter(source(text))[1] == 0


def test_toml() -> None:
    found = broken('+++\ntitle = "x"\n+++\n')
    assert (found.rule, found.span) == ("toml-front-matter", Span(1, 1, 1, 4))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\na: 1\n", None),
        ("---\na: 1\n\n# Title\n\ntext\n", 4),
        ("---\na: 1\n\n# Title\n\ntext\n\n---\n\n## More\n", 4),
        ("---\na: 1\n\n## Title\n\n### Next\n\n---\n\ntext\n", 4),
        ("---\na: 1\nb: [x]\n\n# Title: one\n\n- [ ] a\n- [ ] b\n\n---\n", 5),
        ("---\n", None),
    ],
)
def test_unclosed_front_matter(text: str, line: int | None) -> None:
    found = broken(text)
    assert (found.rule, found.span.line) == ("unclosed-front-matter", line - 2 if line else 1)
    where = "after the last field" if line is None else f"after this one, before the heading on line {line}"
    assert found.help == f"Write --- on its own line {where}."
    assert read(text).outline is None


def test_comments_in_front_matter_that_is_no_yaml_do_not_make_it_unclosed() -> None:
    text = "---\n# One\na: b: c\n\n# Two: what it is.\nd: [e\n\n# Three\n# f: g\n---\n# Title\n"
    _, length, found = read_front_matter(source(text))
    assert [(one.rule, one.span.line) for one in found] == [("yaml-colon", 3), ("invalid-yaml", 6)]
    assert length == 10


def test_comments_in_front_matter_do_not_make_it_unclosed() -> None:
    good("# one\na: 1\n\n# two\nb: 2\n\n## three\nc: 3")


NEARLY = "Write exactly --- on this line."


@pytest.mark.parametrize("fence", ["----", " ---", "--", "—", "———", "-"])
def test_a_fence_that_is_nearly_one(fence: str) -> None:
    front_matter, length, (found,) = read_front_matter(source(f"{fence}\na: 1\n---\nbody\n"))
    assert (found.rule, found.help) == ("no-front-matter", NEARLY)
    place = Span(1, 1, 1, len(fence) + 1)
    assert found.fix == Fix("Replace the opening fence with ---", (Edit(place, "---"),))
    assert front_matter is not None
    assert (front_matter.data, length) == ({"a": 1}, 3)


@pytest.mark.parametrize(
    ("before", "message", "is_fixed"),
    [
        ("\n", "Blank line before the front matter", True),
        (" \n\n", "2 blank lines before the front matter", True),
        ("<!-- a -->\n", "Text before the front matter, which begins on line 2", False),
        ("# T\n\n", "Text before the front matter, which begins on line 3", False),
    ],
)
def test_text_before_the_fence_is_found_and_the_rest_is_read(
    before: str, message: str, is_fixed: bool
) -> None:
    text = f"{before}---\na: 1\nb: c #d\n---\nbody\n"
    front_matter, length, (found, cut) = read_front_matter(source(text))
    assert (found.rule, found.message, found.span.line) == ("text-before-front-matter", message, 1)
    assert (found.fix is not None) is is_fixed
    assert front_matter is not None
    first = before.count("\n") + 1
    assert front_matter.data == {"a": 1, "b": "c"}
    assert front_matter.values["/a"] == Span(first + 1, 4, first + 1, 5)
    assert (cut.rule, cut.span) == ("yaml-comment", Span(first + 2, 6, first + 2, 8))
    assert (front_matter.start, front_matter.end.line, length) == (first, first + 3, first + 3)


@pytest.mark.parametrize(
    "text", ['{\n"id": "a"}\n', '\n{"id": 1}\n# T', "---json\n{}\n---\n", ";;;\n{}\n;;;\n"]
)
def test_json(text: str) -> None:
    assert broken(text).rule == "json-front-matter"


def test_json_between_fences_is_yaml() -> None:
    assert good('{"a": [1, "x"]}').data == {"a": [1, "x"]}


@each_row(
    ("yaml", "rule", "place", "shown", "message", "fixed"),
    [
        ("title: a: b", "yaml-colon", (2, 9), ":", "The colon in the value \"a: b\"", 'title: "a: b"'),
        ("l:\n  - a: b: c # d", "yaml-colon", (3, 9), ":", "in the value \"b: c\"", '  - a: "b: c" # d'),
        ('a: say "x": y', "yaml-colon", (2, 11), ":", "in the value", "a: 'say \"x\": y'"),
        ("a:1\nb: 2", "yaml-colon", (2, 2), ":", '"a:1" has no space after the colon', "a: 1"),
        ("a: {t: b: c, d: e}", "yaml-colon", (2, 9), ":", 'in the value "b: c"', None),
        ("a: 1\n\tb: 2", "yaml-tab", (3, 1), "\t", "indented with a tab", None),
        ("a:\n\tb: 2", "yaml-tab", (3, 1), "\t", "indented with a tab", "  b: 2"),
        ("a: [1, 2\nc: 3", "invalid-yaml", (2, 4), "[", "This [ is never closed", None),
        ("a: {b: 1\nc: 3", "invalid-yaml", (2, 4), "{", "This { is never closed", None),
        ("a: {b: x #y}\nc: 3", "yaml-comment", (2, 10), "#y}", 'YAML reads "#y}" as a comment',
         'a: {b: "x #y"}'),
        ('a: ["b" "c"]', "invalid-yaml", (2, 9), '"c"]', "Missing comma between", None),
        ('a: "x', "invalid-yaml", (2, 4), '"x', "This quotation mark is never closed", None),
        ("a: 'x\nb: 'y'", "invalid-yaml", (2, 4), "'x", "This quotation mark is never closed", None),
        ('a: "x\\qy"', "invalid-yaml", (2, 6), "\\", "Invalid escape sequence", None),
        ("a: *x", "yaml-alias", (2, 4), "*x", "The alias *x has no earlier anchor &x", None),
        ("a: *x y", "yaml-alias", (2, 4), "*x", "The alias *x has no earlier anchor &x", 'a: "*x y"'),
        ("a: *x*", "invalid-yaml", (2, 4), "*x*", '"*x*" begins with *', 'a: "*x*"'),
        ("a: &x [*x]", "yaml-alias", (2, 8), "*x", "The alias *x has no earlier anchor", None),
        ("a: &x 1\n*x : 2", "invalid-yaml", (3, 1), "*x", "An alias cannot be a key", None),
        ("[a]: 1", "invalid-yaml", (2, 1), "[", "A list or a mapping cannot be a key", None),
        ("{a: b}: 1", "invalid-yaml", (2, 1), "{", "A list or a mapping cannot be a key", None),
        ("a: !!python/name:os.system x", "invalid-yaml", (2, 4), None, "The tag tag:yaml.org,2002:py", None),
        ("a: !ENV HOME", "invalid-yaml", (2, 4), None, "The tag !ENV is not supported", None),
        ("a: !!int '3'", "invalid-yaml", (2, 4), None, "The tag tag:yaml.org,2002:int is not", None),
        ("a: !!set {x}", "invalid-yaml", (2, 4), None, "The tag tag:yaml.org,2002:set is not", None),
        ("a: !x [x]", "invalid-yaml", (2, 4), None, "The tag !x is not supported", None),
        ("a: x\0y", "invalid-yaml", (2, 5), "\0", "U+0000", None),
        ("日: 😀\x07", "invalid-yaml", (2, 5), "\x07", "U+0007", None),
        ("a: 1\nb: x\u2028c: 2", "invalid-yaml", (3, 5), "\u2028", "U+2028", None),
        ("a: 'x\x85y'", "invisible-character", (2, 6), "\x85", "U+0085", "a: 'x y'"),
        ("- a\n- b", "invalid-yaml", (2, 1), "- a", "not a mapping", None),
        ("just text", "invalid-yaml", (2, 1), "just text", "not a mapping", None),
        ("12", "invalid-yaml", (2, 1), "12", "not a mapping", None),
        ("a: 1\nwords\nb: 2", "invalid-yaml", (3, 1), "words", '"words" has no key', None),
        ("a: [b] c", "invalid-yaml", (2, 4), "[b] c", '"[b] c" begins with [', 'a: "[b] c"'),
        ('a: "b" c', "invalid-yaml", (2, 4), '"b" c', 'begins with "', "a: '\"b\" c'"),
        ("a: @x", "invalid-yaml", (2, 4), "@x", '"@x" begins with @', 'a: "@x"'),
        ("a: {n: `x`, b: c}", "invalid-yaml", (2, 8), "`x`", '"`x`" begins with `', 'a: {n: "`x`", b: c}'),
        ("a: > 99%", "invalid-yaml", (2, 4), "> 99%", '"> 99%" begins with >', 'a: "> 99%"'),
        ("a: 1\n  b: 2", "invalid-yaml", (3, 3), "b: 2", "already has a value", None),
        ("a:\n  b: 1\n c: 2", "invalid-yaml", (4, 2), "c: 2", "matches no line above it", None),
        ("a: 1\n- b", "invalid-yaml", (3, 1), "- b", "belongs to neither a list nor a key", None),
    ],
)  # fmt: skip
def test_what_is_no_yaml(
    yaml: str, rule: str, place: tuple[int, int], shown: str | None, message: str, fixed: str | None
) -> None:
    text = f"---\n{yaml}\n---\n"
    found = broken(text)
    assert (found.rule, found.span.line, found.span.column) == (rule, *place)
    assert message in found.message
    assert found.span.end_line == found.span.line
    assert shown is None or text_at(text, found.span) == shown
    assert (found.fix is not None) is (fixed is not None)
    if found.fix is not None:
        ((span, new, _),) = found.fix.edits
        line = text.split("\n")[span.line - 1]
        assert line[: span.column - 1] + new + line[span.end_column - 1 :] == fixed


def test_one_wrong_line_does_not_hide_the_others() -> None:
    text = "---\na: b: c\nd: @e\nf: #g\nh: i\nh: j\n---\n# Title\n"
    front_matter, _, found = read_front_matter(source(text))
    assert sorted((one.span.line, one.rule) for one in found) == [
        (2, "yaml-colon"),
        (3, "invalid-yaml"),
        (4, "yaml-comment"),
        (6, "duplicate-key"),
    ]
    assert front_matter is not None
    assert front_matter.data == {"a": "b: c", "d": "@e", "f": None, "h": "i"}
    assert front_matter.repaired == {2, 3}


def test_what_follows_unusable_front_matter_is_still_read() -> None:
    document = read("---\na: [b\n---\n# Title\n")
    assert document.front_matter is None
    assert document.outline is not None
    assert [section.heading for section in document.outline.sections()] == ["Title"]


@pytest.mark.parametrize(
    ("yaml", "cut", "fixed"),
    [
        ("t: Close #12", "#12", 't: "Close #12"'),
        ("t: #shop-deploys", "#shop-deploys", 't: "#shop-deploys"'),
        ("l:\n  - #shop", "#shop", '  - "#shop"'),
        ("t: Close #12 # really", "#12 # really", 't: "Close #12 # really"'),
        ("t: Close\t#12", "#12", 't: "Close\\t#12"'),
        ('t: say "x" #1', "#1", "t: 'say \"x\" #1'"),
    ],
)
def test_a_value_cut_by_a_comment(yaml: str, cut: str, fixed: str) -> None:
    text = f"---\n{yaml}\n---\n"
    found = broken(text)
    assert found.rule == "yaml-comment"
    assert text_at(text, found.span) == cut
    assert found.fix is not None
    ((span, new, _),) = found.fix.edits
    line = text.split("\n")[span.line - 1]
    assert line[: span.column - 1] + new + line[span.end_column - 1 :] == fixed


@each_row(
    "yaml",
    ["t: x # y", "t: x #", "# x #y\nt: x", "t: x#y", "t: 'x #y'", 't: "x #y" #z', "t: |\n  x #y",
     "t: >-\n  x #y", "t: #x\n  a: 1", "t: [a, b] #x", "t: {a: 'x #y'} #z", "t: x #!shebang", "t: x ## y"],
)  # fmt: skip
def test_what_is_a_comment_cuts_nothing(yaml: str) -> None:
    good(yaml)


@each_row(
    ("text", "kind"),
    [("no", "boolean"), ("On", "boolean"), ("YES", "boolean"), ("off", "boolean"), ("010", "octal"),
     ("0x1F", "octal"), ("1_000", "octal"), ("12:30", "time"), ("1:30:59.5", "time"), ("2026-10-01", "date"),
     ("2026-1-1 12:00:00", "date")],
)  # fmt: skip
def test_what_other_readers_of_yaml_take_for_something_else(text: str, kind: str) -> None:
    assert good(f"a: {text}\nb: '{text}'\nc:\n  - x {text}\n  - {text}").ambiguous == (
        ("/a", kind),
        ("/c/1", kind),
    )


@each_row("text", ["y", "N", "noon", "1.2.3", "v010", "12:99", "2026-10", "0.10", "8:a", "099"])
def test_what_all_readers_take_for_text(text: str) -> None:
    assert good(f"a: {text}").ambiguous == ()


CONFLICT = "<<<<<<< HEAD\n{ours}\n=======\n{theirs}\n>>>>>>> other\n"


def test_a_merge_conflict_is_the_only_finding_of_its_file() -> None:
    conflict = CONFLICT.format(ours="a: 1: 2", theirs="a: 2")
    document = read(f"---\n{conflict}b: c #d\n---\n# T\n\n{conflict}")
    assert [(one.rule, one.span, one.related and one.related.span) for one in document.diagnostics] == [
        ("merge-conflict", Span(2, 1, 2, 13), Span(6, 1, 6, 14)),
        ("merge-conflict", Span(11, 1, 11, 13), Span(15, 1, 15, 14)),
    ]
    assert document.front_matter is None
    assert document.outline is None


@pytest.mark.parametrize(
    "body",
    ["```\n" + CONFLICT + "```\n", "<<<<<<< HEAD\n", "Title\n=======\n>>>>>>> x\n", " " + CONFLICT,
     "<<<<<<<HEAD\n=======\n>>>>>>>x\n"],
)  # fmt: skip
def test_what_is_no_merge_conflict(body: str) -> None:
    assert read(f"---\na: 1\n---\n{body}").diagnostics == ()


def test_deep_nesting_is_one_finding() -> None:
    found = broken("---\na: " + "[" * 100_000 + "]" * 100_000 + "\n---\n")
    assert (found.rule, found.span.line) == ("too-large", 2)
    assert f"{MAX_DEPTH} levels" in found.message


def test_deep_nesting_of_blocks_is_one_finding() -> None:
    found = broken("---\n" + "\n".join(" " * n + "a:" for n in range(1000)) + "\n---\n")
    assert (found.rule, found.span) == ("too-large", Span(MAX_DEPTH + 2, 33, MAX_DEPTH + 2, 33))


def test_nesting_up_to_the_limit_is_fine() -> None:
    depth = MAX_DEPTH - 1
    good("a: " + "[" * depth + "]" * depth)


def test_alias_bomb_is_one_finding() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    found = broken("---\n" + "\n".join(lines) + "\n---\n")
    assert found.rule == "yaml-alias"
    assert f"expand to more than {MAX_VALUES:,} values" in found.message


def test_very_long_front_matter_is_one_finding() -> None:
    found = broken("---\n" + "\n".join(f"k{n}: {n}" for n in range(MAX_VALUES)) + "\n---\n")
    assert (found.rule, found.span.line) == ("too-large", MAX_VALUES // 2 + 1)
    assert found.message == f"The front matter has more than {MAX_VALUES:,} keys and values"
