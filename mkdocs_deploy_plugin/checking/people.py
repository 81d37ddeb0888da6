"""Check who signs off and who approves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mkdocs_deploy_plugin.checking.front_matter import because, place_of, why
from mkdocs_deploy_plugin.checking.gate_marks import Roles
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Json, Related
from mkdocs_deploy_plugin.template import Field, Template
from mkdocs_deploy_plugin.template.meanings import (
    APPROVER,
    AUTHOR,
    CONTACTS,
    ROLE,
    SIGN_OFF,
    STATUS,
    named_value,
)
from mkdocs_deploy_plugin.text import closest, comparable, pointer_of, quoted

_MOST = 100
"""The maximum number of roles on either side of a search for misspellings, which bounds its time."""


def check_sign_off(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for roles that sign off but are not among the contacts."""
    contacts = template.field(CONTACTS)
    signing, _ = _roles_of(front_matter.value(SIGN_OFF), template.field(SIGN_OFF))
    known, complete = _roles_of(front_matter.value(CONTACTS, []), contacts)
    if contacts is None or not signing or not complete:
        return
    if not template.is_finished(document.string(STATUS)):
        return
    names = {comparable(role) for role in known.values()}
    unknown = {number: role for number, role in signing.items() if comparable(role) not in names}
    if not unknown:
        return
    path = document.source.path
    reason = why(contacts, because("required", document, template))
    place = front_matter.keys.get(template.pointer(CONTACTS))
    if not known:
        keys = {field.key for field in template.fields}
        if closest(contacts.key, [key for key in front_matter.data if key not in keys]):
            return  # They are under a misspelt key, which is already reported.
        yield diagnostic(
            "unknown-role",
            path,
            front_matter.keys.get(template.pointer(SIGN_OFF), front_matter.end),
            "Roles sign off, but no contacts are listed",
            f"Add {contacts.key}: with a row for each of these roles.",
            reason=reason,
            pointer=f"/front_matter{template.pointer(SIGN_OFF)}",
            related=Related(path, place, "this list is empty") if place else None,
        )
        return
    missing = _missing_roles(signing.values(), template)
    for number, role in unknown.items():
        if closest(role, missing):
            continue  # A misspelt row of the template, which is already reported.
        few = len(unknown) <= _MOST and len(known) <= _MOST
        meant = closest(role, list(known.values())) if few else ""
        pointer = template.pointer(SIGN_OFF, number, ROLE)
        yield diagnostic(
            "unknown-role",
            path,
            place_of(front_matter, pointer),
            f"The role {quoted(role)} signs off but is not among the contacts",
            f"Did you mean {quoted(meant)}?"
            if meant
            else f"Add a row with the role {quoted(role)} to the contacts.",
            reason=reason,
            pointer=f"/front_matter{pointer}",
            related=Related(path, place, "the contacts") if place else None,
        )


def _roles_of(rows: Json, field: Field | None) -> tuple[dict[int, str], bool]:
    """Return the roles of a list by the index of their rows, and whether every row has a role.

    The cells are under the names of the columns. A role that is missing, a placeholder or not text is
    reported by another rule.
    """
    column = field.column(ROLE) if field else None
    if column is None or not isinstance(rows, list):
        return {}, False
    roles: dict[int, str] = {}
    for number, row in enumerate(rows):
        role = row.get(ROLE) if isinstance(row, dict) else None
        if isinstance(role, str) and role.strip() and role != column.example:
            roles[number] = role
    return roles, len(roles) == len(rows)


def roles_of(document: Document, template: Template) -> Roles:
    """Return the roles of the contacts and of the sign-off; those of the template if a list is left out."""
    names: dict[str, None] = {}
    complete = template.is_finished(document.string(STATUS))
    for field in map(template.field, (CONTACTS, SIGN_OFF)):
        if field is not None:
            rows = named_value(field.value, field)
            if document.front_matter is not None:
                rows = document.front_matter.value(field.name, rows)
            roles, is_complete = _roles_of(rows, field)
            names |= dict.fromkeys(roles.values())
            complete = complete and is_complete
    return Roles(tuple(names), complete and bool(names))


def _missing_roles(signing: Collection[str], template: Template) -> list[str]:
    """Return the roles that every procedure must have and that are missing from this one."""
    field = template.field(SIGN_OFF)
    rows = named_value(field.value, field) if field is not None and field.every_row else None
    if not isinstance(rows, list):
        return []
    roles = [row.get(ROLE) for row in rows if isinstance(row, dict)]
    present = {comparable(role) for role in signing}
    return [role for role in roles if isinstance(role, str) and comparable(role) not in present]


def check_approval(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding if the approver is also the author."""
    field, writer = template.field(APPROVER), template.field(AUTHOR)
    if field is None or writer is None:
        return
    approver, author = document.string(APPROVER), document.string(AUTHOR)
    if not comparable(approver) or comparable(approver) != comparable(author):
        return
    status = document.string(STATUS)
    if not template.statuses or (template.in_force and status in template.statuses_from(template.in_force)):
        yield diagnostic(
            "self-approval",
            document.source.path,
            place_of(front_matter, pointer_of((field.key,))),
            f"The approver {quoted(approver)} is also the author",
            "Have somebody else approve it, and write their name here.",
            reason=why(field, because("not allowed", document, template)),
            pointer=pointer_of(("front_matter", field.key)),
            related=Related(
                document.source.path, place_of(front_matter, pointer_of((writer.key,))), "the author"
            ),
        )
