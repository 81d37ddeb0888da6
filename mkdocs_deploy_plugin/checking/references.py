"""Rules about procedures as a collection: ids are unique, and references resolve."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from mkdocs_deploy_plugin.catalog import RELATION_KEYS, Catalog, Procedure
from mkdocs_deploy_plugin.checking.problem import closest, quoted
from mkdocs_deploy_plugin.model import Diagnostic, Reference, ReferenceKind, Related, Span
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.rules import diagnostic
from mkdocs_deploy_plugin.template import Template


def check_references(catalog: Catalog, template: Template, folder: str) -> Iterator[Diagnostic]:
    """Yield ids that stand twice, and references to nothing. `folder` is that of the procedures."""
    yield from _duplicate_ids(catalog)
    for procedure in catalog:
        yield from _relations(catalog, procedure, template)
        outline = procedure.document.outline
        for reference in outline.references if outline else ():
            diagnostic = _reference(catalog, procedure, reference, template, folder)
            if diagnostic is not None:
                yield diagnostic


def _finding(
    procedure: Procedure, rule: str, span: Span, message: str, help_: str, related: Related | None = None
) -> Diagnostic:
    return diagnostic(rule, procedure.path, span, message, help_, related=related)


def _duplicate_ids(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield ids that stand in two files. An id belongs to the file of its name, else to the first one."""
    owners: dict[str, Procedure] = {}
    for procedure in catalog:
        owner = owners.setdefault(procedure.id, procedure)
        if owner.document.stem != procedure.id == procedure.document.stem:
            owners[procedure.id] = procedure
    for procedure in catalog:
        owner, front_matter = owners[procedure.id], procedure.document.front_matter
        if owner is procedure or front_matter is None or "/id" not in front_matter.values:
            continue
        if owner.path.casefold() == procedure.path.casefold():
            continue  # One file twice: that is a finding about the path.
        other, stem = owner.document.front_matter, procedure.document.stem
        place = other.values.get("/id", other.end) if other else Span(1, 1, 1, 1)
        message = f"The id {quoted(procedure.id)} belongs to {owner.path} already"
        related = Related(owner.path, place, "the first one")
        help_ = "Take the next free number." if stem == procedure.id else f"Write {stem}, the file's name."
        yield _finding(procedure, "duplicate-id", front_matter.values["/id"], message, help_, related)


def _relations(catalog: Catalog, procedure: Procedure, template: Template) -> Iterator[Diagnostic]:
    """Yield front matter references to nothing."""
    front_matter = procedure.document.front_matter
    if front_matter is None:
        return
    for key in RELATION_KEYS:
        values = front_matter.data.get(key)
        for number, value in enumerate(values if isinstance(values, list) else []):
            if not isinstance(value, str) or catalog.get(value) is not None:
                continue
            span = front_matter.values[f"/{key}/{number}"]
            if template.syntax.find_code(value) is not None:
                yield _unknown(catalog, procedure, value, span)
            elif (
                key == "related_specs"
                and catalog.has_spec_links
                and value
                and not value.startswith("[")
                and not catalog.spec_url(value)
            ):
                message = f"{quoted(value)} matches no pattern of spec_links in mkdocs.yml"
                help_ = "Correct the key, add a pattern for it, or write title: and url:."
                yield _finding(procedure, "unknown-spec", span, message, help_)


def _unknown(catalog: Catalog, procedure: Procedure, identifier: str, span: Span) -> Diagnostic:
    # Ids have their beginning in common, so those of different things look alike.
    meant = closest(identifier, [known.id for known in catalog], cutoff=0.9)
    help_ = f"Did you mean {meant}?" if meant else "Correct the id, or add that procedure."
    return _finding(
        procedure, "unknown-reference", span, f"There is no procedure {quoted(identifier, 100)}", help_
    )


def _reference(
    catalog: Catalog, procedure: Procedure, reference: Reference, template: Template, folder: str
) -> Diagnostic | None:
    outline = procedure.document.outline
    assert outline is not None
    target = catalog.target(procedure, reference)
    if target is not None:
        known = target.document.outline
        if (
            not reference.anchor
            or known is None
            or known.unclosed_fence
            or _leads_somewhere(target, reference.anchor, template)
        ):
            return None
        where = "on this page" if target is procedure else f"in {target.path}"
        message = f"There is no {_name(reference)} {where}"
        # One number is as close to another as any third: only names can be misspelt.
        meant = closest(reference.anchor, [a for a, s in target.anchors.items() if s.label is None])
        help_ = f"Did you mean #{meant}?" if meant else "Correct it, or add what it names."
        return _finding(
            procedure, "unknown-step", outline.span(reference.start, reference.end), message, help_
        )
    span = outline.span(reference.start, reference.end)
    if reference.kind is ReferenceKind.PROCEDURE:
        return _unknown(catalog, procedure, reference.target, span)
    path = catalog.link_path(procedure, reference)
    if posixpath.dirname(path) != folder or posixpath.basename(path) in ("index.md", "README.md"):
        return None  # An ordinary page: MkDocs itself checks links to it.
    return _unknown(catalog, procedure, posixpath.basename(path).removesuffix(".md"), span)


GENERATED = ("back-links", "findings")
"""Anchors of what is added to a page."""


def _leads_somewhere(target: Procedure, anchor: str, template: Template) -> bool:
    """Tell whether a page has an anchor: of a heading, of what is added to it, or of a task item."""
    if anchor in target.anchors or anchor in GENERATED:
        return True
    # Few references lead to an item, so the ids of items are only read for them.
    outline = read_outline(parse(target.document.body), template.syntax)
    return any(item.id == anchor for section in outline.root.walk() for item in section.items)


def _name(reference: Reference) -> str:
    return quoted(reference.text) if reference.kind is ReferenceKind.STEP else f"#{reference.anchor}"
