"""Rules about a procedure as a whole: sign-off, approval, review, parameters and verification.

Each rule compares values that are valid on their own. Invalid values are reported by other rules and
ignored here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from mkdocs_deploy_plugin.catalog.reviews import is_overdue, review_age
from mkdocs_deploy_plugin.checking.parameters import check_parameters
from mkdocs_deploy_plugin.checking.rollback import check_rollback
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import (
    Diagnostic,
    Document,
    FrontMatter,
    Json,
    Outline,
    Related,
    Span,
)
from mkdocs_deploy_plugin.template import Field, Template
from mkdocs_deploy_plugin.text import closest, pointer_of, quoted

_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_USE = re.compile(r"\{\{-?[ \t]*([A-Za-z_]\w{0,60})[ \t]*-?\}\}")
_CLOSE = 0.8
_MOST = 100
"""The maximum number of words on either side of a search for misspellings, which bounds its time."""


def check_whole(
    document: Document, template: Template, today: date, review_days: int = 0
) -> Iterator[Diagnostic]:
    """Yield the findings about a procedure as a whole.

    Args:
        document: The procedure.
        template: The template that it follows.
        today: The date that the age of the last review is measured from.
        review_days: The number of days that a review is valid; 0 for no limit.
    """
    front_matter = document.front_matter
    if front_matter is not None:
        yield from _roles(document, front_matter, template)
        yield from _approval(document, front_matter, template)
        yield from _review(document, front_matter, template, today, review_days)
        yield from check_parameters(document, front_matter, template)
    if document.outline is not None and document.outline.unclosed_fence is None:
        if front_matter is not None:
            yield from _parameters(document, front_matter)
        outline = document.outline
        yield from _verification(document, outline, template)
        yield from check_rollback(document, outline, template)


def _plain(text: str) -> str:
    """Normalise a text for comparison, so that white space and case make no difference."""
    return " ".join(text.split()).casefold()


def _place(front_matter: FrontMatter, pointer: str) -> Span:
    return front_matter.values.get(pointer) or front_matter.keys.get(pointer) or front_matter.end


def _why(field: Field, condition: str = "") -> str:
    """Return why a value is required: a condition, and the template's description of the field."""
    words = f"{field.label}: {field.description}" if field.description else ""
    return f"{condition}. {words}".strip() if condition else words


