"""Parse the attributes of a directive or the options of a command into a query.

Nothing is raised: attributes that cannot be understood become problems, each with the allowed values.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.properties import KIND, Property, kind_property, properties
from mkdocs_deploy_plugin.catalog.query import Filter, Order, Query, matches, number_of
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import FieldKind

COLUMNS = ("id", "title", KIND, "status", "risk", "version", "author", "reviewed")
"""The default columns. Those that some of the procedures cannot have are left out."""

SORT, SHOW, FACETS, LIMIT = "sort", "columns", "facets", "limit"
ATTRIBUTES = (SORT, SHOW, FACETS, LIMIT)
"""The attributes that are not properties."""

ALL, NONE = "all", "none"

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIMIT = re.compile("0{0,9}[1-9][0-9]{0,8}")


class Problem(NamedTuple):
    """Part of a query that cannot be understood.

    Attributes:
        message: The message, without a full stop; `{}` is the placeholder for the word.
        word: The word as written.
        allowed: The words that are allowed instead.
        help: What to write, when the allowed words cannot be listed.
    """

    message: str
    word: str
    allowed: tuple[str, ...] = ()
    help: str = ""


@dataclass(slots=True)
class _Reading:
    """The properties that a query can name, and the problems found so far."""

    known: Mapping[str, Property]
    problems: list[Problem] = field(default_factory=list)

    def named(self, name: str, role: str) -> Property | None:
        """Return the property with that name; record a problem if it is unknown."""
        known = self.find(name)
        if known is None:
            self.problems.append(self.unknown(role, name, self.shown))
        return known

    def unknown(self, role: str, name: str, allowed: tuple[str, ...]) -> Problem:
        """Return the problem with a name; it says what a field with this former name is called now."""
        now = next((one.shown for one in self.known.values() if name in one.former), "")
        if now:
            return Problem(f"The {role} {{}} is now called {now}", name, (), f"Write {now}.")
        return Problem(f"Unknown {role} {{}}", name, allowed)

    def find(self, name: str) -> Property | None:
        """Return the property with that name, or with that key in the template; or None."""
        return self.known.get(name) or next((p for p in self.known.values() if name in p.written), None)

    @property
    def shown(self) -> tuple[str, ...]:
        """The names to list for people."""
        return tuple(known.shown for known in self.known.values())


def read_query(
    arguments: Mapping[str, Sequence[str]], collections: Sequence[Collection]
) -> tuple[Query, tuple[Problem, ...]]:
    """Read a query from the arguments of a directive or a command.

    Args:
        arguments: The values of each attribute. Properties are filters; the others are `ATTRIBUTES`.
        collections: The collections of the site.

    Returns:
        The parts that could be understood, and the problems with the others.
    """
    kinds = read_kinds(arguments, collections) if len(collections) > 1 else Kinds(tuple(collections))
    known = {known_property.name: known_property for known_property in properties(kinds.collections)}
    filters: list[Filter] = []
    if len(collections) > 1:
        several = kind_property(collections, len(kinds.collections) > 1)
        known = {KIND: several} | {name: one for name, one in known.items() if name != KIND}
        if KIND in arguments:
            filters.append(Filter(several, tuple(one.kind for one in kinds.collections)))
    reading = _Reading(known, list(kinds.problems))
    for name, values in arguments.items():
        if name in ATTRIBUTES or (name == KIND and len(collections) > 1):
            continue
        wanted = reading.find(name)
        if wanted is None:
            reading.problems.append(reading.unknown("attribute", name, (*reading.shown, *ATTRIBUTES)))
            continue
        usable = [value for text in values if (value := _value(reading, wanted, text)) is not None]
        filters.append(Filter(wanted, tuple(dict.fromkeys(usable))))
    query = Query(
        tuple(filters),
        _order(reading, _names(arguments, SORT)),
        _columns(reading, _names(arguments, SHOW)),
        _facets(reading, _names(arguments, FACETS)),
        _limit(reading, arguments.get(LIMIT, ())),
        tuple(known.values()),
    )
    return query, tuple(reading.problems)


class Kinds(NamedTuple):
    """The collections that the attribute `kind` selects, and what is wrong with it."""

    collections: tuple[Collection, ...]
    problems: tuple[Problem, ...] = ()


def read_kinds(arguments: Mapping[str, Sequence[str]], collections: Sequence[Collection]) -> Kinds:
    """Read the attribute `kind` of a directive, which selects collections; without it, all."""
    kinds = tuple(one.kind for one in collections)
    words = arguments.get(KIND, kinds)
    problems = [
        Problem("Unknown kind {}", word, kinds)
        for word in words
        if not any(matches(kind, word) for kind in kinds)
    ]
    chosen = [one for one in collections if any(matches(one.kind, word) for word in words)]
    return Kinds(tuple(chosen or collections), tuple(problems))


def _names(arguments: Mapping[str, Sequence[str]], attribute: str) -> list[str] | None:
    """Return the names listed by an attribute, either separated by commas or as separate values."""
    if attribute not in arguments:
        return None
    return [name.strip() for value in arguments[attribute] for name in value.split(",")]


def _value(reading: _Reading, wanted: Property, text: str) -> str | None:
    """Return a value in the form that procedures use; None if no procedure can have it."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    if wanted.choices:
        for choice in wanted.choices:
            if matches(choice, plain):
                return choice
        label = wanted.label.replace("{", "{{").replace("}", "}}")
        problem = Problem(f"{label} cannot be {{}}", plain, wanted.choices)
    elif wanted.name == PROJECT:
        if slug(plain):
            return slug(plain)
        help_ = "Write the project name as it appears in ids."
        problem = Problem("{} is not a project name", plain, (), help_)
    elif wanted.kind is FieldKind.DATE and not _DAY.fullmatch(plain):
        help_ = f"Write {wanted.label} as YYYY-MM-DD, e.g. 2026-11-20."
        problem = Problem("{} is not a date", plain, (), help_)
    elif wanted.kind is FieldKind.NUMBER and number_of(plain) is None:
        problem = Problem("{} is not a number", plain, (), f"Write a number for {wanted.label}.")
    else:
        return plain
    reading.problems.append(problem)
    return None


