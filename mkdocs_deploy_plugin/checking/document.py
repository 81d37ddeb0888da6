"""Rules about a single document that a schema cannot express: its file name, numbering and section order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.checking.ambiguous import check_ambiguous
from mkdocs_deploy_plugin.checking.directives import check_directives
from mkdocs_deploy_plugin.checking.includes import check_includes
from mkdocs_deploy_plugin.checking.numbering import check_numbering
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Related, Section, Span
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER
from mkdocs_deploy_plugin.template.sections import body_sections, section_rule
from mkdocs_deploy_plugin.text import quoted


def check_document(
    document: Document, template: Template, collections: Sequence[Collection]
) -> Iterator[Diagnostic]:
    """Yield the findings that depend on one document alone.

    Args:
        document: The document.
        template: Its template.
        collections: The collections of the site, whose procedures its directives can select.
    """
    yield from _file_name(document, template)
    yield from check_ambiguous(document, template)
    if document.outline is not None and document.outline.unclosed_fence is None:
        sections = body_sections(document.outline)
        yield from _order(document, document.outline, sections, template.sections)
        yield from check_numbering(document, document.outline, template)
        yield from check_directives(document, document.outline, collections, template)
        yield from check_includes(document, document.outline)


def _finding(
    document: Document, rule: str, span: Span, message: str, help_: str, related: Related | None = None
) -> Diagnostic:
    path = document.source.path
    return diagnostic(rule, path, span, message, help_, related=related)


def _file_name(document: Document, template: Template) -> Iterator[Diagnostic]:
    identifier, field = document.string(IDENTIFIER), template.field(IDENTIFIER)
    if field is not None and field.pattern and not matches(field.pattern, identifier):
        return  # An invalid id is already reported, and no file should be named after it.
    front_matter = document.front_matter
    at = template.pointer(IDENTIFIER)
    if front_matter is not None and at in front_matter.values and identifier not in ("", document.stem):
        message = f"The id {quoted(identifier)} differs from the file name {quoted(document.stem)}"
        yield _finding(
            document,
            "id-file-name",
            front_matter.values[at],
            message,
            f"Rename the file to {identifier}.md, or change the id to {document.stem}.",
        )


def _order(
    document: Document, outline: Outline, sections: tuple[Section, ...], rules: tuple[SectionRule, ...]
) -> Iterator[Diagnostic]:
    """Yield findings for duplicate sections, and for sections that are not in the template's order."""
    seen: dict[str, Section] = {}
    latest = -1
    for section in sections:
        rule = section_rule(section, rules) if section.label is None else None
        if rule is None:
            continue
        key = rule.heading
        if key in seen:
            span = outline.span(section.start, section.end)
            first = outline.span(seen[key].start, seen[key].end)
            message = f"The section {quoted(section.heading)} appears twice"
            related = Related(document.source.path, first, "first occurrence")
            help_ = f"Merge it with the one on line {first.line}."
            yield _finding(document, "duplicate-section", span, message, help_, related)
            continue
        seen[key] = section
        position = next(number for number, one in enumerate(rules) if one is rule)
        if position < latest:
            before = rules[latest].heading
            span = outline.span(section.start, section.end)
            message = f"The section {quoted(section.heading)} comes after {quoted(before)}"
            place = outline.span(seen[before].start, seen[before].end)
            related = Related(document.source.path, place, f"{quoted(before)} comes later in the template")
            help_ = f"Move it before {quoted(before)}, on line {place.line}."
            yield _finding(document, "section-order", span, message, help_, related)
        else:
            latest = position
        yield from _order(document, outline, section.sections, rule.sections)
