"""Read the ordinary pages of a site that ask for generated content."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.directives import may_hold_directives
from mkdocs_deploy_plugin.reading.document import line_start
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.source import decode

HINT = b"procedures:"
"""Bytes that every page with directives contains; no other page has to be read."""


def read_page(path: str, data: bytes, syntax: ReferenceSyntax) -> Document | None:
    """Read the directives of an ordinary page. Return None if it has none.

    Other mistakes on the page are not reported.
    """
    source = decode(path, data)
    if isinstance(source, Diagnostic) or not may_hold_directives(source.text):
        return None
    lines = _header(source.text)
    start = line_start(source.text, lines) or 0
    tree = parse(source.text[start:], lines + 1)
    if tree.too_deep is not None:
        return None
    outline = read_outline(tree, syntax, identities=False)
    if not any(section.directives for section in outline.root.walk()):
        return None
    return Document(source, None, start, lines + 1, outline)


def _header(text: str) -> int:
    """Return the number of lines of the front matter, including its fences; 0 without front matter."""
    if not text.startswith("---"):
        return 0
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
