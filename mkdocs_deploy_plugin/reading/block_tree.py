"""Turn the parser's flat events into a tree of `Block` values."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import pyromark

OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_GFM
    | pyromark.Options.ENABLE_FOOTNOTES
)
"""The additions of GitHub to CommonMark, as the parser names them."""

MAX_DEPTH = 100
"""Maximum depth of nested blocks. Each level of a list counts as two: the list and the item."""

MAX_EVENTS = 50_000
"""Maximum number of the parser's events in a procedure: starts and ends of blocks and inline markup, texts,
line breaks. A long procedure has 2,000. Python-Markdown takes up to 0.3 ms for each, and for markup in one
paragraph time that grows with its square."""

_LANGUAGE = re.compile(r"[\s{.]*([\w.#+-]+)(?![\w.#+=-])")


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

    @property
    def language(self) -> str:
        """The language of fenced code in lower case, also if written as `{.bash}`; empty without one."""
        match = _LANGUAGE.match(self.info or "")
        return match[1].lower() if match else ""

    def walk(self) -> Iterator[Block]:
        """Yield this block and all blocks in it, in document order."""
        waiting = [self]
        while waiting:
            block = waiting.pop()
            yield block
            waiting += reversed(block.children)


def events(text: str) -> Iterable[tuple[Any, Any]]:
    """Return the parser's events, each with its byte range: a name or a dictionary, and `start` and `end`."""
    stream: Iterable[tuple[Any, Any]] = pyromark.events_with_range(text, options=OPTIONS, merge_text=True)
    return stream


def read_blocks(text: str, source: bytes, hints: list[int] | None, depth: int) -> Block | int:
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
    for event, place in events(text):
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


def extent(runs: Sequence[Run]) -> tuple[int, int]:
    """Return the byte range of inline content, including its markup."""
    first = runs[0]
    return first.start, first.end if len(runs) == 1 else max([run.end for run in runs])


WORDS = frozenset({"text", "code", "break", "hard"})
"""The kinds of runs whose text is part of the plain text."""
