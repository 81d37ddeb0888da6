"""Rules about numbered headings: each is in the right place, and the numbers are consecutive.

One mistake is one finding. Headings below a misplaced heading are not checked, and after a wrong number
the next one may continue from either the wrong or the right number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from mkdocs_deploy_plugin.findings.rules import diagnostic, rule_of
from mkdocs_deploy_plugin.fixing.numbers import nested, relabel, renumber
from mkdocs_deploy_plugin.model import Diagnostic, Document, Fix, Label, Outline, Related, Section
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.number_words import in_digits, unnumbered_heading, unread_heading
from mkdocs_deploy_plugin.template.sections import body_sections, section_key, section_rule
from mkdocs_deploy_plugin.text import closest, quoted


def check_numbering(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for misplaced numbered headings, and for numbers that are out of sequence."""
    yield from _Numbering(document, outline, template).check()


def seems_numbered(section: Section, word: str, template: Template) -> bool:
    """Return whether a heading seems to be meant as a numbered one with that word, but is not read as one."""
    if section.label is not None:
        return section.label.word.lower() == word and section.label.kind not in template.words
    patterns = unread_heading((word,)), unnumbered_heading((word,))
    return any(pattern.match(section.heading) for pattern in patterns)


def _homes(rules: tuple[SectionRule, ...], parent: str) -> Iterator[tuple[tuple[str, str], tuple[int, str]]]:
    """Yield each kind of numbered heading in the template with its level and parent heading."""
    for rule in rules:
        if rule.kind is not None:
            yield rule.kind, (rule.level, parent)
        name = quoted(rule.heading) if rule.kind is None else f"a {rule.word}"
        yield from _homes(rule.sections, name)


def _missing(sections: Sequence[Section], rules: tuple[SectionRule, ...]) -> list[str]:
    """Return the headings of the template that are missing from these sections."""
    present = {section_key(section, rules) for section in sections}
    return [rule.heading for rule in rules if rule.kind is None and rule.heading not in present]


