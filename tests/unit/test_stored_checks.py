"""Tests that a check with stored results finds what a check without them finds."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as configured
from hypothesis import strategies as st

from mkdocs_deploy_plugin import project as loading
from mkdocs_deploy_plugin.catalog.export import document, page_address
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking import files, stored
from mkdocs_deploy_plugin.checking.kept import CheckedFile
from mkdocs_deploy_plugin.clock import now
from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.store.folder import Store
from mkdocs_deploy_plugin.template.kinds import KINDS
from tests.mistakes.table import mistakes
from tests.unit.samples import GOOD, GOOD_ID, TODAY

CONTENTS = sorted({data for one in mistakes().values() for data in one.procedures.values()})
"""The procedures of all mistakes."""

TEMPLATES = [kind.read() for kind in KINDS.values()]
OPTIONS: list[dict[str, Any]] = [
    {},
    {"html": "forbid"},
    {"site_keys": ["owner"]},
    {"rules": {"unknown-field": "off"}},
    {"review_days": 0},
    {"template": "template.md"},
]


@pytest.fixture(autouse=True, scope="module")
def any_number_is_many() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "_MANY", 0)
        yield


def seen(project: Project) -> tuple[object, ...]:
    """Return all that hosts and commands see of a project."""
    data = document(project, now({}), lambda one: page_address(one, project.settings))
    spans = [
        outline.span(reference.start, reference.end)
        for one in project.catalog
        if (outline := one.document.outline) is not None
        for reference in outline.references
    ]
    named = [one.document.front_matter and one.document.front_matter.named for one in project.catalog]
    texts = [(one.document.source, one.document.body, one.document.summary) for one in project.catalog]
    found = (project.diagnostics, project.waived, project.misfits)
    return found, json.loads(data)["procedures"], spans, named, texts


def test_every_mistake_is_found_again_without_being_looked_for(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    for number, data in enumerate(CONTENTS):
        (tmp_path / "procedures" / f"deploy-p-{number}.md").write_bytes(data)
    store = Store(tmp_path / "store", b"")
    cold = load_project(Settings(tmp_path), store=store, today=TODAY)
    with pytest.MonkeyPatch.context() as patch:
        again: list[str] = []

        def reading(path: str, *arguments: Any, **options: Any) -> Document:
            again.append(path)
            return read_document(path, *arguments, **options)

        patch.setattr(files, "read_document", reading)
        warm = load_project(Settings(tmp_path), store=store, today=TODAY)
    assert seen(warm) == seen(cold)
    assert set(again) <= {one.path for one in cold.catalog if not one.document.source.text}


Edit = Callable[["Site", int, int], object]


class Site:
    """A folder that is edited, and what was stored about it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / "procedures"
        self.folder.mkdir()
        self.options: dict[str, Any] = {}
        self.today = TODAY
        (root / "template.md").write_bytes(TEMPLATES[0])

    @property
    def files(self) -> list[Path]:
        return sorted(self.folder.iterdir())

    def write(self, number: int, other: int) -> None:
        (self.folder / f"deploy-p-{number % 7}.md").write_bytes(CONTENTS[other % len(CONTENTS)])

    def mend(self, number: int, other: int) -> None:
        (self.folder / f"deploy-shop-{number % 5:03}-x.md").write_text(
            GOOD.replace(GOOD_ID, f"deploy-shop-{number % 5:03}-x").replace(
                "depends_on: []", f"depends_on: [deploy-shop-{other % 5:03}-x]"
            ),
            encoding="utf-8",
        )

    def delete(self, number: int, other: int) -> None:
        if self.files:
            self.files[number % len(self.files)].unlink()

    def swap(self, number: int, other: int) -> None:
        if self.files:
            one, two = (self.files[at % len(self.files)] for at in (number, other))
            first, second = one.read_bytes(), two.read_bytes()
            one.write_bytes(second)
            two.write_bytes(first)

    def rename(self, number: int, other: int) -> None:
        if self.files:
            self.files[number % len(self.files)].replace(self.folder / f"deploy-r-{other % 4}.md")

    def cut(self, number: int, other: int) -> None:
        if self.files:
            path = self.files[number % len(self.files)]
            lines = path.read_bytes().split(b"\n")
            del lines[other % len(lines)]
            path.write_bytes(b"\n".join(lines))

    def template(self, number: int, other: int) -> None:
        text = TEMPLATES[number % len(TEMPLATES)]
        (self.root / "template.md").write_bytes(text if other % 2 else text.replace(b"(required)", b""))

    def option(self, number: int, other: int) -> None:
        self.options = OPTIONS[number % len(OPTIONS)]

    def day(self, number: int, other: int) -> None:
        self.today += timedelta(days=number)

    def load(self, store: Store | None) -> Project | str:
        try:
            return load_project(Settings.from_mapping(self.root, self.options), store=store, today=self.today)
        except SettingsError as error:
            return str(error)


EDITS: list[Edit] = [
    Site.write, Site.write, Site.mend, Site.mend, Site.delete, Site.swap, Site.rename, Site.cut,
    Site.template, Site.option, Site.day,
]  # fmt: skip
NUMBERS = st.integers(0, 2000)


@configured(max_examples=int(os.environ.get("EXAMPLES", "20")))
@given(st.lists(st.tuples(st.sampled_from(EDITS), NUMBERS, NUMBERS), min_size=1, max_size=12))
def test_a_check_with_stored_results_is_never_out_of_date(edits: list[tuple[Edit, int, int]]) -> None:
    with TemporaryDirectory() as folder:
        site = Site(Path(folder))
        store = Store(site.root / "store", b"")
        for edit, number, other in edits:
            edit(site, number, other)
            cold, warm = site.load(None), site.load(store)
            if isinstance(cold, str) or isinstance(warm, str):
                assert warm == cold
            else:
                assert seen(warm) == seen(cold)


def test_what_is_not_that_of_a_check_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")

    class Forged(Store):
        value = b""

        def get(self, key: bytes) -> bytes | None:
            return self.value

    store = Forged(tmp_path / "store", b"")
    cold = load_project(Settings(tmp_path), today=TODAY)
    for store.value in (b"", b"\xc1", b"\x81\xa1a\x90", b"\x91" * 5000, stored.to_bytes({})):
        assert seen(load_project(Settings(tmp_path), store=store, today=TODAY)) == seen(cold)


def test_a_file_whose_name_is_not_unicode_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    known: dict[str, CheckedFile] = {}
    load_project(Settings(tmp_path), known=known, today=TODAY)
    ((path, file),) = known.items()
    assert [*stored.from_bytes(stored.to_bytes({"procedures/\udcff.md": file, path: file}))] == [path]
