"""The values of a first draft: values passed in, values of the template, and stand-ins for the rest.

A stand-in fills a required field that has no value: for a choice the last one, because templates list
choices from harmless to grave; for a number with bounds the smallest; otherwise a value of the right form
that nobody takes for a real one.
Each stand-in is marked `TODO` in the file.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable

from mkdocs_deploy_plugin.authoring.scaffolding.identifiers import ScaffoldingError
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.fields import number_words
from mkdocs_deploy_plugin.template.stand_ins import stand_in_of

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})(?:\.[0-9]{1,15})?")


def is_required(field: Field, template: Template) -> bool:
    """Return whether a procedure needs the field in every status."""
    if field.optional:
        return False
    return not field.required_from or template.statuses_from(field.required_from) == template.statuses


def value_of(field: Field, text: str, name: str) -> Json:
    """Return the value that a text means for a field.

    Raises:
        ScaffoldingError: The field does not allow the value.
    """
    if any(0xD800 <= ord(character) <= 0xDFFF for character in text):
        raise ScaffoldingError(f"{name} is not valid UTF-8.")
    if field.kind in (FieldKind.LIST, FieldKind.OBJECT, FieldKind.MAP):
        raise ScaffoldingError(f"{name} takes more than one value. Set it in the file.")
    if field.kind is FieldKind.CHOICE:
        chosen = next(
            (choice for choice in field.choices if choice.casefold() == text.strip().casefold()), None
        )
        if chosen is None:
            raise ScaffoldingError(f"{name} cannot be {text!r}. Use {one_of(field.choices)}.")
        return chosen
    if not text.strip():
        raise ScaffoldingError(f"{name} is empty.")
    if text == field.example:
        raise ScaffoldingError(f"{name} is still the template's placeholder {text}.")
    if field.kind is FieldKind.BOOLEAN and text in ("true", "false"):
        return text == "true"
    if field.kind is FieldKind.NUMBER and _NUMBER.fullmatch(text):
        number = float(text) if "." in text else int(text)
        if is_allowed_number(field, number):
            return number
    if field.kind not in _FITS or not _FITS[field.kind](field, text):
        raise ScaffoldingError(f"{name} cannot be {text!r}. {_form(field)}")
    return text


def is_allowed_number(field: Field, number: int | float) -> bool:
    """Return whether a number is whole where it has to be, and within the bounds of its field."""
    if field.whole and not isinstance(number, int):
        return False
    return not field.bounds or field.bounds[0] <= number <= field.bounds[1]


def _is_day(field: Field, text: str) -> bool:
    try:
        return "1900" <= text == datetime.date.fromisoformat(text).isoformat()
    except ValueError:
        return False


_FITS: dict[FieldKind, Callable[[Field, str], bool]] = {
    FieldKind.TEXT: lambda field, text: True,
    FieldKind.FIXED: lambda field, text: text == field.value,
    FieldKind.VERSION: lambda field, text: matches(field.pattern, text),
    FieldKind.PATTERN: lambda field, text: len(text) <= 200 and matches(field.pattern, text),
    FieldKind.DATE: _is_day,
    FieldKind.URL: lambda field, text: re.fullmatch("https?://[!-~]+", text) is not None,
}


def _form(field: Field) -> str:
    return {
        FieldKind.PATTERN: f"Use the form {field.example}, in lower case.",
        FieldKind.VERSION: "Write three numbers, for example 1.0.0.",
        FieldKind.DATE: "Write a date as YYYY-MM-DD.",
        FieldKind.URL: "Write a URL that begins with https:// or http://, in ASCII without spaces.",
        FieldKind.NUMBER: f"Write {number_words(field.whole, field.bounds)}.",
        FieldKind.BOOLEAN: "Write true or false.",
        FieldKind.FIXED: f"It must be {field.value}.",
    }[field.kind]


_FORMS = (FieldKind.PATTERN, FieldKind.DATE, FieldKind.URL)
"""The kinds for which the template's value shows the form and is nobody's value."""


def stand_in(field: Field, template: Template) -> Json:
    """Return the stand-in for a field without a value."""
    kind = field.kind
    if kind is FieldKind.OBJECT:
        return {
            inner.key: stand_in(inner, template) for inner in field.fields if is_required(inner, template)
        }
    if kind is FieldKind.LIST:
        # A list required from a status on needs an entry; a list that is always required may be empty.
        return [stand_in(field.fields[0], template)] if field.required_from and field.fields else []
    if kind is FieldKind.MAP:
        return {}
    if kind is FieldKind.CHOICE:
        return field.choices[-1]
    if field.bounds:
        return field.bounds[0]
    if kind is FieldKind.FIXED or (kind not in _FORMS and field.value not in (None, "")):
        return field.value
    return stand_in_of(field)


def hint(field: Field) -> str:
    """Return the comment that tells a writer how to replace a stand-in."""
    if field.kind is FieldKind.CHOICE:
        return f"TODO: {one_of(field.choices)}"
    return f"TODO: {field.example}" if field.example else "TODO"


def one_of(words: tuple[str, ...]) -> str:
    """Join words as an enumeration: `Low, Medium or High`."""
    return " or ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
