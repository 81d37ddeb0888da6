"""Fixes for missing sections: insert the template's text where the template has it.

Text is always inserted at the end of an existing line, so that nothing else in the file changes, with as
many blank lines around it as the file has before its headings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from typing import NamedTuple

from mkdocs_deploy_plugin.fixing.unfinished import unfinished
from mkdocs_deploy_plugin.model import Document, Edit, Fix, Outline, Section, Span
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.sections import section_rule
from mkdocs_deploy_plugin.text import closest, likeness, quoted

_COMPARED = 50
"""Maximum number of headings that are compared with a missing one."""

_ALIKE = 0.6
"""How alike two headings are of which one was probably meant as the other, from 0 to 1."""

_RULE = re.compile(r" {0,3}(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,})$")
_HASHES = re.compile(r"(#{1,6})[ \t]+")
_AFTER_HEADING = re.compile(r"[ \t]*(?:\{[^{}]*\})?[ \t]*(?:#+[ \t]*)?$")


class Counterpart(NamedTuple):
    """The section that was probably meant as a missing one.

    Attributes:
        elsewhere: The section of that name at another level or below another heading.
        misspelt: The sibling section whose heading is probably misspelt.
    """

    elsewhere: Section | None = None
    misspelt: Section | None = None


class _Place(NamedTuple):
    """The place of an insertion: the line that it follows, and the blank lines that it needs before it."""

    line: int
    blank: int
    tail: str
    keeps_rule: bool


class SectionFixes:
    """Fixes for the missing sections of one document."""

    def __init__(self, document: Document, outline: Outline, template: Template) -> None:
        """Prepare for a document. Nothing is computed until a fix is requested."""
        self.document = document
        self.outline = outline
        self.template = template

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the file."""
        return self.document.source.lines

    @cached_property
    def all(self) -> list[Section]:
        """All sections in document order."""
        return list(self.outline.sections())

    def counterpart(
        self, wanted: SectionRule, rules: tuple[SectionRule, ...], present: Sequence[Section]
    ) -> Counterpart:
        """Return the section that was probably meant as a missing one, if any."""
        name = wanted.heading.casefold()
        elsewhere = next((s for s in self.outline.sections() if s.heading.casefold() == name), None)
        if elsewhere is not None and elsewhere not in present:
            return Counterpart(elsewhere=elsewhere)
        others = {
            section.heading: section
            for section in reversed(present)
            if section.label is None and section_rule(section, rules) is None
        }
        meant = closest(wanted.heading, list(others))
        if not meant and others:
            alike = {heading: likeness(wanted.heading, heading) for heading in list(others)[:_COMPARED]}
            meant = max(alike, key=lambda heading: alike[heading])
            meant = meant if alike[meant] >= _ALIKE else ""
        return Counterpart(misspelt=others.get(meant))

    def fix(
        self,
        wanted: SectionRule,
        rules: tuple[SectionRule, ...],
        present: Sequence[Section],
        parent: Section | None,
    ) -> Fix | None:
        """Return the fix for a missing section; None if there is no safe one.

        Args:
            wanted: The rule of the missing section.
            rules: That rule and its siblings.
            present: The existing sections at that level.
            parent: Their parent section.
        """
        if wanted.kind is not None or wanted.pattern:
            return None
        counterparts = {
            index: self.counterpart(rule, rules, present)
            for index, rule in enumerate(rules)
            if _is_required(rule) and not any(section_rule(s, rules) is rule for s in present)
        }
        index = rules.index(wanted)
        if index not in counterparts:
            return None
        elsewhere, misspelt = counterparts[index]
        if elsewhere is not None:
            return self._at_level(elsewhere, wanted, rules, present, parent)
        if misspelt is not None:
            alone = sum(meant.misspelt is misspelt for meant in counterparts.values()) == 1
            return self._renamed(misspelt, wanted) if alone else None
        # Sections that belong in the same place are added together, so that they are in the right order.
        existing = [self._section(n, rules, present, counterparts) for n in range(len(rules))]
        before = _before(index, existing)
        missing = [
            rules[n]
            for n, meant in counterparts.items()
            if meant == Counterpart()
            and _before(n, existing) == before
            and not self._has_content_of(rules[n])
        ]
        if wanted not in missing:
            return None  # Only its heading is missing, so its content would be duplicated.
        if unfinished(missing, self.template, self.document.string("status")) > len(missing):
            return None
        if before < 0:
            return self._added(missing, None, None, present, parent)
        return self._added(missing, rules[before], existing[before], present, parent)

    def _has_content_of(self, rule: SectionRule) -> bool:
        """Return whether the file has any subsection or check that the template has in a missing section."""
        inner = list(rule.sections)
        while inner:
            sub = inner.pop()
            if any(
                s.level == sub.level
                and (s.heading.casefold() == sub.heading.casefold() or (s.label and s.label.kind == sub.kind))
                for s in self.all
            ):
                return True
            inner += sub.sections
        checks = [check for check in rule.checks if not check.optional]
        items = [item.text for section in self.all for item in section.items] if checks else []
        return any(matches(check.pattern, text) for check in checks for text in items)

    def _section(
        self,
        index: int,
        rules: tuple[SectionRule, ...],
        present: Sequence[Section],
        counterparts: dict[int, Counterpart],
    ) -> Section | None:
        """Return the section of a rule, which may be misspelt; for a numbered kind, the last one."""
        rule = rules[index]
        if rule.kind is not None:
            return next((s for s in reversed(present) if s.label and s.label.kind == rule.kind), None)
        if index in counterparts:
            return counterparts[index].misspelt
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
            while source and not place.keeps_rule and (is_rule(source[-1]) or not source[-1].strip()):
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
        """Return the place after a section and its content; if `ruled`, after the `---` that closes it."""
        following = next_section(self.all, section)
        return self._at_end(self._place_of(section), following, ruled)

    def _before(self, section: Section) -> _Place | None:
        """Return the place before a section, right after the content above it."""
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
            return None  # In a quote or a list, where lines alone do not show what belongs to it.
        next_line = end.line if end is not None else len(self.lines) + 1
        line = self._last_content(next_line, heading.end_line)
        closed = line > heading.end_line + 1 and is_rule(self.lines[line - 1])
        if closed and not ruled and not self.lines[line - 2].strip():
            next_line, line = line, self._last_content(line, heading.end_line)
        return self._place(line, next_line, closed and ruled)

    def _last_content(self, line: int, lowest: int) -> int:
        """Return the nearest nonblank line above a line, but at least `lowest`."""
        line -= 1
        while line > lowest and not self.lines[line - 1].strip():
            line -= 1
        return line

    def _place(self, line: int, next_line: int, keeps_rule: bool) -> _Place:
        blank = after = self.usual_blank
        if next_line > len(self.lines):
            return _Place(line, blank, "", keeps_rule)
        if not self.lines[next_line - 1].startswith("#"):
            after = max(after, 1)  # A line of - right below a text would make it a heading.
        return _Place(line, blank, "\n" * max(0, after - (next_line - line - 1)), keeps_rule)

    @cached_property
    def usual_blank(self) -> int:
        """The most common number of blank lines before a heading."""
        counts: list[int] = []
        for section in self.all[1:]:
            line = self._place_of(section).line
            counts.append(line - 1 - self._last_content(line, self.document.body_line - 1))
        return Counter(counts).most_common(1)[0][0] if counts else 1

    def _renamed(self, section: Section, wanted: SectionRule) -> Fix | None:
        # With other words or another number of them, it is not a spelling mistake.
        same = len(section.heading.split()) == len(wanted.heading.split())
        if not same or not closest(wanted.heading, [section.heading]):
            return None
        place = self._place_of(section)
        match = self._hashes(place)
        if match is None:
            return None
        start = place.column - 1 + match.end()
        rest = self.lines[place.line - 1][start:]
        if not rest.startswith(section.heading) or not _AFTER_HEADING.match(rest, len(section.heading)):
            return None
        if "{" not in rest[len(section.heading) :] and f"#{section.anchor}" in self.document.body:
            return None  # A link may lead to the old anchor.
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
        """Return the fix for a section at the wrong level, if changing it affects no other section."""
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
        """Return the match of a heading's `#`; None for an underlined heading."""
        return _HASHES.match(self.lines[place.line - 1][place.column - 1 :])

    def _place_of(self, section: Section) -> Span:
        return self.outline.span(section.start, section.end)


def next_section(sections: Sequence[Section], section: Section) -> Section | None:
    """Return the section after one and its subsections. `sections` are all sections in document order."""
    number = next(n for n, other in enumerate(sections) if other.start == section.start)
    number += sum(1 for _ in section.walk())
    return sections[number] if number < len(sections) else None


def _is_required(rule: SectionRule) -> bool:
    return rule.kind is None and not rule.optional and not rule.generated


def _before(index: int, existing: Sequence[Section | None]) -> int:
    """Return the index of the nearest preceding rule whose section exists; -1 if none."""
    return next((n for n in range(index - 1, -1, -1) if existing[n] is not None), -1)


def is_rule(line: str) -> bool:
    """Return whether a line is a thematic break, such as `---`."""
    return _RULE.match(line) is not None
