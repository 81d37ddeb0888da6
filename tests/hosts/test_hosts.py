"""Build one site with every host, compare it part by part, and keep the table of the docs true."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.hosts.building import OTHERS, REFERENCE, Host, build
from tests.hosts.parts import parts
from tests.unit.samples import ROOT

TABLE = re.compile(r"^## Hosts.*?(?=^## )", re.M | re.S)


def documented() -> dict[str, set[str]]:
    """Return the parts that differ, by host, as the table of the docs has them in bold."""
    (section,) = TABLE.findall((ROOT / "docs" / "install.md").read_text(encoding="utf-8"))
    rows = re.findall(r"^\| ([^|]+) \|[^|]*\| ([^|]*) \|$", section, re.M)
    return {name: set(re.findall(r"\*\*(.+?)\*\*", differences)) for name, differences in rows}


@pytest.fixture(scope="module")
def reference(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Build the site with MkDocs and Material."""
    return parts(build(REFERENCE, tmp_path_factory.mktemp("reference")))


def test_no_part_of_the_site_is_empty(reference: dict[str, Any]) -> None:
    assert {
        name
        for name, part in reference.items()
        if not (any(part.values()) if isinstance(part, dict) else part)
    } == set()


def test_the_docs_name_every_host(reference: dict[str, Any]) -> None:
    table = documented()
    assert [name for name in table if name in {host.name for host in OTHERS}] == [
        host.name for host in OTHERS
    ]
    assert set().union(*table.values()) <= set(reference)


@pytest.mark.parametrize("host", OTHERS, ids=lambda host: host.name)
def test_a_host_differs_as_documented(host: Host, reference: dict[str, Any], tmp_path: Path) -> None:
    if not host.program.is_file():
        pytest.skip(f"{host.name} is not installed in {host.program.parent}; run: make test-hosts")
    built = parts(build(host, tmp_path))
    different = {name for name, part in reference.items() if built[name] != part}
    assert different == documented()[host.name], _shown(reference, built, different)


def _shown(expected: dict[str, Any], built: dict[str, Any], names: set[str]) -> str:
    """Return the first difference of each part."""
    lines = []
    for name in sorted(names):
        one, other = expected[name], built[name]
        if isinstance(one, dict) and isinstance(other, dict):
            page = next(page for page in {**one, **other} if one.get(page) != other.get(page))
            name, one, other = f"{name} of {page}", one.get(page), other.get(page)
        lines.append(f"{name}\n  - {str(one)[:500]}\n  + {str(other)[:500]}")
    return "\n".join(lines)
