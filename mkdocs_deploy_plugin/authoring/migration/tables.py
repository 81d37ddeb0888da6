"""Take the rows of tables: the metadata table, and tables whose rows are the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.authoring.migration.inline import Inline, Row, read_rows, split_lines, unsaid
from mkdocs_deploy_plugin.authoring.migration.taking import Taking, label
from mkdocs_deploy_plugin.authoring.migration.values import value_of
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.template import Field
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER
from mkdocs_deploy_plugin.text import quoted

HEADER = "Field Value"
"""The words in the header of the metadata table."""


@dataclass(frozen=True, slots=True)
class _Left:
    """A row of which something stays in the body.

    Attributes:
        row: The row.
        whole: The numbers of the cells that are in the front matter as a whole.
        only_extra: Whether only cells below unknown headers stay.
    """

    row: Row
    whole: frozenset[int]
    only_extra: bool = False


class Tables:
    """Takes values for the front matter from tables."""

    def __init__(self, taking: Taking) -> None:
        """Add to the values that `taking` collects."""
        self.taking = taking

    def is_metadata(self, block: Block) -> bool:
        """Return whether a table, or a list of labelled lines, is the metadata.

        One of its rows is the id. If the template takes the id from the name of the file, most of the rows
        have labels of the template.
        """
        if block.kind == "list":
            lines = [self._bullet(item) for item in block.children]
            names = [part[0] for line in lines if line is not None and (part := line.labelled())]
        else:
            names = [row.cells[0].text for row in read_rows(block, self.taking.tree.text) if row.cells]
        labels = self.taking.labels
        targets = [labels.get(label(name)) for name in names]
        if (
            identifier := labels.get(label(self.taking.template.key_of(IDENTIFIER)))
        ) in targets and identifier is not None:
            return True
        known = sum(target is not None for target in targets)
        return self.taking.template.id_from_file_name and known * 2 > len(names)

    def metadata(self, block: Block) -> None:
        """Take the rows of the metadata table, or the items of the list that stands for it."""
        if block.kind == "list":
            for item in block.children:
                self._metadata_bullet(item)
            return
        header, *rows = read_rows(block, self.taking.tree.text)
        # The header may be a row of data, because a Markdown table must have a header.
        is_row = bool(header.cells) and label(header.cells[0].text) in self.taking.labels
        stay = [row for row in ([header, *rows] if is_row else rows) if not self._metadata_row(row)]
        self.taking.gone -= self.taking.lines(header.start, header.end)
        if not stay:
            self._remove_header(
                header, [self.taking.source(header.start, header.end)] if is_row else [HEADER]
            )

    def _metadata_row(self, row: Row) -> bool:
        """Take a row. Return whether all of it can go."""
        if self._is_text(row):
            return False
        name = row.cells[0].text if row.cells else ""
        target = self.taking.labels.get(label(name))
        if target is None:
            if not unsaid(self.taking.source(row.start, row.end), ()):
                self.taking.gone |= self.taking.lines(row.start, row.end)
                return True
            self.taking.note(
                "unknown-row", row.start, row.end,
                f'Unknown field "{name[:60]}": the row stays in the body',
                "Move its content, or add the field to the template.",
            )  # fmt: skip
            return False
        value = row.cells[1] if len(row.cells) > 1 else None
        said = self.taking.place(target, value, f'"{name}"') if value is not None else ()
        if said is None:
            return False
        faithful = value is None or value.faithful
        if self.taking.remove(row.start, row.end, [name, *said], faithful, f'The row "{name}"'):
            return True
        cells, text = self._cells(row), self.taking.source(row.start, row.end)
        is_taken = value is not None and faithful and not unsaid(cells[1], said)
        if is_taken and len(cells) > 2 and not unsaid(text, cells):  # Only the further columns stay.
            line = self.taking.tree.span(row.start, row.end).line
            self.taking.changed[line] = _row_of([cells[0], "", *cells[2:]])
        return False

    def _bullet(self, item: Block) -> Inline | None:
        """Return the only line of a list item, or None."""
        if (
            len(item.children) != 1
            or item.checked is not None
            or item.children[0].kind not in ("text", "paragraph")
        ):
            return None
        lines = split_lines(item.children[0], self.taking.tree.text)
        return lines[0] if len(lines) == 1 else None

    def _metadata_bullet(self, item: Block) -> None:
        """Take an item such as `- **Author:** Dana`."""
        line = self._bullet(item)
        name, value = (line.labelled() if line is not None else None) or ("", line)
        target = self.taking.labels.get(label(name)) if name else None
        if target is None or value is None:
            end = item.start + len(self.taking.tree.text[item.start : item.end].rstrip())
            self.taking.note(
                "unknown-row", item.start, end,
                f'Unknown field "{name[:60]}": the item stays in the body' if name else
                "An item without a label stays in the body",
                "Move its content, or add the field to the template.",
            )  # fmt: skip
            return
        said = self.taking.place(target, value, f'"{name}"')
        if said is not None:
            self.taking.remove(value.start, value.end, [name, *said], value.faithful, f'The item "{name}"')

    def _is_text(self, row: Row) -> bool:
        """Note a line that is a row only because no blank line separates it from the table."""
        text = self.taking.source(row.start, row.end)
        if "|" in text or len(row.cells) < 2:
            return False
        self.taking.note(
            "kept-text", row.start, row.end,
            "The line below the table stays in the body: it has no columns",
            "Put a blank line between it and the table, then move it to where it belongs.",
        )  # fmt: skip
        return True

    def _remove_header(self, header: Row, known: Iterable[str]) -> None:
        """Remove the header of an empty table. Words that are not in the template become a remark."""
        if unsaid(self.taking.source(header.start, header.end), known):
            self.taking.remarks.append(self.taking.source(header.start, header.end))
        first = self.taking.tree.span(header.start, header.end).line
        self.taking.gone |= {first, first + 1}

    def table(self, field: Field, block: Block) -> None:
        """Take the rows of a table whose columns are those of a list."""
        header, *rows = read_rows(block, self.taking.tree.text)
        by_label = {
            label(name): column for column in reversed(field.columns) for name in (column.key, column.label)
        }
        columns: list[Field | None] = []
        for cell in header.cells:
            column = by_label.get(label(cell.text))
            columns.append(column if column not in columns else None)
        if (field.key,) in self.taking.values or field.columns[0] not in columns:
            reason = (
                f"{field.label} already has rows"
                if (field.key,) in self.taking.values
                else f'it has no column "{field.columns[0].label}"'
            )
            labels = ", ".join(column.label for column in field.columns)
            self.taking.note(
                "unknown-table", header.start, header.end,
                f"The table stays in the body: {reason}",
                f"Move its rows to the front matter, with the columns {labels}.",
            )  # fmt: skip
            return
        taken: list[Json] = []
        left = [left for row in rows if (left := self._row(field, columns, row, taken)) is not None]
        if taken:
            self.taking.values[(field.key,)] = taken
        if left:
            self._narrow(field, columns, header, left)
        else:
            self._remove_header(
                header, [name for column in columns if column for name in (column.label, column.key)]
            )

    def _row(
        self, field: Field, columns: Sequence[Field | None], row: Row, taken: list[Json]
    ) -> _Left | None:
        """Take a row. Return what stays of it in the body, or None if all of it is in the front matter."""
        untouched = _Left(row, frozenset())
        if self._is_text(row):
            return untouched
        data: dict[str, Json] = {}
        said: list[str] = []
        whole: set[int] = set()
        faithful = True
        for number, (column, cell) in enumerate(zip(columns, row.cells, strict=False)):
            if column is None or not cell.text:
                continue
            faithful = faithful and cell.faithful
            if (value := value_of(column, cell)) is not None:
                data[column.key] = value.data
                words = (*value.said, *cell.echoes)
                said += words
                if cell.faithful and not unsaid(self.taking.source(cell.start, cell.end), words):
                    whole.add(number)
        key = field.columns[0]
        if data and key.key not in data:
            self.taking.note(
                "kept-text", row.start, row.end,
                f'The row stays in the body: its "{key.label}" is empty', "Fill it in, or remove the row.",
            )  # fmt: skip
            return untouched
        if data:
            taken.append({column.key: data[column.key] for column in field.columns if column.key in data})
        extra = [
            self.taking.source(cell.start, cell.end)
            for number, cell in enumerate(row.cells)
            if columns[number] is None
        ]
        source = self.taking.source(row.start, row.end)
        if faithful and unsaid(source, said) and not unsaid(source, [*said, *extra]):
            return _Left(row, frozenset(whole), only_extra=True)  # one note on all such rows is enough
        gone = self.taking.remove(row.start, row.end, said, faithful, "The row")
        return None if gone else _Left(row, frozenset(whole))

    def _narrow(
        self, field: Field, columns: Sequence[Field | None], header: Row, left: Sequence[_Left]
    ) -> None:
        """Leave only what is not in the front matter of rows that stay, and what they are the rows of.

        Otherwise the same value would be in two places, and soon be different there.
        """
        key = columns.index(field.columns[0])

        def stays(row: _Left, number: int) -> str:
            """Return the source of a cell; empty if it is in the front matter or missing."""
            return "" if number in row.whole - {key} else self._cells(row.row)[number]

        if any(row.only_extra for row in left):
            names = [
                header.cells[number].text
                for number, column in enumerate(columns)
                if column is None and any(stays(row, number) for row in left)
            ]
            self.taking.note(
                "extra-columns", header.start, header.end,
                f'The template has no {"columns" if len(names) > 1 else "column"} '
                f"{' and '.join(map(quoted, names))}: "
                f'{"they stay" if len(names) > 1 else "it stays"} in the body, with the '
                f'"{field.columns[0].label}" of each row',
                f'Leave the table, or move it to where it belongs. To have all in one table, add to the '
                f'columns of "{field.key}" in the template.',
            )  # fmt: skip
        if not any(row.whole - {key} for row in left):
            return
        kept = [
            number
            for number, column in enumerate(columns)
            if column is None or number == key or any(stays(row, number) for row in left)
        ]
        line = self.taking.tree.span(header.start, header.end).line
        delimiters = self.taking.tree.text[header.end :].split(b"\n", 2)[1].decode().strip(" \t|").split("|")
        self.taking.changed[line] = _row_of(self._cells(header)[number] for number in kept)
        self.taking.changed[line + 1] = _row_of(delimiters[number].strip() for number in kept)
        for row in left:
            text = self.taking.source(row.row.start, row.row.end)
            # Text below the table, and cells beyond the columns of the header, have no other place.
            if "|" in text and not unsaid(text, self._cells(row.row)):
                at = self.taking.tree.span(row.row.start, row.row.end).line
                self.taking.changed[at] = _row_of(stays(row, number) for number in kept)

    def _cells(self, row: Row) -> list[str]:
        """Return the source of each cell."""
        return [self.taking.source(cell.start, cell.end).strip() for cell in row.cells]


def _row_of(cells: Iterable[str]) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"
