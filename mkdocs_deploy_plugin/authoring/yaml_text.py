"""Values as YAML that every parser reads the same way.

A text is written plain only if YAML 1.1, YAML 1.2 and this package's parser all read it as that text.
Otherwise it is written in double quotes, on one line, with the escapes of JSON.

Neither PyYAML nor ruamel.yaml writes that: both leave `y` plain, ruamel.yaml also `yes` and `12:30:45`,
and both write characters as they are that make a line look different from what it says (U+202E).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from mkdocs_deploy_plugin.model import Json

_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that some version of YAML does not read as text, in lower case."""

_VERSION = re.compile(r"[0-9]{1,9}(?:\.[0-9]{1,9}){2,3}(?:-[a-z][a-z0-9.]*)?\Z")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Characters that make a line display differently from its content."""


def scalar(value: Json) -> str:
    """Return a value as YAML on one line; a list or mapping must be empty.

    Raises:
        ValueError: The value is a number that JSON cannot represent.
    """
    if isinstance(value, str):
        return value if _is_plain(value) else quoted(value)
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _float(value)
    return "[]" if isinstance(value, list) else "{}"


def quoted(text: str) -> str:
    """Return a text in double quotes, which is also valid within `[…]` and `{…}`."""
    return f'"{"".join(map(_escaped, text))}"'


def entry(key: str, value: Json) -> list[str]:
    """Return the lines of a key and its value, in block style."""
    if not value or not isinstance(value, list | dict):
        return [f"{scalar(key)}: {scalar(value)}"]
    return [f"{scalar(key)}:", *(f"  {line}" for line in _lines(value))]


def mapping(data: Mapping[str, Json]) -> list[str]:
    """Return the lines of a mapping, in block style."""
    return [line for key, value in data.items() for line in entry(key, value)]


def _lines(value: Json) -> list[str]:
    """Return the lines of a list or a mapping."""
    if not value or not isinstance(value, list | dict):
        return [scalar(value)]
    if isinstance(value, dict):
        return mapping(value)
    lines: list[str] = []
    for item in value:
        first, *rest = _lines(item)
        lines += [f"- {first}", *(f"  {line}" for line in rest)]
    return lines


def comment(text: str) -> str:
    """Return a text that can follow `# `: on one line, with characters that YAML allows."""
    return "".join(c if _printable(c) else " " for c in " ".join(text.split()))


def _is_plain(text: str) -> bool:
    if not text or text != text.strip() or len(text) > 200:
        return False
    if not text[0].isalpha() and not _VERSION.match(text):
        return False
    if ": " in text or " #" in text or text.endswith(":") or text.casefold() in _WORDS:
        return False
    return all(c.isalnum() or c in " _-./:()@+&'%#,;!?=" or (c > "\xa0" and _harmless(c)) for c in text)


def _harmless(character: str) -> bool:
    """Return whether a non-ASCII character is a letter, a mark, punctuation or a symbol."""
    return unicodedata.category(character)[0] in "LMNPS" and _printable(character)


def _printable(character: str) -> bool:
    """Return whether YAML allows a character unescaped and an editor shows it in place."""
    code = ord(character)
    if code < 0xA0:
        return 0x20 <= code < 0x7F
    if 0xD800 <= code <= 0xDFFF or code & 0xFFFE == 0xFFFE:
        return False
    return character not in _OVERRIDES and character not in "\u2028\u2029\ufeff"


def _escaped(character: str) -> str:
    if character in _ESCAPES:
        return _ESCAPES[character]
    if _printable(character):
        return character
    code = ord(character)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _float(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(f"JSON has no number {value}")
    digits, _, power = repr(value).partition("e")
    # Without a decimal point and a sign, YAML 1.1 reads 1e16 as a text.
    digits = digits if "." in digits else f"{digits}.0"
    return f"{digits}e{int(power):+d}" if power else digits
