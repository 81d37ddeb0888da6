"""Separate the wording of a template from a procedure's own words.

A procedure repeats most of its template verbatim: headings, checks, sentences, comments in code. The
text that remains without them is the procedure's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.block_tree import Block, plain
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.identity import label
from mkdocs_deploy_plugin.reading.tables import table_rows

OPTIONAL_REMARKS = ("if applicable", "if needed", "optional")
"""The remarks that make a heading or check of a template optional."""

NOT_APPLICABLE = "n/a"
"""What is written after a struck item, before the reason why its check does not apply."""

PARENTHESIS = re.compile(r"\s*[(\uff08][^()\uff08\uff09]*[)\uff09]\s*$")
"""A remark in parentheses at the end of a check."""

PLACEHOLDER = re.compile(r"\[[^\[\]\n]{2,80}\]")
"""A placeholder in a text of a template."""

_END_OF_WORD = ".,;:"


@lru_cache(maxsize=8)
def optional_pattern(remarks: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Return the pattern for the end of an optional heading or check.

    Args:
        remarks: The template's own words, besides `OPTIONAL_REMARKS`.
    """
    words = "|".join(re.escape(remark) for remark in (*OPTIONAL_REMARKS, *remarks))
    return re.compile(rf"\s*[(\uff08]\s*(?:{words})\s*[)\uff09]\s*$", re.I)


class _Sentence(NamedTuple):
    """A text of the template, split at its placeholders, and the number of its fixed characters."""

    parts: tuple[str, ...]
    length: int


@dataclass(frozen=True, slots=True)
class Wording:
    """The wording of a template, for comparison with other texts.

    Attributes:
        headings: Its headings, without their numbers.
        texts: Its paragraphs, list items and checks by first word; those that begin with a placeholder
            are under an empty string.
        code: The lines of its code blocks.
        values: The values of its front matter, as texts.
        numbered: The words before the numbers of its headings, in lower case.
        optional: The pattern for the end of an optional heading or check.
    """

    headings: frozenset[str]
    texts: dict[str, tuple[_Sentence, ...]]
    code: frozenset[str]
    values: frozenset[str]
    numbered: frozenset[str]
    optional: re.Pattern[str]

    def own(self, text: str) -> str:
        """Return the words that a paragraph, list item or check adds to the template; empty if it adds none.

        Args:
            text: The text without mark-up, white space collapsed.
        """
        own, longest = text, 0
        for sentence in (*self.texts.get(_first_word(text), ()), *self.texts.get("", ())):
            if sentence.length > longest and (rest := _beyond(sentence.parts, text)) is not None:
                own, longest = rest, sentence.length
        return own

    def own_heading(self, heading: str) -> str:
        """Return the words that a heading adds to the template, without its number."""
        numbered = label(heading, self.numbered)
        words = self.optional.sub("", numbered.title if numbered is not None else heading)
        return "" if words in self.headings else self.own(words)

    def own_line(self, line: str) -> str:
        """Return a line of code, or an empty string if the template has the same line."""
        line = line.strip()
        return "" if line in self.code else line


def read_wording(body: str, data: Json, optional: re.Pattern[str]) -> Wording:
    """Read the wording of a template.

    Args:
        body: The body of the template.
        data: The data of its front matter.
        optional: The pattern for the end of an optional heading or check.
    """
    headings: set[str] = set()
    code: set[str] = set()
    kinds: set[str] = set()
    texts: dict[str, dict[tuple[str, ...], _Sentence]] = {}
    for block in _leaves(parse(body).root):
        words = plain(block.runs)
        if block.kind == "code":
            code.update(line.strip() for line in block.text.splitlines())
            continue
        if block.kind == "heading":
            numbered = label(words, None)
            if numbered is not None:
                kinds.add(numbered.word.lower())
            words = optional.sub("", numbered.title if numbered is not None else words)
            headings.add(words)
        # Details may replace the remark in parentheses after a check.
        bare = optional.sub("", words)
        forms = {words, bare, PARENTHESIS.sub("", bare)}
        for form in forms if block.kind != "heading" or PLACEHOLDER.search(words) else ():
            parts = tuple(PLACEHOLDER.split(form))
            length = sum(len(part.strip()) for part in parts)
            if length:
                start = _first_word(parts[0]) if " " in parts[0].strip() or len(parts) == 1 else ""
                texts.setdefault(start, {})[parts] = _Sentence(parts, length)
    return Wording(
        frozenset(headings),
        {start: tuple(sentences.values()) for start, sentences in texts.items()},
        frozenset(code),
        frozenset(_scalars(data)),
        frozenset(kinds),
        optional,
    )


def without_remarks(text: str) -> str:
    """Return a check without the remarks in parentheses at its end."""
    while (rest := PARENTHESIS.sub("", text)) != text:
        text = rest
    return text


def _leaves(block: Block) -> Iterator[Block]:
    for child in block.children:
        if child.kind == "table":
            for row in table_rows(child):
                for cell in row.cells:
                    block = Block("text", cell.start, cell.end)
                    block.runs = cell.runs
                    yield block
        elif child.runs or child.kind == "code":
            yield child
        yield from _leaves(child)


def _scalars(data: Json) -> Iterator[str]:
    if isinstance(data, dict | list):
        for inner in data.values() if isinstance(data, dict) else data:
            yield from _scalars(inner)
    elif data is not None:
        yield str(data)
        # A placeholder with slashes lists choices: `[Draft/Approved]`.
        yield from str(data).strip("[]").split("/")


def _first_word(text: str) -> str:
    return text.split(" ", 1)[0].rstrip(_END_OF_WORD)


def _beyond(parts: Iterable[str], text: str) -> str | None:
    """Return the words in place of the placeholders and after the end, or None if the text is different."""
    first, *later = parts
    if not text.startswith(first):
        return None
    own: list[str] = []
    end, last = len(first), first
    for part in later:
        start = text.find(part, end + 1) if part.strip() else len(text)
        if start < 0:
            return None
        own.append(text[end:start])
        end, last = start + len(part) if part.strip() else start, part
    rest = text[end:]
    if rest and last and last[-1].isalnum() and (rest[0].isalnum() or rest[0] in "_-"):
        return None
    return " ".join(" ".join((*own, rest)).split())
