"""The notation of case files: edits of a base, and findings as a reader of a diff can judge them.

`README.md` in this folder describes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher

from mkdocs_deploy_plugin.model import Diagnostic, Fix, Span
from mkdocs_deploy_plugin.template import builtin_template

LONG = 10
"""How many lines of the template a fix may insert one after the other and have them all written."""

_ESCAPE = re.compile(r"<U\+([0-9A-F]{4,6})>")


def escape(line: str) -> str:
    """Return a line with `<U+00A0>` in the place of what cannot be seen, such as a space at its end."""
    if "<U+" in line:
        raise ValueError(f"{line!r} cannot be told from an escape")
    text = line.rstrip(" ")
    spaces = "<U+0020>" * (len(line) - len(text))
    return "".join(char if char.isprintable() else f"<U+{ord(char):04X}>" for char in text) + spaces


def unescape(line: str) -> str:
    """Return the line that `escape` has been given."""
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)), line)


# Edits.


def edited(text: str, lines: Sequence[str]) -> str:
    """Return a text with the edits that these lines of a case file describe.

    Raises:
        ValueError: If the lines are not in the notation, or an edit fits in no place or in several.
    """
    marked = [(line[0], unescape(line[2:])) for line in lines]
    if marked and all(mark == "|" for mark, _ in marked):
        return "\n".join(content for _, content in marked)
    current = text.split("\n")
    for hunk in _hunks(marked):
        current = _apply(current, hunk)
    return "\n".join(current)


def _hunks(marked: Iterable[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    hunks: list[list[tuple[str, str]]] = []
    for mark, content in marked:
        if mark == "@":
            hunks.append([])
        elif mark in "=-+~" and hunks:
            hunks[-1].append((mark, content))
        else:
            raise ValueError(f"{mark} {content}: expected @@ or a line of an edit")
    return hunks


def _apply(lines: list[str], hunk: list[tuple[str, str]]) -> list[str]:
    blocks: list[list[str]] = [[]]
    for mark, content in hunk:
        if mark == "~":
            blocks.append([])
        elif mark in "=-":
            blocks[-1].append(content)
    starts = [_only_place(lines, block) for block in blocks]
    if starts != sorted(starts):
        raise ValueError(f"The lines around ~ stand in another order: {blocks}")
    after = starts[-1] + len(blocks[-1])
    return [*lines[: starts[0]], *(content for mark, content in hunk if mark in "=+"), *lines[after:]]


def _only_place(lines: list[str], block: list[str]) -> int:
    places = [n for n in range(len(lines) - len(block) + 1) if lines[n : n + len(block)] == block]
    if len(places) != 1:
        raise ValueError("\n".join([f"These lines stand in {len(places)} places, not in one:", *block]))
    return places[0]


# Findings.


def written(diagnostics: Iterable[Diagnostic], home: str) -> str:
    """Return findings as a case file has them. A place without a path is in the file `home`."""
    lines: list[str] = []
    fix: Fix | None = None
    for diagnostic in diagnostics:
        lines += _finding(diagnostic, home)
        if diagnostic.fix and diagnostic.fix == fix:
            lines.append("  fix: the same")
        elif diagnostic.fix:
            lines += _fix(diagnostic.fix)
        fix = diagnostic.fix
    return "\n".join(lines)


def _finding(diagnostic: Diagnostic, home: str) -> Iterator[str]:
    place = _place(diagnostic.path, diagnostic.span, home)
    yield f"{diagnostic.severity.value} {diagnostic.rule} {place}"
    yield f"  {escape(diagnostic.message)}"
    for name in ("help", "reason", "pointer"):
        if text := getattr(diagnostic, name):
            yield f"  {name}: {escape(text)}"
    if related := diagnostic.related:
        yield f"  related: {_place(related.path, related.span, home)} {escape(related.message)}"


def _fix(fix: Fix) -> Iterator[str]:
    yield f"  fix: {escape(fix.description)}"
    for edit in fix.edits:
        start = f"    {_span(edit.span)} "
        for line in _inserted(edit.text.split("\n")):
            yield start + line
            start = " " * len(start)


def _inserted(lines: list[str]) -> list[str]:
    """Return the lines of an edit, without those in the middle of a long part of the template."""
    shown = [f"| {escape(line)}".rstrip(" ") for line in lines]
    if len(lines) > LONG:
        template = builtin_template().text.split("\n")
        blocks = SequenceMatcher(None, lines, template, autojunk=False).get_matching_blocks()
        for start, first, size in reversed(blocks):
            if size > LONG:
                middle = f"~ lines {first + 2} to {first + size - 1} of the template"
                shown[start + 1 : start + size - 1] = [middle]
    return shown


def _place(path: str, span: Span, home: str) -> str:
    return _span(span) if path == home else f"{escape(path)}:{_span(span)}"


def _span(span: Span) -> str:
    start = f"{span.line}:{span.column}"
    if span.end_line != span.line:
        return f"{start}-{span.end_line}:{span.end_column}"
    return start if span.end_column == span.column else f"{start}-{span.end_column}"
