"""Wrap pages with checklists in an element that identifies them to the script."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.rendering.run_data import cut
from mkdocs_deploy_plugin.rendering.theme import written_attributes


def procedure_attributes(procedure: Procedure, base: str, run: str, labels: str = "") -> dict[str, str]:
    """Return the attributes of a procedure's article.

    Args:
        procedure: The procedure.
        base: The relative path from the page to the root of the site.
        run: The data for runs; see `rendering.run_data`.
        labels: The words of labels for Pagefind, which does not read labels; see `rendering.searchable`.
    """
    words = {"data-pagefind-index-attrs": "data-words", "data-words": labels} if labels else {}
    return {
        "class": "procedures-page",
        "data-procedure": procedure.id,
        "data-procedure-title": cut(procedure.title),
        "data-procedure-version": cut(procedure.document.string("version")),
        "data-procedure-digest": page_digest(procedure),
        "data-base": base,
        "data-run": run,
        **words,
    }


def checklist_attributes(page: str, base: str) -> dict[str, str]:
    """Return the attributes of the element around an ordinary page, which is identified by its source."""
    return {"class": "procedures-page", "data-checklist": page, "data-base": base}


def page_digest(procedure: Procedure) -> str:
    """Return the first 12 hex digits of the SHA-256 of the procedure's text, to tell its versions apart."""
    return hashlib.sha256(procedure.document.source.text.encode()).hexdigest()[:12]


def wrap(html: str, tag: str, attributes: Mapping[str, str]) -> str:
    """Return a page wrapped in an element."""
    return f"<{tag}{written_attributes(attributes)}>\n{html}\n</{tag}>"
