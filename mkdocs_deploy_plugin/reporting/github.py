"""Findings as GitHub Actions workflow commands, which annotate the lines of a pull request."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Diagnostic, Severity, Span
from mkdocs_deploy_plugin.reporting.importance import most_important
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.reporting.text import summarise
from mkdocs_deploy_plugin.text import printable

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


SHOWN = 10
"""The number of errors, of warnings and of notices of a step that GitHub shows. It takes the first ones."""


def render(report: Report) -> str:
    """Return one line for each finding. Paths are relative to the repository.

    The findings that GitHub shows come first: the most important ones of each severity. If there are
    others, a last line, which is no command, says how many GitHub shows.
    """
    shown = [index for severity in Severity for index in _most_important(report, severity)]
    others = sorted(set(range(len(report.diagnostics))) - set(shown))
    lines = [_command(report.diagnostics[index], report) for index in (*shown, *others)]
    if others:
        lines.append(f"{summarise(report)}. GitHub shows {len(shown)} of them as annotations.")
    return "".join(f"{line}\n" for line in lines)


def _most_important(report: Report, severity: Severity) -> list[int]:
    indices = [
        index for index, diagnostic in enumerate(report.diagnostics) if diagnostic.severity is severity
    ]
    chosen = most_important([report.diagnostics[index] for index in indices], SHOWN)
    return [indices[number] for number in chosen]


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
