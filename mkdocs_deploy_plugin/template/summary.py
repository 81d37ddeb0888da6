"""Summarise what was understood of a template, for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from mkdocs_deploy_plugin.template import Field, FieldKind, SectionRule, Template
from mkdocs_deploy_plugin.template.examples import example_value
from mkdocs_deploy_plugin.template.fields import number_words
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, MEANINGS, Meaning, meaning_of
from mkdocs_deploy_plugin.template.wording import NOT_APPLICABLE, OPTIONAL_REMARKS
from mkdocs_deploy_plugin.text import encodable, one_of, quoted

VERSION = 1
"""The version of the JSON. It changes when a key is renamed or removed, or changes its meaning."""


@dataclass(frozen=True, slots=True)
class FieldSummary:
    """A field of the front matter.

    Attributes:
        key: Its key; empty for the entries of a list and the values of a map.
        label: Its name in tables.
        meaning: What it means, as in the mark `(is: …)`, whether it is marked or not; or empty.
        name: The key that a field with this meaning has by default; its own key if it has no meaning.
        kind: The kind of value, as in `FieldKind`.
        type: The kind of value in words.
        required: Whether it is required in every status.
        required_from: The first status in which it is required, if it is not required in all.
        choices: The allowed values of a choice.
        pattern: The regular expression of a text with a pattern; else empty.
        rows: What is in the first column of the template's rows.
        every_row: Whether a procedure that has the list must keep these rows.
        description: Its description.
        fields: The fields of a mapping, the shapes of a list's entries, or the shape of a map's values.
    """

    key: str
    label: str
    meaning: str
    name: str
    kind: str
    type: str
    required: bool
    required_from: str
    choices: tuple[str, ...]
    pattern: str
    rows: tuple[str, ...]
    every_row: bool
    description: str
    fields: tuple[FieldSummary, ...]


@dataclass(frozen=True, slots=True)
class CheckSummary:
    """A baseline check: its text, and whether it may be deleted."""

    text: str
    optional: bool


@dataclass(frozen=True, slots=True)
class SectionSummary:
    """A heading.

    Attributes:
        heading: The heading; of a numbered one, the word and the shape of its numbers: `Step N.N`.
        level: Its level.
        numbered: Whether it is numbered, so that there is one or more of it.
        optional: Whether it may be left out.
        generated: The directive that generates its content, or empty.
        text_required_from: The first status in which it must not be empty, or empty.
        needs_check: Whether each numbered section needs a task item.
        rollback: Whether it is for a rollback only.
        rollback_required: Whether a rollback step must name each section of this kind.
        rollback_unless: The phrases that except a section from that.
        decision_criteria: Whether it says when to roll back.
        description: Its description.
        checks: Its baseline checks.
        sections: The sections in it.
    """

    heading: str
    level: int
    numbered: bool
    optional: bool
    generated: str
    text_required_from: str
    needs_check: bool
    rollback: bool
    rollback_required: bool
    rollback_unless: tuple[str, ...]
    decision_criteria: bool
    description: str
    checks: tuple[CheckSummary, ...]
    sections: tuple[SectionSummary, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """What was understood of a template.

    Attributes:
        template: The name of its file.
        title: Its first heading, or empty.
        id_form: The form of ids, as the template writes it.
        id_pattern: The regular expression of ids; empty if any text is allowed.
        id_example: An id of this form.
        statuses: The statuses in the order of a procedure's life.
        in_force: The status in which a procedure is run; empty if not marked.
        retired: The status at the end of a procedure's life; empty if not marked.
        gates: The words for hold points, timers and roles, in this order.
        optional_remarks: The remarks that make a heading or check optional.
        not_applicable: What is written before the reason why a check does not apply.
        fields: The fields of the front matter.
        sections: The sections of the body.
    """

    template: str
    title: str
    id_form: str
    id_pattern: str
    id_example: str
    statuses: tuple[str, ...]
    in_force: str
    retired: str
    gates: tuple[str, ...]
    optional_remarks: tuple[str, ...]
    not_applicable: str
    fields: tuple[FieldSummary, ...]
    sections: tuple[SectionSummary, ...]


def summary(template: Template) -> Summary:
    """Return what was understood of a template."""
    identifier = template.field(IDENTIFIER)
    return Summary(
        template=template.path,
        title=template.title.heading if template.title is not None else "",
        id_form=identifier.example or str(identifier.value or "") if identifier is not None else "",
        id_pattern=identifier.pattern if identifier is not None else "",
        id_example=str(example_value(identifier) or "") if identifier is not None else "",
        statuses=template.statuses,
        in_force=template.in_force,
        retired=template.retired,
        gates=tuple(template.gate_words),
        optional_remarks=(*template.own_words.optional, *OPTIONAL_REMARKS),
        not_applicable=template.not_applicable,
        fields=tuple(map(_field, template.fields)),
        sections=tuple(map(_section, template.sections)),
    )


def _field(field: Field, meanings: Sequence[Meaning] = MEANINGS) -> FieldSummary:
    meaning = meaning_of(field, meanings) if field.key else None
    inner = meanings if not field.key else meaning.inner if meaning else ()
    return FieldSummary(
        key=field.key,
        label=field.label,
        meaning=meaning.mark if meaning else "",
        name=field.name,
        kind=field.kind.value,
        type=type_in_words(field),
        required=not field.optional and not field.required_from,
        required_from=field.required_from,
        choices=field.choices,
        pattern=field.pattern,
        rows=tuple(_rows(field)),
        every_row=field.every_row,
        description=field.description,
        fields=tuple(_field(each, inner) for each in field.fields),
    )


def _rows(field: Field) -> Iterator[str]:
    """Yield what is in the first column of the template's rows."""
    if field.columns and isinstance(field.value, list):
        for row in field.value:
            if isinstance(row, dict) and field.columns[0].key in row:
                yield str(row[field.columns[0].key])


