"""Read the marks below the headings of a template."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.template.fields import Comment, read_comment
from mkdocs_deploy_plugin.template.gates import GateWords, read_gate_words
from mkdocs_deploy_plugin.template.nouns import PROCEDURE, Noun, read_noun

ROLLBACK = "rollback"

REQUIRED = "rollback required"
GATES = "gates:"
OPTIONAL = "optional:"
NOT_APPLICABLE = "not applicable:"
_COMMA = re.compile(r"\s*[,、，]\s*")
_PHRASE = r'"[^"]*\w[^"]*"'
_UNLESS = re.compile(rf"{REQUIRED}(?: unless (?P<phrases>{_PHRASE}(?: or {_PHRASE})*))?")
_AROUND = " .:\N{FULLWIDTH COLON}…"


def heading_comment(section: Section) -> Comment:
    """Return the parsed comments below a heading."""
    return read_comment(" ".join(section.comments), labelled=False)


def rollback_unless(comment: Comment) -> tuple[str, ...] | None:
    """Return the phrases in the rollback mark of a phase, or None if the mark is missing or invalid."""
    match = _UNLESS.fullmatch(required_mark(comment))
    if match is None:
        return None
    return tuple(phrase.strip(_AROUND) for phrase in re.findall('"([^"]+)"', match["phrases"] or ""))


class OwnWords(NamedTuple):
    """The words that a template declares for what procedures say in parentheses and after struck items.

    Attributes:
        gates: The words that begin the marks of gates.
        optional: The remarks that make a heading or check optional, besides the English ones.
        not_applicable: What is written after a struck item whose check does not apply, besides `n/a`.
        noun: What its documents are called.
    """

    gates: GateWords = GateWords()
    optional: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    noun: Noun = PROCEDURE


def own_words(sections: Sequence[Section]) -> OwnWords:
    """Return the words that a template declares."""
    comments = [heading_comment(section) for top in sections for section in top.walk()]
    marks = [mark for comment in comments for mark in comment.marks]
    return OwnWords(
        next((words for mark in marks if (words := read_gate_words(mark))), GateWords()),
        tuple(phrase for mark in marks for phrase in phrases(mark, OPTIONAL)),
        tuple(phrase for mark in marks for phrase in phrases(mark, NOT_APPLICABLE)),
        next((noun for mark in marks if (noun := read_noun(mark))), PROCEDURE),
    )


def phrases(mark: str, begins: str) -> list[str]:
    """Return the phrases that a mark lists after its beginning; none if it begins otherwise."""
    return _COMMA.split(mark.removeprefix(begins).strip()) if mark.startswith(begins) else []


def required_mark(comment: Comment) -> str:
    """Return the mark that requires a rollback step for each phase, or an empty string."""
    return next((mark for mark in comment.marks if mark.startswith(REQUIRED)), "")


def first_phases(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the first phase of each kind: an outermost numbered heading outside the rollback."""
    kinds = set()
    for section in sections:
        rollback = ROLLBACK in heading_comment(section).marks
        if section.label is None:
            yield from () if rollback else first_phases(section.sections)
        elif section.label.kind not in kinds:
            kinds.add(section.label.kind)
            if not rollback:
                yield section
