"""Text utilities: quoting values in messages, suggestions, JSON pointers, terminal width."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher, get_close_matches
from functools import cached_property
from typing import Any


def quoted(value: Any, limit: int = 60) -> str:
    """Return a value for use in a message: quoted, on one line, shortened to the limit."""
    if isinstance(value, str):
        value = value if len(value) <= limit else value[: limit - 1] + "…"
        return json.dumps(value, ensure_ascii=False)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def closest(word: str, choices: list[str], cutoff: float = 0.75) -> str:
    """Return the choice that was probably meant, or an empty string if none is close."""
    return Choices(choices).closest(word, cutoff)


class Choices:
    """Choices among which several words are looked for, or one of very many."""

    def __init__(self, choices: Iterable[str]) -> None:
        self._choices = {choice.casefold(): choice for choice in choices}

    @cached_property
    def _letters(self) -> Mapping[str, frozenset[tuple[str, int]]]:
        return {choice: _letters(choice[:_LONGEST]) for choice in self._choices}

    def closest(self, word: str, cutoff: float = 0.75) -> str:
        """Return the choice that was probably meant, or an empty string if none is close.

        Args:
            word: The word, of which only the first 100 characters count.
            cutoff: How alike they have to be, from 0.5 to 1.
        """
        folded = word.casefold()[:100]
        possible: Iterable[str] = self._choices
        if len(self._choices) > _FEW:  # No texts are more alike than their letters in any order.
            own = _letters(folded)
            possible = [
                choice
                for choice, letters in self._letters.items()
                if 2 * len(own & letters) / max(len(own) + len(letters), 1) >= cutoff
            ]
        matches = get_close_matches(folded, possible, n=1, cutoff=cutoff)
        return self._choices[matches[0]] if matches else ""


_FEW = 50
"""The number of choices up to which comparing them all takes less time than looking at their letters."""


_LONGEST = 300
"""The length from which on a choice is never close to a word, of which 100 characters are looked at."""


def _letters(text: str) -> frozenset[tuple[str, int]]:
    """Return each letter of a text with the number of equal ones before it."""
    seen: Counter[str] = Counter()
    letters: list[tuple[str, int]] = []
    for letter in text:
        letters.append((letter, seen[letter]))
        seen[letter] += 1
    return frozenset(letters)


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, from 0 to 1, by their letters or by the words that they share."""
    first, second = visible(first).casefold()[:100], visible(second).casefold()[:100]
    stems, others = _stems(first), _stems(second)
    shared = len(stems & others)
    fewest, most = sorted((len(stems), len(others)))
    words = shared / fewest if shared and shared * 2 >= most else 0
    return max(SequenceMatcher(None, first, second).ratio(), words)


def _stems(text: str) -> set[str]:
    """Return the beginnings of the words of a text, so that the forms of a word are the same."""
    return {word[:5] for word in _WORD.findall(text) if len(word) > 2 and word not in _SMALL_WORDS}


def one_of(words: list[str]) -> str:
    """Join words into a list of alternatives: `Low, Medium or High`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"


def comparable(text: str) -> str:
    """Return a text for comparison with others that look the same to a reader.

    Case, white space, invisible characters and variants such as wide letters make no difference.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.casefold().split())  # Like most names; this path is much faster.
    folded = unicodedata.normalize("NFKC", text).casefold()
    visible = "".join(
        c for c in folded if c.isspace() or not (c in _UNSEEN or unicodedata.category(c) in _FORMAT)
    )
    return unicodedata.normalize("NFKC", " ".join(visible.split()))


_FORMAT = ("Cc", "Cf")
_UNSEEN = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0") | frozenset(
    map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
"""Characters that show nothing although their category says otherwise: fillers and variation selectors."""


def quantity(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: `1 error`, `1,200 errors`. The plural can be given."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or f'{noun}s'}"


def escape_pointer(key: str) -> str:
    """Escape a key for use in a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def pointer_parts(pointer: str) -> list[str]:
    """Return the keys and indices of a JSON pointer, unescaped."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def pointer_of(path: tuple[str | int, ...]) -> str:
    """Return the JSON pointer for a path of keys and indices."""
    return "".join(f"/{escape_pointer(str(part))}" for part in path)


SPACES = "\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
"""Characters that look like a space but are not one for Markdown and YAML, as ranges of a pattern."""

HIDDEN = "\xad\u034f\u061c\u180b-\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
"""Characters that nobody sees, as ranges of a pattern. Joiners are left out: scripts and emoji need them."""

_SMALL_WORDS = frozenset(["and", "are", "been", "for", "from", "has", "have", "that", "the", "was", "with"])
_WORD = re.compile(r"\w+")
_SPACES = re.compile(f"[{SPACES}]")
_HIDDEN = re.compile(f"[{HIDDEN}]")


def visible(text: str) -> str:
    """Return a text as people see it: with plain spaces, and without characters that nobody sees."""
    return text if text.isascii() else _HIDDEN.sub("", _SPACES.sub(" ", text))


def printable(text: str) -> str:
    """Return a text with control and format characters replaced by visible escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    if (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and character != "\u200d"
    ):
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return character


def display_width(text: str) -> int:
    """Return the width of a text in terminal columns: wide characters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me") or c == "\u200d"
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )


def encodable(text: str) -> str:
    """Replace surrogates, which come from file names that are not UTF-8 and cannot be encoded."""
    if text.isascii():
        return text
    return "".join("\ufffd" if "\ud800" <= character <= "\udfff" else character for character in text)


def capitalised(text: str) -> str:
    """Return a text with a capital letter at its beginning; the others stay."""
    return text[:1].upper() + text[1:]


def with_article(noun: str) -> str:
    """Return an English noun with its article: `a runbook`, `an exercise`."""
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"
