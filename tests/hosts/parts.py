"""The parts of a built site that have to be the same on every host."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

Attributes = dict[str, str]

_VOID = frozenset(
    {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)
_CONTENT = "md-content__inner"
_OF_RUNS = re.compile(r"data-(procedure|run|blanks|base|former)")
# Material's search takes its own attribute, `data-search-exclude`, out of the page.
_OF_SEARCH = ("data-pagefind-ignore", "data-words")


@dataclass
class Node:
    """An element."""

    tag: str
    attributes: Attributes
    children: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Yield the element and all in it, in order."""
        yield self
        for child in self.children:
            if isinstance(child, Node):
                yield from child.walk()

    @property
    def text(self) -> str:
        """All words in it."""
        found = "".join(child if isinstance(child, str) else f"{child.text} " for child in self.children)
        return " ".join(found.split())


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_endtag(self, tag: str) -> None:
        for number in range(len(self.open) - 1, 0, -1):
            if self.open[number].tag == tag:
                del self.open[number:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read_html(html: str) -> Node:
    """Return the elements of a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.open[0]


def parts(site: Path) -> dict[str, Any]:
    """Return what is compared of a built site, by the name of the part, as in the table of the docs."""
    pages = {
        path.relative_to(site).as_posix(): _content(read_html(path.read_text(encoding="utf-8")))
        for path in sorted(site.rglob("*.html"))
        if path.name != "404.html"
    }
    return {
        "Pages": sorted(pages),
        "Ids": {name: _ids(page) for name, page in pages.items()},
        "Revisions": {
            name: _with(page, "data-item", "data-rev", "data-digest") for name, page in pages.items()
        },
        "Tables": {name: _tables(page) for name, page in pages.items()},
        "Links": {name: _links(page) for name, page in pages.items()},
        "Boxes": {name: _boxes(page) for name, page in pages.items()},
        "Left out of search": {name: _with(page, *_OF_SEARCH) for name, page in pages.items()},
        "Search index": _search_index(site),
        "Run data": {name: _run_data(page) for name, page in pages.items()},
        "Catalog": {name: _catalogs(page) for name, page in pages.items()},
        "procedures.json": _data(site / "procedures.json"),
    }


def _content(page: Node) -> Node:
    """Return what a host puts on a page for its source."""
    found = (
        one for one in page.walk() if one.tag == "article" and _CONTENT in one.attributes.get("class", "")
    )
    content = next(found, page)
    own = [child for child in content.children if isinstance(child, str) or not _is_of_theme(child)]
    return Node(content.tag, {}, own)


def _is_of_theme(node: Node) -> bool:
    """Return whether an element is the theme's: buttons above the text, the date and feedback below."""
    return node.attributes.get("class", "").startswith("md-") or node.attributes.get("id", "").startswith(
        "__"
    )


def _ids(page: Node) -> list[str]:
    return [f"{one.tag}#{one.attributes['id']}" for one in page.walk() if "id" in one.attributes]


def _with(page: Node, *names: str) -> list[tuple[str, Attributes]]:
    """Return the elements that have one of the attributes, and these attributes."""
    found = (
        (one.tag, {name: one.attributes[name] for name in names if name in one.attributes})
        for one in page.walk()
    )
    return [(tag, attributes) for tag, attributes in found if attributes]


def _tables(page: Node) -> list[list[str]]:
    return [
        [
            " | ".join(cell.text for cell in row.walk() if cell.tag in ("th", "td"))
            for row in one.walk()
            if row.tag == "tr"
        ]
        for one in page.walk()
        if one.tag == "table"
    ]


def _links(page: Node) -> list[tuple[str, str]]:
    return [(one.attributes.get("href", ""), one.text) for one in page.walk() if one.tag == "a"]


def _boxes(page: Node) -> list[Attributes]:
    return [
        one.attributes
        for one in page.walk()
        if one.tag == "input" and one.attributes.get("type") == "checkbox"
    ]


def _run_data(page: Node) -> list[tuple[str, Attributes]]:
    return [
        (one.tag, {name: value for name, value in one.attributes.items() if _OF_RUNS.match(name)})
        for one in page.walk()
        if any(map(_OF_RUNS.match, one.attributes))
    ]


def _catalogs(page: Node) -> list[str]:
    return [one.text for one in page.walk() if one.attributes.get("class", "").startswith("procedures-")]


def _search_index(site: Path) -> dict[str, str]:
    """Return the words that a search in Material's index finds, by address."""
    index = _data(site / "search" / "search_index.json") or _data(site / "search.json") or {}
    entries = index.get("docs") or index.get("items") or []
    return {
        entry["location"]: " ".join(
            str(entry.get(name, "")) for name in ("title", "text", "words", "step", "id")
        )
        for entry in entries
    }


def _data(file: Path) -> Any:
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else None
