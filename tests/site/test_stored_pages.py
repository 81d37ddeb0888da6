"""Tests that a site built with stored pages is the site that is built without them."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as configured
from hypothesis import strategies as st
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin import project as loading
from mkdocs_deploy_plugin.hosts.conversions import Conversions
from mkdocs_deploy_plugin.store.folder import FOLDER, Store
from tests.site.edited_site import EDITS, IDS, Edit, Site, Words
from tests.site.sites import GOOD, GOOD_ID, build_site

NUMBERS = st.integers(0, 2000)


@pytest.fixture(autouse=True, scope="module")
def any_number_is_many() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(loading, "_MANY", 0)
        yield


@configured(max_examples=int(os.environ.get("EXAMPLES", "2")), suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(EDITS), NUMBERS, NUMBERS), min_size=3, max_size=8))
def test_a_site_with_stored_pages_is_never_out_of_date(edits: list[tuple[Edit, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        site.build(cache=True)
        for edit, number, other in edits:
            edit(site, number, other)
            assert site.build(cache=True) == site.build(cache=False)


class Leaving(BasePlugin):  # type: ignore[type-arg]
    """A plugin that leaves files out, as `exclude` and `gen-files` do: it replaces the list of all."""

    def __init__(self, left_out: str) -> None:
        self.left_out = left_out

    @event_priority(-100)
    def on_files(self, files: Files, **_: object) -> Files:
        return Files([file for file in files if file.src_uri != self.left_out])


class Permalinks(BasePlugin):  # type: ignore[type-arg]
    """A plugin that sets an option of an extension for some pages."""

    def __init__(self, procedure: str) -> None:
        self.procedure = procedure

    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, **_: object) -> None:
        config.mdx_configs["toc"]["permalink"] = self.procedure in page.file.src_uri


class Reading(BasePlugin):  # type: ignore[type-arg]
    """A plugin that looks, before others, at what MkDocs has taken from a conversion."""

    @event_priority(100)
    def on_page_content(self, html: str, *, page: Page, **_: object) -> str:
        page.meta.pop("title", None)
        links = sorted((file.src_uri, sorted(found)) for file, found in (page.links_to_anchors or {}).items())
        taken = page.title, sorted(page.present_anchor_ids or ()), links, len(page.toc.items)
        page.present_anchor_ids = set()
        return f"{html}<p>{escape(str(taken))}</p>"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (Leaving("none"), Leaving("page1.md")),
        (Permalinks(IDS[1]), Permalinks(IDS[2])),
        (Reading(), Reading()),
        (Reading(), Words(0)),
    ],
)
def test_what_other_plugins_change_late_is_seen(
    tmp_path: Path, before: BasePlugin[Any], after: BasePlugin[Any]
) -> None:
    site = Site(tmp_path)
    site.page(1, 1)
    site.image(1, 1)
    site.link(0, 1)
    for one in (before, after):
        with patch("tests.site.edited_site.Words", lambda _, one=one: one):
            assert site.build(cache=True) == site.build(cache=False)


def test_the_store_stays_within_its_size_also_on_small_sites(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "_MANY", 20)
    trimmed: list[Store] = []
    monkeypatch.setattr(Store, "trim", lambda store: trimmed.append(store))
    Site(tmp_path).build(cache=True)
    assert trimmed


@pytest.mark.parametrize(("command", "watch"), [("build", "."), ("serve", "."), ("serve", "docs")])
def test_nothing_is_written_where_serving_watches(
    tmp_path: Path, command: Literal["build", "serve"], watch: str
) -> None:
    build_site(tmp_path, {f"procedures/{GOOD_ID}.md": GOOD}, command=command, watch=[watch])
    assert (tmp_path / FOLDER).exists() == (command == "build" or watch == "docs")


def test_what_has_not_changed_is_not_converted(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.mend(0, 1)
    made: list[str] = []
    keep = Conversions.keep

    def kept(self: Conversions, html: str) -> None:
        if self._made is not None:
            made.append(self._file.src_uri)
        keep(self, html)

    def converted() -> int:
        made.clear()
        site.build(cache=True)
        return len(made)

    with patch.object(Conversions, "keep", kept):
        assert converted() == 3
        assert converted() == 0
        site.retitle(1, 5)  # It is named on the page of the first one.
        assert converted() == 2
        site.options = {"nav_limit": 2}
        assert converted() == 3
    assert logging.getLogger("mkdocs").handlers == []
