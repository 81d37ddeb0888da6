"""Decide who reads the content of a block of HTML: `md_in_html`, or nobody.

GitHub shows a block of HTML as it is. An element with the attribute `markdown`, which is for Python-Markdown,
holds Markdown. What is between blank lines is Markdown to GitHub as well, and has been read. So only an
element that begins and ends in one block is left to `md_in_html`.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser

_ATTRIBUTE = re.compile(r"(<[a-zA-Z][^<>]*?)\s+markdown(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>]*))?(?=[\s/>])")
_FOOTNOTE = re.compile(r"\[\^[^\]\n]*\]:")
_RAW_TEXT = re.compile(r"\s*<(script|style|textarea|pre)\b", re.I)
VOID_ELEMENTS = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
"""The elements of HTML that have no end tag."""


def asks_for_markdown(html: str) -> bool:
    """Return whether a block of HTML holds an element with Markdown, and ends all elements that it begins.

    One with a footnote does not: it would replace a footnote of the page.
    """
    if not _ATTRIBUTE.search(html) or html.lstrip().startswith("<!--") or _FOOTNOTE.search(html):
        return False
    balance = _Balance()
    balance.feed(html)
    return balance.asks and not balance.open and not balance.stray


def without_markdown_attributes(html: str) -> str:
    """Return a block of HTML without the attribute `markdown`, which means nothing to a browser."""
    if " markdown" not in html or html.lstrip().startswith(("<!--", "<pre", "<script", "<style")):
        return html
    return _ATTRIBUTE.sub(r"\1", html)


def closed(html: str) -> str:
    """Return a block of HTML, with the end of a comment or script that would swallow what follows."""
    if html.rfind("<!--") > html.rfind("-->"):
        return f"{html.rstrip()}\n-->\n"
    opening = _RAW_TEXT.match(html)
    if opening is not None and f"</{opening[1].lower()}" not in html.lower():
        return f"{html.rstrip()}\n</{opening[1]}>\n"
    return html


class _Balance(HTMLParser):
    """Collects the elements that a piece of HTML leaves open, and whether anything is around elements."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.asks = self.stray = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.asks = self.asks or any(name == "markdown" for name, _ in attrs)
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        self.stray = self.stray or (not self.open and not data.isspace())

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            while self.open.pop() != tag:
                pass
        else:
            self.stray = True
