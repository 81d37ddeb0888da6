"""Compare a finished page with the text that was checked: nothing is missing, and nothing internal is left.

An extension or a plugin of the site may read a part of the file in another way. Then the page would show
something that was not checked, or would lack something that was.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from html import unescape

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, Span
from mkdocs_deploy_plugin.reading.braces import USE
from mkdocs_deploy_plugin.rendering.operations import Normalised
from mkdocs_deploy_plugin.text import printable

_ITEM = re.compile(r' data-item="([^"]*)"')
_HEADING = re.compile(r'<h[1-6](?: [^<>]*)? id="([^"]*)"')
_COMMAND = re.compile(r' data-command="([^"]*)"')
_MARKER = re.compile(r"[\x02\x03]")
_TAG = re.compile(r"<[^<>]*>")
_USE = re.compile(USE)
_HELP = (
    "Write it in another way, or change the extension or plugin of the site that reads it differently."
    " Admonitions need `admonition`, collapsible blocks `pymdownx.details`, tabs `pymdownx.tabbed`, and"
    " definitions `def_list`."
)
_FILLED = "For the plugin `macros`, remove `render_macros: true`. For another one, rename the parameter."


def mismatches(path: str, html: str, page: Normalised, body: str) -> list[Diagnostic]:
    """Return a finding for each difference between a page and the text that it was made from.

    Args:
        path: The path of the file.
        html: The content of the page.
        page: The page as it was read.
        body: The text.
    """
    return [
        diagnostic("page-mismatch", path, span, message, _HELP)
        for span, message in _differences(html, page, body)
    ]


def filled_elsewhere(document: Document, text: str, parameters: Collection[str]) -> Iterator[Diagnostic]:
    """Yield a finding for each parameter that another plugin has filled in.

    Args:
        document: The procedure as it was checked.
        text: The text that the page is made of, after all plugins.
        parameters: The names of the procedure's parameters.
    """
    if not parameters or text == document.body:
        return
    uses = [use for use in _USE.finditer(document.body) if use[1] in parameters]
    left = Counter(use[1] for use in _USE.finditer(text))
    for name, count in Counter(use[1] for use in uses).items():
        if left[name] >= count:
            continue
        first = next(use for use in uses if use[1] == name)
        yield diagnostic(
            "page-mismatch",
            document.source.path,
            _span(document.body, document.body_line, *first.span()),
            f"Another plugin has replaced the parameter {first[0]} in {count - left[name]} of {count} places",
            _FILLED,
            reason="commands would be copied with a value that nobody has filled in or checked",
        )


def _differences(html: str, page: Normalised, body: str) -> Iterator[tuple[Span, str]]:
    on_page = Counter(unescape(item) for item in _ITEM.findall(html))
    for item in page.items:
        if on_page[item.id]:
            on_page[item.id] -= 1
        else:
            yield page.span(item.start, item.end), f'The page lacks the check "{printable(item.text)}"'
    for item_id in on_page.elements():
        yield START, f'The page has a check that the file does not have: "{printable(item_id)}"'
    headings = Counter(unescape(anchor) for anchor in _HEADING.findall(html))
    for anchor, (heading, start) in page.headings.items():
        if headings[anchor] != 1:
            number = "lacks" if not headings[anchor] else "repeats"
            yield page.span(start, start), f'The page {number} the heading "{printable(heading)}"'
    commands = {unescape(name) for name in _COMMAND.findall(html)}
    for start, name in page.commands.items():
        if name not in commands:
            yield page.span(start, start), "The page lacks this code block"
    if (marker := _MARKER.search(html)) is not None:
        before = unescape(_TAG.sub(" ", html[: marker.start()]))[-1000:].split()[-3:]
        after = f' after "{printable(" ".join(before))}"' if before else ""
        yield _place(page, body, before), f"The page shows an internal marker{after}"


def _place(page: Normalised, body: str, words: list[str]) -> Span:
    """Return the first place of the last of some words that the text has."""
    for word in reversed(words):
        at = body.find(word)
        if at >= 0:
            return _span(body, page.span(0, 0).line, at, at + len(word))
    return START


def _span(body: str, first: int, start: int, end: int) -> Span:
    """Return the place of a range within a line of a body that begins on a line of its file."""
    line, column = first + body.count("\n", 0, start), start - body.rfind("\n", 0, start)
    return Span(line, column, line, column + end - start)
