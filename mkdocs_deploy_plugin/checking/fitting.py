"""Decide whether a value could be meant for a place in the front matter, by the schema of that place."""

from __future__ import annotations

from typing import Any

from mkdocs_deploy_plugin.checking.validators import validator
from mkdocs_deploy_plugin.template.paths import Path
from mkdocs_deploy_plugin.text import closest

_TYPES: dict[str, type | tuple[type, ...]] = {"array": list, "object": dict}


def fits(schema: dict[str, Any], value: Any) -> bool:
    """Return whether a value is valid. The schema is compiled each time, so this is for values in doubt."""
    return validator(schema).is_valid(value)


def could_be(schema: dict[str, Any], value: Any) -> bool:
    """Return whether a value was probably meant for this schema.

    It may be empty, a list or mapping with further mistakes in it, or a misspelt choice.
    """
    if value is None or fits(schema, value):
        return True
    if isinstance(value, list | dict):
        shapes = schema.get("anyOf", [schema])
        return any(isinstance(value, _TYPES.get(shape.get("type", ""), ())) for shape in shapes)
    return "enum" in schema and bool(closest(str(value), [str(choice) for choice in schema["enum"]]))


def schema_at(schema: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the schema of a value; an empty one, which allows any value, if it has none."""
    for part in path:
        shapes = schema.get("anyOf", [schema])
        inner = "items" if isinstance(part, int) else "properties"
        schema = next((shape for shape in shapes if inner in shape), shapes[0])
        if isinstance(part, int):
            schema = schema.get("items", {})
        else:
            schema = schema.get("properties", {}).get(part) or schema.get("additionalProperties") or {}
    return schema
