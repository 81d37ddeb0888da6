"""Tests of `reading.blocks`: the block structure, site blocks, and positions in the original text."""

from __future__ import annotations

from typing import TypeAlias

import pytest

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.block_tree import Block, Run, extent, plain
from mkdocs_deploy_plugin.reading.blocks import parse
from tests.rows import each_row

Shape: TypeAlias = "str | tuple[str, list[Shape]]"


def shape(block: Block) -> list[Shape]:
    """Return the kinds of the blocks within a block."""
    return [(child.kind, shape(child)) if child.children else child.kind for child in block.children]


def only(text: str, kind: str) -> Block:
    """Return the one block of a kind."""
    found: list[Block] = []

    def walk(block: Block) -> None:
        found.extend(child for child in block.children if child.kind == kind)
        for child in block.children:
            walk(child)

    walk(parse(text).root)
    (block,) = found
    return block


@each_row(
    ("text", "expected"),
    [
        ("text\nmore", ["paragraph"]),
        ("# a\n\nb\n=\n\n***\n", ["heading", "heading", "rule"]),
        ("- a\n- b\n", [("list", [("item", ["text"]), ("item", ["text"])])]),
        ("- a\n\n- b\n", [("list", [("item", ["paragraph"]), ("item", ["paragraph"])])]),
        ("- a\n  - b\n", [("list", [("item", ["text", ("list", [("item", ["text"])])])])]),
        ("1. a\n   ```\n   b\n   ```\n", [("list", [("item", ["text", "code"])])]),
        ("> - a\n", [("quote", [("list", [("item", ["text"])])])]),
        ("    code\n", ["code"]),
        ("```\n- a\n# b\n```\n", ["code"]),
        ("| a |\n|---|\n| b |\n", ["table"]),
        ("<!-- x -->\n\n<div>\n\ntext\n\n</div>\n", ["html", "html", "paragraph", "html"]),
        ("a[^1]\n\n[^1]: note\n", ["paragraph", ("footnote", ["paragraph"])]),
        ("-\n", [("list", ["item"])]),
        ("", []),
    ],
)
def test_kinds(text: str, expected: list[Shape]) -> None:
    assert shape(parse(text).root) == expected


@pytest.mark.parametrize(
    ("opening", "header"),
    [
        ("!!! note", "!!! note"),
        ('!!! note "A -- B"', '!!! note "A -- B"'),
        ("??? tip", "??? tip"),
        ("???+ tip inline", "???+ tip inline"),
        ('=== "Tab"', '=== "Tab"'),
        ('===! "Tab"', '===! "Tab"'),
    ],
)
def test_site_blocks_hold_their_content(opening: str, header: str) -> None:
    site = only(f"{opening}\n\n    - [ ] a\n\nafter\n", "site")
    assert site.text.strip() == header
    assert shape(site) == [("list", [("item", ["text"])])]


def test_site_blocks_nest_and_end_where_the_indent_ends() -> None:
    text = '!!! a\n\n    b\n\n    ??? c\n\n        d\n\n    e\n\nf\n\n=== "g"\n\n    h\n=== "i"\n\n    j'
    assert shape(parse(text).root) == [
        ("site", ["paragraph", ("site", ["paragraph"]), "paragraph"]),
        "paragraph",
        ("site", ["paragraph"]),
        ("site", ["paragraph"]),
    ]


def test_site_block_in_an_item() -> None:
    text = "- [ ] a\n\n    !!! note\n\n        ```\n        # b\n        ```\n\n- [ ] c\n"
    assert shape(parse(text).root) == [
        ("list", [("item", ["paragraph", ("site", ["code"])]), ("item", ["paragraph"])])
    ]


@pytest.mark.parametrize(
    "text",
    [
        "```\n!!! note\n\n    a\n```\n",
        "~~~ md\n??? note\n\n    a\n~~~\n",
        "- a\n  ```\n  !!! note\n\n      b\n  ```\n",
    ],
)
def test_site_blocks_in_fences_are_text(text: str) -> None:
    assert "!!!" in only(text, "code").text or "???" in only(text, "code").text


def test_only_the_site_blocks_of_the_site_are_read() -> None:
    text = "!!! note\n\n    a\n"
    assert shape(parse(text, site_blocks=("===",)).root) == ["paragraph", "code"]
    assert shape(parse(text, site_blocks=()).root) == ["paragraph", "code"]


def test_three_equal_signs_may_underline_a_heading() -> None:
    assert shape(parse("Title\n===\n\n    code\n").root) == ["heading", "code"]


