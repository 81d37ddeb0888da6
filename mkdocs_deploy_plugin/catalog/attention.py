"""Which procedures somebody should look at: by what they say, and by how long nobody has touched them.

What a team's template has no field or no mark for cannot need attention.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.catalog.history import History
from mkdocs_deploy_plugin.catalog.relations import Relations
from mkdocs_deploy_plugin.catalog.reviews import is_overdue, review_age
from mkdocs_deploy_plugin.template import Template

APPROVER = "approver"


class Concern(NamedTuple):
    """A procedure that needs attention.

    Attributes:
        procedure: The procedure.
        since: The day from which on it has been waiting, or None.
        days: How many days that is.
        others: The ids of procedures that it matters to.
    """

    procedure: Procedure
    since: date | None = None
    days: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attention:
    """All procedures that need attention, by why.

    Attributes:
        overdue: In force, and the last review is too long ago; the longest first.
        unfinished: Not in force, and left alone for too long; the longest first.
        retired: Retired, and procedures that are not depend on them.
        unapproved: Nobody is named who approves them.
        ageless: How many unfinished ones there are of which nobody knows when they were changed.
        shallow: Whether older commits are missing, so that some may have been left alone for longer.
    """

    overdue: tuple[Concern, ...]
    unfinished: tuple[Concern, ...]
    retired: tuple[Concern, ...]
    unapproved: tuple[Concern, ...]
    ageless: int
    shallow: bool = False

    def __bool__(self) -> bool:
        return bool(self.overdue or self.unfinished or self.retired or self.unapproved)


def unfinished_statuses(template: Template) -> tuple[str, ...]:
    """Return the statuses before the one in force; where the template marks none, the first one."""
    statuses = template.statuses
    if template.in_force in statuses:
        return statuses[: statuses.index(template.in_force)]
    return statuses[:1] if len(statuses) > 1 else ()


@dataclass(frozen=True, slots=True)
class Limits:
    """How long procedures may be left alone, in days; 0 for any time. And the day to count from."""

    today: date
    review_days: int
    draft_days: int


def needs_attention(
    catalog: Catalog, relations: Relations, template: Template, limits: Limits, history: History
) -> Attention:
    """Return all procedures that need attention."""
    unfinished, ageless = _unfinished(catalog, template, limits, history)
    return Attention(
        tuple(_longest(_overdue(catalog, template, limits))),
        tuple(_longest(unfinished)),
        tuple(_retired(catalog, relations, template)),
        tuple(_unapproved(catalog, template)),
        ageless,
        history.shallow,
    )


def _longest(concerns: Iterator[Concern] | list[Concern]) -> list[Concern]:
    return sorted(concerns, key=lambda one: (-one.days, one.procedure.path))


def _overdue(catalog: Catalog, template: Template, limits: Limits) -> Iterator[Concern]:
    for procedure in catalog:
        document = procedure.document
        if is_overdue(document, template, limits.today, limits.review_days):
            days = review_age(document, template, limits.today) or 0
            yield Concern(procedure, limits.today - timedelta(days), days)


def _unfinished(
    catalog: Catalog, template: Template, limits: Limits, history: History
) -> tuple[list[Concern], int]:
    """Return unfinished procedures that have been left alone, and how many nobody knows the age of.

    The last sign of life counts: the last review, or the last commit of the file.
    """
    found: list[Concern] = []
    ageless = 0
    statuses = unfinished_statuses(template) if limits.draft_days else ()
    for procedure in catalog:
        if procedure.document.string("status") not in statuses:
            continue
        age = review_age(procedure.document, template, limits.today)
        signs = [] if age is None else [age]
        if (changed := history.changed.get(procedure.path)) is not None:
            signs.append((limits.today - changed).days)
        if not signs:
            ageless += 1
        elif min(signs) > limits.draft_days:
            found.append(Concern(procedure, limits.today - timedelta(min(signs)), min(signs)))
    return found, ageless


def _retired(catalog: Catalog, relations: Relations, template: Template) -> Iterator[Concern]:
    if not template.retired:
        return
    retired = {one.id for one in catalog if one.document.string("status") == template.retired}
    for procedure in catalog:
        if procedure.id in retired and catalog.get(procedure.id) is procedure:
            others = tuple(one for one in relations.of(procedure.id).required_by if one not in retired)
            if others:
                yield Concern(procedure, others=others)


def _unapproved(catalog: Catalog, template: Template) -> Iterator[Concern]:
    if template.field(APPROVER) is None:
        return
    for procedure in catalog:
        document = procedure.document
        over = bool(template.retired) and document.string("status") == template.retired
        if document.front_matter is not None and not over and document.value(APPROVER) in (None, "", []):
            yield Concern(procedure)
