"""Generate the files that `procedures schema` writes to `schema/` from the template."""

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


def schema_files(template: Template, site_keys: Iterable[str] = (), kind: str = "") -> dict[str, str]:
    """Return the text of each file in `schema/` by its name; see `catalog_schema` for the arguments."""
    site_keys = tuple(site_keys)
    return {
        name: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
        for name, schema in (
            (FRONT_MATTER_FILE, front_matter_schema(template, site_keys)),
            (DOCUMENT_FILE, document_schema(template, site_keys)),
            (CATALOG_FILE, catalog_schema(template, site_keys, kind)),
        )
    }


def catalog_schema(template: Template, site_keys: Iterable[str] = (), kind: str = "") -> Schema:
    """Return the schema of `procedures.json`. Entries marked as valid must fit the document schema.

    Args:
        template: The template.
        site_keys: The front matter keys that belong to the site.
        kind: The kind of procedures that must fit the schema, if the site has several; else empty.
    """
    document = document_schema(template, site_keys)
    del document["$schema"], document["$id"]
    definitions = document.pop("$defs", {})
    return {
        "$schema": DIALECT,
        "$id": f"urn:mkdocs-deploy-plugin:{CATALOG_FILE}",
        "title": "All procedures of a site",
        "type": "object",
        "properties": {
            "version": {"description": "The version of this format.", "const": 1},
            "generated": {
                "description": "The time of generation, in UTC.",
                "type": "string",
                "format": "date-time",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
            },
            "procedures": {
                "description": "All procedures, sorted by id.",
                "type": "array",
                "items": {"$ref": "#/$defs/procedure"},
            },
        },
        "required": ["version", "generated", "procedures"],
        "$defs": {
            "procedure": _procedure(kind),
            "section": _section(),
            "link": _link(),
            "document": document,
            **definitions,
        },
    }


def _procedure(kind: str) -> Schema:
    properties: Schema = {
        "id": _TEXT | {"description": "The id, or the file name if the front matter has no id."},
        "title": _TEXT | {"description": "The title, or the id if the front matter has no title."},
        "kind": _TEXT | {"description": "The slug of the name of the folder of its collection."},
        "project": _TEXT | {"description": "The slug of the project, or an empty string."},
        "url": _TEXT | {"description": "The address of the page, relative to the root of the site."},
        "source": _TEXT | {"description": "The path of the file, relative to the folder of mkdocs.yml."},
        "valid": {"description": "Whether the procedure fits the document schema.", "type": "boolean"},
        "front_matter": {
            "description": "The front matter, or null if it could not be read.",
            "type": ["object", "null"],
        },
        "outline": {
            "description": "The sections below the title.",
            "type": "array",
            "items": {"$ref": "#/$defs/section"},
        },
        "references": {
            "description": "The procedures that this one refers to.",
            "type": "array",
            "items": {"$ref": "#/$defs/link"},
        },
        "back_links": {
            "description": "The procedures that refer to this one.",
            "type": "array",
            "items": {"$ref": "#/$defs/link"},
        },
    }
    return {
        "type": "object",
        "properties": {**properties, "body": {"description": "The body, only if requested."}},
        "required": list(properties),
        "if": {"properties": {"valid": {"const": True}, **({"kind": {"const": kind}} if kind else {})}},
        "then": {"$ref": "#/$defs/document"},
    }


def _section() -> Schema:
    return {
        "type": "object",
        "properties": {
            "heading": _TEXT | {"description": "The heading, including its number, if any."},
            "anchor": _TEXT | {"description": "The URL fragment of the section."},
            "sections": {
                "description": "The subsections.",
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
            "id": _TEXT | {"description": "The id of the other procedure."},
            "relation": _TEXT | {"description": "The field that names the other procedure, or `mentions`."},
            "anchor": _TEXT | {"description": "The anchor of the section with the reference."},
        },
        "required": ["id", "relation"],
    }
