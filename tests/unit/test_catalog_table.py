"""The table of procedures: what it holds for readers, and what for its script."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, fromstring, tostring

import pytest

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import builtin_collection
from mkdocs_deploy_plugin.catalog.entries import Entry
from mkdocs_deploy_plugin.catalog.properties import Property, template_properties
from mkdocs_deploy_plugin.rendering.catalog_table import Listing, catalog_table
from mkdocs_deploy_plugin.rendering.long_tables import FULL, LONG
from mkdocs_deploy_plugin.template import FieldKind, builtin_template
from tests.unit.samples import read

KNOWN = {one.name: one for one in template_properties(builtin_template())}
DEFAULT = ("id", "title", "status", "risk", "version", "author", "reviewed")


def entry(number: int, **values: str | Sequence[str]) -> Entry:
    """Return a procedure with values; one that is a text is that text alone."""
    name = f"deploy-shop-{number:03}-x"
    texts: dict[str, tuple[str, ...]] = {"id": (name,), "title": (f"Title {number}",)}
    texts |= {key: (value,) if isinstance(value, str) else tuple(value) for key, value in values.items()}
    return Entry(Procedure(read("# T\n", f"procedures/{name}.md"), builtin_collection()), texts)


def made(
    *entries: Entry, columns: Sequence[str] = DEFAULT, facets: Sequence[str] = (), **more: Any
) -> Element:
    listing = Listing(entries, [KNOWN[one] for one in columns], [KNOWN[one] for one in facets], **more)
    return catalog_table(
        listing,
        lambda procedure: f"{procedure.id}.md",
        lambda key: f"https://specs.example/{key}" if key.startswith("PRD-") else "",
    )


def texts(box: Element) -> list[list[str]]:
    return [["".join(cell.itertext()) for cell in row] for row in box.iterfind(".//tr")]


def facets(box: Element) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(box.get("data-facets", "[]"))
    return found


def rows(box: Element) -> list[list[list[str]]]:
    """Return the values of each row, by facet, as the script reads them."""
    known = [facet["values"] for facet in facets(box)]
    return [
        [
            [values[int(number)] for number in part.split()]
            for values, part in zip(known, row.get("data-f", "").split(","), strict=True)
        ]
        for row in box.iterfind(".//tbody/tr")
    ]


def test_every_procedure_and_every_column_is_there_without_a_script() -> None:
    one = entry(
        1, status="Approved", risk="High", version="1.2.0", author="Dana Okafor", reviewed="2026-10-01"
    )
    box = made(one, entry(2), facets=["status", "author"])
    assert texts(box) == [
        ["Document ID", "Title", "Status", "Risk", "Version", "Author", "Last Review"],
        ["deploy-shop-001-x", "Title 1", "Approved", "High", "1.2.0", "Dana Okafor", "2026-10-01"],
        ["deploy-shop-002-x", "Title 2", "", "", "", "", ""],
    ]
    assert box.findtext(".//caption") == "2 procedures"
    assert made(one).findtext(".//caption") == "1 procedure"
    assert [cell.get("scope") for cell in box.iterfind(".//th")] == ["col"] * 7 + ["row"] * 2
    badges = {badge.text: badge.attrib for badge in box.iterfind(".//*[@class='procedures-badge']")}
    assert badges["High"]["data-risk"] == "high"
    assert badges["Approved"]["data-status"] == "approved"


@pytest.mark.parametrize(
    ("columns", "linked"), [(DEFAULT, "Title 1"), (("id", "risk"), "deploy-shop-001-x"), (("risk",), None)]
)
def test_each_row_has_one_link_to_its_page(columns: Sequence[str], linked: str | None) -> None:
    links = list(made(entry(1, risk="Low"), columns=columns).iter("a"))
    assert ["".join(link.itertext()) for link in links] == ([] if linked is None else [linked])
    assert all(link.get("href") == "deploy-shop-001-x.md" for link in links)


def test_values_of_facets_stand_once_and_rows_have_their_numbers() -> None:
    box = made(
        entry(1, status="Approved", environment=["Staging", "Production"], author="Zoe"),
        entry(2, status="Draft", environment=[]),
        entry(3, status="Aproved", environment="Production", author="ann"),
        facets=["status", "environment", "author"],
    )
    # Those of the template in its order, others behind them.
    assert facets(box) == [
        {"name": "status", "label": "Status", "values": ["Draft", "Approved", "Aproved"]},
        {"name": "environment", "label": "Environment", "values": ["Production", "Staging"]},
        {"name": "author", "label": "Author", "values": ["ann", "Zoe"]},
    ]
    assert rows(box) == [
        [["Approved"], ["Staging", "Production"], ["Zoe"]],
        [["Draft"], [], []],
        [["Aproved"], ["Production"], ["ann"]],
    ]


def test_facets_need_no_columns_and_a_table_needs_no_facets() -> None:
    one = entry(1, environment="Production")
    assert texts(made(one, columns=["id"], facets=["environment"]))[1:] == [["deploy-shop-001-x"]]
    plain = made(one)
    assert plain.get("data-facets") is None
    assert all(row.get("data-f") is None for row in plain.iter("tr"))


def test_a_project_goes_by_its_slug_and_is_shown_by_its_name() -> None:
    labels: Mapping[str, Mapping[str, str]] = {"project": {"web-shop": "Web Shop"}}
    box = made(entry(1, project="web-shop"), columns=["title", "project"], facets=["project"], labels=labels)
    assert facets(box) == [
        {"name": "project", "label": "Project", "values": ["web-shop"], "labels": ["Web Shop"]}
    ]
    assert texts(box)[1] == ["Title 1", "Web Shop"]


def test_columns_say_how_they_are_sorted_and_which_one_is() -> None:
    heads = {
        head.get("data-name"): head for head in made(entry(1), sort="-reviewed").iterfind(".//thead//th")
    }
    assert json.loads(heads["status"].get("data-choices", "")) == [
        "Draft",
        "In Review",
        "Approved",
        "Retired",
    ]
    assert heads["version"].get("data-kind") == "version"
    assert heads["title"].keys() == ["scope", "data-name"]
    assert {name: head.get("aria-sort") for name, head in heads.items() if head.get("aria-sort")} == {
        "reviewed": "descending"
    }
    up = made(entry(1), sort="title").find(".//th[@data-name='title']")
    assert up is not None
    assert up.get("aria-sort") == "ascending"


def test_several_values_are_a_list_and_specs_are_links() -> None:
    box = made(entry(1, spec=["PRD-1", "Notes", "PRD-2"]), columns=["title", "spec"])
    assert [item.text or item[0].text for item in box.iter("li")] == ["PRD-1", "Notes", "PRD-2"]
    assert [link.get("href") for link in box.iterfind(".//li/a")] == [
        "https://specs.example/PRD-1",
        "https://specs.example/PRD-2",
    ]


def test_only_addresses_of_the_web_are_links() -> None:
    column = Property("wiki", "Wiki", facet=False, kind=FieldKind.URL, key="wiki")
    values = ("https://wiki.example/x", "javascript:alert(1)", "//elsewhere.example")
    listing = Listing([entry(1, wiki=values)], [KNOWN["title"], column])
    box = catalog_table(listing, lambda procedure: "x.md", lambda key: "")
    assert [link.get("href") for link in box.iter("a")] == ["x.md", "https://wiki.example/x"]


HOSTILE = [
    '"><script>alert(1)</script>',
    "&lt;b&gt; &amp; &#38;",
    "a, b; 1 2",
    "\x02wzxhzdk:0\x03",
    "\\u003c \u2028",
    "__proto__",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_any_value_comes_back_out_of_the_attributes(value: str) -> None:
    box = made(entry(1, author=value), entry(2, author="b"), facets=["author"])
    raw = box.get("data-facets", "")
    assert not set(raw) & set("<&\x02\x03")
    assert sorted(facets(box)[0]["values"]) == sorted([value, "b"])
    assert rows(box) == [[[value]], [["b"]]]
    assert texts(box)[1][5] == value


@pytest.mark.parametrize(
    ("title", "direction"), [("Kafka", None), ("ترقية قاعدة البيانات", "auto"), ("数据库升级" * 60, "auto")]
)
def test_titles_of_any_script_tell_their_own_direction(title: str, direction: str | None) -> None:
    link = made(entry(1, title=title)).find(".//a")
    assert link is not None
    assert (link.text, link.get("dir")) == (title, direction)


def test_two_procedures_of_one_title_stay_two() -> None:
    box = made(entry(1, title="Same"), entry(2, title="Same"))
    assert [row[:2] for row in texts(box)[1:]] == [
        ["deploy-shop-001-x", "Same"],
        ["deploy-shop-002-x", "Same"],
    ]
    assert [link.get("href") for link in box.iter("a")] == ["deploy-shop-001-x.md", "deploy-shop-002-x.md"]


def long(*entries: Entry, **more: Any) -> tuple[Element, list[Element]]:
    """Return a long table, and its rows."""
    box = made(*entries, **more)
    assert not len(box[0])
    content = as_published(box[0].text or "")
    return box, list(fromstring(content).iterfind("./tbody/tr"))


def as_published(text: str) -> str:
    """Return finished HTML without the characters that Python-Markdown keeps for itself."""
    return text.replace("\x02", "\ufffd").replace("\x03", "\ufffd")


def test_a_long_table_says_the_same_with_less() -> None:
    people = ("Ann", "Zoe", "Jelena Marković")
    statuses = ("Approved", "Draft")
    some = [
        entry(
            number,
            title=f"Checkout redesign {number}",
            status=statuses[number // 400],
            risk="Low",
            version="1.2.0",
            author=people[number % 3],
            approver="Sam",
            reviewed="2026-10-01",
            environment=["Production", "Staging"][: number % 3],
        )
        for number in range(800)
    ]
    names = ("status", "author", "environment")
    box, found = long(*some, facets=names)
    assert len(found) == len(some) > LONG
    for one, row in zip(some, found, strict=True):
        assert [" ".join(cell.itertext()) for cell in row] == [one.values[name][0] for name in DEFAULT]
        assert [link.get("href") for link in row.iter("a")] == [f"{one.values['id'][0]}.md"]
    # The first ones have the markup that the script gives the others when it shows them.
    assert found[FULL - 1].findtext(".//span[@class='procedures-badge']") == "Approved"
    assert tostring(found[600], encoding="unicode") == (
        '<tr><td>deploy-shop-600-x</td><th><a href="deploy-shop-600-x.md">Checkout redesign 600</a></th>'
        "<td>Draft</td><td>Low</td><td>1.2.0</td><td>Ann</td><td>2026-10-01</td></tr>"
    )
    assert 'dir="auto"' in tostring(found[602], encoding="unicode")
    data = json.loads(box.get("data-rows", ""))
    assert (box.get("data-facets"), data["full"]) == (None, FULL)
    *columns, named = [decoded(part) for part in data["rows"].split(";")]
    for name, facet, column in zip(names, data["facets"], columns, strict=True):
        values = facet["values"].split("|")
        assert [tuple(values[at] for at in row) for row in column] == [one.values[name] for one in some]
    assert [[data["people"][at] for at in row] for row in named] == [["Sam"]] * 800
    # What is in it for the script is not much more than a letter for each facet.
    assert len(data["rows"]) < 8 * len(some)
    heads = fromstring(box[0].text or "").iterfind("./thead/tr/th")
    wraps = {head.get("data-name"): json.loads(head.get("data-wrap", "[]")) for head in heads}
    assert wraps["id"] == ["code"]
    assert wraps["status"][1]["Draft"] == {"class": "procedures-badge", "data-status": "draft"}
    # A row of 5,000 has what a phone can load; today 217 bytes, of which 96 are texts and the address.
    assert len(tostring(found[600])) < 225


def decoded(column: str) -> list[list[int]]:
    runs = (run.partition("*") for run in column.split(","))
    return [list(map(int, part.split())) for part, _, count in runs for _ in range(int(count or 1))]


@pytest.mark.parametrize("value", [*HOSTILE, "a|b", "2*3;4"])
def test_any_value_comes_back_out_of_a_long_table(value: str) -> None:
    some = [entry(number, author=value if number % 2 else "b", title=value) for number in range(LONG + 1)]
    box, found = long(*some, facets=["author"])
    data = json.loads(box.get("data-rows", ""))
    values = data["facets"][0]["values"]
    known = values.split("|") if isinstance(values, str) else values
    assert {known[at] for (at,) in decoded(data["rows"].split(";")[0])} == {value, "b"}
    assert ["".join(cell.itertext()) for cell in found[-2]][1::4] == [as_published(value)] * 2


def test_cells_of_a_long_table_with_more_than_a_text_keep_it() -> None:
    some = [entry(number, spec=["PRD-1", "Notes"] if number % 2 else "PRD-2") for number in range(LONG + 1)]
    _, found = long(*some, columns=["id", "spec"])
    assert [tostring(row[1], encoding="unicode") for row in found[-2:]] == [
        '<td><ul><li><a href="https://specs.example/PRD-1">PRD-1</a></li><li><span>Notes</span></li></ul></td>',
        '<td><a href="https://specs.example/PRD-2">PRD-2</a></td>',
    ]
    assert found[-1].find("td/a/code") is None
    assert found[-1].findtext("td/a") == f"deploy-shop-{LONG}-x"
