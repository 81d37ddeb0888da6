"""Findings as a Markdown table, for a job summary or a comment."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reporting.importance import ranked
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import place_in_words, summarise
from mkdocs_deploy_plugin.text import printable

LIMIT = 900_000
"""The maximum size in bytes. GitHub drops a step summary of more than 1 MiB."""

CELL = 500
"""The number of characters shown of a message or path."""

_MARKS = re.compile(r"[\\`*_\[\]<>&|~$:@#]")


def render(report: Report) -> str:
    """Return a heading, the summary, and a row for each finding. Paths are relative to the repository.

    If the table would be too large, it has the most important findings and a sentence about the others.
    """
    parts = [f"## Procedures\n\n{_text(summarise(report))}\n"]
    if report.diagnostics:
        parts.append("\n| Location | Finding | Help |\n|---|---|---|\n")
    rows = [_row(diagnostic, report) for diagnostic in report.diagnostics]
    fitting = _fitting(report, rows, LIMIT - sum(len(part.encode()) for part in parts))
    parts.extend(rows[index] for index in fitting)
    if left := len(rows) - len(fitting):
        parts.append(f"\nAnd {left:,} more. The table is limited to {LIMIT:,} bytes.\n")
    return "".join(parts)


def _fitting(report: Report, rows: Sequence[str], size: int) -> list[int]:
    """Return the indices of the most important rows that fit, in the order of the report."""
    if sum(len(row.encode()) for row in rows) <= size:
        return list(range(len(rows)))
    order = ranked(report.diagnostics)
    sizes = accumulate(len(rows[index].encode()) for index in order)
    return sorted(index for index, total in zip(order, sizes, strict=True) if total <= size)


def _row(diagnostic: Diagnostic, report: Report) -> str:
    location = f"{_text(report.repository_path(diagnostic.path))}, {place_in_words(diagnostic.span)}"
    finding = f"**{diagnostic.severity}**: {_text(diagnostic.message)} (`{diagnostic.rule}`)"
    return f"| {location} | {finding} | {_text(diagnostic.help)} |\n"


def _text(text: str) -> str:
    """Return a text escaped for Markdown, so that none of it becomes markup."""
    text = printable(text)
    text = text if len(text) <= CELL else f"{text[: CELL - 1]}…"
    return _MARKS.sub(lambda match: f"&#{ord(match[0])};", text)
