"""Tests of `reading.anchors`: what links within a page lead to on GitHub."""

from __future__ import annotations

from mkdocs_deploy_plugin.reading.anchors import fragment, github_anchor, read_anchors
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from tests.rows import each_row


def headings(body: str) -> dict[str, str]:
    """Return the anchors of headings on the page, by those of GitHub."""
    tree = parse(body)
    return read_anchors(tree, read_outline(tree, ReferenceSyntax())).headings


def others(body: str) -> frozenset[str]:
    """Return the other anchors of a page."""
    tree = parse(body)
    return read_anchors(tree, read_outline(tree, ReferenceSyntax())).others


@each_row(
    ("text", "anchor"),
    [
        ("Salt & pepper", "salt--pepper"),
        ("Step 1: Stir", "step-1-stir"),
        ("Step 1.1: Stir", "step-11-stir"),
        ("Phase 1 — Stir", "phase-1--stir"),
        ("What's new?", "whats-new"),
        ("a_b-c", "a_b-c"),
        ("  - x -", "----x--"),
        ("C++ / C#", "c--c"),
        ("I ♥ unicode", "i--unicode"),
        ("Привет non-latin 你好", "привет-non-latin-你好"),
        ("Étape 1", "étape-1"),
        ("हिन्दी", "हिन्दी"),
        ("🚀 Launch", "-launch"),
        ("½ cup", "-cup"),
        ("a\u00a0b", "ab"),
        ("a‿b", "a‿b"),
        ("...", ""),
    ],
)
def test_the_anchor_of_a_heading_on_github(text: str, anchor: str) -> None:
    assert github_anchor(text) == anchor


@each_row(
    ("body", "expected"),
    [
        ("# A\n\n# A\n\n# A", {"a": "a", "a-1": "a~2", "a-2": "a~3"}),
        ("# A\n\n# A\n\n# A 1", {"a": "a", "a-1": "a~2", "a-1-1": "a-1"}),
        ("# A 1\n\n# A\n\n# A", {"a-1": "a-1", "a": "a", "a-2": "a~2"}),
        ("## B\n\n### A\n\n## C\n\n### A", {"b": "b", "a": "a", "c": "c", "a-1": "c-a"}),
        ("# Use `x & y` *now*", {"use-x--y-now": "use-x-y-now"}),
        ("# [A](b.md) ![icon](i.png) &amp; \\* b", {"a----b": "a-icon-b"}),
        ("# Step 1.1: Stir {#stir}", {"step-11-stir-stir": "step-1.1", "stir": "step-1.1"}),
        ("# A {#own}", {"a-own": "own", "own": "own"}),
        ("A\n===\n\nB c\n---", {"a": "a", "b-c": "b-c"}),
        ("!!! note\n\n    # A\n\n# A", {"a": "a~2"}),
        ("> # A\n\n- # B", {"a": "a", "b": "b"}),
        ("```\n# A\n```\n\n# !", {}),
        ("x[^Ab]\n\n[^Ab]: y", {"fn-ab": "fn:Ab", "fnref-ab": "fnref:Ab"}),
    ],
)
def test_what_anchors_mean_on_the_page(body: str, expected: dict[str, str]) -> None:
    assert headings(body) == expected


@each_row(
    ("body", "expected"),
    [
        ('x <a id="a"></a> <a name=b> <i class="q" ID=\'c\'>', {"a", "b", "c"}),
        ('<div id="a">\n<p data-id="b" id = "c">\n</div>', {"a", "c"}),
        ('<!-- <a id="a"> --> x\n\n`<a id="b">`\n\n```\n<a id="c">\n```', set()),
        ("Text {#a} and {: .b #c }", {"a", "c"}),
        ("``` {.bash #a}\nx\n```", {"a"}),
        ('=== "Old way"\n\n    x', {"old-way"}),
        ("# A\n\n- [ ] Be there {#b}\n- [ ] See it", {"b", "a/see-it"}),
    ],
)
def test_ids_that_a_writer_has_given(body: str, expected: set[str]) -> None:
    assert others(body) == expected


def test_what_a_fragment_means() -> None:
    assert [fragment(text) for text in ("a", "user-content-a", "%C3%A9tape-1", "%")] == [
        "a",
        "a",
        "étape-1",
        "%",
    ]
