"""Link bare addresses as GitHub does: `https://…`, `www.…` and addresses of mail.

What is an address, and where it ends, is defined by the autolink extension of GitHub Flavored Markdown.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Iterator
from itertools import accumulate, takewhile
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AMP_SUBSTITUTE, ETX, HTML_PLACEHOLDER, STX, AtomicString

_ASIDE = f"{STX}klzzwxh:[0-9]+{ETX}"
_START = rf"""(?xi)
    (?<![a-z]) (?P<web> (?:https?|ftp):// )
    | (?<![^\s*_~({ETX}]) (?P<www> www\. )
    | (?:(?<![a-z0-9.+_{ETX}-])|(?={STX}))
      (?P<local> (?:[a-z0-9.+_-]|{_ASIDE}){{1,200}} )
      @ (?P<domain> [a-z0-9_-]*(?:\.[a-z0-9][a-z0-9_-]*)+ )
    """
_PIECE = re.compile(f"{_ASIDE}|[^\\s<{STX}{ETX}]")
_PLACEHOLDER = re.compile(_ASIDE)
_ESCAPED = re.compile(f"{STX}([0-9]+){ETX}")
_PROTOCOL = re.compile(r"(?<![a-z0-9])(?:mailto|xmpp):$", re.I)
_LOCAL = re.compile(r"[A-Za-z0-9.+_-]*$")
_HTML = re.compile(HTML_PLACEHOLDER % "([0-9]+)")
_LINK_TAG = re.compile(r"</?a[\s>]", re.I)
_MOST = 200
"""How many tags and other inline elements before an address are looked at for a link around it."""
_ENTITY = re.compile(r"&[A-Za-z]+;$")
_TRAILING = "?!.,:*_~'\""

_Match = tuple[Element | None, int | None, int | None]
_NOTHING: _Match = None, None, None


class Autolinks(InlineProcessor):
    """Links bare addresses, unless the site has an extension that does."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, md: Markdown) -> None:
        """Compile the pattern of the starts of addresses."""
        super().__init__(_START, md)
        self._raw_links: list[str] = []
        self._seen = 0

    def handleMatch(self, m: re.Match[str], data: str) -> _Match:  # type: ignore[override]  # noqa: N802
        """Return the link, and the range of its text."""
        if "magic-link" in self.md.inlinePatterns or self._within_link(data, m.start()):
            return _NOTHING
        if m["domain"]:
            return self._mail(m, data)
        if m["www"] and not self._may_precede(data, m.start()):
            return _NOTHING
        pieces = list(self._pieces(data, m.start()))
        text = web_address("".join(text for text, _ in pieces))
        if not text or "{{" in text:  # The value of a parameter would be missing from the address.
            return _NOTHING
        count = sum(
            1 for _ in takewhile(lambda size: size <= len(text), accumulate(len(t) for t, _ in pieces))
        )
        end = m.start() + sum(size for _, size in pieces[:count])
        return _link("http://" if m["www"] else "", text), m.start(), end

    def _mail(self, m: re.Match[str], data: str) -> _Match:
        start = m.start("local")
        for placeholder in _PLACEHOLDER.finditer(data, start, m.end("local")):
            if not self._escaped(placeholder[0]):
                start = placeholder.end()
        pieces = [(text[-1], size) for text, size in self._pieces(data, start, m.end("local"))]
        written = "".join(text for text, _ in pieces)
        match = _LOCAL.search(written)
        local = match[0] if match else ""
        following = next(self._pieces(data, m.end()), ("", 0))[0][-1:]
        if not local or not m["domain"][-1].isalpha() or following in tuple("@-_"):
            return _NOTHING
        start = m.end("local") - sum(size for _, size in pieces[len(pieces) - len(local) :])
        protocol = _PROTOCOL.search(data, max(0, start - 8), start)
        if protocol is not None:
            address = f"{protocol[0]}{local}@{m['domain']}"
            return _link("", address), protocol.start(), m.end()
        return _link("mailto:", f"{local}@{m['domain']}"), start, m.end()

    def _pieces(self, data: str, start: int, end: int | None = None) -> Iterator[tuple[str, int]]:
        """Yield the characters of a word as written, and the length of each in the data.

        Python-Markdown has put aside escaped characters, and what is no longer text; this ends the word.
        """
        end = len(data) if end is None else end
        while (piece := _PIECE.match(data, start, end)) is not None:
            written = piece[0]
            if written[0] == STX:
                escaped = self._escaped(written)
                if not escaped:
                    return
                written = f"\\{escaped}"
            yield written, len(piece[0])
            start = piece.end()

    def _escaped(self, placeholder: str) -> str:
        """Return the escaped character that has been put aside, or an empty string."""
        aside = self._aside(placeholder)
        match = _ESCAPED.fullmatch(aside) if isinstance(aside, str) else None
        return chr(int(match[1])) if match else ""

    def _may_precede(self, data: str, start: int) -> bool:
        """Return whether `www` after a text begins an address: after a hard break, but not after code."""
        if data[start - 1 : start] != ETX:
            return True
        placeholder = data[data.rfind(STX, 0, start) : start]
        return getattr(self._aside(placeholder), "tag", "") == "br" or self._escaped(placeholder) in tuple(
            "*_~("
        )

    def _within_link(self, data: str, start: int) -> bool:
        """Return whether the last tag of a link before a text opens one. Links of Markdown are put aside."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        self._raw_links += [
            tag for tag in blocks[self._seen :] if isinstance(tag, str) and _LINK_TAG.match(tag)
        ]
        self._seen = len(blocks)
        if not self._raw_links:
            return False
        for _ in range(_MOST):
            end = data.rfind(ETX, 0, start) + 1
            start = data.rfind(STX, 0, end)
            if start < 0:
                return False
            raw = _HTML.fullmatch(str(self._aside(data[start:end])))
            tag = blocks[int(raw[1])] if raw else ""
            if isinstance(tag, str) and _LINK_TAG.match(tag):
                return not tag.startswith("</")
        return True

    def _aside(self, placeholder: str) -> object:
        inline: Any = self.md.treeprocessors["inline"]
        return inline.stashed_nodes.get(placeholder[1:-1].partition(":")[2])


def web_address(word: str) -> str:
    """Return the address that a word begins with, `https://…` or `www.…`; empty if it is none."""
    host = 0 if word[:4].lower() == "www." else word.index("://") + 3
    name = "".join(takewhile(_in_host, word[host:].replace("\\_", "_")))
    if not name or name[0] in "-_." or any("_" in label for label in name.rstrip("_").split(".")[-2:]):
        return ""
    address = _without_punctuation(word)
    return address if len(address) > max(host, len("www")) else ""


def _in_host(character: str) -> bool:
    """Return whether a character can be in the name of a host, or is between its parts."""
    if character in "-_.":
        return True
    if character.isascii():
        return character not in string.punctuation and character.isprintable()
    return unicodedata.category(character)[0] not in "PZ"


def _without_punctuation(text: str) -> str:
    """Return an address without the punctuation at its end that belongs to the sentence."""
    unopened = {")": text.count(")") - text.count("("), "]": text.count("]") - text.count("[")}
    end = len(text)
    while end:
        last = text[end - 1]
        if unopened.get(last, 0) > 0:
            unopened[last] -= 1
            end -= 1
        elif last in _TRAILING:
            end -= 1
        elif last == ";":
            entity = _ENTITY.search(text, max(0, end - 40), end)
            end -= len(entity[0]) if entity else 1
        else:
            break
    return text[:end]


def _link(prefix: str, text: str) -> Element:
    link = Element("a", {"href": _literal(f"{prefix}{text}")})
    link.text = AtomicString(_literal(text))
    return link


def _literal(text: str) -> str:
    """Return a text for the serialiser, which would leave entities alone."""
    return text.replace("&", f"{AMP_SUBSTITUTE}amp;")
