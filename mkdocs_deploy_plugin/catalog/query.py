"""Which procedures are wanted, in which order and with what: one question for pages and commands.

Several values of one property are alternatives, several properties have to hold all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple, Protocol, TypeAlias, TypeVar

from mkdocs_deploy_plugin.catalog.properties import Property
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import FieldKind

_DIGITS = re.compile("([0-9]+)")
_VERSION = re.compile(r"v?([0-9]+(?:\.[0-9]+)*+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?", re.S)


class Filter(NamedTuple):
    """A property and its values, of which a procedure has to have one; an empty text is to have none."""

    property: Property
    values: tuple[str, ...]


class Order(NamedTuple):
    """A property by which is sorted."""

    property: Property
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """Which procedures are wanted, and how.

    Attributes:
        filters: What all of them have to have.
        order: By what they are sorted, the first one first. Equal ones stay in the order of their ids.
        columns: What is shown of each.
        facets: By what readers can narrow the list down; None where the query does not tell.
        limit: How many are wanted at most, or None.
    """

    filters: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    columns: tuple[Property, ...] = ()
    facets: tuple[Property, ...] | None = None
    limit: int | None = None

    @property
    def words(self) -> str:
        """What the procedures have to have, in words; empty where that is nothing."""
        return ", ".join(
            f"{one.property.label}: {' or '.join(value or 'none' for value in one.values)}"
            for one in self.filters
        )


class Valued(Protocol):
    """Something that can be selected by its values, such as an `entries.Entry`."""

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The texts of each property, by its name."""


_Entry = TypeVar("_Entry", bound=Valued)


def select(entries: Iterable[_Entry], query: Query) -> tuple[_Entry, ...]:
    """Return the entries that a query asks for, in the order that it asks for."""
    found = list(entries)
    for wanted in query.filters:
        found = [
            entry for entry in found if _holds(entry.values.get(wanted.property.name, ()), wanted.values)
        ]
    for order in reversed(query.order):
        found = _sorted(found, order)
    return tuple(found[: query.limit])


def _holds(values: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not values:
        return "" in wanted
    return any(matches(value, one) for value in values for one in wanted)


def matches(value: str, wanted: str) -> bool:
    """Return whether a value is the wanted one: without regard to case, or as the slug that is wanted."""
    if value == wanted:
        return True
    folded = _folded(wanted)
    return _folded(value) == folded or (_slug(wanted) == folded and _slug(value) == folded)


@lru_cache(maxsize=8192)
def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()


@lru_cache(maxsize=8192)
def _slug(text: str) -> str:
    return slug(text)


def _sorted(entries: list[_Entry], order: Order) -> list[_Entry]:
    """Sort by one property. Entries without a value come last in either direction."""
    name = order.property.name
    key = _key_of(order.property)
    having = [entry for entry in entries if entry.values.get(name)]
    having.sort(key=lambda entry: [key(text) for text in entry.values[name]], reverse=order.descending)
    return having + [entry for entry in entries if not entry.values.get(name)]


_Key: TypeAlias = tuple[Any, ...]


def _key_of(wanted: Property) -> Callable[[str], _Key]:
    """Return what the values of a property are sorted by."""
    if wanted.choices:
        ranks = {choice: rank for rank, choice in enumerate(wanted.choices)}
        return lambda text: (ranks.get(text, len(ranks)), _natural(text))
    if wanted.kind is FieldKind.VERSION:
        return _version
    if wanted.kind is FieldKind.NUMBER:
        return lambda text: (0, number) if (number := number_of(text)) is not None else (1, _natural(text))
    return _natural


def _natural(text: str) -> _Key:
    """Return a text as it is sorted: its digits as the numbers that they are, whatever the case of."""
    parts = _DIGITS.split(_folded(text))
    # Of numbers of any length: the longer one is the greater one, once the zeros in front are gone.
    return tuple(
        (0, len(part.lstrip("0")), part.lstrip("0")) if place % 2 else (1, 0, part)
        for place, part in enumerate(parts)
        if part
    )


def _version(text: str) -> _Key:
    """Return a version as it is sorted: a release comes after what was released before it for trial."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return (1, _natural(text), 0, ())
    return (0, _natural(match[1]), 0 if match[2] else 1, _natural(match[2] or ""))


def number_of(text: str) -> float | None:
    """Return the number that a text is, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number else None  # not a number is equal to nothing, and cannot be sorted
