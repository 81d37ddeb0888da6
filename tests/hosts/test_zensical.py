"""Tests of what only Zensical needs: findings end its build, and no page is out of date in its cache."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hosts.building import OTHERS, build, run
from tests.unit.collection_samples import RUNBOOK_ID
from tests.unit.samples import GOOD_ID

ZENSICAL = OTHERS[-1]

pytestmark = pytest.mark.skipif(
    not ZENSICAL.program.is_file(),
    reason=f"Zensical is not installed in {ZENSICAL.program.parent}; run: make test-hosts",
)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return the folder of a site that was built once."""
    build(ZENSICAL, tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        (f"docs/procedures/{GOOD_ID}.md", "title: ", "titel: ", "procedures: 2 errors"),
        ("zensical.toml", '"templates"', '"themes"', 'add "templates/runbook.md" to watch'),
        ("zensical.toml", '"docs/runbooks", "templates"', '"templates"', 'add "docs/runbooks" to watch'),
        (
            "zensical.toml",
            '"folder" = "docs/runbooks"',
            '"folder" = "runbooks"',
            "publishes only what is in docs/",
        ),
    ],
)
def test_what_ends_a_build(site: Path, file: str, old: str, new: str, message: str) -> None:
    edit(site / file, old, new)
    done = run(ZENSICAL, site)
    assert done.returncode != 0
    assert message in done.stderr


def test_a_build_without_generated_files_ends(site: Path) -> None:
    run(ZENSICAL, site, "generate", "--clean")
    done = run(ZENSICAL, site)
    assert done.returncode != 0
    assert "run: procedures generate" in done.stderr


def test_no_page_is_out_of_date(site: Path) -> None:
    edit(site / f"docs/runbooks/{RUNBOOK_ID}.md", "Checkout latency above 2 s", "Checkout is very slow")
    assert run(ZENSICAL, site, "generate").returncode == 0
    done = run(ZENSICAL, site)
    assert done.returncode == 0, done.stderr
    for page in (f"procedures/{GOOD_ID}", "runbooks", "procedures/all"):
        html = (site / "site" / page / "index.html").read_text(encoding="utf-8")
        assert "Checkout is very slow" in html
        assert "Checkout latency above 2 s" not in html
    assert "Checkout is very slow" in (site / "site" / "procedures.json").read_text(encoding="utf-8")
