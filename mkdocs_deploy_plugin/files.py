"""Files that are written whole or not at all: first beside their place, then in it.

Nobody ever reads half of one, and a full disk or a folder that cannot be written changes nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


def create_file(path: Path, data: bytes) -> None:
    """Write a new file, never in the place of another one. Folders that are missing are made.

    Raises:
        FileExistsError: There is something of that name.
        OSError: The file cannot be written.
    """
    if path.parent.exists() and not path.parent.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(path.parent))
    path.parent.mkdir(parents=True, exist_ok=True)
    written = write_beside(path, data)
    try:
        try:
            os.link(written, path)
        except FileExistsError:
            raise
        except OSError:  # a file system without hard links
            with path.open("xb") as file:
                file.write(data)
    finally:
        written.unlink()


def write_file(path: Path, data: bytes) -> None:
    """Write a file, a new one or in the place of what it was.

    A file keeps its permissions, a link stays one, and what is no file, such as `/dev/stdout`, is
    written to as it is.

    Raises:
        OSError: It cannot be written. What was there before still is.
    """
    path = Path(os.path.realpath(path))
    mode = path.stat().st_mode if path.exists() else None
    if mode is not None and not stat.S_ISREG(mode):
        path.write_bytes(data)
        return
    written = write_beside(path, data, mode)
    try:
        written.replace(path)
    except OSError:
        written.unlink(missing_ok=True)
        raise


def write_beside(path: Path, data: bytes, mode: int | None = None) -> Path:
    """Write data to a hidden file in the folder of another one, and give its path.

    Args:
        path: The other file.
        data: What the hidden file shall hold.
        mode: Its permissions; those of new files if it is not given.

    Raises:
        OSError: It cannot be written. Nothing is left of it then.
    """
    from tempfile import mkstemp

    handle, name = mkstemp(prefix=".procedures-", dir=path.parent)
    written = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        written.chmod(stat.S_IMODE(mode) if mode is not None else 0o666 & ~_umask())
    except OSError:
        with contextlib.suppress(OSError):
            written.unlink()
        raise
    return written


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@dataclass(frozen=True, slots=True)
class Change:
    """New content for a file.

    Attributes:
        path: The file.
        before: What it has to hold for the change to fit; None where there must not be such a file.
        after: What it shall hold.
    """

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was left alone, and why, in words that follow its name."""

    path: Path
    why: str


class SaveError(OSError):
    """Files cannot be written. None was changed, unless the message says how many were."""


def save(changes: Sequence[Change], within: Path) -> list[Refusal]:
    """Write new contents to files that lie within a folder, and give those that were left alone.

    Left alone is what is reached through a symbolic link, what lies elsewhere, and what holds something
    else by now. The mode of a file stays.

    Raises:
        SaveError: A file cannot be written; the message is one line.
    """
    refused: list[Refusal] = []
    written: list[tuple[Change, Path]] = []
    try:
        for change in changes:
            if why := _obstacle(change, within):
                refused.append(Refusal(change.path, why))
            else:
                written.append((change, _written_beside(change)))
        done = 0
        while written:
            change, new = written[0]
            if why := _obstacle(change, within):  # Somebody may have been quicker.
                refused.append(Refusal(change.path, why))
                new.unlink()
            else:
                _put(new, change, done)
                done += 1
            written.pop(0)
    finally:
        for _, new in written:
            with contextlib.suppress(OSError):
                new.unlink()
    return refused


def _obstacle(change: Change, within: Path) -> str:
    """Return why a change must not be made; nothing where it may."""
    path = change.path
    try:
        if path.is_symlink():
            return "is a symbolic link"
        if not path.resolve().is_relative_to(within.resolve()):
            return f"is outside {within.name}/"
        if change.before is None:
            return "was created in the meantime" if path.exists() else ""
        with path.open("rb") as file:
            same = file.read(len(change.before) + 1) == change.before
    except OSError as error:
        return f"can no longer be read: {error.strerror}"
    return "" if same else "was changed in the meantime"


def _written_beside(change: Change) -> Path:
    """Write the new content to a hidden file in the same folder, with the mode that it shall have."""
    try:
        if change.before is None:
            return write_beside(change.path, change.after)
        if not os.access(change.path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        return write_beside(change.path, change.after, change.path.stat().st_mode)
    except OSError as error:
        raise SaveError(f"{change.path} cannot be written: {error.strerror}") from error


def _put(new: Path, change: Change, done: int) -> None:
    try:
        os.replace(new, change.path)
    except OSError as error:
        before = f"; files already written: {done}" if done else ""
        raise SaveError(f"{change.path} cannot be written: {error.strerror}{before}") from error
