"""A violation of the schema, as the validator reports it, in the terms of this package."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from mkdocs_deploy_plugin.reading.yaml_events import escape_pointer


@dataclass(frozen=True, slots=True)
class Problem:
    """One keyword of the schema that one value of the document does not fit.

    Attributes:
        keyword: The name of the validator's error kind, such as `Required` or `AnyOf`.
        path: The keys and indices that lead to the value.
        value: The value.
        schema: The subschema that has the keyword.
        value_missing: For `Required`, the key that is not there.
        statuses: The statuses that trigger the requirement, where it depends on the status.
        branches: For `AnyOf`, the problems with each branch.
    """

    keyword: str
    path: tuple[str | int, ...]
    value: Any
    schema: dict[str, Any]
    value_missing: str = ""
    statuses: tuple[str, ...] = ()
    branches: tuple[tuple[Problem, ...], ...] = ()

    @classmethod
    def of(cls, error: Any, root: dict[str, Any], data: dict[str, Any]) -> Problem:
        """Make a problem of an error of jsonschema-rs."""
        kind = error.kind
        keyword = type(kind).__name__
        schema, statuses = _schema_at(root, error.schema_path)
        value: Any = data
        for key in error.instance_path:
            value = value[key]
        branches: tuple[tuple[Problem, ...], ...] = ()
        if keyword == "AnyOf":
            branches = tuple(tuple(cls.of(inner, root, data) for inner in branch) for branch in kind.context)
        return cls(
            keyword=keyword,
            path=tuple(error.instance_path),
            value=value,
            schema=schema,
            value_missing=kind.property if keyword == "Required" else "",
            statuses=statuses,
            branches=branches,
        )

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value in the document's data."""
        return pointer_of(self.path)


def pointer_of(path: tuple[str | int, ...]) -> str:
    """Give the JSON pointer of a path of keys and indices."""
    return "".join(f"/{escape_pointer(str(part))}" for part in path)


def _schema_at(root: dict[str, Any], path: list[str | int]) -> tuple[dict[str, Any], tuple[str, ...]]:
    """Give the subschema that holds the last keyword of a schema path, and the statuses of its condition."""
    schema: Any = root
    statuses: tuple[str, ...] = ()
    for part in path[:-1]:
        if part == "then":
            condition = schema["if"]["properties"]
            condition = condition.get("front_matter", {"properties": condition})["properties"]
            statuses = tuple(condition["status"]["enum"])
        schema = schema[part]
    return (schema if isinstance(schema, dict) else {}), statuses


def quoted(value: Any, limit: int = 60) -> str:
    """Give a value of a document for use in a message: quoted, on one line, not too long."""
    if isinstance(value, str):
        value = value if len(value) <= limit else value[: limit - 1] + "…"
        return json.dumps(value, ensure_ascii=False)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def closest(word: str, choices: list[str], cutoff: float = 0.75) -> str:
    """Give the choice that was probably meant, or an empty string: only a close match is one."""
    folded = {choice.casefold(): choice for choice in choices}
    from difflib import get_close_matches

    matches = get_close_matches(word.casefold()[:100], folded, n=1, cutoff=cutoff)
    return folded[matches[0]] if matches else ""


def one_of(words: list[str]) -> str:
    """Join words to an enumeration: `Low, Medium or High`."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} or {words[-1]}"
