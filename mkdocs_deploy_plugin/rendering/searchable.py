"""Extract the words that a procedure can be found by, without those that it shares with the template.

Repeated words are left out as well, because a search asks whether a procedure contains a word, not how often.
About a fifth of the page remains.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.model import Json, Section
from mkdocs_deploy_plugin.reading.block_tree import Block, plain
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.tables import table_rows
from mkdocs_deploy_plugin.rendering.theme import theme_text
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.wording import Wording

MOST_SECTIONS = 4
"""The largest number of sections of a procedure that search results can lead to, in addition to its page."""

MANY, NEARLY_ALL = 100, 0.9
"""If a site has at least so many procedures, words that occur in this share of them are left out."""


# Separators of words, and characters that words may contain but not start or end with. A search treats text
# before a colon as a field name, so words that contain a colon would never be found.
_BETWEEN = re.compile(r"[\s:\"`‘’“”„«»()\[\]{}<>|;\\]+|'(?!\w)|(?<!\w)'")
_EDGES = "',!?.*-–—=&+~^$"
_JOINTS = re.compile(r"[/=@,&?+]+")
_SHORTEST_PART = 3
_QUOTED = re.compile(r'"([^"\n]*)"')


class SearchablePart(NamedTuple):
    """A section of a procedure: its anchor, the specific words of its heading, and its new words."""

    anchor: str
    heading: str
    words: str


class Searchable(NamedTuple):
    """The specific words of a body, without duplicates.

    Attributes:
        parts: The sections in order, except those without new words.
        labels: The words that occur only in the labels of checkboxes.
    """

    parts: tuple[SearchablePart, ...]
    labels: str


def searchable(
    tree: Tree, sections: Mapping[int, Section], wording: Wording, syntax: ReferenceSyntax
) -> Searchable:
    """Return the specific words of a parsed body.

    Args:
        tree: The body.
        sections: Its sections, by the first byte of their headings.
        wording: The words of the template, which are left out.
        syntax: The syntax of procedure ids, which are left out so that an id finds only its own procedure.
    """
    reader = _WordReader(sections, wording, syntax)
    reader.read(tree.root, in_task=False)
    parts = [SearchablePart(anchor, heading, " ".join(words)) for anchor, heading, words in reader.parts]
    labels = " ".join(word for word in reader.labels if word not in reader.others)
    return Searchable(tuple(part for part in parts if part.words), labels)


class _WordReader:
    """Walks the blocks and collects the words of each section that did not occur before it."""

    def __init__(self, sections: Mapping[int, Section], wording: Wording, syntax: ReferenceSyntax) -> None:
        self.sections = sections
        self.wording = wording
        self.syntax = syntax
        self.seen: set[str] = set()
        self.parts: list[tuple[str, str, list[str]]] = [("", "", [])]
        self.labels: dict[str, None] = {}  # in order
        self.others: set[str] = set()

    def read(self, block: Block, in_task: bool) -> None:
        """Read the blocks within a block; with `in_task`, the first text is the label of a checkbox."""
        for child in block.children:
            kind = child.kind
            if kind in ("text", "paragraph"):
                self.add(self.wording.own(plain(child.runs)), in_task)
                in_task = False
            elif kind == "heading":
                section = self.sections[child.start]
                own = self.wording.own_heading(section.heading)
                # The title of the page is already the heading of its main section.
                self.parts.append((section.anchor, own if section.level > 1 else "", []))
                self.add(own)
            elif kind == "code":
                for line in child.text.splitlines():
                    self.add(self.wording.own_line(line))
            elif kind == "table":
                for row in table_rows(child):
                    for cell in row.cells:
                        self.add(self.wording.own(plain(cell.runs)))
            elif kind == "html":
                self.add(_text_of(child.text))
            elif kind == "site":
                for title in _QUOTED.findall(child.text):
                    self.add(self.wording.own(title))
            if child.children:
                self.read(child, kind == "item" and child.checked is not None)

    def add(self, text: str, in_label: bool = False) -> None:
        """Add the words of a text to the current section."""
        if not text:
            return
        text = without_ids(text, self.syntax)
        if in_label:
            self.labels.update(dict.fromkeys(text.split()))
        else:
            self.others.update(text.split())
        self.parts[-1][2].extend(new_words(text, self.seen))


def without_ids(text: str, syntax: ReferenceSyntax) -> str:
    """Return a text without procedure ids."""
    if syntax.id_hint not in text or syntax.anywhere:
        return text
    return syntax.ids.sub(" ", text)


def new_words(text: str, seen: set[str]) -> Iterator[str]:
    """Yield the words of a text that are not in `seen`, and add them to it.

    A compound word, such as a URL or a path, is followed by its later parts, because a search finds
    words only by their beginnings.
    """
    for chunk in _BETWEEN.split(text):
        word = chunk if chunk.isalnum() else chunk.strip(_EDGES).rstrip("/")
        if not word or (len(word) == 1 and word.isascii()):
            continue
        folded = word.casefold()
        if folded not in seen:
            seen.add(folded)
            yield word
            if not word.isalnum():
                yield from _parts(word, seen)


def _parts(word: str, seen: set[str]) -> Iterator[str]:
    _, *pieces = _JOINTS.split(word)
    for piece in pieces:
        part = piece.strip(_EDGES)
        folded = part.casefold()
        if len(part) < _SHORTEST_PART or part.isdigit() or seen.issuperset(folded.split("-")):
            continue  # a search already splits words at hyphens
        if folded not in seen:
            seen.add(folded)
            yield part


def search_tags(procedure: Procedure, template: Template) -> list[str]:
    """Return the additional tags of a procedure for searches: its id and the keys of its related specs.

    Searches rank pages that have one of the words as a tag above pages that have all of them in the title, so
    only a tag can compete with a tag.
    """
    return [theme_text(name) for name in _names(procedure, template)]


def _names(procedure: Procedure, template: Template) -> list[str]:
    return list(dict.fromkeys((procedure.id, *_spec_keys(procedure, template))))


def common_words(procedures: Collection[Searchable]) -> frozenset[str]:
    """Return the words that occur in nearly all procedures, in lower case; empty on small sites."""
    if len(procedures) < MANY:
        return frozenset()
    counts: Counter[str] = Counter()
    for words in procedures:
        counts.update({word.casefold() for part in words.parts for word in part.words.split()})
    least = len(procedures) * NEARLY_ALL
    return frozenset(word for word, count in counts.items() if count >= least)


def common_page(words: frozenset[str]) -> str:
    """Return the HTML that a search reads on the catalog page: the words common to all procedures."""
    return _paragraph(" ".join(sorted(words)))


def search_page(
    procedure: Procedure, template: Template, own: Searchable, common: frozenset[str] = frozenset()
) -> str:
    """Return the page that a search reads instead of the one that is shown.

    It has one section with all specific words of the procedure, because a search for two words needs both in
    one section, and one section for each of the most telling headings, so that results can lead there.

    Args:
        procedure: The procedure.
        template: Its template.
        own: The specific words of its body.
        common: The words to leave out; see `common_words`.
    """
    title = theme_text(procedure.title)
    description = theme_text(" ".join(procedure.document.string("description").split()))
    # Both are included whole, so words in brackets or quotes in them are found only if they are repeated.
    seen = {word.casefold() for word in f"{title} {description}".split()} | common
    own_description = procedure.document.string("description")
    names = " ".join((procedure.title, own_description, *_names(procedure, template)))
    blocks = [description, " ".join(new_words(names, seen))]
    blocks.extend(" ".join(new_words(text, seen)) for text in _values(procedure, template))
    blocks.extend(" ".join(w for w in part.words.split() if w.casefold() not in seen) for part in own.parts)
    written = [f'<h1 id="_">{escape(title, quote=False)}</h1>', *map(_paragraph, filter(None, blocks))]
    headed = [part for part in own.parts if part.heading]
    most = sorted(headed, key=lambda part: -len(part.words))[:MOST_SECTIONS]
    for part in headed:
        if part in most:
            heading = escape(theme_text(part.heading), quote=False)
            words = " ".join(word for word in part.words.split() if word.casefold() not in common)
            written += [f'<h2 id="{escape(part.anchor)}">{heading}</h2>', _paragraph(words)]
    return "\n".join(written)


def _paragraph(text: str) -> str:
    return f"<p>{escape(text, quote=False)}</p>"


def _spec_keys(procedure: Procedure, template: Template) -> list[str]:
    specs = procedure.document.value("related_specs")
    keys = [spec for spec in specs if isinstance(spec, str)] if isinstance(specs, list) else []
    return [key for key in keys if template.syntax.find_code(key) is None]


def _values(procedure: Procedure, template: Template) -> Iterator[str]:
    """Yield the specific words of the front matter, field by field."""
    for field in template.fields:
        if field.key in ("id", "title"):
            continue  # both are already included
        value = procedure.document.value(field.key)
        texts = [text for text in _texts(field, value) if text not in template.wording.values]
        yield without_ids(" ".join(texts), template.syntax)


def _texts(field: Field | None, value: Json) -> Iterator[str]:
    """Yield the texts in a value, except choices, which are not specific to a procedure."""
    if field is not None and field.kind in (FieldKind.CHOICE, FieldKind.FIXED):
        return
    if isinstance(value, list):
        shape = field.fields[0] if field is not None and field.fields else None
        for item in value:
            yield from _texts(shape, item)
    elif isinstance(value, dict):
        named = (
            field.fields[0] if field is not None and field.kind is FieldKind.MAP and field.fields else None
        )
        for key, inner in value.items():
            if named is not None:
                yield key
            yield from _texts(named or (field.field(key) if field is not None else None), inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)


class _Text(HTMLParser):
    """Collects the text of HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def _text_of(html: str) -> str:
    parser = _Text()
    parser.feed(html)
    parser.close()
    return " ".join(" ".join(parser.texts).split())
