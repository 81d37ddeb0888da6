"""Derive JSON Schemas (draft 2020-12) for procedures from a template.

There are two schemas: one for the front matter alone, which any validator can use directly, and one for
the whole document as returned by `data.document_data`. The files in `schema/` are written by
`procedures schema`, never by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeAlias

from mkdocs_deploy_plugin.template import Field, FieldKind, SectionRule, Template
from mkdocs_deploy_plugin.template.definition import CheckRule
from mkdocs_deploy_plugin.template.derived import ID
from mkdocs_deploy_plugin.template.examples import example_value
from mkdocs_deploy_plugin.template.meanings import FORMER_IDS, IDENTIFIER, STATUS, TITLE
from mkdocs_deploy_plugin.template.nouns import PROCEDURE
from mkdocs_deploy_plugin.template.stand_ins import STAND_IN, stand_in_of
from mkdocs_deploy_plugin.text import capitalised, with_article

Schema: TypeAlias = dict[str, Any]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

FRONT_MATTER_FILE = "front-matter.schema.json"
DOCUMENT_FILE = "document.schema.json"

ADDRESS = "https?://[!-~]+"
"""The pattern of an address."""

_ADDRESSES = ("https://example.com/", "https://example.org/")

_TEXTS: Schema = {"type": "array", "items": {"type": "string"}}
# Without a type, some editors complete the key without a colon.
_ANYTHING: Schema = {"type": ["string", "number", "boolean", "object", "array", "null"]}
# Sections of which one at least has text, code or subsections.
_FILLED: Schema = {
    "not": {
        "additionalProperties": {
            "properties": {"text": {"maxLength": 0}, "commands": {"maxItems": 0}, "sections": False}
        }
    }
}
SITE_KEYS: dict[str, Schema] = {
    "comments": {"type": "boolean"},
    "description": {"type": "string", "minLength": 1},
    "hide": {"anyOf": [_TEXTS, {"type": "string"}]},
    "icon": {"type": "string"},
    "image": _ANYTHING,
    "search": {"type": "object"},
    "social": {"type": "object"},
    "subtitle": {"type": "string"},
    "tags": {
        "type": "array",
        "items": {"anyOf": [{"type": kind} for kind in ("string", "number", "boolean")]},
    },
}
"""Site fields, which are passed on to MkDocs and Material, with the types that these accept."""

MAX_FORMER_IDS = 20
"""The largest number of former ids of a procedure."""

FORMER_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,119}"
"""The pattern of a former id: part of an address. The template's pattern may have changed since."""

_FORMER_IDS: Schema = {  # No template has to declare this field.
    "title": "Former IDs",
    "description": "Ids that the procedure had before it was renamed.",
    "type": "array",
    "maxItems": MAX_FORMER_IDS,
    "items": {"type": "string", "pattern": f"^{FORMER_ID}$"},
}


def front_matter_schema(template: Template, site_keys: Iterable[str] = ()) -> Schema:
    """Return the schema of the front matter.

    Args:
        template: The template to derive the schema from.
        site_keys: Further site fields.
    """
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:mkdocs-deploy-plugin:{FRONT_MATTER_FILE}",
        "title": f"Front matter of {with_article(_called(template))}",
        **_object(template.fields),
    }
    for key in sorted({*SITE_KEYS, *site_keys}):
        passed_on = {"description": "Site field, passed on to MkDocs.", **SITE_KEYS.get(key, _ANYTHING)}
        schema["properties"].setdefault(key, passed_on)
    schema["properties"].setdefault(template.key_of(FORMER_IDS), _FORMER_IDS)
    if template.statuses:
        schema["properties"][template.key_of(STATUS)]["default"] = template.statuses[0]
    if template.id_from_file_name:
        own = schema["properties"].setdefault(template.key_of(IDENTIFIER), {"title": "ID", "type": "string"})
        own.setdefault("pattern", f"^{ID}$")
        own.setdefault("description", "The name of the file, if it is left out.")
    if template.title_from_heading:
        own = schema["properties"].setdefault(
            template.key_of(TITLE), {"title": "Title", "type": "string", "minLength": 1}
        )
        own.setdefault("description", "The first heading, if it is left out.")
    if not template.fields:  # A template that says nothing about front matter refuses none of it.
        del schema["additionalProperties"]
    requirements = _field_requirements(template.fields)
    has_draft = len(template.statuses) > 1
    refuses_stand_ins = has_draft or not template.statuses
    filled = _filled_object(template.fields, refuses_stand_ins)
    if has_draft:
        requirements.setdefault(template.statuses[1], []).append(filled)
    if refuses_stand_ins:
        schema["$defs"] = {
            "stand-in": {"description": "What stands for a value that is missing.", **STAND_INS}
        }
    conditions = _conditions(template, requirements) + ([] if has_draft else [filled])
    if conditions:
        schema["allOf"] = conditions
    return schema


