"""Rules about the whole collection: ids are unique, and references resolve."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property

from mkdocs_deploy_plugin.catalog.catalog import RELATIONS, Catalog, Procedure
from mkdocs_deploy_plugin.checking.anchors import anchor_help, check_anchor, has_anchor
from mkdocs_deploy_plugin.checking.former_ids import check_former_ids, renamed_entry, renamed_mention
from mkdocs_deploy_plugin.checking.id_numbers import check_id_numbers
from mkdocs_deploy_plugin.checking.prose import is_prose, names_machine
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Reference, ReferenceKind, Related, Span
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.reading.endings import is_procedure
from mkdocs_deploy_plugin.reading.references import before_number
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, RELATED_SPECS, TITLE, URL
from mkdocs_deploy_plugin.text import Choices, quoted


def check_references(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for duplicate ids and broken references."""
    yield from _duplicate_ids(catalog)
    yield from _duplicate_names(catalog)
    yield from check_former_ids(catalog)
    yield from check_id_numbers(catalog)
    check = _References(catalog)
    for procedure in catalog:
        yield from check.relations(procedure)
        outline = procedure.document.outline
        for reference in outline.references if outline else ():
            diagnostic = check.reference(procedure, reference)
            if diagnostic is not None:
                yield diagnostic


def _finding(
    procedure: Procedure, rule: str, span: Span, message: str, help_: str, related: Related | None = None
) -> Diagnostic:
    return diagnostic(rule, procedure.path, span, message, help_, related=related)


