"""What a template calls its documents: `(noun: runbook, runbooks)`."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.text import capitalised, with_article

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


def common_noun(nouns: Iterable[Noun]) -> Noun:
    """Return what documents are called together."""
    different = set(nouns)
    return different.pop() if len(different) == 1 else DOCUMENT if different else PROCEDURE


# The word in a sentence: not in quotation marks or code, and not in a path, an id or a directive.
_IN_SENTENCE = re.compile(
    r"""(?P<kept>"[^"]*" | `[^`]*` | procedures\ (?:check|export|list|migrate|new|schema|template)\b)
    | (?<![\w./:-]) (?:(?P<article>[Aa])\ )? (?P<word>[Pp]rocedures?) (?![\w/:-]|\.\w)""",
    re.X,
)


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


def called(finding: Diagnostic, noun: Noun) -> Diagnostic:
    """Return a finding that calls a document what its template calls it."""
    if noun == PROCEDURE or "rocedure" not in f"{finding.message}{finding.help}":
        return finding

    def replaced(match: re.Match[str]) -> str:
        if match["kept"]:
            return match[0]
        word = noun.many if match["word"].endswith("s") else noun.one
        if match["article"]:
            word = with_article(word)
        return capitalised(word) if match[0][0].isupper() else word

    return replace(
        finding,
        message=_IN_SENTENCE.sub(replaced, finding.message),
        help=_IN_SENTENCE.sub(replaced, finding.help),
    )
