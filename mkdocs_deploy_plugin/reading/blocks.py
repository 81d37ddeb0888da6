"""Parse Markdown into a tree of blocks.

pyromark (pulldown-cmark) parses CommonMark with GitHub's tables, task lists, strikethrough, alerts
and footnotes, and reports byte ranges. This module turns its flat events into a tree of `Block` values.
The outline is read from that tree and the page is rendered from it, so the two cannot disagree.

The blocks that MkDocs sites have beyond CommonMark are unfolded first: see `reading.site_blocks`.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyromark

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.site_blocks import (
    SITE_BLOCKS,
    SiteBlock,
    has_site_blocks,
    moved_span,
    unfold,
)
from mkdocs_deploy_plugin.reading.source import LineIndex

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_FOOTNOTES
)


_ATTEMPTS = 10
"""How often a text is parsed at most, until no line of code or HTML is taken for the start of a site block.
The last attempt takes no line for one."""

MAX_DEPTH = 100
"""Maximum depth of nested blocks. Each level of a list counts as two: the list and the item."""

MAX_EVENTS = 50_000
"""Maximum number of the parser's events in a procedure: starts and ends of blocks and inline markup, texts,
line breaks. A long procedure has 2,000. Python-Markdown takes up to 0.3 ms for each, and for markup in one
paragraph time that grows with its square."""


class Run(NamedTuple):
    """A run of inline content: its kind, its text and its byte range.

    Kinds: `text`, `code`, `html`, `break`, `hard` (a hard break); `struck` and `link`, which are ended
    by `/struck` and `/link`; `title`, after the `link` that has one; `row` and `cell` of a table, which are
    ended by `/row` and `/cell`; `mark`, which starts emphasis and the like. The text of a `link` is its
    destination. A run that starts something has the byte range of the whole.
    """

    kind: str
    text: str
    start: int
    end: int


class Block:
    """A block of the document.

    Attributes:
        kind: `list`, `item`, `quote`, `site` (an admonition or a tab), `paragraph`, `text` (in a tight
            list item), `heading`, `code`, `table`, `html`, `rule` or `footnote`.
        start: First byte.
        end: First byte after it.
        children: The nested blocks.
        runs: The inline content of a paragraph, a text, a heading or a table.
        number: The first number of a numbered list, or the level of a heading; None for a bullet list.
        text: The content of code or HTML, the kind of an alert, the first line of a site block, or the
            alignments of the columns of a table, each `None`, `Left`, `Center` or `Right`.
        info: The info string of fenced code; None for indented code.
        checked: Whether the task item is ticked; None for an item without a checkbox.
    """

    __slots__ = ("checked", "children", "end", "info", "kind", "number", "runs", "start", "text")

    def __init__(
        self, kind: str, start: int, end: int, text: str = "", children: list[Block] | None = None
    ) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.text = text
        self.children: list[Block] = [] if children is None else children
        self.runs: list[Run] = []
        self.number: int | None = None
        self.info: str | None = None
        self.checked: bool | None = None


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
            self.lines += [match.end() for match in re.finditer(b"\n", source)]
            if b"]:" in source:
                for piece in self._texts(0, len(source), blocks):
                    for label, line in link_definitions(piece.decode()).items():
                        self.definitions.setdefault(_folded(label), line)

    def parse(self, start: int, end: int, blocks: list[SiteBlock], depth: int) -> Block | int:
        """Return the tree of a piece, or the offset of the first block that is nested too deep."""
        if not self.definitions and not blocks and not start and end == len(self.source):
            self._count(self.source, 0)
            return _blocks(self.source.decode(), self.source, self.hints, 0)
        piece = self._masked(start, end, blocks)
        definitions = self._used(piece) if self.definitions else b""
        piece = definitions + piece
        move = start - len(definitions)
        self._count(piece, move)
        hints = self.hints
        if hints is not None:
            hints = [hint - move for hint in hints[bisect_left(hints, start) : bisect_left(hints, end)]]
        root = _blocks(piece.decode(), piece, hints, depth)
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
        for _, place in _events(piece.decode()):
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


def _events(text: str) -> Iterable[tuple[Any, Any]]:
    events: Iterable[tuple[Any, Any]] = pyromark.events_with_range(text, options=_OPTIONS, merge_text=True)
    return events


def link_definitions(text: str) -> dict[str, str]:
    """Return the link reference definitions of a text, one line each, by label.

    The parser takes them out of the text.
    """
    if "]:" not in text:
        return {}
    lines = {}
    for label, definition in pyromark.reference_definitions(text, options=_OPTIONS).items():
        title = (definition["title"] or "").replace('"', "&quot;").replace("\n", " ")
        target = _ENCODED.sub(lambda match: f"%{ord(match[0]):02X}", definition["dest"])
        lines[label] = f"[{label}]: <{target}>" + (f' "{title}"' if title else "")
    return lines


def _folded(label: str) -> str:
    return " ".join(label.split()).casefold()


_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){1,999})\]", re.S)
_ENCODED = re.compile(r"[\s<>\\]")


def _blocks(text: str, source: bytes, hints: list[int] | None, depth: int) -> Block | int:
    """Return the tree of the parser's events, or the offset of the first block that is nested too deep.

    The loop runs about once for each word of each procedure, so it checks the most frequent events first
    and takes the events apart, which nobody else uses.
    """
    run = tuple.__new__  # a third of the time that calling `Run` takes
    root = Block("root", 0, len(source))
    stack = [root]
    deepest = MAX_DEPTH - depth
    top = root
    # Inline content belongs to the open block; in a tight item, to a `text` block created for it.
    runs: list[Run] | None = root.runs
    ignored: list[Run] = []
    text_block: Block | None = None  # it ends when another block starts or its item ends
    raw = False
    title: Run | None = None  # of a link
    name: str
    data: Any
    for event, place in _events(text):
        if type(event) is str:
            if event == "Rule":
                top.children.append(Block("rule", place["start"], place["end"]))
                continue
            inline, value = ("hard", " ") if event == "HardBreak" else ("break", " ")
        else:
            kind, value = event.popitem()
            if kind == "Text":
                if raw:
                    top.text += value
                    continue
                inline = "text"
            elif kind == "End":
                name = value if type(value) is str else value.popitem()[0]
                if name in _OPENERS:
                    if text_block is not None:
                        text_block.end, text_block = top.end, None
                    del stack[-1]
                    top = stack[-1]
                    runs = None if top.kind == "item" else top.runs
                    raw = False
                    continue
                if name not in _INLINE:
                    continue
                inline, value = "/" + _INLINE[name], ""
            elif kind == "Start":
                name, data = (value, None) if type(value) is str else value.popitem()
                if name in _OPENERS:
                    start = place["start"]
                    if text_block is not None:
                        text_block.end, text_block = start, None
                    opener = _OPENERS[name]
                    block = Block(opener, start, place["end"])
                    top.children.append(block)
                    stack.append(block)
                    if len(stack) > deepest:
                        return int(start)
                    top = block
                    if opener == "item":
                        runs = None
                        continue
                    runs = block.runs
                    if opener == "table":
                        block.text = " ".join(data)
                    if opener in _PROSE:
                        if hints is not None and not any_within(hints, start, block.end):
                            runs = ignored
                    elif opener == "heading":
                        block.number = int(data["level"][1])
                    elif opener == "list":
                        block.number = data
                    elif opener == "code":
                        block.info = data["Fenced"] if type(data) is dict else None
                        raw = True
                    elif opener == "html":
                        raw = True
                    elif opener == "quote":
                        block.text = data or ""
                    continue
                inline = _INLINE.get(name, "mark")
                value = ""
                if inline == "link":
                    value = data["dest_url"]
                    if data["title"]:
                        title = run(Run, ("title", data["title"], place["start"], place["end"]))
            elif kind == "TaskListMarker":
                item = top if top.kind == "item" else stack[-2]
                start = place["start"]
                if (
                    source.find(b"\n", item.start, start) < 0
                    or b"\n" not in source[item.start : start].strip()
                ):
                    item.checked = value
                    runs = runs if runs is None else top.runs
                    continue
                # On its own line below the list marker, GitHub reads it as text.
                inline, value = "text", source[start : place["end"]].decode() + " "
            elif kind == "Code":
                inline = "code"
            elif kind == "Html":
                top.text += value
                continue
            elif kind == "InlineHtml":
                inline = "html"
            else:
                inline, value = "text", str(value)
        if runs is None:
            block = text_block = Block("text", place["start"], place["end"])
            top.children.append(block)
            runs = block.runs
            if hints is not None and top.checked is None and not any_within(hints, top.start, top.end):
                runs = ignored
        if runs is ignored:
            title = None
            continue
        runs.append(run(Run, (inline, value, place["start"], place["end"])))
        if title is not None:
            runs.append(title)
            title = None
    return root


def any_within(hints: list[int], start: int, end: int) -> bool:
    """Return whether any of the sorted offsets is in a range, whose end is exclusive."""
    first = bisect_left(hints, start)
    return first < len(hints) and hints[first] < end


_PROSE = frozenset({"paragraph", "table"})
_INLINE = {
    "Strikethrough": "struck",
    "Link": "link",
    "Image": "link",
    "TableHead": "row",
    "TableRow": "row",
    "TableCell": "cell",
}
_OPENERS = {
    "Paragraph": "paragraph",
    "Heading": "heading",
    "BlockQuote": "quote",
    "CodeBlock": "code",
    "HtmlBlock": "html",
    "List": "list",
    "Item": "item",
    "FootnoteDefinition": "footnote",
    "Table": "table",
}


def plain(runs: list[Run]) -> str:
    """Return the plain text of inline content, white space collapsed, code spans without backticks."""
    if len(runs) == 1:
        kind, text, _, _ = runs[0]
        if kind not in WORDS:
            return ""
        if text.isprintable() and "  " not in text:
            return text.strip()  # Only single spaces, like most text; this path is faster.
        return " ".join(text.split())
    return " ".join("".join([run.text for run in runs if run.kind in WORDS]).split())


def find_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each HTML comment.

    A regular expression would search for the end again from each unclosed start.
    """
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end + 3)


def extent(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the byte range of inline content, including its markup."""
    first = runs[0]
    return first.start, first.end if len(runs) == 1 else max([run.end for run in runs])


WORDS = frozenset({"text", "code", "break", "hard"})
"""The kinds of runs whose text is part of the plain text."""
