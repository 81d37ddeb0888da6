"""Find what is wrong with the body of a template: its headings, their marks, checks and directives."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Section
from mkdocs_deploy_plugin.reading.identity import label
from mkdocs_deploy_plugin.reading.remarks import remarks
from mkdocs_deploy_plugin.template.directives import DIRECTIVES, directive_of
from mkdocs_deploy_plugin.template.field_mistakes import locate, unknown_status
from mkdocs_deploy_plugin.template.fields import Field
from mkdocs_deploy_plugin.template.gates import Gate, read_gate, read_gate_words, read_mark
from mkdocs_deploy_plugin.template.heading_marks import (
    GATES,
    NOT_APPLICABLE,
    OPTIONAL,
    REQUIRED,
    ROLLBACK,
    OwnWords,
    first_phases,
    heading_comment,
    phrases,
    required_mark,
    rollback_unless,
)
from mkdocs_deploy_plugin.template.marks import (
    FORMERLY,
    HEADING,
    former_texts,
    kind_of,
    nearest_mark,
    not_marks,
)
from mkdocs_deploy_plugin.template.meanings import STATUS
from mkdocs_deploy_plugin.template.nouns import BEGINS as NOUN
from mkdocs_deploy_plugin.template.nouns import read_noun
from mkdocs_deploy_plugin.template.wording import (
    OPTIONAL_REMARKS,
    PLACEHOLDER,
    optional_pattern,
    without_remarks,
)
from mkdocs_deploy_plugin.text import closest, one_of, quoted

_WIDE = str.maketrans("\uff08\uff09", "()")
_DIRECTIVE_LIKE = re.compile(r"(?:mkdocs-)?procedures?\b[\s:_./-]*([\w-]*)", re.I)


class _BodyPlaces:
    """Makes findings at the places of a template's body."""

    def __init__(self, document: Document, outline: Outline) -> None:
        self.path = document.source.path
        self.lines = document.source.lines
        self.outline = outline

    def finding(self, rule: str, section: Section, words: str, message: str, help: str = "") -> Diagnostic:
        """Return a finding at some words in a section, or at its heading if they are not found."""
        heading = self.outline.span(section.start, section.end)
        end = min((inner.start for inner in section.sections), default=None)
        last = self.outline.span(end, end).line - 1 if end is not None else len(self.lines)
        span = locate(self.lines, heading.line, last, words) if words else None
        return diagnostic(rule, self.path, span or heading, message, help)


def heading_mistakes(document: Document, fields: Sequence[Field], own: OwnWords) -> Iterator[Diagnostic]:
    """Yield findings for the body of a template.

    Args:
        document: The template.
        fields: The fields of its front matter.
        own: The words that the template declares.
    """
    outline = document.outline
    assert outline is not None
    body = _BodyPlaces(document, outline)
    statuses = next((field.choices for field in fields if field.name == STATUS), ())
    directives = [*DIRECTIVES, *(directive_of(field.key) for field in fields)]
    for section in outline.sections():
        yield from _mark_mistakes(body, section, statuses)
        yield from _remark_mistakes(body, section, own)
        yield from _directive_mistakes(body, section, directives)
        yield from _numbering_mistakes(body, section.sections, section)
        yield from _former_mistakes(body, section.sections)
    yield from _former_word_mistakes(body, outline)
    yield from _numbering_mistakes(body, outline.root.sections, outline.root)
    yield from _rollback_mistakes(body, outline.root.sections)


