"""Read documents that were written for an earlier version of their template.

A template says what its fields, choices and headings were called before, with `(formerly: …)`. A document
with a former name is read as if it had the present one, so that everything else knows one name only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Document, FrontMatter, Json, Outline, Section, Span
from mkdocs_deploy_plugin.template.fields import Field, FieldKind
from mkdocs_deploy_plugin.template.loading import SectionRule, Template
from mkdocs_deploy_plugin.template.sections import section_rule
from mkdocs_deploy_plugin.text import escape_pointer


class FormerName(NamedTuple):
    """A former name in a document.

    Attributes:
        what: What has the name: `field`, `value` or `section`.
        old: The name in the document.
        new: The present one.
        span: The place of the old name.
    """

    what: str
    old: str
    new: str
    span: Span


def with_present_names(document: Document, template: Template) -> tuple[Document, tuple[FormerName, ...]]:
    """Return a document with the present names of its template, and the former ones that it has."""
    if not template.has_former_names:
        return document, ()
    found: list[FormerName] = []
    if document.front_matter is not None:
        front_matter = present_front_matter(document.front_matter, template, found)
        document = replace(document, front_matter=front_matter)
    if document.outline is not None:
        outline = present_outline(document.outline, template)
        renamed = zip(document.outline.sections(), outline.sections(), strict=True)
        for old, new in renamed:
            if old.heading != new.heading:
                span = _within(document.source.lines, outline.span(old.start, old.end), old.heading)
                found.append(FormerName("section", old.heading, new.heading, span))
        document = replace(document, outline=outline)
    return document, tuple(found)


def present_front_matter(
    front_matter: FrontMatter, template: Template, found: list[FormerName] | None = None
) -> FrontMatter:
    """Return front matter with the present keys and values; add the former ones to `found`."""
    found = [] if found is None else found
    pointers: dict[str, str] = {}
    data = dict(_renamed(front_matter, front_matter.data, template.fields, "", pointers, found))
    return replace(
        front_matter,
        data=data,
        keys=_moved(front_matter.keys, pointers),
        values=_moved(front_matter.values, pointers),
        ambiguous=tuple((_present(pointer, pointers), kind) for pointer, kind in front_matter.ambiguous),
    )


def present_outline(outline: Outline, template: Template) -> Outline:
    """Return an outline with the present headings."""
    top = outline.root.sections
    sections = tuple(
        section._replace(sections=_headed(section.sections, template.sections))
        if section.level == 1
        else section
        for section in _headed(top, template.sections)
    )
    return replace(outline, root=outline.root._replace(sections=sections))


def _headed(sections: Sequence[Section], rules: tuple[SectionRule, ...]) -> tuple[Section, ...]:
    taken = {section.heading.casefold() for section in sections}
    headed: list[Section] = []
    for section in sections:
        rule = section_rule(section, rules)
        if rule is None and section.label is None:
            former = (rule for rule in rules if section.heading.casefold() in map(str.casefold, rule.former))
            rule = next((rule for rule in former if rule.heading.casefold() not in taken), None)
            section = section._replace(heading=rule.heading) if rule is not None else section
        elif section.label is not None:
            rule = next((rule for rule in rules if rule.kind == section.label.kind), None)
        if rule is not None:
            section = section._replace(sections=_headed(section.sections, rule.sections))
        headed.append(section)
    return tuple(headed)


def _renamed(
    front_matter: FrontMatter,
    data: Mapping[str, Json],
    fields: Sequence[Field],
    pointer: str,
    pointers: dict[str, str],
    found: list[FormerName],
) -> Iterator[tuple[str, Json]]:
    """Yield the keys and values of a mapping under their present names."""
    names = {old: field for field in fields if field.key not in data for old in field.former}
    by_key = {field.key: field for field in fields}
    taken: set[str] = set()
    for key, value in data.items():
        at = f"{pointer}/{escape_pointer(key)}"
        field = by_key.get(key) or names.get(key)
        if field is None or field.key in taken:
            yield key, value
            continue
        if field.key != key:
            taken.add(field.key)
            pointers[at] = f"{pointer}/{escape_pointer(field.key)}"
            found.append(FormerName("field", key, field.key, front_matter.keys[at]))
        yield field.key, _valued(front_matter, value, field, at, pointers, found)


def _valued(
    front_matter: FrontMatter,
    value: Json,
    field: Field,
    pointer: str,
    pointers: dict[str, str],
    found: list[FormerName],
) -> Json:
    """Return the value of a field with present names."""
    if isinstance(value, dict) and field.kind is FieldKind.OBJECT:
        return dict(_renamed(front_matter, value, field.fields, pointer, pointers, found))
    if isinstance(value, list) and field.columns:
        return [
            dict(_renamed(front_matter, row, field.columns, f"{pointer}/{number}", pointers, found))
            if isinstance(row, dict)
            else row
            for number, row in enumerate(value)
        ]
    new = dict(field.former_choices).get(value) if isinstance(value, str) else None
    if new is None or value in field.choices:
        return value
    found.append(FormerName("value", str(value), new, front_matter.values[pointer]))
    return new


def _present(pointer: str, pointers: Mapping[str, str]) -> str:
    """Return a pointer under present names. The longest renamed beginning is that of the innermost key."""
    parts = pointer.split("/")
    for end in range(2, len(parts) + 1):
        # Beginnings are renamed from the outside in; the keys of `pointers` have the old names throughout.
        renamed = pointers.get("/".join(pointer.split("/")[:end]))
        if renamed is not None:
            parts[end - 1] = renamed.rpartition("/")[2]
    return "/".join(parts)


def _moved(places: Mapping[str, Span], pointers: Mapping[str, str]) -> Mapping[str, Span]:
    return {_present(pointer, pointers): span for pointer, span in places.items()} if pointers else places


def _within(lines: Sequence[str], span: Span, text: str) -> Span:
    """Return the place of a text on the first line of a span, or the span if it is written otherwise."""
    start = lines[span.line - 1].find(text, span.column - 1)
    if start < 0:
        return span
    return Span(span.line, start + 1, span.line, start + 1 + len(text))
