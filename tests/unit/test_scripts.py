"""Tests of the scripts that pages get: classic ones, without what a strict policy forbids, and small."""

from __future__ import annotations

import gzip
import json
import re
import subprocess
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.rendering.assets import Asset, assets
from tests.javascript import ROOT, node

FOLDER = ROOT / "mkdocs_deploy_plugin" / "assets"
SCRIPTS = sorted(FOLDER.glob("*.js"))
BYTES = {
    "procedures.css": 8_000,
    "catalog.css": 1_500,
    "run.js": 31_000,
    "catalog.js": 5_000,
    "long.js": 1_000,
    "runs.js": 14_000,
    "search.js": 500,
}
"""How large each file may be, compressed, with the banner that a site gets."""
LOADED = [asset for asset in assets() if not asset.name.endswith(".map")]
"""What a browser loads: source maps are for developers."""


def packed(data: bytes) -> int:
    """Return how many bytes a browser has to load for a file."""
    return len(gzip.compress(data, 9, mtime=0))


def test_each_folder_of_modules_has_its_script() -> None:
    assert [path.stem for path in SCRIPTS] == sorted(path.parent.name for path in FOLDER.glob("*/main.js"))


def plain(asset: Asset) -> str:
    """Return the name of a file in the package."""
    return re.sub(r"\.[0-9a-f]{8}\.", ".", asset.name)


def test_sites_get_the_files_of_the_package() -> None:
    assert sorted(map(plain, assets())) == sorted(path.name for path in FOLDER.iterdir() if path.is_file())
    for asset in LOADED:
        text = (FOLDER / plain(asset)).read_text(encoding="utf-8")
        assert text.split("//# sourceMappingURL=")[0] in asset.content.decode()


@pytest.mark.parametrize(("script", "source", "words"), [
    ("run.js", "run/record.js", "This run is full"),
    ("run.js", "run/page/items.js", "New since this run began."),
    ("catalog.js", "catalog/page/panel.js", "procedures-facet"),
    ("runs.js", "runs/page/list.js", "Delete this run?"),
])  # fmt: skip
def test_a_source_map_leads_to_the_line_of_a_module(script: str, source: str, words: str) -> None:
    files = {plain(asset): asset.content.decode() for asset in assets()}
    lines = files[script].splitlines()
    line = next(number for number, text in enumerate(lines) if words in text)
    code = (
        f"const map = new (require('module').SourceMap)(JSON.parse(require('fs').readFileSync(0, 'utf8')));"
        f"console.log(JSON.stringify(map.findEntry({line}, {lines[line].index(words)})))"
    )
    done = subprocess.run(
        [node(), "-e", code], input=files[f"{script}.map"].encode(), capture_output=True, check=True
    )
    entry = json.loads(done.stdout)
    assert entry["originalSource"] == source
    assert words in (FOLDER / source).read_text(encoding="utf-8").splitlines()[entry["originalLine"]]


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_is_a_classic_one(path: Path) -> None:
    code = 'new (require("vm").Script)(require("fs").readFileSync(0, "utf8"))'
    subprocess.run([node(), "-e", code], input=path.read_bytes(), check=True)


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_makes_no_markup_and_no_code_of_texts(path: Path) -> None:
    forbidden = r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval|Function|cssText)\b"
    assert not re.search(forbidden, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("asset", LOADED, ids=plain)
def test_a_file_is_within_its_budget(asset: Asset) -> None:
    assert packed(asset.content) <= BYTES[plain(asset)]