def _called(template: Template) -> str:
    """Return what a document of the template is called; a deployment procedure if it does not say."""
    noun = template.own_words.noun
    return noun.one if noun != PROCEDURE else "deployment procedure"


def document_schema(template: Template, site_keys: Iterable[str] = ()) -> Schema:
    """Return the schema of a whole procedure: front matter and the structure of the body."""
    front_matter = front_matter_schema(template, site_keys)
    del front_matter["$schema"], front_matter["$id"]
    definitions = front_matter.pop("$defs", None)
    body: Schema = {
        "type": "object",
        "properties": {
            "title": _title(template),
            "sections": _section_map(template.sections),
            "placeholders": {
                "description": "Remaining placeholders of the template, TODOs and empty list items.",
                "type": "array",
                "items": {"type": "string"},
            },
        },
        "required": [*(["title"] if template.title else []), "sections", "placeholders"],
    }
    schema: Schema = {
        "$schema": DIALECT,
        "$id": f"urn:mkdocs-deploy-plugin:{DOCUMENT_FILE}",
        "title": capitalised(_called(template)),
        "type": "object",
        "properties": {"front_matter": front_matter, "body": body},
        # Data such as `procedures.json` may leave out the body.
        "required": ["front_matter"],
    }
    if definitions:
        schema["$defs"] = definitions
    requirements: dict[str, list[Schema]] = {}
    for status, requirement in _text_requirements(template.sections, sorted(set(template.words.values()))):
        requirements.setdefault(status, []).append({"properties": {"sections": requirement}})
    if len(template.statuses) > 1:
        finished = {"properties": {"placeholders": {"maxItems": 0}}}
        requirements.setdefault(template.statuses[1], []).append(finished)
    conditions = [
        {
            "if": {"properties": {"front_matter": condition["if"]}, "required": ["front_matter"]},
            "then": {"properties": {"body": condition["then"]}},
        }
        for condition in _conditions(template, requirements)
    ]
    if not template.statuses:
        body["properties"]["placeholders"]["maxItems"] = 0
    if conditions:
        schema["allOf"] = conditions
    return schema


def _describe(field: Field) -> Schema:
    schema: Schema = {"title": field.label} if field.label else {}
    if field.description:
        schema["description"] = field.description
    return schema


def _object(fields: tuple[Field, ...]) -> Schema:
    schema: Schema = {
        "type": "object",
        "properties": {field.key: _field(field) for field in fields},
        "additionalProperties": False,
    }
    required = [field.key for field in fields if not field.optional and not field.required_from]
    if required:
        schema["required"] = required
    return schema


def _field(field: Field) -> Schema:
    return _describe(field) | _VALUES[field.kind](field) | _suggestions(field)


def _suggestions(field: Field) -> Schema:
    """Return what editors offer as a value: `default` or `examples`, never a placeholder.

    Lists and mappings have none. Some editors show a row of a list as `[object Object]`, so that
    only the fields within rows have examples. Dates and addresses have two, because editors write a single
    one as the value, and nobody sees that it is not real.
    """
    if field.kind in (FieldKind.TEXT, FieldKind.VERSION) and isinstance(field.value, str) and field.value:
        return {"default": field.value}
    if field.kind is FieldKind.DATE:
        return {"examples": ["2026-01-31", "2026-11-03"]}
    if field.kind is FieldKind.URL:
        own = str(example_value(field))
        usable = re.fullmatch(ADDRESS, own) is not None and re.match(STAND_IN, own) is None
        return {"examples": [*([own] if usable and own not in _ADDRESSES else []), *_ADDRESSES][:2]}
    if field.kind is FieldKind.PATTERN:
        return {"examples": [example_value(field)]}
    if field.kind is FieldKind.NUMBER and field.value is not None:
        return {"examples": [field.value]}
    return {}


def _text(_: Field) -> Schema:
    return {"type": "string", "minLength": 1}


