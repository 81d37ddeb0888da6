"""The block structure of Markdown, as the CommonMark parser sees it.

pyromark (pulldown-cmark) reads CommonMark with GitHub's tables, task lists, strikethrough, alerts
and footnotes, and reports byte ranges. Its flat events become a tree of `Block` values here. The
outline is read from that tree, and the page is rendered from it, so the two cannot disagree.

What MkDocs sites have beyond CommonMark is unfolded before: see `reading.site_blocks`.
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


MAX_DEPTH = 100
"""How many blocks may be open within each other. A level of a list is two of them, the list and the item."""


class Run(NamedTuple):
    """A stretch of inline content: its kind, its text, and its byte range.

    Kinds: `text`, `code`, `html`, `break`, `hard` (a hard break); `struck` and `link`, which begin
    what `/struck` and `/link` end; `mark`, which begins emphasis and the like. The text of a `link`
    is its destination. The range of a beginning is that of the whole.
    """

    kind: str
    text: str
    start: int
    end: int


class Block:
    """A block of the document.

    Attributes:
        kind: `list`, `item`, `quote`, `site` (an admonition, a tab), `paragraph`, `text` (that of a
            tight list item), `heading`, `code`, `table`, `html`, `rule` or `footnote`.
        start: First byte.
        end: First byte after it.
        children: The blocks within.
        runs: The inline content of a paragraph, a text, a heading or a table.
        number: The start of a numbered list, the level of a heading; None for a bullet list.
        text: The content of code or HTML, the kind of an alert, the first line of a site block.
        info: The info string of fenced code; None for indented code.
        checked: Whether the item's box is ticked; None for an item without a box.
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
        root: A block that holds all others.
        text: The text that was parsed, in UTF-8; the ranges of the blocks refer to it.
        span: Turns a byte range into lines and columns of the original text.
        hints: The places around which inline content was kept; None where all of it was.
        too_deep: First byte of the first block that is nested deeper than `MAX_DEPTH`. There are no blocks
            then: what walks the tree may recurse, and nobody can read such a page anyway.
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
        text: The text.
        first_line: The number that its first line has in its file.
        site_blocks: Which of `SITE_BLOCKS` the site has; the others are text.
        only: Keep the inline content of a paragraph, of a table, or of an item without a box, only around
            the places that this gives. Headings and task items keep theirs. Saves a tenth of the time.
    """
    moved: Origins | None = None
    if has_site_blocks(text, site_blocks):
        text, moved = unfold(text, tuple(site_blocks))
    source = text.encode()
    index = LineIndex(source, first_line)
    hints = None if only is None else only(source)
    root = _blocks(text, source, hints)
    span = index.span if moved is None else moved_span(index, moved, first_line)
    if isinstance(root, int):
        return Tree(Block("root", 0, len(source)), source, span, hints, too_deep=root)
    if moved is not None:
        _fold(root, source)
    return Tree(root, source, span, hints)


def _blocks(text: str, source: bytes, hints: list[int] | None) -> Block | int:
    """Make a tree of the parser's events; where they are nested too deep, give the place of the first such.

    This runs for each word or so of each procedure.

    What there is most of is asked for first, and the events, which nobody else has, are taken apart.
    """
    run = tuple.__new__  # a third of the time that calling `Run` takes
    root = Block("root", 0, len(source))
    stack = [root]
    top = root
    # Inline content goes to the block that is open; below a tight item, to a `text` block made for it.
    runs: list[Run] | None = root.runs
    ignored: list[Run] = []
    text_block: Block | None = None  # its end is only known when something else begins or its item ends
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
                # On a line of its own below the marker of the item, GitHub takes it for text.
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
    """Return whether any of some sorted places lies in a range, the end exclusive."""
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
    """Make one `site` block of what stands between two of the marks that `unfold` left."""
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
    """Return the words of inline content, white space collapsed, code spans without their marks."""
    if len(runs) == 1:
        kind, text, _, _ = runs[0]
        if kind not in WORDS:
            return ""
        if text.isprintable() and "  " not in text:
            return text.strip()  # No white space but single spaces: most text is so, and this is quicker.
        return " ".join(text.split())
    return " ".join("".join([run.text for run in runs if run.kind in WORDS]).split())


def find_comments(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each HTML comment begins and ends.

    A pattern would look for the end once more from each beginning that has none.
    """
    start = text.find("<!--")
    while start >= 0 and (end := text.find("-->", start + 4)) >= 0:
        yield start, end + 3
        start = text.find("<!--", end + 3)


def extent(runs: list[Run]) -> tuple[int, int]:
    """Return the byte range of inline content with all its mark-up."""
    first = runs[0]
    return first.start, first.end if len(runs) == 1 else max([run.end for run in runs])


WORDS = frozenset({"text", "code", "break", "hard"})
"""The kinds of runs whose text is read as it is."""
