"""Tell references from prose: words that look like a reference, but name something outside the procedures."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from mkdocs_deploy_plugin.model import Document, Span
from mkdocs_deploy_plugin.reading.prose import is_of_another_document

_REACH = 200
"""How many characters on either side of a reference are looked at."""

_LABEL_BEFORE = re.compile(r"[\s>]*(?:[-*+]\s|[0-9]{1,9}[.)]\s)?\s*(?:\[[ xX]\]\s)?[*_]{0,3}$")
_LABEL_AFTER = re.compile(r"[*_]{0,3}\s?[:–—]|[*_]{0,3}\s-\s")
_MACHINE = re.compile(
    r"\b(?:host|hostname|server|node|machine|VM|instance|pod|container|cluster|namespace|bucket|branch|job|pipeline|image|"
    r"volume|disk|database|queue|topic|repository|repo|user|account|service)s?[:,]?\s[*_`]{0,4}$",
    re.I,
)
_PORT = re.compile(r"[*_`]{0,4}:[0-9]")
_QUOTES = {
    '"': '"',
    "'": "'",
    "“": "”",
    "„": "“”",
    "‘": "’",
    "‚": "‘’",
    "«": "»",
    "‹": "›",
    "»": "«",
    "「": "」",
    "『": "』",
}


def is_prose(document: Document, span: Span) -> bool:
    """Return whether the number of a step or phase plainly is not one of the procedure.

    It is in quotes, belongs to another document, as in "Step 7.2 of the vendor's handbook", or begins a line
    as its label, as in "Step 3.1: …".
    """
    before, after = _around(document, span)
    line = before.rsplit("\n", 1)[-1]
    return (
        _is_quoted(before, after)
        or is_of_another_document(before, after)
        or (_LABEL_BEFORE.fullmatch(line) is not None and _LABEL_AFTER.match(after) is not None)
    )


def names_machine(document: Document, span: Span) -> bool:
    """Return whether what looks like an id is in quotes, or plainly the name of a host or the like."""
    before, after = _around(document, span)
    return _is_quoted(before, after) or bool(_MACHINE.search(before)) or bool(_PORT.match(after))


def _around(document: Document, span: Span) -> tuple[str, str]:
    """Return the text of the paragraph on both sides of a place."""
    lines = _lines(document.source.text)
    first, last = lines[span.line - 1], lines[span.end_line - 1]
    before = "\n".join([*lines[max(0, span.line - 3) : span.line - 1], first[: span.column - 1]])
    after = "\n".join([last[span.end_column - 1 :], *lines[span.end_line : span.end_line + 2]])
    return before.rsplit("\n\n", 1)[-1][-_REACH:], after.split("\n\n", 1)[0][:_REACH]


@lru_cache(maxsize=1)
def _lines(text: str) -> Sequence[str]:
    """Return the lines of a text. The last ones are kept: a text may have many references."""
    return text.split("\n")


def _is_quoted(before: str, after: str) -> bool:
    ends = _QUOTES.get(before[-1:], "")
    return any(end in after for end in ends)