def _roles(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for roles that sign off but are not among the contacts."""
    contacts = template.field("contacts")
    signing, _ = _roles_of(front_matter.data.get("sign_off"), template.field("sign_off"))
    known, complete = _roles_of(front_matter.data.get("contacts", []), contacts)
    if contacts is None or not signing or not complete:
        return
    if document.string("status") not in template.statuses[1:]:
        return
    path = document.source.path
    reason = _why(contacts, f"required because status is {document.string('status')}")
    place = front_matter.keys.get("/contacts")
    if not known:
        if closest("contacts", [key for key in front_matter.data if template.field(key) is None]):
            return  # They are under a misspelt key, which is already reported.
        yield diagnostic(
            "unknown-role",
            path,
            front_matter.keys.get("/sign_off", front_matter.end),
            "Roles sign off, but no contacts are listed",
            "Add contacts: with a row for each of these roles.",
            reason=reason,
            pointer="/front_matter/sign_off",
            related=Related(path, place, "this list is empty") if place else None,
        )
        return
    names = {_plain(role) for role in known.values()}
    unknown = {number: role for number, role in signing.items() if _plain(role) not in names}
    missing = _missing_roles(signing.values(), template)
    for number, role in unknown.items():
        if closest(role, missing):
            continue  # A misspelt row of the template, which is already reported.
        few = len(unknown) <= _MOST and len(known) <= _MOST
        meant = closest(role, list(known.values())) if few else ""
        yield diagnostic(
            "unknown-role",
            path,
            _place(front_matter, f"/sign_off/{number}/role"),
            f"The role {quoted(role)} signs off but is not among the contacts",
            f"Did you mean {quoted(meant)}?"
            if meant
            else f"Add a row with the role {quoted(role)} to the contacts.",
            reason=reason,
            pointer=f"/front_matter/sign_off/{number}/role",
            related=Related(path, place, "the contacts") if place else None,
        )


def _roles_of(rows: Json, field: Field | None) -> tuple[dict[int, str], bool]:
    """Return the roles of a list by the index of their rows, and whether every row has a role.

    A role that is missing, a placeholder or not text is reported by another rule.
    """
    column = next((column for column in field.columns if column.key == "role"), None) if field else None
    if column is None or not isinstance(rows, list):
        return {}, False
    roles: dict[int, str] = {}
    for number, row in enumerate(rows):
        role = row.get("role") if isinstance(row, dict) else None
        if isinstance(role, str) and role.strip() and role != column.example:
            roles[number] = role
    return roles, len(roles) == len(rows)


def _missing_roles(signing: Collection[str], template: Template) -> list[str]:
    """Return the roles that every procedure must have and that are missing from this one."""
    field = template.field("sign_off")
    if field is None or not field.every_row or not isinstance(field.value, list):
        return []
    roles = [row.get("role") for row in field.value if isinstance(row, dict)]
    return [role for role in roles if isinstance(role, str) and role not in signing]


def _approval(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding if the approver is also the author."""
    field = template.field("approver")
    if field is None or template.field("author") is None or not template.in_force:
        return
    approver, author = document.string("approver"), document.string("author")
    if not _plain(approver) or _plain(approver) != _plain(author):
        return
    if document.string("status") in template.statuses_from(template.in_force):
        yield diagnostic(
            "self-approval",
            document.source.path,
            _place(front_matter, "/approver"),
            f"The approver {quoted(approver)} is also the author",
            "Have somebody else approve it, and write their name here.",
            reason=_why(field, f"not allowed because status is {document.string('status')}"),
            pointer="/front_matter/approver",
            related=Related(document.source.path, _place(front_matter, "/author"), "the author"),
        )


def _review(
    document: Document, front_matter: FrontMatter, template: Template, today: date, review_days: int
) -> Iterator[Diagnostic]:
    """Yield a finding if the last review is overdue or in the future."""
    field, status, text = template.field("reviewed"), document.string("status"), document.string("reviewed")
    age = review_age(document, template, today)
    if field is None or age is None:
        return
    reason = ""
    # The checking machine's date may be a day behind the writer's.
    if age < -1 and status in template.statuses[1:]:
        rule, message = "future-review", f"The last review, {text}, is in the future"
        help_ = "Write the date of the last review."
    elif is_overdue(document, template, today, review_days):
        rule, message = "overdue-review", f"The last review, {text}, was more than {review_days} days ago"
        help_ = "Review the procedure against the system, and write the date here."
        reason = f"required because status is {status} and review_days is {review_days}"
    else:
        return
    yield diagnostic(
        rule,
        document.source.path,
        _place(front_matter, "/reviewed"),
        message,
        help_,
        reason=_why(field, reason),
        pointer="/front_matter/reviewed",
    )


def _parameters(document: Document, front_matter: FrontMatter) -> Iterator[Diagnostic]:
    """Yield findings for misspelt parameters in double braces. Other names may belong to other tools."""
    parameters = front_matter.data.get("parameters")
    if not isinstance(parameters, dict) or not parameters or "{{" not in document.body:
        return
    names = list(parameters)[:_MOST]
    if not all(map(_NAME.fullmatch, names)):
        return  # Invalid parameter names are already reported.
    body = document.body
    meant: dict[str, str] = {}
    line, counted = document.body_line, 0
    for match in _USE.finditer(body):
        name = match[1]
        if name in parameters:
            continue
        if name not in meant and len(meant) < _MOST:
            meant[name] = closest(name, names, cutoff=_CLOSE)
        if known := meant.get(name, ""):
            line, counted = line + body.count("\n", counted, match.start()), match.start()
            column = match.start(1) - body.rfind("\n", 0, match.start())
            place = front_matter.keys.get(pointer_of(("parameters", known)), front_matter.end)
            yield diagnostic(
                "unknown-parameter",
                document.source.path,
                Span(line, column, line, column + len(name)),
                f"Unknown parameter {quoted(name)}",
                f"Did you mean {quoted(known)}?",
                related=Related(document.source.path, place, "similar parameter"),
            )


def _verification(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for steps that run commands but whose task items are all struck out."""
    for section in outline.sections():
        label = section.label
        if label is None or label.kind not in template.verified:
            continue
        if section.items and not section.items[0].struck:
            continue  # The usual case, decided early.
        parts = list(section.parts())
        items = [item for part in parts for item in part.items]
        # An item that is struck out without a reason is already reported.
        if items and all(item.struck and item.reason for item in items) and any(p.commands for p in parts):
            path, first = document.source.path, items[0]
            name = f"{label.word} {label.number}"
            yield diagnostic(
                "unverified-step",
                path,
                outline.span(section.start, section.end),
                f"{name} runs commands, but all task items that verify them are struck out",
                "Add a line such as - [ ] Health checks passing.",
                related=Related(path, outline.span(first.start, first.end), "struck out here"),
            )
