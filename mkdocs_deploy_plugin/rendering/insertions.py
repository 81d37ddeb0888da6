"""Insert generated content into the page of a procedure, in the positions that the template defines."""

from __future__ import annotations

from dataclasses import replace

from mkdocs_deploy_plugin.model import Document, Outline, Section
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.identity import Unique, slug
from mkdocs_deploy_plugin.rendering.normalise import normalise
from mkdocs_deploy_plugin.rendering.operations import Generated, Heading, Insertions, Normalised, Operation
from mkdocs_deploy_plugin.rendering.run_data import heading_attributes, item_attributes
from mkdocs_deploy_plugin.rendering.search_exclusion import PAGEFIND_IGNORES
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER
from mkdocs_deploy_plugin.template.published import published
from mkdocs_deploy_plugin.template.sections import body_sections, section_key


def checked_page(document: Document, template: Template, safe: bool = False) -> Normalised | None:
    """Return the normalised page of a procedure, or None if it was too large to be read.

    The result does not depend on other procedures. `safe` says whether only safe HTML is kept.
    """
    read = published(document, template)
    if read is None:
        return None
    insertions = template_insertions(*read, template, document.string(IDENTIFIER))
    return normalise(*read, insertions, safe=safe)


def template_insertions(tree: Tree, outline: Outline, template: Template, own: str) -> Insertions:
    """Return the generated sections, the markers for findings and relations, and attributes for scripts.

    `own` is the id of the procedure.
    """
    return replace(
        _Placing(tree, outline, template).insertions(),
        headings=heading_attributes(outline, template, own),
        items=item_attributes(outline, template),
        wording=template.wording,
        syntax=template.syntax,
    )


class _Placing:
    def __init__(self, tree: Tree, outline: Outline, template: Template) -> None:
        self.outline = outline
        self.template = template
        self.before: dict[int, list[Operation]] = {}
        self.after: dict[int, list[Operation]] = {}
        self.end: list[Operation] = []
        self.headings = [section.start for section in outline.sections()]
        self.rules_before = _rules_before(tree)
        self.anchors = Unique()
        for section in outline.sections():
            self.anchors(section.anchor)

    def insertions(self) -> Insertions:
        self.visit(body_sections(self.outline), self.template.sections, None)
        self.end.append(Generated("relations"))
        start: list[Operation] = []
        title = next((section.start for section in self.outline.root.sections if section.level == 1), None)
        (start if title is None else self.after.setdefault(title, [])).insert(0, Generated("findings"))
        return Insertions(self.before, self.after, start, self.end)

    def visit(self, sections: tuple[Section, ...], rules: tuple[SectionRule, ...], stop: int | None) -> None:
        """Place the generated sections among others. `stop` is the offset of the heading after them all."""
        present = {section_key(section, rules): section for section in reversed(sections)}
        for number, rule in enumerate(rules):
            section = present.get(rule.heading)
            if rule.generated and section is None:
                following = [present[r.heading].start for r in rules[number + 1 :] if r.heading in present]
                anchor = self.anchors(slug(rule.heading))
                heading = Heading(rule.level, anchor, rule.heading, PAGEFIND_IGNORES)
                self.put(following[0] if following else stop, [heading, Generated(rule.generated)])
            elif rule.generated and section is not None:
                if all(directive.name != rule.generated for directive in section.directives):
                    self.after.setdefault(section.start, []).append(Generated(rule.generated))
            elif section is not None:
                last = max(inner.start for inner in section.walk())
                beyond = next((start for start in self.headings if start > last), None)
                self.visit(section.sections, rule.sections, beyond)

    def put(self, offset: int | None, operations: list[Operation]) -> None:
        if offset is None:
            self.end.extend(operations)
        else:
            self.before.setdefault(self.rules_before.get(offset, offset), []).extend(operations)


def _rules_before(tree: Tree) -> dict[int, int]:
    """Map each block directly after thematic breaks to the start of the first of these."""
    rules: dict[int, int] = {}
    start: int | None = None
    for block in tree.root.children:
        if block.kind == "rule":
            start = block.start if start is None else start
            continue
        if start is not None:
            rules[block.start] = start
        start = None
    return rules
