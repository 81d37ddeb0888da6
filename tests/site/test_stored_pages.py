"""Tests that a site built with stored pages is the site that is built without them."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator
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
from mkdocs.exceptions import Abort
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin import project as loading
from mkdocs_deploy_plugin.hosts.conversions import Conversions
from mkdocs_deploy_plugin.store.folder import FOLDER, Store
from mkdocs_deploy_plugin.template.kinds import KINDS
from tests.mistakes.table import mistakes
from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, Built, build_site

IDS = [GOOD_ID, *(f"deploy-shop-{number:03}-x" for number in range(2, 6))]
CONTENTS = sorted({data for one in mistakes().values() for data in one.procedures.values()})
TEMPLATE = KINDS["deployment-procedure"].read().decode()
OPTIONS: list[dict[str, Any]] = [
    {}, {"html": "safe"}, {"language": "de"}, {"template": "template.md"}, {"spec_links": {"PRD-.*": "https://s/"}},
    {"nav_limit": 2}, {"words": {"Relations": "Linked from"}}, {"draft_days": 1}, {"review_days": 30},
]  # fmt: skip
LISTS: list[list[Any]] = [
    EXTENSIONS,
    [one for one in EXTENSIONS if one != "pymdownx.details"],
    [*EXTENSIONS, "pymdownx.snippets"],
    [*EXTENSIONS, {"pymdownx.highlight": {"linenums": True}}],
    [*EXTENSIONS, "footnotes"],
]


class Words(BasePlugin):  # type: ignore[type-arg]
    """Another plugin, which changes texts before and after they are converted."""

    def __init__(self, number: int) -> None:
        self.number = number

    def on_page_markdown(self, markdown: str, **_: object) -> str:
        return markdown.replace("Purpose", f"Purpose {self.number}") if self.number % 3 == 1 else markdown

    def on_page_content(self, html: str, **_: object) -> str:
        return html.replace('type="checkbox"', "", 1) if self.number % 3 == 2 else html


class Site:
    """A site that is edited."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.options: dict[str, Any] = {}
        self.extensions = EXTENSIONS
        self.number = 0
        self.day = 1795132800
        self.files: dict[str, str | bytes] = {"template.md": TEMPLATE}
        for procedure in IDS[:3]:
            self.files[f"procedures/{procedure}.md"] = GOOD.replace(GOOD_ID, procedure)

    @property
    def procedures(self) -> list[str]:
        return sorted(path for path in self.files if path.startswith("procedures/") and path.endswith(".md"))

    def mend(self, number: int, other: int) -> None:
        one, two = IDS[number % len(IDS)], IDS[other % len(IDS)]
        text = GOOD.replace(GOOD_ID, one).replace("depends_on: []", f"depends_on: [{two}]")
        text = text.replace(
            "### Purpose\n", f"### Purpose\nAfter {two}#step-1.1, {number}. [It]({two}.md#step-11)\n"
        )
        self.files[f"procedures/{one}.md"] = text

    def retitle(self, number: int, other: int) -> None:
        path = self.procedures[number % len(self.procedures)]
        text = self.files[path]
        assert isinstance(text, str)
        self.files[path] = text.replace("title: ", f"title: {other} ", 1)

    def break_(self, number: int, other: int) -> None:
        self.files[f"procedures/{IDS[number % len(IDS)]}.md"] = (
            CONTENTS[other % len(CONTENTS)].decode(errors="ignore").replace("\r", "")
        )

    def delete(self, number: int, other: int) -> None:
        if len(self.procedures) > 1:
            path = self.procedures[number % len(self.procedures)]
            del self.files[path]
            (self.root / path).unlink(missing_ok=True)

    def swap(self, number: int, other: int) -> None:
        one, two = (self.procedures[at % len(self.procedures)] for at in (number, other))
        self.files[one], self.files[two] = self.files[two], self.files[one]

    def page(self, number: int, other: int) -> None:
        path = f"docs/page{number % 2}.md"
        if other % 3:
            self.files[path] = f"# Page {other}\n\n<!-- procedures:catalog -->\n"
        else:
            self.files.pop(path, None)
            (self.root / path).unlink(missing_ok=True)

    def link(self, number: int, other: int) -> None:
        path = self.procedures[number % len(self.procedures)]
        text = self.files[path]
        assert isinstance(text, str)
        self.files[path] = f"{text}\n[A page](../page{other % 2}.md#x) ![a](a{other % 2}.png)\n"

    def image(self, number: int, other: int) -> None:
        path = f"procedures/a{number % 2}.png"
        if other % 3:
            self.files[path] = b"\x89PNG"
        else:
            self.files.pop(path, None)
            (self.root / path).unlink(missing_ok=True)

    def template(self, number: int, other: int) -> None:
        self.files["template.md"] = TEMPLATE.replace("Risk", "Hazard") if number % 2 else TEMPLATE

    def option(self, number: int, other: int) -> None:
        self.options = OPTIONS[number % len(OPTIONS)]

    def extension(self, number: int, other: int) -> None:
        self.extensions = LISTS[number % len(LISTS)]

    def other_plugin(self, number: int, other: int) -> None:
        self.number = number

    def another_day(self, number: int, other: int) -> None:
        self.day += 86400 * (number % 400)

    def build(self, cache: bool) -> tuple[object, ...]:
        """Return the whole site and what was logged, or why there is none."""
        options = {"fail_on": "never", **self.options, "cache": cache}
        with patch.dict(os.environ, SOURCE_DATE_EPOCH=str(self.day)):
            try:
                built = build_site(
                    self.root,
                    self.files,
                    options,
                    neighbour=Words(self.number),
                    markdown_extensions=self.extensions,
                )
            except Abort as error:
                return (str(error),)
        return whole(built), [(record.levelno, record.getMessage()) for record in built.log[1:-1]]


def whole(built: Built) -> dict[str, bytes]:
    """Return the content of all files of a site, except compressed ones, which have the time in them."""
    files = (path for path in built.folder.rglob("*") if path.is_file() and path.suffix != ".gz")
    return {path.relative_to(built.folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(autouse=True, scope="module")
def any_number_is_many() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(loading, "_MANY", 0)
        yield


Edit = Callable[[Site, int, int], object]
EDITS: list[Edit] = [
    Site.mend, Site.mend, Site.retitle, Site.break_, Site.delete, Site.swap, Site.page, Site.link, Site.image,
    Site.template, Site.option, Site.extension, Site.other_plugin, Site.another_day,
]  # fmt: skip
NUMBERS = st.integers(0, 2000)


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
        with patch(f"{__name__}.Words", lambda _, one=one: one):
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
