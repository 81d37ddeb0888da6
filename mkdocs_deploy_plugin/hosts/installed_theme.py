"""Find out whether a theme has been overwritten by its fork.

Material and MaterialX put their files into the same folder. The one installed last renders a site, whichever
its configuration names; pip does not say so.
"""

from __future__ import annotations

import base64
import hashlib
from importlib.metadata import Distribution, PackagePath, distributions

_PACKAGES = {"material": "mkdocs-material", "materialx": "mkdocs-materialx"}
"""The packages that share a folder, by the names of their themes."""

_FILE = "material/templates/base.html"
"""The layout of every page, which differs between the two."""


def overwritten_theme(theme: str | None, path: list[str] | None = None) -> str:
    """Return what is wrong with the files of a theme, or nothing.

    Each package records the hashes of its files, so that nothing is guessed.

    Args:
        theme: The name of the theme.
        path: The folders to look for packages in; by default those of Python.
    """
    if theme not in _PACKAGES:
        return ""
    wanted = _PACKAGES[theme]
    (other,) = {*_PACKAGES.values()} - {wanted}
    found = {name: _installed(name, path) for name in (wanted, other)}
    if found[wanted] is None or found[other] is None:
        return ""
    layouts = {name: _layout(package) for name, package in found.items() if package is not None}
    own, foreign = layouts[wanted], layouts[other]
    if own is None or foreign is None or _is_unchanged(own) or not _is_unchanged(foreign):
        return ""
    return (
        f"{other} has overwritten files of {wanted}: pages are rendered with the wrong theme. "
        f"Run: pip uninstall {other}, then pip install --force-reinstall --no-deps {wanted}"
    )


def _installed(name: str, path: list[str] | None) -> Distribution | None:
    return next(iter(distributions(name=name) if path is None else distributions(name=name, path=path)), None)


def _layout(package: Distribution) -> PackagePath | None:
    """Return the file with the layout, as its package has recorded it."""
    return next((file for file in package.files or () if file.as_posix() == _FILE), None)


def _is_unchanged(file: PackagePath) -> bool:
    """Return whether the file on disk is the one that its package has brought."""
    if file.hash is None or file.hash.mode != "sha256":
        return False
    try:
        digest = hashlib.sha256(file.read_binary()).digest()
    except OSError:
        return False
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == file.hash.value
