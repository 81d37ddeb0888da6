"""The meanings that a template can give to its fields, and the names that these fields have by default.

Each meaning has one name, the key of the built-in template. Under it, everything that is not about the file
itself knows the field, whatever its key is: `named_fields` names the fields of a template, `named` the data
of a document, and `written` leads back to the keys, for the places of findings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.template.fields import NO_TEXT, Field, FieldKind
from mkdocs_deploy_plugin.text import closest, escape_pointer, one_of


@dataclass(frozen=True, slots=True)
class Form:
    """What the values of a field with some meaning have to be: in words, and as a test."""

    words: str
    fits: Callable[[Field], bool]


_TEXT = Form("text", lambda field: field.kind not in NO_TEXT)
_DATE = Form("a date, such as [YYYY-MM-DD]", lambda field: field.kind is FieldKind.DATE)
_TEXTS = Form(
    "a list of text",
    lambda field: field.kind is FieldKind.LIST and all(shape.kind not in NO_TEXT for shape in field.fields),
)
_LIST = Form("a list", lambda field: field.kind is FieldKind.LIST)
_ROWS = Form("a list of mappings", lambda field: bool(field.columns))
_MAP = Form('a mapping with one name in brackets, such as "[name]"', lambda f: f.kind is FieldKind.MAP)
_LEVEL = Form("text, a choice or a mapping", lambda f: f.kind is FieldKind.OBJECT or f.kind not in NO_TEXT)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field can mean.

    Attributes:
        mark: What it is called in the mark `(is: …)`.
        name: The key that has this meaning if no field declares it.
        form: What its values have to be; None if other mistakes say so.
        inner: The meanings of the fields within it, or of the columns of its rows.
        needs: The mark of the inner meaning without which it says nothing; or empty.
    """

    mark: str
    name: str
    form: Form | None = None
    inner: tuple[Meaning, ...] = ()
    needs: str = ""


IDENTIFIER, TITLE, STATUS, VERSION, PROJECT = "id", "title", "status", "version", "project"
AUTHOR, APPROVER, REVIEWED = "author", "approver", "reviewed"
RISK, LEVEL = "risk", "level"
RELATED_SPECS, DEPENDS_ON, SUPERSEDES, FORMER_IDS = "related_specs", "depends_on", "supersedes", "former_ids"
PARAMETERS, ENVIRONMENTS, CONTACTS, SIGN_OFF = "parameters", "environments", "contacts", "sign_off"
ROLE, NAME, URL = "role", "name", "url"

_ROLE, _NAME = Meaning("role", ROLE, _TEXT), Meaning("name", NAME, _TEXT)

MEANINGS = (
    Meaning("id", IDENTIFIER),
    Meaning("title", TITLE, _TEXT),
    Meaning("status", STATUS),
    Meaning("version", VERSION, _TEXT),
    Meaning("project", PROJECT, _TEXT),
    Meaning("author", AUTHOR, _TEXT),
    Meaning("approver", APPROVER, _TEXT),
    Meaning("review date", REVIEWED, _DATE),
    Meaning(
        "risk",
        RISK,
        _LEVEL,
        (Meaning("level", LEVEL, _TEXT), Meaning("factors", "factors", _LIST)),
        needs="level",
    ),
    Meaning(
        "related specs", RELATED_SPECS, _LIST, (Meaning("title", TITLE, _TEXT), Meaning("url", URL, _TEXT))
    ),
    Meaning("depends on", DEPENDS_ON, _TEXTS),
    Meaning("supersedes", SUPERSEDES, _TEXTS),
    Meaning("former ids", FORMER_IDS, _TEXTS),
    Meaning(
        "parameters",
        PARAMETERS,
        _MAP,
        tuple(Meaning(name, name, _TEXT) for name in ("description", "example", "pattern")),
    ),
    Meaning(
        "environments",
        ENVIRONMENTS,
        _ROWS,
        (_NAME, Meaning("url", URL, _TEXT), Meaning("version", VERSION, _TEXT)),
        needs="name",
    ),
    Meaning("contacts", CONTACTS, _ROWS, (_ROLE, _NAME, Meaning("contact", "contact", _TEXT)), needs="role"),
    Meaning(
        "sign-off", SIGN_OFF, _ROWS, (_ROLE, _NAME, Meaning("signature", "signature", _TEXT)), needs="role"
    ),
)
"""The meanings of fields that are not within others."""


def named_fields(fields: Sequence[Field], meanings: Sequence[Meaning] = MEANINGS) -> tuple[Field, ...]:
    """Return fields with the names of their meanings; one without a meaning is called like its key.

    A key that is the name of a meaning has this meaning, unless its field is marked otherwise.
    """
    return tuple(_named_field(field, meanings) for field in fields)


def _named_field(field: Field, meanings: Sequence[Meaning]) -> Field:
    if not field.key:  # The entries of a list and the values of a map are no level of their own.
        return replace(field, fields=named_fields(field.fields, meanings))
    meaning = meaning_of(field, meanings)
    name, inner = (meaning.name, meaning.inner) if meaning is not None else (field.key, ())
    return replace(field, name=name, fields=named_fields(field.fields, inner))


