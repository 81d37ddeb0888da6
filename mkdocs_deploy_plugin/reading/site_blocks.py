"""Admonitions, collapsible blocks and tabs: what MkDocs sites have and CommonMark has not.

`!!! note`, `??? note` and `=== "Tab"`. Their content is indented by four columns, which CommonMark
would take for code. `unfold` moves it to the left and marks its ends with comments before the
parser sees the text, and remembers by how much each line was moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.source import LineIndex

SITE_BLOCKS = ("!!!", "???", "===")
"""What the first lines of admonitions, collapsible blocks and tabs begin with."""


_SITE_BLOCK = re.compile(r"([ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]+[\w\"]|===[!+]*[ \t]+\")")
_BEFORE = re.compile(r"[ \t>*+\-0-9.)]*")
_ANY_SITE_BLOCK = re.compile(rf"^{_SITE_BLOCK.pattern}", re.M)
_FENCE = re.compile(r"[ \t]*(?:(?:>|[-*+]|[0-9]{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
MARK = "<!--procedures-site-block"
"""What the marks begin with that `unfold` leaves."""

OPEN, CLOSE = f"{MARK} ", f"{MARK}-end-->"


def has_site_blocks(text: str, site_blocks: Sequence[str]) -> bool:
    """Tell whether a text may have any of these blocks."""
    return any(opening in text for opening in site_blocks) and _ANY_SITE_BLOCK.search(text) is not None


def unfold(text: str, site_blocks: tuple[str, ...]) -> tuple[str, list[tuple[int, int]]]:
    """Move the content of admonitions, collapsible blocks and tabs to the left.

    Returns:
        The text for the parser, and for each of its lines the line that it came from (from 0) and
        by how many characters it was moved to the left.
    """
    out: list[str] = []
    origins: list[tuple[int, int]] = []
    open_blocks: list[int] = []  # the column of the first line of each block that is open
    fence = ""
    blank = 0
    lines = text.split("\n")
    turns = [*_turns(text), len(lines)]
    number = -1
    while (number := number + 1) < len(lines):
        if not open_blocks and (turn := turns[bisect_left(turns, number)]) > number:
            # Nothing begins before the next turn, and most of most texts is like that.
            out += lines[number:turn]
            origins += [(plain_line, 0) for plain_line in range(number, turn)]
            number = turn - 1
            continue
        line = lines[number]
        if not line.strip():
            blank += 1
            out.append("")
            origins.append((number, 0))
            continue
        lead = len(line) - len(line.lstrip(" \t"))
        wide = line[:lead].expandtabs(4)
        indent = len(wide)
        while open_blocks and indent < open_blocks[-1] + 4:
            column = open_blocks.pop() - 4 * len(open_blocks)
            at = len(out) - blank
            out.insert(at, " " * max(column, 0) + CLOSE)
            origins.insert(at, (number, 0))
            fence = ""
        blank = 0
        cut = 4 * len(open_blocks)
        shift = cut + lead - indent if cut else 0  # a tab is one character of the file
        if cut:
            line = wide[cut:] + line[lead:]
        if fence:
            if line.lstrip(" >").startswith(fence) and not line.lstrip(" >").strip(fence[0]).strip():
                fence = ""
        elif (match := _FENCE.match(line)) is not None:
            fence = match[1]
        elif line.lstrip().startswith(site_blocks) and _SITE_BLOCK.match(line):
            column = indent - cut
            line = " " * column + OPEN + line.strip().replace("--", "&#45;&#45;") + "-->"
            open_blocks.append(indent)
        out.append(line)
        origins.append((number, shift))
    while open_blocks:
        column = open_blocks.pop() - 4 * len(open_blocks)
        out.append(" " * max(column, 0) + CLOSE)
        origins.append((origins[-1][0], 0))
    return "\n".join(out), origins


def _turns(text: str) -> list[int]:
    """Give the lines (from 0) that may begin or end a site block or a fence: few of all."""
    starts: set[int] = set()
    for opening in ("```", "~~~", *SITE_BLOCKS):
        place = text.find(opening)
        while place >= 0:
            start = text.rfind("\n", 0, place) + 1
            if _BEFORE.fullmatch(text, start, place):
                starts.add(start)
            place = text.find(opening, place + 3)
    turns: list[int] = []
    number = end = 0
    for start in sorted(starts):
        number += text.count("\n", end, start)
        end = start
        turns.append(number)
    return turns


def moved_span(
    index: LineIndex, origins: list[tuple[int, int]], first_line: int
) -> Callable[[int, int], Span]:
    """Give a `span` function that undoes what `unfold` did to lines and columns."""

    def position(offset: int) -> tuple[int, int]:
        line, column = index.position(offset)
        number, shift = origins[min(line - first_line, len(origins) - 1)]
        return number + first_line, max(1, column + shift)

    def span(start: int, end: int) -> Span:
        return Span(*position(start), *position(max(start, end)))

    return span
