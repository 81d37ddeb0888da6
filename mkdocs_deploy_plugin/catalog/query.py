"""Filter and sort procedures, for pages and commands.

Several values of one property are alternatives; several properties must all match.
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
    """A property with its accepted values; an empty string accepts procedures without a value."""

    property: Property
    values: tuple[str, ...]


class Order(NamedTuple):
    """A property to sort by."""

    property: Property
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A request for procedures.

    Attributes:
        filters: The filters that every procedure must pass.
        order: The sort keys, the most significant first. The sort is stable.
        columns: The properties to show.
        facets: The properties that readers can narrow the list down by; None if the query does not say.
        limit: The largest number of procedures, or None.
        known: The properties of the kinds of procedures that the query can select.
    """

    filters: tuple[Filter, ...] = ()
    order: tuple[Order, ...] = ()
    columns: tuple[Property, ...] = ()
    facets: tuple[Property, ...] | None = None
    limit: int | None = None
    known: tuple[Property, ...] = ()

    @property
    def words(self) -> str:
        """The filters in words; empty without filters."""
        return ", ".join(
            f"{wanted.property.label}: {' or '.join(value or 'none' for value in wanted.values)}"
            for wanted in self.filters
        )


class Valued(Protocol):
    """An object that can be selected by its property values, such as an `entries.Entry`."""

    @property
    def values(self) -> Mapping[str, tuple[str, ...]]:
        """The values of each property, by its name."""


_Entry = TypeVar("_Entry", bound=Valued)


def select(entries: Iterable[_Entry], query: Query) -> tuple[_Entry, ...]:
    """Return the entries that match a query, sorted as it says."""
    selected = list(entries)
    for wanted in query.filters:
        name = wanted.property.name
        selected = [entry for entry in selected if _holds(entry.values.get(name, ()), wanted.values)]
    for order in reversed(query.order):
        selected = _sorted(selected, order)
    return tuple(selected[: query.limit])


def _holds(values: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    if not values:
        return "" in wanted
    return any(matches(value, accepted) for value in values for accepted in wanted)


def matches(value: str, wanted: str) -> bool:
    """Return whether a value equals the wanted one, ignoring case, or has it as its slug."""
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
    """Return entries sorted by one property. Entries without a value come last in either direction."""
    name = order.property.name
    key = _key_of(order.property)
    having = [entry for entry in entries if entry.values.get(name)]
    having.sort(key=lambda entry: [key(text) for text in entry.values[name]], reverse=order.descending)
    return having + [entry for entry in entries if not entry.values.get(name)]


_Key: TypeAlias = tuple[Any, ...]


def _key_of(wanted: Property) -> Callable[[str], _Key]:
    """Return the sort key function for the values of a property."""
    if wanted.choices:
        ranks = {choice: rank for rank, choice in enumerate(wanted.choices)}
        return lambda text: (ranks.get(text, len(ranks)), _natural(text))
    if wanted.kind is FieldKind.VERSION:
        return _version
    if wanted.kind is FieldKind.NUMBER:
        return lambda text: (0, number) if (number := number_of(text)) is not None else (1, _natural(text))
    return _natural


def _natural(text: str) -> _Key:
    """Return the natural sort key of a text: digits compare as numbers, letters regardless of case."""
    parts = _DIGITS.split(_folded(text))
    # Numbers can have any length: without leading zeros, the longer one is the greater one.
    return tuple(
        (0, len(part.lstrip("0")), part.lstrip("0")) if place % 2 else (1, 0, part)
        for place, part in enumerate(parts)
        if part
    )


def _version(text: str) -> _Key:
    """Return the sort key of a version: a release comes after its pre-releases."""
    match = _VERSION.fullmatch(text)
    if match is None:
        return (1, _natural(text), 0, ())
    return (0, _natural(match[1]), 0 if match[2] else 1, _natural(match[2] or ""))


def number_of(text: str) -> float | None:
    """Return the number that a text represents, or None."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if number == number else None  # NaN does not equal itself and cannot be sorted
