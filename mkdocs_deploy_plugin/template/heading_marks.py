"""Read the marks below the headings of a template, and find mistakes in the rollback marks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.template.fields import Comment, read_comment
from mkdocs_deploy_plugin.template.gates import GateWords, read_gate_words

ROLLBACK = "rollback"

_REQUIRED = "rollback required"
_GATES = "gates:"
_FORMS = {
    "text required from": "(text required from …)",
    "decision criteria": "(decision criteria)",
    _REQUIRED: f'({_REQUIRED} unless "…" or "…")',
    ROLLBACK: f"({ROLLBACK})",
    _GATES: "(gates: hold, wait, by), with three different words",
}
"""The beginnings of marks and their full form; longer beginnings come before their own prefixes."""
_PHRASE = r'"[^"]*\w[^"]*"'
_UNLESS = re.compile(rf"{_REQUIRED}(?: unless (?P<phrases>{_PHRASE}(?: or {_PHRASE})*))?")
_AROUND = " .:\N{FULLWIDTH COLON}…"
_LAST_PARENTHESIS = re.compile(r"\(([^()]*(?:\([^()]*\)[^()]*)*)\)$")
_CLOSE = 0.8


def heading_comment(section: Section) -> Comment:
    """Return the parsed comments below a heading."""
    return read_comment(" ".join(section.comments), labelled=False)


def rollback_unless(comment: Comment) -> tuple[str, ...] | None:
    """Return the phrases in the rollback mark of a phase, or None if the mark is missing or invalid."""
    match = _UNLESS.fullmatch(_required(comment))
    if match is None:
        return None
    return tuple(phrase.strip(_AROUND) for phrase in re.findall('"([^"]+)"', match["phrases"] or ""))


def declared_gate_words(sections: Sequence[Section]) -> GateWords:
    """Return the words that the template declares for the marks of gates, or else the English ones."""
    comments = (heading_comment(section) for top in sections for section in top.walk())
    marks = (mark for comment in comments for mark in comment.marks if mark.startswith(_GATES))
    return next((words for mark in marks if (words := read_gate_words(mark))), GateWords())


def mark_mistakes(sections: Sequence[Section]) -> Iterator[tuple[Section, str]]:
    """Yield the headings whose mark cannot be used, and why; misspelt marks come first."""
    commented = [(section, heading_comment(section)) for top in sections for section in top.walk()]
    for section, comment in commented:
        mark = _required(comment)
        gates = next((mark for mark in comment.marks if mark.startswith(_GATES)), "")
        misspelt = _LAST_PARENTHESIS.search(comment.description)
        if mark and rollback_unless(comment) is None:
            yield section, _not_a_mark(mark, _FORMS[_REQUIRED])
        elif gates and read_gate_words(gates) is None:
            yield section, _not_a_mark(gates, _FORMS[_GATES])
        elif misspelt and (form := _closest_form(misspelt[1])):
            yield section, _not_a_mark(misspelt[1], form)
    phases = {section.start for section in _first_phases(sections)}
    rollback = [section for section, comment in commented if ROLLBACK in comment.marks]
    has_steps = any(inner.label is not None for section in rollback for inner in section.walk())
    for section in (section for section, comment in commented if _required(comment)):
        if section.start not in phases:
            yield section, f'({_REQUIRED} …) belongs below the first phase, not below "{section.heading}"'
        elif not has_steps:
            yield section, f"({_REQUIRED} …) needs a section with numbered steps that is marked ({ROLLBACK})"


def _required(comment: Comment) -> str:
    return next((mark for mark in comment.marks if mark.startswith(_REQUIRED)), "")


def _not_a_mark(text: str, form: str) -> str:
    return f"({text}) is not a mark; did you mean {form}?"


def _closest_form(text: str) -> str:
    """Return the full form of the mark that was probably meant, or an empty string."""
    for beginning, form in _FORMS.items():
        if SequenceMatcher(None, beginning, text[: len(beginning)].lower()).ratio() >= _CLOSE:
            return form
    return ""


def _first_phases(sections: Sequence[Section]) -> Iterator[Section]:
    """Yield the first phase of each kind: an outermost numbered heading outside the rollback."""
    kinds = set()
    for section in sections:
        rollback = ROLLBACK in heading_comment(section).marks
        if section.label is None:
            yield from () if rollback else _first_phases(section.sections)
        elif section.label.kind not in kinds:
            kinds.add(section.label.kind)
            if not rollback:
                yield section
