"""The pages at former addresses of a procedure."""

from __future__ import annotations

import json
import logging
import re
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import GOOD_ID, build_site, changed, procedure

OLD, OLDER = "deploy-shop-009-till", "deploy-till-003-till"


def renamed(*former: str, title: str = "Checkout redesign") -> str:
    return changed(
        ("depends_on: []", f"former_ids: {json.dumps(former)}"),
        ("title: Checkout redesign", f"title: {json.dumps(title)}"),
    )


@pytest.mark.parametrize("directory_urls", [True, False])
@pytest.mark.parametrize("folder", ["procedures", "docs/ops/runbooks"])
def test_each_former_address_leads_to_the_page(tmp_path: Path, directory_urls: bool, folder: str) -> None:
    built = build_site(
        tmp_path,
        {f"{folder}/shop/{GOOD_ID}.md": renamed(OLD, OLDER)},
        {"folder": folder},
        strict=True,
        use_directory_urls=directory_urls,
    )
    end = "/index.html" if directory_urls else ".html"
    pages = f"{folder.removeprefix('docs/')}/shop"
    new = built.folder / f"{pages}/{GOOD_ID}{end}"
    for former in (OLD, OLDER):
        path = built.folder / f"{pages}/{former}{end}"
        html = path.read_text(encoding="utf-8")
        address = "/" if directory_urls else ".html"
        assert f'<link rel="canonical" href="https://docs.example/ops/{pages}/{GOOD_ID}{address}">' in html
        targets = re.findall(r'(?:url|data-moved|<a href)="?=?([^">]+)"', html.replace("0; url=", '" url="'))
        assert len(targets) == 3
        for target in targets:
            place = path.parent / target
            assert (place / "index.html" if place.is_dir() else place).resolve() == new.resolve()
        (script,) = re.findall(r'<script src="([^"]+)"', html)
        assert "dataset.moved" in (path.parent / script).read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]* src=)|<style|style=| on\w+=", html)
    assert f'data-former="{OLD} {OLDER}"' in new.read_text(encoding="utf-8")


def test_they_are_in_no_list_of_pages(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(renamed(OLD)))
    assert (built.folder / f"procedures/{OLD}/index.html").is_file()
    for path in ("sitemap.xml", "search/search_index.json", "index.html"):
        assert OLD not in built.read(path)
    (entry,) = json.loads(built.read("procedures.json"))["procedures"]
    assert entry["front_matter"]["former_ids"] == [OLD]


@pytest.mark.parametrize("taken", [OLD, OLD.upper()])
def test_a_page_of_the_site_is_not_replaced(tmp_path: Path, taken: str) -> None:
    files = {**procedure(renamed(OLD)), f"docs/procedures/{taken}.md": "# Kept\n"}
    built = build_site(tmp_path, files, strict=True)
    assert "Kept" in built.read(f"procedures/{taken}/index.html")
    (message,) = [text for text in built.messages(logging.INFO) if "former id" in text]
    assert f"The address of the former id {OLD} belongs to procedures/{taken}.md" in message


def test_a_former_id_that_another_procedure_has_leads_nowhere_else(tmp_path: Path) -> None:
    files = procedure(renamed(OLD)) | procedure(procedure_id=OLD)
    built = build_site(tmp_path, files, {"fail_on": "never"})
    assert f'data-procedure="{OLD}"' in built.page(OLD)


@pytest.mark.parametrize(
    "values",
    [
        ["../../outside", "a/b", "..", ".hidden", "C:\\x", '"><script>alert(1)</script>', "a b", "x" * 121],
        "index",
        {"a": "b"},
        [["a"], 1, None, True],
        [f"old-{number}" for number in range(2000)],
    ],
)
def test_hostile_values_make_no_file_elsewhere(tmp_path: Path, values: Any) -> None:
    text = changed(("depends_on: []", f"former_ids: {json.dumps(values)}"))
    built = build_site(tmp_path / "in" / "side", procedure(text), {"fail_on": "never"})
    names = {path.relative_to(built.folder).as_posix() for path in built.folder.rglob("*.html")}
    plain = build_site(tmp_path / "plain", procedure())
    known = {path.relative_to(plain.folder).as_posix() for path in plain.folder.rglob("*.html")}
    assert len(names - known) == (20 if len(values) == 2000 else 0)
    assert not list((tmp_path / "in").glob("*.html"))


def test_a_hostile_title_is_text(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(renamed(OLD, title="</title><img src=x onerror=alert(1)>")))
    assert "<img" not in built.page(OLD)


def test_a_page_that_names_a_former_id_links_to_the_procedure(tmp_path: Path) -> None:
    built = build_site(
        tmp_path, procedure(renamed(OLD)) | {"docs/index.md": f"# Home\n\nSee {OLD}.\n"}, strict=True
    )
    assert f'<a href="procedures/{GOOD_ID}/" title="Checkout redesign (Approved)">{OLD}</a>' in built.read(
        "index.html"
    )
