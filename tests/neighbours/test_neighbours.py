"""Real builds with another plugin: nothing that is ours changes, and nothing that is not ours does."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from tests.neighbours.building import OTHER_ID, article, build_beside, facts
from tests.neighbours.table import CART, HOME, NEIGHBOURS, Neighbour, is_installed
from tests.site.sites import GOOD, GOOD_ID

DOCS = Path(__file__).parents[2] / "docs"
MISSING = sorted({one.package for one in NEIGHBOURS if not is_installed(one.name)})
OURS = re.compile(
    r'\s*<(?:link rel="?stylesheet"? href|script src)="?[^"> ]*assets/procedures/[^>]*>(?:</script>)?'
)
"""What every page has of ours: the style sheets, and a script for the field of Material's search."""


def without_ours(html: str) -> list[str]:
    """Return the lines of a page without that, and without those that the template leaves empty for it."""
    return [line for line in OURS.sub("", html).splitlines() if line.strip()]


def needs(plugin: str) -> pytest.MarkDecorator:
    """Skip a test where a plugin is not installed."""
    return pytest.mark.skipif(not is_installed(plugin), reason=f"{plugin} is not installed")


def test_all_plugins_are_installed() -> None:
    if MISSING and os.environ.get("NEIGHBOURS") != "all":
        pytest.skip(f"not tried without them, `make test-neighbours` does: {', '.join(MISSING)}")
    assert not MISSING


@pytest.mark.parametrize(
    "one", [one for one in NEIGHBOURS if is_installed(one.name)], ids=lambda one: one.name
)
def test_neighbours_leave_each_other_alone(tmp_path: Path, one: Neighbour, subtests: pytest.Subtests) -> None:
    own = {"use_directory_urls": one.config.get("use_directory_urls", True)}
    reference = build_beside(tmp_path / "reference", ["search", "procedures"], one.files, **own)
    neighbour = {one.name: dict(one.options)}
    alone = build_beside(tmp_path / "alone", ["search", neighbour], one.files, **one.config)
    assert (reference.code, alone.code) == (0, 0), alone.said
    for order, both in {"before": [neighbour, "procedures"], "after": ["procedures", neighbour]}.items():
        with subtests.test(order=order):
            built = build_beside(tmp_path / order, ["search", *both], one.files, **one.config)
            known = [*alone.complaints, *([one.complains] if one.complains else [])]
            assert [line for line in built.complaints if not line.startswith(tuple(known))] == []
            assert built.code == 0
            for procedure in (GOOD_ID, OTHER_ID):
                path = f"procedures/{procedure}"
                assert article(built.page(path)) == article(reference.page(path))
            for path in ("procedures", "procedures/projects/shop", "procedures/dependencies"):
                tables = [
                    re.findall(r"<table.*?</table>", site.page(path), re.S) for site in (built, reference)
                ]
                assert [facts(table) for table in tables[0]] == [facts(table) for table in tables[1]]
            assert built.read("procedures.json") == reference.read("procedures.json")
            for path in ("index", "plain"):
                assert without_ours(built.page(path)) == without_ours(alone.page(path))


@pytest.mark.parametrize(
    "plugin", [pytest.param(name, marks=needs(name)) for name in ("monorepo", "techdocs-core")]
)
def test_procedures_in_docs_that_are_copied_elsewhere(
    tmp_path: Path, plugin: str, subtests: pytest.Subtests
) -> None:
    own = {"procedures": {"folder": "docs/procedures"}}
    reference = build_beside(tmp_path / "reference", ["search", own], folder="docs/procedures")
    nav = [*HOME, {"Cart": "!include services/cart/mkdocs.yml"}]
    for order, both in {"before": [plugin, own], "after": [own, plugin]}.items():
        with subtests.test(order=order):
            built = build_beside(tmp_path / order, ["search", *both], CART, "docs/procedures", nav=nav)
            assert (built.code, built.complaints) == (0, [])
            page = built.page(f"procedures/{GOOD_ID}")
            assert article(page) == article(reference.page(f"procedures/{GOOD_ID}"))
            edit = f"https://git.example/ops/shop/edit/main/docs/procedures/{GOOD_ID}.md"
            assert edit in page
            assert "/docs_" not in page


@needs("macros")
def test_macros_work_on_other_pages(tmp_path: Path) -> None:
    files = {"docs/plain.md": "# Plain\n\nDeploy {{ release }}.\n"}
    extra = {"release": "v0.0.1"}
    built = build_beside(tmp_path / "other", ["macros", "procedures"], files, extra=extra)
    assert "Deploy v0.0.1." in built.page("plain")
    # Who asks for it gets it: what a procedure says of itself goes before.
    asking = {f"procedures/{GOOD_ID}.md": GOOD.replace("tags:", "render_macros: true\ntags:", 1)}
    keys = {"procedures": {"site_keys": ["render_macros"]}}
    built = build_beside(tmp_path / "asking", ["macros", keys], asking, extra=extra)
    assert "Another plugin has replaced the parameter {{ release }}" in built.said


@needs("rss")
def test_feeds_have_procedures_and_no_generated_pages(tmp_path: Path) -> None:
    built = build_beside(tmp_path, ["rss", "procedures"])
    links = [item["url"] for item in json.loads(built.read("feed_json_created.json"))["items"]]
    assert f"https://docs.example/ops/procedures/{GOOD_ID}/" in links
    assert "https://docs.example/ops/procedures/" not in links


@needs("git-authors")
def test_what_helps_against_a_needless_warning_is_said(tmp_path: Path) -> None:
    sentence = "the plugin git-authors warns about pages that have no file; set its option `strict: false`"
    assert sentence in build_beside(tmp_path / "strict", ["git-authors", "procedures"]).said
    built = build_beside(tmp_path / "mild", [{"git-authors": {"strict": False}}, "procedures"])
    assert (built.complaints, sentence in built.said) == ([], False)


@pytest.mark.parametrize("order", [1, -1])
@pytest.mark.parametrize(
    ("plugin", "sentence"),
    [
        pytest.param(
            {"i18n": {"languages": [{"locale": "en", "name": "English", "default": True}]}},
            "cannot be used together with the plugin i18n",
            marks=needs("i18n"),
        ),
        pytest.param(
            {"gen-files": {"scripts": ["generate.py"]}},
            "procedures/deploy-shop-003-made.md was generated by ",
            marks=needs("gen-files"),
        ),
    ],
)
def test_what_cannot_work_is_said(
    tmp_path: Path, plugin: dict[str, object], sentence: str, order: int
) -> None:
    script = (
        "import mkdocs_gen_files\n\n"
        'with mkdocs_gen_files.open("procedures/deploy-shop-003-made.md", "w") as page:\n'
        '    page.write("# Made")\n'
    )
    built = build_beside(tmp_path, [plugin, "procedures"][::order], {"generate.py": script})
    assert built.code == 1
    assert [line for line in built.complaints if sentence not in line] == []
    assert len(built.complaints) == 1


def test_the_documentation_lists_what_was_tried() -> None:
    section = (
        (DOCS / "plugin.md").read_text(encoding="utf-8").split("\n## Other plugins\n")[1].split("\n## ")[0]
    )
    cells = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = re.findall("`([^`]+)`", " ".join(cells))
    assert sorted(named) == sorted({"i18n", *(one.name for one in NEIGHBOURS)})
