"""Text that looks like a box: what is found, what is left alone, and what a fix writes."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.checking.look_alikes import check_look_alikes, look_alikes
from mkdocs_deploy_plugin.reading.blocks import parse
from tests.rows import each_row
from tests.unit.samples import GOOD, read, replaced

UNCLEAR = None


def written(text: str) -> list[str | None]:
    """Return the text after each fix alone, or None for a look-alike without a fix."""
    source = text.encode()
    edits = [look_alike.edit for look_alike in look_alikes(parse(text))]
    return [
        None if edit is None else (source[: edit[0]] + edit[2].encode() + source[edit[1] :]).decode()
        for edit in edits
    ]


FIXED = {
    "- []": "- [ ]",
    "- [] a": "- [ ] a",
    "* [  ]  a": "* [ ]  a",
    "-[ ] a": "- [ ] a",
    "-[] a": "- [ ] a",
    "- [ ]a": "- [ ] a",
    "- [ ]`a`": "- [ ] `a`",
    "- [ ]**a**": "- [ ] **a**",
    "- [x]a": "- [x] a",
    "- [x ] a": "- [x] a",
    "- [\u00a0] a": "- [ ] a",
    "- [ ]\u00a0a": "- [ ] a",
    "- [ ]\u200ba": "- [ ] a",
    "- [ \ufeff] a": "- [ ] a",
    "- [ ]\u3000a": "- [ ] a",
    "- ☐ a": "- [ ] a",
    "- ☑\ufe0f a": "- [x] a",
    "- [✓] a": "- [x] a",
    "- ( ) a": "- [ ] a",
    "- ［ ］ a": "- [ ] a",
    "- ［x］a": "- [x] a",
    "1.[ ] a": "1. [ ] a",
    "12)[ ] a": "12) [ ] a",
    "• [ ] a": "- [ ] a",
    "– [ ] a": "- [ ] a",
    "☐ a": "- [ ] a",
    "[ ] a": "- [ ] a",
    "> -[ ] a": "> - [ ] a",
    "- a\n-[ ] b": "- a\n- [ ] b",
    "- [ ] a\n- [] b": "- [ ] a\n- [ ] b",
    "- a\n\n  -[ ] b": "- a\n\n  - [ ] b",
}


def test_fixes_write_a_box_and_keep_the_text(subtests: pytest.Subtests) -> None:
    for text, fixed in FIXED.items():
        with subtests.test(text):
            assert written(text) == [fixed]
            assert list(look_alikes(parse(fixed))) == []


@each_row(
    "text",
    ["* [-] a", "- ☒ a", "- \\[ ] a", "- \\[ \\] a", "- [&nbsp;] a", "- &#9744; a", "- [ ]: a", "- [*] a",
     "a\n-[ ] b\nc", "- <input type=checkbox> a", "\\- [ ] a", "- a\n        - [ ] b"],
)  # fmt: skip
def test_look_alikes_that_may_mean_something_else_have_no_fix(text: str) -> None:
    assert written(text) == [UNCLEAR]


@each_row(
    "text",
    ["- [ ] a", "* [x] a", "1) [X] a", "- [\t] a", "- [ ]", "- [ ] [x] a", "> - [ ] a",
     "- [](a)", "- [a](b)", "- [x](a)", "- [ ](a)", "- [x]: a", "- [x][y]\n\n[y]: a", "- [1] a", "- [a] b",
     "- [^1] a\n\n[^1]: b", "-[a](b)", "- (a) b", "- (x) b", "- []string", "- [][]int", "- [...] a",
     "- a [ ] b", "a - [ ] b", "`-[ ] a`", "- `[]` a", "```\n-[ ] a\n- [] b\n```", "    - [] a",
     "<!--\n- [] a\n-->",
     "| [ ] | ☐ |\n|---|---|\n| [ ] a | ☐ a |", "- a\n  [x](b)", "# [ ] a", "- ✅ a", "- ✓ a", "- [!] a"],
)  # fmt: skip
def test_what_is_no_look_alike(text: str) -> None:
    assert list(look_alikes(parse(text))) == []


def test_each_look_alike_is_found_in_a_procedure(subtests: pytest.Subtests) -> None:
    """The quick search that decides whether to look closer misses none."""
    for text in FIXED:
        with subtests.test(text):
            document = read(replaced(GOOD, "### Notes\n", f"### Notes\n\n{text}\n"))
            assert document.outline is not None
            assert len(list(check_look_alikes(document, document.outline))) == 1
