"""Recognise the addresses that run a script, or show a document of the writer, when they are followed."""

from __future__ import annotations

import re
from html import unescape

_ENTITIES = (b"&#", b"&amp;", b"&tab;", b"&newline;", b"&colon;")
_SCHEMES = (b"script", b"data")
_BETWEEN = bytes([*range(0x21), *b"\\"])
_TAB = re.compile(rb"[a-z]\t[a-z]")
_UNSAFE = re.compile(r"(?:javascript|vbscript|livescript|data):", re.I)
_PICTURE = re.compile(r"data:image/(?:png|gif|jpeg|webp|avif)[;,]", re.I)
# What a browser drops from an address, and what precedes it.
_DROPPED = re.compile(r"[\t\r\n]|^[\x00-\x20]+")
_PLACEHOLDER = re.compile("\x02(?:amp|[0-9]{1,7})\x03")


def may_be_unsafe(text: str) -> bool:
    """Return whether a text may have such an address, however it is written. Fast: nearly none has."""
    data = text.encode().lower()
    place = data.find(b"&")
    while place >= 0:
        if data.startswith(_ENTITIES, place):
            return True
        place = data.find(b"&", place + 1)
    for scheme in _SCHEMES:
        place = data.find(scheme)
        while place >= 0:
            place += len(scheme)
            if data[place : place + 10].lstrip(_BETWEEN).startswith(b":"):
                return True
            place = data.find(scheme, place)
    return b"\t" in data and _TAB.search(data) is not None


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
