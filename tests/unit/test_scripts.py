"""Tests of the scripts that pages get: classic ones, without what a strict policy forbids, and small."""

from __future__ import annotations

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.hosts.assets import ASSETS, asset
from tests.javascript import ROOT, node

FOLDER = ROOT / "mkdocs_deploy_plugin" / "assets"
SCRIPTS = sorted(FOLDER.glob("*.js"))
BYTES = {"procedures.css": 4_000, "catalog.css": 1_500, "run.js": 15_000, "catalog.js": 5_000}
"""How large each file may be, compressed."""


def packed(data: bytes) -> int:
    """Give how many bytes a browser has to load for a file."""
    return len(gzip.compress(data, 9, mtime=0))


def test_each_folder_of_modules_has_its_script() -> None:
    assert [path.stem for path in SCRIPTS] == sorted(path.parent.name for path in FOLDER.glob("*/main.js"))


def test_sites_get_the_files_of_the_package() -> None:
    for name in ASSETS:
        assert asset(name) == (FOLDER / name).read_bytes() != b""


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_a_classic_one(path: Path) -> None:
    code = 'new (require("vm").Script)(require("fs").readFileSync(0, "utf8"))'
    subprocess.run([node(), "-e", code], input=path.read_bytes(), check=True)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_markup_and_no_code_of_texts(path: Path) -> None:
    forbidden = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|cssText)\b"
    assert not re.search(forbidden, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ASSETS)
def test_a_file_is_within_its_budget(name: str) -> None:
    assert packed(asset(name)) <= BYTES[name]
