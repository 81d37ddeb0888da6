"""The parsed body of a procedure, for rules about text that the outline does not keep."""

from __future__ import annotations

from functools import lru_cache

from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.reading.blocks import Tree, parse
from mkdocs_deploy_plugin.reading.characters import has_invisible


def tree_of(document: Document) -> Tree:
    """Return the parsed body of a document."""
    return parsed(document.body, document.body_line)


@lru_cache(maxsize=1)
def parsed(body: str, line: int) -> Tree:
    """Parse a body that begins on a line of its file, as its outline was. The last one is kept."""
    if has_invisible(body):
        from mkdocs_deploy_plugin.reading.invisible import plain_body

        body = "\n".join(plain_body("", body.split("\n"), line).lines)
    return parse(body, line)
