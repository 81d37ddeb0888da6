"""Read files of limited size, and write files atomically.

A file is written to a hidden file in the same folder, which then takes its place. So nobody ever reads half
a file, and a full disk or a read-only folder changes nothing. A killed process may leave the hidden file.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path


class NotAFileError(OSError):
    """The path is a folder, a device or a pipe."""

    def __init__(self, path: Path) -> None:
        super().__init__(errno.EINVAL, "it is not a file", str(path))


def read_file(path: Path, limit: int) -> bytes:
    """Return the content of a file, up to one byte over a limit.

    A pipe could wait for ever, and a device never end: neither is opened.

    Raises:
        NotAFileError: The path is not a regular file.
        OSError: The file cannot be read.
    """
    status = path.stat()
    if not stat.S_ISREG(status.st_mode):
        raise NotAFileError(path)
    with path.open("rb") as file:
        # Reading the limit at once would allocate that much for each file. A file may grow meanwhile.
        data = file.read(min(status.st_size, limit) + 1)
        return data if len(data) <= status.st_size else data + file.read(limit + 1 - len(data))


def create_file(path: Path, data: bytes) -> None:
    """Write a new file and its missing parent folders. An existing file is never overwritten.

    Raises:
        FileExistsError: The path exists.
        OSError: The file cannot be written.
    """
    make_folder(path.parent)
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(path))
    written = write_beside(path, data)
    try:
        _link(written, path)
    finally:
        written.unlink(missing_ok=True)


def _link(written: Path, path: Path) -> None:
    """Give a file a second name that must not exist."""
    try:
        os.link(written, path)
    except FileExistsError:
        raise
    except OSError:  # A file system without hard links: reserve the name, then replace the empty file.
        path.open("xb").close()
        try:
            written.replace(path)
        except BaseException:
            path.unlink()
            raise


def make_folder(folder: Path) -> None:
    """Create a folder and its parents.

    Raises:
        OSError: The folder cannot be created, for example because a file has its name.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file, replacing its content if it exists.

    A file keeps its permissions, a link remains a link, and a device or a pipe, such as `/dev/stdout`, is
    written to directly.

    Raises:
        OSError: The file cannot be written. Its previous content is still there.
    """
    if _is_stream(path):
        with path.open("ab") as stream:
            stream.write(data)
        return
    path = Path(os.path.realpath(path))
    written = write_beside(path, data)
    try:
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)


_STANDARD = ("/dev/stdout", "/dev/stderr")


def _is_stream(path: Path) -> bool:
    """Return whether a path is a device or a pipe, or names an open file such as `/dev/fd/1`.

    Such a name does not resolve to the path of a pipe, and a file that a shell has opened must not be
    replaced.
    """
    try:
        mode = path.stat().st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    is_open = os.path.realpath(path.parent).startswith("/proc/") or os.path.abspath(path) in _STANDARD
    return is_open or not stat.S_ISREG(mode)


def write_beside(path: Path, data: bytes) -> Path:
    """Write data to a hidden file in the folder of another file, and return its path.

    The hidden file has the permissions of the other one, if that exists, and else those of new files.

    Raises:
        OSError: The hidden file cannot be written, or the other one must not be. It is removed then.
    """
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        mode = None
    else:
        if not os.access(path, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))
    written = path.parent / f".procedures-{os.urandom(8).hex()}"
    opener = partial(os.open, mode=0o666 if mode is None else 0o600)
    try:
        with open(written, "xb", opener=opener) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # Some disks report only now that they are full.
        if mode is not None:
            written.chmod(mode)
    except BaseException:  # also if somebody presses Ctrl-C
        with contextlib.suppress(OSError):
            written.unlink()
        raise
    return written


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


def save(changes: Sequence[Change], *within: Path) -> list[Refusal]:
    """Write new content to files in some folders, and return those that were left unchanged.

    A file is left unchanged if it is a symbolic link, is outside the folders, or has other content than
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


def _obstacle(change: Change, within: Sequence[Path]) -> str:
    """Return why a change must not be made, or an empty string."""
    path = change.path
    try:
        if path.is_symlink():
            return "is a symbolic link"
        real = Path(os.path.realpath(path))
        if not any(real.is_relative_to(os.path.realpath(folder)) for folder in within):
            return f"is outside {' and '.join(f'{folder.name}/' for folder in within)}"
        if path.exists() and not path.is_file():
            return "is not a file"
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
        return write_beside(change.path, change.after)
    except OSError as error:
        raise SaveError(f"{change.path} cannot be written: {error.strerror}") from error


def _put(new: Path, change: Change, done: int) -> None:
    try:
        os.replace(new, change.path)
    except OSError as error:
        before = f"; files already written: {done}" if done else ""
        raise SaveError(f"{change.path} cannot be written: {error.strerror}{before}") from error
