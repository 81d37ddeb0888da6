"""The parts of a normalised page: leaves of Markdown, and the operations on elements between them.

`normalise` writes the operations, and the Markdown extension performs them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from mkdocs_deploy_plugin.model import START, Arguments, Span, TaskItem
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.rendering.searchable import Searchable
from mkdocs_deploy_plugin.template.wording import Wording

MARKER = "\x02procedures:{}\x03"
"""The marker for a list of operations."""

HTML_MARKER = "\x02procedures-html:{}\x03"
"""The marker for a block of HTML."""

CODE_MARKER = "\x02procedures-code:{}\x03"
"""The marker for a block of code."""

SITE_MARKER = "\x02procedures-site:{}\x03"
"""The marker for the content of a site block, in the place where the site's own extension puts it."""


def marker_pattern(marker: str) -> re.Pattern[str]:
    """Return the pattern of a marker, with its number as a group."""
    return re.compile(re.escape(marker).replace(r"\{\}", "([0-9]+)"))


class Open(NamedTuple):
    """Open an element. The text is Markdown inside it."""

    tag: str
    attributes: Mapping[str, str] = MappingProxyType({})
    text: str = ""


class Close(NamedTuple):
    """Close the innermost open element."""


class Extensions(NamedTuple):
    """What the site has of the extensions that a page is written for.

    Attributes:
        markdown_in_html: `md_in_html`, which parses Markdown in HTML elements that ask for it.
        footnotes: `footnotes`.
    """

    markdown_in_html: bool
    footnotes: bool


ALL_EXTENSIONS = Extensions(markdown_in_html=True, footnotes=True)


class OpenSite(NamedTuple):
    """Open the element that holds the marker for the content of a site block or footnote."""

    number: int


class Text(NamedTuple):
    """Add Markdown to the open element, without a paragraph around it."""

    text: str


class Task(NamedTuple):
    """Open a task item with further attributes. The text is the Markdown of its label."""

    item: TaskItem
    text: str
    attributes: Mapping[str, str] = MappingProxyType({})


class EmptyTask(NamedTuple):
    """Add a checkbox without a label to the open list item. It is not a check that can be ticked."""

    checked: bool


class Heading(NamedTuple):
    """Add a heading with an anchor and other attributes; without an anchor, the site assigns one."""

    level: int
    anchor: str
    text: str
    attributes: Mapping[str, str] = MappingProxyType({})


class Generated(NamedTuple):
    """Add generated content, for a directive."""

    name: str
    arguments: Arguments = Arguments()


Operation = Open | OpenSite | Close | Text | Task | EmptyTask | Heading | Generated


class CodeBlock(NamedTuple):
    """A block of code: its info string and its text, which ends with a newline unless it is empty."""

    info: str
    text: str


@dataclass(frozen=True, slots=True)
class Normalised:
    """A page for Python-Markdown.

    Attributes:
        text: The leaves and the markers.
        operations: The operations of each marker.
        html: The blocks of HTML.
        code: The blocks of code.
        search: The searchable words of the page; None if the search plugin reads the page itself.
        items: All task items of the page.
        headings: The headings of a procedure and their first bytes, by anchor.
        commands: The names of the code blocks of a procedure, by their first bytes.
        span: Converts a byte range to lines and columns of the file.
    """

    text: str
    operations: tuple[tuple[Operation, ...], ...]
    html: tuple[str, ...] = ()
    code: tuple[CodeBlock, ...] = ()
    search: Searchable | None = None
    items: tuple[TaskItem, ...] = ()
    headings: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    commands: Mapping[int, str] = field(default_factory=dict)
    span: Callable[[int, int], Span] = lambda start, end: START


@dataclass(frozen=True, slots=True)
class Insertions:
    """The operations inserted between the blocks of a page.

    Attributes:
        before: Operations before a block, by the offset of its first byte.
        after: Operations after a heading, by the offset of its first byte.
        start: Operations at the start of the page.
        end: Operations at the end of the page.
        headings: Additional attributes of headings, by anchor.
        items: Additional attributes of task items, by the offset of the first byte of their text.
        wording: The words that a search leaves out; None if the search plugin reads the page itself.
        syntax: The syntax of procedure ids.
    """

    before: Mapping[int, Sequence[Operation]] = field(default_factory=dict)
    after: Mapping[int, Sequence[Operation]] = field(default_factory=dict)
    start: Sequence[Operation] = ()
    end: Sequence[Operation] = ()
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    items: Mapping[int, Mapping[str, str]] = field(default_factory=dict)
    wording: Wording | None = None
    syntax: ReferenceSyntax = field(default_factory=ReferenceSyntax)


class Finished(str):
    """Finished HTML. As the text of an element, it becomes the content of the element unchanged."""

    __slots__ = ()


def finished(tag: str, attributes: dict[str, str], *content: Element) -> Element:
    """Return an element with finished content. MkDocs does not rewrite the links in it."""
    element = Element(tag, attributes)
    element.text = Finished("".join(tostring(inner, encoding="unicode", method="html") for inner in content))
    return element
