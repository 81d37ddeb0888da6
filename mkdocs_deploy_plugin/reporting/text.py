"""Findings as text for people: position, message, source with a caret, help and reason."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkdocs_deploy_plugin.model import Diagnostic, Edit, Severity, Span
from mkdocs_deploy_plugin.reporting.colour import PLAIN, Palette, painted
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.template.nouns import PROCEDURE, Noun
from mkdocs_deploy_plugin.text import display_width, printable, quantity

CONTEXT = 1
"""The number of source lines shown before the line of a finding."""

WIDTH = 160
"""The number of columns shown of a source line."""


def headline(diagnostic: Diagnostic, palette: Palette = PLAIN) -> str:
    """Return a finding on one line: `path:line:column: severity: message [rule]`."""
    span = diagnostic.span
    severity = painted(diagnostic.severity, palette, diagnostic.severity)
    rule = painted(f"[{diagnostic.rule}]", palette, "rule")
    place = f"{printable(diagnostic.path)}:{span.line}:{span.column}"
    return f"{place}: {severity}: {printable(diagnostic.message)} {rule}"


def place_in_words(span: Span) -> str:
    """Return a place with its last column included: `line 2, columns 3 to 5`."""
    if span.line != span.end_line:
        return f"line {span.line}, column {span.column} to {_end(span)}"
    last = span.end_column - 1
    columns = f"columns {span.column} to {last}" if last > span.column else f"column {span.column}"
    return f"line {span.line}, {columns}"


def _end(span: Span) -> str:
    if span.end_column == 1:
        return f"the end of line {span.end_line - 1}"
    return f"line {span.end_line}, column {span.end_column - 1}"


def describe(
    diagnostic: Diagnostic, lines: Sequence[str], palette: Palette = PLAIN, before: Diagnostic | None = None
) -> str:
    """Return a finding with its source.

    Args:
        diagnostic: The finding.
        lines: The lines of its file.
        palette: The colours.
        before: The first finding with the same fix, which then is not written in full again.
    """
    parts = [headline(diagnostic, palette)]
    parts.extend(_frame(diagnostic.span, lines, CONTEXT, palette, diagnostic.severity))
    if not _is_marked(diagnostic.span, lines):
        parts.append(f"  to:   {_end(diagnostic.span)}")
    if diagnostic.help:
        parts.append(f"  help: {printable(diagnostic.help)}")
    if diagnostic.reason:
        parts.append(f"  why:  {printable(diagnostic.reason)}")
    if diagnostic.fix is not None and before is not None:
        parts.append(f"  fix:  the same as for line {before.span.line} [{before.rule}]")
    elif diagnostic.fix is not None:
        parts.append(f"  fix:  {printable(diagnostic.fix.description)} (procedures check --fix)")
    if diagnostic.related is not None:
        related = diagnostic.related
        place = f"{printable(related.path)}:{related.span.line}:{related.span.column}"
        parts.append(f"  see:  {place}: {printable(related.message)}")
        if related.path == diagnostic.path:
            parts.extend(_frame(related.span, lines, 0, palette, "related"))
    return "\n".join(parts)


def prose(diagnostic: Diagnostic) -> str:
    """Return the message, help and reason of a finding as one paragraph."""
    parts = [printable(diagnostic.message)]
    if parts[0][-1:] not in (".", "…", "?"):
        parts[0] += "."
    if diagnostic.help:
        parts.append(printable(diagnostic.help))
    if diagnostic.reason:
        parts.append(f"Why: {printable(diagnostic.reason)}")
    return " ".join(parts)


def render(report: Report, palette: Palette = PLAIN, limit: int = 0) -> str:
    """Return the findings and a summary, as `procedures check` prints them.

    If there are more than the limit, the most important ones are shown, with counts of all. 0 is no limit.
    """
    diagnostics = report.diagnostics
    left_out = ""
    if 0 < limit < len(diagnostics):
        from mkdocs_deploy_plugin.reporting.importance import most_important
        from mkdocs_deploy_plugin.reporting.overview import overview

        left_out = (
            f"Shown: the {limit:,} most important of {len(diagnostics):,} findings.\n"
            f"{overview(diagnostics)}\n\n"
            "To see all findings, use --limit 0; to see those of a file or folder, name it."
        )
        diagnostics = tuple(diagnostics[index] for index in most_important(diagnostics, limit))
    parts: list[str] = []
    first: dict[tuple[str, str, Edit], Diagnostic] = {}
    for diagnostic in diagnostics:
        fix, before = diagnostic.fix, None
        if fix is not None and fix.edits:
            key = (diagnostic.path, fix.description, fix.edits[0])
            before = first.setdefault(key, diagnostic)
        shared = before if before is not diagnostic else None
        parts.append(describe(diagnostic, report.lines(diagnostic.path), palette, shared))
    parts += [left_out, summarise(report)] if left_out else [summarise(report)]
    return "\n\n".join(parts) + "\n"


def summarise(report: Report) -> str:
    """Return the number of findings and files in words, including the findings that are not shown."""
    words = summary(report.diagnostics, len(report.files), report.noun)
    hidden = [
        f"{number:,} {state}"
        for number, state in ((report.accepted, "accepted by the baseline"), (report.waived, "waived"))
        if number
    ]
    return f"{words}; {', '.join(hidden)}" if hidden else words


def notes(diagnostics: Iterable[Diagnostic]) -> str:
    """Return findings with their help, but without source and summary."""
    return "".join(
        f"{headline(diagnostic)}\n" + (f"  help: {printable(diagnostic.help)}\n" if diagnostic.help else "")
        for diagnostic in diagnostics
    )


def summary(diagnostics: Iterable[Diagnostic], files: int, noun: Noun = PROCEDURE) -> str:
    """Return the number of findings and files in words. `noun` is what the files are called."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    if not severities:
        return f"{quantity(files, *noun)} checked, nothing found"
    errors, warnings = (
        quantity(severities.count(severity), severity) for severity in (Severity.ERROR, Severity.WARNING)
    )
    infos = severities.count(Severity.INFO)
    counts = f"{errors}, {warnings} and {quantity(infos, 'info')}" if infos else f"{errors} and {warnings}"
    return f"{counts} in {quantity(files, *noun)}"


def _is_marked(span: Span, lines: Sequence[str]) -> bool:
    """Return whether carets mark a place to its end, or whether it has only one character."""
    if span.line != span.end_line:
        return False
    if span.end_column - 1 <= span.column:
        return True
    return (
        span.line <= len(lines)
        and display_width(printable(lines[span.line - 1][: span.end_column - 1])) <= WIDTH
    )


def _frame(span: Span, lines: Sequence[str], context: int, palette: Palette, colour: str) -> list[str]:
    """Return the source lines up to the line of a finding, with carets below it."""
    last = min(span.line, len(lines))
    first = max(1, last - context)
    width = len(str(last))
    frame = [
        f"  {number:>{width}} | {printable(lines[number - 1][:WIDTH])[:WIDTH]}".rstrip()
        for number in range(first, last + 1)
    ]
    if frame and span.line <= len(lines) and span.column <= WIDTH:
        line = lines[span.line - 1]
        end = span.end_column - 1 if span.end_line == span.line else len(line)
        before = display_width(printable(line[: span.column - 1]))
        marked = max(1, display_width(printable(line[span.column - 1 : min(end, span.column - 1 + WIDTH)])))
        if before < WIDTH:
            carets = painted("^" * min(marked, WIDTH - before), palette, colour)
            frame.append(f"  {' ' * width} | {' ' * before}{carets}")
    return frame
