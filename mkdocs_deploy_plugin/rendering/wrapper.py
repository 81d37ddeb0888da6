"""Wrap pages with checklists in an element that identifies them to the script."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.rendering.narrow import narrow
from mkdocs_deploy_plugin.rendering.run_data import cut
from mkdocs_deploy_plugin.rendering.theme import written_attributes

_FINGERPRINTS = re.compile(r' data-(?:rev|digest|unchecked)="([^"]*)"')


def procedure_attributes(
    procedure: Procedure, html: str, base: str, run: str, blanks: str, labels: str = ""
) -> dict[str, str]:
    """Return the attributes of a procedure's article.

    Args:
        procedure: The procedure.
        html: The content of the page.
        base: The relative path from the page to the root of the site.
        run: The data for runs; see `rendering.run_data`.
        blanks: The fields of a printed sheet; see `rendering.words`.
        labels: The words of labels for Pagefind, which does not read labels; see `rendering.searchable`.
    """
    words = {"data-pagefind-index-attrs": "data-words", "data-words": labels} if labels else {}
    return {
        "class": "procedures-page",
        "data-procedure": procedure.id,
        **({"data-former": " ".join(procedure.former_ids)} if procedure.former_ids else {}),
        "data-procedure-title": cut(procedure.title),
        "data-procedure-version": cut(procedure.document.string("version")),
        "data-procedure-digest": page_digest(html, procedure.document.source.text),
        "data-base": base,
        "data-run": run,
        "data-blanks": blanks,
        **words,
    }


def checklist_attributes(page: str, html: str, base: str) -> dict[str, str]:
    """Return the attributes of the element around an ordinary page, which is identified by its source."""
    return {
        "class": "procedures-page",
        "data-checklist": page,
        "data-procedure-digest": page_digest(html),
        "data-base": base,
    }


def page_digest(html: str, source: str = "") -> str:
    """Return the first 12 hex digits of the SHA-256 of a page, to tell its builds apart.

    It covers the source and all fingerprints on the page, which depend on what other plugins and extensions
    have included.
    """
    return hashlib.sha256("\n".join((source, *_FINGERPRINTS.findall(html))).encode()).hexdigest()[:12]


def wrap(html: str, tag: str, attributes: Mapping[str, str]) -> str:
    """Return a page wrapped in an element."""
    opening = narrow(f"<{tag}{written_attributes(attributes)}>")
    return f"{opening}\n{html}\n</{tag}>"
