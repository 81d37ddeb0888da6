"""Findings as workflow commands of GitHub Actions, which shows them beside the lines of a pull request."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Diagnostic, Severity, Span
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.text import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Return one line for each finding. Paths are relative to the repository."""
    return "".join(f"{_command(one, report)}\n" for one in report.diagnostics)


def _command(one: Diagnostic, report: Report) -> str:
    properties = {"file": report.repository_path(one.path), **_place(one.span), "title": one.rule}
    lines = [printable(one.message)]
    if one.help:
        lines.append(printable(one.help))
    if one.reason:
        lines.append(f"Why: {printable(one.reason)}")
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = _data("\n".join(lines))
    return f"::{_COMMANDS[one.severity]} {listed}::{text}"


def _place(span: Span) -> dict[str, int]:
    """Return the place. GitHub takes columns within one line only, and counts the last one in."""
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
