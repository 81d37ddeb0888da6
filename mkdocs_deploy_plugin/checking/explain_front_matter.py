"""Explains what is wrong with a value of the front matter, in the words of the template."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from mkdocs_deploy_plugin.checking.problem import Problem, closest, one_of, pointer_of, quoted
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Span
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import Field, FieldKind, Template

_TYPES = {
    bool: "yes or no",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "a mapping",
}
_EXPECTED = {
    "string": "text",
    "array": "a list",
    "object": "a mapping",
    "number": "a number",
    "boolean": "true or false",
}


def explain_front_matter(
    document: Document, front_matter: FrontMatter, problems: Sequence[Problem], template: Template
) -> Iterator[Diagnostic]:
    """Yield the findings for all problems with the front matter."""
    yield from _Explainer(document, front_matter, template).explain_all(problems)


class _Explainer:
    def __init__(self, document: Document, front_matter: FrontMatter, template: Template) -> None:
        self.document = document
        self.front_matter = front_matter
        self.template = template

    def explain_all(self, problems: Sequence[Problem]) -> Iterator[Diagnostic]:
        """Explain all problems with the value, or with one reading of it."""
        misspelt: dict[tuple[str | int, ...], str] = {}
        for problem in problems:
            if problem.keyword == "AdditionalProperties":
                known = problem.schema["properties"]
                missing = [key for key in known if key not in problem.value]
                for key in set(problem.value) - set(known):
                    misspelt[(*problem.path[1:], key)] = closest(key, missing)
        meant = {(*path[:-1], word) for path, word in misspelt.items()}
        for problem in problems:
            # A key that is misspelt is not missing as well.
            if problem.keyword != "Required" or (*problem.path[1:], problem.value_missing) not in meant:
                yield from self.explain(problem, misspelt)

    def explain(self, problem: Problem, misspelt: dict[tuple[str | int, ...], str]) -> Iterator[Diagnostic]:
        path = problem.path[1:]
        if problem.keyword == "Required":
            yield self.missing(problem, path)
        elif problem.keyword == "AdditionalProperties":
            for key in sorted(set(problem.value) - set(problem.schema["properties"])):
                yield self.unknown(problem, (*path, key), misspelt[(*path, key)])
        elif problem.keyword == "AnyOf":
            yield from self.any_of(problem, path)
        elif problem.keyword == "PropertyNames":
            for key in problem.value:
                message = f"{quoted(key)} cannot be the name of a value in {quoted(path[-1])}"
                help_ = "Begin it with a small letter and use small letters, digits and underscores only."
                yield self.finding("invalid-value", (*path, key), self.key((*path, key)), message, help_)
            return
        else:
            yield self.wrong(problem, path)

    def wrong(self, problem: Problem, path: tuple[str | int, ...]) -> Diagnostic:
        """Explain a value that does not fit."""
        field = self.field(path)
        name = self.name(path)
        reason = _reason(field, problem, self.document.string("status"))
        example = str(problem.schema.get("not", {}).get("const", "")) or (field.example if field else "")
        found = quoted(problem.value)
        choices = [str(choice) for choice in problem.schema.get("enum") or [problem.schema.get("const")]]
        if self.holds_placeholder(problem.value, path, example):
            rule, message = "placeholder-value", f"{name} still has the template's placeholder"
            help_ = "Write the value."
        elif problem.value is None:
            expected = _EXPECTED.get(problem.schema.get("type", ""), one_of(choices))
            rule, message = "empty-value", f"{name} has no value"
            help_ = _shape_help(field, example) or f"Write {expected}."
        elif problem.keyword == "Type":
            expected = _EXPECTED[problem.schema["type"]]
            rule = "invalid-type"
            message = f"{name} is {_type_name(problem.value)}, {found}, where {expected} belongs"
            help_ = f'Write it in quotes: "{self.raw(path)}".' if _quotable(problem) else f"Write {expected}."
        elif problem.keyword in ("Enum", "Constant"):
            meant = closest(str(problem.value), choices)
            rule, message = "invalid-choice", f"{name} cannot be {found}"
            help_ = f"Did you mean {quoted(meant)}?" if meant else f"Write {one_of(choices)}."
        elif problem.keyword in ("MinLength", "MinItems"):
            rule, message = "empty-value", f"{name} is empty"
            help_ = "Write the value." if problem.keyword == "MinLength" else "Add at least one entry."
        elif problem.keyword == "Contains":
            ((key, cell),) = problem.schema["contains"]["properties"].items()
            rule, message = "missing-row", f"{name} has no row with the {key} {quoted(cell['const'])}"
            help_ = f"Add the row - {{{key}: {cell['const']}}}."
            path = (*path, cell["const"])
            return self.finding(rule, path, self.key(path[:-1]), message, help_, reason)
        else:
            rule, message = "invalid-value", f"{name} cannot be {found}"
            help_ = _shape_help(field, example)
        return self.finding(rule, path, self.value(path), message, help_, reason)

    def missing(self, problem: Problem, path: tuple[str | int, ...]) -> Diagnostic:
        """Explain a key that is not there. Its place is where the template would have it."""
        key = problem.value_missing
        field = self.field((*path, key))
        where = f" in {self.name(path)}" if path else ""
        message = f'The field "{key}"{where} is missing'
        if field is not None and field.choices:
            help_ = f"Add {key}: with {one_of(list(field.choices))}."
        else:
            help_ = f"Add {key}: to the front matter." if not path else f"Add {key}: there."
        reason = _reason(field, problem, self.document.string("status"))
        return self.finding("missing-field", (*path, key), self.gap(path, key), message, help_, reason)

    def unknown(self, problem: Problem, path: tuple[str | int, ...], meant: str) -> Diagnostic:
        """Explain a key that the template does not have."""
        key = str(path[-1])
        known = list(problem.schema["properties"])
        where = f"the template's front matter knows no field {quoted(key)}"
        if len(path) > 1:
            where = f"{self.name(path[:-1])} knows no field {quoted(key)}"
        if meant:
            help_ = f"Did you mean {quoted(meant)}?"
        elif len(known) <= 8:
            help_ = f"Use {one_of(known)}, or remove it."
        else:
            help_ = "Remove it, or add it to the template or to site_keys in mkdocs.yml."
        return self.finding("unknown-field", path, self.key(path), where, help_)

    def any_of(self, problem: Problem, path: tuple[str | int, ...]) -> Iterator[Diagnostic]:
        """Explain the branch that the writer meant: the one whose type the value has."""
        for branch in problem.branches:
            if not any(p.keyword == "Type" and p.path == problem.path for p in branch):
                yield from self.explain_all(branch)
                return
        name = self.name(path)
        expected = one_of([_EXPECTED[shape["type"]] for shape in problem.schema["anyOf"]])
        examples = [shape.get("not", {}).get("const", "") for shape in problem.schema["anyOf"]]
        rule, help_ = "invalid-type", f"Write {expected}."
        message = f"{name} is {_type_name(problem.value)}, {quoted(problem.value)}, where {expected} belongs"
        if any(self.holds_placeholder(problem.value, path, example) for example in examples):
            rule, message = "placeholder-value", f"{name} still has the template's placeholder"
        elif problem.value is None:
            rule, message = "empty-value", f"{name} has no value"
        yield self.finding(rule, path, self.value(path), message, help_)

    def fields(self, path: tuple[str | int, ...]) -> tuple[Field, ...]:
        """Give the template's fields for the keys of a mapping."""
        field = self.field(path)
        return (field.fields if field else ()) if path else self.template.fields

    def field(self, path: tuple[str | int, ...]) -> Field | None:
        """Give the template's field for a value."""
        fields, field = self.template.fields, None
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

    def name(self, path: tuple[str | int, ...]) -> str:
        """Give the name of a value for messages: the keys that lead to it, entries counted from 1."""
        words = [f"entry {part + 1}" if isinstance(part, int) else f'"{part}"' for part in path]
        return " of ".join(reversed(words)) or "the front matter"

    def holds_placeholder(self, value: Any, path: tuple[str | int, ...], example: str) -> bool:
        """Tell whether a value is what the template has there, also where YAML reads it as a list."""
        return bool(example) and example == (self.raw(path) if isinstance(value, list) else value)

    def raw(self, path: tuple[str | int, ...]) -> str:
        """Give the source of a value, its first line."""
        span = self.front_matter.values.get(pointer_of(path))
        if span is None:
            return ""
        line = self.document.source.lines[span.line - 1]
        return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].strip()

    def key(self, path: tuple[str | int, ...]) -> Span:
        return self.front_matter.keys.get(pointer_of(path), self.front_matter.end)

    def value(self, path: tuple[str | int, ...]) -> Span:
        """Give the place of a value; of its key where it is empty or goes over several lines."""
        span = self.front_matter.values.get(pointer_of(path))
        if span is None or span.line != span.end_line or span.column == span.end_column:
            return self.key(path)
        return span

    def gap(self, path: tuple[str | int, ...], key: str) -> Span:
        """Give the place where a missing key belongs: after the key that the template has before it."""
        if path and self.raw(path).startswith("{"):
            return self.key(path)
        keys = [field.key for field in self.fields(path)]
        for before in reversed(keys[: keys.index(key)] if key in keys else []):
            if (span := self.front_matter.values.get(pointer_of((*path, before)))) is not None:
                return Span(span.end_line + 1, 1, span.end_line + 1, 1)
        if path:
            return self.key(path)
        return Span(2, 1, 2, 1)

    def finding(
        self, rule: str, path: tuple[str | int, ...], span: Span, message: str, help_: str, reason: str = ""
    ) -> Diagnostic:
        return diagnostic(
            rule,
            self.document.source.path,
            span,
            message[:1].upper() + message[1:],
            help_,
            reason=reason,
            pointer="/front_matter" + pointer_of(path),
        )


def _type_name(value: Any) -> str:
    return _TYPES.get(type(value), "empty")


def _quotable(problem: Problem) -> bool:
    return problem.schema["type"] == "string" and isinstance(problem.value, bool | int | float)


def _shape_help(field: Field | None, example: str) -> str:
    if field is None:
        return ""
    if field.kind is FieldKind.PATTERN:
        return f"Write it as {example}, in lower case."
    return {
        FieldKind.VERSION: "Write three numbers, such as 1.0.0.",
        FieldKind.DATE: "Write a day as YYYY-MM-DD.",
        FieldKind.URL: "Write an address that begins with https:// or http://.",
    }.get(field.kind, "")


def _reason(field: Field | None, problem: Problem, status: str = "") -> str:
    """Give why a value is asked for: the template's description, and the status that triggers it."""
    words = ""
    if field is not None and field.description:
        words = f"{field.label}: {field.description}"
    if problem.statuses:
        condition = f"required because status is {status}" if status else "required for this status"
        return f"{condition}. {words}".strip()
    return words
