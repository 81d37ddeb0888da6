"""A folder with the results of earlier runs. Losing it costs time and nothing else.

The name of an entry is a digest of everything that its result was computed from, so an entry is never out of
date: it is found again, or it is not. The digest is keyed with a secret of the user that is kept outside of
the project. So nobody can put an entry into a repository that another machine would believe.

Processes that run at once do no harm: an entry appears as a whole or not at all. Whatever cannot be read, or
is not what was written, is missing; where nothing can be written, nothing is stored.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
import zlib
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
_UNFINISHED = re.compile(r"[0-9a-f]{32}\.[0-9a-f]{16}")
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
            os.utime(path)  # What is used is kept longest.
        except OSError:
            return None
        check, packed = data[:_DIGEST], data[_DIGEST:]
        if check != _sum(packed):
            return None
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
        unfinished = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
        try:
            self._create()
            unfinished.write_bytes(_sum(packed) + packed)
            unfinished.replace(path)
        except OSError:
            self._writes = False
            with contextlib.suppress(OSError):
                unfinished.unlink()

    def trim(self, most: int = MAX_BYTES) -> None:
        """Remove what was not used for longest until the rest has at most three quarters of a size.

        Nothing is removed from a smaller store, except what a killed process has left.
        """
        entries: list[tuple[float, int, str]] = []
        try:
            with os.scandir(self._folder) as found:
                for one in found:
                    status = one.stat(follow_symlinks=False)
                    if _ENTRY.fullmatch(one.name):
                        entries.append((status.st_mtime, status.st_size, one.path))
                    elif _UNFINISHED.fullmatch(one.name) and status.st_mtime < time.time() - _HOUR:
                        os.unlink(one.path)
            size = sum(size for _, size, _ in entries)
            least = most * 3 // 4 if size > most else size
            for _, length, path in sorted(entries):
                if size <= least:
                    break
                os.unlink(path)
                size -= length
        except OSError:
            return  # Another process has removed it, or it is not ours to remove.

    def _create(self) -> None:
        """Create the folder, with a file that keeps it out of the repository."""
        if self._folder.is_dir():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / ".gitignore").write_text("*\n", encoding="utf-8")

    def _path(self, key: bytes) -> Path:
        return self._folder / blake2b(key, digest_size=_DIGEST, key=self._secret).hexdigest()


def _sum(packed: bytes) -> bytes:
    return blake2b(packed, digest_size=_DIGEST).digest()


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
    secret = _secret()
    return Store(folder, secret) if secret is not None else None


def _secret() -> bytes | None:
    """Return the secret of the user, created with the first call; None if it cannot be kept."""
    try:
        place = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
        path = Path(place) / _KEY
        for _ in range(2):
            with contextlib.suppress(FileNotFoundError):
                if len(secret := path.read_bytes()) == 32:
                    return secret
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f"key.{secrets.token_hex(8)}")
            with open(new, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
                file.write(secrets.token_bytes(32))
            new.replace(path)
    except (OSError, RuntimeError):  # No home, or a read-only one.
        return None
    return None
