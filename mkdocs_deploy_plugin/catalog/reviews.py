"""Compute how long ago a procedure was reviewed, and whether its review is overdue."""

from __future__ import annotations

import re
from datetime import date

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.template import FieldKind, Template
from mkdocs_deploy_plugin.template.meanings import REVIEWED

_DAY = re.compile("(?:19|[2-9][0-9])[0-9]{2}-[0-9]{2}-[0-9]{2}")


def review_age(document: Document, template: Template, today: date) -> int | None:
    """Return the number of days since the last review; None without a valid date."""
    field, text = template.field(REVIEWED), document.string(REVIEWED)
    if field is None or field.kind is not FieldKind.DATE or not _DAY.fullmatch(text):
        return None
    try:
        return (today - date.fromisoformat(text)).days
    except ValueError:  # 2026-02-30
        return None


def is_overdue(document: Document, template: Template, today: date, review_days: int) -> bool:
    """Return whether a procedure in force was last reviewed longer ago than the team allows.

    Args:
        document: The procedure.
        template: The template of the procedure.
        today: The current day.
        review_days: The number of days that a review remains valid; 0 for no limit.
    """
    if not review_days or not template.is_in_force(document.string("status")):
        return False
    age = review_age(document, template, today)
    return age is not None and age > review_days