def _mark_mistakes(body: _BodyPlaces, section: Section, statuses: Sequence[str]) -> Iterator[Diagnostic]:
    comment = heading_comment(section)
    for mark in comment.marks:
        kind, shown = kind_of(mark), f"({mark})"
        if not kind.fits(HEADING):
            yield body.finding("template-mark", section, shown, f"{shown} belongs to a key", _instead(mark))
        elif kind.begins == REQUIRED and rollback_unless(comment) is None:
            yield _no_mark(body, section, shown, kind.shown)
        elif kind.begins == GATES and read_gate_words(mark) is None:
            yield _no_mark(body, section, shown, f"{kind.shown}, with three different words")
        elif kind.begins == NOUN and read_noun(mark) is None:
            yield _no_mark(body, section, shown, f"{kind.shown}, one word for one and one for several")
        elif kind.begins in (OPTIONAL, NOT_APPLICABLE) and (why := _phrase_mistake(mark, kind.begins)):
            yield body.finding("template-mark", section, shown, f"{shown} {why}", f"Write {kind.shown}.")
        elif kind.begins.startswith("text "):
            status = mark[len(kind.begins) + 1 :]
            if status not in statuses:
                yield body.finding("template-mark", section, shown, *unknown_status(status, statuses))
    for text in section.comments:
        for written, message, help_ in not_marks(text, HEADING):
            yield body.finding("template-mark", section, written, message, help_)


def _phrase_mistake(mark: str, begins: str) -> str:
    """Return what is wrong with the phrases that a mark lists, or an empty string."""
    listed = [phrase.casefold() for phrase in phrases(mark, begins)]
    if not all(listed):
        return "has an empty phrase"
    if len(set(listed)) < len(listed):
        return "has the same phrase twice"
    return next((f"quotes {phrase}" for phrase in listed if phrase[0] in "\"'“„「"), "")


def _former_mistakes(body: _BodyPlaces, sections: Sequence[Section]) -> Iterator[Diagnostic]:
    """Yield findings for former headings that another section beside this one still has."""
    taken = {section.heading.casefold() for section in sections}
    for section in sections:
        yield from _former_check_mistakes(body, section)
        for name in heading_comment(section).former if section.label is None else ():
            if name.casefold() in taken:
                message = f"{quoted(name)} is still a section"
                yield body.finding("template-mark", section, name, message)


def _former_word_mistakes(body: _BodyPlaces, outline: Outline) -> Iterator[Diagnostic]:
    """Yield findings for former words of numbered headings that are no words, or are still in use."""
    words = {section.label.word.casefold() for section in outline.sections() if section.label is not None}
    for section in outline.sections():
        for name in heading_comment(section).former if section.label is not None else ():
            if (read := label(f"{name} 1")) is None or read.word != name:
                message = f"{quoted(name)} is not a word that headings can be numbered with"
                yield body.finding("template-mark", section, name, message)
            elif name.casefold() in words:
                message = f"{quoted(name)} is still the word of a heading"
                yield body.finding("template-mark", section, name, message)


def _former_check_mistakes(body: _BodyPlaces, section: Section) -> Iterator[Diagnostic]:
    """Yield findings for former texts of checks that no document could be read by."""
    texts = [former_texts(item.text) for item in section.items]
    taken = {without_remarks(text) for text, _ in texts}
    for text, former in texts:
        wanted = PLACEHOLDER.findall(without_remarks(text))
        if FORMERLY in text:
            message = f"({FORMERLY} …) is not understood"
            help_ = "Write the former text of the check without parentheses."
            yield body.finding("template-mark", section, FORMERLY, message, help_)
        for name in former:
            if section.label is not None:
                message = f"(formerly: {name}) is at a check of a numbered section, which need not be kept"
            elif name in taken:
                message = f"{quoted(name)} is still a check"
            elif PLACEHOLDER.findall(name) != wanted:
                message = f"{quoted(name)} does not have the placeholders of the check"
            else:
                continue
            yield body.finding("template-mark", section, name, message)


def _no_mark(body: _BodyPlaces, section: Section, shown: str, form: str) -> Diagnostic:
    return body.finding("template-mark", section, shown, f"{shown} is not a mark", f"Did you mean {form}?")


