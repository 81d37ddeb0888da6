"""Tests of `hosts.installed_theme`: which of two packages a shared folder has its files from."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.hosts.installed_theme import overwritten_theme

LAYOUT = "material/templates/base.html"


def install(site: Path, package: str) -> None:
    """Install a package as pip does: over the files that are there."""
    content = f"layout of {package}".encode()
    (site / LAYOUT).parent.mkdir(parents=True, exist_ok=True)
    (site / LAYOUT).write_bytes(content)
    info = site / f"{package.replace('-', '_')}-1.0.dist-info"
    info.mkdir(exist_ok=True)
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: {package}\nVersion: 1.0\n", encoding="utf-8"
    )
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    (info / "RECORD").write_text(f"{LAYOUT},sha256={digest},{len(content)}\n", encoding="utf-8")


@pytest.mark.parametrize(
    ("installed", "theme", "overwriting"),
    [
        (["mkdocs-material"], "material", ""),
        (["mkdocs-materialx"], "materialx", ""),
        (["mkdocs-materialx"], "material", ""),
        (["mkdocs-materialx", "mkdocs-material"], "material", ""),
        (["mkdocs-material", "mkdocs-materialx"], "materialx", ""),
        (["mkdocs-material", "mkdocs-materialx"], "material", "mkdocs-materialx"),
        (["mkdocs-materialx", "mkdocs-material"], "materialx", "mkdocs-material"),
        (["mkdocs-material", "mkdocs-materialx"], "readthedocs", ""),
        (["mkdocs-material", "mkdocs-materialx"], None, ""),
    ],
)
def test_the_one_installed_last(
    tmp_path: Path, installed: list[str], theme: str | None, overwriting: str
) -> None:
    for package in installed:
        install(tmp_path, package)
    wrong = overwritten_theme(theme, [str(tmp_path)])
    assert wrong.partition(" has overwritten files of ")[0] == overwriting


def test_what_cannot_be_told_is_not_claimed(tmp_path: Path) -> None:
    for package in ("mkdocs-material", "mkdocs-materialx"):
        install(tmp_path, package)
    (tmp_path / LAYOUT).write_text("edited by hand", encoding="utf-8")
    assert overwritten_theme("material", [str(tmp_path)]) == ""
    (tmp_path / LAYOUT).unlink()
    assert overwritten_theme("material", [str(tmp_path)]) == ""
