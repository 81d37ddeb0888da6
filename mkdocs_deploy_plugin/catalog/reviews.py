"""How long ago a procedure was reviewed, and whether that is too long."""

from __future__ import annotations

import re
from datetime import date

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.template import FieldKind, Template

_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")


def review_age(document: Document, template: Template, today: date) -> int | None:
    """Return how many days ago the last review was; None where there is no day that can be read."""
    field, text = template.field("reviewed"), document.string("reviewed")
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
        template: What it was written with.
        today: The day from which the last review is counted.
        review_days: How many days a review is good for; 0 for ever.
    """
    status = document.string("status")
    if not review_days or not status or status != template.in_force:
        return False
    age = review_age(document, template, today)
    return age is not None and age > review_days
