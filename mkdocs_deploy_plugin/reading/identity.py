"""Compute names that survive edits of a procedure: anchors, and the identity of task items.

An anchor is made of the number of a phase or step, or else of the words of the heading. A task item
is identified by the anchor of its section and its first words, never by its position, so that
inserting a step does not move anybody's ticks. Its content is recorded separately, as two digests:
one of its text and one of the commands of its section.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from hashlib import sha256

from mkdocs_deploy_plugin.model import Label

SLUG_WORDS = 6
"""Number of words at the start of a task item that make up its identity."""

_LABEL = re.compile(r"([A-Z][A-Za-z]*) ((?:[A-Z]|[0-9]{1,4})(?:\.[0-9]{1,4}){0,3})(?:\s*:\s*(.*))?$", re.S)
_WORD = re.compile(r"\w+")
_EXPLICIT = re.compile(r"\s*\{:?\s*#([A-Za-z][\w.:-]{0,99})\s*\}\s*$")


def label(heading: str) -> Label | None:
    """Parse a numbered heading: `Step R.1: Stop` is (`Step`, `R.1`, `Stop`). None for other headings."""
    match = _LABEL.match(heading) if " " in heading else None
    return Label(match[1], match[2], match[3] or "") if match else None


def slug(text: str) -> str:
    """Return the words of a text in lower case, joined by hyphens; letters of any script are kept."""
    if not text.isascii():
        text = unicodedata.normalize("NFC", text)
    return "-".join(_WORD.findall(text.lower())).strip("-_")


def heading_anchor(text: str, numbered: Label | None) -> str:
    """Return the anchor of a heading, made of its number or else of its words."""
    if numbered is not None:
        return f"{numbered.word.lower()}-{numbered.number}"
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
