"""Tests of `procedures generate`: all files or none, only its own, and all of them removed again."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.cli import main
from tests.unit.collection_samples import RUNBOOK_ID, lay_out
from tests.unit.samples import GOOD_ID

CONFIG = """\
[project]
site_name = "Ops"
[[project.markdown_extensions.procedures.collections]]
folder = "docs/procedures"
[[project.markdown_extensions.procedures.collections]]
folder = "docs/runbooks"
template = "templates/runbook.md"
"""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site for Zensical, as the working directory."""
    lay_out(tmp_path)
    (tmp_path / "mkdocs.yml").unlink()
    (tmp_path / "procedures").rename(tmp_path / "docs" / "procedures")
    (tmp_path / "zensical.toml").write_text(CONFIG, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*options: str) -> Result:
    result = CliRunner().invoke(main, ["generate", *options])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def contents(site: Path) -> dict[str, bytes]:
    return {
        path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()
    }


def folders(site: Path) -> set[Path]:
    return {path for path in site.rglob("*") if path.is_dir()}


def test_pages_and_data_are_written_once_and_removed_again(site: Path) -> None:
    before, empty = contents(site), folders(site)
    assert run().exit_code == 0
    written = contents(site)
    assert {
        "docs/procedures/index.md",
        "docs/procedures/all/index.md",
        "docs/procedures/projects/shop/index.md",
        "docs/procedures/traceability.csv",
        "docs/runbooks/index.md",
        "docs/procedures.json",
    } <= written.keys() - before.keys()
    data = json.loads(written["docs/procedures.json"])
    assert {entry["url"] for entry in data["procedures"]} == {
        f"procedures/{GOOD_ID}/",
        f"runbooks/{RUNBOOK_ID}/",
    }
    assert CliRunner().invoke(main, ["check"]).stdout == "2 documents checked, nothing found\n"
    times = {path: path.stat().st_mtime_ns for path in site.rglob("*") if path.is_file()}
    assert run().stderr.startswith("0 of ")
    assert {path: path.stat().st_mtime_ns for path in times} == times
    assert run("--clean").exit_code == 0
    assert (contents(site), folders(site)) == (before, empty)
    assert run("--clean").stderr == "0 files removed from docs/.\n"


def test_zensicals_own_configuration_is_read(site: Path) -> None:
    (site / "mkdocs.yml").write_text("plugins: [procedures]\n", encoding="utf-8")
    assert run().exit_code == 0
    assert (site / "docs/runbooks/index.md").is_file()


def test_git_ignores_what_was_written(site: Path) -> None:
    def git(*command: str) -> str:
        return subprocess.run(["git", *command], cwd=site, capture_output=True, text=True, check=True).stdout

    git("init", "-q")
    before = git("status", "--porcelain", "-uall")
    run()
    assert git("status", "--porcelain", "-uall") == before


def test_what_is_no_longer_needed_is_removed(site: Path) -> None:
    run()
    (site / "docs" / "runbooks" / f"{RUNBOOK_ID}.md").unlink()
    file = site / "docs" / "procedures" / f"{GOOD_ID}.md"
    file.write_text(
        file.read_text("utf-8").replace(f"see Step T.1 of {RUNBOOK_ID}", "wait"), encoding="utf-8"
    )
    assert run().exit_code == 0
    assert not (site / "docs" / "runbooks").exists()


def test_the_teams_own_page_stays(site: Path) -> None:
    own = {"docs/procedures/index.md": "# Ours\n", "docs/procedures/all/README.md": "# All\n"}
    for name, text in own.items():
        (site / name).parent.mkdir(exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    assert "docs/procedures/index.md is not generated: the site has a page of its own there." in run().stderr
    assert not (site / "docs/procedures/all/index.md").exists()
    run("--clean")
    assert {name: (site / name).read_text("utf-8") for name in own} == own


@pytest.mark.parametrize(
    ("path", "text", "message"),
    [
        (f"docs/procedures/{GOOD_ID}.md", "# x\n", "Nothing was written; run: procedures check"),
        ("docs/.gitignore", "*.tmp\n", "docs/.gitignore exists already"),
        ("zensical.toml", "[project.markdown_extensions.procedures]\n", "procedures/ is not within docs/"),
    ],
)
def test_nothing_is_written(site: Path, path: str, text: str, message: str) -> None:
    (site / path).write_text(text, encoding="utf-8")
    before = contents(site)
    result = run()
    assert result.exit_code in (1, 2)
    assert message in result.stderr
    assert contents(site) == before


def test_a_folder_that_leads_out_is_not_written_to(
    site: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    os.symlink(outside, site / "docs" / "assets")
    before = contents(site)
    assert "leads out of docs/" in run().stderr
    assert contents(site) == before
    assert [*outside.iterdir()] == []


def test_clean_removes_nothing_outside(site: Path) -> None:
    run()
    listing = site / "docs" / ".gitignore"
    listing.write_text(listing.read_text("utf-8") + "/../zensical.toml\n", encoding="utf-8")
    run("--clean")
    assert (site / "zensical.toml").is_file()
