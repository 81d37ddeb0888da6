"""Find characters that make a text read otherwise than it is.

Nobody sees them, they look like a plain space, or they change the order of what follows. A command that has
one is not the command that people read. Some scripts and emoji need a few of them, which are not found there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

BLANKS = "\xa0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0\u115f\u1160"
"""Characters that look like a space but are none to a shell, as ranges of a pattern."""

UNSEEN = (
    "\xad\u034f\u17b4\u17b5\u180b-\u180f\u200b-\u200d\u2060-\u2065\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"
)
"""Characters that take no room, as ranges of a pattern."""

DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Characters that change the direction of a text, as ranges of a pattern."""

CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u206a-\u206f\ufff9-\ufffb\U000e0000-\U000e007f"
"""Characters that control terminals, printers and texts, as ranges of a pattern; no tab and no new line."""

_FREQUENT = "\xa0\x85\xad\u200b\u2028\ufeff\u202f\u2003\u3000\u2002\u2007\u2009\u200e\u200f\u2029\u2060"
_PLAIN = bytes([*b"\t\n", *range(0x20, 0x7F)])
_DECEPTIVE = re.compile(f"[{BLANKS}{UNSEEN}{DIRECTIONS}{CONTROLS}]")
_NAMES = {
    "\t": "tab",
    "\x85": "next line",
    "\xa0": "non-breaking space",
    "\xad": "soft hyphen",
    "\ufeff": "byte order mark",
}
_CONTROL_NAMES = {0x00: "null", 0x07: "bell", 0x08: "backspace", 0x1B: "escape", 0x7F: "delete"}
# Before U+FE0E and U+FE0F: emoji, other symbols, and what becomes a key cap.
_VARIES = re.compile("[\xa9\xae\u203c-\u3299\U0001f000-\U0001faff#*0-9]")
_JOINED = re.compile("[\u2190-\u2bff\ufe0f\U0001f000-\U0001faff]")
_FLAG = "\U0001f3f4"
_FLAGS = re.compile(f"{_FLAG}[\U000e0030-\U000e007a]{{1,7}}\U000e007f")


def has_invisible(text: str) -> bool:
    """Return whether a text may have a character of `invisible`; fast, because nearly none has."""
    return not text.isascii() and any(character in text for character in _FREQUENT)


def has_deceptive(text: str) -> bool:
    """Return whether a text may have such a character; fast, because nearly none has."""
    others = text.encode().translate(None, _PLAIN)
    return bool(others) and _DECEPTIVE.search("".join(set(others.decode()))) is not None


def deceptive(text: str) -> Iterator[re.Match[str]]:
    """Yield the matches of such characters, one by one, without those that a script or an emoji needs."""
    for match in _DECEPTIVE.finditer(text):
        if not _is_needed(text, match.start()):
            yield match


def named(character: str) -> str:
    """Return the name of a character, with its code: `non-breaking space (U+00A0)`."""
    code = ord(character)
    name = _NAMES.get(character) or _CONTROL_NAMES.get(code)
    name = name or unicodedata.name(character, "control character").lower()
    return f"{name} ({code_of(character)})"


def code_of(character: str) -> str:
    """Return the code of a character, such as `U+00A0`."""
    return f"U+{ord(character):04X}"


def is_blank(character: str) -> bool:
    """Return whether a character looks like a space."""
    return _BLANK.match(character) is not None


def is_unseen(character: str) -> bool:
    """Return whether a character takes no room and changes nothing around it."""
    return _UNSEEN.match(character) is not None


def is_direction(character: str) -> bool:
    """Return whether a character changes the direction of a text."""
    return _DIRECTION.match(character) is not None


_BLANK, _UNSEEN, _DIRECTION = (re.compile(f"[{ranges}]") for ranges in (BLANKS, UNSEEN, DIRECTIONS))


def _is_needed(text: str, place: int) -> bool:
    """Return whether a character is part of an emoji, or of a word in a script that needs it."""
    character, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
    if character == "\u200d" and _JOINED.match(before) and _JOINED.match(after):
        return True
    if character in "\u200c\u200d":
        return _joins(before) and (_joins(after) or character == "\u200d")
    if character in "\ufe0e\ufe0f":
        return _VARIES.match(before) is not None
    if "\ufe00" <= character <= "\ufe0d" or character >= "\U000e0100":
        return _is_ideograph(before)
    if "\U000e0020" <= character <= "\U000e007f":  # the flags of parts of countries, such as Wales
        start = text.rfind(_FLAG, max(0, place - 8), place)
        flag = _FLAGS.match(text, start) if start >= 0 else None
        return flag is not None and place < flag.end()
    if "\u180b" <= character <= "\u180f":
        return "\u1800" <= before <= "\u18af"
    return character in "\u17b4\u17b5\u1160\u115f" and _is_of_other_script(before)


def _joins(letter: str) -> bool:
    """Return whether a letter or mark is of a script whose letters change where they join."""
    return "\u0600" <= letter <= "\u109f" or "\u1780" <= letter <= "\u18af" or "\ua840" <= letter <= "\uabff"


def _is_ideograph(letter: str) -> bool:
    return "\u2e80" <= letter <= "\ua4cf" or "\uf900" <= letter <= "\ufaff" or letter >= "\U00020000"


def _is_of_other_script(letter: str) -> bool:
    return "\u1100" <= letter <= "\u11ff" or "\u1780" <= letter <= "\u17ff"
