"""Read documents that were written for an earlier version of their template.

A template says what its fields, choices, headings and checks were called before, with `(formerly: …)`. A
document with a former name is read as if it had the present one, so that everything else knows one name only.
The words of numbered headings are not here: all of them are read as the present ones, by the syntax of
references.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from mkdocs_deploy_plugin.model import Document, FrontMatter, Json, Outline, Section, Span, TaskItem
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template.definition import CheckRule, SectionRule, Template
from mkdocs_deploy_plugin.template.fields import Field, FieldKind
from mkdocs_deploy_plugin.template.sections import section_rule
from mkdocs_deploy_plugin.template.wording import PLACEHOLDER
from mkdocs_deploy_plugin.text import escape_pointer


class FormerName(NamedTuple):
    """A former name in a document.

    Attributes:
        what: What has the name: `field`, `value`, `section` or `check`.
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
        reworded: dict[int, tuple[str, str]] = {}
        outline = present_outline(document.outline, template, reworded)
        renamed = zip(document.outline.sections(), outline.sections(), strict=True)
        for old, new in renamed:
            if old.heading != new.heading:
                span = _within(document.source.lines, outline.span(old.start, old.end), old.heading)
                found.append(FormerName("section", old.heading, new.heading, span))
            for item in old.items:
                if item.start in reworded:
                    before, after = reworded[item.start]
                    span = _within(document.source.lines, outline.span(item.start, item.end), before)
                    found.append(FormerName("check", before, after, span))
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


def present_outline(
    outline: Outline, template: Template, reworded: dict[int, tuple[str, str]] | None = None
) -> Outline:
    """Return an outline with the present headings and checks.

    The old and new words of each check that changes are added to `reworded`, by the start of its item.
    """
    reworded = {} if reworded is None else reworded
    top = outline.root.sections
    sections = tuple(
        section._replace(sections=_headed(section.sections, template.sections, reworded))
        if section.level == 1
        else section
        for section in _headed(top, template.sections, reworded)
    )
    return replace(outline, root=outline.root._replace(sections=sections))


def _headed(
    sections: Sequence[Section], rules: tuple[SectionRule, ...], reworded: dict[int, tuple[str, str]]
) -> tuple[Section, ...]:
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
            section = section._replace(
                items=_reworded(section.items, rule.checks, reworded),
                sections=_headed(section.sections, rule.sections, reworded),
            )
        headed.append(section)
    return tuple(headed)


def _reworded(
    items: tuple[TaskItem, ...], checks: Sequence[CheckRule], reworded: dict[int, tuple[str, str]]
) -> tuple[TaskItem, ...]:
    """Return task items in the present words of their checks.

    An item that has the present words of a check is not taken for another one.
    """
    if not any(check.former for check in checks):
        return items
    present = {check for check in checks if any(matches(check.pattern, item.text) for item in items)}
    kept = {item.start for item in items if any(matches(check.pattern, item.text) for check in present)}
    texts: dict[int, str] = {}
    # An item with the former words alone goes before one that adds something.
    for ends in (_NOTHING, _REMARK):
        for check in [check for check in checks if check not in present]:
            for item in items:
                words = _present_words(check, item.text, ends) if item.start not in kept else None
                if words is not None:
                    before, after = reworded[item.start] = words
                    texts[item.start] = after + item.text[len(before) :]
                    kept.add(item.start)
                    present.add(check)
                    break
    return tuple(item._replace(text=texts.get(item.start, item.text)) for item in items)


_NOTHING = re.compile("")
_REMARK = re.compile(r"\s*[:;,.(（：、–—-].*", re.S)
"""What may follow the words of a check that was renamed: `Backup window agreed` is not the check `Backup`."""


def _present_words(check: CheckRule, text: str, ends: re.Pattern[str]) -> tuple[str, str] | None:
    """Return the former words of a check in the text of an item, and the present ones; None if it has none.

    Both have what the document has in place of placeholders. `ends` matches what follows them.
    """
    for former in check.former:
        filled = _filled(former, text)
        if filled is not None:
            values, rest = filled
            first, *later = PLACEHOLDER.split(check.words)
            now = "".join([first, *(value + part for value, part in zip(values, later, strict=True))])
            if ends.fullmatch(rest) and matches(check.pattern, now + rest):
                return text[: len(text) - len(rest)], now
    return None


def _filled(former: str, text: str) -> tuple[list[str], str] | None:
    """Return what a text has for the placeholders of a former check, and what follows; None if it is another.

    A pattern could take a time that no document should be able to cause.
    """
    first, *later = PLACEHOLDER.split(former)
    if not text.startswith(first):
        return None
    values: list[str] = []
    end = len(first)
    for part in later:
        start = text.find(part, end + 1) if part else len(text)
        if start <= end:
            return None
        values.append(text[end:start])
        end = start + len(part)
    joined = text[end - 1 : end + 1]
    return None if len(joined) == 2 and joined.replace("_", "a").isalnum() else (values, text[end:])


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
