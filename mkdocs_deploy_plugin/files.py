"""Write files atomically: first to a hidden file in the same folder, which then takes their place.

Nobody ever reads half a file, and a full disk or a read-only folder changes nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp


def create_file(path: Path, data: bytes) -> None:
    """Write a new file and its missing parent folders. An existing file is never overwritten.

    Raises:
        FileExistsError: The path exists.
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
    """Write a file, replacing its content if it exists.

    A file keeps its permissions, a link remains a link, and anything that is not a regular file, such as
    `/dev/stdout`, is written to directly.

    Raises:
        OSError: The file cannot be written. Its previous content is still there.
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
    """Write data to a hidden file in the folder of another file, and return its path.

    Args:
        path: The other file.
        data: The content of the hidden file.
        mode: Its permissions; by default those of new files.

    Raises:
        OSError: The hidden file cannot be written. It is removed then.
    """
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
        before: The content that the change is based on; None if the file must not exist.
        after: The new content.
    """

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was left unchanged, and why, in words that follow its name."""

    path: Path
    why: str


class SaveError(OSError):
    """Files cannot be written. None was changed unless the message says how many were."""


def save(changes: Sequence[Change], within: Path) -> list[Refusal]:
    """Write new content to files in a folder, and return those that were left unchanged.

    A file is left unchanged if it is a symbolic link, is outside the folder, or has other content than
    expected. Files keep their permissions.

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
            if why := _obstacle(change, within):  # The file may have changed since.
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
    """Return why a change must not be made, or an empty string."""
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
    """Write the new content to a hidden file in the same folder, with the permissions of the old one."""
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
