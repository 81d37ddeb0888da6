"""Tests of how a reader gets from page to page."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import GOOD, GOOD_ID, Built, build_site

MATERIAL = {"name": "material", "font": False, "features": ["navigation.indexes", "navigation.footer"]}
SHOP = [GOOD_ID, "deploy-shop-002-cart", "deploy-shop-003-coupons"]
DATA = ["deploy-data-001-lake", "deploy-data-002-stream"]
NAV: list[Any] = [{"Home": "index.md"}, {"Procedures": "procedures/index.md"}, {"About": "about.md"}]


def files(*ids: str) -> dict[str, str | bytes]:
    more: dict[str, str | bytes] = {
        f"procedures/{name}.md": GOOD.replace(f"id: {GOOD_ID}", f"id: {name}") for name in ids
    }
    return {"docs/about.md": "# About\n", **more}


def links(built: Built, page: str) -> tuple[str, str]:
    """Return the addresses of the previous and the next page."""
    html = built.read(f"{page}/index.html")
    found = [re.search(rf'<link rel="{rel}" href="([^"]*)">', html) for rel in ("prev", "next")]
    return tuple(match[1].strip("./") if match else "" for match in found)  # type: ignore[return-value]


@pytest.mark.parametrize("limit", [50, 2])
def test_previous_and_next_stay_within_a_project(tmp_path: Path, limit: int) -> None:
    built = build_site(
        tmp_path, files(*SHOP, *DATA), {"nav_limit": limit}, nav=NAV, theme=MATERIAL, strict=True
    )
    assert links(built, f"procedures/{DATA[0]}") == ("projects/data", DATA[1])
    assert links(built, f"procedures/{DATA[1]}") == (DATA[0], "")
    assert links(built, f"procedures/{SHOP[0]}") == ("projects/shop", SHOP[1])
    assert links(built, f"procedures/{SHOP[1]}") == (SHOP[0], SHOP[2])
    assert links(built, "about")[0].startswith("procedures/")
    assert links(built, "procedures")[1].startswith("projects/data")


def test_a_procedure_that_the_navigation_does_not_list_shows_where_it_belongs(tmp_path: Path) -> None:
    built = build_site(tmp_path, files(*SHOP, *DATA), {"nav_limit": 0}, nav=NAV, theme=MATERIAL, strict=True)
    html = built.page()
    assert f'href="../{SHOP[1]}/" class="md-nav' not in html
    assert 'href="../projects/shop/"' in html
    assert re.search(r'md-nav__item--active[^"]*md-nav__item--nested', html)


def test_the_order_of_a_teams_own_navigation_counts(tmp_path: Path) -> None:
    mine = [f"procedures/{name}.md" for name in (SHOP[2], SHOP[0])]
    nav = [
        {"Home": "index.md"},
        {"First": mine},
        {"Procedures": "procedures/index.md"},
        {"About": "about.md"},
    ]
    built = build_site(tmp_path, files(*SHOP), {"nav_limit": 0}, nav=nav, theme=MATERIAL, strict=True)
    assert links(built, f"procedures/{SHOP[2]}")[1] == SHOP[0]
    assert links(built, f"procedures/{SHOP[0]}") == (SHOP[2], SHOP[1])


def test_each_project_has_a_page_with_its_procedures(tmp_path: Path) -> None:
    built = build_site(tmp_path, files(*SHOP, *DATA), nav=NAV, strict=True)
    html = built.read("procedures/projects/data/index.html")
    assert [name for name in (*SHOP, *DATA) if f"<code>{name}</code>" in html] == DATA


@pytest.mark.parametrize("own", ["docs/procedures/projects/shop.md", "procedures/projects/shop/index.md"])
def test_a_page_of_the_team_stands_in_place_of_ours(tmp_path: Path, own: str) -> None:
    more = {own: "# Our shop\n", **files(*DATA)}
    built = build_site(tmp_path, {**files(*SHOP), **more}, nav=NAV, strict=True)
    assert "Our shop" in built.read("procedures/projects/shop/index.html")
    assert "../procedures/projects/shop/" in built.read("about/index.html")


def test_a_page_about_all_projects_is_not_that_of_a_project_called_index(tmp_path: Path) -> None:
    own = {"docs/procedures/projects/index.md": "# Our projects\n", **files("deploy-index-001-a")}
    built = build_site(tmp_path, own, nav=NAV, strict=True)
    assert "Our projects" in built.read("procedures/projects/index.html")
    assert "<code>deploy-index-001-a</code>" in built.read("procedures/projects/index/index.html")


@pytest.mark.parametrize("letter", ["x", "部"])
def test_the_name_of_a_project_may_be_longer_than_that_of_a_file(tmp_path: Path, letter: str) -> None:
    template = (
        '---\nid: run-[name]\nstatus: "[Live/Old]" # Status. (choice)\nproject: "[p]"\n---\n\n# [Name]\n'
    )
    names = {"a": letter * 300, "b": letter * 299}
    own = {
        f"procedures/run-{one}.md": f"---\nid: run-{one}\nstatus: Live\nproject: {name}\n---\n\n# Run {one}\n"
        for one, name in names.items()
    }
    built = build_site(tmp_path, {"t.md": template, **own}, {"template": "t.md"}, strict=True)
    pages = sorted((built.folder / "procedures/projects").glob("*/index.html"))
    found = [{one for one in names if f"<code>run-{one}</code>" in path.read_text("utf-8")} for path in pages]
    assert sorted(map(sorted, found)) == [["a"], ["b"]]


@pytest.mark.parametrize("own", ["", "procedures/index.md", "docs/procedures/index.md"])
def test_a_navigation_may_name_the_catalog_before_there_is_a_procedure(tmp_path: Path, own: str) -> None:
    more = {own: "# Our procedures\n\n<!-- procedures:catalog -->\n"} if own else {}
    built = build_site(tmp_path, {"docs/about.md": "# About\n", **more}, nav=NAV)
    assert ["No procedures found in" in text for text in built.messages(logging.WARNING)] == [True]
    html = built.read("procedures/index.html")
    assert "No procedures found." in html
    assert ("Our procedures" in html) == bool(own)
    assert "Nothing needs attention." in built.read("procedures/attention/index.html")


def test_a_navigation_without_the_catalog_is_no_mistake(tmp_path: Path) -> None:
    nav = [{"Home": "index.md"}, {"About": "about.md"}]
    strict = {"nav": {"omitted_files": "warn"}}
    built = build_site(tmp_path, files(*SHOP), nav=nav, validation=strict, strict=True)
    assert (built.folder / "procedures" / "index.html").is_file()
