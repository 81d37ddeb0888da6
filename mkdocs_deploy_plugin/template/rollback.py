"""Find the phases of a procedure, its rollback, and which phases and steps each rollback step rolls back.

The text decides: a rollback step names the phase or one of its steps, or they name the rollback step.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from mkdocs_deploy_plugin.model import Outline, Section
from mkdocs_deploy_plugin.reading.identity import in_ascii, number_anchor
from mkdocs_deploy_plugin.reading.mentions import PLURAL, end_pattern, number_pattern, word_pattern
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.sections import body_sections, section_rule

_RANGES = r"to|through|until|bis|à|a|до|по|から|부터|[-–—~〜～]"
_RANGE = re.compile(_RANGES, re.I)
_AND = r"[,、/&]|and|or|und|oder|et|ou|y|o|e|и|или|と|および|または|와|과|및"
_LONGEST_RANGE = 50


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a procedure that are relevant to a rollback.

    Attributes:
        phases: The outermost numbered sections outside the rollback, each with its template rule.
        rollback: The sections of the rollback.
        criteria: The sections that say when to roll back.
    """

    phases: list[tuple[Section, SectionRule]] = field(default_factory=list)
    rollback: list[Section] = field(default_factory=list)
    criteria: list[Section] = field(default_factory=list)

    @classmethod
    def of(cls, outline: Outline, template: Template) -> Parts:
        """Return the parts of a procedure."""
        parts = cls()
        parts._collect(body_sections(outline), template.sections)
        return parts

    def _collect(self, sections: Sequence[Section], rules: tuple[SectionRule, ...]) -> None:
        """Collect the parts from sections and their template rules."""
        for section in sections:
            if section.label is None:
                rule = section_rule(section, rules)
            else:
                rule = next((rule for rule in rules if rule.kind == section.label.kind), None)
            if rule is None:
                continue
            if rule.decision_criteria:
                self.criteria.append(section)
            if rule.rollback:
                self.rollback.append(section)
            elif section.label is not None:
                self.phases.append((section, rule))
            else:
                self._collect(section.sections, rule.sections)


def rolled_back(parts: Parts, template: Template, own: str) -> Mapping[str, Sequence[str]]:
    """Return the anchors of the phases and steps that each rollback step rolls back, by the step's anchor.

    They are in page order. Rollback steps without any are left out. `own` is the id of the procedure.
    """
    named = named_by_rollback(parts, template, own)
    order: list[str] = []
    for phase, _ in parts.phases:
        for section in phase.walk():
            if section.label is not None:
                order.append(section.anchor)
            for anchor in names_in(section, template, own) & named.keys():
                named[anchor].add(order[-1])
    return {
        anchor: [target for target in order if target in targets]
        for anchor, targets in named.items()
        if not targets.isdisjoint(order)
    }


def named_by_rollback(parts: Parts, template: Template, own: str) -> dict[str, set[str]]:
    """Return the anchors that each rollback step names in the procedure `own`, by the step's anchor."""
    named: dict[str, set[str]] = {}
    for top in parts.rollback:
        for step in top.walk():
            if step.label is not None:
                anchors = named.setdefault(step.anchor, set())
                for section in step.walk():
                    anchors |= names_in(section, template, own, with_commands=True)
    return named


def names_in(section: Section, template: Template, own: str, with_commands: bool = False) -> set[str]:
    """Return the anchors of the phases and steps named in a section of the procedure `own`."""
    kinds = tuple(sorted({*template.words, *former_kinds(template)}))
    anchors: set[str] = set()
    texts = [section.heading if section.label is None else section.label.title, section.text]
    if with_commands:
        texts += [command.text for command in section.commands]  # because of the comments in them
    for text in texts:
        folded = text.casefold()
        if not any(word in folded for word, _ in kinds):
            continue  # Searching for the words takes a tenth of the time of the pattern.
        for match in _names(kinds).finditer(text):
            if not _of_another(text, match.end(), template, own):
                anchors |= {template.syntax.present_anchor(anchor) for anchor in _anchors(match[0], kinds)}
    return anchors


def former_kinds(template: Template) -> Iterator[tuple[str, str]]:
    """Yield the kinds of numbered headings with their former words."""
    for old, new in template.syntax.former:
        for word, shape in template.words:
            if word == new.lower():
                yield old.lower(), shape


@lru_cache(maxsize=8)
def _names(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Return the pattern for a word with numbers: `Step 2.1`, `Steps 2.1 and 2.2`, `Phases 1-3`."""
    words, number = _words(kinds), _number(kinds)
    more = rf"\s*(?:{_AND}|{_RANGES})\s*(?:{words})?(?:{number})"
    end = end_pattern(word for word, _ in kinds)
    return re.compile(rf"(?:{words})(?:{number})(?:{more})*{end}", re.I)


@lru_cache(maxsize=8)
def _parts(kinds: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """Return the pattern for a number with or without its word."""
    return re.compile(rf"(?P<named>{_words(kinds)})?(?P<number>{_number(kinds)})", re.I)


def _words(kinds: tuple[tuple[str, str], ...]) -> str:
    return word_pattern((word for word, _ in kinds), r"\s", PLURAL)


def _number(kinds: tuple[tuple[str, str], ...]) -> str:
    shapes = sorted({shape for _, shape in kinds}, key=lambda shape: (-len(shape), shape))
    return "|".join(map(number_pattern, shapes)) or r"(?!)"


def _anchors(text: str, kinds: tuple[tuple[str, str], ...]) -> set[str]:
    """Return the anchors that an enumeration names; `1 to 3` includes those in between."""
    anchors: set[str] = set()
    by_length = sorted({word for word, _ in kinds}, key=len, reverse=True)
    word, before, end = "", "", 0
    for match in _parts(kinds).finditer(text):
        named = (match["named"] or "").casefold()
        found = next((known for known in by_length if named.startswith(known)), word)
        same, word = found == word, found
        number = in_ascii(match["number"])
        if before and same and _RANGE.search(text, end, match.start()):
            prefix, _, low = before.rpartition(".")
            end_prefix, _, high = number.rpartition(".")
            if prefix == end_prefix and low.isdigit() and high.isdigit():
                between = range(int(low), min(int(high), int(low) + _LONGEST_RANGE))
                anchors |= {number_anchor(word, f"{prefix}.{one}" if prefix else str(one)) for one in between}
        anchors.add(number_anchor(word, number))
        before, end = number, match.end()
    return anchors


def _of_another(text: str, end: int, template: Template, own: str) -> bool:
    """Return whether the id of another procedure follows a step: `Step 2.1 of deploy-…`."""
    across = template.syntax.across.match(text, end)
    if across is None:
        return False
    start = across.end() + (text[across.end() : across.end() + 1] in ("`", "["))
    match = template.syntax.ids.match(text, start)
    return match is not None and match["id"] != own
