"""Tests of `fingerprint`: what changes it, and what does not."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

import pytest

from mkdocs_deploy_plugin.findings.fingerprint import fingerprint
from mkdocs_deploy_plugin.model import Diagnostic, Related, Severity, Span
from tests.mistakes.table import singles
from tests.unit.samples import GOOD, check, checked, replaced

LINES = ("first", "  statsu: Draft  ", "third")
FINDING = Diagnostic("unknown-field", Severity.ERROR, "p/a.md", Span(2, 3, 2, 9), 'Entry 2 of "x" is wrong')


def of(diagnostic: Diagnostic = FINDING, lines: tuple[str, ...] = LINES) -> str:
    return fingerprint(diagnostic, lines)


def prints(text: str, found: Iterable[Diagnostic] | None = None) -> list[tuple[str, str, str]]:
    found = check(text) if found is None else found
    return [(one.rule, one.path, fingerprint(one, text.split("\n"))) for one in found]


def test_it_is_the_same_on_every_machine() -> None:
    # Baselines that teams have committed hold such values: another one here breaks them all.
    assert of() == "41e046ce2a30de7455a5496430fe7be0"


def test_its_form() -> None:
    assert re.fullmatch("[0-9a-f]{32}", of())


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, rule="duplicate-key"),
        replace(FINDING, path="p/b.md"),
        replace(FINDING, message='Entry 2 of "y" is wrong'),
        replace(FINDING, span=Span(1, 3, 1, 9)),
    ],
)
def test_what_changes_it(other: Diagnostic) -> None:
    assert of(other) != of()


@pytest.mark.parametrize(
    "other",
    [
        replace(FINDING, severity=Severity.WARNING),
        replace(FINDING, help="Do it.", reason="Because.", pointer="/x/1"),
        replace(FINDING, related=Related("p/a.md", Span(1, 1, 1, 2), "the first one")),
        replace(FINDING, message='Entry 13 of "x" is wrong'),
        replace(FINDING, span=Span(2, 5, 2, 9)),
    ],
)
def test_what_does_not_change_it(other: Diagnostic) -> None:
    assert of(other) == of()


def test_only_what_counts_is_taken_out_of_a_message() -> None:
    assert of(replace(FINDING, message="Step 2.5 follows Step 2.3")) != of(
        replace(FINDING, message="Step 2.6 follows Step 2.3")
    )
    assert of(replace(FINDING, message="It ends before line 34")) == of(
        replace(FINDING, message="It ends before line 7")
    )


def test_the_line_counts_without_the_white_space_around_it() -> None:
    assert of(lines=("", "statsu: Draft")) == of()
    assert of(lines=("", "statsu: Approved")) != of()


def test_the_line_does_not_count_where_the_finding_has_none_of_its_own() -> None:
    for one in (
        replace(FINDING, rule="missing-field"),
        replace(FINDING, span=Span(2, 3, 2, 3)),
        replace(FINDING, span=Span(9, 1, 9, 4)),
    ):
        assert of(one) == of(one, ("", "something else"))


def test_a_file_name_that_is_not_utf_8() -> None:
    assert of(replace(FINDING, path="p/\udcff.md")) != of(replace(FINDING, path="p/\udcfe.md"))


def test_lines_inserted_elsewhere_change_no_fingerprint(subtests: pytest.Subtests) -> None:
    for mistake in singles().values():
        with subtests.test(mistake.name):
            longer = mistake.text.replace("\nauthor:", "\n\n\nauthor:", 1)
            longer = longer.replace("\n## Overview\n", "\n\n\n## Overview\n", 1)
            assert prints(mistake.text, checked(mistake.text)) == prints(longer)


def test_an_inserted_entry_changes_no_fingerprint() -> None:
    text = replaced(GOOD, "{role: Technical Lead}", "{role: Technical Lead, nam: x}")
    longer = replaced(text, "sign_off:\n", "sign_off:\n  - {role: Technical Lead}\n")
    (before,), (after,) = check(text), check(longer)
    assert before.message != after.message
    assert prints(text) == prints(longer)
