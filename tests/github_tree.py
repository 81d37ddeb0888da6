"""Reduce HTML to the nesting of its lists, items, checkboxes, quotes and code blocks.

Two renderers never write the same HTML for the same Markdown: one wraps a checkbox in a label,
the other highlights code with spans.  ``tree`` drops all of that and keeps what a reader sees of
lists and code, so that the output of Python-Markdown can be compared with that of cmark-gfm.

Everything not named in the node classes below is transparent: ``p``, headings, tables, ``div``,
``details``, ``label`` and the like only separate words.  Text outside list items is not kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TypeAlias

__all__ = ["Code", "Item", "List", "Node", "Quote", "dump", "tree"]

TAB_SIZE = 4
"""Tab stops in code blocks; cmark keeps tabs where other renderers write spaces."""

_BOXES = {None: "-", False: "[ ]", True: "[x]"}

# White space as HTML collapses it: a no-break space is a character like any other.
_SPACE = re.compile(r"[ \t\n\r\f]+")

# Elements that separate the words around them; other elements stand in running text.
_SEPARATING = frozenset(
    _SPACE.split(
        "address article aside body br caption center dd details dialog dir div dl dt fieldset"
        " figcaption figure footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend main menu"
        " nav p search section summary table tbody td tfoot th thead tr"
    )
)

# Elements whose content is not shown as text.
_HIDDEN = frozenset({"script", "style", "template", "title"})


@dataclass(frozen=True, repr=False, slots=True)
class Code:
    """A code block: its text with tabs expanded and without the trailing newline."""

    text: str

    def __repr__(self) -> str:
        return f"Code({self.text!r})"


@dataclass(frozen=True, repr=False, slots=True)
class Quote:
    """A block quote.  Only the lists, quotes and code in it are kept."""

    children: tuple[Node, ...] = ()

    def __repr__(self) -> str:
        return f"Quote({_arguments(self.children)})"


@dataclass(frozen=True, repr=False, slots=True)
class Item:
    """A list item: its own text, its checkbox (``None`` without one) and the blocks in it."""

    text: str
    checkbox: bool | None = None
    children: tuple[Node, ...] = ()

    def __repr__(self) -> str:
        arguments = repr(self.text)
        if self.checkbox is not None:
            arguments += f", checkbox={self.checkbox}"
        if self.children:
            arguments += f", children={_arguments(self.children)}"
        return f"Item({arguments})"


@dataclass(frozen=True, repr=False, slots=True)
class List:
    """A list; ``start`` is the first number of an ``ol`` and ``None`` for a ``ul``."""

    kind: str
    start: int | None
    items: tuple[Node, ...] = ()

    def __repr__(self) -> str:
        arguments = f"{self.kind!r}, {self.start}"
        if self.items:
            arguments += f", {_arguments(self.items)}"
        return f"List({arguments})"


Node: TypeAlias = Code | Quote | Item | List


def tree(html: str) -> list[Node]:
    """Return the lists, quotes and code blocks of ``html`` in document order."""
    builder = _Builder()
    builder.feed(html.replace("\r\n", "\n").replace("\r", "\n"))
    return builder.result()


def dump(nodes: Iterable[Node]) -> str:
    """Return ``nodes`` as indented text, one line for each node or line of code.

    Different trees give different texts, so two dumps are good for a readable assertion.
    """
    return "".join(f"{line}\n" for line in _dump_lines(nodes, ""))


def _arguments(nodes: Sequence[Node]) -> str:
    """Return the display of a tuple of nodes, or nothing for an empty one."""
    return repr(tuple(nodes)) if nodes else ""


def _dump_lines(nodes: Iterable[Node], indent: str) -> Iterable[str]:
    """Yield the lines of ``dump`` for ``nodes``, each after ``indent``."""
    for node in nodes:
        deeper = indent + "  "
        match node:
            case Code(text):
                yield f"{indent}code"
                # repr() makes blanks at the end of a line and odd characters visible.
                yield from (f"{deeper}| {line!r}" for line in text.split("\n"))
            case Quote(children):
                yield f"{indent}quote"
                yield from _dump_lines(children, deeper)
            case Item(text, checkbox, children):
                yield f"{indent}{_BOXES[checkbox]} {text!r}"
                yield from _dump_lines(children, deeper)
            case List(kind, start, items):
                yield f"{indent}{kind}" if start is None else f"{indent}{kind} start={start}"
                yield from _dump_lines(items, deeper)


@dataclass
class _Open:
    """An element that is still open: the document, a list, an item or a quote."""

    tag: str
    start: int | None = None
    checkbox: bool | None = None
    text: list[str] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)

    def node(self) -> Node:
        """Return the finished node."""
        children = tuple(self.children)
        if self.tag == "blockquote":
            return Quote(children)
        if self.tag == "li":
            text = _SPACE.sub(" ", "".join(self.text)).strip(" ")
            return Item(text, self.checkbox, children)
        return List(self.tag, self.start, children)


class _Builder(HTMLParser):
    """Builds the tree; tolerates left-out end tags and stray ones as browsers do."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._open: list[_Open] = [_Open("")]
        self._code: list[str] | None = None
        self._code_is_bare = True
        self._hidden = 0

    def result(self) -> list[Node]:
        """Close everything still open and return the nodes of the document."""
        # A comment without an end hides the rest; some Python versions would make it text.
        if not self.rawdata.startswith("<!--"):
            self.close()
        if self._code is not None:
            self._end_code()
        self._close_down_to(1)
        return self._open[0].children

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a container, start a code block or note a checkbox."""
        if tag in _HIDDEN:
            self._hidden += 1
        elif self._code is not None:
            if tag == "code":
                self._code_is_bare = False
            elif tag == "br":
                self._code.append("\n")
        elif tag == "pre":
            self._separate()
            self._code, self._code_is_bare = [], True
        elif tag in ("ul", "ol", "blockquote"):
            self._separate()
            self._open.append(_Open(tag, start=_start(dict(attrs)) if tag == "ol" else None))
        elif tag == "li":
            if self._open[-1].tag == "li":
                self._end_item()
            self._separate()
            self._open.append(_Open(tag))
        elif tag == "input":
            self._checkbox(dict(attrs))
        elif tag in _SEPARATING:
            self._separate()

    def handle_endtag(self, tag: str) -> None:
        """Close what the tag closes, if anything."""
        if tag in _HIDDEN:
            self._hidden = max(0, self._hidden - 1)
        elif self._code is not None:
            if tag == "pre":
                self._end_code()
        elif tag == "li":
            self._end_item()
        elif tag in ("ul", "ol", "blockquote"):
            for depth in range(len(self._open) - 1, 0, -1):
                if self._open[depth].tag == tag:
                    self._close_down_to(depth)
                    break
        elif tag in _SEPARATING:
            self._separate()

    def handle_data(self, data: str) -> None:
        """Keep text of code blocks and of items."""
        if self._hidden:
            return
        if self._code is not None:
            self._code.append(data)
        elif self._open[-1].tag == "li":
            self._open[-1].text.append(data)

    def _checkbox(self, attributes: dict[str, str | None]) -> None:
        """Note a checkbox of the open item; the first one in an item counts."""
        item = self._open[-1]
        if (
            item.tag == "li"
            and item.checkbox is None
            and (attributes.get("type") or "").lower() == "checkbox"
        ):
            item.checkbox = "checked" in attributes

    def _separate(self) -> None:
        """Separate the words of the open item before and after a block."""
        if self._open[-1].tag == "li":
            self._open[-1].text.append(" ")

    def _end_item(self) -> None:
        """Close the innermost item unless a list is open in it."""
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == "li":
                self._close_down_to(depth)
                break
            if self._open[depth].tag in ("ul", "ol"):
                break

    def _end_code(self) -> None:
        """Add the code block being read to the open container."""
        text = "".join(self._code or ())
        if self._code_is_bare:
            # A line feed right after the pre tag is not part of its text.
            text = text.removeprefix("\n")
        self._open[-1].children.append(Code(text.expandtabs(TAB_SIZE).removesuffix("\n")))
        self._code = None

    def _close_down_to(self, depth: int) -> None:
        """Close the open containers until ``depth`` of them remain."""
        while len(self._open) > depth:
            node = self._open.pop().node()
            self._open[-1].children.append(node)
            self._separate()


def _start(attributes: dict[str, str | None]) -> int:
    """Return the first number of an ordered list."""
    try:
        return int(attributes.get("start") or "")
    except ValueError:
        return 1
