"""Examples of values, made from the template, for messages that say what to write."""

from __future__ import annotations

import json
import re

from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.template.fields import Field, FieldKind

_PLAIN = re.compile(r"[A-Za-z][\w/.()-]*(?: [\w/.()-]+)*|https?://[\w/.-]+|[0-9]+(?:[.-][0-9]+){2}")
_BRACKETS = re.compile(r"\[([^\[\]]*)\]")


def example_line(key: str | int, field: Field) -> str:
    """Return a line of front matter with an example of a value. A number stands for an entry of a list."""
    begin = "-" if isinstance(key, int) else f"{key}:"
    return f"{begin} {_flow(_example(field))}"


def _example(field: Field) -> Json:
    if field.kind is FieldKind.LIST:
        rows = field.value if isinstance(field.value, list) else []
        return rows[:1] or [_example(shape) for shape in field.fields[:1]]
    if field.kind is FieldKind.OBJECT:
        needed = [inner for inner in field.fields if not inner.optional] or field.fields
        return {inner.key: _example(inner) for inner in needed}
    if field.kind is FieldKind.MAP:
        return {"name": _example(field.fields[0])}
    if field.kind is FieldKind.CHOICE:
        return field.choices[0]
    if field.kind is FieldKind.PATTERN:
        return _BRACKETS.sub(lambda name: "001" if set(name[1]) == {"n"} else name[1], field.example)
    if field.bounds:
        return field.bounds[0]
    if field.kind is FieldKind.DATE:
        return "2026-01-31"
    return field.value if field.value is not None else field.example.removeprefix("[").removesuffix("]")


def _flow(value: Json) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
