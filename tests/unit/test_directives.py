"""Tests of directives: how they are read, and what is found in them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.model import Arguments
from mkdocs_deploy_plugin.reading.directives import may_hold_directives, read_directive
from mkdocs_deploy_plugin.rendering import page
from mkdocs_deploy_plugin.template.directives import CATALOG, DIRECTIVES
from tests.rows import each_row
from tests.unit.samples import GOOD, ROOT, check


@each_row(
    ("comment", "name", "values"),
    [
        (" procedures:sign-off ", "sign-off", {}),
        ("procedures:catalog a=b c=\"d e\" f='g h'", "catalog", {"a": ("b",), "c": ("d e",), "f": ("g h",)}),
        ('procedures:catalog a=""', "catalog", {"a": ("",)}),
        (" procedures:catalog\n  status=Draft\n", "catalog", {"status": ("Draft",)}),
        ("procedures:catalog status=Draft,Approved", "catalog", {"status": ("Draft", "Approved")}),
        ("procedures:catalog status=Draft,Draft", "catalog", {"status": ("Draft",)}),
        ('procedures:catalog author="Doe, Jane"', "catalog", {"author": ("Doe, Jane",)}),
        (
            'procedures:catalog author="Doe, Jane",Kim,"Roe, \'K\'" sort=-reviewed,id',
            "catalog",
            {"author": ("Doe, Jane", "Kim", "Roe, 'K'"), "sort": ("-reviewed", "id")},
        ),
        ("procedures:catalog author=O'Brien", "catalog", {"author": ("O'Brien",)}),
        ("procedures:catalog project=決済 x-y_2=1=2", "catalog", {"project": ("決済",), "x-y_2": ("1=2",)}),
        ("procedures:Catalog", "Catalog", {}),
        ("procedures:cata_log\u00a0a=b", "cata_log", {"a": ("b",)}),
    ],
)
def test_read_directive(comment: str, name: str, values: dict[str, tuple[str, ...]]) -> None:
    assert read_directive(comment) == (name, Arguments(values))


@pytest.mark.parametrize(
    "comment",
    [
        "procedure:catalog",
        "see procedures:catalog",
        "procedures: catalog",
        "procedures:waive missing-check: no a=b",
        "Procedures:waive missing-check",
        "procedures:Waive x: y",
        "procedures:",
        "procedures:// x",
    ],
)
def test_another_comment_is_no_directive(comment: str) -> None:
    assert read_directive(comment) is None


@each_row(
    ("comment", "problem"),
    [
        ("catalog status", '"status" is not an attribute'),
        ("catalog status=Draft x", '"x" is not an attribute'),
        ("catalog =Draft", '"=" is not an attribute'),
        ("catalog status = Draft", '"status" is not an attribute'),
        ("catalog status=", 'The attribute "status" has no value'),
        ("catalog status= Draft", 'The attribute "status" has no value'),
        ("catalog status=,Draft", 'The attribute "status" has no value'),
        ("catalog status=Draft,", 'The attribute "status" has no value after a comma'),
        ("catalog status=Draft, Approved", 'The attribute "status" has no value after a comma'),
        ('catalog status="In Review', 'The attribute "status" has an unclosed quotation mark'),
        ("catalog status='In Review", 'The attribute "status" has an unclosed quotation mark'),
        ("catalog status=In Review", '"Review" is not an attribute'),
        ('catalog status="a"b', 'The attribute "status" has a misplaced quotation mark'),
        ('catalog status=a"b', 'The attribute "status" has a misplaced quotation mark'),
        ("catalog status=Draft status=Approved", 'The attribute "status" is set twice'),
        ('catalog "x', '"\\"x" is not an attribute'),
    ],
)
def test_a_directive_that_cannot_be_read(comment: str, problem: str) -> None:
    read = read_directive(f" procedures:{comment} ")
    assert read is not None
    assert (read[0], read[1].problem) == ("catalog", problem)


@given(st.text(alphabet="ab=,\"' \n\\-", max_size=40))
def test_nothing_is_raised_and_nothing_is_lost(text: str) -> None:
    read = read_directive(f"procedures:catalog {text}")
    assert read is not None
    if not read[1].problem:
        kept = "".join(value for values in read[1].values.values() for value in values)
        left = "".join(c for c in text if c in "\\")
        assert all(kept.count(c) <= text.count(c) for c in "ab\\")
        # All of what makes a value is in one, but for values that stand twice.
        assert left == "" or "\\" in kept


@given(
    st.lists(st.text(min_size=1, max_size=10).filter(lambda text: '"' not in text), min_size=1, max_size=4)
)
def test_values_in_quotation_marks_mean_themselves(values: list[str]) -> None:
    quoted = ",".join(f'"{value}"' for value in values)
    read = read_directive(f"procedures:catalog author={quoted}")
    assert read == ("catalog", Arguments({"author": tuple(dict.fromkeys(values))}))


def test_pages_that_may_hold_directives() -> None:
    assert may_hold_directives("a\n<!-- procedures:catalog -->")
    assert may_hold_directives("a\n<!--\n  procedures:catalog -->")
    assert may_hold_directives("<!--procedures:catalog-->")
    assert not may_hold_directives("procedures:catalog <!-- x -->")


def found(directive: str) -> list[tuple[str, str, str]]:
    text = f"{GOOD}\n<!-- procedures:{directive} -->\n"
    return [(one.rule, one.message, one.help) for one in check(text)]


def test_a_right_directive_is_no_finding() -> None:
    assert (
        found("catalog status=in-review,Draft risk=HIGH sort=-reviewed,id columns=id,spec facets=all") == []
    )
    assert found("metadata") == []


@pytest.mark.parametrize(
    ("directive", "message", "help_"),
    [
        (
            "catalog statsu=Draft",
            'Unknown attribute "statsu"',
            'Did you mean "status"? Use one of id, title, project, status, risk, version, author, approver, '
            "reviewed, document_type, environment, overdue, spec, sort, columns, facets, limit.",
        ),
        (
            "catalog status=Aproved",
            'Status cannot be "Aproved"',
            'Did you mean "Approved"? Use one of Draft, In Review, Approved, Retired.',
        ),
        (
            "catalog overdue=maybe",
            'Review overdue cannot be "maybe"',
            "Use one of yes, no.",
        ),
        (
            "catalog status=",
            'The attribute "status" has no value',
            "Write name=value, and quote a value that contains spaces or a comma.",
        ),
        (
            "catalog facets=title",
            'Unknown facet "title"',
            "Use one of project, status, risk, author, environment, overdue, spec, all, none.",
        ),
        ("catalog limit=0", '"0" is not a valid limit', "Write a single whole number, 1 or greater."),
        (
            "metadata columns=id",
            'The directive "metadata" takes no attributes',
            "Write <!-- procedures:metadata -->.",
        ),
    ],
)
def test_a_wrong_directive_is_a_finding_with_what_is_allowed(
    directive: str, message: str, help_: str
) -> None:
    assert found(directive) == [("invalid-directive", message, help_)]


def test_each_wrong_attribute_is_a_finding_at_the_directive() -> None:
    text = f"{GOOD}\n<!-- procedures:catalog status=x sort=y\n  columns=z -->\n"
    findings = check(text)
    assert [one.message for one in findings] == [
        'Status cannot be "x"',
        'Unknown sort key "y"',
        'Unknown column "z"',
    ]
    line = GOOD.count("\n") + 2
    assert {(one.span.line, one.span.column, one.span.end_line) for one in findings} == {(line, 1, line + 1)}


def test_a_name_in_another_case_is_found() -> None:
    assert [(rule, help_) for rule, _, help_ in found("Catalog")] == [
        ("unknown-directive", 'Did you mean "catalog"?')
    ]


def test_each_directive_is_rendered_and_described() -> None:
    rendered_anywhere = {CATALOG, *page._ABOUT_ALL}
    for name, kind in DIRECTIVES.items():
        assert name in rendered_anywhere or name in page._OF_PROCEDURE
        assert kind.anywhere == (name in rendered_anywhere)
    text = (ROOT / "docs" / "format.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `<!-- procedures:([a-z-]+) -->` \| (.*) \|$", text, re.M))
    assert set(DIRECTIVES) <= set(rows)
    for name, kind in DIRECTIVES.items():
        assert ("ordinary pages" in rows[name]) == kind.anywhere
