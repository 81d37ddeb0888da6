"""Renumber phases and steps together with all references to them, if every reference is unambiguous.

Numbers are not only used in headings: text, links and other procedures refer to them. If a reference to a
number that would change is ambiguous, no number is changed.
"""

from __future__ import annotations

import posixpath
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.findings.rules import rule_of
from mkdocs_deploy_plugin.model import (
    Diagnostic,
    Document,
    Edit,
    Fix,
    Label,
    Outline,
    Reference,
    ReferenceKind,
    Section,
    Span,
)
from mkdocs_deploy_plugin.reading.anchors import fragment
from mkdocs_deploy_plugin.reading.identity import DOT, in_ascii, number_anchor, slug
from mkdocs_deploy_plugin.reading.identity import label as read_label
from mkdocs_deploy_plugin.reading.mentions import GAP, PLURAL, word_pattern
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.number_words import SPELT, in_digits
from mkdocs_deploy_plugin.template.rollback import former_kinds
from mkdocs_deploy_plugin.template.sections import body_sections

_OF_STEP = re.compile(r"(?<=[0-9])[/~-].*$")
_FRAGMENT = re.compile(r"\]\([ \t]*<?#$|\]:[ \t]*<?#$")


class _Mention(NamedTuple):
    """A number with its word anywhere in the text: `Step 2.1`, `#step-2.1`, `steps 2.1`."""

    name: str
    plural: bool
    before: str
    start: tuple[int, int]
    place: Span


def new_numbers(outline: Outline, template: Template) -> list[tuple[Section, str]]:
    """Return the numbered headings of the template's kinds, each with its correct number."""
    return list(_numbers(body_sections(outline), "", template))


def nested(label: Label, parent: str) -> bool:
    """Return whether a number should begin with the number of its parent section."""
    return (
        bool(parent)
        and parent.replace(".", "").isdigit()
        and label.number.count(".") == parent.count(".") + 1
        and label.number[0].isdigit()
    )


def _numbers(sections: Sequence[Section], parent: str, template: Template) -> Iterator[tuple[Section, str]]:
    counts: dict[tuple[str, str], int] = {}
    for section in sections:
        label = section.label
        if label is None or label.kind not in template.words:
            yield from _numbers(section.sections, parent if label is None else "", template)
            continue
        count = counts[label.kind] = counts.get(label.kind, 0) + 1
        prefix = parent if nested(label, parent) else label.number.rpartition(".")[0]
        number = f"{prefix}.{count}" if prefix else str(count)
        yield section, number
        yield from _numbers(section.sections, number, template)


def _moved(numbers: Sequence[tuple[Section, str]]) -> tuple[dict[str, str], set[str]]:
    """Return the new numbers of renumbered headings by their names, and the set of ambiguous names.

    A name is ambiguous if two headings have it, or if no heading has it yet.
    """
    moved: dict[str, str] = {}
    old: dict[str, int] = {}
    new: set[str] = set()
    for section, number in numbers:
        assert section.label is not None
        name = _name(section.label.word, section.label.number)
        old[name] = old.get(name, 0) + 1
        new.add(_name(section.label.word, number))
        if section.label.number != number:
            moved[name] = number
    return moved, {name for name, count in old.items() if count > 1} | (new - set(old))


def _name(word: str, number: str) -> str:
    return number_anchor(word, number)


def renumber(document: Document, outline: Outline, template: Template) -> Fix | None:
    """Return the fix that renumbers all phases and steps of a document; None if that is not safe."""
    numbers = new_numbers(outline, template)
    moved, ambiguous = _moved(numbers)
    if moved and any(
        _is_own(document, reference) and _is_githubs(reference, outline, template)
        for reference in outline.references
    ):
        return None
    lines = document.source.lines
    edits: dict[Span, Edit] = {}
    for section, number in numbers:
        assert section.label is not None
        edit = _heading_edit(lines, outline, section, number)
        if edit is None:
            return None
        edits[edit.span] = edit
    references = [
        (outline.span(reference.start, reference.end), _is_own(document, reference))
        for reference in outline.references
    ]
    code = outline.code_spans()
    for mention in _mentions(document, template):
        if mention.place in edits:
            continue
        target = mention.name
        if mention.plural and moved:
            return None
        if target not in moved and target not in ambiguous:
            continue
        own = next((own for span, own in references if _within(mention.start, span)), None)
        if own is False:
            continue  # A reference to another procedure.
        fragment = _FRAGMENT.search(mention.before) and not any(_within(mention.start, span) for span in code)
        if target in ambiguous or not (own or fragment):
            return None
        edits[mention.place] = Edit(mention.place, moved[target])
    changes = tuple(edit for edit in edits.values() if _text(lines, edit.span) != edit.text)
    usual = {word for word, _ in template.words} <= {"phase", "step"}
    description = f"Renumber the {'phases and steps' if usual else 'numbered headings'}"
    return Fix(description, changes) if changes else None


def _heading_edit(lines: Sequence[str], outline: Outline, section: Section, number: str) -> Edit | None:
    assert section.label is not None
    span = outline.span(section.start, section.end)
    word, old = re.escape(section.label.word), re.escape(section.label.number)
    heading = re.compile(rf"(?:#{{1,6}}[ \t]+)?{word}[ \t\u3000]*(?P<number>{old})(?![\w.])")
    match = heading.match(lines[span.line - 1], span.column - 1)
    if match is None:
        return None
    return Edit(Span(span.line, match.start("number") + 1, span.line, match.end("number") + 1), number)


