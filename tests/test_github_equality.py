"""What GitHub shows is what the site shows: a page has the blocks, links and words of GitHub's own parser."""

from __future__ import annotations

import os
import re
from pathlib import Path

import markdown
import pyromark
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from mkdocs_deploy_plugin.rendering.page import PlainPage
from tests.page_tree import page_tree
from tests.random_documents import Document, documents, github
from tests.rows import each_row

PROCEDURES = sorted((Path(__file__).parents[1] / "procedures").glob("deploy-*.md"))
CORPUS = Path(__file__).parent / "corpus" / "github"
OTHERWISE = {
    "abbreviation-and-definition-like-text": "a site with `def_list` shows the definition",
    "task-underlined": "the label of a box is no heading",
}
EXAMPLES = int(os.environ.get("EXAMPLES", "150"))
"""How many random documents each property is tried on."""

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
PLAIN_EXTENSIONS = ["toc", "tables", "fenced_code"]


def site(text: str, extensions: list[str]) -> str:
    converter = markdown.Markdown(extensions=[*extensions, ProceduresExtension(PlainPage(own_anchors=True))])
    return page_tree(converter.convert(text))


def test_the_corpus_is_there() -> None:
    assert len(list(CORPUS.glob("*.md"))) >= 200


@pytest.mark.parametrize("extensions", [SITE_EXTENSIONS, PLAIN_EXTENSIONS], ids=["material", "plain"])
def test_equal_to_github(extensions: list[str], subtests: pytest.Subtests) -> None:
    for path in sorted(CORPUS.glob("*.md")):
        if path.stem in OTHERWISE:
            continue
        with subtests.test(path.stem):
            text = path.read_bytes().decode()
            assert site(text, extensions) == page_tree(github(text))


@each_row("path", PROCEDURES, ids=lambda path: path.stem)
def test_the_procedures_of_this_project_are_equal(path: Path) -> None:
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[1]
    # cmark-gfm knows no alerts, which are admonitions here, shows no boxes in quotes, and shows the `{#id}`
    # of an item as text.
    body = re.sub(r"^>.*\n", "", body, flags=re.M)
    body = re.sub(r" \{#[\w-]+\}$", "", body, flags=re.M)
    assert site(body, SITE_EXTENSIONS) == page_tree(github(body))


@pytest.mark.timeout(120 if EXAMPLES <= 1000 else 0)
@settings(max_examples=EXAMPLES)
@given(documents())
def test_nested_blocks_are_those_of_github(document: Document) -> None:
    assert site("\n".join(document.site) + "\n", SITE_EXTENSIONS) == page_tree(document.html())


OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_TASKLISTS | pyromark.Options.ENABLE_STRIKETHROUGH
)
LINES = [
    *("- a", "- [ ] b", "- [x] c", "  - d", "   - [ ] e", "    - f", "* g", "+ h", "1. i", "2. j", "3) k"),
    *(
        "   text",
        "  text",
        "    text",
        "text",
        "\ttext",
        "",
        "",
        "",
        "a\\",
        "b  ",
        "\\- n",
        "- ",
        "-",
        "- \tu",
    ),
    *("```", "```bash", "  ```", "   ```", "    ```", "~~~", "- ```", "- # hd", "- > q", "# h", "  # x"),
    *("> q", "> - r", "> > s", ">", "---", "***", "===", "`c`", "**b**", "#nohash", "1986. a", "10. z"),
    *("<details>", "</details>", "<!-- c -->", "<b>x</b>", "| a | b |", "|---|---|", "| 1 | 2 |", "[ ] x"),
]


@pytest.mark.timeout(120 if EXAMPLES <= 1000 else 0)
@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=14))
def test_whatever_follows_what_the_page_has_the_tree_of_the_parser(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert site(text, SITE_EXTENSIONS) == page_tree(pyromark.html(text, options=OPTIONS))


HOSTILE = [
    *LINES,
    *(
        "!!! note",
        '=== "A"',
        "??? tip",
        ":   def",
        "    - [ ] in",
        "        # deep",
        "/// a",
        "[^1]: - [ ] x",
    ),
    *("<div markdown>", "</div>", "<details markdown>", "<!-- open", "-->", "<pre>", "<script>", "</script>"),
    *("``` sh title=", "~~~ {.x", "```mermaid", "*[x]: y", "::: mod", "{: #id }", "# h {#h}", "$$", "[toc]"),
    *("[x]: y", "<b", "<a href='", "&#2;", "\x02", "\x03", "\x02procedures:0\x03", "klzzwxh:0", "wzxhzdk:0"),
    *("|a|", "|-|", "\\", "`", "**", "__", "- [ ] ![a](b", "- [ ] <b>", "- [ ] `", "1) [x] ~~a~~: b"),
    *("\t- [ ] t", "[^1]: - [ ] x", "[^1]", "[^2]: text", "    more", "- [ ] a[^2]"),
]


@pytest.mark.timeout(120 if EXAMPLES <= 1000 else 0)
@settings(max_examples=EXAMPLES)
@given(st.lists(st.sampled_from(HOSTILE), min_size=1, max_size=20))
def test_every_page_has_what_its_text_has(lines: list[str]) -> None:
    for extensions in (SITE_EXTENSIONS, PLAIN_EXTENSIONS, []):
        extension = ProceduresExtension(PlainPage(own_anchors=True))
        html = markdown.Markdown(extensions=[*extensions, extension]).convert("\n".join(lines))
        assert extension.mismatches("a.md", html) == []
