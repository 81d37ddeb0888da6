"""Read the body of a procedure again, as it is published: complete, and as it is in the file.

Checking needs less of a body, reads invisible characters as what they look like, and keeps little of it.
"""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Document, Outline
from mkdocs_deploy_plugin.reading.blocks import Tree, parse
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.template.definition import Template
from mkdocs_deploy_plugin.template.former_names import present_outline


def published(document: Document, template: Template) -> tuple[Tree, Outline] | None:
    """Return the tree and the outline of a body, or None if it was too large to be read."""
    if document.outline is None:
        return None
    tree = parse(document.body, document.body_line)
    return tree, outline_of(tree, template)


def outline_of(tree: Tree, template: Template) -> Outline:
    """Return the complete outline of a parsed body, with the present names of its template."""
    outline = read_outline(tree, template.syntax)
    return present_outline(outline, template) if template.has_former_names else outline
