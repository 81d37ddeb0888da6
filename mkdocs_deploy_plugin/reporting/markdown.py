"""Findings as a Markdown table, for a job summary or a comment."""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import summarise
from mkdocs_deploy_plugin.text import printable

LIMIT = 900_000
"""The maximum size in bytes. GitHub drops a step summary of more than 1 MiB."""

CELL = 500
"""The number of characters shown of a message or path."""

_MARKS = re.compile(r"[\\`*_\[\]<>&|~$:@#]")


def render(report: Report) -> str:
    """Return a heading, the summary, and a row for each finding. Paths are relative to the repository."""
    parts = [f"## Procedures\n\n{_text(summarise(report))}\n"]
    if report.diagnostics:
        parts.append("\n| Location | Finding | Help |\n|---|---|---|\n")
    size = sum(len(part) for part in parts)
    for number, diagnostic in enumerate(report.diagnostics):
        row = _row(diagnostic, report)
        size += len(row.encode())
        if size > LIMIT:
            parts.append(f"\nAnd {len(report.diagnostics) - number:,} more.\n")
            break
        parts.append(row)
    return "".join(parts)


def _row(diagnostic: Diagnostic, report: Report) -> str:
    path, span = report.repository_path(diagnostic.path), diagnostic.span
    location = f"{_text(path)}, line {span.line}, column {span.column}"
    finding = f"**{diagnostic.severity}**: {_text(diagnostic.message)} (`{diagnostic.rule}`)"
    return f"| {location} | {finding} | {_text(diagnostic.help)} |\n"


def _text(text: str) -> str:
    """Return a text escaped for Markdown, so that none of it becomes markup."""
    text = printable(text)
    text = text if len(text) <= CELL else f"{text[: CELL - 1]}…"
    return _MARKS.sub(lambda match: f"&#{ord(match[0])};", text)
