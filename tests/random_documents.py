"""Random documents of nested blocks, each in two forms: for the site, and the HTML that GitHub would show.

GitHub has no admonitions, tabs and definitions. Where the site has one, the document for GitHub has an empty
element, which is filled with what GitHub shows for the content alone.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import cmarkgfm
from cmarkgfm.cmark import Options
from hypothesis import strategies as st


def github(text: str) -> str:
    """Return what GitHub's own parser makes of a text."""
    return str(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))


@dataclass
class Document:
    """A document, or a part of one.

    Attributes:
        site: Its lines for the site.
        github: Its lines for GitHub, with an empty element in place of each site block.
        fillings: The HTML that fills these elements, by their names.
    """

    site: list[str]
    github: list[str]
    fillings: dict[str, str] = field(default_factory=dict)

    def html(self) -> str:
        """Return what GitHub shows."""
        html = github("\n".join(self.github) + "\n")
        for name, filling in self.fillings.items():
            html = html.replace(f'<div id="{name}"></div>', f"<div>{filling}</div>")
        return html


_INLINE = [
    *(
        "soup",
        "a_b_c",
        "`x | y`",
        "**bold**",
        "*it*",
        "_it_",
        "__bold__",
        "~~gone~~",
        "snake_case_name",
        "2 * 3",
    ),
    *(
        "[a link](https://soups.example/a_b)",
        "![pot](pot.png)",
        '[titled](a.md "The title")',
        "`code`",
        "____",
    ),
    *(
        "**Cook:** ____",
        "\\*no\\*",
        "\\_no\\_",
        "&copy;",
        "&lt;b&gt;",
        "a < b",
        "{Name}",
        "<kbd>K</kbd>",
        "\\|",
    ),
    *(
        "[spaced](<a b.md>)",
        "[`in code`](a.md)",
        "``a ` b``",
        "C:\\dir",
        'say "no"',
        "\\~",
        "# no",
        "1. no",
        "= no",
    ),
    *(
        "[y] (no)",
        "[no]",
        "a*b*c",
        "`*x*`",
        "**a** b **c**",
        "\\`no",
        "é_ü",
        "x__y__z",
        "*a*, *b*",
        "+ 1",
        ": no",
    ),
    *(
        "<!-- hidden -->",
        "!!! note",
        "=== no",
        "??? no",
        "~one~",
        "[**b** c](d.md)",
        "<https://soups.example/c>",
    ),
]
_CODE = [
    *(
        "x",
        "",
        "!!! note",
        "    indented",
        '=== "A"',
        "- [ ] no",
        "# no",
        "<!-- no",
        "-->",
        "    ??? no",
        "| a |",
    ),
    *(
        "  two",
        "\ttab",
        "$ a && b",
        "<b>",
        "{{ x }}",
        "``",
        "::: no",
        "[a]: b",
        ":   no",
        "---",
        "a_b*c",
        "&amp;",
    ),
    *("\\", "{ .x }", "</div>"),
]
INFOS = [
    "",
    "sh",
    "console session",
    'title="a.conf"',
    'bash linenums="x"',
    "{ .yaml }",
    "c++",
    "a,b",
    "no such",
]
OPENERS = [
    "!!! note",
    "!!!note",
    '!!! warning "Hot -- oven"',
    "??? tip",
    '???+ note "A --> b"',
    "!!! danger extra",
]


@st.composite
def inline(draw: st.DrawFn) -> str:
    """Return a piece of inline content. Hypothesis describes a strategy by its name if it is a function."""
    return draw(st.sampled_from(_INLINE))


@st.composite
def code_line(draw: st.DrawFn) -> str:
    """Return a line of code."""
    return draw(st.sampled_from(_CODE))


def paragraph() -> st.SearchStrategy[Document]:
    """Return paragraphs of some lines, none of which begins a block."""
    line = st.lists(inline(), min_size=1, max_size=3).map(lambda words: "Then " + " ".join(words))
    return st.lists(line, min_size=1, max_size=2).map(lambda lines: Document(lines, lines))


def same(lines: list[str]) -> Document:
    """Return a document that is written the same way for both."""
    return Document(lines, lines)


def fence(info: str, lines: list[str], mark: str) -> Document:
    return same([mark + info, *lines, mark])


def heading(level: int, words: list[str]) -> Document:
    return same(["#" * level + " " + " ".join(["Head", *words])])


def comment(lines: list[str]) -> Document:
    return same(["<!-- to do", *(line.replace("-->", "") for line in lines), "-->"])


def table(cells: list[str], rows: int) -> Document:
    cells = [cell.replace("x | y", "x \\| y").replace("<!--", "").replace("-->", "") for cell in cells]
    row = "| " + " | ".join(cells) + " |"
    return same([row, "|" + "|".join([":-:", "---", "--:"][: len(cells)]) + "|", *([row] * rows)])


FENCES = st.builds(
    fence,
    st.sampled_from(INFOS),
    st.lists(code_line(), max_size=4),
    st.sampled_from(["````", "~~~~"]),
)
HEADINGS = st.builds(heading, st.integers(1, 6), st.lists(inline(), max_size=2))
TABLES = st.builds(table, st.lists(inline(), min_size=1, max_size=3), st.integers(0, 2))
HTML = st.sampled_from(
    ['<div><img src="a.png"></div>', "<hr>", "---", '<p align="center">x</p>', "<!-- c -->", "***"]
)
INDENTED = st.lists(
    st.sampled_from(["x", "!!! note", "- [ ] no", "  y", "# no", "`z`", '=== "A"']), min_size=1, max_size=3
)
_LEAVES = st.one_of(
    paragraph(),
    paragraph(),
    FENCES,
    HEADINGS,
    TABLES,
    st.builds(comment, st.lists(code_line(), max_size=3)),
    HTML.map(lambda line: same([line])),
    # A heading before it ends lists and admonitions, to which the code would belong.
    INDENTED.map(lambda lines: same(["## Code", "", *("    " + line for line in lines)])),
)


