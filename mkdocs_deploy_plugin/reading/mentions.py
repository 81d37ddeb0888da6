"""Build patterns for numbered headings that a text names: `Step 2.1`, `Schritte 1.1 und 1.2`, `手順2.1`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkdocs_deploy_plugin.reading.identity import DOT, has_case

SPACE = r"[ \u00a0\u3000]"
"""A pattern for the space between a word and its number."""

GAP = r"[ \t\u3000]+"
"""A pattern for more or other space than that, as in a heading that was written in haste."""

PLURAL = r"\w{0,3}"
"""A pattern for the ending of a word that has one: `Steps`, `Schritten`, `шагов`."""


def number_pattern(shape: str) -> str:
    """Return the pattern of the numbers of a shape such as `R.N`."""
    return DOT.join(r"\d{1,4}" if part == "N" else re.escape(part) for part in shape.split("."))


def word_pattern(words: Iterable[str], space: str, ending: str = "") -> str:
    """Return the pattern for words and the space after them, up to a number.

    A word of a script without capital letters may follow another one without a space, and so may the number.

    Args:
        words: The words, which are not empty.
        space: The pattern of the space.
        ending: The pattern of what may follow a word whose script has capital letters.
    """
    return "|".join(
        rf"(?<![\w-]){re.escape(word)}{ending}{space}"
        if has_case(word)
        else rf"{re.escape(word)}(?:{space})?"
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


def end_pattern(words: Iterable[str]) -> str:
    """Return the pattern for the end of a number that follows one of some words; it matches no text.

    In a script without spaces, the next word may follow: `手順2.1を参照`.
    """
    if all(has_case(word) for word in words):
        return r"(?![\w-]|\.\w)"
    return rf"(?![0-9A-Za-z_-]|\d|{DOT}\d|\.[A-Za-z])"
