"""Read the front matter of a file: its data as JSON types, and the position of every key and value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import yaml

from mkdocs_deploy_plugin.findings.rules import diagnostic, rule_of
from mkdocs_deploy_plugin.model import Diagnostic, FrontMatter, Json, Source, Span
from mkdocs_deploy_plugin.reading.characters import has_invisible
from mkdocs_deploy_plugin.reading.fences import Fences, find_fences, seems_unclosed, unclosed
from mkdocs_deploy_plugin.reading.yaml_errors import cut_in_flow, explain, quote_value, repaired
from mkdocs_deploy_plugin.reading.yaml_events import NO_KEY, Reading, UnusableError, build, place_of

MAX_REPAIRS = 20
"""Maximum number of invalid lines that are read as they were meant, so that the rest can be checked."""

# The first three end a line in YAML but not in editors; the last is invisible.
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029\ufeff]")


def read_front_matter(source: Source) -> tuple[FrontMatter | None, int, list[Diagnostic]]:
    """Read the front matter of a file.

    A value that would be valid YAML in quotes is reported and then read as if it were quoted, so that
    one wrong line does not hide the mistakes on the others.

    Returns:
        The front matter, or None if missing or unusable; its number of lines, fences included (the body
        follows them); and the findings about it. If the front matter is not closed, the number is that
        of all lines.
    """
    lines = source.lines
    fences, diagnostics = find_fences(source.path, lines)
    if fences is None:
        unclosed_only = bool(diagnostics) and rule_of(diagnostics[0]).open_ended
        return None, len(lines) if unclosed_only else 0, diagnostics
    end = fences.closing + 1
    plain: Sequence[str] = lines
    invisible: list[Diagnostic] = []
    if has_invisible(source.text):
        from mkdocs_deploy_plugin.reading.invisible import plain_yaml

        plain, invisible = plain_yaml(source.path, lines, fences.opening, end)
        diagnostics += invisible
    reading, data, broken = _read(source.path, lines, plain, fences)
    if reading is None and broken and rule_of(broken[-1]).open_ended:
        return None, len(lines), [*diagnostics, *broken]
    if reading is None:
        # Further mistakes are unknown, so no fix is known to be safe.
        return None, end, [*diagnostics, *(replace(finding, fix=None) for finding in broken)]
    closing = Span(end, 1, end, len(lines[fences.closing].rstrip()) + 1)
    keys, values = (
        _Positions(reading.keys, reading.lines, lines),
        _Positions(reading.values, reading.lines, lines),
    )
    front_matter = FrontMatter(
        data=data,
        keys=keys,
        values=values,
        end=closing,
        start=fences.opening + 1,
        ambiguous=tuple(reading.ambiguous),
        repaired=frozenset(finding.span.line for finding in (*invisible, *broken)),
    )
    return front_matter, end, [*diagnostics, *broken, *reading.diagnostics]


def _read(
    path: str, written: Sequence[str], lines: Sequence[str], fences: Fences
) -> tuple[Reading | None, dict[str, Json], list[Diagnostic]]:
    """Read the text between the fences. The reading is None if it cannot be used.

    Args:
        path: The path of the file.
        written: The lines of the file.
        lines: The lines with plain spaces.
        fences: The fences.
    """
    usable = list(lines)
    findings: list[Diagnostic] = []
    while True:
        reading = Reading(path, usable)
        text = "\n" * fences.opening + "\n".join(usable[fences.opening + 1 : fences.closing]) + "\n"
        if breaks := _OTHER_BREAKS.search(text):
            return None, {}, [*findings, _forbidden(path, text, breaks[0])]
        try:
            data = build(text, reading)
        except yaml.MarkedYAMLError as error:
            if not findings and seems_unclosed(lines, fences, is_yaml=False):
                return None, {}, [unclosed(path, lines, fences.opening, fences.closing)]
            finding = explain(path, error, lines, fences)
        except yaml.reader.ReaderError as error:
            return None, {}, [*findings, _forbidden(path, text, chr(error.character))]
        except UnusableError as error:
            finding = _cut(path, usable, fences, error.finding) or _quotable(error.finding, usable)
        else:
            break
        index = finding.span.line - 1
        if usable[index] != written[index]:
            return None, {}, findings  # The repair of this line did not help.
        findings.append(finding)
        line = repaired(finding, usable)
        if line is None or len(findings) > MAX_REPAIRS:
            return None, {}, findings
        usable[index] = line
    if seems_unclosed(lines, fences, is_yaml=True):
        return None, {}, [unclosed(path, lines, fences.opening, fences.closing)]
    if data is None:
        data = {}
    if not isinstance(data, dict):
        message = "The front matter is not a mapping of keys to values"
        first = fences.opening + 2
        span = Span(first, 1, first, len(lines[first - 1]) + 1)
        help_ = 'Write each field as "key: value".'
        return None, {}, [*findings, diagnostic("invalid-yaml", path, span, message, help_)]
    return reading, data, findings


def _cut(path: str, lines: Sequence[str], fences: Fences, finding: Diagnostic) -> Diagnostic | None:
    """Return the finding for a # that cuts off a row, so that the next row is read as a key."""
    return cut_in_flow(path, lines, fences, finding.span.line) if finding.message == NO_KEY else None


def _quotable(finding: Diagnostic, lines: Sequence[str]) -> Diagnostic:
    """Add quoting as a fix if several words begin with what YAML reads as an alias."""
    quote = quote_value(lines, finding.span.line)
    if quote is None or quote[0].column != finding.span.column or not rule_of(finding).hides:
        return finding
    words = lines[finding.span.line - 1][quote[0].column - 1 : quote[0].end_column - 1]
    return replace(finding, fix=quote[1]) if " " in words and words[0] == "*" else finding


class _Positions(Mapping[str, Span]):
    """Positions by pointer, computed from the parser's marks on access, because few are needed."""

    def __init__(
        self, marks: Mapping[str, tuple[Any, Any]], read: Sequence[str], lines: Sequence[str]
    ) -> None:
        self._marks = marks
        self._read = read
        self._lines = lines

    def __getitem__(self, pointer: str) -> Span:
        span = place_of(*self._marks[pointer], self._read)
        first, last = self._lines[span.line - 1], self._lines[span.end_line - 1]
        # A line that was repaired for reading can be shorter in the file.
        return Span(
            span.line,
            min(span.column, len(first) + 1),
            span.end_line,
            min(span.end_column, len(last) + 1),
        )

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)


def _forbidden(path: str, text: str, character: str) -> Diagnostic:
    # The loader counts bytes or characters, so the position is that of the first such character.
    before = text[: text.find(character)]
    line, column = before.count("\n") + 2, len(before) - before.rfind("\n")
    message = f"The character U+{ord(character):04X} is not allowed in front matter"
    return diagnostic("invalid-yaml", path, Span(line, column, line, column + 1), message, "Remove it.")
