"""Recognise the addresses that run a script, or show a document of the writer, when they are followed."""

from __future__ import annotations

import re
from html import unescape

_HINT = re.compile(
    r"script[\x00-\x20\\]{0,9}:|data\\?:|&(?:#|amp;|tab;|newline;|colon;)|[\x00-\x08\x0b\x0c\x0e-\x1f]|[^\W\d_]\t[^\W\d_]",
    re.I,
)
_UNSAFE = re.compile(r"(?:javascript|vbscript|livescript|data):", re.I)
_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif)[;,]", re.I)
# What a browser drops from an address, and what precedes it.
_DROPPED = re.compile(r"[\t\r\n]|^[\x00-\x20]+")
_PLACEHOLDER = re.compile("\x02(?:amp|[0-9]{1,7})\x03")


def may_be_unsafe(text: str) -> bool:
    """Return whether a text may have such an address, however it is written."""
    return _HINT.search(text) is not None


def is_unsafe(address: str, picture: bool = False) -> bool:
    """Return whether an address is unsafe.

    Args:
        address: The address, perhaps with entities and with the placeholders of Python-Markdown.
        picture: Whether it is the source of a picture, whose data may be within the address.
    """
    if has_placeholder(address):
        return True  # Nobody knows yet what it will be.
    address = _PLACEHOLDER.sub(_decoded, address)
    # A browser decodes once; what is decoded twice was written to deceive somebody.
    for _ in range(3):
        address = _DROPPED.sub("", unescape(address))
    return _UNSAFE.match(address) is not None and not (picture and _PICTURE.match(address))


def has_placeholder(value: str) -> bool:
    """Return whether a value has a placeholder of Python-Markdown for more than one character."""
    return "\x02" in value and "\x02" in _PLACEHOLDER.sub("", value)


def _decoded(match: re.Match[str]) -> str:
    code = match[0][1:-1]
    return "&" if code == "amp" else chr(min(int(code), 0x10FFFF))
