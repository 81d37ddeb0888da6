"""Extract the words that a procedure can be found by, without those that it shares with the template.

Repeated words of a section are left out as well, because a search asks whether it contains a word, not how
often. Each section keeps one of its sentences, to show in the results.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping
from html.parser import HTMLParser
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.reading.block_tree import Block, plain
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.tables import table_rows
from mkdocs_deploy_plugin.rendering.search_words import new_words
from mkdocs_deploy_plugin.template.wording import Wording

MANY, NEARLY_ALL = 100, 0.9
"""If a site has at least so many procedures, words that occur in this share of them are left out."""

LONGEST = 140
"""The number of characters of a sentence in a search result."""

_QUOTED = re.compile(r'"([^"\n]*)"')
_COMMENT = re.compile(r"(?:#+|--|//)\s+(.*)")
_FEWEST_WORDS = 3
# A query with an option, such as `-c`, excludes the entries with exactly that word.
_OPTION = re.compile(r"(?:^|[\s-])(?:[b-hj-z](?=[\s-]|$)|-\w)", re.I)


class SearchablePart(NamedTuple):
    """A section of a procedure.

    Attributes:
        anchor: Its anchor.
        heading: The specific words of its heading.
        words: Its specific words, each once.
        sentence: Its first specific sentence, as written; or empty.
    """

    anchor: str
    heading: str
    words: str
    sentence: str = ""


class Searchable(NamedTuple):
    """The specific words of a body.

    Attributes:
        parts: The sections in order, except those without specific words.
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
    parts = [
        SearchablePart(part.anchor, part.heading, " ".join(part.words), part.sentence)
        for part in reader.parts
    ]
    labels = " ".join(word for word in reader.labels if word not in reader.others)
    return Searchable(tuple(part for part in parts if part.words), labels)


class _SectionWords:
    """A section while its words are collected."""

    def __init__(self, anchor: str, heading: str) -> None:
        self.anchor = anchor
        self.heading = heading
        self.seen: set[str] = set()
        self.words: list[str] = []
        self.sentence = ""


class _WordReader:
    """Walks the blocks and collects the words of each section."""

    def __init__(self, sections: Mapping[int, Section], wording: Wording, syntax: ReferenceSyntax) -> None:
        self.sections = sections
        self.wording = wording
        self.syntax = syntax
        self.parts = [_SectionWords("", "")]
        self.labels: dict[str, None] = {}  # in order
        self.others: set[str] = set()

    def read(self, block: Block, in_task: bool) -> None:
        """Read the blocks within a block; with `in_task`, the first text is the label of a checkbox."""
        for child in block.children:
            kind = child.kind
            if kind in ("text", "paragraph"):
                text = plain(child.runs)
                own = self.wording.own(text)
                self.add(own, in_task)
                if own == text:
                    self.offer(text)
                in_task = False
            elif kind == "heading":
                section = self.sections[child.start]
                own = self.wording.own_heading(section.heading)
                # The title of the page is already the heading of its main section.
                self.parts.append(_SectionWords(section.anchor, own if section.level > 1 else ""))
                self.add(own)
            elif kind == "code":
                for line in child.text.splitlines():
                    own = self.wording.own_line(line)
                    self.add(own)
                    if comment := _COMMENT.fullmatch(own):
                        self.offer(comment[1])
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
        part = self.parts[-1]
        part.words.extend(new_words(text, part.seen))

    def offer(self, text: str) -> None:
        """Use a text as the sentence of the current section if it is the first that can be one."""
        part = self.parts[-1]
        words = text.split()
        if part.sentence or len(words) < _FEWEST_WORDS or _OPTION.search(text[:LONGEST]):
            return
        if without_ids(text, self.syntax) == text:
            sentence = " ".join(words)
            part.sentence = (
                sentence if len(sentence) <= LONGEST else f"{sentence[:LONGEST].rpartition(' ')[0]}…"
            )


def without_ids(text: str, syntax: ReferenceSyntax) -> str:
    """Return a text without procedure ids."""
    if syntax.anywhere or not any(hint in text for hint in syntax.id_hints):
        return text
    return syntax.ids.sub(" ", text)


def common_words(procedures: Collection[Searchable]) -> frozenset[str]:
    """Return the words that occur in nearly all procedures, in lower case; empty on small sites."""
    if len(procedures) < MANY:
        return frozenset()
    counts: Counter[str] = Counter()
    for words in procedures:
        counts.update({word.lower() for part in words.parts for word in part.words.split()})
    least = len(procedures) * NEARLY_ALL
    return frozenset(word for word, count in counts.items() if count >= least)


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
