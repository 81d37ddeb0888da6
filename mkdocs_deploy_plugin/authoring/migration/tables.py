"""Take the rows of tables: the metadata table, and tables whose rows are the rows of a list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkdocs_deploy_plugin.authoring.migration.inline import Inline, Row, read_rows, split_lines, unsaid
from mkdocs_deploy_plugin.authoring.migration.taking import Taking, label
from mkdocs_deploy_plugin.authoring.migration.values import value_of
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.template import Field

HEADER = "Field Value"
"""The words in the header of the metadata table."""


class Tables:
    """Takes values for the front matter from tables."""

    def __init__(self, taking: Taking) -> None:
        """Add to the values that `taking` collects."""
        self.taking = taking

    def is_metadata(self, block: Block) -> bool:
        """Return whether a table, or a list of labelled lines, is the metadata: one of its rows is the id."""
        identifier = self.taking.labels[label("id")]
        if block.kind == "list":
            lines = [self._bullet(item) for item in block.children]
            parted = [line.labelled() for line in lines if line is not None]
            return any(self.taking.labels.get(label(part[0])) == identifier for part in parted if part)
        names = [row.cells[0].text for row in read_rows(block, self.taking.tree.text) if row.cells]
        return any(self.taking.labels.get(label(name)) == identifier for name in names)

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
        return self.taking.remove(row.start, row.end, [name, *said], faithful, f'The row "{name}"')

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
        stay = [row for row in rows if not self._row(field, columns, row, taken)]
        if taken:
            self.taking.values[(field.key,)] = taken
        if not stay:
            self._remove_header(
                header, [name for column in columns if column for name in (column.label, column.key)]
            )

    def _row(self, field: Field, columns: Sequence[Field | None], row: Row, taken: list[Json]) -> bool:
        if self._is_text(row):
            return False
        data: dict[str, Json] = {}
        said: list[str] = []
        faithful = True
        for column, cell in zip(columns, row.cells, strict=False):
            if column is None or not cell.text:
                continue
            faithful = faithful and cell.faithful
            if (value := value_of(column, cell)) is not None:
                data[column.key] = value.data
                said += (*value.said, *cell.echoes)
        key = field.columns[0]
        if data and key.key not in data:
            self.taking.note(
                "kept-text", row.start, row.end,
                f'The row stays in the body: its "{key.label}" is empty', "Fill it in, or remove the row.",
            )  # fmt: skip
            return False
        if data:
            taken.append({column.key: data[column.key] for column in field.columns if column.key in data})
        return self.taking.remove(row.start, row.end, said, faithful, "The row")
