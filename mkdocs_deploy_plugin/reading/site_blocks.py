"""Unfold the blocks that MkDocs sites have but CommonMark lacks.

Admonitions, collapsible blocks, tabs and definitions start with `!!! note`, `??? note`, `=== "Tab"` or
`:   text`. Their content is indented by four columns, which CommonMark would read as code. `unfold` moves the
content to the left and comments it out, so that the text around it can be parsed, and then the content as a
text of its own: whatever is left open in it ends with it. It also records how far each line was moved.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.source import LineIndex

SITE_BLOCKS = ("!!!", "???", "===", ":")
"""Prefixes of the first lines of admonitions, collapsible blocks, tabs and definitions."""

# As the extensions of Python-Markdown read their first lines; a line that they take for text is text.
_KINDS = r"[\w-]+(?: +[\w-]+)*"
_OPENER = re.compile(
    rf"[ \t]*(?:!!! ?{_KINDS}(?: +\".*\")? *$"
    rf"|\?\?\?\+? ?(?:(?:{_KINDS})?(?: +\".*\")|{_KINDS}) *$"
    r"|===[+!]{0,2} +\".*\" *$"
    r"|:[ ]{1,3}(?=\S))",
    re.M,
)
_CANDIDATE = re.compile(r"^[ \t]*(?:!!!|\?\?\?|===|:[ ])", re.M)
_DEFINITION = re.compile(r"\n[ \t]*:[ ]{1,3}\S")
_OPEN, _CLOSE = "<!--", "-->"


@dataclass(slots=True)
class SiteBlock:
    """A site block in the unfolded text, all of whose lines count from 0.

    Attributes:
        header: The first line as written, or the prefix of a definition.
        origin: The number of that line in the original text.
        first: The line of the comment that stands for the block.
        last: The line on which the comment ends.
        inner: The site blocks in its content.
    """

    header: str
    origin: int
    first: int
    last: int = 0
    inner: list[SiteBlock] = field(default_factory=list)


class Unfolded(NamedTuple):
    """A text with its site blocks commented out.

    Attributes:
        text: The text.
        blocks: The outermost site blocks.
        origins: The origins of its lines.
    """

    text: str
    blocks: list[SiteBlock]
    origins: Origins


def has_site_blocks(text: str, site_blocks: Sequence[str]) -> bool:
    """Return whether a text may contain any of these blocks."""
    for opening in site_blocks:
        if opening == ":":  # too frequent to look at each
            if _DEFINITION.search(text):
                return True
            continue
        place = text.find(opening)
        while place >= 0:
            if _OPENER.match(text, text.rfind("\n", 0, place) + 1):
                return True
            place = text.find(opening, place + len(opening))
    return False


class Origins:
    """The original positions of the lines of an unfolded text, stored only where the offset changes."""

    def __init__(self) -> None:
        self._length = 0
        self._firsts: list[int] = []
        self._moves: list[tuple[int, int]] = []

    def __len__(self) -> int:
        """Return the number of lines."""
        return self._length

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


def unfold(text: str, site_blocks: Collection[str], not_first: Collection[int] = ()) -> Unfolded:
    """Move the content of site blocks to the left, and comment it out.

    Args:
        text: The text.
        site_blocks: Prefixes of the first lines of site blocks.
        not_first: Lines (from 0) that look like a first line but are part of code, HTML or a comment.
    """
    return _Unfolding(text, tuple(site_blocks), not_first).run()


class _Unfolding:
    """The lines written so far, and the site blocks that are open."""

    def __init__(self, text: str, site_blocks: tuple[str, ...], not_first: Collection[int]) -> None:
        self.lines = text.split("\n")
        self.starts = [
            number for number in _candidates(text, self.lines, site_blocks) if number not in not_first
        ]
        self.out: list[str] = []
        self.origins = Origins()
        self.blocks: list[SiteBlock] = []
        self.open: list[tuple[SiteBlock, int]] = []  # with the columns by which the content is moved

    def run(self) -> Unfolded:
        number = 0
        blank = 0  # blank lines so far: the next line decides whether they belong to the block
        while number < len(self.lines):
            if not self.open:
                # Nothing is moved before the next block; most texts have few blocks or none.
                following = bisect_left(self.starts, number)
                until = self.starts[following] if following < len(self.starts) else len(self.lines)
                self.out += self.lines[number:until]
                self.origins.add(number, count=until - number)
                number = until
                if number == len(self.lines):
                    break
            line = self.lines[number]
            if line.strip():
                indent = _columns(line)
                while self.open and indent < self.open[-1][1]:
                    self._close(number - blank)
                for before in range(number - blank, number):
                    self._write(before)
                blank = 0
                self._line(number, indent)
            else:
                blank += 1
            number += 1
        while self.open:
            self._close(len(self.lines) - blank)
        for before in range(len(self.lines) - blank, len(self.lines)):
            self._write(before)
        return Unfolded("\n".join(self.out), self.blocks, self.origins)

    def _line(self, number: int, indent: int) -> None:
        following = bisect_left(self.starts, number)
        if following == len(self.starts) or self.starts[following] != number:
            self._write(number)
            return
        cut = self.open[-1][1] if self.open else 0
        line = self.lines[number].strip()
        definition = line.startswith(":")
        match = _OPENER.match(line)
        header = match[0] if definition and match else line
        block = SiteBlock(header, number, len(self.origins))
        (self.open[-1][0].inner if self.open else self.blocks).append(block)
        self.open.append((block, indent + 4))
        self._mark(" " * (indent - cut) + _OPEN, number)
        if definition:
            raw = self.lines[number]
            content = raw[len(raw) - len(raw.lstrip()) + len(header) :]
            self.out.append(content)
            self.origins.add(number, len(raw) - len(content))

    def _write(self, number: int) -> None:
        """Write a line, moved to the left."""
        line = self.lines[number]
        cut = self.open[-1][1] if self.open else 0
        if not cut:
            self.out.append(line)
            self.origins.add(number)
            return
        removed = columns = 0
        while columns < cut and line[removed : removed + 1] in (" ", "\t"):
            columns += 4 - columns % 4 if line[removed] == "\t" else 1
            removed += 1
        self.out.append(" " * (columns - cut) + line[removed:])  # the rest of a tab
        self.origins.add(number, removed - max(0, columns - cut))

    def _close(self, number: int) -> None:
        """End the innermost block before a line."""
        block, column = self.open.pop()
        cut = self.open[-1][1] if self.open else 0
        block.last = len(self.origins)
        self._mark(" " * (column - 4 - cut) + _CLOSE, min(number, len(self.lines) - 1))

    def _mark(self, line: str, number: int) -> None:
        self.out.append(line)
        self.origins.add(number)


def _columns(line: str) -> int:
    return len(line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4))


def _candidates(text: str, lines: list[str], site_blocks: tuple[str, ...]) -> Iterator[int]:
    """Yield the lines (from 0) that look like the first line of a site block."""
    number = end = 0
    for match in _CANDIDATE.finditer(text):
        number += text.count("\n", end, match.start())
        end = match.start()
        if match[0].lstrip().startswith(site_blocks) and _OPENER.match(lines[number]):
            yield number


def moved_span(index: LineIndex, origins: Origins, first_line: int) -> Callable[[int, int], Span]:
    """Return a `span` function that maps lines and columns back to the text before `unfold`."""

    def position(offset: int) -> tuple[int, int]:
        line, column = index.position(offset)
        number, shift = origins.of(line - first_line)
        return number + first_line, max(1, column + shift)

    def span(start: int, end: int) -> Span:
        return Span(*position(start), *position(max(start, end)))

    return span
