"""Tests of `procedures new`: what it writes, what it never does, and what it says."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import GOOD, GOOD_ID, replaced

TITLE = ("--title", "Gift cards")
AUTHOR = ("--author", "Dana Okafor")


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with one procedure, as the working directory, where git knows nobody."""
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [procedures]\n", encoding="utf-8")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command. Nothing but an exit may leave it."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.md"))


def test_a_new_procedure_has_no_finding() -> None:
    result = run("new", "--project", "shop", *TITLE, *AUTHOR)
    path = "procedures/deploy-shop-002-gift-cards.md"
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert result.stderr == (
        f"TODO: risk.level (placeholder: High)\nFill it in, then run: procedures check {path}\n"
    )
    assert run("check", "--strict").exit_code == 0
    assert run("check", path).stdout == "1 procedure checked, nothing found\n"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot lock a folder")
def test_several_at_once_have_a_number_each(site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_deploy_plugin", "new", "--project", "shop", *AUTHOR, "--title"]
    started = [
        subprocess.Popen([*command, f"Feature {letter}"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for letter in "abcdef"
    ]
    assert [(process.communicate()[1][:4], process.returncode) for process in started] == [(b"TODO", 0)] * 6
    assert [path.split("-")[2] for path in files(site)] == ["001", "002", "003", "004", "005", "006", "007"]


def test_the_path_is_seen_from_where_one_stands(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "docs").mkdir()
    monkeypatch.chdir(site / "docs")
    result = run("new", "--project", "data", *TITLE, *AUTHOR, "--set", "risk.level=low")
    assert result.stdout == "../procedures/deploy-data-001-gift-cards.md\n"
    assert result.stderr == f"Fill it in, then run: procedures check {result.stdout}"
    assert "level: Low  # Low, Medium or High" in Path(result.stdout.strip()).read_text(encoding="utf-8")


def test_the_author_is_the_one_that_git_knows(site: Path) -> None:
    (site / "gitconfig").write_text('[user]\nname = "Zoë: O\'Hara #1"\n', encoding="utf-8")
    result = run("new", "--project", "shop", *TITLE)
    assert 'author: "Zoë: O\'Hara #1"\n' in Path(result.stdout.strip()).read_text(encoding="utf-8")


def test_without_an_author_nothing_is_written(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in ("/usr/bin:/bin", "/nowhere"):
        monkeypatch.setenv("PATH", path)
        result = run("new", "--project", "shop", *TITLE)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "No author: pass --author NAME or set git's user.name." in result.stderr
    assert files(site) == [f"procedures/{GOOD_ID}.md"]


def test_nothing_is_ever_overwritten(site: Path) -> None:
    taken = site / "procedures" / "deploy-shop-002-gift-cards.md"
    taken.symlink_to(site / "nothing")
    result = run("new", "--id", taken.stem, *TITLE, *AUTHOR)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"Id {taken.stem} is already in use: procedures/{taken.stem}.md." in result.stderr
    assert not (site / "nothing").exists()
    for identifier in (GOOD_ID, "deploy-shop-003-cart"):
        (site / "procedures" / "old").mkdir(exist_ok=True)
        (site / "procedures/old/x.md").write_text("---\nid: deploy-shop-003-cart\n---\n", encoding="utf-8")
        result = run("new", "--id", identifier, *TITLE, *AUTHOR)
        assert (result.exit_code, "already in use" in result.stderr) == (2, True)
    assert (site / "procedures" / f"{GOOD_ID}.md").read_text(encoding="utf-8") == GOOD


def test_a_file_that_came_in_between(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = site / "procedures" / "deploy-shop-002-gift-cards.md"
    monkeypatch.setattr(
        "mkdocs_deploy_plugin.authoring.scaffolding.names_in_use", lambda *_: {GOOD_ID: Path("x")}
    )
    path.write_text("other", encoding="utf-8")
    result = run("new", "--project", "shop", *TITLE, *AUTHOR)
    assert (result.exit_code, result.stdout, path.read_text(encoding="utf-8")) == (2, "", "other")
    assert "procedures/deploy-shop-002-gift-cards.md already exists; nothing was written." in result.stderr


def test_a_folder_that_is_none(site: Path) -> None:
    (site / "mkdocs.yml").write_text("plugins:\n  - procedures: {folder: file}\n", encoding="utf-8")
    (site / "file").write_text("", encoding="utf-8")
    result = run("new", "--project", "shop", *TITLE, *AUTHOR)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "file/deploy-shop-001-gift-cards.md cannot be written: Not a directory" in result.stderr


def test_a_team_template_and_another_folder(site: Path) -> None:
    text = replaced(
        builtin_template().text,
        "id: deploy-[project]-[nnn]-[feature-name]\n\n# Title",
        "id: chg-[nnnn]-[name]\n\n# Title",
    )
    (site / "team.md").write_text(text, encoding="utf-8")
    config = "plugins:\n  - procedures: {folder: ops/changes, template: team.md}\n"
    (site / "mkdocs.yml").write_text(config, encoding="utf-8")
    assert run("new", *TITLE, *AUTHOR).stdout == "ops/changes/chg-0001-gift-cards.md\n"
    assert run("new", *TITLE, *AUTHOR).stdout == "ops/changes/chg-0002-gift-cards.md\n"
    assert run("new", *TITLE, *AUTHOR, "--number", "40").stdout == "ops/changes/chg-0040-gift-cards.md\n"
    assert run("check").stdout == "3 procedures checked, nothing found\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--project", "shop"], "Missing option '--title'"),
        (["--project", "shop", "--title", "日本語"], "for example: --id deploy-shop-002-feature-name"),
        (["--project", "shop", *TITLE, "--number", "1"], f"in use: procedures/{GOOD_ID}.md"),
        (["--id", "deploy-shop-009-x", "--project", "shop", *TITLE], "--id is the complete id"),
        (["--id", "x", *TITLE], "id cannot be 'x'"),
        (["--project", "shop", *TITLE, "--set", "approver"], "--set approver has no value; write KEY=VALUE."),
        (["--project", "shop", *TITLE, "--set", "risk.level=none"], "Use Low, Medium or High."),
        (["--project", "shop", *TITLE, "--number", "x"], "'x' is not a valid integer"),
    ],
)
def test_wrong_usage(site: Path, arguments: list[str], message: str) -> None:
    result = run("new", *arguments, *AUTHOR)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in " ".join(result.stderr.split())
    assert files(site) == [f"procedures/{GOOD_ID}.md"]


def test_bytes_that_are_no_text(site: Path) -> None:
    command = [sys.executable, "-m", "mkdocs_deploy_plugin", "new", "--project", "shop", *AUTHOR, "--title"]
    done = subprocess.run([*map(str.encode, command), b"caf\xe9"], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"title is not valid UTF-8." in done.stderr
    assert files(site) == [f"procedures/{GOOD_ID}.md"]
