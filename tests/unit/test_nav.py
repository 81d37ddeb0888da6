"""Tests of what the navigation lists."""

from __future__ import annotations

from typing import Any

from mkdocs_deploy_plugin.rendering.nav import (
    MAX_PROJECTS,
    NavCollection,
    NavProject,
    collection_nav,
    expand_nav,
)

DATA = NavProject("data", "p/projects/data.md", ("p/d1.md", "p/d2.md"))
SHOP = NavProject("shop <b>", "p/projects/shop.md", ("p/s1.md",))
INDEX = "p/index.md"


def nav_of(projects: list[NavProject], *others: str) -> NavCollection:
    return NavCollection("Procedures", INDEX, tuple(projects), others)


def test_few_procedures_stand_below_their_projects() -> None:
    assert collection_nav(nav_of([DATA, SHOP], "p/x.md"), ["p/more.md"], singly=True) == [
        {"data": ["p/projects/data.md", "p/d1.md", "p/d2.md"]},
        {"shop ‹b›": ["p/projects/shop.md", "p/s1.md"]},
        "p/x.md",
        "p/more.md",
    ]


def test_one_project_needs_no_section_of_its_own() -> None:
    assert collection_nav(nav_of([DATA]), [], singly=True) == ["p/d1.md", "p/d2.md"]


def test_above_the_limit_the_pages_of_the_projects_stand_for_them() -> None:
    entries = [{"data": "p/projects/data.md"}, {"shop ‹b›": "p/projects/shop.md"}]
    assert collection_nav(nav_of([DATA, SHOP], "p/x.md"), [], singly=False) == entries


def test_above_the_limit_of_projects_the_catalog_stands_alone() -> None:
    projects = [NavProject(f"p{n}", f"p/projects/p{n}.md", (f"p/{n}.md",)) for n in range(MAX_PROJECTS + 1)]
    assert collection_nav(nav_of(projects), ["p/more.md"], singly=False) == ["p/more.md"]
    assert len(collection_nav(nav_of(projects[1:]), ["p/more.md"], singly=False)) == MAX_PROJECTS + 1


def test_entries_go_below_the_catalog_page() -> None:
    nav: Any = ["index.md", {"Guides": [{"Procedures": INDEX}]}]
    assert expand_nav(nav, INDEX, ["p/d1.md"]) == [
        "index.md",
        {"Guides": [{"Procedures": [INDEX, "p/d1.md"]}]},
    ]
    assert expand_nav([{"All": [INDEX, "last.md"]}], INDEX, ["p/d1.md"]) == [
        {"All": [INDEX, "p/d1.md", "last.md"]}
    ]


def test_what_a_team_lists_itself_stays_where_it_is() -> None:
    nav: Any = [INDEX, {"Mine": ["p/d1.md", "p/projects/shop.md", "p/s1.md"]}]
    entries = collection_nav(nav_of([DATA, SHOP]), [], singly=True)
    assert expand_nav(nav, INDEX, entries) == [INDEX, {"data": ["p/projects/data.md", "p/d2.md"]}, nav[1]]
    assert expand_nav(["index.md"], INDEX, entries) == ["index.md"]
