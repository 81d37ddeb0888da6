"""Tests of checks of some files: they find what a check of everything finds in these files."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking import files as checks
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.settings import Settings
from tests.mistakes.table import mistakes, singles
from tests.unit.samples import GOOD, GOOD_ID, replaced

CART = "deploy-shop-002-cart"


def of(project: Project, chosen: Iterable[str]) -> list[Diagnostic]:
    paths = set(chosen)
    return [diagnostic for diagnostic in project.diagnostics if diagnostic.path in paths]


def test_some_files_of_several_have_the_same_findings(tmp_path: Path, subtests: pytest.Subtests) -> None:
    several = [mistake for mistake in mistakes().values() if len(mistake.procedures) > 1]
    assert len(several) > 10
    for number, mistake in enumerate(several):
        folder = tmp_path / str(number)
        folder.mkdir()
        settings = mistake.lay_out(folder)
        for path in mistake.procedures:
            with subtests.test(f"{mistake.name} {path!a}"):
                assert of(load_project(settings, chosen={path}), [path]) == of(mistake.project, [path])


def test_one_of_hundreds_of_broken_files_has_the_same_findings(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    for number, single in enumerate(singles().values()):
        # Every second file keeps the name that others refer to, in a folder of its own.
        name = f"{number}/{GOOD_ID}.md" if number % 2 else f"{number}.md"
        path = tmp_path / "procedures" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(single.text, encoding="utf-8")
    settings = load_settings(None, tmp_path)
    whole = load_project(settings)
    paths = [procedure.path for procedure in whole.catalog]
    assert len(paths) > 200
    for chosen in [*[[path] for path in paths[::100]], paths[::7]]:
        assert of(load_project(settings, chosen=set(chosen)), chosen) == of(whole, chosen)


def site(folder: Path, files: dict[str, str]) -> Settings:
    (folder / "procedures").mkdir()
    for name, text in files.items():
        (folder / "procedures" / f"{name}.md").write_text(text, encoding="utf-8")
    return load_settings(None, folder)


def bodies_read(settings: Settings, chosen: set[str], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the files whose bodies are parsed."""
    names: list[str] = []

    def recorded(path: str, *arguments: Any, **options: Any) -> Document:
        names.extend([Path(path).stem] if options["with_body"] else [])
        return read_document(path, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(checks, "read_document", recorded)
        load_project(settings, chosen=chosen)
    return sorted(names)


def test_only_bodies_that_are_needed_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cart = GOOD.replace(GOOD_ID, CART)
    link = f"[its purpose]({GOOD_ID}.md#purpose)"
    settings = site(
        tmp_path,
        {
            GOOD_ID: GOOD,
            CART: cart,
            "deploy-shop-003-linked": replaced(cart.replace(CART, "deploy-shop-003-linked"), "None.", link),
            "deploy-shop-004-moved": replaced(
                cart.replace(CART, "deploy-shop-004-moved"), "### Step 1.1", "### Step 1.7"
            ),
        },
    )
    assert bodies_read(settings, {f"procedures/{CART}.md"}, monkeypatch) == [CART]
    linked = bodies_read(settings, {"procedures/deploy-shop-003-linked.md"}, monkeypatch)
    assert linked == sorted([GOOD_ID, "deploy-shop-003-linked"])
    # A fix that renumbers steps is offered only if no other procedure refers to the old numbers.
    assert len(bodies_read(settings, {"procedures/deploy-shop-004-moved.md"}, monkeypatch)) == 4
