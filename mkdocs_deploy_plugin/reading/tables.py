"""Read the rows and cells of a table from its inline content."""

from __future__ import annotations

from typing import NamedTuple

from mkdocs_deploy_plugin.reading.block_tree import Block, Run


class TableCell(NamedTuple):
    """A cell: its first byte, the first byte after it, and its inline content."""

    start: int
    end: int
    runs: list[Run]


class TableRow(NamedTuple):
    """A row: its first byte, the first byte after it, and its cells."""

    start: int
    end: int
    cells: list[TableCell]


def table_rows(block: Block) -> list[TableRow]:
    """Return the rows of a table, header first."""
    rows: list[TableRow] = []
    for run in block.runs:
        if run.kind == "row":
            rows.append(TableRow(run.start, run.end, []))
        elif run.kind == "cell":
            rows[-1].cells.append(TableCell(run.start, run.end, []))
        elif run.kind not in ("/row", "/cell"):
            rows[-1].cells[-1].runs.append(run)
    return rows
