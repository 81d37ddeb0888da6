"""Fixes for what is missing in a body: the template's own text, put where the template has it.

An insertion is always made at the end of a line that stays, so that nothing else in the file moves, and
there are as many blank lines around it as the file has before its headings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Document, Edit, Fix, Outline, Section, Span
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.sections import section_rule
from mkdocs_deploy_plugin.text import closest, quoted

_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_HASHES = re.compile(r"(#{1,6})[ \t]+")
_BEHIND_HEADING = re.compile(r"[ \t]*(?:\{[^{}]*\})?[ \t]*(?:#+[ \t]*)?$")


class Standing(NamedTuple):
    """What stands in the place of a missing section.

    Attributes:
        elsewhere: The section of that name that stands at another level or below another heading.
        misspelt: The section beside it whose heading was probably meant.
    """

    elsewhere: Section | None = None
    misspelt: Section | None = None


class _Place(NamedTuple):
    """Where an insertion goes: the line behind which, and the blank lines that it needs before it."""

    line: int
    blank: int
    tail: str
    keeps_rule: bool


class SectionFixes:
    """Fixes for the missing sections of one document."""

    def __init__(self, document: Document, outline: Outline, template: Template) -> None:
        """Prepare for a document. Nothing is computed until a fix is asked for."""
        self.document = document
        self.outline = outline
        self.template = template

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.document.source.lines

    @cached_property
    def all(self) -> list[Section]:
        """All sections, in the order of the file."""
        return list(self.outline.sections())

    def standing(
        self, wanted: SectionRule, rules: tuple[SectionRule, ...], present: Sequence[Section]
    ) -> Standing:
        """Return what stands in the place of a missing section, if anything does."""
        name = wanted.heading.casefold()
        elsewhere = next((s for s in self.outline.sections() if s.heading.casefold() == name), None)
        if elsewhere is not None and elsewhere not in present:
            return Standing(elsewhere=elsewhere)
        others = {
            section.heading: section
            for section in reversed(present)
            if section.label is None and section_rule(section, rules) is None
        }
        return Standing(misspelt=others.get(closest(wanted.heading, list(others))))

    def fix(
        self,
        wanted: SectionRule,
        rules: tuple[SectionRule, ...],
        present: Sequence[Section],
        parent: Section | None,
    ) -> Fix | None:
        """Return the fix for a missing section, where there is one that nobody has to think about.

        Args:
            wanted: The rule of the section.
            rules: That rule and those beside it.
            present: The sections that stand beside its place.
            parent: The section that they stand in.
        """
        if wanted.kind is not None or wanted.pattern:
            return None
        standing = {
            index: self.standing(rule, rules, present)
            for index, rule in enumerate(rules)
            if _is_required(rule) and not any(section_rule(s, rules) is rule for s in present)
        }
        index = rules.index(wanted)
        if index not in standing:
            return None
        elsewhere, misspelt = standing[index]
        if elsewhere is not None:
            return self._at_level(elsewhere, wanted, rules, present, parent)
        if misspelt is not None:
            alone = sum(one.misspelt is misspelt for one in standing.values()) == 1
            return self._renamed(misspelt, wanted) if alone else None
        # All that belong into the same place come together, so that they are in the right order.
        stands = [self._section(n, rules, present, standing) for n in range(len(rules))]
        before = _before(index, stands)
        missing = [
            rules[n]
            for n, one in standing.items()
            if one == Standing() and _before(n, stands) == before and not self._holds_what_stands(rules[n])
        ]
        if wanted not in missing:
            return None  # Its heading is gone, and what stood below it would stand twice.
        if before < 0:
            return self._added(missing, None, None, present, parent)
        return self._added(missing, rules[before], stands[before], present, parent)

    def _holds_what_stands(self, rule: SectionRule) -> bool:
        """Return whether the file has anything that the template has within a missing section."""
        inner = list(rule.sections)
        while inner:
            one = inner.pop()
            if any(
                s.level == one.level
                and (s.heading.casefold() == one.heading.casefold() or (s.label and s.label.kind == one.kind))
                for s in self.all
            ):
                return True
            inner += one.sections
        return False

    def _section(
        self,
        index: int,
        rules: tuple[SectionRule, ...],
        present: Sequence[Section],
        standing: dict[int, Standing],
    ) -> Section | None:
        """Return the section of a rule: the last one of a numbered kind, and the one that is misspelt."""
        rule = rules[index]
        if rule.kind is not None:
            return next((s for s in reversed(present) if s.label and s.label.kind == rule.kind), None)
        if index in standing:
            return standing[index].misspelt
        return next((s for s in present if section_rule(s, rules) is rule), None)

    def _added(
        self,
        missing: list[SectionRule],
        before_rule: SectionRule | None,
        before: Section | None,
        present: Sequence[Section],
        parent: Section | None,
    ) -> Fix | None:
        if before_rule is not None and before is not None:
            ruled = is_rule(self.template.source(before_rule)[-1])
            place = self._after(before, ruled)
        elif present:
            place = self._before(present[0])
        else:
            holder = parent or next((s for s in self.outline.root.sections if s.level == 1), None)
            place = self._after(holder, ruled=False) if holder is not None else None
        if place is None:
            return None
        block: list[str] = []
        for rule in missing:
            source = self.template.source(rule)
            while not place.keeps_rule and (is_rule(source[-1]) or not source[-1].strip()):
                source.pop()
            block += [*([""] * place.blank if block else []), *source]
        names = " and ".join(quoted(rule.heading) for rule in missing)
        noun = "section" if len(missing) == 1 else "sections"
        text = "\n" * (place.blank + 1) + "\n".join(block) + place.tail
        return Fix(f"Add the {noun} {names} from the template", (self._insertion(place.line, text),))

    def _insertion(self, line: int, text: str) -> Edit:
        column = len(self.lines[line - 1]) + 1
        return Edit(Span(line, column, line, column), text)

    def _after(self, section: Section, ruled: bool) -> _Place | None:
        """Return the place behind a section and all that it holds; `ruled`: behind a `---` that closes it."""
        following = next_section(self.all, section)
        return self._at_end(self._place_of(section), following, ruled)

    def _before(self, section: Section) -> _Place | None:
        """Return the place before a section, below whatever stands above it."""
        at = self._place_of(section)
        before = self.all.index(section) - 1
        lowest = self._place_of(self.all[before]).end_line if before >= 0 else self.document.body_line - 1
        line = self._last_content(at.line, lowest)
        if at.column != 1 or line < 1:
            return None
        return self._place(line, at.line, False)

    def _at_end(self, heading: Span, following: Section | None, ruled: bool) -> _Place | None:
        end = self._place_of(following) if following is not None else None
        if heading.column != 1 or (end is not None and end.column != 1):
            return None  # In a quote or a list; what belongs to it is not plain from its lines.
        next_line = end.line if end is not None else len(self.lines) + 1
        line = self._last_content(next_line, heading.end_line)
        closed = line > heading.end_line + 1 and is_rule(self.lines[line - 1])
        if closed and not ruled and not self.lines[line - 2].strip():
            next_line, line = line, self._last_content(line, heading.end_line)
        return self._place(line, next_line, closed and ruled)

    def _last_content(self, line: int, lowest: int) -> int:
        """Return the last line before one that is not blank, but at least `lowest`."""
        line -= 1
        while line > lowest and not self.lines[line - 1].strip():
            line -= 1
        return line

    def _place(self, line: int, next_line: int, keeps_rule: bool) -> _Place:
        blank = after = self.usual_blank
        if next_line > len(self.lines):
            return _Place(line, blank, "", keeps_rule)
        if not self.lines[next_line - 1].startswith("#"):
            after = max(after, 1)  # Below a text, a line of - would make a heading of it.
        return _Place(line, blank, "\n" * max(0, after - (next_line - line - 1)), keeps_rule)

    @cached_property
    def usual_blank(self) -> int:
        """How many blank lines most headings have before them."""
        found: list[int] = []
        for section in self.all[1:]:
            line = self._place_of(section).line
            found.append(line - 1 - self._last_content(line, self.document.body_line - 1))
        from statistics import mode

        return mode(found) if found else 1

    def _renamed(self, section: Section, wanted: SectionRule) -> Fix | None:
        # Another number of words is no slip of the pen.
        if len(section.heading.split()) != len(wanted.heading.split()):
            return None
        place = self._place_of(section)
        match = self._hashes(place)
        if match is None:
            return None
        start = place.column - 1 + match.end()
        rest = self.lines[place.line - 1][start:]
        if not rest.startswith(section.heading) or not _BEHIND_HEADING.match(rest, len(section.heading)):
            return None
        if "{" not in rest[len(section.heading) :] and f"#{section.anchor}" in self.document.body:
            return None  # Something may lead to the old name.
        words = Span(place.line, start + 1, place.line, start + 1 + len(section.heading))
        return Fix(f"Rename the heading to {quoted(wanted.heading)}", (Edit(words, wanted.heading),))

    def _at_level(
        self,
        section: Section,
        wanted: SectionRule,
        rules: tuple[SectionRule, ...],
        present: Sequence[Section],
        parent: Section | None,
    ) -> Fix | None:
        """Return the fix for a section that only has another number of `#`, and that takes nothing along."""
        place = self._place_of(section)
        match = self._hashes(place)
        number = self.all.index(section)
        above = next((s for s in reversed(self.all[:number]) if s.level < wanted.level), None)
        follows = self.all[number + 1].level if number + 1 < len(self.all) else 0
        fits = all(
            (rules.index(rule) < rules.index(wanted)) is (other.start < section.start)
            for other in present
            if (rule := section_rule(other, rules)) is not None
        )
        stays = above is parent if parent is not None else above is None or above.level == 1
        if match is None or not stays or not fits or section.sections or follows > wanted.level:
            return None
        hashes = Span(place.line, place.column, place.line, place.column + len(match[1]))
        marks = "#" * wanted.level
        return Fix(f"Change the heading {quoted(section.heading)} to {marks}", (Edit(hashes, marks),))

    def _hashes(self, place: Span) -> re.Match[str] | None:
        """Match the `#` of a heading; None where it is an underlined one."""
        return _HASHES.match(self.lines[place.line - 1][place.column - 1 :])

    def _place_of(self, section: Section) -> Span:
        return self.outline.span(section.start, section.end)


def next_section(sections: Sequence[Section], section: Section) -> Section | None:
    """Return the first section behind one and all within it. `sections` are all, in the order of the file."""
    number = next(n for n, one in enumerate(sections) if one.start == section.start)
    number += sum(1 for _ in section.walk())
    return sections[number] if number < len(sections) else None


def _is_required(rule: SectionRule) -> bool:
    return rule.kind is None and not rule.optional and not rule.generated


def _before(index: int, stands: Sequence[Section | None]) -> int:
    """Return the last rule before one whose section is there; -1 where there is none."""
    return next((n for n in range(index - 1, -1, -1) if stands[n] is not None), -1)


def is_rule(line: str) -> bool:
    """Return whether a line is a `---` or the like."""
    return _RULE.match(line) is not None
