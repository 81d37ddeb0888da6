"""Takes values out of a body: which lines go, what they become, and what could not be taken.

A line goes when every word of it is in a value or is a label of the template. If only some are, the
line stays as well as the value, and a note says which words are the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mkdocs_deploy_plugin.migration.inline import Inline, Row, read_rows, split_lines, unsaid
from mkdocs_deploy_plugin.migration.values import folded, placeholder, value_of
from mkdocs_deploy_plugin.model import Diagnostic, Json, Severity
from mkdocs_deploy_plugin.reading.blocks import Block, Tree
from mkdocs_deploy_plugin.template import Field, FieldKind, Template

HEADER = "Field Value"
"""The words of the metadata table's header."""

Path = tuple[str, ...]


def label(text: str) -> str:
    """Give the name of a row or a column in the form in which names are compared."""
    return folded(text)


def labels_of(fields: Iterable[Field], prefix: Path = ()) -> dict[str, tuple[Path, Field]]:
    """Give the fields that one cell can hold, by their labels and by their keys."""
    found: dict[str, tuple[Path, Field]] = {}
    inner: list[dict[str, tuple[Path, Field]]] = []
    for field in fields:
        path = (*prefix, field.key)
        if field.kind is FieldKind.OBJECT:
            inner.append(labels_of(field.fields, path))
        elif field.kind is not FieldKind.MAP and not field.columns and field.key:
            for name in (field.label, field.key):
                found.setdefault(label(name), (path, field))
    for more in inner:
        for name, target in more.items():
            found.setdefault(name, target)
    return found


