"""Tests of `saving`: all files or none, and nothing but what was asked for."""

from __future__ import annotations

import os
import stat
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.files import Change, SaveError, save


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with two files."""
    folder = tmp_path / "procedures"
    (folder / "old").mkdir(parents=True)
    (folder / "a.md").write_bytes(b"a")
    (folder / "old" / "b.md").write_bytes(b"b")
    return folder


def change(path: Path, before: bytes | None = b"a", after: bytes = b"new") -> Change:
    return Change(path, before, after)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.rglob("*"))


def test_files_are_changed_and_keep_their_mode(folder: Path) -> None:
    (folder / "a.md").chmod(0o640)
    assert save([change(folder / "a.md"), change(folder / "old" / "b.md", b"b")], folder) == []
    assert (folder / "a.md").read_bytes() == (folder / "old" / "b.md").read_bytes() == b"new"
    assert stat.S_IMODE((folder / "a.md").stat().st_mode) == 0o640
    assert names(folder) == ["a.md", "b.md", "old"]


def test_a_new_file_has_the_mode_of_new_files(folder: Path) -> None:
    assert save([change(folder / "c.json", None)], folder) == []
    (folder / "other").touch()
    modes = {path.stat().st_mode for path in (folder / "c.json", folder / "other")}
    assert len(modes) == 1
    assert (folder / "c.json").read_bytes() == b"new"


@pytest.mark.parametrize("now", [b"b", b"", b"aa", None])
def test_what_has_changed_meanwhile_is_left_alone(folder: Path, now: bytes | None) -> None:
    (folder / "a.md").unlink()
    if now is not None:
        (folder / "a.md").write_bytes(now)
    (refusal,) = save([change(folder / "a.md"), change(folder / "old" / "b.md", b"b")], folder)
    expected = "was changed in the meantime"
    if now is None:
        expected = "can no longer be read: No such file or directory"
    assert (refusal.path, refusal.why) == (folder / "a.md", expected)
    assert ((folder / "a.md").read_bytes() if now is not None else None) == now
    assert (folder / "old" / "b.md").read_bytes() == b"new"


def test_what_changes_at_the_last_moment_is_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.chmod

    def quicker(path: Any, mode: int, **keywords: Any) -> None:
        real(path, mode, **keywords)
        (folder / "a.md").write_bytes(b"theirs")

    monkeypatch.setattr(os, "chmod", quicker)
    (refusal,) = save([change(folder / "a.md")], folder)
    assert refusal.why == "was changed in the meantime"
    assert (folder / "a.md").read_bytes() == b"theirs"
    assert names(folder) == ["a.md", "b.md", "old"]


def test_what_has_appeared_meanwhile_is_left_alone(folder: Path) -> None:
    (refusal,) = save([change(folder / "a.md", None)], folder)
    assert refusal.why == "was created in the meantime"
    assert (folder / "a.md").read_bytes() == b"a"


def test_nothing_is_written_through_a_link_or_elsewhere(folder: Path) -> None:
    outside = folder.parent / "outside.md"
    outside.write_bytes(b"a")
    (folder / "link.md").symlink_to(outside)
    (folder / "inner.md").symlink_to(folder / "a.md")
    (folder / "linked").symlink_to(folder.parent)
    paths = [folder / "link.md", folder / "inner.md", outside, folder / "linked" / "outside.md"]
    paths.append(folder / ".." / "outside.md")
    whys = [refusal.why for refusal in save([change(path) for path in paths], folder)]
    assert whys == ["is a symbolic link"] * 2 + ["is outside procedures/"] * 3
    assert outside.read_bytes() == (folder / "a.md").read_bytes() == b"a"
    assert (folder / "link.md").is_symlink()


def test_a_folder_that_is_a_link_is_a_folder(folder: Path) -> None:
    (folder.parent / "link").symlink_to(folder)
    assert save([change(folder.parent / "link" / "a.md")], folder.parent / "link") == []
    assert (folder / "a.md").read_bytes() == b"new"


@pytest.mark.parametrize("failing", ["open", "access"])
def test_what_cannot_be_written_changes_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    real = os.open

    def no_folder(path: str, flags: int, mode: int = 0o777) -> int:
        if Path(path).parent.name == "old":
            raise PermissionError(13, "Permission denied")
        return real(path, flags, mode)

    if failing == "open":
        monkeypatch.setattr(os, "open", no_folder)
    else:
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "b.md")
    with pytest.raises(SaveError) as caught:
        save([change(folder / "a.md"), change(folder / "old" / "b.md", b"b")], folder)
    assert str(caught.value) == f"{folder / 'old' / 'b.md'} cannot be written: Permission denied"
    assert ((folder / "a.md").read_bytes(), (folder / "old" / "b.md").read_bytes()) == (b"a", b"b")
    assert names(folder) == ["a.md", "b.md", "old"]


def test_a_full_disk_changes_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "chmod", full)
    with pytest.raises(SaveError, match="No space left on device"):
        save([change(folder / "a.md")], folder)
    assert names(folder) == ["a.md", "b.md", "old"]
    assert (folder / "a.md").read_bytes() == b"a"


def test_a_failure_in_the_middle_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def broken(source: Any, target: Any) -> None:
        if Path(target).name == "b.md":
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", broken)
    problem = r"b\.md cannot be written: Input/output error; files already written: 1"
    with pytest.raises(SaveError, match=problem):
        save([change(folder / "a.md"), change(folder / "old" / "b.md", b"b")], folder)
    assert names(folder) == ["a.md", "b.md", "old"]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
def test_a_folder_that_is_read_only(folder: Path) -> None:
    (folder / "old").chmod(0o555)
    try:
        with pytest.raises(SaveError, match="Permission denied"):
            save([change(folder / "a.md"), change(folder / "old" / "b.md", b"b")], folder)
    finally:
        (folder / "old").chmod(0o755)
    assert (folder / "a.md").read_bytes() == b"a"
