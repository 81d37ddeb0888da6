"""Tests of `procedures migrate`: which files are written, which are not, and what is said."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.cli import main
from tests.unit.samples import FIXTURES

FULL = (FIXTURES / "migrate" / "full.md").read_bytes()
NEW = (FIXTURES / "migrate" / "full.expected.md").read_bytes()
ID = "deploy-shop-001-checkout"


@pytest.fixture(autouse=True)
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with a form beside its procedures, as the working directory."""
    (tmp_path / "mkdocs.yml").write_text(
        "plugins:\n  - procedures: {spec_links: {'[A-Z]+-[0-9]+': 'https://x.example/{key}'}}\n",
        encoding="utf-8",
    )
    (tmp_path / "procedures").mkdir()
    (tmp_path / "wiki").mkdir()
    (tmp_path / "wiki" / "Checkout.md").write_bytes(FULL)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command. Nothing but an exit may leave it."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


def test_the_new_file_goes_to_the_procedures(site: Path) -> None:
    result = run("migrate", "wiki/Checkout.md")
    assert (result.exit_code, result.stdout, result.stderr) == (0, f"procedures/{ID}.md\n", "")
    assert (site / f"procedures/{ID}.md").read_bytes() == NEW
    assert (site / "wiki/Checkout.md").read_bytes() == FULL
    assert files(site) == ["mkdocs.yml", f"procedures/{ID}.md", "wiki/Checkout.md"]
    assert run("check").stdout == "1 procedure checked, nothing found\n"


def test_a_folder_can_be_given(site: Path) -> None:
    result = run("migrate", "wiki/Checkout.md", "--output", "new/ones")
    assert (result.exit_code, result.stdout) == (0, f"new/ones/{ID}.md\n")
    assert (site / f"new/ones/{ID}.md").read_bytes() == NEW


def test_nothing_is_overwritten(site: Path) -> None:
    (site / f"procedures/{ID}.md").write_bytes(FULL)
    for source in ("wiki/Checkout.md", f"procedures/{ID}.md"):
        result = run("migrate", source)
        assert (result.exit_code, result.stdout) == (1, "")
        assert result.stderr == (
            f"{source}:1:1: error: procedures/{ID}.md already exists; nothing was written "
            "[target-exists]\n  help: Move it away, choose another folder with --output, "
            "or overwrite the source file with --in-place.\n"
        )
    assert (site / f"procedures/{ID}.md").read_bytes() == FULL
    assert len(files(site)) == 3


def test_in_place(site: Path) -> None:
    path = site / "wiki" / "Checkout.md"
    path.chmod(0o640)
    result = run("migrate", "--in-place", "wiki/Checkout.md")
    assert (result.exit_code, result.stdout) == (0, "wiki/Checkout.md\n")
    assert result.stderr == (
        f"wiki/Checkout.md:1:1: warning: The file name does not match its id, {ID} [other-name]\n"
        f"  help: Rename it to {ID}.md.\n"
    )
    assert (path.read_bytes(), path.stat().st_mode & 0o777) == (NEW, 0o640)
    assert files(site) == ["mkdocs.yml", "wiki/Checkout.md"]
    result = run("migrate", "--in-place", "wiki/Checkout.md")
    assert (result.exit_code, result.stdout) == (1, "")
    assert "The file already has front matter [has-front-matter]" in result.stderr
    assert path.read_bytes() == NEW


def test_what_cannot_be_done_does_not_stop_the_rest(site: Path) -> None:
    (site / "text.md").write_text("# Notes\n", encoding="utf-8")
    (site / "bad.md").write_bytes(b"\xff")
    (site / "empty.md").write_bytes(b"")
    os.mkfifo(site / "pipe.md")
    result = run("migrate", "gone.md", "wiki", "text.md", "bad.md", "empty.md", "pipe.md", "wiki/Checkout.md")
    assert (result.exit_code, result.stdout) == (1, f"procedures/{ID}.md\n")
    heads = [line for line in result.stderr.splitlines() if not line.startswith("  ")]
    assert heads == [
        "gone.md:1:1: error: The file cannot be read: No such file or directory [unreadable]",
        "wiki:1:1: error: The path is not a file [unreadable]",
        "text.md:1:1: error: The file has no metadata table: no table has a row for the id [no-table-form]",
        "bad.md:1:1: error: The file is not UTF-8: invalid byte 0xff [not-utf8]",
        "empty.md:1:1: error: The file is empty [no-table-form]",
        "pipe.md:1:1: error: The path is not a file [unreadable]",
    ]


def test_two_files_with_one_id(site: Path) -> None:
    (site / "wiki" / "Copy.md").write_bytes(FULL)
    result = run("migrate", "wiki/Checkout.md", "wiki/Copy.md")
    assert (result.exit_code, result.stdout) == (1, f"procedures/{ID}.md\n")
    assert result.stderr.startswith(f"wiki/Copy.md:1:1: error: procedures/{ID}.md already exists")


def test_notes_have_places_and_say_what_to_do(site: Path) -> None:
    text = FULL.replace(b"| **Version** | 1.2.0 |", b"| **Version** | 1.2.0 |\n| Reviewer\x1b | Al |")
    text += b"\n[a](b.png) [c](deploy-x.md)\n"
    last = text.count(b"\n")
    (site / "wiki/Checkout.md").write_bytes(text)
    (site / "procedures/deploy-x.md").write_text("x", encoding="utf-8")
    result = run("migrate", "wiki/Checkout.md")
    assert result.exit_code == 0
    assert result.stderr == (
        'wiki/Checkout.md:11:1: warning: Unknown field "Reviewer\\u001b": '
        "the row stays in the body [unknown-row]\n"
        "  help: Move its content, or add the field to the template.\n"
        f'wiki/Checkout.md:{last}:1: warning: The link to "b.png" is broken in the new folder '
        "[relative-link]\n"
        "  help: Change the link, or copy the file it points to.\n"
    )


def test_a_folder_that_cannot_be_written_to(site: Path) -> None:
    (site / "file").write_text("", encoding="utf-8")
    result = run("migrate", "wiki/Checkout.md", "-o", "file/x")
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"file/x/{ID}.md cannot be written: Not a directory [unwritable]" in result.stderr


@pytest.mark.parametrize("arguments", [[], ["--in-place", "-o", "x", "wiki/Checkout.md"], ["--nothing", "a"]])
def test_wrong_usage(site: Path, arguments: list[str]) -> None:
    result = run("migrate", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(files(site)) == 2
