"""Procedures as property values, from which directives, commands and tables select."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.properties import KIND, NO, YES, Property, properties, template_properties
from mkdocs_deploy_plugin.catalog.reviews import is_overdue
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.template import FieldKind

__all__ = ["Entry", "Property", "entries", "project_labels", "properties"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A procedure and its property values.

    Attributes:
        procedure: The procedure.
        values: The values of each property, by its name; empty if the procedure has none.
    """

    procedure: Procedure
    values: Mapping[str, tuple[str, ...]]


def entries(project: Project, today: date) -> tuple[Entry, ...]:
    """Return all procedures, including unreadable ones, sorted by id.

    Args:
        project: The procedures.
        today: The day on which reviews are overdue or not.
    """
    ordered = sorted(project.catalog, key=lambda procedure: (procedure.id, procedure.path))
    return tuple(
        Entry(
            procedure,
            {
                **{
                    column.name: _texts(project, procedure, column, today)
                    for column in template_properties(procedure.template)
                },
                **({KIND: (procedure.kind,)} if len(project.collections) > 1 else {}),
            },
        )
        for procedure in ordered
    )


def project_labels(procedures: Iterable[Procedure]) -> dict[str, str]:
    """Return the name of each project of some procedures by its slug, as written in the first of them."""
    labels: dict[str, str] = {}
    for procedure in procedures:
        if procedure.project:
            labels.setdefault(procedure.project, procedure.collection.names.name(procedure.document))
    return labels


def _texts(project: Project, procedure: Procedure, known: Property, today: date) -> tuple[str, ...]:
    document = procedure.document
    if known.name == PROJECT:
        return (procedure.project,) if procedure.project else ()
    if known.name == "id":
        return (procedure.id,)
    if known.name == "title":
        return _scalars([procedure.title]) or (procedure.id,)
    if not known.key:
        return (YES if is_overdue(document, procedure.template, today, project.settings.review_days) else NO,)
    value = document.written(known.key)
    if value is None and known.kind is FieldKind.FIXED:
        field = procedure.template.field(known.name)
        value = field.value if field is not None else None
    if not known.inner:
        return _scalars(value if known.many and isinstance(value, list) else [value])
    rows = value if isinstance(value, list) else [value]
    return _scalars([row.get(known.inner) if isinstance(row, dict) else row for row in rows])


def _scalars(values: list[Json]) -> tuple[str, ...]:
    """Return the texts of scalar values, without duplicates and with white space collapsed."""
    texts = [" ".join(text_of(value).split()) for value in values if not isinstance(value, list | dict)]
    return tuple(dict.fromkeys(text for text in texts if text))


def text_of(value: Json) -> str:
    """Return a value as it is written in front matter; empty for None."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)
