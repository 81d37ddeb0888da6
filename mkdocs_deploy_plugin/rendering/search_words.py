"""Split texts into the words that a search finds, in the forms in which people type them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

# Separators of words, and characters that words may contain but not start or end with. A search treats text
# before a colon as a field name, so words that contain a colon would never be found.
_BETWEEN = re.compile(r"[\s:\"`‘’“”„«»()\[\]{}<>|;\\]+|'(?!\w)|(?<!\w)'")
_EDGES = "',!?.*-–—=&+~^$"
_VALUES = re.compile(r"[=@,&?+]+")
_PATHS = re.compile(r"/+")
_SHORTEST_PART = 3
_FOLDERS = frozenset(("bin", "dev", "etc", "home", "lib", "opt", "sbin", "srv", "tmp", "usr", "var"))
"""Parts of paths that nobody finds anything by."""

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
"""Letters that do not decompose into a base letter and an accent."""

_DIGRAPHS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
"""The spelling of letters on keyboards without them."""

_OPTION_END = "="
"""The last character of an option with one hyphen, such as `-sS`, in the index.

A query with `-sS` excludes the pages with exactly the word `sS`, so a command pasted into the search would
exclude its own step. A query with `sS` finds all words that begin with it.
"""


def new_words(text: str, seen: set[str]) -> Iterator[str]:
    """Yield the words of a text that are not in `seen`, and add them to it.

    A compound word, such as a URL or a path, is followed by its later parts, because a search finds
    words only by their beginnings. A word with accents is followed by its forms without them.
    """
    for chunk in _BETWEEN.split(text):
        word = chunk if chunk.isalnum() else chunk.strip(_EDGES).rstrip("/")
        if not word or (len(word) == 1 and word.isascii()):
            continue
        if len(chunk) > 2 and chunk[0] == "-" and chunk[1].isalnum():
            first, hyphen, rest = word.partition("-")
            yield from _new(f"{first}{_OPTION_END}", seen)
            word = rest if hyphen and len(rest) > 1 else ""
        if word:
            yield from _new(word, seen)


def _new(word: str, seen: set[str]) -> Iterator[str]:
    folded = word.lower()
    if folded in seen:
        return
    seen.add(folded)
    yield word
    if not word.isascii():
        yield from _add(plain_forms(word), seen)
    if not word.isalnum():
        yield from _parts(word, seen)


def _parts(word: str, seen: set[str]) -> Iterator[str]:
    first, *values = _VALUES.split(word)
    for number, value in enumerate((first, *values)):
        value = value.strip(_EDGES).rstrip("/")
        pieces = [piece for piece in _PATHS.split(value)[1:] if piece not in _FOLDERS]
        # The value of an option is found as a whole as well, such as a path by its beginning.
        yield from _add([value, *pieces] if number else pieces, seen)


def _add(parts: Iterable[str], seen: set[str]) -> Iterator[str]:
    for text in parts:
        part = text.strip(_EDGES)
        folded = part.lower()
        if len(part) < _SHORTEST_PART or part.isdigit() or seen.issuperset(folded.split("-")):
            continue  # a search already splits words at hyphens
        if folded not in seen:
            seen.add(folded)
            yield part


def plain_forms(word: str) -> tuple[str, ...]:
    """Return a word without accents, and as on a keyboard without its letters: Müller as Muller and Mueller.

    Letters without such a form, such as those of other scripts, stay as they are.
    """
    composed = unicodedata.normalize("NFC", word).lower()
    bare = (_without_marks(text.translate(_LETTERS)) for text in (composed, composed.translate(_DIGRAPHS)))
    return tuple(form for form in dict.fromkeys((composed, *bare)) if form != word.lower())


def _without_marks(text: str) -> str:
    """Return a text without its accents; marks of other scripts are part of their words."""
    latin = (char for char in unicodedata.normalize("NFD", text) if not "\u0300" <= char <= "\u036f")
    return unicodedata.normalize("NFC", "".join(latin))
