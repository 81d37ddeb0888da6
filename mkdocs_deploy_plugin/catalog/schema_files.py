"""The files of `schema/`: what `procedures schema` writes, each from the template."""

from __future__ import annotations

import json
from collections.abc import Iterable

from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.schema import (
    DIALECT,
    DOCUMENT_FILE,
    FRONT_MATTER_FILE,
    Schema,
    document_schema,
    front_matter_schema,
)

CATALOG_FILE = "catalog.schema.json"

_TEXT: Schema = {"type": "string"}


def schema_files(template: Template, site_keys: Iterable[str] = ()) -> dict[str, str]:
    """Return the text of each file of `schema/` by its name."""
    site_keys = tuple(site_keys)
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in (
            (FRONT_MATTER_FILE, front_matter_schema(template, site_keys)),
            (DOCUMENT_FILE, document_schema(template, site_keys)),
            (CATALOG_FILE, catalog_schema(template, site_keys)),
        )
    }


def catalog_schema(template: Template, site_keys: Iterable[str] = ()) -> Schema:
    """Return the schema of `procedures.json`. An entry that says so has to fit the document schema."""
    document = document_schema(template, site_keys)
    del document["$schema"], document["$id"]
    return {
        "$schema": DIALECT,
        "$id": f"urn:mkdocs-deploy-plugin:{CATALOG_FILE}",
        "title": "All procedures of a site",
        "type": "object",
        "properties": {
            "version": {"description": "The version of this format.", "const": 1},
            "generated": {
                "description": "When it was made, in UTC.",
                "type": "string",
                "format": "date-time",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
            },
            "procedures": {
                "description": "All procedures, in the order of their ids.",
                "type": "array",
                "items": {"$ref": "#/$defs/procedure"},
            },
        },
        "required": ["version", "generated", "procedures"],
        "$defs": {
            "procedure": _procedure(),
            "section": _section(),
            "link": _link(),
            "document": document,
        },
    }


def _procedure() -> Schema:
    properties: Schema = {
        "id": _TEXT | {"description": "The id; the name of the file where the front matter has none."},
        "title": _TEXT | {"description": "The title; the id where the front matter has none."},
        "project": _TEXT | {"description": "The slug of the project, or an empty text."},
        "url": _TEXT | {"description": "The address of the page, relative to the root of the site."},
        "source": _TEXT | {"description": "The file, relative to the folder of mkdocs.yml."},
        "valid": {"description": "Whether the procedure fits the document schema.", "type": "boolean"},
        "front_matter": {
            "description": "The front matter; null where it could not be read.",
            "type": ["object", "null"],
        },
        "outline": {
            "description": "The sections below the title.",
            "type": "array",
            "items": {"$ref": "#/$defs/section"},
        },
        "references": {
            "description": "The procedures that it refers to.",
            "type": "array",
            "items": {"$ref": "#/$defs/link"},
        },
        "back_links": {
            "description": "The procedures that refer to it.",
            "type": "array",
            "items": {"$ref": "#/$defs/link"},
        },
    }
    return {
        "type": "object",
        "properties": {**properties, "body": {"description": "The body, where it was asked for."}},
        "required": list(properties),
        "if": {"properties": {"valid": {"const": True}}},
        "then": {"$ref": "#/$defs/document"},
    }


def _section() -> Schema:
    return {
        "type": "object",
        "properties": {
            "heading": _TEXT | {"description": "The heading, with its number where it has one."},
            "anchor": _TEXT | {"description": "The fragment of its address."},
            "sections": {
                "description": "The sections within it.",
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/$defs/section"},
            },
        },
        "required": ["heading", "anchor"],
    }


def _link() -> Schema:
    return {
        "type": "object",
        "properties": {
            "id": _TEXT | {"description": "The other procedure."},
            "relation": _TEXT | {"description": "The key of the front matter that names it, or mentions."},
            "anchor": _TEXT | {"description": "The section that speaks of the other one."},
        },
        "required": ["id", "relation"],
    }
