"""The endings of Markdown files."""

from __future__ import annotations

import os

SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd", ".mkdown", ".mdwn", ".mdx")
"""Endings of procedures, in any case: all that GitHub or MkDocs renders as Markdown."""

PAGE_SUFFIXES = SUFFIXES[:5]
"""Endings that MkDocs renders, in this case only."""

HINT = b".m"
"""The beginning of every ending that a link can have: MkDocs does not find links to `.MD`."""

_NOT_PROCEDURES = ("index", "README")
"""Names of Markdown files in the procedures folder that are ordinary pages, without their ending."""


def is_markdown(name: str) -> bool:
    """Return whether GitHub or MkDocs renders a file of this name as Markdown."""
    return name.casefold().endswith(SUFFIXES)


def is_procedure(name: str) -> bool:
    """Return whether a file of this name in the procedures folder is a procedure."""
    return is_markdown(name) and os.path.splitext(name)[0] not in _NOT_PROCEDURES
