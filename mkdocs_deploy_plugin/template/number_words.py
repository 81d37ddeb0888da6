"""Numbers of headings that are spelt out: `Phase Two`, `Phase II`."""

from __future__ import annotations

import re
from functools import lru_cache

from mkdocs_deploy_plugin.reading.identity import DOT, in_ascii
from mkdocs_deploy_plugin.reading.mentions import GAP, word_pattern

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_DIGITS = {word: str(number) for words in (_WORDS, _ROMAN) for number, word in enumerate(words, 1)}

SPELT = rf"(?i:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})(?!\w)"
"""A pattern for a number that is spelt out."""


def in_digits(number: str) -> str:
    """Return a number in ASCII digits, also if it is spelt out."""
    return _DIGITS.get(number.casefold(), in_ascii(number))


@lru_cache(maxsize=16)
def unread_heading(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern for a heading that begins with one of some words and a number, in any format.

    Its groups are `word`, `number` and `title`. Without words, it matches nothing.
    """
    return re.compile(
        rf"(?P<word>{word_pattern(words, GAP) or '(?!)'})"
        rf"(?P<number>(?:[A-Za-z]|\d|{DOT})*\d|{SPELT})\s*[:\uff1a.,;)–—-]*\s*(?P<title>.*)$",
        re.S | re.I,
    )


@lru_cache(maxsize=16)
def unnumbered_heading(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern for a heading that has one of some words, but no number."""
    return re.compile(
        rf"(?P<word>{'|'.join(map(re.escape, words)) or '(?!)'})\s*(?:[:\uff1a–—-].*)?$", re.S | re.I
    )
