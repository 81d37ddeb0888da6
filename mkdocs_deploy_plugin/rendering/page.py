"""What a page is made with: where generated content goes in, and where references lead."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from xml.etree.ElementTree import Element

from mkdocs_deploy_plugin.catalog import Procedure
from mkdocs_deploy_plugin.data import body_sections, section_key
from mkdocs_deploy_plugin.model import Diagnostic, Outline, ReferenceKind, Section
from mkdocs_deploy_plugin.project import Project
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.reading.references import Found, ReferenceSyntax
from mkdocs_deploy_plugin.rendering.links import Target
from mkdocs_deploy_plugin.rendering.normalise import Generated, Heading, Insertions, Operation
from mkdocs_deploy_plugin.rendering.tables import Renderer, findings
from mkdocs_deploy_plugin.template import SectionRule


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
    normalises: bool = False
    own_anchors: bool = False

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.project.template.syntax

    @property
    def renderer(self) -> Renderer:
        """Renders values for this page."""
        return Renderer(self.project.template, self.project.catalog, self.link)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give nothing."""
        return Insertions()

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give the catalog; the other directives need a procedure."""
        if name == "catalog":
            return [self.renderer.catalog_table(arguments)]
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
    normalises: bool = True
    own_anchors: bool = True

    @property
    def syntax(self) -> ReferenceSyntax:
        """What references look like in the procedures of the site."""
        return self.project.template.syntax

    @property
    def renderer(self) -> Renderer:
        """Renders values for this page."""
        return Renderer(self.project.template, self.project.catalog, self.link)

    def insertions(self, tree: Tree, outline: Outline) -> Insertions:
        """Give the generated sections, the findings, and the list of what refers to the procedure."""
        before: dict[int, list[Operation]] = {}
        after: dict[int, list[Operation]] = {}
        end: list[Operation] = []
        headings = [section.start for section in outline.sections()]
        rules_before = _rules_before(tree)

        def put(offset: int | None, operations: list[Operation]) -> None:
            if offset is None:
                end.extend(operations)
            else:
                before.setdefault(rules_before.get(offset, offset), []).extend(operations)

        def visit(sections: tuple[Section, ...], rules: tuple[SectionRule, ...], stop: int | None) -> None:
            present = {section_key(section, rules): section for section in reversed(sections)}
            for number, rule in enumerate(rules):
                section = present.get(rule.heading)
                if rule.generated and section is None:
                    following = [
                        present[r.heading].start for r in rules[number + 1 :] if r.heading in present
                    ]
                    heading = Heading(rule.level, slug(rule.heading), rule.heading)
                    put(following[0] if following else stop, [heading, Generated(rule.generated, {})])
                elif rule.generated and section is not None:
                    if all(directive.name != rule.generated for directive in section.directives):
                        after.setdefault(section.start, []).append(Generated(rule.generated, {}))
                elif section is not None:
                    last = max(inner.start for inner in section.walk())
                    beyond = next((start for start in headings if start > last), None)
                    visit(section.sections, rule.sections, beyond)

        visit(body_sections(outline), self.project.template.sections, None)
        if self.project.catalog.back_links(self.procedure.id):
            end += [Heading(2, "back-links", "Referenced by"), Generated("back-links", {})]
        start: list[Operation] = []
        if self.diagnostics:
            title = next((section.start for section in outline.root.sections if section.level == 1), None)
            (start if title is None else after.setdefault(title, [])).insert(0, Generated("findings", {}))
        return Insertions(before, after, start, end)

    def generate(self, name: str, arguments: Mapping[str, str]) -> Sequence[Element]:
        """Give generated content by its name; that of a front matter field by the field's name."""
        if name == "catalog":
            return [self.renderer.catalog_table(arguments)]
        if name == "metadata":
            return [self.renderer.metadata(self.procedure)]
        if name == "back-links":
            return [self.renderer.back_links(self.project.catalog.back_links(self.procedure.id))]
        if name == "findings":
            return [findings(self.diagnostics)]
        template_field = self.project.template.field(name.replace("-", "_"))
        if template_field is None:
            return ()
        element = self.renderer.field(self.procedure, template_field)
        return () if element is None else [element]

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


def _title(target: Procedure, anchor: str) -> str:
    """Give the words over a link: what the procedure is called, its status, and the heading."""
    status = target.document.string("status")
    title = f"{target.title} ({status})" if status else target.title
    return f"{title}, {target.anchors[anchor].heading}" if anchor else title


def _rules_before(tree: Tree) -> dict[int, int]:
    """Give, for a block with thematic breaks directly before it, the first byte of the first of them."""
    found: dict[int, int] = {}
    start: int | None = None
    for block in tree.root.children:
        if block.kind == "rule":
            start = block.start if start is None else start
            continue
        if start is not None:
            found[block.start] = start
        start = None
    return found
