"""A digest of the programs that compute results: another version may compute another one."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mkdocs_deploy_plugin.store.folder import digest

_PACKAGE = Path(__file__).parent.parent
_SUFFIXES = frozenset({".py", ".md", ".json", ".js", ".css"})


@cache
def installation() -> bytes:
    """Return a digest of Python, of the names and versions of all packages, and of this package."""
    names = {name for folder in dict.fromkeys(sys.path) for name in _installed(folder or ".")}
    beside = sorted(_PACKAGE.parent.glob(f"{_PACKAGE.name}-*.dist-info/RECORD"))
    return digest(sys.version, sorted(names), [*filter(None, map(_record, beside))] or [*_files()])


def _installed(folder: str) -> Iterator[str]:
    """Yield the names of the metadata folders of the packages installed in a folder, which have versions."""
    try:
        names = os.listdir(folder)
    except OSError:
        return
    yield from (name for name in names if name.endswith((".dist-info", ".egg-info")))


def _record(path: Path) -> bytes | None:
    """Return the list of installed files with their digests; None if this package is not among them."""
    try:
        record = path.read_bytes()
    except OSError:
        return None
    return record if f"{_PACKAGE.name}/__init__.py,sha256".encode() in record else None


def _files() -> Iterator[tuple[str, bytes]]:
    """Yield the files of this package, where somebody works on them."""
    for path in sorted(_PACKAGE.rglob("*")):
        if path.suffix in _SUFFIXES:
            yield str(path.relative_to(_PACKAGE)), digest(path.read_bytes())
