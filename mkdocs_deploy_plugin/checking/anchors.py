"""Check the anchors that links and references lead to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Reference
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.text import closest, quoted

_ADDED = ("back-links", "findings", "top")
"""Anchors of sections that are added to each page, and of its top."""

_FOREIGN = re.compile(r"__|:~:")
"""The beginnings of anchors of themes and browsers: of lines of code, tabs and quoted text."""

_INCLUDED = ("8<--", "{%")
"""What brings in content that the checker does not see."""


def check_anchor(procedure: Procedure, reference: Reference) -> Diagnostic | None:
    """Return the finding for a link within a page, or None if the page has its anchor."""
    outline, anchor = procedure.document.outline, reference.anchor
    assert outline is not None
    if outline.unclosed_fence or _FOREIGN.match(anchor) or has_anchor(procedure, anchor):
        return None
    if any(mark in procedure.document.body for mark in _INCLUDED):
        return None
    return diagnostic(
        "unknown-anchor",
        procedure.path,
        outline.span(reference.start, reference.end),
        f"Nothing on this page has the anchor {quoted(f'#{anchor}', 100)}",
        anchor_help(procedure, anchor, "Correct the link, or add its target."),
    )


def has_anchor(procedure: Procedure, anchor: str) -> bool:
    """Return whether a page has an anchor, on the site or on GitHub."""
    added = _added(procedure.template)
    return anchor in procedure.anchors or anchor.lower() in added or bool(procedure.anchor(anchor))


def anchor_help(procedure: Procedure, anchor: str, otherwise: str) -> str:
    """Return the help that names the anchor that was probably meant, or other help."""
    known = {*procedure.anchors, *procedure.linkable.headings, *procedure.linkable.others}
    meant = next((name for name in sorted(known) if name.casefold() == anchor.casefold()), "")
    number = _number(procedure.template)
    if not meant and not number.fullmatch(anchor):
        # Any two numbers are similar, so only names can be recognised as misspelt.
        meant = closest(anchor, sorted(name for name in known if not number.fullmatch(name)))
    return f"Did you mean #{meant}?" if meant else otherwise


@lru_cache(maxsize=16)
def _added(template: Template) -> frozenset[str]:
    """Return the anchors that every page of a template has."""
    return frozenset((*_ADDED, *_generated(template.sections)))


@lru_cache(maxsize=16)
def _number(template: Template) -> re.Pattern[str]:
    """Return the pattern of the anchors of numbered headings."""
    words = "|".join(sorted({re.escape(slug(word)) for word, _ in template.words}))
    return re.compile(rf"(?:{words})-(?:\w|\.)+", re.I)


def _generated(rules: Iterable[SectionRule]) -> Iterator[str]:
    """Yield the anchors of the sections that are added to pages without them."""
    for rule in rules:
        if rule.generated:
            yield slug(rule.heading)
        yield from _generated(rule.sections)
