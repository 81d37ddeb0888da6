"""What a page is made with: where generated content goes in, and where references lead."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.entries import Entry
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.query_arguments import read_kinds
from mkdocs_deploy_plugin.model import Arguments, Diagnostic, Outline, ReferenceKind
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.braces import KEEP
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax
from mkdocs_deploy_plugin.rendering.attention import attention
from mkdocs_deploy_plugin.rendering.catalog_table import catalog_listing
from mkdocs_deploy_plugin.rendering.dependencies import dependencies
from mkdocs_deploy_plugin.rendering.insertions import checked_page, template_insertions
from mkdocs_deploy_plugin.rendering.links import Target
from mkdocs_deploy_plugin.rendering.operations import Insertions, Normalised
from mkdocs_deploy_plugin.rendering.parts import part_of
from mkdocs_deploy_plugin.rendering.relations import Addresses, RelationsRenderer, about_others
from mkdocs_deploy_plugin.rendering.run_data import parameter_names
from mkdocs_deploy_plugin.rendering.runs import runs_list
from mkdocs_deploy_plugin.rendering.search_exclusion import leave_labels_out, leave_out
from mkdocs_deploy_plugin.rendering.tables import Renderer, findings
from mkdocs_deploy_plugin.rendering.template_tables import template_tables
from mkdocs_deploy_plugin.rendering.texts import texts_of
from mkdocs_deploy_plugin.rendering.traceability import traceability_table
from mkdocs_deploy_plugin.settings import Html
from mkdocs_deploy_plugin.template.directives import CATALOG, directive_field
from mkdocs_deploy_plugin.template.published import outline_of


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
    def keeps_ticks(self) -> bool:
        """Whether boxes that are ticked in the source are ticked on the page."""

    @property
    def parameters(self) -> frozenset[str]:
        """The names that mean a value when they stand in double braces."""

    @property
    def safe(self) -> bool:
        """Whether only safe HTML is kept of what authors wrote."""

    def checked(self, text: str) -> Normalised | None:
        """Return the page as it was checked, if this is still its text."""

    def outline(self, tree: Tree) -> Outline:
        """Return the complete outline of the parsed page."""

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Return what is put between the blocks of the page."""

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return the content of a directive; nothing for one that is not known."""

    def resolve(self, found: Found) -> Target | None:
        """Return where a reference leads, or None where it leads nowhere."""

    def address(self, written: str) -> str:
        """Return the address of a link, with the page's anchor of a heading instead of GitHub's."""


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A page without procedures around it: only its lists and checkboxes are of interest."""

    syntax: ReferenceSyntax = field(default_factory=ReferenceSyntax)
    normalises: bool = True
    own_anchors: bool = False
    keeps_ticks: bool = True
    safe: bool = False
    parameters: frozenset[str] = frozenset()

    def checked(self, text: str) -> Normalised | None:
        """Return nothing."""
        return None

    def outline(self, tree: Tree) -> Outline:
        """Return the complete outline of the parsed page."""
        return read_outline(tree, self.syntax)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Return nothing."""
        return Insertions()

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return nothing."""
        return ()

    def resolve(self, found: Found) -> Target | None:
        """Return nothing."""
        return None

    def address(self, written: str) -> str:
        """Return the address as it is."""
        return written


Link = Callable[[Procedure, str], str]
"""Return the address of a procedure's page and a fragment in it, as a link of the page's source."""


@dataclass(frozen=True, slots=True)
class OrdinaryPage:
    """A page of the site that is no procedure: it may refer to procedures and list them."""

    project: Project
    link: Link
    addresses: Addresses
    entries: Sequence[Entry] = ()
    normalises: bool = False
    own_anchors: bool = False
    keeps_ticks: bool = True
    safe: bool = False
    parameters: frozenset[str] = frozenset()

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.project.collections[0].template.syntax

    def checked(self, text: str) -> Normalised | None:
        """Return nothing."""
        return None

    def outline(self, tree: Tree) -> Outline:
        """Return the complete outline of the parsed page."""
        return read_outline(tree, self.syntax)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Return nothing."""
        return Insertions()

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return the content of a directive about all procedures."""
        if name == CATALOG:
            return _catalog(self, arguments)
        render = _ABOUT_ALL.get(name)
        return render(_related(self, arguments)) if render is not None else ()

    def address(self, written: str) -> str:
        """Return the address of a link, which may lead to a procedure."""
        return _address(written, self.project, self.link)

    def resolve(self, found: Found) -> Target | None:
        """Return where an id leads. Step numbers mean nothing here, and unknown ids stay text."""
        if found.kind is not ReferenceKind.PROCEDURE:
            return None
        return _target(self.project.catalog.meant(found.target), found.anchor, self.link)