class Taking:
    """What has been taken out of one body so far."""

    def __init__(self, path: str, tree: Tree, template: Template) -> None:
        self.path = path
        self.tree = tree
        self.template = template
        self.labels = labels_of(template.fields)
        self.values: dict[Path, Json] = {}
        self.open: dict[Path, Json] = {}
        """Placeholders of fields that a first draft can do without."""
        self.remarks: list[str] = []
        """Words of table headers that are no labels of the template."""
        self.gone: set[int] = set()
        self.notes: list[Diagnostic] = []

    def note(self, rule: str, start: int, end: int, message: str, help_: str) -> None:
        """Note something that a person has to look at."""
        span = self.tree.span(start, end)
        self.notes.append(Diagnostic(rule, Severity.WARNING, self.path, span, message, help_))

    def source(self, start: int, end: int) -> str:
        """Give the source of a range."""
        return self.tree.text[start:end].decode()

    def lines(self, start: int, end: int) -> set[int]:
        """Give the numbers of the lines of a range."""
        span = self.tree.span(start, end)
        return set(range(span.line, span.end_line + (span.end_column > 1)))

    def remove(self, start: int, end: int, said: Iterable[str], faithful: bool, what: str) -> bool:
        """Let the lines of a range go if all their words are said elsewhere; else note which are not."""
        missing = unsaid(self.source(start, end), said)
        if not missing and faithful:
            self.gone |= self.lines(start, end)
            return True
        shown = ", ".join(f'"{word}"' for word in missing[:4]) + (" …" if len(missing) > 4 else "")
        reason = f"{shown} has no place in the front matter" if missing else "its mark-up would be lost"
        self.note(
            "kept-text", start, end, f"{what} stays in the body: {reason}", "Move it, then remove it here."
        )
        return False

    def place(self, target: tuple[Path, Field], inline: Inline, what: str) -> tuple[str, ...] | None:
        """Put a value in its place. Gives the words that are in it, or None where it was not taken."""
        path, field = target
        text = inline.text
        if not text:
            return ()
        if path in self.values or path in self.open:
            self.note(
                "repeated-field", inline.start, inline.end,
                f"{what} stands a second time and stays in the body", "Keep the right one of the two.",
            )  # fmt: skip
            return None
        if placeholder(field, text, self.template):
            if path == ("status",):
                self.values[path] = self.template.statuses[0]
            elif field.optional or field.required_from:
                self.open[path] = [text] if field.kind is FieldKind.LIST else text
            else:
                self.values[path] = text
            return (text,)
        value = value_of(field, inline)
        if value is None:
            allowed = field.choices or (str(field.value),)
            self.note(
                "unknown-choice", inline.start, inline.end,
                f'{what} cannot be "{text[:60]}", so it stays in the body', f"Write {' or '.join(allowed)}.",
            )  # fmt: skip
            return None
        self.values[path] = value.data
        return value.said

    # --- the metadata table

    def is_metadata(self, block: Block) -> bool:
        """Tell whether a table is that of the metadata: one of its rows is the id."""
        identifier = self.labels[label("id")]
        names = [row.cells[0].text for row in read_rows(block, self.tree.text) if row.cells]
        return any(self.labels.get(label(name)) == identifier for name in names)

    def metadata(self, block: Block) -> None:
        """Take the rows of the metadata table."""
        header, *rows = read_rows(block, self.tree.text)
        stay = [row for row in rows if not self._metadata_row(row)]
        all_gone = not stay
        # A header can be a row as well: a table in Markdown cannot do without one.
        if header.cells and label(header.cells[0].text) in self.labels:
            all_gone = self._metadata_row(header) and all_gone
            self.gone -= self.lines(header.start, header.end)
        if all_gone:
            self._remove_header(block, header, [HEADER, *self._said_by_labels(header)])

    def _said_by_labels(self, header: Row) -> list[str]:
        """Give the words of a header that is a row, which has had its note if any is said nowhere."""
        return [cell.text for cell in header.cells] if label(header.cells[0].text) in self.labels else []

    def _metadata_row(self, row: Row) -> bool:
        """Take a row. Tells whether nothing of it has to stay."""
        name = row.cells[0].text if row.cells else ""
        target = self.labels.get(label(name))
        if target is None:
            if not unsaid(self.source(row.start, row.end), ()):
                self.gone |= self.lines(row.start, row.end)
                return True
            self.note(
                "unknown-row", row.start, row.end,
                f'The template has no field "{name[:60]}", so the row stays in the body',
                "Move what it says, or add the field to the template.",
            )  # fmt: skip
            return False
        value = row.cells[1] if len(row.cells) > 1 else None
        said = self.place(target, value, f'"{name}"') if value is not None else ()
        if said is None:
            return False
        faithful = value is None or value.faithful
        return self.remove(row.start, row.end, [name, *said], faithful, f'The row "{name}"')

    def _remove_header(self, table: Block, header: Row, known: Iterable[str]) -> None:
        """Let the header of an empty table go. Words that the template does not know become a remark."""
        if unsaid(self.source(header.start, header.end), known):
            self.remarks.append(" | ".join(self.source(header.start, header.end).strip(" |").split("|")))
        first = self.tree.span(header.start, header.end).line
        self.gone |= {first, first + 1}

    # --- tables of rows

    def table(self, field: Field, block: Block) -> None:
        """Take the rows of a table whose columns are those of a list."""
        header, *rows = read_rows(block, self.tree.text)
        by_label = {label(name): one for one in reversed(field.columns) for name in (one.key, one.label)}
        columns: list[Field | None] = []
        for cell in header.cells:
            column = by_label.get(label(cell.text))
            columns.append(column if column not in columns else None)
        if (field.key,) in self.values or field.columns[0] not in columns:
            reason = (
                f"{field.label} has its rows already"
                if (field.key,) in self.values
                else f'no column is called "{field.columns[0].label}"'
            )
            self.note(
                "unknown-table", header.start, header.end,
                f"The table stays in the body: {reason}",
                f"Its columns are {', '.join(column.label for column in field.columns)}.",
            )  # fmt: skip
            return
        taken: list[Json] = []
        stay = [row for row in rows if not self._row(field, columns, row, taken)]
        if taken:
            self.values[(field.key,)] = taken
        if not stay:
            self._remove_header(
                block, header, [name for one in columns if one for name in (one.label, one.key)]
            )

    def _row(self, field: Field, columns: Sequence[Field | None], row: Row, taken: list[Json]) -> bool:
        data: dict[str, Json] = {}
        said: list[str] = []
        faithful = True
        for column, cell in zip(columns, row.cells, strict=False):
            if column is None or not cell.text:
                continue
            faithful = faithful and cell.faithful
            if (value := value_of(column, cell)) is not None:
                data[column.key] = value.data
                said += value.said
        key = field.columns[0]
        if data and key.key not in data:
            self.note(
                "kept-text", row.start, row.end,
                f'The row stays in the body: its "{key.label}" is empty', "Fill it in, or remove the row.",
            )  # fmt: skip
            return False
        if data:
            taken.append({column.key: data[column.key] for column in field.columns if column.key in data})
        return self.remove(row.start, row.end, said, faithful, "The row")

    # --- lines with labels

    def lines_with_labels(self, field: Field, heading: str, blocks: Sequence[Block]) -> None:
        """Take `Label: value` lines, and the lists below a label, as the fields of a mapping."""
        labels = labels_of(field.fields, (field.key,))
        waiting: tuple[Path, Field, Inline] | None = None
        for block in blocks:
            if block.kind in ("paragraph", "heading"):
                waiting = None
                lines = split_lines(block, self.tree.text)
                for line in lines:
                    waiting = self._labelled(labels, heading, line) or (waiting if not line.text else None)
                if block.kind == "heading" and waiting is not None:
                    # "**Risk Factors:**" over a single "-" is a heading to Markdown.
                    self.gone |= self.lines(block.start, block.end) - self.lines(
                        waiting[2].start, waiting[2].end
                    )
            elif block.kind == "list" and waiting is not None:
                self._items(waiting, block)
                waiting = None
            elif not says_nothing(block):
                self.keep(block, heading)

    def _labelled(
        self, labels: dict[str, tuple[Path, Field]], heading: str, line: Inline
    ) -> tuple[Path, Field, Inline] | None:
        """Take a line. Gives the field whose entries may follow in a list."""
        parted = line.labelled()
        name, rest = parted if parted is not None else (heading, line)
        target = labels.get(label(name))
        if target is None or (parted is None and value_of(target[1], rest) is None):
            self._stays(line.start, line.end, heading)
            return None
        path, field = target
        if field.kind is FieldKind.LIST and not rest.text:
            self.gone |= self.lines(line.start, line.end)
            return path, field, line
        said = self.place(target, rest, f'"{name}"')
        if said is not None:
            self.remove(line.start, line.end, [name, *said], line.faithful, f'"{name}"')
        return None

    def _items(self, target: tuple[Path, Field, Inline], block: Block) -> None:
        """Take the items of a list as the entries of a field."""
        path, field, line = target
        entries: list[Json] = []
        all_gone = True
        for item in block.children:
            end = item.start + len(self.tree.text[item.start : item.end].rstrip())
            said: list[str] = []
            faithful = True
            if item.children:
                inline = [one for child in item.children for one in split_lines(child, self.tree.text)]
                text = " ".join(one.text for one in inline if one.text)
                faithful = all(one.faithful for one in inline) and len(item.children) == 1
                if text and not placeholder(field, text, self.template):
                    entries.append(text)
                said.append(text)
            all_gone = self.remove(item.start, end, said, faithful, "The entry") and all_gone
        if entries and path not in self.values:
            self.values[path] = entries
        if not all_gone:
            self.gone -= self.lines(line.start, line.end)

    def keep(self, block: Block, heading: str) -> None:
        """Note a block below a generated section that is no part of its data."""
        self._stays(block.start, block.start + len(self.tree.text[block.start : block.end].rstrip()), heading)

    def _stays(self, start: int, end: int, heading: str) -> None:
        if self.source(start, end).strip():
            self.note(
                "extra-text", start, end,
                f'The text stays in the body, below what is made for "{heading}"',
                "Move it to where it belongs, or leave it.",
            )  # fmt: skip


def says_nothing(block: Block) -> bool:
    """Tell whether a block is a rule or a comment."""
    return block.kind == "rule" or (block.kind == "html" and block.text.lstrip().startswith("<!--"))
