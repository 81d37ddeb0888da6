"""The documents that differ from the others, those that tell most about themselves first.

A document that fits but for one thing that hardly any other lacks has probably a mistake. One that differs
in everything is probably another kind of document, and what many documents lack is probably a mistake of the
template. So each kind of finding counts as often as there are documents that have it, and the document
with the smallest sum comes first. Kinds that many documents have are left out of the sum; documents
with no others come last.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reporting.colour import PLAIN, Palette
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import headline, summarise
from mkdocs_deploy_plugin.text import quantity

RARE = 0.2
"""The share of documents up to which a kind of finding is rare."""

KINDS = 5
"""The number of kinds of findings that are shown of a document."""

_ENTRY = re.compile(r"/[0-9]+(?=/|$)")


@dataclass(frozen=True, slots=True)
class Peculiarity:
    """A kind of finding in a document.

    Attributes:
        first: The first finding of this kind.
        number: How many there are in the document.
        documents: How many documents have findings of this kind.
    """

    first: Diagnostic
    number: int
    documents: int


def outliers(diagnostics: Sequence[Diagnostic], files: int) -> list[list[Peculiarity]]:
    """Return the kinds of findings of each document, the rarest first; the most telling document first.

    Args:
        diagnostics: The findings.
        files: The number of all documents.
    """
    found: dict[str, dict[tuple[str, str], list[Diagnostic]]] = {}
    for diagnostic in diagnostics:
        found.setdefault(diagnostic.path, {}).setdefault(_kind(diagnostic), []).append(diagnostic)
    documents = Counter(kind for kinds in found.values() for kind in kinds)
    ordered = [
        sorted(
            (Peculiarity(same[0], len(same), documents[kind]) for kind, same in kinds.items()),
            key=lambda one: one.documents,
        )
        for kinds in found.values()
    ]

    def order(kinds: list[Peculiarity]) -> tuple[bool, int]:
        rare = [one.documents for one in kinds if one.documents <= max(1, RARE * files)]
        return (False, sum(rare)) if rare else (True, sum(one.documents for one in kinds))

    return sorted(ordered, key=order)


def render_outliers(report: Report, palette: Palette = PLAIN, limit: int = 0) -> str:
    """Return the documents with findings and a summary, as `procedures check --outliers` prints them.

    Args:
        report: The report.
        palette: The colours.
        limit: The largest number of lines with findings; 0 is no limit.
    """
    parts: list[str] = []
    shown = 0
    ordered = outliers(report.diagnostics, len(report.files))
    for number, kinds in enumerate(ordered):
        if limit and shown >= limit:
            more = quantity(len(ordered) - number, "more document")
            parts.append(f"{more} with findings. To see all, use --limit 0.")
            break
        lines = [_line(one, palette) for one in kinds[:KINDS]]
        shown += len(lines)
        if len(kinds) > KINDS:
            lines.append(f"  and {quantity(len(kinds) - KINDS, 'more kind')} of findings")
        parts.append("\n".join(lines))
    return "\n\n".join([*parts, summarise(report)]) + "\n"


def _line(one: Peculiarity, palette: Palette) -> str:
    others = one.documents - 1
    where = f"also in {quantity(others, 'other document')}" if others else "only here"
    times = f"{one.number:,} times, " if one.number > 1 else ""
    return f"{headline(one.first, palette)}\n  {times}{where}"


def _kind(diagnostic: Diagnostic) -> tuple[str, str]:
    """Return what makes two findings one kind: the rule, and the place in the data if it has one."""
    return diagnostic.rule, _ENTRY.sub("/0", diagnostic.pointer)
