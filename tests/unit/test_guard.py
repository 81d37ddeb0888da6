"""Tests of `fixing.guard`: what fixes may change, and what they may not, whichever rule they belong to."""

from __future__ import annotations

from mkdocs_deploy_plugin.fixing.guard import harms
from mkdocs_deploy_plugin.fixing.rounds import apply_edits
from mkdocs_deploy_plugin.model import Edit, Span
from tests.rows import each_row

FRONT_MATTER = [
    ("title: Close #12", 'title: "Close #12"', False),
    ("version: 1.10", 'version: "1.10"', False),
    ("version: v1.2.0", "version: 1.2.0", False),
    ("status: in-review", "status: In Review", False),
    ("status: In\xa0Review", "status: In Review", False),
    ("authro: Dana", "author: Dana", False),
    ("- a: 'b' (c)", "- \"a: 'b' (c)\"", False),
    ("title:Fix", "title: Fix", False),
    ("hidden: true", 'hide: "true"', True),
    ("title: Close #12", "title: Close", False),
    ("title: Close the shop", "title: Close", True),
    ("title: Close", "title: Open", True),
    ("title: 'a'", "title: \"'b'\"", True),
    ("a: b: 'c'", 'a: "b: \\"\'c\'\\""', True),
    ("count: 5", "count: 6", True),
    ("count: 5", "amount: 6", True),
    ("title: Close", "# title: Close", True),
    ("title: Close", "title: [Close", True),
]


@each_row(("before", "after", "harm"), FRONT_MATTER, ids=lambda row: f"{row[0]} -> {row[1]}")
def test_values_of_the_front_matter(before: str, after: str, harm: bool) -> None:
    assert harms_line("---\n{}\n---\n# T\n", before, after) is harm


BODY = [
    ("### Scpoe", "### Scope", False),
    ("#### Step 1.2: Stop", "#### Step 1.1: Stop", False),
    ("-\xa0[ ] Stop it", "- [ ] Stop it", False),
    ("### Scope", "### Scope\n\n- [ ] New check", False),
    ("### Scope", "### Scope\n\n<!--", True),
    ("### Scope", "### Scope\n\n```", True),
    ("### Scope", "### Scope\n\n<div>", True),
]


@each_row(("before", "after", "harm"), BODY, ids=lambda row: f"{row[0]} -> {row[1]}")
def test_words_of_the_body(before: str, after: str, harm: bool) -> None:
    assert harms_line("---\nid: a\n---\n# T\n\n{}\nThe words below.\n- [ ] A check\n", before, after) is harm


def harms_line(text: str, before: str, after: str) -> bool:
    """Return what the guard says about replacing a line of a file."""
    data = text.format(before).encode()
    line = text[: text.index("{}")].count("\n") + 1
    edit = Edit(Span(line, 1, line, len(before) + 1), after)
    changed = apply_edits(data, [edit])
    assert changed == text.format(after).encode()
    return harms(data, data, changed, [edit])
