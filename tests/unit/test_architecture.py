"""Tests of the architecture: data flows one way, hosts are at its end, starting is quick."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import mkdocs_deploy_plugin

NAME = "mkdocs_deploy_plugin"
PACKAGE = Path(mkdocs_deploy_plugin.__file__).parent
MODULES = sorted(path.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py"))


@cache
def imports(module: str) -> set[str]:
    """Give the full name of every module that a module imports, at its top or later."""

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
    """Tell whether a file of the package is a part of it: a folder or a module."""
    return module == f"{part}.py" or module.startswith(f"{part}/")


PARTS = ["model", "rules", "patterns", "reading", "template", "schema", "data", "rollback", "checking",
         "reviews", "catalog", "projects", "properties", "query", "query_arguments", "pages", "project",
         "entries", "export", "schema_files", "settings", "clock", "fingerprint", "repository", "baseline",
         "fixing", "files", "saving", "checkrun", "reporting", "rendering", "writing", "scaffolding",
         "migration", "hosts", "cli", "graphs", "relations", "csv_text", "listing", "history",
         "attention", "parameter_patterns"]  # fmt: skip
ALLOWED = {
    "model": set(),
    "rules": {"model"},
    "patterns": set(),
    "parameter_patterns": {"patterns"},
    "reading": {"model", "rules"},
    "template": {"model", "reading"},
    "data": {"model", "reading", "template"},
    "schema": {"model", "reading", "template"},
    "rollback": {"model", "template", "data"},
    "reviews": {"model", "template"},
    "settings": {"model", "rules", "patterns"},
    "clock": {"settings"},
    "catalog": {"model", "reading", "patterns"},
    "graphs": set(),
    "relations": {"catalog", "graphs"},
    "history": set(),
    "attention": {"template", "catalog", "reviews", "relations", "history"},
    "csv_text": set(),
    "projects": {"model", "reading", "template"},
    "properties": {"reading", "template", "projects"},
    "query": {"reading", "template", "properties"},
    "query_arguments": {"reading", "template", "projects", "properties", "query"},
    "pages": {"model", "reading", "settings"},
    "checking": {
        "model",
        "rules",
        "patterns",
        "parameter_patterns",
        "reading",
        "template",
        "schema",
        "data",
        "rollback",
        "reviews",
        "catalog",
        "graphs",
        "query_arguments",
    },
    "entries": {"model", "template", "reviews", "catalog", "projects", "properties", "project"},
    "schema_files": {"schema", "template"},
    "export": {"model", "reading", "template", "data", "catalog", "project", "settings"},
    "listing": {"csv_text", "entries", "properties", "reporting"},
    "fingerprint": {"model"},
    "repository": set(),
    "baseline": {"model", "rules", "reading", "fingerprint"},
    "fixing": {"model"},
    "files": set(),
    "saving": {"files"},
    "checkrun": {"model", "rules", "reading", "settings", "project", "baseline", "fixing", "saving"},
    "reporting": {"model", "rules", "fingerprint"},
    "project": {
        "pages",
        "model",
        "rules",
        "reading",
        "template",
        "schema",
        "data",
        "catalog",
        "relations",
        "history",
        "attention",
        "projects",
        "checking",
        "settings",
        "clock",
    },
    "rendering": {
        "model",
        "parameter_patterns",
        "reading",
        "template",
        "schema",
        "data",
        "rollback",
        "catalog",
        "graphs",
        "relations",
        "attention",
        "csv_text",
        "projects",
        "properties",
        "query",
        "query_arguments",
        "project",
        "entries",
        "settings",
        "reporting",
    },
    "writing": {"model"},
    "scaffolding": {"model", "patterns", "reading", "template", "writing"},
    "migration": {"model", "patterns", "reading", "template", "data", "writing", "files"},
    "hosts": set(PARTS) - {"cli", "writing", "scaffolding", "migration"},
    "cli": set(PARTS) - {"hosts"},
}


def test_arrows_run_one_way() -> None:
    wrong = [
        (module, imported)
        for part in PARTS
        for module in MODULES
        if within(module, part)
        for imported in sorted(imports(module))
        for other in PARTS
        if imported.startswith(f"{NAME}.{other}")
        and imported.split(".")[1] == other
        and other != part
        and other not in ALLOWED[part]
    ]
    assert wrong == []


def test_every_module_belongs_to_a_part() -> None:
    strays = [module for module in MODULES if not any(within(module, part) for part in PARTS)]
    assert strays == ["__init__.py", "__main__.py"]


def roots(module: str) -> set[str]:
    return {name.split(".")[0] for name in imports(module)}


def test_only_hosts_import_hosts() -> None:
    hosts = {"mkdocs", "markdown", "click", "material", "pymdownx", "properdocs", "jinja2"}
    foreign = {module: roots(module) & hosts for module in MODULES if not within(module, "hosts")}
    assert {module: names for module, names in foreign.items() if names} == {
        module: {"click"} for module in MODULES if within(module, "cli")
    }


def test_nothing_imports_what_only_tests_need() -> None:
    needed = {module: roots(module) & {"hypothesis", "pytest", "tests"} for module in MODULES}
    assert {module: names for module, names in needed.items() if names} == {}


def loaded_by(statement: str) -> set[str]:
    """Give the modules that a new interpreter has loaded after a statement."""
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
    assert not loaded & {"xml", "xml.sax.saxutils", f"{NAME}.fingerprint"}


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
    modules = {part for part in PARTS if part in public}
    assert public - modules - {"template", "assets"} == set(mkdocs_deploy_plugin.__all__) - {"__version__"}


def test_the_package_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()
