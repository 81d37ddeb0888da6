"""Write the summary of a template as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.template.summary import (
    Summary,
    facts,
    named_fields,
    nested_sections,
    remarks,
    type_and_rows,
    when,
)
from mkdocs_deploy_plugin.text import display_width, encodable, printable

NARROWEST = 50
"""The smallest width for which text is wrapped, in terminal columns."""

_KEYS = 26
_HEADINGS = 40
_LEAST = 12


def as_text(shown: Summary, width: int) -> str:
    """Return a summary as text that fits a number of terminal columns."""
    return "\n".join(_lines(shown, max(width, NARROWEST))) + "\n"


def _lines(shown: Summary, width: int) -> Iterator[str]:
    for name, text in (("Template", shown.template), *facts(shown)):
        yield from _columns(((name, 10), (text, 0)), width)
    fields = [*named_fields(shown.fields)]
    yield from ("", "Fields")
    wanted = max((display_width(when(field)) for _, field in fields), default=0) + 2
    wide = min(max((display_width(printable(name)) for name, _ in fields), default=0), _KEYS, width // 3) + 2
    for name, field in fields:
        yield from _columns((("", 2), (name, wide), (when(field), wanted), (type_and_rows(field), 0)), width)
        if field.description:
            yield from _columns((("", 2 + wide), (field.description, 0)), width)
    sections = [*nested_sections(shown.sections)]
    yield from ("", "Sections")
    headings = [display_width(printable(section.heading)) + 2 * depth for depth, section in sections]
    wide = min(max(headings, default=0), _HEADINGS, width // 2) + 2
    for depth, section in sections:
        indent = 2 + 2 * depth
        columns = (("", indent), (section.heading, wide - 2 * depth), ("; ".join(remarks(section)), 0))
        yield from _columns(columns, width)
        if section.description:
            yield from _columns((("", indent + 2), (section.description, 0)), width)
        for check in section.checks:
            yield from _columns((("", indent + 2), ("[ ]", 4), (check.text, 0)), width)


def _columns(cells: tuple[tuple[str, int], ...], width: int) -> Iterator[str]:
    """Yield the lines of some cells, each with its width; the last takes what is left, and is wrapped.

    A cell that is too wide has a line of its own.
    """
    line, place = "", 0
    for text, room in cells[:-1]:
        text = printable(encodable(text))
        line += " " * (place - display_width(line)) + text
        place += room
        if display_width(line) > place - 1 and text:
            yield line
            line = ""
    parts = _wrapped(printable(encodable(" ".join(cells[-1][0].split()))), max(width - place, _LEAST))
    for part in parts or ([""] if line.strip() else []):
        yield (line + " " * (place - display_width(line)) + part).rstrip()
        line = ""


def _wrapped(text: str, width: int) -> list[str]:
    """Break a text into lines of a number of terminal columns, between words where possible."""
    lines: list[str] = []
    line = ""
    for word in text.split(" "):
        if display_width(line) + 1 + display_width(word) <= width or not line:
            line = f"{line} {word}" if line else word
        else:
            lines.append(line)
            line = word
        while display_width(line) > width:
            end = next(n for n in range(len(line), 0, -1) if n == 1 or display_width(line[:n]) <= width)
            lines.append(line[:end])
            line = line[end:]
    return [*lines, line] if line else lines
