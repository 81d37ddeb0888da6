"""Tests of how the package is published: links and addresses. `scripts/release.py` checks the archives."""

from __future__ import annotations

import re
import tomllib
from typing import Any

from tests.unit.samples import ROOT

PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
REPOSITORY = re.search(r"^repo_url: (\S+)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.M)


def address() -> str:
    assert REPOSITORY is not None
    return REPOSITORY[1]


def test_every_address_is_of_the_repository_that_the_site_names() -> None:
    urls = PROJECT["project"]["urls"]
    assert {"Documentation", "Repository", "Issues", "Changelog", "Security"} <= set(urls)
    for url in urls.values():
        assert f"{url}/".startswith(f"{address()}/")
        path = re.sub(r"^/(blob|tree)/main/", "", url.removeprefix(address()))
        assert path in ("", "/issues") or (ROOT / path).exists()


def test_the_description_on_the_index_has_no_relative_link() -> None:
    hook = PROJECT["tool"]["hatch"]["metadata"]["hooks"]["fancy-pypi-readme"]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    relative = re.findall(r"\]\((?!https?:|#)([^)]+)\)", text)
    for change in hook["substitutions"]:
        text = re.sub(change["pattern"], change["replacement"], text)
    assert re.findall(r"\]\((?!https?:|#)([^)]+)\)", text) == []
    assert f"]({address()}/raw/main/docs/assets/run-hold.png)" in text
    for name in relative:
        assert (ROOT / name).exists()
        assert f"{address()}/blob/main/{name})" in text or f"{address()}/raw/main/{name})" in text


def test_the_source_archive_has_what_the_tests_read() -> None:
    included = PROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    assert [name for name in included if not (ROOT / name.strip("/")).exists()] == []
    assert {"/tests", "/docs", "/procedures", "/schema", "/scripts", "/mkdocs.yml"} <= set(included)
