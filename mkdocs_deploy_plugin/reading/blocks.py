"""Parse Markdown into a tree of blocks.

pyromark (pulldown-cmark) parses CommonMark with GitHub's tables, task lists, strikethrough, alerts
and footnotes, and reports byte ranges. `reading.block_tree` turns its flat events into a tree of `Block`
values. The outline is read from that tree and the page is rendered from it, so the two cannot disagree.

The blocks that MkDocs sites have beyond CommonMark are unfolded first: see `reading.site_blocks`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

import pyromark

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.block_tree import MAX_EVENTS, OPTIONS, Block, events, read_blocks
from mkdocs_deploy_plugin.reading.site_blocks import (
    SITE_BLOCKS,
    SiteBlock,
    has_site_blocks,
    moved_span,
    unfold,
)
from mkdocs_deploy_plugin.reading.source import LineIndex

_ATTEMPTS = 10
"""How often a text is parsed at most, until no line of code or HTML is taken for the start of a site block.
The last attempt takes no line for one."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The blocks of a text.

    Attributes:
        root: The block that contains all others.
        text: The parsed text in UTF-8, which the ranges of the blocks refer to.
        span: Converts a byte range to lines and columns of the original text.
        hints: Offsets around which inline content was kept; None if all of it was kept.
        too_deep: First byte of the first block nested deeper than `MAX_DEPTH`. The tree is empty then:
            callers may recurse, and nobody can read such a page anyway.
        too_long: First byte of the first event over `MAX_EVENTS`. The tree is complete.
    """

    root: Block
    text: bytes
    span: Callable[[int, int], Span]
    hints: list[int] | None = None
    too_deep: int | None = None
    too_long: int | None = None


def parse(
    text: str,
    first_line: int = 1,
    site_blocks: Sequence[str] = SITE_BLOCKS,
    only: Callable[[bytes], list[int]] | None = None,
) -> Tree:
    """Parse Markdown.

    Args:
        text: The Markdown text.
        first_line: Line of the file on which the text starts.
        site_blocks: The members of `SITE_BLOCKS` that the site supports; the others are text.
        only: Returns offsets. Paragraphs, tables and items without a checkbox keep their inline content
            only around them; headings and task items always do. Saves a tenth of the time.
    """
    moved = None
    not_first: set[int] = set()
    unfolds = has_site_blocks(text, site_blocks)
    for attempt in range(_ATTEMPTS):
        unfolded, site = text, list[SiteBlock]()
        if unfolds:
            supported = site_blocks if attempt < _ATTEMPTS - 1 else ()
            unfolded, site, moved = unfold(text, supported, not_first)
        source = unfolded.encode()
        hints = None if only is None else only(source)
        pieces = _Pieces(source, hints, site)
        root = pieces.parse(0, len(source), site, 0)
        if isinstance(root, int) or not pieces.misread:
            break
        not_first |= pieces.misread
    index = LineIndex(source, first_line)
    span = index.span if moved is None else moved_span(index, moved, first_line)
    if isinstance(root, int):
        return Tree(Block("root", 0, len(source)), source, span, hints, too_deep=root)
    return Tree(root, source, span, hints, too_long=pieces.too_long)


class _Pieces:
    """Parses a text in pieces: what is around its site blocks, and the content of each of them.

    A piece that is parsed alone ends all that is left open in it. The link definitions of all pieces stand
    before each, because they hold for the whole document.
    """

    def __init__(self, source: bytes, hints: list[int] | None, blocks: list[SiteBlock]) -> None:
        self.source = source
        self.hints = hints
        self.misread: set[int] = set()
        self.left = MAX_EVENTS
        self.too_long: int | None = None
        self.lines = [0]
        self.definitions: dict[str, str] = {}
        if blocks:
            self.lines += accumulate(len(line) + 1 for line in source.split(b"\n")[:-1])
            if b"]:" in source:
                for piece in self._texts(0, len(source), blocks):
                    for label, line in link_definitions(piece.decode()).items():
                        self.definitions.setdefault(_folded(label), line)

    def parse(self, start: int, end: int, blocks: list[SiteBlock], depth: int) -> Block | int:
        """Return the tree of a piece, or the offset of the first block that is nested too deep."""
        if not self.definitions and not blocks and not start and end == len(self.source):
            self._count(self.source, 0)
            return read_blocks(self.source.decode(), self.source, self.hints, 0)
        piece = self._masked(start, end, blocks)
        definitions = self._used(piece) if self.definitions else b""
        piece = definitions + piece
        move = start - len(definitions)
        self._count(piece, move)
        hints = self.hints
        if hints is not None:
            hints = [hint - move for hint in hints[bisect_left(hints, start) : bisect_left(hints, end)]]
        root = read_blocks(piece.decode(), piece, hints, depth)
        if isinstance(root, int):
            return root + move
        if move:
            _move(root, move)
        if blocks:
            marks = {self._mark(block): block for block in blocks}
            too_deep = self._fill(root, marks, depth + 1)
            for block in marks.values():
                self.misread.update(_first_lines(block))
            if too_deep is not None:
                return too_deep
        return root

    def _used(self, piece: bytes) -> bytes:
        """Return the link definitions that a piece may refer to, and a blank line."""
        labels = dict.fromkeys(_folded(label) for label in _LABEL.findall(piece.decode()))
        lines = [self.definitions[label] for label in labels if label in self.definitions]
        return "\n".join([*lines, "", ""]).encode() if lines else b""

    def _count(self, piece: bytes, move: int) -> None:
        """Count the events of a piece, if the text is long enough for too many: a byte makes two at most."""
        if 2 * len(self.source) <= MAX_EVENTS or self.too_long is not None:
            return
        for _, place in events(piece.decode()):
            self.left -= 1
            if self.left < 0:
                self.too_long = max(0, place["start"] + move)
                return

    def _fill(self, block: Block, marks: dict[int, SiteBlock], depth: int) -> int | None:
        """Replace the comments that stand for site blocks by `site` blocks with their content.

        The blocks found are taken out of `marks`.
        """
        before = None
        for number, child in enumerate(block.children):
            if not marks:
                break
            site = None
            if child.kind == "html" and child.text.lstrip().startswith("<!--"):
                place = self.source.find(b"<!--", child.start, child.end)
                site = marks.get(place)
                if site is not None and (not site.header.startswith(":") or _may_be_term(before)):
                    del marks[place]
                    first, last = self.lines[site.first + 1], self.lines[site.last]
                    content = self.parse(first, last, site.inner, depth)
                    if isinstance(content, int):
                        return content
                    filled = Block("site", child.start, child.end, site.header, content.children)
                    block.children[number] = child = filled
            if site is None and child.children:
                too_deep = self._fill(child, marks, depth + 1)
                if too_deep is not None:
                    return too_deep
            before = child
        return None

    def _mark(self, block: SiteBlock) -> int:
        return self.source.index(b"<!--", self.lines[block.first])

    def _masked(self, start: int, end: int, blocks: list[SiteBlock]) -> bytes:
        """Return a piece with blanks in place of the content of its site blocks."""
        parts = []
        for block in blocks:
            first, last = self.lines[block.first + 1], self.lines[block.last]
            parts += [self.source[start:first], _NOT_NEWLINE.sub(b" ", self.source[first:last])]
            start = last
        return b"".join([*parts, self.source[start:end]])

    def _texts(self, start: int, end: int, blocks: list[SiteBlock]) -> Iterator[bytes]:
        """Yield a piece and the pieces in it."""
        yield self._masked(start, end, blocks)
        for block in blocks:
            yield from self._texts(self.lines[block.first + 1], self.lines[block.last], block.inner)


_NOT_NEWLINE = re.compile(rb"[^\n]")


def _may_be_term(block: Block | None) -> bool:
    """Return whether a block may precede a definition: the term, or another definition."""
    return block is not None and (
        block.kind == "paragraph" or (block.kind == "site" and block.text.startswith(":"))
    )


def _first_lines(block: SiteBlock) -> Iterator[int]:
    """Yield the original lines of a site block, and of those in it, which share its fate."""
    yield block.origin
    for inner in block.inner:
        yield from _first_lines(inner)


def _move(block: Block, by: int) -> None:
    """Add a number to all offsets of a tree."""
    block.start += by
    block.end += by
    block.runs = [run._replace(start=run.start + by, end=run.end + by) for run in block.runs]
    for child in block.children:
        _move(child, by)


def link_definitions(text: str) -> dict[str, str]:
    """Return the link reference definitions of a text, one line each, by label.

    The parser takes them out of the text.
    """
    if "]:" not in text:
        return {}
    lines = {}
    for label, definition in pyromark.reference_definitions(text, options=OPTIONS).items():
        title = (definition["title"] or "").replace('"', "&quot;").replace("\n", " ")
        target = _ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", definition["dest"])
        lines[label] = f"[{label}]: <{target}>" + (f' "{title}"' if title else "")
    return lines


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.S)
_ENCODED = re.compile(r"[\s<>\\]")


def find_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each HTML comment.

    A regular expression would search for the end again from each unclosed start.
    """
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end + 3)
