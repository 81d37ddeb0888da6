"""What a normalised page consists of: leaves of Markdown, and between them operations on elements.

`normalise` writes them, the Markdown extension carries them out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import NamedTuple
from xml.etree.ElementTree import Element, tostring

from mkdocs_deploy_plugin.model import Arguments
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.rendering.searchable import Searchable
from mkdocs_deploy_plugin.template.wording import Wording

MARKER = "\x02procedures:{}\x03"
"""A marker for a list of operations."""

HTML_MARKER = "\x02procedures-html:{}\x03"
"""A marker for a block of HTML."""


class Open(NamedTuple):
    """Open an element. A text is Markdown that goes into it."""

    tag: str
    attributes: Mapping[str, str] = MappingProxyType({})
    text: str = ""


class Close(NamedTuple):
    """Close the element that was opened last."""


class Text(NamedTuple):
    """Put Markdown into the element that is open, without a paragraph around it."""

    text: str


class Task(NamedTuple):
    """Open an item with a checkbox and its label. The text is the Markdown of the label."""

    id: str
    rev: str
    checked: bool
    struck: bool
    text: str


class EmptyTask(NamedTuple):
    """Put a checkbox without a text into the item that is open: it stands for nothing to be done."""

    checked: bool


class Heading(NamedTuple):
    """A heading with its anchor and further attributes; without an anchor, the site gives it its own."""

    level: int
    anchor: str
    text: str
    attributes: Mapping[str, str] = MappingProxyType({})


class Generated(NamedTuple):
    """Content made from data, in the place of a directive."""

    name: str
    arguments: Arguments = Arguments()


Operation = Open | Close | Text | Task | EmptyTask | Heading | Generated


@dataclass(frozen=True, slots=True)
class Normalised:
    """A page for Python-Markdown.

    Attributes:
        text: The leaves and the markers.
        operations: The operations of each marker.
        html: The blocks of HTML, as written.
        search: What a search looks the page up by; None where it reads the page itself.
    """

    text: str
    operations: tuple[tuple[Operation, ...], ...]
    html: tuple[str, ...]
    search: Searchable | None = None


@dataclass(frozen=True, slots=True)
class Insertions:
    """What is put between the blocks of a page.

    Attributes:
        before: Operations by the first byte of the block that they stand before.
        after: Operations by the first byte of the heading that they stand behind.
        start: Operations at the start of the page.
        end: Operations at its end.
        headings: Further attributes of headings, by their anchors.
        wording: What a search leaves out, or None where it reads the page itself.
        syntax: What ids of procedures look like.
    """

    before: Mapping[int, Sequence[Operation]] = field(default_factory=dict)
    after: Mapping[int, Sequence[Operation]] = field(default_factory=dict)
    start: Sequence[Operation] = ()
    end: Sequence[Operation] = ()
    headings: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    wording: Wording | None = None
    syntax: ReferenceSyntax = field(default_factory=ReferenceSyntax)


class Finished(str):
    """HTML to be put into a page as it is. As the text of an element, it is the element's content."""

    __slots__ = ()


def finished(tag: str, attributes: dict[str, str], *content: Element) -> Element:
    """Return an element whose content is finished. Links in it lead where they do in the built site."""
    element = Element(tag, attributes)
    element.text = Finished("".join(tostring(one, encoding="unicode", method="html") for one in content))
    return element
