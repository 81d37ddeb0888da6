"""Tests of `reading.references`: what points at a procedure or a step, and what only looks like it."""

from __future__ import annotations

import re

import pytest

from mkdocs_deploy_plugin.model import ReferenceKind
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax, step_anchor
from mkdocs_deploy_plugin.template import builtin_template
from tests.rows import each_row
from tests.unit.samples import outline_of

CART = "deploy-shop-002-cart"
PROCEDURE, STEP, LINK = ReferenceKind.PROCEDURE, ReferenceKind.STEP, ReferenceKind.LINK
Expected = tuple[ReferenceKind, str, str, str]


def references(body: str) -> list[Expected]:
    """Return kind, target, anchor and source of every reference of a body."""
    outline = outline_of(body)
    lines = body.split("\n")
    found = []
    for reference in outline.references:
        span = outline.span(reference.start, reference.end)
        first, last = span.line - 3, span.end_line - 3
        source = "\n".join(lines[first : last + 1])
        end = len(source) - len(lines[last]) + span.end_column - 1
        found.append((reference.kind, reference.target, reference.anchor, source[span.column - 1 : end]))
    return found


@each_row(
    ("body", "expected"),
    [
        (f"See {CART}.", (PROCEDURE, CART, "", CART)),
        (f"{CART}, and", (PROCEDURE, CART, "", CART)),
        (f"({CART})", (PROCEDURE, CART, "", CART)),
        (f"「{CART}」日本", (PROCEDURE, CART, "", CART)),
        (f"😀 {CART}: x", (PROCEDURE, CART, "", CART)),
        (f"*{CART}*", (PROCEDURE, CART, "", CART)),
        (f"`{CART}`", (PROCEDURE, CART, "", f"`{CART}`")),
        (f"` {CART} `", (PROCEDURE, CART, "", f"` {CART} `")),
        (f"`{CART}#step-2.1`.", (PROCEDURE, CART, "step-2.1", f"`{CART}#step-2.1`")),
        (f"{CART}#step-R.3.", (PROCEDURE, CART, "step-R.3", f"{CART}#step-R.3")),
        (f"{CART}#step-1.1/pods-are-there~2, x", (PROCEDURE, CART, "step-1.1/pods-are-there~2",
                                                   f"{CART}#step-1.1/pods-are-there~2")),
        (f"- [ ] {CART} done", (PROCEDURE, CART, "", CART)),
        (f"| a |\n|---|\n| {CART} |", (PROCEDURE, CART, "", CART)),
        (f"> {CART}", (PROCEDURE, CART, "", CART)),
        (f"!!! note\n\n    😀 {CART}", (PROCEDURE, CART, "", CART)),
        ("deploy-shop-1234-a1-b2", (PROCEDURE, "deploy-shop-1234-a1-b2", "", "deploy-shop-1234-a1-b2")),
        ("Step 2.1", (STEP, "", "step-2.1", "Step 2.1")),
        ("after Phase 2.", (STEP, "", "phase-2", "Phase 2")),
        ("(Step R.3)", (STEP, "", "step-R.3", "Step R.3")),
        ("Step\u00a02.1,", (STEP, "", "step-2.1", "Step\u00a02.1")),
        ("日本 Step 12.10: x", (STEP, "", "step-12.10", "Step 12.10")),
        ("a &amp; Step 2.1", (STEP, "", "step-2.1", "Step 2.1")),
        (f"Step 2.1 of {CART}", (PROCEDURE, CART, "step-2.1", f"Step 2.1 of {CART}")),
        (f"Step 2.1 of `{CART}`.", (PROCEDURE, CART, "step-2.1", f"Step 2.1 of `{CART}`")),
        (f"Phase 2 in `{CART}`", (PROCEDURE, CART, "phase-2", f"Phase 2 in `{CART}`")),
        (f"Step 2.1 of\n`{CART}`", (PROCEDURE, CART, "step-2.1", f"Step 2.1 of\n`{CART}`")),
        (f"[x]({CART}.md)", (LINK, f"{CART}.md", "", f"[x]({CART}.md)")),
        (f"[x]({CART}.markdown)", (LINK, f"{CART}.markdown", "", f"[x]({CART}.markdown)")),
        (f"[Step 2.1](../p/{CART}.md#step-2.1 't')", (LINK, f"../p/{CART}.md", "step-2.1",
                                                      f"[Step 2.1](../p/{CART}.md#step-2.1 't')")),
        ("[x](#salt--pepper)", (LINK, "", "salt--pepper", "[x](#salt--pepper)")),
        (f"[`{CART}`][r]\n\n[r]: {CART}.md", (LINK, f"{CART}.md", "", f"[`{CART}`][r]")),
    ],
)  # fmt: skip
def test_references(body: str, expected: Expected) -> None:
    assert references(body) == [expected]


