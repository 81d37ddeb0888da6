"""Explain violations in the front matter, in the words of the template."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from mkdocs_deploy_plugin.checking.fitting import could_be, fits
from mkdocs_deploy_plugin.checking.front_matter import because, why
from mkdocs_deploy_plugin.checking.value_help import missing_day, shape_help
from mkdocs_deploy_plugin.checking.violation import Violation
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.fixing.places import Places
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, Fix, FrontMatter, Json, Span
from mkdocs_deploy_plugin.reading.invisible import about
from mkdocs_deploy_plugin.reading.yaml_errors import quoted_scalar
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.examples import example_line
from mkdocs_deploy_plugin.template.fields import number_words
from mkdocs_deploy_plugin.template.meanings import FORMER_IDS, IDENTIFIER, STATUS
from mkdocs_deploy_plugin.template.paths import Path, field_at, name_of
from mkdocs_deploy_plugin.template.schema import MAX_FORMER_IDS
from mkdocs_deploy_plugin.text import closest, one_of, pointer_of, quoted, visible

_PLAIN = re.compile(r"[\w(][^:#]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,8})(?:\.[0-9]{1,6})?")
_TYPES = {
    bool: "true or false",
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
    "boolean": "true or false",
}


def explain_front_matter(
    document: Document, front_matter: FrontMatter, violations: Sequence[Violation], template: Template
) -> Iterator[Diagnostic]:
    """Yield the findings for all violations in the front matter."""
    yield from _FrontMatterExplainer(document, front_matter, template).explain_all(violations)


class _FrontMatterExplainer:
    def __init__(self, document: Document, front_matter: FrontMatter, template: Template) -> None:
        self.document = document
        self.template = template
        self.places = Places(document, front_matter, template)

    def explain_all(self, violations: Sequence[Violation]) -> Iterator[Diagnostic]:
        """Explain all violations of the front matter, or those of one `anyOf` branch."""
        misspelt: dict[Path, str] = {}
        for violation in violations:
            if violation.keyword == "additionalProperties":
                known = violation.schema["properties"]
                missing = [key for key in known if key not in violation.value]
                for key in set(violation.value) - set(known):
                    value = violation.value[key]
                    word = _joined(key)[0] if ":" in key and value is None else ""
                    if word not in missing:
                        word = closest(key, missing)
                    misspelt[(*violation.path[1:], key)] = (
                        word if could_be(known.get(word, {}), value) else ""
                    )
        meant = {(*path[:-1], word) for path, word in misspelt.items()}
        for violation in violations:
            if not _follows(violation, meant, misspelt):
                yield from self.explain(violation, misspelt)

    def explain(self, violation: Violation, misspelt: dict[Path, str]) -> Iterator[Diagnostic]:
        path = violation.path[1:]
        if violation.keyword == "required":
            yield self.missing(violation, path)
        elif violation.keyword == "additionalProperties":
            for key in sorted(set(violation.value) - set(violation.schema["properties"])):
                yield self.unknown(violation, (*path, key), misspelt[(*path, key)])
        elif violation.keyword == "anyOf":
            yield from self.any_of(violation, path)
        elif violation.keyword == "propertyNames":
            key = violation.value
            message = f"{quoted(key)} is not a valid name in {quoted(path[-1])}"
            help_ = "Begin with a lowercase letter, and use only lowercase letters, digits and underscores."
            place = self.places.key((*path, key))
            yield self.finding("invalid-value", (*path, key), place, message, help_)
        else:
            yield self.wrong(violation, path)

    def wrong(self, violation: Violation, path: Path) -> Diagnostic:
        """Explain an invalid value."""
        field = field_at(self.template, path)
        if (
            path == (self.template.key_of(IDENTIFIER),)
            and not self.places.raw(path)
            and self.template.id_from_file_name
        ):
            message = f"The file name {quoted(self.document.stem)} cannot be an id"
            help_ = shape_help(field, field.example if field else "", violation.value) or (
                'Use at most 120 characters, without < > : " | ? * and without spaces at the ends.'
            )
            return self.finding("invalid-value", path, START, message, f"Rename the file. {help_}")
        name = name_of(path)
        reason = self.reason(field, violation)
        example = field.example if field else ""
        value = quoted(violation.value)
        fix = None
        is_stand_in = violation.keyword == "not"
        has_unseen = isinstance(violation.value, str) and visible(violation.value) != violation.value
        if has_unseen and not is_stand_in:
            span = self.places.value(path)
            text = self.document.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
            if fits(violation.schema, visible(violation.value).strip()) and visible(text) != text:
                message = f"so {name} cannot be {quoted(visible(violation.value).strip())}"
                return self.invisible(span, text, message, path)
        choices = [str(choice) for choice in violation.schema.get("enum") or [violation.schema.get("const")]]
        if any(
            self.holds_placeholder(violation.value, path, text) for text in (example, *self.examples(path))
        ):
            rule, message = "placeholder-value", f"{name} still has the template's placeholder"
            help_ = "Replace it with the actual value."
        elif is_stand_in:
            rule, message = "placeholder-value", f"{name} is {value}, which stands for a missing value"
            message = message if str(violation.value).strip() else f"{name} is blank"
            help_ = "Replace it with the actual value."
        elif violation.value is None:
            expected = _expected(violation.schema) or one_of(choices)
            rule, message = "empty-value", f"{name} has no value"
            help_ = shape_help(field, example) or self.write(
                path, "a value" if expected == "text" else expected
            )
        elif violation.keyword == "type":
            return self.other_type(violation, path, [violation.schema], reason)
        elif violation.keyword in ("enum", "const"):
            meant = closest(str(violation.value), choices)
            rule, message = "invalid-choice", f"{name} cannot be {value}"
            help_ = f"Did you mean {quoted(meant)}?" if meant else f"Write {one_of(choices)}."
            if isinstance(violation.value, str) and _folded(violation.value) == _folded(meant):
                fix = self.places.replace(path, meant)
            elif not isinstance(violation.value, str) and (raw := self.places.raw(path)) in choices:
                help_ = f"Quote it, because YAML reads it as {_type_name(violation.value)}: {quoted(raw)}"
                fix = self.places.quote(path)
        elif violation.keyword in ("minLength", "minItems"):
            rule, message = "empty-value", f"{name} is empty"
            help_ = "Write a value." if violation.keyword == "minLength" else "Add at least one entry."
        elif violation.keyword in ("minimum", "maximum"):
            rule, message = "invalid-value", f"{name} must be {_expected(violation.schema)}, not {value}"
            help_ = f"Write {_expected(violation.schema)}."
        elif violation.keyword == "contains":
            return self.missing_row(violation, path, reason)
        else:
            rule, message = "invalid-value", f"{name} cannot be {value}"
            help_ = shape_help(field, example, violation.value)
            if field is None and path[0] == FORMER_IDS:
                help_ = (
                    f"Keep at most {MAX_FORMER_IDS} former ids."
                    if violation.keyword == "maxItems"
                    else "Write an id: letters and digits, with hyphens, dots or underscores between them."
                )
            if why_not := missing_day(field, violation.value):
                message = f"{message}, which does not exist: {why_not}"
                help_ = "Write a date that exists, as YYYY-MM-DD."
            if field is not None and field.kind is FieldKind.VERSION:
                plain = str(violation.value).removeprefix("v").removeprefix("V")
                fix = self.places.replace(path, plain) if re.fullmatch(field.pattern, plain) else None
        return self.finding(rule, path, self.places.value(path), message, help_, reason, fix)

    def other_type(
        self, violation: Violation, path: Path, shapes: Sequence[dict[str, Any]], reason: str = ""
    ) -> Diagnostic:
        """Explain a value of the wrong type; if it should be text, say how YAML reads it."""
        value, name = violation.value, name_of(path)
        raw = self.places.raw(path)
        types = [shape.get("type", "") for shape in shapes]
        expected = one_of([_expected(shape) for shape in shapes])
        rule, help_, fix = "invalid-type", self.write(path, expected), None
        message = f"{name} must be {expected}, not {_type_name(value)}: {quoted(value)}"
        if "string" in types and isinstance(value, bool | int | float):
            rule = "yaml-boolean" if isinstance(value, bool) else "yaml-number"
            kind = "a boolean" if isinstance(value, bool) else "a number"
            read_as = "" if json.dumps(value) == raw else f" {json.dumps(value)}"
            kind = f"the number{read_as}" if read_as and rule == "yaml-number" else kind
            message = f"{name} is {quoted(raw)[1:-1]} without quotes, which YAML reads as {kind}"
            help_ = f"Quote it: {quoted_scalar(raw)}"
            fix = self.places.quote(path)
            patterns = [shape["pattern"] for shape in shapes if "pattern" in shape]
            if patterns and not any(re.search(pattern, raw) for pattern in patterns):
                help_, fix = shape_help(field_at(self.template, path), "") or f"Write {expected}.", None
        elif isinstance(value, str) and _NUMBER.fullmatch(value) and fits(shapes[0], json.loads(value)):
            fix = self.places.unquote(path, value)
            help_ = f"Write it without quotes: {value}"
        elif types == ["string"] and isinstance(value, dict) and len(value) == 1 and raw[:1] != "{":
            ((key, inner),) = value.items()
            quotes = raw[-1:] in ('"', "'") and isinstance(inner, str)
            text = f"{key}: {inner}" if quotes else raw
            fix = self.places.quote(path, text)
            if fix is not None:
                rule = "yaml-colon"
                message = f"The colon in {name} makes YAML read a key and a value instead of text"
                help_ = f"Quote it: {quoted_scalar(text)}"
                if quotes and _PLAIN.fullmatch(inner):
                    # The writer may have meant these quotation marks as a part of the text.
                    fix, help_ = None, f"Quote all of it: {quoted_scalar(raw)} or {quoted_scalar(text)}"
        return self.finding(rule, path, self.places.value(path), message, help_, reason, fix)

    def missing_row(self, violation: Violation, path: Path, reason: str) -> Diagnostic:
        """Explain a row that is missing or misspelt."""
        ((key, cell),) = violation.schema["contains"]["properties"].items()
        wanted = cell["const"]
        message = f"{name_of(path)} has no row with the {key} {quoted(wanted)}"
        defaults = _default_cells(field_at(self.template, path), key)
        rows = {
            str(row[key]): index
            for index, row in enumerate(violation.value)
            if isinstance(row, dict) and row.get(key) not in (None, *defaults)
        }
        if meant := closest(wanted, list(rows), cutoff=0.85):
            place = self.places.value((*path, rows[meant], key))
            help_ = f"If {quoted(meant)} is this row, change it to {quoted(wanted)}."
            return self.finding("missing-row", (*path, wanted), place, message, help_, reason)
        help_ = f"Add the row - {{{key}: {wanted}}}."
        fix, field = None, field_at(self.template, path)
        if field is not None and all(column.optional or column.key == key for column in field.columns):
            fix = self.places.add_row(path, len(violation.value), key, wanted)
        return self.finding(
            "missing-row", (*path, wanted), self.places.key(path), message, help_, reason, fix
        )

    def missing(self, violation: Violation, path: Path) -> Diagnostic:
        """Explain a missing key. Its place is where the template has it."""
        key = violation.missing
        field = field_at(self.template, (*path, key))
        where = f" in {name_of(path)}" if path else ""
        message = f'The field "{key}"{where} is missing'
        if field is not None and field.choices:
            help_ = f"Add {key}: with the value {one_of(list(field.choices))}."
        else:
            help_ = f"Add {key}: to {name_of(path)}."
            in_row = any(isinstance(part, int) for part in path)  # The value there is that of another row.
            if not in_row and field is not None and field.kind is FieldKind.TEXT and field.value:
                help_ = f"{help_} The template has {quoted(field.value)}; write that only if it is true."
        reason = self.reason(field, violation)
        return self.finding("missing-field", (*path, key), self.places.gap(path, key), message, help_, reason)

    def unknown(self, violation: Violation, path: Path, meant: str) -> Diagnostic:
        """Explain a key that is not in the template."""
        key = str(path[-1])
        known = list(violation.schema["properties"])
        if meant and meant == visible(key).strip() != key:
            span = self.places.key(path)
            text = self.document.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
            if visible(text) != text:
                return self.invisible(span, text, f"so the key is not {meant}", path)
        message = f"Unknown field {quoted(key)}"
        if len(path) > 1:
            message += f" in {name_of(path[:-1])}"
        if meant:
            help_ = f"Did you mean {quoted(meant)}?"
        elif len(known) <= 8:
            help_ = f"Use {one_of(known)}, or remove it."
        else:
            help_ = "Remove it, or add it to the template or to the option site_keys."
        if meant and (meant, ":") == (key[: len(meant)], key[len(meant) : len(meant) + 1]):
            message = f"{quoted(key)} has no space after the colon, so it is not a key"
            pair = f"{meant}: {_joined(key)[1]}"
            fix = self.places.rename(path, pair, "Insert a space after the colon")
            return self.finding("yaml-colon", path, self.places.key(path), message, f"Write {pair}", fix=fix)
        fix = self.places.rename(path, meant) if meant else None
        return self.finding("unknown-field", path, self.places.key(path), message, help_, fix=fix)

    def invisible(self, span: Span, text: str, message: str, path: Path) -> Diagnostic:
        """Explain a key or value that differs from a valid one only in invisible characters."""
        pointer = "/front_matter" + pointer_of(path)
        return about(self.document.source.path, span.line, text, span.column, message, pointer)

    def any_of(self, violation: Violation, path: Path) -> Iterator[Diagnostic]:
        """Explain the branch that the writer meant: the one whose type matches the value."""
        for branch in violation.branches:
            if not any(p.keyword == "type" and p.path == violation.path for p in branch):
                yield from self.explain_all(branch)
                return
        shapes = violation.schema["anyOf"]
        expected = one_of([_expected(shape) for shape in shapes])
        name, place = name_of(path), self.places.value(path)
        if any(self.holds_placeholder(violation.value, path, example) for example in self.examples(path)):
            message = f"{name} still has the template's placeholder"
            yield self.finding("placeholder-value", path, place, message, f"Replace it with {expected}.")
        elif violation.value is None:
            message = f"{name} has no value"
            yield self.finding("empty-value", path, place, message, self.write(path, expected))
        else:
            yield self.other_type(violation, path, shapes)

    def reason(self, field: Field | None, violation: Violation) -> str:
        """Return why a value is required: the template's description, and the status that requires it."""
        if not violation.statuses:
            return why(field)
        verb = "not allowed" if violation.keyword == "not" else "required"
        has_status = self.document.string(STATUS)
        return why(
            field, because(verb, self.document, self.template) if has_status else f"{verb} for this status"
        )

    def examples(self, path: Path) -> list[str]:
        """Return the template's placeholders for an entry of a list, which may have several shapes."""
        parent = field_at(self.template, path[:-1]) if path and isinstance(path[-1], int) else None
        return [shape.example for shape in parent.fields] if parent else []

    def write(self, path: Path, expected: str) -> str:
        """Return the help for a value of the wrong type, with the template's example of a list or mapping."""
        field = field_at(self.template, path)
        if field is None or field.kind not in (FieldKind.LIST, FieldKind.OBJECT, FieldKind.MAP):
            return f"Write {expected}."
        return f"Write {expected}, such as {example_line(path[-1], field)}"

    def holds_placeholder(self, value: Any, path: Path, example: str) -> bool:
        """Return whether a value is the template's placeholder, even if YAML reads that as a list."""
        return bool(example) and example == (self.places.raw(path) if isinstance(value, list) else value)

    def finding(
        self,
        rule: str,
        path: Path,
        span: Span,
        message: str,
        help_: str,
        reason: str = "",
        fix: Fix | None = None,
    ) -> Diagnostic:
        return diagnostic(
            rule,
            self.document.source.path,
            span,
            message[:1].upper() + message[1:],
            help_,
            reason=reason,
            pointer="/front_matter" + pointer_of(path),
            fix=fix,
        )


