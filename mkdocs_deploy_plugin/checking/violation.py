"""Violations of the schema, independent of the validator."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Document
from mkdocs_deploy_plugin.text import pointer_of, quoted

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


@dataclass(frozen=True, slots=True)
class Violation:
    """A schema keyword that a value of the document violates.

    Attributes:
        keyword: The keyword, such as `required` or `anyOf`; `propertyNames` for a key that is not allowed.
        path: The keys and indices that lead to the value.
        value: The value. For `propertyNames`, the key.
        schema: The subschema that contains the keyword.
        missing: For `required`, the key that is missing.
        statuses: The statuses in which the keyword applies, if it depends on the status.
        branches: For `anyOf`, the violations of each branch.
    """

    keyword: str
    path: tuple[str | int, ...]
    value: Any
    schema: dict[str, Any]
    missing: str = ""
    statuses: tuple[str, ...] = ()
    branches: tuple[tuple[Violation, ...], ...] = ()

    @classmethod
    def of(cls, error: ValidationError, root: dict[str, Any]) -> Violation:
        """Convert an error of `jsonschema`.

        Args:
            error: The error.
            root: The schema that was validated against.
        """
        value: Any = error.validator_value
        keywords = list(_walk(root, list(error.absolute_schema_path)))
        refused = any(keyword == "propertyNames" for _, keyword in keywords)
        keyword = "propertyNames" if refused else str(error.validator)
        branches: dict[str | int, list[Violation]] = {}
        for inner in error.context if keyword == "anyOf" else ():
            branches.setdefault(inner.relative_schema_path[0], []).append(cls.of(inner, root))
        return cls(
            keyword=keyword,
            path=tuple(error.absolute_path),
            value=error.instance,
            schema=error.schema if isinstance(error.schema, dict) else {},
            missing=value[0] if keyword == "required" else "",
            statuses=_statuses(keywords),
            branches=tuple(map(tuple, branches.values())),
        )

    @property
    def pointer(self) -> str:
        """The JSON pointer of the value in the document's data."""
        return pointer_of(self.path)


def _walk(root: dict[str, Any], path: list[str | int]) -> Iterator[tuple[Any, str | int]]:
    """Yield the keywords along a schema path, each with the schema that contains it.

    The names of properties are left out: they may be the same as keywords.
    """
    schema: Any = root
    is_name = False
    for part in path:
        if not is_name:
            yield schema, part
        is_name = part == "properties" and not is_name
        schema = schema[part]


def _statuses(keywords: Iterable[tuple[Any, str | int]]) -> tuple[str, ...]:
    """Return the statuses in the innermost condition along a schema path."""
    statuses: tuple[str, ...] = ()
    for schema, keyword in keywords:
        if keyword == "then":
            condition = schema["if"]["properties"]
            condition = condition.get("front_matter", {"properties": condition})["properties"]
            (status,) = condition.values()
            statuses = tuple(status["enum"])
    return statuses


def unexplained(document: Document, violations: Sequence[Violation]) -> Diagnostic:
    """Return the finding for violations that no other rule explains, so that none goes unreported."""
    message = "The procedure does not match the schema, and no rule explains why"
    if violations:
        named = ", ".join(f"{quoted(v.pointer)} violates {v.keyword}" for v in violations[:3])
        message = f"The procedure does not match the schema: {named}"
    pointer = violations[0].pointer if violations else ""
    help_ = "Report this as a bug in the checker, and attach the procedure."
    return diagnostic("unexplained-violation", document.source.path, START, message, help_, pointer=pointer)
