"""Files that are written whole or not at all: first beside their place, then in it.

Nobody ever reads half of one, and a full disk or a folder that cannot be written changes nothing.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
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
