"""The configuration of Zensical, which is TOML: Python reads it, but does not write it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any


def toml(table: str, settings: Mapping[str, Any]) -> str:
    """Return settings as one table, with tables below it."""
    return "\n".join(_lines(table, settings))


def _lines(table: str, settings: Mapping[str, Any]) -> Iterator[str]:
    yield f"[{table}]"
    yield from (f"{json.dumps(k)} = {_value(v)}" for k, v in settings.items() if not isinstance(v, Mapping))
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from _lines(f"{table}.{json.dumps(key)}", value)


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    return json.dumps(value)
