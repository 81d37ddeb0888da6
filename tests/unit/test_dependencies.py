"""Tests of the page of dependencies: it names each package that an installation brings, and its licence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.unit.samples import ROOT

PAGE = (ROOT / "docs" / "development" / "dependencies.md").read_text(encoding="utf-8")
LISTED = dict(re.findall(r"^\| `([\w.-]+)` \| ([^|]+) \|", PAGE, re.M))
PINNED = {
    canonicalize_name(name): version
    for name, version in re.findall(
        r"^([\w.-]+)==(\S+)$", (ROOT / "constraints.txt").read_text("utf-8"), re.M
    )
}
"""The versions whose licences the page names; other versions may have other dependencies."""

WORDS = {"Apache-2.0": "Apache", "BSD": "BSD", "MIT": "MIT", "MPL-2.0": "Mozilla", "PSF-2.0": "PSF"}
"""What the metadata of older packages has instead of the beginning of an SPDX expression."""


def required(name: str, seen: set[str]) -> Iterator[Distribution]:
    """Yield a package and everything that it requires here."""
    if (name := canonicalize_name(name)) in seen:
        return
    seen.add(name)
    try:
        package = distribution(name)
    except PackageNotFoundError:  # of another platform
        return
    yield package
    for line in package.requires or ():
        requirement = Requirement(line)
        if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
            yield from required(requirement.name, seen)


def licence_of(package: Distribution) -> str:
    """Return all that a package says about its licence; of its licence file, the first line."""
    expressions = package.metadata.get_all("License-Expression") or []
    classifiers = package.metadata.get_all("Classifier") or []
    if stated := expressions or [text for text in classifiers if text.startswith("License ::")]:
        return " ".join(stated)
    (file,) = [file for file in package.files or () if file.name == "LICENSE"]
    return str(file.read_text()).strip().split("\n")[0]


def test_each_dependency_is_listed_with_its_licence() -> None:
    packages = [
        package
        for package in required("mkdocs-deploy-plugin", set())
        if PINNED.get(canonicalize_name(package.name)) == package.version
    ]
    names = {canonicalize_name(package.name) for package in packages}
    assert names <= set(LISTED)
    for package in packages:
        licence, text = LISTED[canonicalize_name(package.name)], licence_of(package)
        word = next(word for start, word in WORDS.items() if licence.startswith(start))
        assert licence == text or ("License-Expression" not in package.metadata and word in text), (
            package.name
        )


def test_only_dependencies_are_listed() -> None:
    known = {canonicalize_name(package.name) for package in required("mkdocs-deploy-plugin", set())}
    if all(PINNED.get(name) == distribution(name).version for name in known - {"mkdocs-deploy-plugin"}):
        assert set(LISTED) <= known | {"colorama", "typing-extensions", "tzdata"}
