"""Texts in a picture, which are not wrapped: how wide they are, where they are cut, which way they run.

The widths lie between those of Liberation Sans, which is as wide as Arial, and of DejaVu Sans, which is as
wide as Verdana. No reader need have either: the browser fits each text to its width.
"""

from __future__ import annotations

import unicodedata

_WIDTHS = (
    dict.fromkeys("ijlI.,:;'|!", 0.45)
    | dict.fromkeys('frtJ()[]{}/\\ -`"*', 0.62)
    | dict.fromkeys("mwMW@%&—…", 1.5)
)


def width(text: str) -> float:
    """Return about how wide a text is, in average letters of a face without serifs."""
    return sum(map(_width, text))


def cut(text: str, most: int) -> str:
    """Return a text, white space collapsed, cut where it is wider than so many letters.

    No letter is cut from the marks on it.
    """
    text = " ".join(text.split())
    if width(text) <= most:
        return text
    room = most - _width("…")
    end = 0
    for end, c in enumerate(text):  # noqa: B007
        room -= _width(c)
        if room < 0:
            break
    return f"{text[:end].rstrip()}…"


def runs_left(text: str) -> bool:
    """Return whether a text is written from right to left: its first letter with a direction decides."""
    for c in text:
        direction = unicodedata.bidirectional(c)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def _width(c: str) -> float:
    if c in _WIDTHS:
        return _WIDTHS[c]
    if unicodedata.category(c) in ("Mn", "Me", "Cf"):
        return 0.0
    if unicodedata.east_asian_width(c) in "WF":
        return 1.8
    if unicodedata.bidirectional(c) == "AL":
        return 0.8
    return 1.2 if c.isupper() else 1.03
