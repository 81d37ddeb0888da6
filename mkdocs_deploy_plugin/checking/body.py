"""The parsed body of a procedure, for rules about text that the outline does not keep."""

from __future__ import annotations

from functools import lru_cache

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.reading.blocks import Tree, parse


def tree_of(document: Document) -> Tree:
    """Return the parsed body of a document."""
    return parsed(document.body, document.body_line)


@lru_cache(maxsize=1)
def parsed(body: str, line: int) -> Tree:
    """Parse a body that begins on a line of its file. The last one is kept."""
    return parse(body, line)
