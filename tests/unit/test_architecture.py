"""Tests of the architecture: data flows one way, hosts are at its end, starting is quick."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import mkdocs_deploy_plugin
from tests.unit.samples import GOOD, GOOD_ID

NAME = "mkdocs_deploy_plugin"
PACKAGE = Path(mkdocs_deploy_plugin.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def imports(module: str) -> set[str]:
    """Return the full name of every module that a module imports, at its top or later."""

    def names(tree: ast.AST) -> Iterator[str]:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{module} imports relatively"
                assert node.module is not None
                yield node.module
                yield from (f"{node.module}.{alias.name}" for alias in node.names)

    return set(names(ast.parse((PACKAGE / module).read_text(encoding="utf-8"))))


def within(module: str, part: str) -> bool:
    """Return whether a file of the package is a part of it: a folder or a module."""
    return module == f"{part}.py" or module.startswith(f"{part}/")


ROOMS = [
    "version", "text", "model", "patterns", "files", "repository", "store",
    "findings", "reading", "template", "settings", "configuration", "clock", "catalog", "fixing", "checking",
    "project", "reporting", "authoring", "rendering", "hosts", "cli",
]  # fmt: skip
"""The rooms of the house, each with what it may import before it; see `docs/development/architecture.md`."""

APART = {("cli", "hosts")}
"""Rooms that are both at the end of the flow and know nothing of each other."""


def room_of(module: str) -> str:
    """Return the room of a module, given as a path or as a dotted name within the package."""
    return module.removesuffix(".py").replace("/", ".").split(".")[0]


def test_data_flows_one_way() -> None:
    wrong = [
        (module, imported)
        for module in MODULES
        if room_of(module) in ROOMS
        for imported in imports(module)
        if imported.startswith(f"{NAME}.") and (target := room_of(imported.removeprefix(f"{NAME}."))) in ROOMS
        if ROOMS.index(target) > ROOMS.index(room_of(module)) or (room_of(module), target) in APART
    ]
    assert wrong == []


def test_every_module_is_in_a_room() -> None:
    assert {room_of(module) for module in MODULES} - set(ROOMS) == {"__init__", "__main__"}


def test_no_module_imports_the_face_of_the_package() -> None:
    names = {name for module in MODULES for name in imports(module) if name.startswith(f"{NAME}.")}
    assert {name.split(".")[1] for name in names} <= set(ROOMS)


def test_class_names_have_one_meaning() -> None:
    names = [
        node.name
        for module in MODULES
        for node in ast.walk(ast.parse((PACKAGE / module).read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    ]
    assert {name for name in names if names.count(name) > 1} == set()


def roots(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_only_hosts_import_hosts() -> None:
    hosts = {"mkdocs", "markdown", "click", "material", "pymdownx", "properdocs", "jinja2"}
    foreign = {module: roots(module) & hosts for module in MODULES if not within(module, "hosts")}
    assert {module: names for module, names in foreign.items() if names} == {
        module: {"click"} for module in MODULES if within(module, "cli") and module != "cli/checkrun.py"
    }


def test_nothing_imports_what_only_tests_need() -> None:
    needed = {module: roots(module) & {"hypothesis", "pytest", "tests"} for module in MODULES}
    assert {module: names for module, names in needed.items() if names} == {}


def loaded_by(statement: str) -> set[str]:
    """Return the modules that a new interpreter has loaded after a statement."""
    code = f"{statement}\nimport sys\nprint('\\n'.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_command_starts_without_what_it_does_not_need() -> None:
    loaded = loaded_by(f"import {NAME}.cli")
    assert f"{NAME}.cli" in loaded
    assert not loaded & {"mkdocs", "markdown", "jsonschema", "material", "pymdownx", "jinja2"}


def test_checking_loads_no_host() -> None:
    loaded = loaded_by(f"import {NAME}, {NAME}.project, {NAME}.reporting.text")
    assert not loaded & {"mkdocs", "markdown", "jsonschema", "click", "material", "pymdownx", "jinja2"}


def test_formats_are_loaded_when_they_are_asked_for() -> None:
    loaded = loaded_by(f"import {NAME}.cli, {NAME}.reporting.text")
    formats = {name for name in loaded if name.startswith(f"{NAME}.reporting.")}
    assert {name.rsplit(".", 1)[1] for name in formats} == {"colour", "formats", "report", "text"}
    assert not loaded & {"xml", "xml.sax.saxutils", f"{NAME}.findings.fingerprint"}


def test_a_check_that_finds_nothing_loads_only_what_it_needs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    loaded = loaded_by(f"from {NAME}.cli import main; main(['check'], standalone_mode=False)")
    assert f"{NAME}.checking.whole" in loaded
    own = {name.removeprefix(f"{NAME}.") for name in loaded if name.startswith(f"{NAME}.")}
    assert {room_of(name) for name in own}.isdisjoint({"authoring", "rendering", "hosts"})
    assert {name for name in own if name.startswith(("cli.", "reporting.", "fixing."))} == {
        "cli.check", "cli.checkrun", "cli.common", "fixing.numbers",
        "reporting.colour", "reporting.formats", "reporting.progress", "reporting.report", "reporting.text",
    }  # fmt: skip
    assert not own & {
        "catalog.attention", "catalog.export", "catalog.history", "catalog.query", "catalog.relations",
        "checking.explain_body", "checking.explain_front_matter",
        "reading.invisible", "template.field_mistakes", "template.heading_mistakes",
    }  # fmt: skip
    assert not loaded & {"jsonschema", "subprocess", "shutil", "xml", "tomllib"}


def test_all_is_exact() -> None:
    assert mkdocs_deploy_plugin.__all__ == [
        "BackLink",
        "Catalog",
        "Diagnostic",
        "Document",
        "Procedure",
        "Project",
        "Settings",
        "SettingsError",
        "Severity",
        "Span",
        "__version__",
        "load_project",
        "load_settings",
    ]
    for name in mkdocs_deploy_plugin.__all__:
        assert getattr(mkdocs_deploy_plugin, name)
    public = {name for name in vars(mkdocs_deploy_plugin) if not name.startswith("_")}
    assert public - set(ROOMS) - {"assets"} == set(mkdocs_deploy_plugin.__all__) - {"__version__"}


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
