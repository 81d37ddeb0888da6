"""What holds for every template, whatever its language and parts: schemas, mistakes, drafts, old forms."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.authoring.migration import Migrated, migrate
from mkdocs_deploy_plugin.authoring.scaffolding import scaffold
from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.model import Json, Section
from mkdocs_deploy_plugin.template import FieldKind, SectionRule
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.meanings import APPROVER, AUTHOR, REVIEWED, STATUS
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema
from tests.unit.samples import check_all, read
from tests.unit.template_samples import TEMPLATES, Sample

EACH = pytest.mark.parametrize("name", TEMPLATES)


def found(sample: Sample, text: str) -> list[str]:
    """Return the rules of the findings about a changed document."""
    document = read(text, sample.path, sample.template)
    return [finding.rule for finding in check_all([document], sample.template)]


@EACH
def test_the_document_fits(name: str) -> None:
    sample = TEMPLATES[name]
    assert found(sample, sample.text) == []


@EACH
def test_the_schemas_hold_it_as_the_standard_validator_does(name: str) -> None:
    sample = TEMPLATES[name]
    schemas: list[Any] = [
        make(sample.template) for make in (front_matter_schema, document_schema, catalog_schema)
    ]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    for text, fits in ((sample.text, True), (without_field(sample, key_of(sample, FieldKind.TEXT)), False)):
        data = document_data(read(text, sample.path, sample.template), sample.template)
        assert Draft202012Validator(schemas[0]).is_valid(data["front_matter"]) is fits
        assert Draft202012Validator(schemas[1]).is_valid(data) is fits


@EACH
def test_a_draft_fits_and_is_not_finished(name: str) -> None:
    sample = TEMPLATES[name]
    draft = scaffold(sample.template, sample.identifier, "A title", "Dana Okafor")
    assert found(sample, draft.text) == []
    first, second, *_ = sample.template.statuses
    status = sample.template.key_of(STATUS)
    finished = draft.text.replace(f"{status}: {first}", f"{status}: {second}", 1)
    assert finished != draft.text
    assert "placeholder" in found(sample, finished) or "empty-section" in found(sample, finished)


@EACH
def test_an_old_form_with_tables_becomes_front_matter(name: str) -> None:
    sample = TEMPLATES[name]
    text, expected = old_form(sample)
    done = migrate(f"old/{sample.identifier}.md", text.encode(), sample.template)
    assert isinstance(done, Migrated), done
    document = read(done.data, f"procedures/{done.name}.md", sample.template)
    assert document.front_matter is not None
    assert {key: document.front_matter.data.get(key) for key in expected} == expected
    left = {finding.pointer.split("/")[2] for finding in check_all([document], sample.template)}
    assert left <= {field.key for field in sample.template.fields} - set(expected)


def old_form(sample: Sample) -> tuple[str, dict[str, Json]]:
    """Return a document with its front matter as tables, and the values that are in them."""
    assert sample.document.front_matter is not None
    data = sample.document.front_matter.data
    rows: list[str] = []
    tables: dict[str, str] = {}
    expected: dict[str, Json] = {}
    for field in sample.template.fields:
        value = data.get(field.key)
        if field.columns and isinstance(value, list):
            columns = [
                column
                for column in field.columns
                if all(isinstance(row, dict) and isinstance(row.get(column.key), str) for row in value)
            ]
            lines = [[column.label for column in columns], ["---"] * len(columns)]
            lines += [[str(row[column.key]) for column in columns] for row in value if isinstance(row, dict)]
            tables[field.key] = "".join(f"| {' | '.join(line)} |\n" for line in lines)
            if len(columns) == len(field.columns):
                expected[field.key] = value
        elif isinstance(value, str | int):
            rows.append(f"| **{field.label}** | {value} |\n")
            expected[field.key] = value
    tables["metadata"] = f"| Field | Value |\n|---|---|\n{''.join(rows)}"
    _, _, body = sample.text.split("---\n", 2)
    title, body = body.strip().split("\n", 1)
    for rule in with_generated(sample.template.sections):
        if table := tables.pop(rule.generated.replace("-", "_"), ""):
            body, count = re.subn(
                rf"^(#+ {re.escape(rule.heading)}\n)(?:\n<!-- procedures:.* -->\n)?",
                rf"\1\n{table}",
                body,
                flags=re.M,
            )
            section = f"## {rule.heading}\n\n{table}\n"
            if not count:
                body = f"{section}{body}" if rule.generated == "metadata" else f"{body}\n\n{section}"
    return f"{title}\n\n{body}", {key: value for key, value in expected.items() if key not in tables}


def with_generated(rules: Iterable[SectionRule]) -> Iterator[SectionRule]:
    """Yield the rules of generated sections, at any level."""
    for rule in rules:
        if rule.generated:
            yield rule
        yield from with_generated(rule.sections)


# Mistakes: each changes the text of a document, or returns nothing if it has no place for the mistake.


def replacing_line(sample: Sample, number: int, text: str) -> str:
    lines = sample.lines
    lines[number] = text
    return "".join(lines)


def field_line(sample: Sample, key: str) -> int:
    front_matter = sample.document.front_matter
    assert front_matter is not None
    return front_matter.keys[f"/{key}"].line - 1


def without_field(sample: Sample, key: str) -> str:
    first = field_line(sample, key)
    lines = sample.lines
    last = first + 1
    while lines[last].startswith((" ", "\t", "-\t", "- ")):
        last += 1
    return "".join([*lines[:first], *lines[last:]])


def set_field(sample: Sample, meaning: str, value: str) -> str | None:
    key = sample.template.key_of(meaning) if meaning in (AUTHOR, APPROVER, REVIEWED) else meaning
    front_matter = sample.document.front_matter
    assert front_matter is not None
    if f"/{key}" not in front_matter.keys:
        return None
    return replacing_line(sample, field_line(sample, key), f"{key}: {value}\n")


def required_section(sample: Sample) -> Section | None:
    return next(
        (
            section
            for section, rule in sample.rules()
            if rule.kind is None and not rule.optional and not rule.generated and section.level == 2
        ),
        None,
    )


def without_section(sample: Sample) -> str | None:
    section = required_section(sample)
    if section is None:
        return None
    lines = sample.lines
    return "".join([*lines[: sample.line(section)], *lines[sample.end(section) :]])


def section_twice(sample: Sample) -> str | None:
    section = required_section(sample)
    if section is None:
        return None
    lines = sample.lines
    first, last = sample.line(section), sample.end(section)
    return "".join([*lines[:last], lines[first], "\nMore.\n\n", *lines[last:]])


def sections_swapped(sample: Sample) -> str | None:
    sections = [
        section
        for section, rule in sample.rules()
        if rule.kind is None and not rule.generated and section.level == 2
    ]
    if len(sections) < 2:
        return None
    one, other = sections[0], sections[1]
    lines = sample.lines
    a, b, c, d = sample.line(one), sample.end(one), sample.line(other), sample.end(other)
    return "".join([*lines[:a], *lines[c:d], *lines[b:c], *lines[a:b], *lines[d:]])


def misspelt_section(sample: Sample) -> str | None:
    section = required_section(sample)
    if section is None:
        return None
    return replacing_line(sample, sample.line(section), f"## {section.heading[:-1]}\n")


def first_item(sample: Sample, baseline: bool | None = None) -> int | None:
    """Return the line of the first task item; of a baseline check, or of another."""
    for section, rule in sample.rules():
        for item in section.items:
            kept = any(re.match(check.pattern, item.text) and not check.optional for check in rule.checks)
            if baseline is None or kept is baseline:
                return sample.outline.span(item.start, item.end).line - 1
    return None


def changed_item(sample: Sample, baseline: bool | None, change: Callable[[str], str]) -> str | None:
    line = first_item(sample, baseline)
    return None if line is None else replacing_line(sample, line, change(sample.lines[line]))


def first_step(sample: Sample) -> Section | None:
    return next((section for section, rule in sample.rules() if section.is_step and rule.needs_items), None)


def wrong_number(sample: Sample) -> str | None:
    step = first_step(sample)
    if step is None or step.label is None:
        return None
    line = sample.line(step)
    head, tail = step.label.number[:-1], int(step.label.number[-1])
    return replacing_line(sample, line, sample.lines[line].replace(step.label.number, f"{head}{tail + 7}", 1))


def unverified(sample: Sample) -> str | None:
    step = first_step(sample)
    if step is None:
        return None
    first, last = sample.line(step), sample.end(step)
    lines = sample.lines
    kept = [line for line in lines[first:last] if not re.match(r"\s*[-*] \[ \]", line)]
    return "".join([*lines[:first], *kept, *lines[last:]])


def in_command(sample: Sample, command: str) -> str | None:
    commands = chain.from_iterable(section.commands for section in sample.outline.root.walk())
    one = next(commands, None)
    if one is None:
        return None
    first = sample.outline.span(one.start, one.end).line
    lines = sample.lines
    return "".join([*lines[:first], f"{command}\n", *lines[first:]])


def below_title(sample: Sample, text: str) -> str:
    section = required_section(sample)
    assert section is not None
    lines = sample.lines
    place = sample.line(section) + 1
    return "".join([*lines[:place], f"\n{text}\n\n", *lines[place:]])


def emptied(sample: Sample) -> str | None:
    for section, rule in sample.rules():
        if rule.text_from and not section.sections:
            first, last = sample.line(section) + 1, sample.end(section)
            return "".join([*sample.lines[:first], "\n", *sample.lines[last:]])
    return None


def key_of(sample: Sample, kind: FieldKind) -> str:
    """Return the key of a required field of a kind that the document has; empty without one."""
    front_matter = sample.document.front_matter
    assert front_matter is not None
    keys = [field.key for field in sample.template.fields if field.kind is kind and not field.optional]
    return next((key for key in keys if f"/{key}" in front_matter.keys), "")


def with_misspelt_key(sample: Sample) -> str | None:
    key = key_of(sample, FieldKind.CHOICE)
    line = field_line(sample, key)
    return replacing_line(sample, line, sample.lines[line].replace(f"{key}:", f"{key}x:", 1))


MISTAKES: Mapping[str, tuple[str, Callable[[Sample], str | None]]] = {
    "a field is missing": ("missing-field", lambda one: without_field(one, key_of(one, FieldKind.TEXT))),
    "a key is misspelt": ("unknown-field", with_misspelt_key),
    "a choice is misspelt": (
        "invalid-choice",
        lambda one: set_field(one, key_of(one, FieldKind.CHOICE), "nothing of the kind"),
    ),
    "a value is empty": ("empty-value", lambda one: set_field(one, AUTHOR, "")),
    "a value is a stand-in": ("placeholder-value", lambda one: set_field(one, AUTHOR, "TBD")),
    "authors approve their own": (
        "self-approval",
        lambda one: set_field(one, APPROVER, one.document.string(AUTHOR)),
    ),
    "a date is none": ("invalid-value", lambda one: set_field(one, REVIEWED, "2026-02-30")),
    "a date is to come": ("future-review", lambda one: set_field(one, REVIEWED, "2027-02-01")),
    "a text is a number": ("invalid-type", lambda one: set_field(one, AUTHOR, "[a, b]")),
    "the id differs from the file": (
        "id-file-name",
        lambda one: one.text.replace(f"{one.identifier}\n", f"{one.identifier}x\n", 1),
    ),
    "YAML is broken": (
        "invalid-yaml",
        lambda one: set_field(one, AUTHOR, "'a"),
    ),
    "the front matter has no end": (
        "unclosed-front-matter",
        lambda one: one.text.replace("\n---\n", "\n", 1),
    ),
    "the front matter is missing": ("no-front-matter", lambda one: one.text.split("\n---\n", 1)[1]),
    "a section is missing": ("missing-section", without_section),
    "a section is misspelt": ("missing-section", misspelt_section),
    "a section stands twice": ("duplicate-section", section_twice),
    "two sections are swapped": ("section-order", sections_swapped),
    "a section is empty": ("empty-section", emptied),
    "a baseline check is missing": ("missing-check", lambda one: changed_item(one, True, lambda _: "\n")),
    "a baseline check is reworded": (
        "missing-check",
        lambda one: changed_item(one, True, lambda line: line.replace("] ", "] Almost: ", 1)),
    ),
    "a check is struck without a reason": (
        "struck-without-reason",
        lambda one: changed_item(one, True, lambda line: re.sub(r"\] (.*)", r"] ~~\1~~", line)),
    ),
    "a box is ticked": (
        "ticked-item",
        lambda one: changed_item(one, None, lambda s: s.replace("[ ]", "[x]")),
    ),
    "a box only looks like one": (
        "box-look-alike",
        lambda one: changed_item(one, None, lambda line: line.replace("[ ]", "[]")),
    ),
    "a gate has no duration": (
        "invalid-gate",
        lambda one: changed_item(
            one, None, lambda line: f"{line.rstrip()} ({one.template.gate_words.wait} a while)\n"
        ),
    ),
    "a step has a wrong number": ("step-number", wrong_number),
    "a step has no check": ("unverified-step", unverified),
    "a command has a TODO": ("todo-in-command", lambda one: in_command(one, "# TODO: more")),
    "a command has a prompt": ("prompt-in-command", lambda one: in_command(one, "user@host:~$ ls")),
    "a placeholder is left": (
        "placeholder",
        lambda one: below_title(one, f"Text with {sorted(one.template.placeholders)[0]} in it."),
    ),
    "a name in angle brackets is left": (
        "angle-placeholder",
        lambda one: below_title(one, "Ask <your-name>."),
    ),
    "a link leads nowhere": ("unknown-anchor", lambda one: below_title(one, "See [this](#nothing-here).")),
    "a directive is misspelt": (
        "unknown-directive",
        lambda one: below_title(one, "<!-- procedures:metdata -->"),
    ),
    "a fence is not closed": ("unclosed-fence", lambda one: f"{one.text}\n```bash\nls\n"),
    "a merge is not finished": (
        "merge-conflict",
        lambda one: below_title(one, "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> c"),
    ),
}


@EACH
def test_mistakes_are_found(name: str) -> None:
    sample = TEMPLATES[name]
    wrong: dict[str, list[str]] = {}
    tried = 0
    for mistake, (rule, make) in MISTAKES.items():
        text = make(sample)
        if text is not None:
            assert text != sample.text, mistake
            tried += 1
            rules = found(sample, text)
            if rule not in rules:
                wrong[mistake] = rules
    assert wrong == {}
    assert tried >= 20
