"""The rule that what a procedure changes can be undone, or says why not.

Whether a phase changes something is judged by its commands; see `checking.changing`, which can
miss a change and is not to see one where there is none. Whether a phase is undone is judged by
words alone: the way back names it or one of its steps, or it names a step of the way back.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mkdocs_deploy_plugin.checking.problem import quoted
from mkdocs_deploy_plugin.data import body_sections, section_rule
from mkdocs_deploy_plugin.model import Command, Diagnostic, Document, Outline, Related, Section
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import SectionRule, Template

_EXCUSE = re.compile(
    r"(?:\bcan ?not|\bcan['’]t)\s+be\s+(?:undone|reverted|reversed|rolled\s+back)"
    r"|\bnothing\s+to\s+(?:undo|revert|reverse|roll\s+back)",
    re.I,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_BEGINNING = re.compile(r"[\s>]*(?:$|\||(?:[-*+]|[0-9]{1,9}[.)])\s|```|~~~)")
_RANGE = re.compile(r"to|through|until|[-–—]", re.I)
_LONGEST_RANGE = 50
_MOST_EXCUSES = 100


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a procedure does, and how it is undone: outermost numbered sections, and the way back."""

    phases: list[Section] = field(default_factory=list)
    back: list[Section] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)

    def collect(self, sections: Sequence[Section], rules: tuple[SectionRule, ...]) -> None:
        """Collect them from sections and what the template has in their place."""
        for section in sections:
            if section.label is None:
                rule = section_rule(section, rules)
            else:
                rule = next((rule for rule in rules if rule.kind == section.label.kind), None)
            if rule is None:
                continue
            if rule.way_back:
                self.back.append(section)
                self.reasons.append(rule.description)
            elif section.label is not None:
                self.phases.append(section)
            else:
                self.collect(section.sections, rule.sections)


def check_way_back(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield the phases that change something and that nothing undoes.

    Nothing is asked of the first status, of a template that marks no way back, and of a procedure
    without a step on its way back: that is a finding already.
    """
    status = document.string("status")
    if status not in template.statuses[1:]:
        return
    parts = _Parts()
    parts.collect(body_sections(outline), template.sections)
    steps = [section for top in parts.back for section in top.walk() if section.label is not None]
    if not steps:
        return
    undone = {
        anchor
        for step in steps
        for section in step.walk()
        for anchor in _named(section, document, template, with_commands=True)
    }
    anchors = {section.anchor for section in steps}
    excused: set[int] | None = None
    for phase in parts.phases:
        sections = list(phase.walk())
        if any(section.anchor in undone for section in sections if section.label is not None) or any(
            not anchors.isdisjoint(_named(section, document, template)) for section in sections
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
            f"{name} changes something, and no step below {quoted(parts.back[0].heading)} undoes it",
            f"Name {name} in the step that undoes it, or write here: Cannot be undone: … with the reason.",
            reason=f"required because status is {status}. {parts.reasons[0]}".strip(),
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


def _named(section: Section, document: Document, template: Template, with_commands: bool = False) -> set[str]:
    """Give the anchors of the phases and steps that a section names: `Step 2.1`, `Phases 1 to 3`."""
    kinds = tuple(template.words)
    found: set[str] = set()
    texts = [section.heading if section.label is None else section.label.title, section.text]
    if with_commands:
        texts += [command.text for command in section.commands]  # for the comments in them
    for text in texts:
        folded = text.casefold()
        if not any(word in folded for word, _ in kinds):
            continue  # Looking for the words takes a tenth of the time that the pattern takes.
        for match in _names(kinds).finditer(text):
            if not _of_another(text, match.end(), document, template):
                found |= {f"{match[1].lower()}-{number}" for number in _numbers(match[2], kinds)}
    return found


@lru_cache(maxsize=8)
def _names(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Give the pattern of a word with one or more numbers: `Step 2.1`, `Steps 2.1 and 2.2`, `Phases 1-3`."""
    words = "|".join(sorted({re.escape(word) for word, _ in kinds}))
    number = _number(kinds).pattern
    more = rf"\s*(?:,|/|&|and|or|to|through|until|[-–—])\s*(?:(?:{words})s?\s)?(?:{number})"
    return re.compile(rf"(?<![\w-])({words})s?\s((?:{number})(?:{more})*)(?![\w-]|\.\w)", re.I)


@lru_cache(maxsize=8)
def _number(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    shapes = sorted({shape for _, shape in kinds}, key=lambda shape: (-len(shape), shape))
    return re.compile("|".join(re.escape(shape).replace("N", "[0-9]{1,4}") for shape in shapes) or r"(?!)")


def _numbers(text: str, kinds: tuple[tuple[str, str], ...]) -> set[str]:
    """Give all numbers of an enumeration; `1 to 3` names what lies between, too."""
    found: set[str] = set()
    before, end = "", 0
    for match in _number(kinds).finditer(text):
        if before and _RANGE.search(text, end, match.start()):
            prefix, _, low = before.rpartition(".")
            other, _, high = match[0].rpartition(".")
            if prefix == other and low.isdigit() and high.isdigit():
                between = range(int(low), min(int(high), int(low) + _LONGEST_RANGE))
                found |= {f"{prefix}.{number}" if prefix else str(number) for number in between}
        found.add(match[0])
        before, end = match[0], match.end()
    return found


def _of_another(text: str, end: int, document: Document, template: Template) -> bool:
    """Tell whether the id of another procedure stands behind a step: `Step 2.1 of deploy-…`."""
    across = template.syntax.across.match(text, end)
    if across is None:
        return False
    start = across.end() + (text[across.end() : across.end() + 1] in ("`", "["))
    match = template.syntax.ids.match(text, start)
    return match is not None and match["id"] != document.string("id")
