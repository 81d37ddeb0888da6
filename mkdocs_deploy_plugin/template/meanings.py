"""The meanings that a template can give to its fields, and the keys that have them by default."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.template.fields import NO_TEXT, Field, FieldKind
from mkdocs_deploy_plugin.text import closest, escape_pointer


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a field can mean.

    Attributes:
        name: The name in the mark `(is: …)`.
        key: The key that has this meaning if no field declares it.
        date: Whether the value must be a date; else it must be text.
    """

    name: str
    key: str
    date: bool = False


AUTHOR, APPROVER, REVIEWED = "author", "approver", "review date"

MEANINGS = {
    meaning.name: meaning
    for meaning in (
        Meaning(AUTHOR, "author"),
        Meaning(APPROVER, "approver"),
        Meaning(REVIEWED, "reviewed", date=True),
    )
}
"""All meanings by name."""


def field_of(fields: Sequence[Field], meaning: str) -> Field | None:
    """Return the field that declares a meaning, or else the one with its default key, or None."""
    declared = next((field for field in fields if field.meaning == meaning), None)
    key = MEANINGS[meaning].key
    return declared or next((field for field in fields if field.key == key and not field.meaning), None)


def meaning_mistakes(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """Yield the pointer and the mistake of each mark `(is: …)` that cannot be used."""
    first: dict[str, Field] = {}
    for field in fields:
        if not field.meaning:
            continue
        at = f"/{escape_pointer(field.key)}"
        meaning = MEANINGS.get(field.meaning)
        if meaning is None:
            meant = closest(field.meaning, list(MEANINGS))
            hint = f"did you mean (is: {meant})?" if meant else f"the meanings are: {', '.join(MEANINGS)}"
            yield at, f"(is: {field.meaning}) is not a meaning; {hint}"
            continue
        other = first.setdefault(meaning.name, field)
        if other is not field:
            yield at, f'(is: {meaning.name}) is already declared by "{other.key}"'
        elif any(known.key == meaning.key and not known.meaning for known in fields if known is not field):
            yield at, f'(is: {meaning.name}) is also the meaning of the field "{meaning.key}"; keep one'
        if meaning.date and field.kind is not FieldKind.DATE:
            yield at, f"(is: {meaning.name}) needs a date, such as [YYYY-MM-DD]"
        elif not meaning.date and field.kind in NO_TEXT:
            yield at, f"(is: {meaning.name}) needs text"
    yield from _nested_mistakes(fields, "")


def _nested_mistakes(fields: Sequence[Field], pointer: str) -> Iterator[tuple[str, str]]:
    for field in fields:
        at = f"{pointer}/{escape_pointer(field.key)}" if field.key else pointer
        if pointer and field.meaning:
            yield at, f"(is: {field.meaning}) is only for fields that are not within others"
        yield from _nested_mistakes(field.fields, at)
