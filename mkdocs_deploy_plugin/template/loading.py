"""Read a template file: its fields, the rules of its sections, and its placeholders."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, Section
from mkdocs_deploy_plugin.reading.document import read_document, without_missing_front_matter
from mkdocs_deploy_plugin.reading.references import IN_TEMPLATE, ReferenceSyntax
from mkdocs_deploy_plugin.reading.yaml_comments import cut_values
from mkdocs_deploy_plugin.template.definition import CheckRule, SectionRule, Template
from mkdocs_deploy_plugin.template.fields import Field, FieldKind, read_fields
from mkdocs_deploy_plugin.template.gates import without_gates
from mkdocs_deploy_plugin.template.heading_marks import (
    ROLLBACK,
    OwnWords,
    heading_comment,
    own_words,
    rollback_unless,
)
from mkdocs_deploy_plugin.template.marks import former_texts
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, named_fields
from mkdocs_deploy_plugin.template.wording import PARENTHESIS, PLACEHOLDER, optional_pattern

_MOST = 3
"""How many findings the message of an error names."""

BUILTIN = "deployment-procedure.md"
"""The name of the built-in template."""


class TemplateError(ValueError):
    """A template is not usable.

    Attributes:
        findings: What is wrong with it, by position. The message names the first ones.
    """

    def __init__(self, findings: Iterable[Diagnostic]) -> None:
        """Take the findings, of which there is at least one."""
        self.findings = tuple(findings)
        shown = [_described(finding) for finding in self.findings[:_MOST]]
        if len(self.findings) > _MOST:
            shown.append(f"and {len(self.findings) - _MOST} more, which procedures template check lists")
        super().__init__("; ".join(shown))


@lru_cache(maxsize=1)
def builtin_template() -> Template:
    """Return the built-in template."""
    data = Path(__file__).with_name(BUILTIN).read_bytes()
    return _template(BUILTIN, data, is_checked=True)  # by the tests, not at every start


@lru_cache(maxsize=16)
def load_template(path: str, data: bytes) -> Template:
    """Read a template.

    Raises:
        TemplateError: The file cannot be read as a procedure, has neither fields nor sections, or has
            something that is not understood.
    """
    return _template(path, data)


def _template(path: str, data: bytes, is_checked: bool = False) -> Template:
    document = read_document(path, data, IN_TEMPLATE, identities=False)
    if document.outline is not None and _below_title(document.outline.root.sections):
        document = without_missing_front_matter(document)
    mistakes = list(document.diagnostics)
    if document.front_matter is not None:
        mistakes += [cut.finding for cut in cut_values(document.source, document.front_matter)]
    if mistakes:
        raise TemplateError(mistakes)
    if document.front_matter is None or document.outline is None:
        message = "The template has no front matter or no body"
        raise TemplateError([diagnostic("template-heading", path, START, message)])
    top = document.outline.root.sections
    if not document.front_matter.data and not _below_title(top):
        message = "The template has neither fields nor sections"
        raise TemplateError([diagnostic("template-heading", path, START, message)])
    fields = named_fields(read_fields(document.front_matter, document.source.lines))
    own = own_words(top)
    title = next((_rule(section, own) for section in top if section.level == 1), None)
    rules = tuple(_rules(_below_title(top), own))
    if not is_checked:
        from mkdocs_deploy_plugin.template.field_mistakes import field_mistakes
        from mkdocs_deploy_plugin.template.heading_mistakes import heading_mistakes

        mistakes += [*field_mistakes(document, fields), *heading_mistakes(document, fields, own)]
        mistakes += _repeated_headings(document, rules)
    if mistakes:
        raise TemplateError(sorted(mistakes, key=lambda mistake: mistake.span))
    texts = [mark.text for mark in document.outline.marks if mark.text not in ("", "TODO")]
    texts += PLACEHOLDER.findall(document.body)
    identifier = next((field for field in fields if field.name == IDENTIFIER), None)
    kinds = {
        (section.label.word, section.label.shape)
        for section in document.outline.sections()
        if section.label is not None
    }
    former = {
        (name, section.label.word): None
        for section in document.outline.sections()
        if section.label is not None
        for name in heading_comment(section).former
    }
    return Template(
        path=path,
        text=document.source.text,
        fields=fields,
        title=title,
        sections=rules,
        placeholders=frozenset(text.lower() for text in texts if text.lower() not in ("[x]", "[ ]")),
        syntax=ReferenceSyntax.of(
            [identifier.pattern] if identifier is not None and _tells_ids(identifier) else [],
            kinds,
            former,
            own.not_applicable,
        ),
        own_words=own,
    )


def _below_title(top: tuple[Section, ...]) -> tuple[Section, ...]:
    """Return the sections below the title, or at the top level without one."""
    return tuple(inner for one in top for inner in (one.sections if one.level == 1 else [one]))


def _tells_ids(field: Field) -> bool:
    """Return whether ids can be distinguished from other words by fixed letters and a number."""
    literal = re.sub(r"\[[^\]]*\]", "", field.example)
    return (
        field.kind is FieldKind.PATTERN
        and "[n" in field.example
        and bool(re.search("[a-z]{2}", literal, re.I))
    )


def _repeated_headings(document: Document, rules: tuple[SectionRule, ...]) -> Iterator[Diagnostic]:
    """Yield a finding for each heading that occurs twice in the same section."""
    assert document.outline is not None
    names: set[str] = set()
    for rule in rules:
        name = rule.heading.casefold()
        if rule.kind is None and name in names:
            message = f'The template has the section "{rule.heading}" twice'
            span = document.outline.span(rule.start, rule.start)
            yield diagnostic("template-heading", document.source.path, span, message)
        names.add(name)
        yield from _repeated_headings(document, rule.sections)


def _described(finding: Diagnostic) -> str:
    """Return a finding on one line, with its place."""
    help_ = f"; {finding.help[0].lower()}{finding.help[1:]}" if finding.help else ""
    return f"{finding.path}:{finding.span.line}:{finding.span.column}: {finding.message}{help_}"


def _rules(sections: tuple[Section, ...], own: OwnWords) -> list[SectionRule]:
    """Return the rules of sections, with one rule for each kind of numbered section."""
    rules: list[SectionRule] = []
    repeated: dict[tuple[str, str], list[Section]] = {}
    for section in sections:
        if section.label is not None:
            repeated.setdefault(section.label.kind, []).append(section)
    for section in sections:
        if section.label is None:
            rules.append(_rule(section, own))
        elif (instances := repeated.pop(section.label.kind, None)) is not None:
            rules.append(_repeated(instances, own))
    return rules


def _repeated(instances: list[Section], own: OwnWords) -> SectionRule:
    """Return the rule of a repeated heading, which requires what all of its instances have in common."""
    first = instances[0]
    assert first.label is not None
    comment = heading_comment(first)
    inner = _rules(tuple(section for instance in instances for section in instance.sections), own)
    return SectionRule(
        heading=f"{first.label.word} {first.label.number}",
        pattern="",
        level=first.level,
        kind=first.label.kind,
        description=comment.description,
        optional=False,
        generated="",
        text_from="",
        checks=(),
        needs_items=all(instance.items for instance in instances),
        rollback=ROLLBACK in comment.marks,
        rollback_unless=rollback_unless(comment),
        decision_criteria="decision criteria" in comment.marks,
        former=comment.former,
        sections=tuple(
            rule
            for rule in inner
            if rule.kind is not None
            or all(any(s.heading == rule.heading for s in instance.sections) for instance in instances)
        ),
        start=first.start,
    )


def _rule(section: Section, own: OwnWords) -> SectionRule:
    heading = optional_pattern(own.optional).sub("", section.heading)
    comment = heading_comment(section)
    directive = section.directives[0].name if section.directives else ""
    generated = directive if not section.text and not section.items and not section.sections else ""
    return SectionRule(
        heading=heading,
        pattern=_text_pattern(heading) if PLACEHOLDER.search(heading) else "",
        level=section.level,
        kind=None,
        description=comment.description,
        optional=heading != section.heading,
        generated=generated,
        text_from=comment.after("text required from "),
        checks=tuple(_check(item.text, own) for item in section.items),
        needs_items=False,
        rollback=ROLLBACK in comment.marks,
        rollback_unless=rollback_unless(comment),
        decision_criteria="decision criteria" in comment.marks,
        former=comment.former,
        sections=tuple(_rules(section.sections, own)) if section.level != 1 else (),
        start=section.start,
    )


def _check(text: str, own: OwnWords) -> CheckRule:
    text, former = former_texts(text)
    core = optional_pattern(own.optional).sub("", text)
    optional = core != text
    core, gates = without_gates(core, own.gates)
    end = r"(?:[^\w].*)?" + "".join(rf"{re.escape(gate)}.*" for gate in gates)
    pattern = _text_pattern(PARENTHESIS.sub("", core), end=_portable(end))
    return CheckRule(text=text, pattern=pattern, optional=optional, former=former)


def _text_pattern(text: str, end: str = "") -> str:
    """Return a pattern for a text of the template, whose placeholders match any text."""
    parts = [re.escape(part).replace(r"\ ", " ").replace(r"\-", "-") for part in PLACEHOLDER.split(text)]
    return f"^{'.{1,200}'.join(_portable(part) for part in parts)}{end}$"


def _portable(pattern: str) -> str:
    """Remove escapes that Python adds but ECMA 262, the dialect of JSON Schema, does not allow."""
    return re.sub(r"\\([^\w\\^$.*+?()\[\]{}|/-])", r"\1", pattern)