def type_in_words(field: Field) -> str:
    """Return the kind of value in words."""
    if field.kind is FieldKind.CHOICE:
        return one_of(list(field.choices))
    if field.kind is FieldKind.FIXED:
        return f"always {quoted(field.value)}"
    if field.kind is FieldKind.PATTERN:
        return f"text of the form {field.example}"
    if field.kind is FieldKind.LIST:
        return f"list of {' or '.join(map(_entry, field.fields)) or 'anything'}"
    if field.kind is FieldKind.MAP:
        return f"mapping of names of your choice, each to a {type_in_words(field.fields[0])}"
    if field.kind is FieldKind.NUMBER:
        return number_words(field.whole, field.bounds).removeprefix("a ")
    return {
        FieldKind.TEXT: "text",
        FieldKind.VERSION: "version, such as 1.0.0",
        FieldKind.DATE: "date, YYYY-MM-DD",
        FieldKind.URL: "address that begins with https:// or http://",
        FieldKind.BOOLEAN: "true or false",
        FieldKind.OBJECT: "mapping",
    }[field.kind]


def _entry(shape: Field) -> str:
    return "rows" if shape.kind is FieldKind.OBJECT else type_in_words(shape)


def _section(rule: SectionRule) -> SectionSummary:
    heading = rule.heading
    if rule.kind is not None:
        heading = f"{rule.word} {rule.kind[1]}"
    return SectionSummary(
        heading=heading,
        level=rule.level,
        numbered=rule.kind is not None,
        optional=rule.optional,
        generated=rule.generated,
        text_required_from=rule.text_from,
        needs_check=rule.needs_items,
        rollback=rule.rollback,
        rollback_required=rule.rollback_unless is not None,
        rollback_unless=rule.rollback_unless or (),
        decision_criteria=rule.decision_criteria,
        description=rule.description,
        checks=tuple(CheckSummary(check.text, check.optional) for check in rule.checks),
        sections=tuple(map(_section, rule.sections)),
    )


def as_json(shown: Summary) -> str:
    """Return a summary as JSON, with the keys of the classes above."""
    data: dict[str, Any] = {"version": VERSION, **asdict(shown)}
    return encodable(json.dumps(data, ensure_ascii=False, indent=2)) + "\n"


def facts(shown: Summary) -> Iterator[tuple[str, str]]:
    """Yield what holds for a whole procedure, each with a name."""
    example = f", such as {shown.id_example}" if shown.id_example != shown.id_form else ""
    marks = {shown.in_force: " (in force)", shown.retired: " (retired)"}
    hold, wait, by = shown.gates
    if shown.title:
        yield "Title", shown.title
    any_id = "any text" if any(field.name == IDENTIFIER for field in shown.fields) else "the name of the file"
    yield "Id", f"{shown.id_form or any_id}{example}"
    if shown.statuses:
        yield "Statuses", ", ".join(f"{status}{marks.get(status, '')}" for status in shown.statuses)
    yield "Gates", f"({hold}: role), ({wait} duration), ({by}: role)"
    if len(shown.optional_remarks) > len(OPTIONAL_REMARKS):
        yield "Optional", ", ".join(f"({remark})" for remark in shown.optional_remarks)
    if shown.not_applicable != NOT_APPLICABLE:
        yield "Struck", f"~~check~~ {shown.not_applicable}: reason"


def named_fields(fields: tuple[FieldSummary, ...], before: str = "") -> Iterator[tuple[str, FieldSummary]]:
    """Yield fields with the path to each: `risk.level`, `contacts[].role`."""
    for field in fields:
        name = f"{before}.{field.key}" if before and field.key else before + field.key
        if field.key:
            yield name, field
        inner = {FieldKind.LIST.value: "[]", FieldKind.MAP.value: ".*"}.get(field.kind, "")
        yield from named_fields(field.fields, name + inner)


def nested_sections(
    sections: tuple[SectionSummary, ...], depth: int = 0
) -> Iterator[tuple[int, SectionSummary]]:
    """Yield sections with their depth, each before those in it."""
    for section in sections:
        yield depth, section
        yield from nested_sections(section.sections, depth + 1)


def type_and_rows(field: FieldSummary) -> str:
    """Return in words what values a field takes, with the rows of the template.

    They say what it means if its key does not.
    """
    rows = f": {', '.join(field.rows)}{' (all kept)' if field.every_row else ''}" if field.rows else ""
    meaning = f" (is: {field.meaning})" if field.name != field.key else ""
    return f"{field.type}{rows}{meaning}"


def when(field: FieldSummary) -> str:
    """Return in words when a field is required."""
    if field.required_from:
        return f"from {field.required_from}"
    return "required" if field.required else "optional"


def remarks(section: SectionSummary) -> Iterator[str]:
    """Yield in words what a procedure has to do about a section."""
    if section.numbered:
        yield "one or more, each with a check" if section.needs_check else "one or more"
    if section.optional:
        yield "optional"
    if section.generated:
        yield f"generated: {section.generated}"
    if section.text_required_from:
        yield f"text required from {section.text_required_from}"
    if section.rollback:
        yield "rollback"
    if section.decision_criteria:
        yield "decision criteria of the rollback"
    if section.rollback_required:
        unless = one_of([quoted(phrase) for phrase in section.rollback_unless])
        yield f"named by a rollback step{f', unless {unless}' if unless else ''}"
