"""Check the date of the last review."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from mkdocs_deploy_plugin.catalog.reviews import is_overdue, review_age
from mkdocs_deploy_plugin.checking.front_matter import place_of, why
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import REVIEWED, STATUS


def check_review(
    document: Document, template: Template, today: date, review_days: int = 0
) -> Iterator[Diagnostic]:
    """Yield a finding if the last review is overdue or in the future.

    Args:
        document: The procedure.
        template: The template that it follows.
        today: The date that the age of the last review is measured from.
        review_days: The number of days that a review is valid; 0 for no limit.
    """
    front_matter = document.front_matter
    field, status, text = template.field(REVIEWED), document.string(STATUS), document.string(REVIEWED)
    age = review_age(document, template, today)
    if front_matter is None or field is None or age is None:
        return
    reason = ""
    # The checking machine's date may be a day behind the writer's.
    if age < -1 and template.is_finished(status):
        rule, message = "future-review", f"The last review, {text}, is in the future"
        help_ = "Write the date of the last review."
    elif is_overdue(document, template, today, review_days):
        rule, message = "overdue-review", f"The last review, {text}, was more than {review_days} days ago"
        help_ = "Review the procedure against the system, and write the date here."
        in_force = f"{template.key_of(STATUS)} is {status} and " if template.statuses else ""
        reason = f"required because {in_force}review_days is {review_days}"
    else:
        return
    yield diagnostic(
        rule,
        document.source.path,
        place_of(front_matter, template.pointer(REVIEWED)),
        message,
        help_,
        reason=why(field, reason),
        pointer=f"/front_matter{template.pointer(REVIEWED)}",
    )
