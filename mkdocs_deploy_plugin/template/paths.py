"""Find the template field of a front matter value, and its name for messages."""

from __future__ import annotations

from typing import TypeAlias

from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.text import pointer_parts

Path: TypeAlias = "tuple[str | int, ...]"
"""The keys and indices that lead to a front matter value."""


def field_at(template: Template, path: Path) -> Field | None:
    """Return the template field of a value, or None."""
    fields, field = template.fields, None
    for part in path:
        if field is not None and field.kind is FieldKind.LIST:
            field = next((f for f in field.fields if f.fields), field.fields[0] if field.fields else None)
        elif field is not None and field.kind is FieldKind.MAP:
            field = field.fields[0]
        else:
            field = next((f for f in (field.fields if field else fields) if f.key == part), None)
        if field is None:
            return None
    return field


def fields_at(template: Template, path: Path) -> tuple[Field, ...]:
    """Return the template fields of a mapping."""
    field = field_at(template, path)
    return (field.fields if field else ()) if path else template.fields


def name_of(path: Path) -> str:
    """Return the name of a value for messages: the keys that lead to it, with entries counted from 1."""
    words = [f"entry {part + 1}" if isinstance(part, int) else f'"{part}"' for part in path]
    return " of ".join(reversed(words)) or "the front matter"


def path_of(pointer: str, data: Json) -> Path:
    """Return the keys and indices along a JSON pointer into the data."""
    path: list[str | int] = []
    for key in pointer_parts(pointer):
        if isinstance(data, list):
            path.append(int(key))
            data = data[int(key)]
        elif isinstance(data, dict):
            path.append(key)
            data = data.get(key)
    return tuple(path)