@st.composite
def leaf(draw: st.DrawFn) -> Document:
    """Return a block that contains no others."""
    block: Document = draw(_LEAVES)
    return block


def joined(parts: list[Document]) -> Document:
    """Put blank lines between blocks."""
    site: list[str] = []
    lines: list[str] = []
    fillings: dict[str, str] = {}
    for part in parts:
        site += [*part.site, ""]
        lines += [*part.github, ""]
        fillings |= part.fillings
    return Document(site[:-1], lines[:-1], fillings)


def adjoining(parts: Sequence[Document]) -> Document:
    """Put no blank lines between blocks."""
    return same([line for part in parts for line in part.site])


def tight(parts: list[Document], marker: str) -> Document:
    """Return a list whose items are not separated."""
    width = " " * len(marker.split("[")[0])
    return same([line for part in parts for line in indented(part.site, marker, width)])


def indented(lines: list[str], first: str, rest: str) -> list[str]:
    return [
        (rest if number else first) + line if line or not number else "" for number, line in enumerate(lines)
    ]


def items(parts: list[Document], marker: str) -> Document:
    """Return a list, each of whose items begins with a paragraph."""
    site: list[str] = []
    lines: list[str] = []
    fillings: dict[str, str] = {}
    for number, part in enumerate(parts):
        with_number = marker.replace("N", str(number + 3))
        width = " " * len(with_number.split("[")[0])
        site += indented(["item", "", *part.site], with_number, width)
        lines += indented(["item", "", *part.github], with_number, width)
        fillings |= part.fillings
    return Document(site, lines, fillings)


def quoted(part: Document) -> Document:
    """Return a quote. cmark-gfm shows no boxes in quotes, which the site GitHub does."""
    lines = [re.sub(r"(?<=[*-] )\[[ x]\] ", "", f"> {line}".rstrip()) for line in part.site]
    return same(lines)


def between_tags(part: Document, tags: tuple[str, str]) -> Document:
    opening, closing = tags
    return Document(
        [opening, "", *part.site, "", closing],
        [opening, "", *part.github, "", closing],
        part.fillings,
    )


_numbers = itertools.count()


def site_block(part: Document, opener: str, last: str) -> Document:
    """Return an admonition, a collapsible block or a tab. The last of its lines may leave something open."""
    part = Document([*part.site, "", last], [*part.github, "", last], part.fillings) if last else part
    name = f"site-{next(_numbers)}"
    site = [opener, "", *indented(part.site, "    ", "    ")]
    end = {"<!-- open": "-->", "<pre>": "</pre>"}.get(last, "")
    return Document(site, [f'<div id="{name}"></div>'], {name: part.html() + end})


def definition(part: Document, blank: bool) -> Document:
    """Return a definition of a term."""
    name = f"site-{next(_numbers)}"
    site = ["Term", *([""] if blank else []), *indented(part.site, ":   ", "    ")]
    html = f"<dl><dt>Term</dt><dd>{part.html()}</dd></dl>"
    return Document(site, [f'<div id="{name}"></div>'], {name: html})


TAGS = [
    ("<details><summary>More</summary>", "</details>"),
    ("<div>", "</div>"),
    ('<div class="grid" markdown>', "</div>"),
    ("<div markdown='1' class=x>", "</div>"),
]


LEFT_OPEN = ["", "", "", "````", "~~~~ sh", "<!-- open", "<pre>", "<div>", "<details>"]


def containers(inner: st.SearchStrategy[Document]) -> st.SearchStrategy[Document]:
    """Return blocks that contain others."""
    blocks = st.lists(inner, min_size=1, max_size=3).map(joined)
    openers = st.sampled_from([*OPENERS, '=== "Tab"', '===! "New"'])
    markers = st.sampled_from(["- ", "N. ", "* [ ] ", "- [x] ", "+  "])
    return st.one_of(
        st.builds(items, st.lists(blocks, min_size=1, max_size=2), markers),
        st.builds(site_block, blocks, openers, st.sampled_from(LEFT_OPEN)),
        st.builds(definition, st.builds(lambda a, b: joined([a, b]), paragraph(), blocks), st.booleans()),
        st.builds(between_tags, blocks, st.sampled_from(TAGS)),
        st.builds(quoted, blocks.filter(lambda part: not part.fillings)),
    )


ADJOINING = st.lists(st.one_of(paragraph(), FENCES, HEADINGS, TABLES), min_size=2, max_size=4).map(adjoining)
TIGHT = st.builds(
    tight,
    st.lists(
        st.one_of(paragraph(), st.builds(lambda *parts: adjoining(parts), paragraph(), ADJOINING)),
        min_size=1,
        max_size=3,
    ),
    st.sampled_from(["- ", "1. ", "* [ ] ", "- [x] "]),
)
_PARTS = st.recursive(st.one_of(leaf(), leaf(), ADJOINING, TIGHT), containers, max_leaves=6)
_DOCUMENTS = st.lists(_PARTS, min_size=1, max_size=4).map(joined)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Return whole documents."""
    document: Document = draw(_DOCUMENTS)
    return document