@dataclass(frozen=True, slots=True)
class ProcedurePage:
    """The page of a procedure."""

    project: Project
    procedure: Procedure
    link: Link
    addresses: Addresses
    entries: Sequence[Entry] = ()
    diagnostics: tuple[Diagnostic, ...] = ()
    normalises: bool = True
    own_anchors: bool = True
    keeps_ticks: bool = False

    @property
    def safe(self) -> bool:
        """Whether only safe HTML is kept of what authors wrote."""
        return self.project.settings.html is not Html.ALLOW

    @property
    def parameters(self) -> frozenset[str]:
        """The names of the procedure's parameters."""
        return parameter_names(self.procedure.document)

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.procedure.template.syntax

    @property
    def renderer(self) -> Renderer:
        """Renders values for this page."""
        template = self.procedure.template
        return Renderer(
            template, self.project.catalog, self.link, texts_of(self.project.settings, [template])
        )

    def checked(self, text: str) -> Normalised | None:
        """Return the page as it was checked, if this is still its text."""
        if not self.is_of_file(text):
            return None
        return checked_page(self.procedure.document, self.procedure.template, self.safe)

    def is_of_file(self, text: str) -> bool:
        """Return whether a text is that of the file, which was checked."""
        document = self.procedure.document
        return document.outline is not None and text.strip("\n") == document.body.strip("\n")

    def outline(self, tree: Tree) -> Outline:
        """Return the complete outline of the parsed page."""
        return outline_of(tree, self.procedure.template)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Return what the template has generated."""
        return template_insertions(tree, outline, self.procedure.template, self.procedure.id)

    def generate(self, name: str, arguments: Arguments) -> Sequence[Element]:
        """Return generated content by its name; that of a front matter field by the field's name."""
        if name == CATALOG:
            return _catalog(self, arguments)
        if (of_procedure := _OF_PROCEDURE.get(name)) is not None:
            return of_procedure(self)
        if (about_all := _ABOUT_ALL.get(name)) is not None:
            return about_all(_related(self, arguments))
        template_field = directive_field(self.procedure.template, name)
        if template_field is None:
            return ()
        element = self.renderer.field(self.procedure, template_field)
        return () if element is None else [leave_labels_out(element)]

    @property
    def related(self) -> RelationsRenderer:
        """Renders the relations of procedures for this page."""
        return RelationsRenderer(self.project, self.addresses, self.project.collections)

    def address(self, written: str) -> str:
        """Return the address of a link, which may lead into this procedure or to another one."""
        if written.startswith("#"):
            return f"#{self.procedure.anchor(written[1:]) or written[1:]}"
        return _address(written, self.project, self.link)

    def resolve(self, found: Found) -> Target | None:
        """Return where an id or the number of a step leads."""
        if found.kind is ReferenceKind.STEP:
            anchor = self.procedure.present_anchor(found.anchor)
            section = self.procedure.anchors.get(anchor)
            return Target(f"#{anchor}", section.heading) if section is not None else None
        target = self.project.catalog.meant(found.target)
        if target is None or target is not self.procedure:
            return _target(target, found.anchor, self.link)
        return _target(target, found.anchor, lambda _, anchor: f"#{anchor}") if found.anchor else None


def _catalog(page: OrdinaryPage | ProcedurePage, arguments: Arguments) -> Sequence[Element]:
    listing = catalog_listing(page.project, page.entries, arguments, page.link, page.addresses.procedure)
    return [leave_out(listing)]


def _related(page: OrdinaryPage | ProcedurePage, arguments: Arguments) -> RelationsRenderer:
    """Return what renders a directive about all procedures, or about those of the kinds that it names."""
    collections = read_kinds(arguments.values, page.project.collections).collections
    return RelationsRenderer(page.project, page.addresses, collections, part_of(arguments))


def _back_links(page: ProcedurePage) -> Sequence[Element]:
    lists = page.related.lists(page.procedure)
    return [about_others(lists)] if lists is not None else ()


def _dependencies(page: ProcedurePage) -> Sequence[Element]:
    around = page.related.around(page.procedure)
    return [about_others(around)] if around is not None else ()


def _relations(page: ProcedurePage) -> Sequence[Element]:
    lists = page.related.lists(page.procedure)
    if lists is None:
        return ()
    heading = Element("h2", {"id": "back-links"})
    heading.text = page.renderer.t("Relations")
    around = page.related.around(page.procedure)
    return [leave_out(heading), about_others(lists, *(() if around is None else (around,)))]


def _findings(page: ProcedurePage) -> Sequence[Element]:
    return [leave_out(findings(page.diagnostics, page.related.t))] if page.diagnostics else ()


_ABOUT_ALL: Mapping[str, Callable[[RelationsRenderer], Sequence[Element]]] = {
    "dependencies": dependencies,
    "traceability": lambda renderer: [about_others(*traceability_table(renderer))],
    "attention": attention,
    "template": lambda renderer: template_tables(renderer.collections),
    "runs": lambda renderer: [runs_list(renderer.project.catalog, renderer.addresses, renderer.t)],
}
"""What renders directives about all procedures; see `template.directives`."""

_OF_PROCEDURE: Mapping[str, Callable[[ProcedurePage], Sequence[Element]]] = {
    "metadata": lambda page: [leave_labels_out(page.renderer.metadata(page.procedure))],
    "back-links": _back_links,
    "dependencies": _dependencies,
    "relations": _relations,
    "findings": _findings,
    KEEP: lambda _: [Element("div", {"data-keep": "", "hidden": "hidden"})],
}
"""What renders directives about one procedure, and what every procedure gets without a directive."""


def _address(written: str, project: Project, link: Link) -> str:
    """Return the address of a link to a file, with the anchor of a procedure instead of GitHub's."""
    path, _, fragment = written.partition("#")
    if not fragment or not path.endswith(".md"):
        return written
    target = project.catalog.get(posixpath.basename(path).removesuffix(".md"))
    if target is None or posixpath.normpath(path) != link(target, ""):
        return written
    return f"{path}#{target.anchor(fragment) or fragment}"


def _target(procedure: Procedure | None, anchor: str, link: Link) -> Target | None:
    """Return where a reference leads; None if there is no such procedure, or no such anchor in it."""
    if procedure is None:
        return None
    anchor = procedure.present_anchor(anchor) if anchor else ""
    if anchor and anchor not in procedure.anchors:
        return None
    return Target(link(procedure, anchor), _title(procedure, anchor))


def _title(target: Procedure, anchor: str) -> str:
    """Return the words over a link: what the procedure is called, its status, and the heading."""
    status = target.document.string("status")
    title = f"{target.title} ({status})" if status else target.title
    return f"{title}, {target.anchors[anchor].heading}" if anchor else title
