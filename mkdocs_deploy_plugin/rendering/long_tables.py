"""Shorten the rows of a long catalog table to what its script cannot add again.

Thousands of rows are mostly markup. Here, each is its texts and its link, complete without the script, which
adds the other markup. The first ones have all of it, because they are seen before that. What readers filter
by stands once for each facet, not in each row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from xml.etree.ElementTree import Element

LONG = 500
"""The largest number of rows that are written out."""

FULL = 100
"""The number of rows of a longer table that are, as many as the script shows at first."""

SEPARATOR = "|"
"""What separates the values of a facet, if none has it in it: shorter than JSON in an attribute."""

_ADDED = frozenset({"span", "code", "time"})


def shorten(row: Element) -> None:
    """Remove attributes of cells, and elements around the only text of a cell or of its link."""
    for cell in row:
        cell.attrib.clear()
        inner = cell[0] if len(cell) and cell[0].tag == "a" and len(cell[0]) else cell
        if len(inner) == 1 and inner[0].tag in _ADDED and "dir" not in inner[0].attrib:
            inner.text = inner[0].text
            inner.remove(inner[0])


def in_runs(numbers: Iterable[str]) -> str:
    """Return the numbers of each row, with a comma between rows; equal ones in a row are `2*100`."""
    runs = ((part, len(list(same))) for part, same in groupby(numbers))
    return ",".join(f"{part}*{count}" if count > 1 else part for part, count in runs)


def joined(values: Sequence[str]) -> str | Sequence[str]:
    """Return values as one text, or unchanged if that is not possible."""
    return values if any(SEPARATOR in value for value in values) else SEPARATOR.join(values)