@each_row(
    ("text", "checked"),
    [
        ("- [ ] a", False),
        ("- [x] a", True),
        ("- [X] a", True),
        ("* [ ] a", False),
        ("+ [x] a", True),
        ("7. [ ] a", False),
        ("7) [x] a", True),
        ("- a", None),
        ("- [] a", None),
        ("- [y] a", None),
        ("- [ ]a", None),
        ("- \\[ ] a", None),
        ("- [ ](x) a", None),
        ("- a\n  [ ] b", None),
    ],
)
def test_boxes(text: str, checked: bool | None) -> None:
    assert only(text, "item").checked is checked


def test_what_a_block_knows() -> None:
    assert only("3. a", "list").number == 3
    assert only("- a", "list").number is None
    assert only("### a", "heading").number == 3
    assert only("``` sh title='x'\nls\n```", "code").info == "sh title='x'"
    assert only("```\nls\n```", "code").info == ""
    assert only("    ls\n", "code").info is None
    assert only("> [!NOTE]\n> a", "quote").text == "Note"
    assert only("<!-- a\nb -->\n", "html").text == "<!-- a\nb -->\n"


def test_runs_have_kinds_texts_and_ranges() -> None:
    text = "é `c` ~~s~~ [l](u.md) **b**\nx<br>  \ny"
    source = text.encode()
    runs = only(text, "paragraph").runs
    assert [(run.kind, run.text) for run in runs] == [
        ("text", "é "), ("code", "c"), ("text", " "), ("struck", ""), ("text", "s"), ("/struck", ""),
        ("text", " "), ("link", "u.md"), ("text", "l"), ("/link", ""), ("text", " "), ("mark", ""),
        ("text", "b"), ("break", " "), ("text", "x"), ("html", "<br>"), ("hard", " "), ("text", "y"),
    ]  # fmt: skip
    places = {run.kind: source[run.start : run.end].decode() for run in runs}
    assert (places["code"], places["struck"], places["link"]) == ("`c`", "~~s~~", "[l](u.md)")
    assert places["mark"] == "**b**"


def test_plain_and_extent() -> None:
    text = "- [ ]  a  `b  c`\n  **d** <i>e</i>"
    runs = only(text, "text").runs
    assert plain(runs) == "a b c d e"
    start, end = extent(runs)
    assert text[start:end] == "a  `b  c`\n  **d** <i>e</i>"
    assert plain([Run("html", "<b>", 0, 3)]) == ""


UNFOLDED = """日本

!!! note "😀"

    - [ ] one 😀 two

    === "T"

\t\t- [ ] tabs are one character

        > - [ ] 値
after
"""


@pytest.mark.parametrize(
    ("words", "line", "column"),
    [
        ("one 😀 two", 5, 11),
        ("tabs are one character", 9, 9),
        ("値", 11, 17),
        ("after", 12, 1),
        ("日本", 1, 1),
    ],
)
def test_positions_in_the_original_text(words: str, line: int, column: int) -> None:
    tree = parse(UNFOLDED, 1)
    found: list[Span] = []

    def walk(block: Block) -> None:
        if plain(block.runs) == words:
            found.append(tree.span(*extent(block.runs)))
        for child in block.children:
            walk(child)

    walk(tree.root)
    assert found == [Span(line, column, line, column + len(words))]
    assert UNFOLDED.split("\n")[line - 1][column - 1 :].startswith(words)


def test_positions_count_from_the_line_that_is_told() -> None:
    for text in ("a\n\nb", "!!! a\n\n    b"):
        tree = parse(text, 40)
        block = tree.root.children[-1]
        inner = block.children[0] if block.children else block
        assert tree.span(inner.start, inner.start).line == 42


@each_row(
    ("text", "code"),
    [
        ("    !!! note\n", "!!! note\n"),
        ("- a\n\n        !!! note\n            b\n", "  !!! note\n      b\n"),
        ("!!! note\n\n    a\n\n        ??? tip\n            b\n", "??? tip\n    b\n"),
        ("    !!! a\n        !!! b\n            !!! c\n", "!!! a\n    !!! b\n        !!! c\n"),
        ("```\n<!--procedures-site-block x-->\n```\n", "<!--procedures-site-block x-->\n"),
    ],
)
def test_a_code_block_keeps_what_looks_like_a_site_block(text: str, code: str) -> None:
    assert only(text, "code").text == code


def test_code_that_looks_like_nested_site_blocks_is_parsed_a_few_times_only() -> None:
    text = "".join("    " * depth + "!!! note\n" for depth in range(1, 40))
    assert only(text, "code").text == text.replace("    ", "", 1).replace("\n    ", "\n")
