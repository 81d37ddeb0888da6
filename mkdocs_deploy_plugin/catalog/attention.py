"""Find the procedures that need attention, by their front matter and by the time since their last change.

A reason whose field or mark is missing from the team's template never applies.
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
from mkdocs_deploy_plugin.template.meanings import APPROVER


class Concern(NamedTuple):
    """A procedure that needs attention.

    Attributes:
        procedure: The procedure.
        since: The day of its last review or change, or None.
        days: The number of days since then.
        others: The ids of the procedures that are affected.
    """

    procedure: Procedure
    since: date | None = None
    days: int = 0
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Attention:
    """All procedures that need attention, by reason.

    Attributes:
        overdue: In force, and last reviewed too long ago; longest first.
        unfinished: Not in force yet, and untouched for too long; longest first.
        retired: Retired, although procedures that are not retired depend on them.
        unapproved: Without an approver.
        ageless: The number of unfinished procedures whose last change is unknown.
        shallow: Whether older commits are missing, so that some may have been untouched for longer.
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
    """Return the statuses before the one in force, or the first status if the template marks none."""
    statuses = template.statuses
    if template.in_force in statuses:
        return statuses[: statuses.index(template.in_force)]
    return statuses[:1] if len(statuses) > 1 else ()


def is_unfinished(procedure: Procedure) -> bool:
    """Return whether the status of a procedure is before the one in force."""
    return procedure.document.string("status") in unfinished_statuses(procedure.template)


@dataclass(frozen=True, slots=True)
class Limits:
    """The number of days that procedures may remain untouched (0 for no limit), and the day to count from."""

    today: date
    review_days: int
    draft_days: int


def needs_attention(catalog: Catalog, relations: Relations, limits: Limits, history: History) -> Attention:
    """Return all procedures that need attention."""
    unfinished, ageless = _unfinished(catalog, limits, history)
    return Attention(
        tuple(_longest(_overdue(catalog, limits))),
        tuple(_longest(unfinished)),
        tuple(_retired(catalog, relations)),
        tuple(_unapproved(catalog)),
        ageless,
        history.shallow,
    )


def _longest(concerns: Iterator[Concern] | list[Concern]) -> list[Concern]:
    return sorted(concerns, key=lambda concern: (-concern.days, concern.procedure.path))


def _overdue(catalog: Catalog, limits: Limits) -> Iterator[Concern]:
    for procedure in catalog:
        document, template = procedure.document, procedure.template
        if is_overdue(document, template, limits.today, limits.review_days):
            days = review_age(document, template, limits.today) or 0
            yield Concern(procedure, limits.today - timedelta(days), days)


def _unfinished(catalog: Catalog, limits: Limits, history: History) -> tuple[list[Concern], int]:
    """Return the untouched unfinished procedures, and the number of unfinished ones of unknown age.

    The age is counted from the last review or the last commit of the file, whichever is later.
    """
    untouched: list[Concern] = []
    ageless = 0
    for procedure in filter(is_unfinished, catalog) if limits.draft_days else ():
        age = review_age(procedure.document, procedure.template, limits.today)
        ages = [] if age is None else [age]
        if (changed := history.changed.get(procedure.path)) is not None:
            ages.append((limits.today - changed).days)
        if not ages:
            ageless += 1
        elif min(ages) > limits.draft_days:
            untouched.append(Concern(procedure, limits.today - timedelta(min(ages)), min(ages)))
    return untouched, ageless


def _retired(catalog: Catalog, relations: Relations) -> Iterator[Concern]:
    retired = {procedure.id for procedure in catalog if procedure.is_retired}
    for procedure in catalog:
        if procedure.id in retired and catalog.get(procedure.id) is procedure:
            required_by = relations.of(procedure.id).required_by
            if others := tuple(other for other in required_by if other not in retired):
                yield Concern(procedure, others=others)


def _unapproved(catalog: Catalog) -> Iterator[Concern]:
    for procedure in catalog:
        document = procedure.document
        if (
            procedure.template.field(APPROVER) is not None
            and document.front_matter is not None
            and not procedure.is_retired
            and document.value(APPROVER) in (None, "", [])
        ):
            yield Concern(procedure)