def _follows(violation: Violation, meant: set[Path], misspelt: dict[Path, str]) -> bool:
    """Return whether a violation follows from a misspelt key, which is reported by another finding."""
    path = violation.path[1:]
    if violation.keyword == "required":
        return (*path, violation.missing) in meant
    if violation.keyword == "contains":
        ((key, cell),) = violation.schema["contains"]["properties"].items()
        if any(isinstance(row, dict) and key in row and _is_empty(row[key]) for row in violation.value):
            return True  # A row without a name, which is reported separately, may be the missing one.
        return any(
            word == key
            and at[: len(path)] == path
            and cell["const"] in (_at(violation.value, at[len(path) :]), _joined(at[-1])[1])
            for at, word in misspelt.items()
        )
    return False


def _is_empty(value: Json) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _joined(key: str | int) -> tuple[str, str]:
    """Split a key that was meant as a key and a value: `role:Operations`."""
    name, _, value = str(key).partition(":")
    return name, value.strip()


def _at(value: Any, path: Path) -> Any:
    for part in path:
        value = value[part]
    return value


def _default_cells(field: Field | None, key: str) -> list[Json]:
    """Return the values under a key in the template's default rows."""
    rows = field.value if field is not None and isinstance(field.value, list) else []
    return [row.get(key) for row in rows if isinstance(row, dict)]


def _expected(schema: dict[str, Any]) -> str:
    """Return in words the type that a schema allows; empty if it names none."""
    kind = schema.get("type", "")
    if kind in ("integer", "number"):
        return number_words(kind == "integer", (schema.get("minimum"), schema.get("maximum")))
    return _EXPECTED.get(kind, one_of([str(choice) for choice in schema.get("enum", ())]))


def _type_name(value: Any) -> str:
    return _TYPES.get(type(value), "empty")


def _folded(text: str) -> str:
    """Normalise a choice, so that case, hyphens and white space make no difference."""
    return " ".join(re.split(r"[\s_-]+", text.strip().casefold()))