def _list(field: Field) -> Schema:
    shapes = [_field(shape) for shape in field.fields]
    schema: Schema = {"type": "array"}
    if shapes:
        schema["items"] = shapes[0] if len(shapes) == 1 else {"anyOf": shapes}
    rows = field.value if isinstance(field.value, list) else []
    for column in field.columns if rows else ():
        cells = [row[column.key] for row in rows if isinstance(row, dict) and column.key in row]
        inner = shapes[0]["properties"][column.key]
        if column.kind in (FieldKind.TEXT, FieldKind.VERSION) and cells:
            inner.pop("default", None)
            inner["examples"] = list(dict.fromkeys(cells))
    if field.every_row:
        key = field.columns[0].key
        schema["allOf"] = [
            {"contains": {"properties": {key: {"const": row[key]}}, "required": [key]}}
            for row in rows
            if isinstance(row, dict)
        ]
    return schema


_VALUES: dict[FieldKind, Callable[[Field], Schema]] = {
    FieldKind.TEXT: _text,
    FieldKind.CHOICE: lambda field: {"enum": list(field.choices)},
    FieldKind.FIXED: lambda field: {"const": field.value},
    FieldKind.VERSION: lambda field: {"type": "string", "pattern": f"^{field.pattern}$"},
    FieldKind.DATE: lambda _: {
        "type": "string",
        "format": "date",
        # Not every library reads the year 0, and nobody means the year 201.
        "pattern": "^(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}$",
    },
    FieldKind.URL: lambda field: _text(field) | {"format": "uri", "pattern": f"^{ADDRESS}$"},
    FieldKind.PATTERN: lambda field: {
        "type": "string",
        "pattern": f"^{field.pattern}$",
        "maxLength": 200,
    },
    FieldKind.NUMBER: lambda field: {
        "type": "integer" if field.whole else "number",
        **dict(zip(("minimum", "maximum"), field.bounds, strict=False)),
    },
    FieldKind.BOOLEAN: lambda _: {"type": "boolean"},
    FieldKind.LIST: _list,
    FieldKind.OBJECT: lambda field: _object(field.fields),
    FieldKind.MAP: lambda field: {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z][a-z0-9_]{0,39}$"},
        "additionalProperties": _field(field.fields[0]),
    },
}


def _filled_object(fields: tuple[Field, ...], refuses_stand_ins: bool) -> Schema:
    """Return the schema of an object whose values have been filled in, whatever else they have to be."""
    properties = {field.key: _filled(field, refuses_stand_ins) for field in fields}
    return {"properties": {key: schema for key, schema in properties.items() if schema}}


def _filled(field: Field, refuses_stand_ins: bool) -> Schema:
    """Return the schema of a value that has been filled in; empty if any value has been."""
    if field.kind is FieldKind.OBJECT:
        return _filled_object(field.fields, refuses_stand_ins)
    if field.kind is FieldKind.MAP:
        return {"additionalProperties": _filled(field.fields[0], refuses_stand_ins)}
    if field.kind is FieldKind.LIST:
        shapes = [shape for inner in field.fields if (shape := _filled(inner, refuses_stand_ins))]
        return {"items": shapes[0] if len(shapes) == 1 else {"allOf": shapes}} if shapes else {}
    if field.kind not in _STAND_INS:
        return {}
    refused: list[Schema] = [{"$ref": "#/$defs/stand-in"}] if refuses_stand_ins else []
    refused += [{"const": text} for text in _STAND_INS[field.kind](field) if text]
    return {"not": refused[0] if len(refused) == 1 else {"anyOf": refused}} if refused else {}


STAND_INS: Schema = {"type": "string", "pattern": STAND_IN}
"""The schema of a stand-in."""

_STAND_INS: dict[FieldKind, Callable[[Field], list[str]]] = {
    FieldKind.TEXT: lambda field: [field.example],
    FieldKind.URL: lambda field: [field.example],
    FieldKind.DATE: lambda _: [],
    FieldKind.PATTERN: lambda field: [stand_in_of(field)],
}
"""By kind: what else stands for a value of a field."""


