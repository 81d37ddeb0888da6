"""What GitHub shows is what the site shows: the corpus, rendered by both, gives equal trees."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import cmarkgfm
import markdown
import pytest
from cmarkgfm.cmark import Options

from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from tests.github_tree import Code, List, dump, tree
from tests.rows import each_row

PROCEDURES = sorted((Path(__file__).parents[1] / "procedures").glob("deploy-*.md"))
CORPUS = Path(__file__).parent / "corpus" / "github"
DOCUMENTS = sorted(CORPUS.glob("*.md"))

SITE_EXTENSIONS = [
    "toc",
    "tables",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "admonition",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
    "pymdownx.tasklist",
    "pymdownx.tilde",
]


def comparable(html: str) -> str:
    """Give the tree of a page, without the blank lines around code: Pygments drops those by itself."""
    return dump(trimmed(node) for node in tree(html))


def trimmed(node: Any) -> Any:
    if isinstance(node, Code):
        lines = node.text.split("\n")
        while lines and not lines[0].strip():
            del lines[0]
        while lines and not lines[-1].strip():
            del lines[-1]
        return Code("\n".join(lines))
    if isinstance(node, List):
        return replace(node, items=tuple(trimmed(item) for item in node.items))
    return replace(node, children=tuple(trimmed(child) for child in node.children))


def github(text: str) -> str:
    return comparable(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))


def site(text: str, extensions: list[str]) -> str:
    converter = markdown.Markdown(extensions=[*extensions, ProceduresExtension()])
    return comparable(converter.convert(text))


def test_the_corpus_is_there() -> None:
    assert len(DOCUMENTS) >= 200


@pytest.mark.parametrize(
    "extensions", [SITE_EXTENSIONS, ["toc", "tables", "fenced_code"]], ids=["material", "plain"]
)
def test_equal_to_github(extensions: list[str], subtests: pytest.Subtests) -> None:
    for path in DOCUMENTS:
        with subtests.test(path.stem):
            text = path.read_bytes().decode()
            assert site(text, extensions) == github(text)


@each_row("path", PROCEDURES, ids=lambda path: path.stem)
def test_the_procedures_of_this_project_are_equal(path: Path) -> None:
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    # cmarkgfm knows no alerts, which are admonitions here, and shows the `{#id}` of an item as text.
    body = re.sub(r"^> \[!(\w+)\]$", "", body, flags=re.M)
    body = re.sub(r" \{#[\w-]+\}$", "", body, flags=re.M)
    assert site(without_quotes(body), SITE_EXTENSIONS) == github(without_quotes(body))


def without_quotes(body: str) -> str:
    """Take the lines of block quotes out: cmarkgfm shows no boxes in them."""
    return re.sub(r"^>.*\n", "", body, flags=re.M)
