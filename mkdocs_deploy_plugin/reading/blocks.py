"""Parse Markdown into a tree of blocks.

pyromark (pulldown-cmark) parses CommonMark with GitHub's tables, task lists, strikethrough, alerts
and footnotes, and reports byte ranges. This module turns its flat events into a tree of `Block` values.
The outline is read from that tree and the page is rendered from it, so the two cannot disagree.

The blocks that MkDocs sites have beyond CommonMark are unfolded first: see `reading.site_blocks`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyromark

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.reading.site_blocks import (
    CLOSE,
    MARK,
    OPEN,
    SITE_BLOCKS,
    Origins,
    has_site_blocks,
    moved_span,
    openers_in_code,
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
"""How often a text is parsed at most, until no line of code is taken for the start of a site block. The last
attempt takes no line for one."""

MAX_DEPTH = 100
"""Maximum depth of nested blocks. Each level of a list counts as two: the list and the item."""


class Run(NamedTuple):
    """A run of inline content: its kind, its text and its byte range.

    Kinds: `text`, `code`, `html`, `break`, `hard` (a hard break); `struck` and `link`, which are ended
    by `/struck` and `/link`; `mark`, which starts emphasis and the like. The text of a `link` is its
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
        text: The content of code or HTML, the kind of an alert, or the first line of a site block.
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
    """

    root: Block
    text: bytes
    span: Callable[[int, int], Span]
    hints: list[int] | None = None
    too_deep: int | None = None


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
    moved: Origins | None = None
    unfolded, code = text, set[int]()
    unfolds = has_site_blocks(text, site_blocks)
    root: Block | int
    for attempt in range(_ATTEMPTS):
        if unfolds:
            supported = tuple(site_blocks) if attempt < _ATTEMPTS - 1 else ()
            unfolded, moved = unfold(text, supported, code)
        source = unfolded.encode()
        hints = None if only is None else only(source)
        root = _blocks(unfolded, source, hints)
        if moved is None or isinstance(root, int):
            break
        misread = openers_in_code(source, _code_ranges(root), moved) - code
        if not misread:
            break
        code |= misread
    index = LineIndex(source, first_line)
    span = index.span if moved is None else moved_span(index, moved, first_line)
    if isinstance(root, int):
        return Tree(Block("root", 0, len(source)), source, span, hints, too_deep=root)
    if moved is not None:
        _fold(root, source)
    return Tree(root, source, span, hints)


def _code_ranges(root: Block) -> Iterator[tuple[int, int]]:
    """Yield the byte ranges of the code blocks in a block."""
    waiting = [root]
    while waiting:
        block = waiting.pop()
        if block.kind == "code":
            yield block.start, block.end
        waiting += block.children


def _blocks(text: str, source: bytes, hints: list[int] | None) -> Block | int:
    """Return the tree of the parser's events, or the offset of the first block that is nested too deep.

    The loop runs about once for each word of each procedure, so it checks the most frequent events first
    and takes the events apart, which nobody else uses.
    """
    run = tuple.__new__  # a third of the time that calling `Run` takes
    root = Block("root", 0, len(source))
    stack = [root]
    top = root
    # Inline content belongs to the open block; in a tight item, to a `text` block created for it.
    runs: list[Run] | None = root.runs
    ignored: list[Run] = []
    text_block: Block | None = None  # it ends when another block starts or its item ends
    raw = False
    name: str
    data: Any
    events: Iterable[tuple[Any, Any]] = pyromark.events_with_range(text, options=_OPTIONS, merge_text=True)
    for event, place in events:
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
                    if len(stack) > MAX_DEPTH:
                        return int(start)
                    top = block
                    if opener == "item":
                        runs = None
                        continue
                    runs = block.runs
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
                value = data["dest_url"] if inline == "link" else ""
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
                continue
        elif runs is ignored:
            continue
        runs.append(run(Run, (inline, value, place["start"], place["end"])))
    return root


def any_within(hints: list[int], start: int, end: int) -> bool:
    """Return whether any of the sorted offsets is in a range, whose end is exclusive."""
    first = bisect_left(hints, start)
    return first < len(hints) and hints[first] < end


_PROSE = frozenset({"paragraph", "table"})
_INLINE = {"Strikethrough": "struck", "Link": "link", "Image": "link"}
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


def _fold(block: Block, source: bytes) -> None:
    """Replace each pair of markers left by `unfold`, and the blocks between them, by a `site` block."""
    children: list[Block] = []
    stack = [children]
    for child in block.children:
        if child.children and source.find(MARK.encode(), child.start, child.end) >= 0:
            _fold(child, source)
        mark = child.text.lstrip() if child.kind == "html" else ""
        if mark.startswith(OPEN):
            header = mark[len(OPEN) :].split("-->", 1)[0].replace("&#45;", "-")
            site = Block("site", child.start, child.end, header)
            stack[-1].append(site)
            stack.append(site.children)
        elif mark.startswith(CLOSE):
            if len(stack) > 1:
                stack.pop()
        else:
            stack[-1].append(child)
    block.children = children


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


def extent(runs: list[Run]) -> tuple[int, int]:
    """Return the byte range of inline content, including its markup."""
    first = runs[0]
    return first.start, first.end if len(runs) == 1 else max([run.end for run in runs])


WORDS = frozenset({"text", "code", "break", "hard"})
"""The kinds of runs whose text is part of the plain text."""
