"""The parsed body of a procedure, for rules about text that the outline does not keep."""

from __future__ import annotations

from functools import lru_cache

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.reading.blocks import Tree, parse


def tree_of(document: Document) -> Tree:
    """Return the parsed body of a document. That of the last one is kept."""
    return _parsed(document.body, document.body_line)


@lru_cache(maxsize=1)
def _parsed(body: str, line: int) -> Tree:
    return parse(body, line)
