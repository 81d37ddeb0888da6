"""Write selected procedures as a table, CSV or JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence

from mkdocs_deploy_plugin.catalog.csv_text import csv_text
from mkdocs_deploy_plugin.catalog.entries import Entry
from mkdocs_deploy_plugin.catalog.properties import Property
from mkdocs_deploy_plugin.text import display_width, encodable, printable

_GAP = "  "
_LEAST = 6
"""The smallest width, in terminal columns, to which a column of the table is narrowed."""


def as_table(entries: Sequence[Entry], columns: Sequence[Property], width: int | None = None) -> str:
    """Return entries as a table with aligned columns; empty without entries.

    Args:
        entries: The entries.
        columns: The properties to show.
        width: The width of the terminal. Wide cells are truncated to fit, ids last; None for no limit.
    """
    if not entries:
        return ""
    rows = [[printable(column.label) for column in columns]]
    rows += [
        [printable(encodable(", ".join(entry.values.get(column.name, ())))) for column in columns]
        for entry in entries
    ]
    widths = [max(display_width(cell) for cell in cells) for cells in zip(*rows, strict=True)]
    if width is not None:
        _narrow(widths, columns, width - len(_GAP) * (len(columns) - 1))
    return "".join(_line(row, widths) + "\n" for row in rows)


def _narrow(widths: list[int], columns: Sequence[Property], room: int) -> None:
    """Shrink the widest column repeatedly until all columns fit or none can be narrowed any further."""
    for places in (
        [place for place, column in enumerate(columns) if column.name != "id"],
        list(range(len(columns))),
    ):
        while sum(widths) > room and places:
            widest = max(places, key=lambda place: widths[place])
            if widths[widest] <= _LEAST:
                break
            widths[widest] -= 1


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    fitting = [_cut(cell, width) for cell, width in zip(cells, widths, strict=True)]
    padded = [cell + " " * (width - display_width(cell)) for cell, width in zip(fitting, widths, strict=True)]
    return _GAP.join(padded).rstrip()


def _cut(text: str, width: int) -> str:
    """Truncate a text to a width in terminal columns, with an ellipsis at the end if it is longer."""
    if display_width(text) <= width:
        return text
    end = 0
    taken = 0
    while (more := display_width(text[end])) + taken < width:
        taken += more
        end += 1
    return f"{text[:end]}…"


def as_csv(entries: Sequence[Entry], columns: Sequence[Property]) -> str:
    """Return entries as CSV, with the property names in the first row."""
    rows = [[", ".join(entry.values.get(column.name, ())) for column in columns] for entry in entries]
    return encodable(csv_text([[column.name for column in columns], *rows]))


def as_json(entries: Sequence[Entry], columns: Sequence[Property]) -> str:
    """Return entries as JSON: a string or null for each property, a list if it can have several values."""
    procedures = [
        {
            "source": entry.procedure.path,
            **{column.name: _value(entry.values.get(column.name, ()), column) for column in columns},
        }
        for entry in entries
    ]
    text = json.dumps({"version": 1, "procedures": procedures}, ensure_ascii=False, indent=2)
    return encodable(text) + "\n"


def _value(texts: tuple[str, ...], column: Property) -> list[str] | str | None:
    if column.many:
        return list(texts)
    return texts[0] if texts else None
