"""Explain violations in the structure of a body, in the words of the template."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from sys import maxsize

from mkdocs_deploy_plugin.checking.front_matter import because
from mkdocs_deploy_plugin.checking.look_alikes import look_alike_of
from mkdocs_deploy_plugin.checking.numbering import seems_numbered
from mkdocs_deploy_plugin.checking.violation import Violation, unexplained
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.fixing.checks import fix_case, fix_check, rewordings, unread
from mkdocs_deploy_plugin.fixing.sections import SectionFixes
from mkdocs_deploy_plugin.fixing.unread_headings import unread_heading
from mkdocs_deploy_plugin.model import Diagnostic, Document, Fix, Mark, Outline, Section, Span, TaskItem
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.reading.invisible import about
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.definition import CheckRule
from mkdocs_deploy_plugin.template.sections import body_sections, placeholders, section_key
from mkdocs_deploy_plugin.template.wording import NOT_APPLICABLE
from mkdocs_deploy_plugin.text import pointer_of, quoted, visible


def explain_body(
    document: Document, outline: Outline, violations: Sequence[Violation], template: Template
) -> Iterator[Diagnostic]:
    """Yield the findings for all violations in the body."""
    refused = placeholders(outline, template) if any(v.path[-1] == "placeholders" for v in violations) else []
    explainer = _BodyExplainer(document, outline, template, refused)
    for violation in violations:
        yield from explainer.explain(violation)


class _BodyExplainer:
    def __init__(
        self, document: Document, outline: Outline, template: Template, refused: Sequence[Mark]
    ) -> None:
        self.document = document
        self.outline = outline
        self.template = template
        self.refused = refused
        self.known: dict[tuple[int, str], Sequence[Section]] = {}
        self.reworded: dict[int, Mapping[CheckRule, TaskItem]] = {}
        self.fixes = SectionFixes(document, outline, template)

    def explain(self, violation: Violation) -> Iterator[Diagnostic]:
        section, rule = self.at(violation.path[1:])
        last = violation.path[-1]
        if last == "placeholders":
            yield from self.placeholders(violation)
        elif last == "title" or (violation.keyword == "required" and violation.missing == "title"):
            yield self.title(violation)
        elif violation.keyword == "required":
            yield from self.missing_section(violation, section, rule)
        elif violation.keyword == "contains":
            yield self.missing_check(violation, section, rule)
        elif violation.keyword == "minItems" and last == "items":
            yield self.unverified(violation, section)
        elif violation.keyword == "anyOf" or (violation.keyword == "minLength" and last == "text"):
            if not self.holds_mark(section):
                yield self.empty(violation, section, rule)
        elif violation.keyword == "minLength" and last == "reason":
            yield self.struck(violation, section)
        elif last == "number":
            yield self.misplaced(violation, section)
        else:
            yield unexplained(self.document, [violation])

    def at(self, path: tuple[str | int, ...]) -> tuple[Section | None, SectionRule | None]:
        """Return the section that a path in the document's data leads to, and its rule."""
        sections, rules = body_sections(self.outline), self.template.sections
        section: Section | None = None
        rule: SectionRule | None = None
        step = iter(path)
        for part in step:
            key = next(step, None)
            if key is None or part in ("items", "text"):
                break
            if part == "sections":
                section = next(
                    (s for s in sections if s.label is None and section_key(s, rules) == key), None
                )
                section = section or next((s for s in sections if section_key(s, rules) == key), None)
                rule = next((r for r in rules if r.kind is None and r.heading == key), None)
            else:
                numbered = self.numbered(section, sections, str(part))
                section = numbered[int(key)] if int(key) < len(numbered) else None
                rule = next((r for r in rules if r.kind is not None and r.plural == part), None)
            sections = section.sections if section else ()
            rules = rule.sections if rule else ()
        return section, rule

    def numbered(
        self, parent: Section | None, sections: tuple[Section, ...], plural: str
    ) -> Sequence[Section]:
        """Return the numbered sections of one kind below a section. The result is cached."""
        key = parent.start if parent is not None else -1, plural
        if key not in self.known:
            self.known[key] = [
                s for s in sections if s.label and self.template.words.get(s.label.kind) == plural
            ]
        return self.known[key]

    def title(self, violation: Violation) -> Diagnostic:
        rule = self.template.title
        heading = rule.heading if rule else ""
        if violation.keyword == "required":
            line = self.document.body_line
            message, help_ = "The body has no title", f"Begin the body with # {heading}"
            return self.finding("missing-title", ("body", "title"), Span(line, 1, line, 1), message, help_)
        section = next(s for s in self.outline.root.sections if s.level == 1)
        message = f"The title {quoted(section.heading)} does not match the template"
        return self.finding(
            "invalid-title", ("body", "title"), self.heading(section), message, f"Write # {heading}"
        )

    def missing_section(
        self, violation: Violation, section: Section | None, rule: SectionRule | None
    ) -> Iterator[Diagnostic]:
        """Explain a missing heading. Its place is after the heading that precedes it in the template."""
        name = violation.missing
        rules = rule.sections if rule else self.template.sections
        present = section.sections if section else body_sections(self.outline)
        wanted = next((r for r in rules if (r.plural if r.kind else r.heading) == name), None)
        span = self.gap(rules, wanted, present, section)
        path = (*violation.path, name)
        if wanted is None:
            # The mapping of sections itself is missing, so none of its sections exists.
            wanted = next(r for r in rules if r.kind is None and not r.optional and not r.generated)
            span = self.gap(rules, wanted, present, section)
            path = (*violation.path, "sections", wanted.heading)
        marks = "#" * wanted.level
        if wanted.kind is not None:
            if any(seems_numbered(s, wanted.kind[0], self.template) for s in present):
                return  # It exists, and `check_numbering` reports what is wrong with it.
            word = wanted.word
            subject = quoted(section.heading) if section else "The procedure"
            number = wanted.heading.rpartition(" ")[2]
            if section is not None and section.label is not None:
                number = f"{section.label.number}.{number.split('.')[-1]}"
            message = f"{subject} has no {word}"
            yield self.finding(
                "missing-step", path, span, message, f"Add {marks} {word} {number}: …", wanted.description
            )
            return
        message = f"The section {quoted(wanted.heading)} is missing"
        help_ = f"Add {marks} {wanted.heading}" + (f" below {quoted(section.heading)}." if section else ".")
        elsewhere, misspelt = self.fixes.counterpart(wanted, rules, present)
        if elsewhere is not None:
            moved = self.heading(elsewhere).line
            help_ = f"Move it here from line {moved}, and write it with {marks}."
            if elsewhere.level == wanted.level:
                help_ = f"Move it here from line {moved}, where it is in another section."
        elif misspelt is not None:
            span = self.heading(misspelt)
            help_ = f"If {quoted(misspelt.heading)} is this section, rename it to {quoted(wanted.heading)}."
        line = unread_heading(self.document, self.outline, self.template, wanted, section)
        if elsewhere is None and misspelt is None and line is not None:
            span, fix = line
            help_ = f"This line is not read as a heading. Write {marks} {wanted.heading}"
        else:
            fix = self.fixes.fix(wanted, rules, present, section)
        yield self.finding("missing-section", path, span, message, help_, wanted.description, fix)

    def gap(
        self,
        rules: tuple[SectionRule, ...],
        wanted: SectionRule | None,
        present: tuple[Section, ...],
        parent: Section | None,
    ) -> Span:
        """Return the place where a section belongs: the heading that precedes it in the template."""
        before: Section | None = parent
        for rule in rules:
            if rule is wanted:
                break
            before = next((s for s in present if section_key(s, rules) == rule.heading), before)
        if before is not None:
            return self.heading(before)
        line = self.document.body_line
        return Span(line, 1, line, 1)

    def missing_check(
        self, violation: Violation, section: Section | None, rule: SectionRule | None
    ) -> Diagnostic:
        pattern = violation.schema["contains"]["properties"]["text"]["pattern"]
        check = next((c for c in rule.checks if c.pattern == pattern), None) if rule else None
        text = check.text if check else pattern
        heading = section.heading if section else ""
        message = f"The check {quoted(text, 100)} is missing under {quoted(heading)}"
        help_ = f"Add it, or strike it out with a reason: - [ ] ~~{text}~~ {self.template.not_applicable}: …"
        span, fix = self.heading(section), None
        if section is not None and check is not None and rule is not None:
            reworded = self.rewordings(section, rule)
            if item := reworded.get(check):
                span = self.outline.span(item.start, item.end)
                if visible(item.text) != item.text and matches(check.pattern, visible(item.text)):
                    words = _words(self.document, span)
                    message = f"so the check {quoted(check.text, 100)} is missing"
                    pointer = pointer_of((*violation.path, check.text))
                    return about(self.document.source.path, span.line, words, span.column, message, pointer)
                help_ = f"If {quoted(item.text, 100)} is this check, begin it with the template's words."
                fix = fix_case(self.document, self.outline, check, item)
            elif line := unread(self.document, self.outline, check, section, self.template.not_applicable):
                span, help_, fix = line
                # The finding about text that looks like a box replaces this one.
                span = look_alike_of(self.document, text) or span
            else:
                fix = fix_check(self.document, self.outline, check, rule, section, reworded)
        return self.finding("missing-check", (*violation.path, text), span, message, help_, fix=fix)

    def rewordings(self, section: Section, rule: SectionRule) -> Mapping[CheckRule, TaskItem]:
        """Return the reworded checks of a section. The result is cached."""
        if section.start not in self.reworded:
            self.reworded[section.start] = rewordings(rule, section.items)
        return self.reworded[section.start]

    def unverified(self, violation: Violation, section: Section | None) -> Diagnostic:
        label = section.label if section else None
        name = f"{label.word} {label.number}" if label else "This step"
        message = f"{name} has no task item to verify it"
        help_ = "Add a line such as - [ ] Health checks passing."
        return self.finding("unverified-step", violation.path, self.heading(section), message, help_)

    def empty(self, violation: Violation, section: Section | None, rule: SectionRule | None) -> Diagnostic:
        message = f"The section {quoted(section.heading if section else '')} is empty"
        reason = because("required", self.document, self.template)
        reason = f"{reason}. {rule.description if rule else ''}".strip()
        help_ = "Add text below the heading."
        path = violation.path if violation.path[-1] == "text" else (*violation.path, "text")
        return self.finding("empty-section", path, self.heading(section), message, help_, reason)

    def holds_mark(self, section: Section | None) -> bool:
        """Return whether a placeholder is directly below a heading, which is then the only finding."""
        if section is None:
            return False
        start = section.start
        end = min((s.start for s in self.outline.sections() if s.start > start), default=maxsize)
        return any(start < mark.start < end for mark in self.refused)

    def struck(self, violation: Violation, section: Section | None) -> Diagnostic:
        index = violation.path[-2]
        items = (
            [item for inner in section.walk() for item in inner.items]
            if section and section.label
            else (list(section.items) if section else [])
        )
        item = items[int(index)] if int(index) < len(items) else None
        span = self.outline.span(item.start, item.end) if item else self.heading(section)
        message = f"{quoted(item.text if item else '')} is struck out without a reason"
        word = self.template.not_applicable
        why = "no schema change" if word == NOT_APPLICABLE else "…"
        help_ = f"Add the reason after it: ~~…~~ {word}: {why}"
        return self.finding("struck-without-reason", violation.path, span, message, help_)

    def misplaced(self, violation: Violation, section: Section | None) -> Diagnostic:
        heading = section.heading if section else str(violation.value)
        message = f"{quoted(heading)} does not belong here: its number has the wrong format"
        help_ = "Number it like its sibling headings."
        return self.finding("misplaced-step", violation.path, self.heading(section), message, help_)

    def placeholders(self, violation: Violation) -> Iterator[Diagnostic]:
        """Yield one finding for each placeholder that is not filled in."""
        commands = [command for section in self.outline.root.walk() for command in section.commands]
        starts = [command.start for command in commands]
        for number, mark in enumerate(self.refused):
            rule = "placeholder"
            if mark.text == "":
                message, help_ = "The list item is empty", "Fill it in, or remove the line."
            elif mark.text == "TODO":
                words = _words(self.document, self.outline.span(mark.start, mark.end))
                message = f"{quoted(words)} is left in the text"
                help_ = "Write what is missing, or remove the line."
                before = bisect_right(starts, mark.start)
                if before and mark.start < commands[before - 1].end:
                    rule, message = "todo-in-command", f"{quoted(words)} is left in a command"
                    help_ = "Write the command, or remove the line."
            else:
                message = f"The placeholder {mark.text} is not filled in"
                help_ = "Replace it with the actual value."
            yield self.finding(
                rule,
                (*violation.path, number),
                self.outline.span(mark.start, mark.end),
                message,
                help_,
                because("not allowed", self.document, self.template),
            )

    def heading(self, section: Section | None) -> Span:
        """Return the place of a section's heading."""
        if section is None:
            return Span(self.document.body_line, 1, self.document.body_line, 1)
        return self.outline.span(section.start, section.end)

    def finding(
        self,
        rule: str,
        path: tuple[str | int, ...],
        span: Span,
        message: str,
        help_: str,
        reason: str = "",
        fix: Fix | None = None,
    ) -> Diagnostic:
        return diagnostic(
            rule,
            self.document.source.path,
            span,
            message,
            help_,
            reason=reason,
            pointer=pointer_of(path),
            fix=fix,
        )


def _words(document: Document, span: Span) -> str:
    """Return the source text of a place, up to the end of its first line."""
    line = document.source.lines[span.line - 1]
    return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].strip()
