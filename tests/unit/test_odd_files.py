"""Paths that are no ordinary files: each command says so in one line, writes nothing, and never hangs."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin import files
from tests.unit.samples import GOOD, GOOD_ID
from tests.unit.test_cli import run, site, write
from tests.unit.test_cli_migrate import FULL

__all__ = ["site"]

NO_FILE = "it is not a file"
FILE = f"procedures/{GOOD_ID}.md"


def odd(site: Path) -> None:
    """Make one path of each kind."""
    os.mkfifo(site / "pipe")
    (site / "folder").mkdir()
    (site / "loop").symlink_to("loop")
    (site / "lost").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("pipe", f"pipe cannot be read: {NO_FILE}"),
        ("folder", f"folder cannot be read: {NO_FILE}"),
        (os.devnull, f"null cannot be read: {NO_FILE}"),
        ("loop", "loop cannot be read: Too many levels of symbolic links"),
        ("lost", "nowhere cannot be read: No such file or directory"),
        ("none", "none cannot be read: No such file or directory"),
    ],
)
def test_configurations_that_are_no_files(site: Path, path: str, words: str) -> None:
    odd(site)
    for command in (["check"], ["list"], ["export"], ["schema"], ["new", "--title", "x"]):
        result = run(*command, "-f", path)
        assert (result.exit_code, result.stdout, result.stderr) == (2, "", f"Error: {words}\n")


DEEP = 5000


@pytest.mark.parametrize(
    "text",
    [
        "a: 2026-02-31",
        "a: !!timestamp x",
        f"a: {'1' * DEEP}",
        f"a: {'[' * DEEP}",
        f"a: {'[' * DEEP}{']' * DEEP}",
        f"a: {'{b: ' * DEEP}",
        "a: !!int ''",
        "a: !!float ''",
        "a: !!bool x",
        "a: !!binary é",
        "? [a]\n: b",
        "a: *b",
        "INHERIT: pipe",
        "INHERIT: folder",
        "INHERIT: loop",
        'INHERIT: "a\\0b"',
        'INHERIT: "a\\ud800b"',
        'docs_dir: "a\\0b"',
        'plugins: {procedures: {folder: "a\\0b"}}',
        'plugins: {procedures: {template: "a\\ud800b"}}',
        "plugins: {procedures: {template: pipe}}",
        "plugins: {procedures: {template: /dev/zero}}",
        "plugins: {procedures: {schema_dir: ../schema}}",
        "plugins: {procedures: {schema_dir: /etc}}",
        "plugins: {procedures: {1: 2, a: b}}",
        "plugins: {procedures: &a {folder: *a}}",
        "plugins: {procedures: {rules: {empty-value: {a: [b]}}}}",
    ],
    ids=lambda text: text[:60],
)
def test_configurations_that_cannot_be_used(site: Path, text: str) -> None:
    odd(site)
    write(site, "mkdocs.yml", text)
    result = run("check")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert len(result.stderr) < 300


def test_a_value_that_is_long_is_cut(site: Path) -> None:
    """A few aliases make a value of gigabytes."""
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30))]
    write(site, "mkdocs.yml", "\n".join([*lines, "plugins: {procedures: {folder: *a29}}"]))
    result = run("check")
    assert (result.exit_code, result.stdout, len(result.stderr) < 500) == (2, "", True)


@pytest.mark.parametrize("path", ["pipe", "folder", os.devnull, "lost", "loop", "no/file"])
def test_baselines_that_are_no_files(site: Path, path: str) -> None:
    odd(site)
    for more in ([], ["--update-baseline"]):
        result = run("check", "--baseline", path, *more)
        assert (result.exit_code, result.stdout) == (2, "")
    assert not Path(os.devnull).is_file()


@pytest.mark.parametrize("path", ["folder", "loop", "no/file", "mkdocs.yml/x", "/dev/full"])
def test_outputs_that_cannot_be_written(site: Path, path: str) -> None:
    odd(site)
    for command in (["check"], ["export"]):
        result = run(*command, "-o", path)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr.splitlines()[-1].startswith("Error: ")


def test_the_output_is_a_pipe_or_an_open_file(site: Path) -> None:
    code = [sys.executable, "-m", "mkdocs_deploy_plugin", "export", "-o"]
    environment = {**os.environ, "PYTHONPATH": str(Path(files.__file__).parents[1])}
    piped = subprocess.run([*code, "/dev/stdout"], env=environment, capture_output=True, check=False)
    assert (piped.returncode, piped.stderr, piped.stdout[:10]) == (0, b"", b'{"version"')
    with (site / "log").open("wb") as log:
        log.write(b"before\n")
        log.flush()
        for name in ("/dev/stdout", "/dev/fd/1"):
            subprocess.run([*code, name], env=environment, stdout=log, check=True)
        log.seek(0, os.SEEK_END)
        log.write(b"after\n")
    text = (site / "log").read_bytes()
    assert text.startswith(b'before\n{"version"')
    assert text.endswith(b"after\n")


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="needs a file system below /dev")
@pytest.mark.usefixtures("site")
def test_files_in_memory_are_replaced() -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder:
        for _ in range(2):
            assert run("check", "-o", f"{folder}/out").exit_code == 0
        assert Path(folder, "out").read_bytes() == b"1 procedure checked, nothing found\n"


@pytest.mark.parametrize(
    "command", ["new", "migrate", "in-place", "fix", "baseline", "schema", "export", "check"]
)
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EACCES])
def test_what_cannot_be_written_is_one_line(
    site: Path, monkeypatch: pytest.MonkeyPatch, command: str, number: int
) -> None:
    broken = GOOD.replace("status: Approved", "status: approved")
    (site / "wiki.md").write_bytes(FULL)
    for name, text in ((FILE, broken), ("out", "before"), ("base.json", '{"version": 1, "findings": []}')):
        write(site, name, text)
    write(site, "schema/front-matter.schema.json", "{}")
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    arguments = {
        "new": ["new", "--title", "Pay", "--project", "shop", "--author", "Kim Ito"],
        "migrate": ["migrate", "wiki.md", "-o", "elsewhere"],
        "in-place": ["migrate", "wiki.md", "--in-place"],
        "fix": ["check", "--fix"],
        "baseline": ["check", "--baseline", "base.json", "--update-baseline"],
        "schema": ["schema"],
        "export": ["export", "-o", "out"],
        "check": ["check", "-o", "out"],
    }[command]

    def refuse(*_: object, **__: object) -> Any:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync" if number == errno.ENOSPC else "open", refuse)
    result = run(*arguments)
    monkeypatch.undo()
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert f"cannot be written: {os.strerror(number)}" in result.stderr
    assert {path: path.read_bytes() for path in site.rglob("*") if path.is_file()} == before


def test_a_folder_in_the_way(site: Path) -> None:
    for path in ("schema/document.schema.json", "elsewhere/x.md"):
        (site / path).mkdir(parents=True)
    result = run("schema")
    words = f"Error: schema/document.schema.json cannot be read: {NO_FILE}\n"
    assert (result.exit_code, result.stderr) == (2, words)
    assert sorted(path.name for path in (site / "schema").iterdir()) == ["document.schema.json"]


def test_schemas_stay_within_the_project(site: Path) -> None:
    elsewhere = site.parent / f"{site.name}-elsewhere"
    elsewhere.mkdir()
    (site / "schema").symlink_to(elsewhere)
    result = run("schema")
    words = f"Error: schema/front-matter.schema.json is outside {site.name}/\n"
    assert (result.exit_code, result.stderr, list(elsewhere.iterdir())) == (2, words, [])


def test_a_pipe_among_the_procedures_does_not_stop_a_new_one(site: Path) -> None:
    os.mkfifo(site / "procedures" / "x.md")
    assert run("new", "--title", "Pay", "--project", "shop", "--author", "Kim Ito").exit_code == 0


def test_a_folder_that_cannot_be_read_is_a_finding(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, f"procedures/closed/{GOOD_ID}.md", GOOD)
    real = os.listdir

    def closed(path: Any) -> list[str]:
        if Path(path).name == "closed":
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path)

    monkeypatch.setattr(os, "listdir", closed)
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:2] == [
        "procedures/closed:1:1: error: The folder cannot be read: Permission denied [unreadable]",
        "  help: Check its permissions.",
    ]
    assert run("list").exit_code == run("export").exit_code == 0


def test_paths_below_a_folder_that_cannot_be_entered(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its names can be listed, but nothing can be known about them."""
    write(site, f"procedures/closed/{GOOD_ID}.md", GOOD)
    real = os.stat

    def closed(path: Any, **keywords: Any) -> os.stat_result:
        if isinstance(path, str | Path) and "closed/" in str(path):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        return real(path, **keywords)

    monkeypatch.setattr(os, "stat", closed)
    result = run("check")
    assert (result.exit_code, "The file cannot be read: Permission denied" in result.stdout) == (1, True)
    assert run("list").exit_code == 0


def test_errors_that_cannot_be_printed(site: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(files.__file__).parents[1])}
    for arguments in (["check", "-f", "none"], ["check", "--none"]):
        with Path("/dev/full").open("wb") as full:
            code = [sys.executable, "-m", "mkdocs_deploy_plugin", *arguments]
            assert subprocess.run(code, env=environment, stderr=full, check=False).returncode == 2


def test_a_working_directory_that_is_gone(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> str:
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))

    monkeypatch.setattr(os, "getcwd", gone)
    result = run("check")
    assert (result.exit_code, result.stderr) == (2, "Error: No such file or directory\n")
