"""Check who signs off and who approves."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from mkdocs_deploy_plugin.checking.front_matter import because, place_of, why
from mkdocs_deploy_plugin.checking.gate_marks import Roles
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Json, Related
from mkdocs_deploy_plugin.template import Field, Template
from mkdocs_deploy_plugin.template.meanings import APPROVER, AUTHOR
from mkdocs_deploy_plugin.text import closest, comparable, pointer_of, quoted

_MOST = 100
"""The maximum number of roles on either side of a search for misspellings, which bounds its time."""


def check_sign_off(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for roles that sign off but are not among the contacts."""
    contacts = template.field("contacts")
    signing, _ = _roles_of(front_matter.data.get("sign_off"), template.field("sign_off"))
    known, complete = _roles_of(front_matter.data.get("contacts", []), contacts)
    if contacts is None or not signing or not complete:
        return
    if not template.is_finished(document.string("status")):
        return
    path = document.source.path
    reason = why(contacts, because("required", document, template))
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
    names = {comparable(role) for role in known.values()}
    unknown = {number: role for number, role in signing.items() if comparable(role) not in names}
    missing = _missing_roles(signing.values(), template)
    for number, role in unknown.items():
        if closest(role, missing):
            continue  # A misspelt row of the template, which is already reported.
        few = len(unknown) <= _MOST and len(known) <= _MOST
        meant = closest(role, list(known.values())) if few else ""
        yield diagnostic(
            "unknown-role",
            path,
            place_of(front_matter, f"/sign_off/{number}/role"),
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


def roles_of(document: Document, template: Template) -> Roles:
    """Return the roles of the contacts and of the sign-off; those of the template if a list is left out."""
    data = document.front_matter.data if document.front_matter is not None else {}
    names: dict[str, None] = {}
    complete = template.is_finished(document.string("status"))
    for field in map(template.field, ("contacts", "sign_off")):
        if field is not None:
            roles, is_complete = _roles_of(data.get(field.key, field.value), field)
            names |= dict.fromkeys(roles.values())
            complete = complete and is_complete
    return Roles(tuple(names), complete and bool(names))


def _missing_roles(signing: Collection[str], template: Template) -> list[str]:
    """Return the roles that every procedure must have and that are missing from this one."""
    field = template.field("sign_off")
    if field is None or not field.every_row or not isinstance(field.value, list):
        return []
    roles = [row.get("role") for row in field.value if isinstance(row, dict)]
    present = {comparable(role) for role in signing}
    return [role for role in roles if isinstance(role, str) and comparable(role) not in present]


def check_approval(document: Document, front_matter: FrontMatter, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding if the approver is also the author."""
    field, writer = template.field_of(APPROVER), template.field_of(AUTHOR)
    if field is None or writer is None:
        return
    approver, author = document.string(field.key), document.string(writer.key)
    if not comparable(approver) or comparable(approver) != comparable(author):
        return
    status = document.string("status")
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
