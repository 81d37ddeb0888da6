"""What the documentation says is what the code does."""

from __future__ import annotations

import re
import runpy

import click

import mkdocs_deploy_plugin
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import ROOT

DOCS = ROOT / "docs"


def test_the_table_of_options_is_made_from_their_declarations() -> None:
    """If this fails: `python scripts/options.py`."""
    script = runpy.run_path(str(ROOT / "scripts" / "options.py"))
    text = (DOCS / "plugin.md").read_text(encoding="utf-8")
    assert script["table"]() in text
    assert script["with_table"](text) == text


def test_every_public_name_is_described() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    assert sorted(re.findall(r"^\| `(\w+)` \|", text, re.M)) == sorted(mkdocs_deploy_plugin.__all__)


def test_every_command_and_format_is_described() -> None:
    text = (DOCS / "api.md").read_text(encoding="utf-8")
    context = click.Context(main)
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        for inner in getattr(command, "commands", [""]):
            assert f"`procedures {name} {inner}`".replace(" `", "`") in text
    for name in FORMATS:
        assert re.search(rf"(`|--format ){name}`", text)


def test_every_field_of_the_template_is_described() -> None:
    text = (DOCS / "format.md").read_text(encoding="utf-8")
    for field in builtin_template().fields:
        assert f"`{field.key}`" in text


def test_every_file_of_the_repository_that_is_named_is_there() -> None:
    named = [
        (page.relative_to(ROOT).as_posix(), name)
        for page in [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"]
        for name in re.findall(
            r"`((?:tests|schema|benchmarks|scripts|\.github)/[\w./-]+)`", page.read_text(encoding="utf-8")
        )
    ]
    assert named
    assert [(page, name) for page, name in named if not (ROOT / name.rstrip("/")).exists()] == []