def relabel(document: Document, outline: Outline, section: Section, word: str, shape: str) -> Fix | None:
    """Return the fix for a numbered heading in which only the punctuation or case is wrong."""
    span = outline.span(section.start, section.end)
    line = document.source.lines[span.line - 1]
    match = _unread(word).match(line, span.column - 1)
    if match is None or span.line != span.end_line or f"#{section.anchor}" in document.body:
        return None
    number = in_digits(match["number"]).upper()
    title = match["title"].strip()
    label = read_label(f"{word} {number}: {title}" if title else f"{word} {number}", None)
    if label is None or label.word != word or label.shape != shape:
        return None
    start = match.start("word")
    end = match.start("title") if title else len(line)
    new = f"{word} {number}: " if title else f"{word} {number}"
    place = Span(span.line, start + 1, span.line, end + 1)
    return Fix(f"Write {new.rstrip(': ')} as in the template", (Edit(place, new),))


@lru_cache(maxsize=16)
def _unread(word: str) -> re.Pattern[str]:
    """Return the pattern for the line of a heading with a word and a number, whatever its punctuation."""
    return re.compile(
        rf"(?P<hashes>#{{1,6}}[ \t]+)(?P<word>(?i:{word_pattern([word], GAP)}))"
        rf"(?P<number>[A-Za-z]?(?:\d|{DOT})*\d|{SPELT})"
        r"(?:[ \t]*[:\uff1a.,;)–—-]+[ \t\u3000]*|[ \t\u3000]+)(?P<title>(?![ \t#]).*)$"
    )


def _is_own(document: Document, reference: Reference) -> bool:
    """Return whether a reference leads to the procedure that contains it."""
    if not reference.target:
        return True
    if reference.kind is ReferenceKind.PROCEDURE:
        return reference.target == (document.string("id") or document.stem)
    folder = posixpath.dirname(document.source.path)
    return posixpath.normpath(posixpath.join(folder, reference.target)) == document.source.path


def _is_githubs(reference: Reference, outline: Outline, template: Template) -> bool:
    """Return whether a link to a procedure has the anchor that GitHub makes of a number and its title."""
    words = tuple(f"{slug(word)}-" for word, _ in template.words)
    return (
        reference.kind is ReferenceKind.LINK
        and fragment(reference.anchor).startswith(words)
        and all(section.anchor != reference.anchor.split("/")[0] for section in outline.sections())
    )


def _mentions(document: Document, template: Template) -> Iterator[_Mention]:
    """Yield every number with one of the template's words, in any context."""
    kinds = (*template.words, *former_kinds(template))
    words = sorted({word for word, _ in kinds}, key=len, reverse=True)
    if not words:
        return
    pattern = re.compile(
        rf"(?P<word>{'|'.join(_mentioned(word) for word in words)})"
        rf"(?P<number>(?:[A-Z]|\d{{1,4}})(?:{DOT}\d{{1,4}})*)(?![0-9A-Za-z_]|\d)",
        re.I,
    )
    body = document.body
    starts = [0, *(match.end() for match in re.finditer("\n", body))]

    def position(offset: int) -> tuple[int, int]:
        number = bisect_right(starts, offset)
        return document.body_line + number - 1, offset - starts[number - 1] + 1

    for match in pattern.finditer(body):
        number = in_ascii(match["number"]).upper()
        written = match["word"].rstrip(" \t\n\u00a0\u3000-").lower().replace("-", " ")
        word = next(word for word in words if written.startswith(word.replace("-", " ")))
        yield _Mention(
            name=template.syntax.present_anchor(_name(word, number)),
            plural=len(written) > len(word) and any(map(str.isdigit, number)),
            before=body[max(0, match.start() - 20) : match.start()],
            start=position(match.start()),
            place=Span(*position(match.start("number")), *position(match.end("number"))),
        )


def _mentioned(word: str) -> str:
    """Return the pattern for a word before a number, in prose or in an anchor."""
    pattern = word_pattern([word], r"[\s\u00a0-]+", PLURAL)
    return pattern.replace(r"\ ", "[ -]")


def _within(place: tuple[int, int], span: Span) -> bool:
    return span[:2] <= place < span[2:]


def _text(lines: Sequence[str], span: Span) -> str:
    return lines[span.line - 1][span.column - 1 : span.end_column - 1]


def withhold(diagnostics: Sequence[Diagnostic], catalog: Catalog) -> list[Diagnostic]:
    """Remove fixes for numbers that other procedures refer to.

    Renumbering one procedure would change what the references in other procedures mean.
    """
    renumbered = {
        finding.path for finding in diagnostics if finding.fix is not None and rule_of(finding).moves_numbers
    }
    if not renumbered:
        return list(diagnostics)
    unsafe = _named_elsewhere(renumbered, catalog)
    return [
        replace(finding, fix=None) if finding.path in unsafe and rule_of(finding).moves_numbers else finding
        for finding in diagnostics
    ]


def _named_elsewhere(paths: Iterable[str], catalog: Catalog) -> set[str]:
    """Return those of some paths whose procedures have a number that moves and that another one names."""
    changing: dict[str, tuple[Procedure, Outline, frozenset[str]]] = {}
    for path in paths:
        target = catalog.at(path)
        if target is not None and target.document.outline is not None:
            moved, ambiguous = _moved(new_numbers(target.document.outline, target.template))
            changing[path] = target, target.document.outline, frozenset((*moved, *ambiguous))
    named: set[str] = set()
    for procedure in catalog:
        outline = procedure.document.outline
        for reference in outline.references if outline is not None else ():
            if not reference.target or not reference.anchor:
                continue
            found = catalog.target(procedure, reference)
            if found is None or found is procedure or found.path not in changing or found.path in named:
                continue
            target, headings, names = changing[found.path]
            name = _OF_STEP.sub("", target.present_anchor(reference.anchor))
            if name in names or _is_githubs(reference, headings, target.template):
                named.add(found.path)
    return named
