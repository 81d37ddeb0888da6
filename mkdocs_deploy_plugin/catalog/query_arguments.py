"""From what a directive or a command says to a query: what can be understood, and what cannot.

Nothing is raised: what cannot be understood comes back as problems, each with what is allowed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.properties import Property, properties
from mkdocs_deploy_plugin.catalog.query import Filter, Order, Query, matches, number_of
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import FieldKind, Template

COLUMNS = ("id", "title", "status", "risk", "version", "author", "reviewed")
"""The columns where none are asked for; those that the template has no field for are left out."""

SORT, SHOW, FACETS, LIMIT = "sort", "columns", "facets", "limit"
ATTRIBUTES = (SORT, SHOW, FACETS, LIMIT)
"""The attributes that are no properties."""

ALL, NONE = "all", "none"

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LIMIT = re.compile("0{0,9}[1-9][0-9]{0,8}")


class Problem(NamedTuple):
    """Something about a query that cannot be understood.

    Attributes:
        message: What, in one sentence without a full stop. `{}` stands for the word.
        word: The word as it was written.
        allowed: What could stand there instead.
        help: What to write, where that cannot be listed.
    """

    message: str
    word: str
    allowed: tuple[str, ...] = ()
    help: str = ""


@dataclass(slots=True)
class _Reading:
    """What has been read of a query."""

    known: Mapping[str, Property]
    problems: list[Problem] = field(default_factory=list)

    def named(self, name: str, where: str) -> Property | None:
        """Return the property of that name."""
        found = self.known.get(name)
        if found is None:
            message = f"There is no property {{}} to {where}"
            self.problems.append(Problem(message, name, tuple(self.known)))
        return found


def read_query(
    arguments: Mapping[str, Sequence[str]], template: Template
) -> tuple[Query, tuple[Problem, ...]]:
    """Read a query from the arguments of a directive or of a command.

    Args:
        arguments: The values of each attribute: those of properties are filters, the others are `ATTRIBUTES`.
        template: What the procedures were written with.

    Returns:
        What could be understood, and what could not.
    """
    known = {one.name: one for one in properties(template)}
    reading = _Reading(known)
    filters: list[Filter] = []
    for name, values in arguments.items():
        if name in ATTRIBUTES:
            continue
        wanted = known.get(name)
        if wanted is None:
            message = "There is no attribute {} to choose procedures by"
            reading.problems.append(Problem(message, name, (*known, *ATTRIBUTES)))
            continue
        found = [value for one in values if (value := _value(reading, wanted, one)) is not None]
        filters.append(Filter(wanted, tuple(dict.fromkeys(found))))
    query = Query(
        tuple(filters),
        _order(reading, _names(arguments, SORT)),
        _columns(reading, _names(arguments, SHOW)),
        _facets(reading, _names(arguments, FACETS)),
        _limit(reading, arguments.get(LIMIT, ())),
    )
    return query, tuple(reading.problems)


def _names(arguments: Mapping[str, Sequence[str]], attribute: str) -> list[str] | None:
    """Return the names that an attribute lists, with commas between them or as values of their own."""
    if attribute not in arguments:
        return None
    return [name.strip() for value in arguments[attribute] for name in value.split(",")]


def _value(reading: _Reading, wanted: Property, text: str) -> str | None:
    """Return a value as procedures have it; None where none can have it."""
    plain = " ".join(text.split())
    if not plain:
        return ""
    label = wanted.label.replace("{", "{{").replace("}", "}}")
    if wanted.choices:
        for choice in wanted.choices:
            if matches(choice, plain):
                return choice
        problem = Problem(f"No procedure can have the value {{}} for {label}", plain, wanted.choices)
    elif wanted.name == PROJECT:
        if slug(plain):
            return slug(plain)
        help_ = "Write the name of a project, as it stands in ids."
        problem = Problem("{} is no name of a project", plain, (), help_)
    elif wanted.kind is FieldKind.DATE and not _DAY.fullmatch(plain):
        problem = Problem(
            f"{{}} is no day, as {label} is", plain, (), "Write year, month and day: 2026-11-20."
        )
    elif wanted.kind is FieldKind.NUMBER and number_of(plain) is None:
        problem = Problem(f"{{}} is no number, as {label} is", plain, (), "Write a number.")
    else:
        return plain
    reading.problems.append(problem)
    return None


def _order(reading: _Reading, names: list[str] | None) -> tuple[Order, ...]:
    order: dict[str, Order] = {}
    for name in names or ():
        found = reading.named(name.removeprefix("-"), "sort by")
        if found is not None and found.name in order:
            reading.problems.append(Problem("{} stands twice in sort", found.name, (), "Write it once."))
        elif found is not None:
            order[found.name] = Order(found, name.startswith("-"))
    return tuple(order.values())


def _columns(reading: _Reading, names: list[str] | None) -> tuple[Property, ...]:
    if names is None:
        return tuple(reading.known[name] for name in COLUMNS if name in reading.known)
    columns: dict[str, Property] = {}
    for name in names:
        found = reading.named(name, "show as a column")
        if found is not None and found.name in columns:
            reading.problems.append(Problem("{} stands twice in columns", found.name, (), "Write it once."))
        elif found is not None:
            columns[found.name] = found
    return tuple(columns.values())


def _facets(reading: _Reading, names: list[str] | None) -> tuple[Property, ...] | None:
    possible = {name: one for name, one in reading.known.items() if one.facet}
    if names is None:
        return None
    if names == [ALL]:
        return tuple(possible.values())
    if names == [NONE]:
        return ()
    facets: dict[str, Property] = {}
    for name in names:
        if name in possible:
            facets[name] = possible[name]
        elif name in (ALL, NONE):
            message = "{} stands beside others in facets"
            reading.problems.append(Problem(message, name, (), "Write it alone, or leave it out."))
        else:
            message = "There is no facet {}"
            reading.problems.append(Problem(message, name, (*possible, ALL, NONE)))
    return tuple(facets.values())


def _limit(reading: _Reading, values: Sequence[str]) -> int | None:
    if not values:
        return None
    text = values[0].strip()
    if len(values) == 1 and _LIMIT.fullmatch(text):
        return int(text)
    shown = ",".join(values)
    reading.problems.append(Problem("{} is no limit", shown, (), "Write one whole number, 1 or more."))
    return None
