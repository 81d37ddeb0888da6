"""Rules about former ids: each leads to one procedure, and nothing refers to one any more."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Span
from mkdocs_deploy_plugin.template.meanings import FORMER_IDS, IDENTIFIER
from mkdocs_deploy_plugin.text import quoted


def check_former_ids(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for former ids that are an id now, or the former id of two procedures."""
    first: dict[str, Procedure] = {}
    for procedure in catalog:
        values = procedure.document.value(FORMER_IDS)
        if isinstance(values, list) and procedure.id in values:
            yield _finding(
                procedure,
                values.index(procedure.id),
                f"{quoted(procedure.id)} is the id that the procedure has now",
                "Remove the entry.",
            )
        for former, number in procedure.former_ids.items():
            if (other := catalog.get(former)) is not None:
                message = f"The former id {quoted(former)} is the id of {other.path}"
                help_ = "Remove the entry: its address leads to the procedure that has the id now."
                yield _finding(procedure, number, message, help_, _place(other, IDENTIFIER))
            elif (other := first.setdefault(former, procedure)) is not procedure:
                message = f"The former id {quoted(former)} is already a former id of {other.path}"
                help_ = "Keep it in the procedure that continues the old one."
                place = _place(other, FORMER_IDS, other.former_ids[former])
                yield _finding(procedure, number, message, help_, place)


def renamed_entry(procedure: Procedure, former: str, now: Procedure, span: Span) -> Diagnostic:
    """Return the finding for a former id in the front matter, whose values are not fixed."""
    help_ = f"Write {now.id}."
    if now is procedure:
        help_ = "Remove the entry: it is a former id of this procedure."
    return diagnostic("former-id", procedure.path, span, _renamed(former, now), help_)


def renamed_mention(procedure: Procedure, former: str, now: Procedure, span: Span) -> Diagnostic | None:
    """Return the finding for a former id in the text, with a fix if the id stands alone or in backticks.

    A procedure may say what it was called.
    """
    if now is procedure:
        return None
    fix = None
    around = span.end_column - span.column - len(former)
    if span.line == span.end_line and around in (0, 2):
        inner = Span(span.line, span.column + around // 2, span.line, span.end_column - around // 2)
        fix = Fix(f"Replace it with {now.id}", (Edit(inner, now.id),))
    message = _renamed(former, now)
    return diagnostic("former-id", procedure.path, span, message, f"Write {now.id}.", fix=fix)


def _renamed(former: str, now: Procedure) -> str:
    return f"The procedure {quoted(former)} was renamed to {now.id}"


def _finding(
    procedure: Procedure, number: int, message: str, help_: str, related: Related | None = None
) -> Diagnostic:
    return diagnostic(
        "duplicate-id",
        procedure.path,
        procedure.place(FORMER_IDS, number),
        message,
        help_,
        pointer=f"/front_matter{procedure.template.pointer(FORMER_IDS, number)}",
        related=related,
    )


def _place(procedure: Procedure, *path: str | int) -> Related:
    return Related(procedure.path, procedure.place(*path), "used here")
