"""Tests of `procedures check` with --fix, --diff, --baseline and --update-baseline."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin import files
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from tests.unit.samples import GOOD, GOOD_ID, replaced
from tests.unit.test_cli import BAD, CART, run, site, write

__all__ = ["site"]

FILE = f"procedures/{GOOD_ID}.md"
OTHER = f"procedures/{CART}.md"
FIXABLE = replaced(GOOD, "#### Step 1.2", "#### Step 1.3")
BOTH = replaced(FIXABLE, "title: Checkout redesign", "title:")


def content(site: Path, name: str = FILE) -> str:
    return (site / name).read_text(encoding="utf-8")


def test_fix_mends_what_it_can_and_reports_the_rest(site: Path) -> None:
    write(site, FILE, FIXABLE)
    result = run("check", "--fix")
    assert (result.exit_code, result.stdout) == (0, "1 procedure checked, nothing found\n")
    assert result.stderr == f"{FILE}: Renumber the phases and steps\n1 fix applied in 1 file.\n"
    assert content(site) == GOOD
    result = run("check", "--fix")
    assert (result.exit_code, result.stderr) == (0, "0 fixes applied in 0 files.\n")

    write(site, FILE, BOTH)
    write(site, OTHER, replaced(FIXABLE.replace(GOOD_ID, CART), "- [ ] Code review completed\n", ""))
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert "[empty-value]" in result.stdout
    assert "[step-number]" not in result.stdout
    assert result.stderr == (
        f"{FILE}: Renumber the phases and steps\n"
        f'{OTHER}: Add the check "Code review completed" from the template\n'
        f"{OTHER}: Renumber the phases and steps\n"
        "3 fixes applied in 2 files.\n"
    )
    assert (content(site), content(site, OTHER)) == (BAD, GOOD.replace(GOOD_ID, CART))


def test_fix_keeps_bytes_and_mode(site: Path) -> None:
    data = b"\xef\xbb\xbf" + FIXABLE.replace("\n", "\r\n").rstrip().encode()
    (site / FILE).write_bytes(data)
    (site / FILE).chmod(0o640)
    assert run("check", "--fix").exit_code == 0
    assert (site / FILE).read_bytes() == data.replace(b"Step 1.3", b"Step 1.2")
    assert (site / FILE).stat().st_mode & 0o777 == 0o640
    assert [path.name for path in (site / "procedures").iterdir()] == [f"{GOOD_ID}.md"]


def test_fix_with_paths_leaves_other_files_alone(site: Path) -> None:
    write(site, FILE, FIXABLE)
    write(site, OTHER, FIXABLE.replace(GOOD_ID, CART))
    assert run("check", "--fix", OTHER).exit_code == 0
    assert (content(site), content(site, OTHER)) == (FIXABLE, GOOD.replace(GOOD_ID, CART))


def test_diff_shows_and_writes_nothing(site: Path) -> None:
    write(site, FILE, BOTH)
    result = run("check", "--fix", "--diff")
    assert result.exit_code == 1
    assert result.stderr == f"{FILE}: Renumber the phases and steps\n1 fix to apply in 1 file.\n"
    assert result.stdout.startswith(f"--- a/{FILE}\n+++ b/{FILE}\n@@ ")
    assert "\n-#### Step 1.3: Save\n+#### Step 1.2: Save\n" in result.stdout
    assert "empty-value" not in result.stdout
    assert content(site) == BOTH

    write(site, FILE, BAD)
    result = run("check", "--fix", "--diff")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "0 fixes to apply in 0 files.\n")


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_a_diff_can_be_applied(site: Path, ending: str) -> None:
    text = replaced(
        FIXABLE, "### Scope\nThe checkout service, not the cart. The rollback is Step R.1.\n\n", ""
    )
    text = text.replace("status: Approved", "status: Draft").replace("reviewed: 2026-10-01\n", "")
    text = text.rstrip("\n").replace("\n", ending)
    (site / FILE).write_bytes(text.encode())
    patch = run("check", "--fix", "--diff").stdout_bytes
    run("check", "--fix")
    wanted = (site / FILE).read_bytes()
    assert wanted != text.encode()
    (site / FILE).write_bytes(text.encode())
    (site / "x.patch").write_bytes(patch)
    subprocess.run(["git", "apply", "--whitespace=nowarn", "x.patch"], cwd=site, check=True)
    assert (site / FILE).read_bytes() == wanted


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--diff"], "--diff requires --fix"),
        (["--update-baseline"], "--update-baseline requires --baseline FILE"),
        (["--fix", "--diff", "--baseline", "b.json", "--update-baseline"], "cannot be used with --diff"),
        (["--baseline", "b.json"], "b.json does not exist; create it with --update-baseline."),
        (["--baseline", "procedures"], "is a directory"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run("check", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")
    assert message in result.stderr


def test_nothing_is_written_through_a_link(site: Path) -> None:
    write(site, "elsewhere.md", FIXABLE)
    (site / FILE).unlink()
    (site / FILE).symlink_to(site / "elsewhere.md")
    result = run("check", "--fix")
    assert result.exit_code == 1
    assert result.stderr == f"{FILE} is a symbolic link; left unchanged.\n0 fixes applied in 0 files.\n"
    assert "[step-number]" in result.stdout
    assert content(site, "elsewhere.md") == FIXABLE
    assert (site / FILE).is_symlink()


def test_a_file_that_changes_meanwhile_is_left_alone(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, FILE, FIXABLE)
    write(site, OTHER, FIXABLE.replace(GOOD_ID, CART))

    save = files.save

    def interrupted(*arguments: Any) -> Any:
        write(site, FILE, BAD)
        return save(*arguments)

    monkeypatch.setattr(files, "save", interrupted)
    result = run("check", "--fix")
    assert content(site) == BAD
    assert content(site, OTHER) == GOOD.replace(GOOD_ID, CART)
    assert result.stderr == (
        f"{OTHER}: Renumber the phases and steps\n"
        f"{FILE} was changed in the meantime; left unchanged.\n"
        "1 fix applied in 1 file.\n"
    )
    # What is reported is what is in the file now.
    assert (result.exit_code, "[empty-value]" in result.stdout) == (1, True)


def test_a_folder_that_cannot_be_written_is_one_line_and_exit_2(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, FILE, FIXABLE)

    def read_only(*_: object, **__: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", read_only)
    result = run("check", "--fix")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {site / FILE} cannot be written: Permission denied\n"
    assert content(site) == FIXABLE


def test_fixing_ends_and_is_done_with_every_file_at_once(site: Path) -> None:
    for number in range(12):
        name = f"deploy-shop-{number + 100}-x"
        text = replaced(FIXABLE.replace(GOOD_ID, name), "- [ ] Code review completed\n", "")
        write(site, f"procedures/{name}.md", replaced(text, "### Scope", "### Scpoe"))
    result = run("check", "--fix")
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (0, "36 fixes applied in 12 files.")


# The baseline.


def update(site: Path, *arguments: str) -> str:
    result = run("check", "--baseline", "b.json", "--update-baseline", *arguments)
    assert (result.exit_code, result.stdout) == (0, "")
    return result.stderr


def test_a_baseline_accepts_what_it_has_and_nothing_else(site: Path) -> None:
    write(site, FILE, BAD)
    assert update(site) == "b.json: 1 added, 0 removed.\n"
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout == "1 procedure checked, nothing found; 1 accepted by the baseline\n"

    write(site, FILE, replaced(BAD, "author: Dana Okafor", "\nauthor:"))
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, result.stdout.count("error:")) == (1, 1)
    assert '"author" has no value' in result.stdout


def test_what_is_fixed_has_to_leave_the_baseline(site: Path) -> None:
    write(site, FILE, BAD)
    update(site)
    write(site, FILE, GOOD)
    result = run("check", "--baseline", "b.json")
    assert result.exit_code == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith("b.json:4:5: error: The baseline accepts a finding that no longer exists")
    assert lines[2].startswith('  4 |     {"path": "procedures/')
    assert "--update-baseline" in result.stdout
    assert update(site) == "b.json: 0 added, 1 removed.\n"
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, result.stderr) == (0, "")


def test_the_level_of_what_is_fixed(site: Path) -> None:
    write(site, FILE, BAD)
    update(site)
    write(site, FILE, GOOD)
    write(site, "mkdocs.yml", "plugins:\n  - procedures:\n      rules: {stale-baseline: warning}\n")
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, "warning: The baseline accepts" in result.stdout) == (0, True)


def test_a_file_that_is_gone_counts_as_fixed(site: Path) -> None:
    write(site, OTHER, BAD.replace(GOOD_ID, CART))
    update(site)
    (site / OTHER).unlink()
    result = run("check", "--baseline", "b.json")
    assert (result.exit_code, "[stale-baseline]" in result.stdout) == (1, True)


def test_paths_and_the_baseline(site: Path) -> None:
    write(site, FILE, BAD)
    write(site, OTHER, BAD.replace(GOOD_ID, CART))
    update(site)
    write(site, OTHER, GOOD.replace(GOOD_ID, CART))
    result = run("check", "--baseline", "b.json", FILE)
    assert (result.exit_code, result.stderr) == (0, "")
    assert "[stale-baseline]" in run("check", "--baseline", "b.json", OTHER).stdout
    write(site, FILE, GOOD)
    assert update(site, OTHER) == "b.json: 0 added, 1 removed.\n"
    paths = [one["path"] for one in json.loads(content(site, "b.json"))["findings"]]
    assert paths == [FILE]


def test_a_baseline_is_only_written_where_it_changes(site: Path) -> None:
    write(site, FILE, BAD)
    update(site)
    before = (site / "b.json").stat()
    assert update(site) == "b.json: 0 added, 0 removed.\n"
    after = (site / "b.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_a_baseline_names_files_from_the_folder_of_the_settings(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, FILE, BAD)
    (site / "ci").mkdir()
    monkeypatch.chdir(site / "ci")
    update(site)
    write(site, FILE, GOOD)
    assert run("check", "--baseline", "b.json").stdout.startswith("ci/b.json:4:5: error")


def test_bad_baselines_are_one_line_and_exit_2(site: Path) -> None:
    for text, message in (
        ("{", "b.json:1:2: not JSON: "),
        ('{"version": 2, "findings": []}', "b.json:1:1: unsupported version 2; expected 1"),
        ('{"version": 1, "findings": [\n  3]}', "b.json:2:3: a finding must be an object"),
    ):
        write(site, "b.json", text)
        for arguments in ([], ["--update-baseline"]):
            result = run("check", "--baseline", "b.json", *arguments)
            assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
            assert result.stderr.startswith(f"Error: {message}")
        assert content(site, "b.json") == text


def test_a_baseline_that_cannot_be_written(site: Path) -> None:
    result = run("check", "--baseline", "no/b.json", "--update-baseline")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"Error: {site / 'no' / 'b.json'} cannot be written: No such file or directory\n"
    (site / "b.json").symlink_to(site / "other.json")
    result = run("check", "--baseline", "b.json", "--update-baseline")
    assert (result.exit_code, result.stderr) == (2, "Error: b.json is a symbolic link\n")


def test_what_is_accepted_is_not_fixed(site: Path) -> None:
    write(site, FILE, FIXABLE)
    update(site)
    result = run("check", "--baseline", "b.json", "--fix")
    assert (result.exit_code, content(site)) == (0, FIXABLE)
    write(site, FILE, replaced(FIXABLE, "- [ ] Code review completed\n", ""))
    assert run("check", "--baseline", "b.json", "--fix").exit_code == 0
    assert content(site) == FIXABLE


def test_fix_and_update_go_together(site: Path) -> None:
    write(site, FILE, BOTH)
    assert "b.json: 1 added, 0 removed." in update(site, "--fix")
    assert content(site) == BAD


def test_contents_in_memory_are_read_in_the_place_of_files(site: Path) -> None:
    settings = Settings(site)
    assert load_project(settings, contents={FILE: BAD.encode()}).diagnostics
    known: dict[str, Any] = {}
    first = load_project(settings, contents={FILE: BAD.encode()}, known=known)
    second = load_project(settings, contents={FILE: bytes(BAD.encode())}, known=known)
    assert first.diagnostics == second.diagnostics
    assert second.catalog.at(FILE).document is first.catalog.at(FILE).document  # type: ignore[union-attr]
    assert load_project(settings, contents={FILE: GOOD.encode()}, known=known).diagnostics == ()
    assert load_project(settings, contents={"procedures/other.md": BAD.encode()}).diagnostics == ()