@each_row(
    "body",
    [
        f"{CART}/file",
        f"path/{CART}",
        f"https://x.example/{CART}",
        f"https://x.example/{CART}.html",
        f"{CART}.md",
        f"x{CART}",
        f"my-{CART}",
        f"a.{CART}",
        f"user@{CART}",
        f"{CART}-",
        f"{CART.upper()}",
        "deploy-shop-02-cart",
        "deploy-shop-002",
        f"`kubectl get {CART}`",
        f"```\n{CART} Step 2.1\n```",
        f"    {CART}",
        f"<!-- {CART} -->",
        f"## {CART} and Step 2.1",
        f"[{CART} Step 2.1](https://x.example)",
        f"![{CART}](x.png)",
        f"<a title='{CART}'>",
        "Step 2",
        "Step 2.1.3",
        "Steps 2.1",
        "step 2.1",
        "Step 2.1a",
        "Step 2.1-b",
        "Phase 2.1",
        "Step Q.1x",
        "`Step 2.1`",
        "SubStep 2.1",
        "Step 2.1 of the vendor's handbook",
        "the vendor's Step 2.1",
        "[x](https://x.example/a.md) [y](/a.md) [z](#) [m](mailto:a.md)",
        "[x](a.html) [y](a.md.txt)",
    ],
)
def test_no_references(body: str) -> None:
    assert references(body) == []


def test_several_in_their_order() -> None:
    body = f"Step 1.1, {CART}, [x](a.md) and Step 1.2 of {CART}, Step 1.3; {CART}#phase-1"
    assert [(kind, target, anchor) for kind, target, anchor, _ in references(body)] == [
        (STEP, "", "step-1.1"),
        (PROCEDURE, CART, ""),
        (LINK, "a.md", ""),
        (PROCEDURE, CART, "step-1.2"),
        (STEP, "", "step-1.3"),
        (PROCEDURE, CART, "phase-1"),
    ]


@pytest.mark.parametrize(
    "body",
    [
        f"Step 2.1 for `{CART}`",
        f"Step 2.1, of `{CART}`",
        f"Step 2.1 of the `{CART}`",
        f"Step 2.1 of *x* `{CART}`",
        f"Step 2.1 of `{CART}#phase-1`",
    ],
)
def test_a_step_and_an_id_without_of_between_them_are_two(body: str) -> None:
    assert [kind for kind, *_ in references(body)] == [STEP, PROCEDURE]


def test_two_steps_of_one_procedure() -> None:
    assert [(kind, anchor) for kind, _, anchor, _ in references(f"Step 1.1 and Step 1.2 of `{CART}`")] == [
        (STEP, "step-1.1"),
        (PROCEDURE, "step-1.2"),
    ]


def test_nothing_is_a_reference_without_a_template() -> None:
    syntax = ReferenceSyntax()
    assert syntax.find(f"{CART} Step 2.1") == []
    assert syntax.find_code(CART) is None


def test_hints_are_never_stricter_than_the_patterns() -> None:
    for pattern, text in (
        ("x{0,1}y", "y"),
        ("(?:ab|cd)[0-9]{3}", "cd001"),
        ("ab?[0-9]", "a1"),
        ("[a-z]+-1", "q-1"),
    ):
        syntax = ReferenceSyntax.of([pattern], ())
        assert re.fullmatch(pattern, text)
        assert [found.target for found in syntax.find(text)] == [text]
    assert builtin_template().syntax.id_hints == ("deploy-",)
    assert builtin_template().syntax.step_hints == ("Phase", "Step")


@pytest.mark.parametrize("word", ["playbook", "guide", "manual", "rfc", "project", "standard"])
def test_an_id_that_begins_with_the_word_for_a_book_is_an_id(word: str) -> None:
    syntax = ReferenceSyntax.of([rf"{word}-[a-z]{{1,9}}-[0-9]{{3}}"], [("Step", "N.N")])
    (found,) = syntax.find(f"see Step 2.1 of {word}-shop-001.")
    assert (found.target, found.anchor) == (f"{word}-shop-001", "step-2.1")
    assert syntax.find(f"see Step 2.1 of the {word} that the vendor sends") == []


def test_step_anchor() -> None:
    assert step_anchor("Step\u00a0R.3") == "step-R.3"
