"""The page that lists all runs of a browser: where it is, and what its script is given."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from tests.site.sites import GOOD, GOOD_ID, Built, build_site, procedure
from tests.site.test_run_markup import run_of

CART = "deploy-shop-002-cart"


def known(html: str) -> list[list[str]]:
    """Return the procedures that a page knows: id, address, former ids."""
    match = re.search(r'data-procedures="([^"]*)"', html)
    assert match is not None
    found: list[list[str]] = json.loads(unescape(match[1]))
    return found


def titles(built: Built) -> list[str]:
    """Return what the navigation of the home page lists."""
    return re.findall(r'<span class="md-ellipsis">\s*([^<]+?)\s*<', built.read("index.html"))


@pytest.mark.parametrize(("directories", "page"), [(True, "runs/index.html"), (False, "runs.html")])
def test_the_page_has_the_addresses_of_all_procedures(tmp_path: Path, directories: bool, page: str) -> None:
    renamed = GOOD.replace("depends_on: []", "former_ids: [deploy-shop-002-basket]")
    files = procedure() | procedure(renamed, CART)
    built = build_site(tmp_path, files, use_directory_urls=directories, strict=True)
    html = built.read(f"procedures/{page}")
    start, end = ("../", "/") if directories else ("", ".html")
    assert known(html) == [
        [GOOD_ID, f"{start}{GOOD_ID}{end}"],
        [CART, f"{start}{CART}{end}", "deploy-shop-002-basket"],
    ]
    for _, address, *_ in known(html):
        target = (built.folder / f"procedures/{page}").parent / address
        assert (target / "index.html" if directories else target).resolve().is_file()
    assert "With JavaScript, this page lists all runs in your browser." in html
    assert run_of_page(built, directories) == ("../runs/" if directories else "runs.html")
    assert "My runs" in titles(built)


def run_of_page(built: Built, directories: bool) -> str:
    """Return the address of the page of runs, as the page of a procedure has it."""
    html = built.page() if directories else built.read(f"procedures/{GOOD_ID}.html")
    match = re.search(r'data-run="([^"]*)"', html)
    assert match is not None
    return str(json.loads(unescape(match[1]))["runs"])


@pytest.mark.parametrize("nav", [None, [{"Home": "index.md"}, {"Procedures": "procedures/index.md"}]])
def test_a_team_names_another_page_or_none(tmp_path: Path, nav: object) -> None:
    other = build_site(tmp_path / "other", procedure(), {"runs": "me/my-runs.md"}, nav=nav, strict=True)
    assert known(other.read("procedures/me/my-runs/index.html"))
    assert run_of(other)["runs"] == "../me/my-runs/"
    assert "My runs" in titles(other)
    none = build_site(tmp_path / "none", procedure(), {"runs": ""}, nav=nav, strict=True)
    assert run_of(none)["runs"] == ""
    assert "My runs" not in titles(none)
    assert not (none.folder / "procedures" / "runs").exists()
    assert not list((none.folder / "procedures").rglob("my-runs"))


def test_a_page_of_the_team_is_used_and_a_procedure_of_that_name_is_not(tmp_path: Path) -> None:
    own = {"docs/procedures/runs/index.md": "# Ours\n\n<!-- procedures:runs -->\n"}
    built = build_site(tmp_path / "page", procedure() | own, strict=True)
    html = built.read("procedures/runs/index.html")
    assert "Ours" in html
    assert known(html)
    assert run_of(built)["runs"] == "../runs/"
    taken = build_site(tmp_path / "taken", procedure() | procedure(GOOD, "runs"), {"fail_on": "never"})
    assert 'data-procedure="runs"' in taken.page("runs")
    assert run_of(taken)["runs"] == ""


@pytest.mark.parametrize("path", ["index.md", "attention.md"])
def test_the_page_cannot_take_the_place_of_another_one(
    tmp_path: Path, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Abort):
        build_site(tmp_path, procedure(), {"runs": path})
    assert f"runs cannot be '{path}': another generated page has this path" in caplog.text


def test_ids_are_data_and_a_present_id_is_nobodys_former_one(tmp_path: Path) -> None:
    hostile = "a\"><script>alert(1)</script>'&amp;\u007f"
    text = GOOD.replace(f"id: {GOOD_ID}", f"id: {json.dumps(hostile)}\nformer_ids: [{CART}, other]")
    files = {"procedures/x.md": text} | procedure(GOOD, CART)
    built = build_site(tmp_path, files, {"fail_on": "never"})
    html = built.read("procedures/runs/index.html")
    assert "<script>alert" not in html
    assert known(html) == [[CART, f"../{CART}/"], [hostile, "../x/", "other"]]


def test_a_list_may_be_anywhere(tmp_path: Path) -> None:
    built = build_site(
        tmp_path, procedure() | {"docs/a/b.md": "# B\n\n<!-- procedures:runs -->\n"}, strict=True
    )
    assert known(built.read("a/b/index.html")) == [[GOOD_ID, f"../../procedures/{GOOD_ID}/"]]
