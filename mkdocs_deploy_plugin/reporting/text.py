"""Findings as text for people: place, message, the source with a caret, what to do and why."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from mkdocs_deploy_plugin.model import Diagnostic, Severity

CONTEXT = 1
"""How many lines of source stand before the one that is meant."""


def headline(diagnostic: Diagnostic) -> str:
    """Give a finding in one line: `path:line:column: severity: message [rule]`."""
    span = diagnostic.span
    return (
        f"{printable(diagnostic.path)}:{span.line}:{span.column}: {diagnostic.severity}: "
        f"{printable(diagnostic.message)} [{diagnostic.rule}]"
    )


def describe(diagnostic: Diagnostic, lines: Sequence[str]) -> str:
    """Give a finding with its source. `lines` are those of its file."""
    parts = [headline(diagnostic)]
    parts.extend(_frame(diagnostic, lines))
    if diagnostic.help:
        parts.append(f"  help: {printable(diagnostic.help)}")
    if diagnostic.reason:
        parts.append(f"  why:  {printable(diagnostic.reason)}")
    if diagnostic.related is not None:
        related = diagnostic.related
        place = f"{printable(related.path)}:{related.span.line}:{related.span.column}"
        parts.append(f"  see:  {place}: {printable(related.message)}")
    return "\n".join(parts)


def report(diagnostics: Iterable[Diagnostic], sources: Mapping[str, Sequence[str]], files: int) -> str:
    """Give all findings and a summary, as `procedures check` prints them."""
    diagnostics = list(diagnostics)
    parts = [describe(diagnostic, sources.get(diagnostic.path, ())) for diagnostic in diagnostics]
    parts.append(summary(diagnostics, files))
    return "\n\n".join(parts) + "\n"


def notes(diagnostics: Iterable[Diagnostic]) -> str:
    """Give findings of a file that is not shown, each with what to do, without a summary."""
    return "".join(
        f"{headline(one)}\n" + (f"  help: {printable(one.help)}\n" if one.help else "") for one in diagnostics
    )


def summary(diagnostics: Iterable[Diagnostic], files: int) -> str:
    """Give the number of findings and files in words."""
    severities = [diagnostic.severity for diagnostic in diagnostics]
    errors, warnings = severities.count(Severity.ERROR), severities.count(Severity.WARNING)
    return (
        f"{_count(errors, 'error')} and {_count(warnings, 'warning')} in {_count(files, 'procedure')}"
        if severities
        else f"{_count(files, 'procedure')} checked, nothing found"
    )


def _count(number: int, word: str) -> str:
    return f"{number:,} {word}" if number == 1 else f"{number:,} {word}s"


def _frame(diagnostic: Diagnostic, lines: Sequence[str]) -> list[str]:
    span = diagnostic.span
    last = min(span.line, len(lines))
    first = max(1, last - CONTEXT)
    width = len(str(last))
    frame = [
        f"  {number:>{width}} | {printable(lines[number - 1])[:160]}".rstrip()
        for number in range(first, last + 1)
    ]
    if frame and span.line <= len(lines):
        line = lines[span.line - 1]
        end = span.end_column - 1 if span.end_line == span.line else len(line)
        before = display_width(printable(line[: span.column - 1]))
        marked = max(1, display_width(printable(line[span.column - 1 : end])))
        if before < 160:
            frame.append(f"  {' ' * width} | {' ' * before}{'^' * min(marked, 160 - before)}")
    return frame


def printable(text: str) -> str:
    """Give a text with every control and format character made visible."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_visible(character) for character in text)


def _visible(character: str) -> str:
    if character == "\t":
        return "    "
    if (
        unicodedata.category(character) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
        and character != "\u200d"
    ):
        code = ord(character)
        return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
    return character


def display_width(text: str) -> int:
    """Give how many columns a terminal needs for a text: two for wide characters, none for marks."""
    if text.isascii():
        return len(text)
    return sum(
        0
        if unicodedata.category(c) in ("Mn", "Me") or c == "\u200d"
        else 2
        if unicodedata.east_asian_width(c) in "WF"
        else 1
        for c in text
    )
