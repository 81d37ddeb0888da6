"""Compare a finished page with the text that was checked: same checks, and nothing internal left on it.

An extension or a plugin of the site may read a part of the file in another way. Then the page would show
something that was not checked, or would lack something that was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape

from mkdocs_deploy_plugin.model import Span
from mkdocs_deploy_plugin.rendering.operations import Normalised
from mkdocs_deploy_plugin.text import printable

_ITEM = re.compile(r' data-item="([^"]*)"')
_MARKER = re.compile(r"[\x02\x03]")
_TAG = re.compile(r"<[^<>]*>")


def differences(html: str, page: Normalised, body: str) -> Iterator[tuple[Span | None, str]]:
    """Yield where a page differs from the text it was made from, and how, as a sentence.

    Args:
        html: The content of the page.
        page: The page as it was read.
        body: The text.
    """
    on_page = Counter(unescape(item) for item in _ITEM.findall(html))
    for item in page.items:
        if on_page[item.id]:
            on_page[item.id] -= 1
        else:
            yield page.span(item.start, item.end), f'The page lacks the check "{printable(item.text)}"'
    for item_id in on_page.elements():
        yield None, f'The page has a check that the file does not have: "{printable(item_id)}"'
    if (marker := _MARKER.search(html)) is not None:
        before = unescape(_TAG.sub(" ", html[: marker.start()]))[-1000:].split()[-3:]
        after = f' after "{printable(" ".join(before))}"' if before else ""
        yield _place(page, body, before), f"The page shows an internal marker{after}"


def _place(page: Normalised, body: str, words: list[str]) -> Span | None:
    """Return the first place of the last of some words that the text has."""
    for word in reversed(words):
        at = body.find(word)
        if at >= 0:
            line = page.span(0, 0).line + body.count("\n", 0, at)
            column = at - body.rfind("\n", 0, at)
            return Span(line, column, line, column + len(word))
    return None
