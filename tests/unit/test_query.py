"""Tests of queries: which procedures are chosen, in which order, and what cannot be asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.catalog.query import select
from mkdocs_deploy_plugin.catalog.query_arguments import read_query
from mkdocs_deploy_plugin.template import Template, load_template
from tests.rows import each_row
from tests.unit.samples import collections

TEAM = load_template(
    "t.md",
    b'---\nid: run-[nnn]\nstatus: "[New/Live]" # Status. (choice)\nweight: 3\nowner: "[o]"\n---\n\n# Run\n',
)


@dataclass(frozen=True)
class Row:
    """Something with values."""

    values: Mapping[str, tuple[str, ...]]

    @property
    def name(self) -> str:
        return self.values["id"][0]


def row(name: str, **values: str | tuple[str, ...]) -> Row:
    texts = {key: (one,) if isinstance(one, str) else one for key, one in values.items()}
    return Row({"id": (name,), **texts})


ROWS = (
    row(
        "a",
        status="Draft",
        risk="High",
        author="Doe, Jane",
        environment=("Production", "Staging"),
        project="x",
    ),
    row(
        "b",
        status="In Review",
        risk="Low",
        author="Roe",
        environment=(),
        reviewed="2026-01-02",
        project="shop",
    ),
    row("c", status="Approved", risk="High", author="Doe", reviewed="2026-01-10", version="1.10.0"),
    row("d", status="approved", risk="Medium", author="決済", reviewed="2025-12-31", version="1.9.0"),
    row("e", status=(), risk="Huge", author="", version="1.10.0-rc.2"),
)


def chosen(
    arguments: Mapping[str, str], rows: tuple[Row, ...] = ROWS, template: Template | None = None
) -> str:
    """Return the names of what a query chooses. Alternatives have a bar between them here."""
    given_ = {name: tuple(text.split("|")) for name, text in arguments.items()}
    query, problems = read_query(given_, collections(template))
    assert problems == ()
    return "".join(one.name for one in select(rows, query))


@each_row(
    ("arguments", "names"),
    [
        ({}, "abcde"),
        ({"status": "Draft"}, "a"),
        ({"status": "in-review"}, "b"),
        ({"status": "IN REVIEW"}, "b"),
        ({"status": "Approved"}, "cd"),
        ({"status": "Draft|Approved"}, "acd"),
        ({"status": "Draft|Approved", "risk": "High"}, "ac"),
        ({"status": "Draft", "risk": "Low"}, ""),
        ({"status": ""}, "e"),
        ({"status": "|Draft"}, "ae"),
        ({"author": "Doe, Jane"}, "a"),
        ({"author": "doe"}, "c"),
        ({"author": "決済"}, "d"),
        ({"author": "doe-jane"}, "a"),
        ({"environment": "staging"}, "a"),
        ({"environment": ""}, "bcde"),
        ({"project": "../x"}, "a"),
        ({"project": "Shop"}, "b"),
        ({"reviewed": "2026-01-10"}, "c"),
        ({"limit": "2"}, "ab"),
        ({"limit": "99"}, "abcde"),
        ({"sort": "-reviewed"}, "cbdae"),
        ({"sort": "reviewed"}, "dbcae"),
        ({"sort": "version"}, "decab"),
        ({"sort": "-version"}, "cedab"),
        ({"sort": "risk"}, "bdace"),
        ({"sort": "-risk"}, "eacdb"),
        ({"sort": "risk,-id"}, "bdcae"),
        ({"sort": "status", "limit": "2"}, "ab"),
    ],
)
def test_select(arguments: dict[str, str], names: str) -> None:
    assert chosen(arguments) == names


def test_numbers_in_texts_are_sorted_as_numbers() -> None:
    long = "9" * 6000
    rows = tuple(row(name) for name in ("x-10", "x-9", "X-9-a", f"x-{long}", "x-007", "y"))
    query, _ = read_query({"sort": ("id",)}, collections())
    assert [one.name for one in select(rows, query)] == ["x-007", "x-9", "X-9-a", "x-10", f"x-{long}", "y"]


def test_numbers_are_sorted_by_what_they_are() -> None:
    rows = (row("a", weight="10"), row("b", weight="-2.5"), row("c", weight="nan"), row("d", weight="1e3"))
    assert chosen({"sort": "weight"}, rows, TEAM) == "badc"
    assert chosen({"sort": "-weight"}, rows, TEAM) == "cdab"


@given(st.lists(st.text(max_size=8), max_size=8), st.booleans())
def test_any_texts_can_be_sorted(texts: list[str], descending: bool) -> None:
    rows = [row(str(number), version=text) for number, text in enumerate(texts)]
    for name in ("version", "title", "risk", "reviewed"):
        same = [Row({**one.values, name: one.values["version"]}) for one in rows]
        query, problems = read_query({"sort": (f"-{name}" if descending else name,)}, collections())
        found = select(same, query)
        assert problems == ()
        assert sorted(one.name for one in found) == sorted(one.name for one in rows)


def test_columns_and_facets() -> None:
    query, _ = read_query({}, collections())
    assert [one.name for one in query.columns] == [
        "id", "title", "status", "risk", "version", "author", "reviewed"]  # fmt: skip
    assert query.facets is None
    query, _ = read_query({"columns": ("id", "spec"), "facets": ("status,risk",)}, collections())
    assert [one.name for one in query.columns] == ["id", "spec"]
    assert [one.name for one in query.facets or ()] == ["status", "risk"]
    query, _ = read_query({"facets": ("none",)}, collections())
    assert query.facets == ()
    query, _ = read_query({"facets": ("all",)}, collections(TEAM))
    assert [one.name for one in query.facets or ()] == ["project", "status"]
    assert [one.name for one in read_query({}, collections(TEAM))[0].columns] == ["id", "title", "status"]


@each_row(
    ("arguments", "message", "word", "allowed"),
    [
        ({"titel": "x"}, "Unknown attribute {}", "titel", None),
        ({"risk": "Huge"}, "Risk cannot be {}", "Huge", ("Low", "Medium", "High")),
        ({"project": ".."}, "{} is not a project name", "..", ()),
        ({"reviewed": "2026"}, "{} is not a date", "2026", ()),
        ({"sort": ""}, "Unknown sort key {}", "", None),
        ({"sort": "--id"}, "Unknown sort key {}", "-id", None),
        ({"sort": "id,-id"}, "{} is listed twice in sort", "id", ()),
        ({"columns": "id,,title"}, "Unknown column {}", "", None),
        ({"columns": "id,id"}, "{} is listed twice in columns", "id", ()),
        ({"facets": "all,status"}, "{} cannot be combined with other facets", "all", ()),
        ({"limit": "-1"}, "{} is not a valid limit", "-1", ()),
        ({"limit": "1|2"}, "{} is not a valid limit", "1,2", ()),
        ({"limit": "٣"}, "{} is not a valid limit", "٣", ()),
    ],
)
def test_what_cannot_be_asked_for(
    arguments: dict[str, str], message: str, word: str, allowed: tuple[str, ...] | None
) -> None:
    given_ = {name: tuple(text.split("|")) for name, text in arguments.items()}
    _, (problem,) = read_query(given_, collections())
    assert (problem.message, problem.word) == (message, word)
    assert bool(problem.allowed) != bool(problem.help)
    if allowed is not None:
        assert problem.allowed == allowed


def test_what_the_template_does_not_have_cannot_be_asked_for() -> None:
    _, problems = read_query({"risk": ("High",), "weight": ("heavy",), "owner": ("a",)}, collections(TEAM))
    assert [(one.word, one.message) for one in problems] == [
        ("risk", "Unknown attribute {}"),
        ("heavy", "{} is not a number"),
    ]
    assert problems[0].allowed == (
        "id",
        "title",
        "project",
        "status",
        "weight",
        "owner",
        "sort",
        "columns",
        "facets",
        "limit",
    )


def test_words() -> None:
    query, _ = read_query({"status": ("Draft", "Approved"), "author": ("",)}, collections())
    assert query.words == "Status: Draft or Approved, Author: none"