def _instead(mark: str) -> str:
    """Return what to write below a heading instead of a mark that belongs to a key."""
    if mark == "optional":
        return 'Write "(optional)" at the end of the heading.'
    meant = nearest_mark(f"text {mark}", HEADING, 0.9)
    return f"Did you mean {meant}?" if meant else ""


def _remark_mistakes(body: _BodyPlaces, section: Section, own: OwnWords) -> Iterator[Diagnostic]:
    """Yield findings for remarks at the end of headings and checks that nearly say something."""
    gates, usable, is_optional = own.gates, [*OPTIONAL_REMARKS, *own.optional], optional_pattern(own.optional)
    texts = [section.heading, *(former_texts(item.text)[0] for item in section.items)]
    for text in texts:
        for remark in remarks(text.translate(_WIDE)):
            meant = closest(remark, usable)
            if meant and not is_optional.search(f"({remark})"):
                message = f"({remark}) does not make it optional"
                yield body.finding(
                    "template-mark", section, f"({remark})", message, f"Did you mean ({meant})?"
                )
            elif read_mark(remark, gates) is not None and read_gate([remark], gates) == Gate():
                message = f"({remark}) is not understood as a hold point, timer or role"
                forms = f"({gates.hold}: Role), ({gates.wait} 30 minutes) or ({gates.by}: Role)"
                yield body.finding("template-mark", section, f"({remark})", message, f"Write {forms}.")
    if section.heading.count("[") != section.heading.count("]"):
        yield body.finding("template-heading", section, "", "A bracket of the heading has no partner")


def _directive_mistakes(body: _BodyPlaces, section: Section, usable: list[str]) -> Iterator[Diagnostic]:
    for directive in section.directives:
        if directive.name not in usable:
            meant = closest(directive.name, usable, 0.6)
            help_ = f"Did you mean {quoted(meant)}?" if meant else f"Use {one_of(usable)}."
            message = f"Unknown directive {quoted(directive.name)}"
            span = body.outline.span(directive.start, directive.end)
            yield diagnostic("template-directive", body.path, span, message, help_)
    for comment in section.comments:
        match = _DIRECTIVE_LIKE.match(comment.strip())
        if match is not None and (meant := closest(match[1], usable, 0.6)):
            message = f"{quoted(comment.strip())} is not read as a directive"
            help_ = f"Did you mean <!-- procedures:{meant} -->?"
            yield body.finding("template-directive", section, comment.strip(), message, help_)


def _numbering_mistakes(
    body: _BodyPlaces, sections: Sequence[Section], parent: Section
) -> Iterator[Diagnostic]:
    """Yield findings for numbered headings that no procedure could follow."""
    numbers: dict[tuple[str, str], int] = {}
    for section in sections:
        label = section.label
        if label is None:
            continue
        numbers[label.kind] = numbers.get(label.kind, 0) + 1
        *before, last = label.number.split(".")
        outer = parent.label.number.split(".") if before and parent.label is not None else before
        expected = ".".join([*outer, str(numbers[label.kind])])
        if last.isdigit() and label.number != expected:
            message = f"{label.word} {label.number} should be {label.word} {expected}"
            yield body.finding("template-heading", section, "", message)


def _rollback_mistakes(body: _BodyPlaces, top: Sequence[Section]) -> Iterator[Diagnostic]:
    commented = [(section, heading_comment(section)) for first in top for section in first.walk()]
    phases = {section.start for section in first_phases(top)}
    rollback = [section for section, comment in commented if ROLLBACK in comment.marks]
    has_steps = any(inner.label is not None for section in rollback for inner in section.walk())
    for section, comment in commented:
        mark = required_mark(comment)
        if mark and section.start not in phases:
            message = f'({REQUIRED} …) belongs below the first phase, not below "{section.heading}"'
            yield body.finding("template-mark", section, f"({mark})", message)
        elif mark and not has_steps:
            message = f"({REQUIRED} …) needs a section with numbered steps that is marked ({ROLLBACK})"
            yield body.finding("template-mark", section, f"({mark})", message)
