"""Rules about a procedure as a whole: who signs and approves it, when it was read, what it asks for.

Each of them compares things that are right by themselves. What is wrong by itself has had its
finding already and is left alone here.
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
"""How many words are compared with how many others at most: who misspells has misspelt a few."""


def check_whole(
    document: Document, template: Template, today: date, review_days: int = 0
) -> Iterator[Diagnostic]:
    """Yield what is wrong with a procedure as a whole.

    Args:
        document: The procedure.
        template: What it was checked against.
        today: The day from which the last review is counted.
        review_days: How many days a review is good for; 0 for ever.
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
    """Return a text as it is compared: white space and the case of letters make no difference."""
    return " ".join(text.split()).casefold()


def _place(front_matter: FrontMatter, pointer: str) -> Span:
    return front_matter.values.get(pointer) or front_matter.keys.get(pointer) or front_matter.end


def _why(field: Field, condition: str = "") -> str:
    """Return why something is asked for: a condition, and what the template says of the field."""
    words = f"{field.label}: {field.description}" if field.description else ""
    return f"{condition}. {words}".strip() if condition else words


def _roles(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield roles that sign off and that nobody is called for."""
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
            return  # They are there under a misspelt key, and that is a finding already.
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
            continue  # It is a row of the template, misspelt, and that is a finding already.
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
    """Return the roles of a list by the numbers of their rows, and whether they are those of all its rows.

    A row whose role is missing, a placeholder or no text has had its finding.
    """
    column = next((one for one in field.columns if one.key == "role"), None) if field else None
    if column is None or not isinstance(rows, list):
        return {}, False
    roles: dict[int, str] = {}
    for number, row in enumerate(rows):
        role = row.get("role") if isinstance(row, dict) else None
        if isinstance(role, str) and role.strip() and role != column.example:
            roles[number] = role
    return roles, len(roles) == len(rows)


def _missing_roles(signing: Collection[str], template: Template) -> list[str]:
    """Return the roles that every procedure has to have and this one has not."""
    field = template.field("sign_off")
    if field is None or not field.every_row or not isinstance(field.value, list):
        return []
    roles = [row.get("role") for row in field.value if isinstance(row, dict)]
    return [role for role in roles if isinstance(role, str) and role not in signing]


def _approval(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield an approver who is the author."""
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
    """Yield a last review that is too long ago or has not been yet."""
    field, status, text = template.field("reviewed"), document.string("status"), document.string("reviewed")
    ago = review_age(document, template, today)
    if field is None or ago is None:
        return
    reason = ""
    # The machine that checks can be a day behind the one that wrote.
    if ago < -1 and status in template.statuses[1:]:
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
    """Yield names in double braces that are misspelt parameters; other names belong to other tools."""
    parameters = front_matter.data.get("parameters")
    if not isinstance(parameters, dict) or not parameters or "{{" not in document.body:
        return
    names = list(parameters)[:_MOST]
    if not all(map(_NAME.fullmatch, names)):
        return  # A parameter whose name cannot be one is a finding already.
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
                related=Related(document.source.path, place, "a similar parameter"),
            )


def _verification(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield steps that run commands and whose task items are all struck."""
    for section in outline.sections():
        label = section.label
        if label is None or label.kind not in template.verified:
            continue
        if section.items and not section.items[0].struck:
            continue  # By far the most: no need to look further.
        parts = list(section.parts())
        items = [item for part in parts for item in part.items]
        # An item that is struck without a reason is a finding already.
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
