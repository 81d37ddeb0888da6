"""Unfold admonitions, collapsible blocks and tabs, which MkDocs sites have but CommonMark lacks.

They start with `!!! note`, `??? note` or `=== "Tab"`. Their content is indented by four columns, which
CommonMark would read as code. `unfold` moves it to the left and marks its start and end with comments
before the text is parsed, and records how far each line was moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable, Sequence

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.source import LineIndex

SITE_BLOCKS = ("!!!", "???", "===")
"""Prefixes of the first lines of admonitions, collapsible blocks and tabs."""


_SITE_BLOCK = re.compile(r"([ \t]*)(?:(?:!!!|\?\?\?\+?)[ \t]+[\w\"]|===[!+]*[ \t]+\")")
_BEFORE = re.compile(r"[ \t>*+\-0-9.)]*")
_FENCE = re.compile(r"[ \t]*(?:(?:>|[-*+]|[0-9]{1,9}[.)])[ \t]+)*(`{3,}|~{3,})")
MARK = "<!--procedures-site-block"
"""Prefix of the markers left by `unfold`."""

OPEN, CLOSE = f"{MARK} ", f"{MARK}-end-->"


def has_site_blocks(text: str, site_blocks: Sequence[str]) -> bool:
    """Return whether a text may contain any of these blocks."""
    for opening in site_blocks:
        place = text.find(opening)
        while place >= 0:
            if _SITE_BLOCK.match(text, text.rfind("\n", 0, place) + 1):
                return True
            place = text.find(opening, place + len(opening))
    return False


class Origins:
    """The original positions of the lines of an unfolded text, stored only where the offset changes."""

    def __init__(self) -> None:
        self._length = 0
        self._firsts: list[int] = []
        self._moves: list[tuple[int, int]] = []

    def add(self, line: int, shift: int = 0, count: int = 1) -> None:
        """Add the origin of the next lines.

        Args:
            line: The original number (from 0) of the first of them.
            shift: Number of characters by which they were moved to the left.
            count: Number of lines.
        """
        move = line - self._length, shift
        if count and (not self._moves or self._moves[-1] != move):
            self._firsts.append(self._length)
            self._moves.append(move)
        self._length += count

    def of(self, line: int) -> tuple[int, int]:
        """Return the original number of a line, and by how many characters it was moved."""
        line = min(line, self._length - 1)
        move, shift = self._moves[bisect_right(self._firsts, line) - 1]
        return line + move, shift


def unfold(text: str, site_blocks: tuple[str, ...], code: Collection[int] = ()) -> tuple[str, Origins]:
    """Move the content of admonitions, collapsible blocks and tabs to the left.

    Args:
        text: The text.
        site_blocks: Prefixes of the first lines of site blocks.
        code: Lines (from 0) that look like a first line but are part of a code block; see `openers_in_code`.

    Returns:
        The text for the parser, and the origins of its lines.
    """
    out: list[str] = []
    origins = Origins()
    open_blocks: list[int] = []  # the column of the first line of each open block
    fence = ""
    blank = 0  # blank lines so far: the next line decides whether they belong to the block
    lines = text.split("\n")
    turns = _turns(text)
    number = 0
    while number < len(lines):
        if not open_blocks:
            # Nothing is moved before the next block; most texts have few blocks or none.
            first = number
            number, fence = _next_block(lines, turns, number, fence, site_blocks, code)
            out += lines[first:number]
            origins.add(first, count=number - first)
            if number == len(lines):
                break
        line = lines[number]
        number += 1
        if not line.strip():
            blank += 1
            continue
        lead = len(line) - len(line.lstrip(" \t"))
        wide = line[:lead].expandtabs(4)
        indent = len(wide)
        while open_blocks and indent < open_blocks[-1] + 4:
            column = open_blocks.pop() - 4 * len(open_blocks)
            out.append(" " * max(column, 0) + CLOSE)
            origins.add(number - 1)
            fence = ""
        out += [""] * blank
        origins.add(number - 1 - blank, count=blank)
        blank = 0
        cut = 4 * len(open_blocks)
        shift = cut + lead - indent if cut else 0  # a tab is a single character of the file
        if cut:
            line = wide[cut:] + line[lead:]
        fence, begins = _after(line, fence, site_blocks)
        if begins and number - 1 not in code:
            column = indent - cut
            line = " " * column + OPEN + line.strip().replace("--", "&#45;&#45;") + "-->"
            open_blocks.append(indent)
        out.append(line)
        origins.add(number - 1, shift)
    out += [""] * blank
    origins.add(len(lines) - blank, count=blank)
    while open_blocks:
        column = open_blocks.pop() - 4 * len(open_blocks)
        out.append(" " * max(column, 0) + CLOSE)
        origins.add(len(lines) - 1)
    return "\n".join(out), origins


def _next_block(
    lines: list[str],
    turns: list[int],
    number: int,
    fence: str,
    site_blocks: tuple[str, ...],
    code: Collection[int],
) -> tuple[int, str]:
    """Return the line on which the next site block begins, or the line count, and the open fence.

    Args:
        lines: All lines.
        turns: The lines that may begin or end a site block or a fence.
        number: The line to start at.
        fence: The fence that is open there, or an empty string.
        site_blocks: Prefixes of the first lines of site blocks.
        code: Lines that begin none.
    """
    for turn in turns[bisect_left(turns, number) :]:
        line = lines[turn]
        fence, begins = _after(line, fence, site_blocks)
        if begins and turn not in code:
            return turn, fence
    return len(lines), fence


def openers_in_code(source: bytes, ranges: Iterable[tuple[int, int]], origins: Origins) -> set[int]:
    """Return the original numbers (from 0) of lines that `unfold` took for first lines, but that are code.

    Only the parsed text shows that: a line that is indented far enough belongs to a code block.

    Args:
        source: The unfolded text.
        ranges: The byte ranges of its code blocks.
        origins: The origins of its lines.
    """
    mark = OPEN.encode()
    lines: set[int] = set()
    line = counted = 0
    for start, end in sorted(ranges):
        place = source.find(mark, start, end)
        while place >= 0:
            line += source.count(b"\n", counted, place)
            counted = place
            lines.add(origins.of(line)[0])
            place = source.find(mark, place + len(mark), end)
    return lines


def _after(line: str, fence: str, site_blocks: tuple[str, ...]) -> tuple[str, bool]:
    """Return the fence open after a line, or an empty string, and whether the line begins a site block."""
    if fence:
        return "" if _closes(line, fence) else fence, False
    if (match := _FENCE.match(line)) is not None:
        return match[1], False
    return "", line.lstrip().startswith(site_blocks) and _SITE_BLOCK.match(line) is not None


def _closes(line: str, fence: str) -> bool:
    """Return whether a line closes a fence."""
    line = line.lstrip(" >")
    return line.startswith(fence) and not line.strip(fence[0]).strip()


def _turns(text: str) -> list[int]:
    """Return the few lines (from 0) that may begin or end a site block or a fence."""
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


def moved_span(index: LineIndex, origins: Origins, first_line: int) -> Callable[[int, int], Span]:
    """Return a `span` function that maps lines and columns back to the text before `unfold`."""

    def position(offset: int) -> tuple[int, int]:
        line, column = index.position(offset)
        number, shift = origins.of(line - first_line)
        return number + first_line, max(1, column + shift)

    def span(start: int, end: int) -> Span:
        return Span(*position(start), *position(max(start, end)))

    return span