def _order(reading: _Reading, names: list[str] | None) -> tuple[Order, ...]:
    order: dict[str, Order] = {}
    for name in names or ():
        key = reading.named(name.removeprefix("-"), "sort key")
        if key is not None and key.name in order:
            reading.problems.append(Problem("{} is listed twice in sort", key.name, (), "List it once."))
        elif key is not None:
            order[key.name] = Order(key, name.startswith("-"))
    return tuple(order.values())


def _columns(reading: _Reading, names: list[str] | None) -> tuple[Property, ...]:
    if names is None:
        return tuple(
            reading.known[name] for name in COLUMNS if name in reading.known and reading.known[name].shared
        )
    columns: dict[str, Property] = {}
    for name in names:
        column = reading.named(name, "column")
        if column is not None and column.name in columns:
            reading.problems.append(
                Problem("{} is listed twice in columns", column.name, (), "List it once.")
            )
        elif column is not None:
            columns[column.name] = column
    return tuple(columns.values())


def _facets(reading: _Reading, names: list[str] | None) -> tuple[Property, ...] | None:
    possible = {name: known for name, known in reading.known.items() if known.facet or known.by_request}
    choice = _Reading(possible)
    if names is None:
        return None
    if names == [ALL]:
        return tuple(possible.values())
    if names == [NONE]:
        return ()
    facets: dict[str, Property] = {}
    for name in names:
        if (facet := choice.find(name)) is not None:
            facets[facet.name] = facet
        elif name in (ALL, NONE):
            message = "{} cannot be combined with other facets"
            reading.problems.append(Problem(message, name, (), "Use it alone, or remove it."))
        else:
            reading.problems.append(reading.unknown("facet", name, (*choice.shown, ALL, NONE)))
    return tuple(facets.values())


def _limit(reading: _Reading, values: Sequence[str]) -> int | None:
    if not values:
        return None
    text = values[0].strip()
    if len(values) == 1 and _LIMIT.fullmatch(text):
        return int(text)
    help_ = "Write a single whole number, 1 or greater."
    reading.problems.append(Problem("{} is not a valid limit", ",".join(values), (), help_))
    return None
