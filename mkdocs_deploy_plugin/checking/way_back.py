"""The rule that what a procedure changes can be undone, or says why not.

Whether a phase changes something is judged by its commands; see `checking.changing`, which can
miss a change and is not to see one where there is none. Whether a phase is undone is judged by
words alone: the way back names it or one of its steps, or it names a step of the way back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.checking.problem import quoted
from mkdocs_deploy_plugin.model import Command, Diagnostic, Document, Outline, Related, Section
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.undoing import Parts, names_in

_EXCUSE = re.compile(
    r"(?:\bcan ?not|\bcan['’]t)\s+be\s+(?:undone|reverted|reversed|rolled\s+back)"
    r"|\bnothing\s+to\s+(?:undo|revert|reverse|roll\s+back)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_BEGINNING = re.compile(r"[\s>]*(?:$|\||(?:[-*+]|[0-9]{1,9}[.)])\s|```|~~~)")
_MOST_EXCUSES = 100


def check_way_back(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield the phases that change something and that nothing undoes.

    Nothing is asked of the first status, of a template that marks no way back, and of a procedure
    without a step on its way back: that is a finding already.
    """
    status = document.string("status")
    if status not in template.statuses[1:]:
        return
    own = document.string("id")
    parts = Parts.of(outline, template)
    steps = parts.steps_back
    if not steps:
        return
    back, reason = next(
        (section, reason)
        for section, reason in zip(parts.back, parts.reasons, strict=True)
        if any(inner.label is not None for inner in section.walk())
    )
    undone = {
        anchor
        for step in steps
        for section in step.walk()
        for anchor in names_in(section, template, own, with_commands=True)
    }
    anchors = {section.anchor for section in steps}
    excused: set[int] | None = None
    for phase in parts.phases:
        sections = list(phase.walk())
        if any(section.anchor in undone for section in sections if section.label is not None) or any(
            not anchors.isdisjoint(names_in(section, template, own)) for section in sections
        ):
            continue
        command = _first_change(sections)
        if command is None or phase.label is None:
            continue
        if excused is None:
            excused = _excused(document, outline)
        if any(section.start in excused for section in sections):
            continue
        name = f"{phase.label.word} {phase.label.number}"
        yield diagnostic(
            "phase-without-rollback",
            document.source.path,
            outline.span(phase.start, phase.end),
            f"{name} changes something, and no step below {quoted(back.heading)} undoes it",
            f"Name {name} in the step that undoes it, or write here: Cannot be undone: … with the reason.",
            reason=f"required because status is {status}. {reason}".strip(),
            related=Related(
                document.source.path, outline.span(command.start, command.end), "this changes something"
            ),
        )


def _first_change(sections: Sequence[Section]) -> Command | None:
    from mkdocs_deploy_plugin.checking.changing import changes

    for section in sections:
        for command in section.commands:
            if changes(command.language, command.text):
                return command
    return None


def _excused(document: Document, outline: Outline) -> set[int]:
    """Give the starts of the sections that say that they cannot be undone, and why behind that."""
    sections = list(outline.sections())
    saying = [number for number, section in enumerate(sections) if _EXCUSE.search(section.text)]
    lines = document.source.lines if saying else []
    found: set[int] = set()
    for number in saying[:_MOST_EXCUSES]:
        start = sections[number].start
        following = sections[number + 1].start if number + 1 < len(sections) else None
        last = len(lines) if following is None else outline.span(following, following).line - 1
        paragraph = ""
        for line in [*lines[outline.span(start, start).line : last], ""]:
            if _BEGINNING.match(line):
                if (match := _EXCUSE.search(paragraph)) and _WORD.search(paragraph, match.end()):
                    found.add(start)
                paragraph = ""
            paragraph += f"{line} "
    return found
