"""Findings as GitHub Actions workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Diagnostic, Severity, Span
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.text import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Return one line for each finding. Paths are relative to the repository."""
    return "".join(f"{_command(diagnostic, report)}\n" for diagnostic in report.diagnostics)


def _command(diagnostic: Diagnostic, report: Report) -> str:
    path = report.repository_path(diagnostic.path)
    properties = {"file": path, **_place(diagnostic.span), "title": diagnostic.rule}
    lines = [printable(diagnostic.message)]
    if diagnostic.help:
        lines.append(printable(diagnostic.help))
    if diagnostic.reason:
        lines.append(f"Why: {printable(diagnostic.reason)}")
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = _data("\n".join(lines))
    return f"::{_COMMANDS[diagnostic.severity]} {listed}::{text}"


def _place(span: Span) -> dict[str, int]:
    """Return the position. GitHub takes columns only within one line; the end column is inclusive."""
    if span.line != span.end_line:
        return {"line": span.line, "endLine": span.end_line}
    return {
        "line": span.line,
        "col": span.column,
        "endLine": span.end_line,
        "endColumn": max(span.column, span.end_column - 1),
    }


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