def meaning_of(field: Field, meanings: Sequence[Meaning]) -> Meaning | None:
    """Return the meaning of a field out of those that are possible in its place, or None."""
    if field.meaning:
        return next((meaning for meaning in meanings if meaning.mark == field.meaning), None)
    return next((meaning for meaning in meanings if meaning.name == field.key), None)


def are_renamed(fields: Sequence[Field]) -> bool:
    """Return whether any field, or one within it, has another name than its key."""
    return any(field.name != field.key or are_renamed(field.fields) for field in fields)


def named(data: Mapping[str, Json], fields: Sequence[Field]) -> dict[str, Json]:
    """Return data of a document under the names of its fields.

    Unknown keys are kept, except one that is the name of a field with another key.
    """
    by_key = {field.key: field for field in fields}
    taken = {field.name for field in fields}
    return {
        by_key[key].name if key in by_key else key: named_value(value, by_key.get(key))
        for key, value in data.items()
        if key in by_key or key not in taken
    }


def named_value(value: Json, field: Field | None) -> Json:
    """Return the value of a field, or one of the values in it, under the names of the fields within."""
    if field is None or not field.fields:
        return value
    if isinstance(value, list) and field.kind is FieldKind.LIST:
        rows = next((shape for shape in field.fields if shape.fields), None)
        return [named_value(item, rows) for item in value]
    if isinstance(value, dict) and field.kind is FieldKind.MAP:
        return {key: named_value(inner, field.fields[0]) for key, inner in value.items()}
    if isinstance(value, dict) and field.kind is FieldKind.OBJECT:
        return named(value, field.fields)
    return value


def written(path: Sequence[str | int], fields: Sequence[Field]) -> tuple[str | int, ...]:
    """Return the keys of a document that lead to a value, whose path has the names of the fields."""
    if not path:
        return ()
    if fields and not fields[0].key:  # an index of a list, or a name in a map
        shape = next((shape for shape in fields if shape.fields), fields[0])
        return (path[0], *written(path[1:], shape.fields))
    field = next((field for field in fields if field.name == path[0]), None)
    return (field.key if field else path[0], *written(path[1:], field.fields if field else ()))


def meaning_mistakes(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the mistake of each mark `(is: …)` that cannot be used."""
    yield from _mistakes(fields, MEANINGS, "", "")


def _mistakes(
    fields: Sequence[Field], meanings: Sequence[Meaning], pointer: str, within: str
) -> Iterator[tuple[str, str]]:
    """Yield the mistakes of fields on one level. `within` is the mark of the field around them, if any."""
    first: dict[str, Field] = {}
    for field in fields:
        at = f"{pointer}/{escape_pointer(field.key)}" if field.key else pointer
        if not field.key:
            yield from _mistakes(field.fields, meanings, at, within)
            continue
        meaning = meaning_of(field, meanings)
        inner = meaning.inner if meaning is not None else ()
        yield from _mistakes(field.fields, inner, at, meaning.mark if meaning is not None else "")
        if not field.meaning:
            continue
        if meaning is None:
            yield at, _no_meaning(field.meaning, meanings, within)
            continue
        other = first.setdefault(meaning.name, field)
        if other is not field:
            yield at, f'(is: {meaning.mark}) is already declared by "{other.key}"'
        elif any(known.key == meaning.name and not known.meaning for known in fields if known is not field):
            yield at, f'(is: {meaning.mark}) is also the meaning of the field "{meaning.name}"; keep one'
        if meaning.form is not None and not meaning.form.fits(field):
            yield at, f"(is: {meaning.mark}) needs {meaning.form.words}"
        elif (parts := field.columns or field.fields) and meaning.needs not in ("", *(p.name for p in parts)):
            part = "column" if field.columns else "field"
            yield (
                at,
                f"(is: {meaning.mark}) needs a {part} for the {meaning.needs}, marked (is: {meaning.needs})",
            )


def _no_meaning(mark: str, meanings: Sequence[Meaning], within: str) -> str:
    """Return what is wrong with a mark that names no meaning of the fields in its place."""
    if any(mark == meaning.mark for meaning in MEANINGS):
        return f"(is: {mark}) is only for fields that are not within others"
    around = [each.mark for each in MEANINGS if any(mark == inner.mark for inner in each.inner)]
    if around:
        return f"(is: {mark}) is only for fields within {one_of(around)}"
    known = [meaning.mark for meaning in meanings]
    if meant := closest(mark, known):
        return f"(is: {mark}) is not a meaning; did you mean (is: {meant})?"
    if not known:
        return f"(is: {mark}) is not a meaning; the fields within this one can have none"
    where = f" within {within}" if within else ""
    return f"(is: {mark}) is not a meaning; the meanings{where} are: {', '.join(known)}"
