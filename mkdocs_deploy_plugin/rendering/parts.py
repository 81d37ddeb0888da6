"""Split what is too long for one page into parts, each on a page of its own, with links between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.model import Arguments

DEPENDENCIES, TRACEABILITY = "dependencies.md", "traceability.md"
"""The paths of the pages that can be split, within a collection."""

PART = "part"
"""The attribute of a directive that asks for a part."""

_NUMBER = re.compile("[0-9]{1,6}")

Item = TypeVar("Item")

MOST_ENTRIES, MOST_ROWS = 4000, 2000
"""The largest numbers of entries of lists and of rows of a table on a page, so that it has 0.8 MB or less."""


def split(groups: Sequence[Sequence[Item]], size: Callable[[Item], int], most: int) -> list[list[Item]]:
    """Return the items of groups in parts, in their order. Only a group that is too long is divided.

    Args:
        groups: The items.
        size: Returns the number of entries of an item.
        most: The largest number of entries of a part; an item that has more is a part by itself.
    """
    parts: list[list[Item]] = [[]]
    filled = 0
    for group in groups:
        if parts[-1] and filled + sum(map(size, group)) > most:
            parts.append([])
            filled = 0
        for item in group:
            if parts[-1] and filled + size(item) > most:
                parts.append([])
                filled = 0
            parts[-1].append(item)
            filled += size(item)
    return parts


def part_path(page: str, number: int) -> str:
    """Return the path of the page of a part, from the path of the page that lists the parts."""
    return f"{page.removesuffix('.md')}/{number}/index.md"


def part_of(arguments: Arguments) -> int:
    """Return the number of the part that a directive asks for, which only generated pages do; or 0."""
    (number, *_) = arguments.values.get(PART) or ("",)
    return int(number) if _NUMBER.fullmatch(number) else 0


def part_list(path: str, parts: Sequence[tuple[str, str]], page: Callable[[str], str]) -> Element | None:
    """Return the list of parts, or None if there is only one, or the site lacks pages for them.

    Args:
        path: The path of the page that lists them.
        parts: The label of each part, and how much it has, in words.
        page: Returns the address of a generated page, or an empty string if the site does not have it.
    """
    hrefs = [page(part_path(path, number)) for number in range(1, len(parts) + 1)]
    if len(parts) < 2 or not all(hrefs):
        return None
    items = Element("ul", {"data-generated": path.removesuffix(".md")})
    for href, (label, count) in zip(hrefs, parts, strict=True):
        link = SubElement(SubElement(items, "li"), "a", {"href": href, "dir": "auto"})
        link.text = label
        link.tail = f" ({count})"
    return items


def whole_link(href: str, label: str) -> Element:
    """Return a paragraph with the link from a part to the page that lists the parts."""
    box = Element("p")
    SubElement(box, "a", {"href": href}).text = label
    return box


def between(first: str, last: str) -> str:
    """Return a label for what lies between two names."""
    return first if first == last else f"{first} \N{EN DASH} {last}"
