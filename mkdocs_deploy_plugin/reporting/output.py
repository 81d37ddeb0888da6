"""Writes a report to a file so that nobody ever reads half of one."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all: beside it first, then in its place.

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
    beside = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        beside.write_bytes(data)
        if mode is not None:
            beside.chmod(stat.S_IMODE(mode))
        beside.replace(path)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
