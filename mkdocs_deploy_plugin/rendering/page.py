"""What a page is made with: where generated content goes in, and where references lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from mkdocs_deploy_plugin.catalog import Procedure
from mkdocs_deploy_plugin.entries import Entry, project_labels
from mkdocs_deploy_plugin.model import Diagnostic, Outline, ReferenceKind
from mkdocs_deploy_plugin.project import Project
from mkdocs_deploy_plugin.properties import properties
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax
from mkdocs_deploy_plugin.rendering.catalog_table import Listing, catalog_table
from mkdocs_deploy_plugin.rendering.insertions import template_insertions
from mkdocs_deploy_plugin.rendering.links import Target
from mkdocs_deploy_plugin.rendering.operations import Insertions, Normalised
from mkdocs_deploy_plugin.rendering.run_data import parameter_names
from mkdocs_deploy_plugin.rendering.tables import Renderer, findings


class PageContext(Protocol):
    """What the Markdown extension asks about the page that it converts."""

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like."""

    @property
    def normalises(self) -> bool:
        """Whether lists are read as GitHub reads them, and get working checkboxes."""

    @property
    def own_anchors(self) -> bool:
        """Whether headings get the anchors of `reading.identity`, not those of the site."""

    @property
    def parameters(self) -> frozenset[str]:
        """The names that mean a value when they stand in double braces."""

    def prepared(self, text: str) -> Normalised | None:
        """Give the page with this text where it has been normalised already."""

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give what is put between the blocks of the page."""

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give the content of a directive; nothing for one that is not known."""

    def resolve(self, found: Found) -> Target | None:
        """Give where a reference leads, or None where it leads nowhere."""


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page without procedures around it: only its lists and checkboxes are of interest."""

    syntax: ReferenceSyntax = field(default_factory=ReferenceSyntax)
    normalises: bool = True
    own_anchors: bool = False
    parameters: frozenset[str] = frozenset()

    def prepared(self, text: str) -> Normalised | None:
        """Give nothing."""
        return None

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give nothing."""
        return Insertions()

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give nothing."""
        return ()

    def resolve(self, found: Found) -> Target | None:
        """Give nothing."""
        return None


Link = Callable[[Procedure, str], str]
"""Gives the address of a procedure's page and a fragment in it, as a link of the page's source."""


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """A page of the site that is no procedure: it may refer to procedures and list them."""

    project: Project
    link: Link
    entries: tuple[Entry, ...] = ()
    normalises: bool = False
    own_anchors: bool = False
    parameters: frozenset[str] = frozenset()

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.project.template.syntax

    def prepared(self, text: str) -> Normalised | None:
        """Give nothing."""
        return None

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give nothing."""
        return Insertions()

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give the catalog; the other directives need a procedure."""
        if name == "catalog":
            return [_catalog(self.project, self.entries, self.link, arguments)]
        return ()

    def resolve(self, found: Found) -> Target | None:
        """Give where an id leads. Step numbers mean nothing here, and unknown ids stay text."""
        if found.kind is not ReferenceKind.PROCEDURE:
            return None
        target = self.project.catalog.get(found.target)
        if target is None or (found.anchor and found.anchor not in target.anchors):
            return None
        return Target(self.link(target, found.anchor), _title(target, found.anchor))


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """The page of a procedure."""

    project: Project
    procedure: Procedure
    link: Link
    diagnostics: tuple[Diagnostic, ...] = ()
    entries: tuple[Entry, ...] = ()
    normalises: bool = True
    own_anchors: bool = True

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the procedure's parameters."""
        return parameter_names(self.procedure.document)

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.project.template.syntax

    @property
    def renderer(self) -> Renderer:
        """Renders values for this page."""
        return Renderer(self.project.template, self.project.catalog, self.link)

    def prepared(self, text: str) -> Normalised | None:
        """Give the page as it was normalised when it was checked, if the text is still that one."""
        prepared = self.procedure.document.prepared
        if isinstance(prepared, Normalised) and text.strip("\n") == self.procedure.document.body.strip("\n"):
            return prepared
        return None

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give what the template has generated."""
        return template_insertions(tree, outline, self.project.template, self.procedure.id)

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give generated content by its name; that of a front matter field by the field's name."""
        if name == "catalog":
            return [_catalog(self.project, self.entries, self.link, arguments)]
        if name == "metadata":
            return [self.renderer.metadata(self.procedure)]
        if name == "back-links":
            return [self.renderer.back_links(self.project.catalog.back_links(self.procedure.id))]
        if name == "referenced-by":
            return self._referenced_by()
        if name == "findings":
            return [findings(self.diagnostics)] if self.diagnostics else ()
        template_field = self.project.template.field(name.replace("-", "_"))
        if template_field is None:
            return ()
        element = self.renderer.field(self.procedure, template_field)
        return () if element is None else [element]

    def _referenced_by(self) -> Sequence[Element]:
        links = self.project.catalog.back_links(self.procedure.id)
        if not links:
            return ()
        heading = Element("h2", {"id": "back-links"})
        heading.text = "Referenced by"
        return [heading, self.renderer.back_links(links)]

    def resolve(self, found: Found) -> Target | None:
        """Give where an id or the number of a step leads."""
        if found.kind is ReferenceKind.STEP:
            section = self.procedure.anchors.get(found.anchor)
            return Target(f"#{found.anchor}", section.heading) if section is not None else None
        target = self.project.catalog.get(found.target)
        if target is None or (found.anchor and found.anchor not in target.anchors):
            return None
        if target is self.procedure:
            return Target(f"#{found.anchor}", _title(target, found.anchor)) if found.anchor else None
        return Target(self.link(target, found.anchor), _title(target, found.anchor))


_COLUMNS = ("id", "title", "status", "risk", "version", "author", "reviewed")


def _catalog(project: Project, entries: Sequence[Entry], link: Link, arguments: Mapping[str, str]) -> Element:
    known = properties(project.template)
    wanted = {name: slug(value) if name == "project" else value for name, value in arguments.items()}
    chosen = [
        entry
        for entry in entries
        if all(
            value.casefold() in (one.casefold() for one in entry.values.get(name, ()))
            for name, value in wanted.items()
        )
    ]
    by_name = {one.name: one for one in known}
    listing = Listing(
        chosen,
        [by_name[name] for name in _COLUMNS if name in by_name],
        [one for one in known if one.facet] if wanted.keys() <= {"project"} else (),
        labels={"project": project_labels(project)},
    )
    return catalog_table(listing, lambda procedure: link(procedure, ""), project.catalog.spec_url)


def _title(target: Procedure, anchor: str) -> str:
    """Give the words over a link: what the procedure is called, its status, and the heading."""
    status = target.document.string("status")
    title = f"{target.title} ({status})" if status else target.title
    return f"{title}, {target.anchors[anchor].heading}" if anchor else title