def _duplicate_ids(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for duplicate ids. The file named after the id owns it, otherwise the first file."""
    owners: dict[str, Procedure] = {}
    for procedure in catalog:
        owner = owners.setdefault(procedure.id, procedure)
        if owner.document.stem != procedure.id == procedure.document.stem:
            owners[procedure.id] = procedure
    for procedure in catalog:
        owner, front_matter = owners[procedure.id], procedure.document.front_matter
        at = procedure.template.pointer(IDENTIFIER)
        if owner is procedure or front_matter is None or at not in front_matter.values:
            continue
        if owner.path.casefold() == procedure.path.casefold():
            continue  # Paths that differ only in case have their own rule.
        stem = procedure.document.stem
        message = f"The id {quoted(procedure.id)} is already used by {owner.path}"
        related = Related(owner.path, owner.place(IDENTIFIER), "used here")
        help_ = (
            "Use the next free number." if stem == procedure.id else f"Change it to {stem}, the file name."
        )
        yield _finding(procedure, "duplicate-id", front_matter.values[at], message, help_, related)


def _duplicate_names(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield findings for files whose names, which are their ids, are the same or differ only in case."""
    if not any(one.template.id_from_file_name for one in catalog.collections):
        return
    owners: dict[str, Procedure] = {}
    # An id in front matter can be changed on its own, so the file that has it keeps its name.
    for procedure in sorted(catalog, key=lambda procedure: procedure.template.id_from_file_name):
        owner = owners.setdefault(procedure.id.casefold(), procedure)
        if owner is procedure or not procedure.template.id_from_file_name:
            continue
        if owner.path.casefold() == procedure.path.casefold():
            continue  # Paths that differ only in case have their own rule.
        message = f"The name of the file, which is its id, is already used by {owner.path}"
        related = Related(owner.path, START, "used here")
        yield _finding(procedure, "duplicate-id", START, message, "Rename one of the files.", related)


_CORRECT = "Correct the reference, or add its target."
_CORRECT_OR_QUOTE = f"{_CORRECT} If it names something else, put it in quotes or backticks, or waive it."
_NO_KEY = re.compile(r"[<>\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class _References:
    """Finds broken references."""

    def __init__(self, catalog: Catalog) -> None:
        self.catalog = catalog
        # File names that differ from the id. The file is reported, so references by its name are not.
        self.stems = {
            procedure.document.stem for procedure in catalog if procedure.document.stem != procedure.id
        }
        self.meant: dict[str, str] = {}  # by unknown id: several places often refer to the same one

    @cached_property
    def ids(self) -> Choices:
        """The ids of all procedures."""
        return Choices([procedure.id for procedure in self.catalog])

    def relations(self, procedure: Procedure) -> Iterator[Diagnostic]:
        """Yield findings for broken references in the front matter."""
        front_matter = procedure.document.front_matter
        if front_matter is None:
            return
        catalog = self.catalog
        template = procedure.template
        for relation in RELATIONS:
            values = front_matter.value(relation)
            for number, value in enumerate(values if isinstance(values, list) else []):
                if not isinstance(value, str) or catalog.get(value) is not None:
                    continue
                span = front_matter.values[template.pointer(relation, number)]
                if template.syntax.find_code(value) is not None or self.is_id(template, relation, value):
                    if now := catalog.renamed.get(value):
                        yield renamed_entry(procedure, value, now, span)
                    elif value not in self.stems:
                        yield self.unknown(procedure, value, span)
                elif relation == RELATED_SPECS and _NO_KEY.search(value):
                    message = f"{quoted(value)} is not a key: it contains <, > or a control character"
                    help_ = f"Write the key of the spec, or {_title_and_url(template)} instead."
                    yield _finding(procedure, "invalid-value", span, message, help_)
                elif (
                    relation == RELATED_SPECS
                    and catalog.has_spec_links
                    and value
                    and not value.startswith("[")
                    and not catalog.spec_url(value)
                ):
                    message = f"{quoted(value)} does not match any pattern in spec_links"
                    help_ = (
                        f"Correct the key, add a pattern for it, or write {_title_and_url(template)} instead."
                    )
                    yield _finding(procedure, "unknown-spec", span, message, help_)

    def is_id(self, template: Template, relation: str, value: str) -> bool:
        """Return whether an entry of a relation has to be an id, whatever it looks like."""
        field = template.field(relation)
        shapes = field.fields if field is not None and relation != RELATED_SPECS else ()
        return any(shape.pattern and matches(shape.pattern, value) for shape in shapes)

    def reference(self, procedure: Procedure, reference: Reference) -> Diagnostic | None:
        """Return the finding for a reference in a body, or None if it resolves."""
        outline = procedure.document.outline
        assert outline is not None
        if reference.kind is ReferenceKind.LINK and not reference.target:
            return check_anchor(procedure, reference)
        catalog = self.catalog
        target = catalog.target(procedure, reference)
        if target is not None:
            known = target.document.outline
            if (
                not reference.anchor
                or known is None
                or known.unclosed_fence
                or has_anchor(target, reference.anchor)
            ):
                return None
            span = outline.span(reference.start, reference.end)
            help_ = anchor_help(target, reference.anchor, _CORRECT)
            if reference.kind is ReferenceKind.STEP:
                if not _has_word(procedure, reference.anchor) or is_prose(procedure.document, span):
                    return None
                help_ = _CORRECT_OR_QUOTE
            where = "on this page" if target is procedure else f"in {target.path}"
            message = f"{_name(reference)} does not exist {where}"
            return _finding(procedure, "unknown-step", span, message, help_)
        if reference.kind is ReferenceKind.PROCEDURE:
            span = outline.span(reference.start, reference.end)
            if reference.target in self.stems or names_machine(procedure.document, span):
                return None
            if now := catalog.renamed.get(reference.target):
                return renamed_mention(procedure, reference.target, now, span)
            return self.unknown(
                procedure, reference.target, span, " If it names something else, put it in quotes."
            )
        path = catalog.link_path(procedure, reference)
        name = posixpath.basename(path)
        if not is_procedure(name) or not any(one.contains(path) for one in catalog.collections):
            return None  # An ordinary page: MkDocs checks links to it.
        span = outline.span(reference.start, reference.end)
        stem = posixpath.splitext(name)[0]
        meant = catalog.meant(stem)
        if meant is None:
            return self.unknown(procedure, stem, span)
        link = posixpath.relpath(meant.path, posixpath.dirname(procedure.path))
        message = f"The file {quoted(path, 100)} does not exist"
        rule = "unknown-reference"
        if catalog.get(stem) is None:
            message = f"The file {quoted(path, 100)} was renamed to {posixpath.basename(meant.path)}"
            rule = "former-id"
        return _finding(procedure, rule, span, message, f"Change the link to {link}.")

    def unknown(self, procedure: Procedure, identifier: str, span: Span, otherwise: str = "") -> Diagnostic:
        """Return the finding for an id that no procedure has. `otherwise` is the help if it is not an id."""
        # Ids share a prefix, so even unrelated ones are similar.
        if identifier not in self.meant:
            self.meant[identifier] = self.ids.closest(identifier, cutoff=0.9)
        meant = self.meant[identifier]
        help_ = f"Did you mean {meant}?" if meant else f"Correct the id, or add the procedure.{otherwise}"
        message = f"Unknown procedure {quoted(identifier, 100)}"
        return _finding(procedure, "unknown-reference", span, message, help_)


def _title_and_url(template: Template) -> str:
    """Return what a spec without a key has, by the keys of the template."""
    title, url = (template.key_of(RELATED_SPECS, 0, name) for name in (TITLE, URL))
    return f"{title}: and {url}:"


def _has_word(procedure: Procedure, anchor: str) -> bool:
    """Return whether the procedure has any heading with the word of a reference, such as `Step`."""
    anchor = procedure.present_anchor(anchor)
    return any(
        section.label is not None and anchor.startswith(before_number(section.label.word))
        for section in procedure.anchors.values()
    )


def _name(reference: Reference) -> str:
    return quoted(reference.text) if reference.kind is ReferenceKind.STEP else f"#{reference.anchor}"
