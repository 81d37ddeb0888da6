"""Compute names that survive edits of a procedure: anchors, and the identity of task items.

An anchor is made of the word and number of a phase or step (`step-2.1`, `手順-2.1`), or else of the words of
the heading. Letters of any script are kept; digits are written as ASCII. A task item
is identified by the anchor of its section and its first words, never by its position, so that
inserting a step does not move anybody's ticks. Its content is recorded separately, as two digests:
one of its text and one of the commands of its section.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from hashlib import sha256

from mkdocs_deploy_plugin.model import Label

SLUG_WORDS = 6
"""Number of words at the start of a task item that make up its identity."""

MOST_WORDS = 3
"""How many words there can be before the number of a heading: `Action item 1`, `Sous-étape 1`."""

DOT = r"[.\uff0e]"
"""A pattern for the dot in a number; Chinese and Japanese have a wide one."""

_LABEL = re.compile(
    r"(?P<word>\D{1,80}?)(?P<space>[ \u3000]?)"
    rf"(?P<number>(?:[^\W\d_]|\d{{1,4}})(?:{DOT}\d{{1,4}}){{0,3}})"
    r"(?:\s*[:\uff1a]\s*(?P<title>.*))?$",
    re.S,
)
_WORD = re.compile(r"\w+")
_EXPLICIT = re.compile(r"\s*\{:?\s*#([A-Za-z][\w.:-]{0,99})\s*\}\s*$")


def label(heading: str, phrases: Collection[str] | None = ()) -> Label | None:
    """Parse a numbered heading: `Step R.1: Stop` is (`Step`, `R.1`, `Stop`). None for other headings.

    The word begins with a capital letter, unless its script has none: `手順 1.1：準備`, which may do without
    the space.

    Args:
        heading: The text of the heading.
        phrases: The texts of several words that can precede a number, in lower case; None for any.
    """
    match = _LABEL.match(heading)
    if match is None:
        return None
    word, number = unicodedata.normalize("NFC", match["word"]), match["number"]
    if not _is_word(word, phrases) or not (number[0].isdecimal() or number[0].isupper()):
        return None
    if not match["space"] and has_case(word):
        return None
    return Label(word, in_ascii(number), match["title"] or "")


def has_case(word: str) -> bool:
    """Return whether the script of a word has capital letters; other scripts often have no spaces."""
    return word.lower() != word.upper()


def in_ascii(number: str) -> str:
    """Return a number in ASCII digits: `１．１` is `1.1`."""
    if number.isascii():
        return number
    return "".join("." if c == "\uff0e" else str(unicodedata.decimal(c, c)) for c in number)


def number_anchor(word: str, number: str) -> str:
    """Return the anchor of a numbered heading."""
    return f"{slug(word)}-{number}"


def _is_word(word: str, phrases: Collection[str] | None) -> bool:
    """Return whether a text can precede the number of a heading."""
    words = re.split("[ -]", word)
    if not all(words) or words[0][0].islower() or len(words) > MOST_WORDS:
        return False
    if len(words) > 1 and phrases is not None and word.lower() not in phrases:
        return False
    return all(c.isalpha() or unicodedata.category(c)[0] == "M" for part in words for c in part)


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens; letters of any script are kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return "-".join(_WORD.findall(text.lower())).strip("-_")


def heading_anchor(text: str, numbered: Label | None) -> str:
    """Return the anchor of a heading, made of its number or else of its words."""
    if numbered is not None:
        return number_anchor(numbered.word, numbered.number)
    return slug(text) or "section"


def explicit_id(text: str) -> tuple[str, str]:
    """Split `{#id}` off the end of a text. Return the rest and the id, which may be empty."""
    if not text.endswith("}"):
        return text, ""
    match = _EXPLICIT.search(text)
    return (text[: match.start()], match[1]) if match else (text, "")


def item_id(anchor: str, text: str) -> str:
    """Return the identity of a task item in the section with an anchor."""
    words = slug(text).split("-")
    name = "-".join(words[:SLUG_WORDS]) or "item"
    return f"{anchor}/{name}" if anchor else name


def digest(text: str) -> str:
    """Return the first 12 hex digits of the SHA-256 of a text, white space collapsed."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def commands_digest(commands: Iterable[str]) -> str:
    """Return the digest of commands. White space counts, except at the ends of lines."""
    text = "\n".join(line.rstrip() for command in commands for line in command.splitlines())
    return sha256(text.encode()).hexdigest()[:12]


class Unique:
    """Make names unique: the second of two equal names ends in `~2`."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def __call__(self, name: str) -> str:
        """Return the name, with the number of its repetition if it was used before."""
        count = self._counts.get(name, 0) + 1
        self._counts[name] = count
        return name if count == 1 else self(f"{name}~{count}")

    def __contains__(self, name: str) -> bool:
        return name in self._counts