class _Numbering:
    def __init__(self, document: Document, outline: Outline, template: Template) -> None:
        self.document = document
        self.outline = outline
        self.template = template
        self.misplaced: set[str] = set()
        self.findings: list[Diagnostic] = []

    def check(self) -> list[Diagnostic]:
        sections = body_sections(self.outline)
        self.places(sections, self.template.sections)
        self.numbers(sections, ())
        return self.findings if self.misplaced else self.with_fixes()

    def with_fixes(self) -> list[Diagnostic]:
        """Return the findings, with the fix for all numbers in the first finding about a number.

        The fix has an edit for each wrong number, so copies in all findings would take quadratic space.
        """
        first = next((n for n, finding in enumerate(self.findings) if rule_of(finding).moves_numbers), None)
        if first is not None:
            fix = renumber(self.document, self.outline, self.template)
            self.findings[first] = replace(self.findings[first], fix=fix)
        return self.findings

    def places(self, sections: Sequence[Section], rules: tuple[SectionRule, ...]) -> None:
        """Find headings in places where the template has no numbered heading of that form."""
        numbered = {rule.kind[0]: rule for rule in rules if rule.kind is not None}
        words = tuple(numbered)
        unread, unnumbered = unread_heading(words), unnumbered_heading(words)
        missing: list[str] | None = None
        for section in sections:
            label = section.label
            if label is None:
                if match := unread.match(section.heading):
                    meant = numbered[match["word"].strip().lower()]
                    self.unread(section, meant, in_digits(match["number"]), match["title"])
                    self.places(section.sections, meant.sections)
                    continue
                if unnumbered.match(section.heading):
                    message = f"{quoted(section.heading)} has no number"
                    self.finding("misplaced-step", section, message, "Number it like its sibling headings.")
                rule = section_rule(section, rules)
                if rule is None:
                    missing = _missing(sections, rules) if missing is None else missing
                    if closest(section.heading, missing):
                        continue  # A misspelt section, already reported; its content is in the right place.
                self.places(section.sections, rule.sections if rule else ())
                continue
            rule = numbered.get(label.kind[0])
            known = label.kind in self.template.words
            if rule is not None and known:
                if rule.kind != label.kind:
                    self.misplaced.add(f"{label.word} {label.number}")  # Reported by the schema check.
                self.places(section.sections, rule.sections)
            elif rule is not None or known:
                self.misplaced.add(f"{label.word} {label.number}")
                if rule is not None:
                    why, help_ = "its number has the wrong format", "Number it like its sibling headings."
                else:
                    why = f"the template has no {label.word} at this level"
                    help_ = "Use as many # as its sibling headings have."
                    level, home = dict(_homes(self.template.sections, ""))[label.kind]
                    if level == section.level:
                        why = f"the template has no {label.word} in this section"
                        help_ = f"Move it below {home}, or correct the heading above it."
                self.finding(
                    "misplaced-step", section, f"{quoted(section.heading)} does not belong here: {why}", help_
                )

    def unread(self, section: Section, rule: SectionRule, number: str, title: str) -> None:
        word = rule.word
        self.misplaced.add(f"{word} {number}")
        message = f"{quoted(section.heading)} is not read as a {word} because of its format"
        help_ = f"Write {'#' * section.level} {word} {number}: {title or '…'}"
        if number in section.heading and section.heading.partition(number)[2][:1].isalnum():
            help_ = "Use only digits in its number, like its sibling headings."
        fix = relabel(self.document, self.outline, section, word, rule.kind[1] if rule.kind else "")
        self.finding("misplaced-step", section, message, help_, fix=fix)

    def numbers(self, sections: Sequence[Section], parents: tuple[str, ...]) -> None:
        """Find numbers that are out of sequence. `parents` are the prefixes that they may have."""
        following: dict[tuple[str, str], tuple[int, ...]] = {}
        first: dict[str, Section] = {}
        latest: dict[tuple[str, str], str] = {}
        for section in sections:
            label = section.label
            if label is None or label.kind not in self.template.words:
                self.numbers(section.sections, parents if label is None else ())
                continue
            name = f"{label.word} {label.number}"
            prefix, _, last = label.number.rpartition(".")
            if name in self.misplaced or not last.isdigit():
                continue
            prefixes = parents if nested(label, parents[0] if parents else "") else (prefix,)
            counts = following.get(label.kind, (1,))
            possible = [
                self.next_number(label.word, parent, count) for parent in prefixes for count in counts
            ]
            inner: tuple[str, ...] = (label.number,)
            if label.number in possible:
                following[label.kind] = (int(last) + 1,)
            else:
                wanted = possible[0]
                self.wrong_number(section, label, wanted, first.get(name), latest.get(label.kind), prefixes)
                inner = (wanted, label.number)
                following[label.kind] = (int(wanted.rpartition(".")[2]) + 1, int(last) + 1)
            first.setdefault(name, section)
            latest[label.kind] = name
            self.numbers(section.sections, inner)

    def next_number(self, word: str, prefix: str, count: int) -> str:
        """Return the number with that count, or the next one that no misplaced heading has."""
        while f"{word} {(number := f'{prefix}.{count}' if prefix else str(count))}" in self.misplaced:
            count += 1
        return number

    def wrong_number(
        self,
        section: Section,
        label: Label,
        wanted: str,
        first: Section | None,
        before: str | None,
        prefixes: tuple[str, ...],
    ) -> None:
        name = f"{label.word} {label.number}"
        prefix = label.number.rpartition(".")[0]
        related = None
        if first is not None:
            place = self.outline.span(first.start, first.end)
            related = Related(self.document.source.path, place, f"first {name}")
            message = f"{name} appears twice"
        elif prefix not in prefixes:
            message = f"{name} is below a heading numbered {prefixes[-1]}"
        elif before is not None:
            message = f"{name} follows {before}"
        else:
            message = f"{name} is the first {label.word} here"
        self.finding("step-number", section, message, f"Number it {label.word} {wanted}.", related)

    def finding(
        self,
        rule: str,
        section: Section,
        message: str,
        help_: str,
        related: Related | None = None,
        fix: Fix | None = None,
    ) -> None:
        span = self.outline.span(section.start, section.end)
        path = self.document.source.path
        self.findings.append(diagnostic(rule, path, span, message, help_, related=related, fix=fix))