def _field_requirements(fields: tuple[Field, ...]) -> dict[str, list[Schema]]:
    """Return the requirements of each status, as schemas for an object with these fields."""
    requirements: dict[str, list[Schema]] = {}
    for field in fields:
        if field.required_from:
            requirement: Schema = {"required": [field.key]}
            if field.kind is FieldKind.LIST:
                requirement["properties"] = {field.key: {"minItems": 1}}
            requirements.setdefault(field.required_from, []).append(requirement)
        if field.kind is FieldKind.OBJECT:
            for status, inner in _field_requirements(field.fields).items():
                requirements.setdefault(status, []).extend(
                    {"properties": {field.key: requirement}} for requirement in inner
                )
    return requirements


def _conditions(template: Template, requirements: dict[str, list[Schema]]) -> list[Schema]:
    """Return an `if`/`then` schema for each status that adds requirements."""
    conditions: list[Schema] = []
    key = template.key_of(STATUS)
    for status, schemas in requirements.items():
        condition = {
            "properties": {key: {"enum": list(template.statuses_from(status))}},
            "required": [key],
        }
        conditions.append({"if": condition, "then": _merge(schemas)})
    return conditions


def _merge(schemas: list[Schema]) -> Schema:
    """Merge schemas that have only `properties`, `required` and plain limits."""
    merged: Schema = {}
    for schema in schemas:
        for keyword, value in schema.items():
            if keyword == "properties":
                properties = merged.setdefault("properties", {})
                for key, inner in value.items():
                    properties[key] = _merge([properties[key], inner]) if key in properties else inner
            elif keyword == "required":
                merged["required"] = [*merged.get("required", []), *value]
            else:
                merged[keyword] = value
    return merged


def _title(template: Template) -> Schema:
    schema: Schema = {"type": "string", "minLength": 1}
    if template.title and template.title.pattern:
        schema["pattern"] = template.title.pattern
    return schema


def _section_map(rules: tuple[SectionRule, ...]) -> Schema:
    named = [rule for rule in rules if rule.kind is None]
    schema: Schema = {
        "type": "object",
        "properties": {rule.heading: _section(rule) for rule in named},
    }
    required = [rule.heading for rule in named if not rule.optional and not rule.generated]
    if required:
        schema["required"] = required
    return schema


def _section(rule: SectionRule) -> Schema:
    """Return the schema of a section, named or numbered."""
    properties: Schema = {"items": _items(rule.checks)}
    required: list[str] = []
    if rule.kind is not None:
        shape = rule.kind[1].replace(".", r"\.").replace("N", "[0-9]+")
        properties["number"] = {"type": "string", "pattern": f"^{shape}$"}
        required.append("number")
    if rule.needs_items:
        properties["items"]["minItems"] = 1
    named = tuple(inner for inner in rule.sections if inner.kind is None)
    if named:
        properties["sections"] = _section_map(named)
        if properties["sections"].get("required"):
            required.append("sections")
    for inner in rule.sections:
        if inner.kind is not None:
            properties[inner.plural] = {"type": "array", "minItems": 1, "items": _section(inner)}
            required.append(inner.plural)
    schema: Schema = {"description": rule.description} if rule.description else {}
    schema |= {"type": "object", "properties": properties}
    if required:
        schema["required"] = required
    return schema


def _items(checks: tuple[CheckRule, ...]) -> Schema:
    schema: Schema = {
        "type": "array",
        "items": {"type": "object", "properties": {"reason": {"type": "string", "minLength": 1}}},
    }
    contains = [
        {"contains": {"properties": {"text": {"pattern": check.pattern}}, "required": ["text"]}}
        for check in checks
        if not check.optional
    ]
    if contains:
        schema["allOf"] = contains
    return schema


def _text_requirements(rules: tuple[SectionRule, ...], plurals: Collection[str]) -> list[tuple[str, Schema]]:
    """Return status and section map schema for each section that must have text from a status on."""
    requirements: list[tuple[str, Schema]] = []
    for rule in rules:
        if rule.kind is not None:
            continue
        if rule.text_from:
            # All of the text may be in subsections, whether the template has them or not.
            anywhere: list[Schema] = [{"properties": {"text": {"minLength": 1}}}]
            anywhere.append({"properties": {"sections": _FILLED}, "required": ["sections"]})
            anywhere += [{"required": [plural]} for plural in plurals]
            requirements.append((rule.text_from, {"properties": {rule.heading: {"anyOf": anywhere}}}))
        for status, inner in _text_requirements(rule.sections, plurals):
            requirements.append((status, {"properties": {rule.heading: {"properties": {"sections": inner}}}}))
    return requirements
