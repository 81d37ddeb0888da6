"""What the documentation says is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.settings import OPTIONS
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import ROOT

DOCS = ROOT / "docs"


def test_every_option_is_described() -> None:
    text = (DOCS / "plugin.md").read_text(encoding="utf-8")
    for option in OPTIONS:
        assert f"`{option}`" in text


def test_every_field_of_the_template_is_described() -> None:
    text = (DOCS / "format.md").read_text(encoding="utf-8")
    for field in builtin_template().fields:
        assert f"`{field.key}`" in text


@pytest.mark.parametrize(
    "path",
    [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_every_file_of_the_repository_that_is_named_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for name in re.findall(r"`((?:tests|schema|benchmarks|scripts|\.github)/[\w./-]+)`", text):
        assert (ROOT / name.rstrip("/")).exists(), name
