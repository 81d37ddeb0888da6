"""A folder with the results of earlier runs. Losing it costs time and nothing else.

The name of an entry is a digest of everything that its result was computed from, so an entry is never out of
date: it is found again, or it is not. Names, and checksums of the contents, are keyed with a secret of the
user that is kept outside of the project. So nobody can put an entry into a repository that another machine
would believe, or change one.

Processes that run at once do no harm: an entry appears as a whole or not at all. Whatever cannot be read, or
is not what was written, is missing; where nothing can be written, nothing is stored.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import stat
import time
import zlib
from collections.abc import Iterator
from functools import partial
from hashlib import blake2b
from pathlib import Path

FOLDER = ".cache/procedures"
"""The folder of the store, relative to that of `mkdocs.yml`."""

MAX_BYTES = 512 * 2**20
"""The size above which `Store.trim` removes entries."""

MAX_ENTRY = 64 * 2**20
"""The size of the largest value that is stored or read, in bytes."""

_DIGEST = 16
_ENTRY = re.compile(r"[0-9a-f]{32}")
_UNFINISHED = re.compile(r"(?:[0-9a-f]{32}|\.gitignore)\.[0-9a-f]{16}")
_HOUR = 3600.0
_KEY = Path("mkdocs-deploy-plugin") / "key"


def digest(*parts: object) -> bytes:
    """Return a digest of values by their `repr`, which has to tell them apart."""
    return blake2b(repr(parts).encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


def text_digest(text: str) -> bytes:
    """Return a digest of a text, which can be long."""
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


class Store:
    """Values by keys, in a folder that is created with the first one."""

    def __init__(self, folder: Path, secret: bytes) -> None:
        """Use a folder, which need not exist.

        Args:
            folder: The folder.
            secret: The key of the names, at most 64 bytes.
        """
        self._folder = folder
        self._secret = secret
        self._writes = True

    def get(self, key: bytes) -> bytes | None:
        """Return the value that was stored under a key, or None."""
        path = self._path(key)
        try:
            data = path.read_bytes()
        except OSError:
            return None
        check, packed = data[:_DIGEST], data[_DIGEST:]
        if check != self._sum(path, packed):
            return None
        with contextlib.suppress(OSError):
            os.utime(path)  # What is used is kept longest.
        unpacking = zlib.decompressobj()
        try:
            value = unpacking.decompress(packed, MAX_ENTRY)
        except zlib.error:
            return None
        return value if unpacking.eof else None

    def put(self, key: bytes, value: bytes) -> None:
        """Store a value under a key, unless it is too large or nothing can be written."""
        if not self._writes or len(value) > MAX_ENTRY:
            return
        packed = zlib.compress(value, 1)
        path = self._path(key)
        try:
            self._create()
            _write(path, self._sum(path, packed) + packed)
        except OSError:
            self._writes = False

    def trim(self, most: int = MAX_BYTES) -> None:
        """Remove what was not used for longest until the rest has at most three quarters of a size.

        Nothing is removed from a smaller store, except what a killed process has left.
        """
        entries = sorted(self._entries())
        size = sum(length for _, length, _ in entries)
        least = most * 3 // 4 if size > most else size
        for _, length, path in entries:
            if size <= least:
                break
            with contextlib.suppress(OSError):  # Perhaps it is not ours to remove.
                path.unlink(missing_ok=True)  # Another process may have removed it.
                size -= length

    def _entries(self) -> Iterator[tuple[float, int, Path]]:
        """Yield when each entry was used last, its size and its path, and remove unfinished ones."""
        with contextlib.suppress(OSError), os.scandir(self._folder) as found:
            for one in found:
                with contextlib.suppress(OSError):
                    status = one.stat(follow_symlinks=False)
                    if _UNFINISHED.fullmatch(one.name) and status.st_mtime < time.time() - _HOUR:
                        os.unlink(one.path)
                    elif _ENTRY.fullmatch(one.name) and stat.S_ISREG(status.st_mode):
                        yield status.st_mtime, status.st_size, Path(one.path)

    def _create(self) -> None:
        """Create the folder, with a file that keeps it out of the repository."""
        ignored = self._folder / ".gitignore"
        if not ignored.exists():  # A process that was killed may have created only the folder.
            self._folder.mkdir(parents=True, exist_ok=True)
            _write(ignored, b"*\n")

    def _path(self, key: bytes) -> Path:
        return self._folder / blake2b(key, digest_size=_DIGEST, key=self._secret).hexdigest()

    def _sum(self, path: Path, packed: bytes) -> bytes:
        return blake2b(path.name.encode() + packed, digest_size=_DIGEST, key=self._secret).digest()


def _write(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write a file that appears as a whole or not at all.

    Raises:
        OSError: It cannot be written.
    """
    unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    try:
        with open(unfinished, "xb", opener=partial(os.open, mode=mode)) as file:
            file.write(data)
        unfinished.replace(path)
    except BaseException:  # also if somebody presses Ctrl-C
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise


def open_store(root: Path, wanted: bool = True) -> Store | None:
    """Return the store of a project; None if it leads elsewhere, or if the user's secret cannot be kept.

    Args:
        root: The folder of `mkdocs.yml`.
        wanted: Whether the project wants a store.
    """
    if not wanted:
        return None
    folder = root / FOLDER
    if os.path.realpath(folder) != os.path.join(os.path.realpath(root), *FOLDER.split("/")):
        return None  # A link in the repository would have us write, and remove, somewhere else.
    secret = _secret(root)
    return Store(folder, secret) if secret is not None else None


def _secret(root: Path) -> bytes | None:
    """Return the secret of the user, created with the first call; None if it cannot be kept safely."""
    try:
        place = os.environ.get("XDG_CACHE_HOME", "")
        path = (Path(place) if os.path.isabs(place) else Path.home() / ".cache") / _KEY
        if not path.is_absolute() or Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
            return None  # It could have come with the project.
        for _ in range(2):
            with contextlib.suppress(FileNotFoundError):
                if len(secret := path.read_bytes()) == 32:
                    return secret
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, secrets.token_bytes(32), 0o600)
    except (OSError, RuntimeError):  # No home, or a read-only one.
        return None
    return None
