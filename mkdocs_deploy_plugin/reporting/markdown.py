"""Findings as a table in Markdown, for the summary of a job or a comment."""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import summarise
from mkdocs_deploy_plugin.text import printable

LIMIT = 900_000
"""How many bytes the text has at most. GitHub drops the summary of a step that has more than 1 MiB."""

CELL = 500
"""How many characters of a message or path are shown."""

_MARKS = re.compile(r"[\\`*_\[\]<>&|~$:@#]")


def render(report: Report) -> str:
    """Return a heading, the summary and a row for each finding. Paths are relative to the repository."""
    parts = [f"## Procedures\n\n{_text(summarise(report))}\n"]
    if report.diagnostics:
        parts.append("\n| Place | Finding | What to do |\n|---|---|---|\n")
    size = sum(len(part) for part in parts)
    for number, one in enumerate(report.diagnostics):
        row = _row(one, report)
        size += len(row.encode())
        if size > LIMIT:
            parts.append(f"\nAnd {len(report.diagnostics) - number:,} more.\n")
            break
        parts.append(row)
    return "".join(parts)


def _row(one: Diagnostic, report: Report) -> str:
    place = f"{_text(report.repository_path(one.path))}, line {one.span.line}, column {one.span.column}"
    finding = f"**{one.severity}**: {_text(one.message)} (`{one.rule}`)"
    return f"| {place} | {finding} | {_text(one.help)} |\n"


def _text(text: str) -> str:
    """Return a text as Markdown that says the same: nothing of it is mark-up."""
    text = printable(text)
    text = text if len(text) <= CELL else f"{text[: CELL - 1]}…"
    return _MARKS.sub(lambda match: f"&#{ord(match[0])};", text)
