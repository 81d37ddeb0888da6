"""Numbers of headings that are spelt out: `Phase Two`, `Phase II`."""

from __future__ import annotations

_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_DIGITS = {word: str(number) for words in (_WORDS, _ROMAN) for number, word in enumerate(words, 1)}

SPELT = rf"(?i:{'|'.join(sorted(_DIGITS, key=len, reverse=True))})(?!\w)"
"""A pattern for a number that is spelt out."""


def in_digits(number: str) -> str:
    """Return a number in digits if it is spelt out, else as it is."""
    return _DIGITS.get(number.casefold(), number)
