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
    return f"{begin} {_flow(example_value(field))}"


def example_value(field: Field) -> Json:
    """Return an example of a value that the field allows."""
    if field.kind is FieldKind.LIST:
        rows = field.value if isinstance(field.value, list) else []
        return rows[:1] or [example_value(shape) for shape in field.fields[:1]]
    if field.kind is FieldKind.OBJECT:
        needed = [inner for inner in field.fields if not inner.optional] or field.fields
        return {inner.key: example_value(inner) for inner in needed}
    if field.kind is FieldKind.MAP:
        return {"name": example_value(field.fields[0])}
    if field.kind is FieldKind.CHOICE:
        return field.choices[0]
    if field.kind is FieldKind.PATTERN:
        return _BRACKETS.sub(lambda match: _part(match[1]), field.example)
    if field.bounds:
        return field.bounds[0]
    if field.kind is FieldKind.DATE:
        return "2026-01-31"
    return field.value if field.value is not None else field.example.removeprefix("[").removesuffix("]")


def _part(name: str) -> str:
    """Return an example of what replaces a name in brackets: a number, or a lower-case name."""
    if set(name) == {"n"}:
        return "1".zfill(len(name))
    return "-".join(re.findall("[a-z0-9]+", name.lower())) or "name"


def _flow(value: Json) -> str:
    """Return a value as YAML on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_flow, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_flow(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return value
    return json.dumps(value, ensure_ascii=False)
