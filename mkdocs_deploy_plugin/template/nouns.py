"""What a template calls its documents: `(noun: runbook, runbooks)`."""

from __future__ import annotations

import re
from typing import NamedTuple

BEGINS = "noun:"
LONGEST = 40

_COMMA = re.compile(r"\s*[,、，]\s*")


class Noun(NamedTuple):
    """A word for one document, and for several."""

    one: str
    many: str


PROCEDURE = Noun("procedure", "procedures")
"""What documents are called if the template says nothing."""

DOCUMENT = Noun("document", "documents")
"""What documents are called together that have different nouns."""


def read_noun(mark: str) -> Noun | None:
    """Parse the mark that declares a noun; None if it has another form.

    A single word is for one and for several, as in Japanese.
    """
    if not mark.startswith(BEGINS):
        return None
    words = _COMMA.split(mark.removeprefix(BEGINS).strip())
    usable = all(
        0 < len(word) <= LONGEST and word.replace(" ", "").replace("-", "").isalpha() for word in words
    )
    return Noun(words[0], words[-1]) if usable and len(words) <= 2 else None
