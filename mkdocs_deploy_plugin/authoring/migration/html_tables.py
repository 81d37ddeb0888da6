"""Write the HTML tables of an export as tables of Markdown."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
_INLINE = {"span", "p", "div", "time", "u", "font", "small", "sub", "sup", "br", "a", *_MARKS}
_TABLE = {"table", "tbody", "thead", "tfoot", "tr", "td", "th", "colgroup", "col"}
_SPECIAL = re.compile(r"([\\`*_\[\]<>|~])")


@dataclass
class _Row:
    """A row: the line on which it begins, counted from 0, and the Markdown of its cells."""

    line: int
    is_header: bool = True
    cells: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads one table; gives up at whatever a cell of Markdown cannot hold."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[_Row] = []
        self.is_simple = True
        self.in_cell = False
        self.links: list[str] = []
        self.code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        spans = any(given.get(key) not in (None, "1") for key in ("rowspan", "colspan"))
        if spans or tag not in _INLINE | _TABLE or (tag == "table" and self.rows):
            self.is_simple = False
        elif tag == "tr":
            self.rows.append(_Row(self.getpos()[0] - 1))
        elif tag in ("td", "th"):
            if not self.rows:
                self.is_simple = False
                return
            self.in_cell = True
            self.rows[-1].is_header &= tag == "th"
            self.rows[-1].cells.append("")
        elif tag == "br" or (tag in ("p", "div") and self.in_cell and self.rows[-1].cells[-1].strip()):
            self._write("<br>")
        elif tag == "a":
            self.links.append(given.get("href") or "")
            self._write("[")
        elif tag in _MARKS:
            self.code += tag == "code"
            self._write(_MARKS[tag])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.in_cell = False
        elif tag == "a" and self.links:
            self._write(f"]({self.links.pop()})")
        elif tag in _MARKS:
            self.code -= tag == "code"
            self._write(_MARKS[tag])

    def handle_data(self, data: str) -> None:
        text = " ".join(data.split())
        if self.in_cell:
            before, after = (" " if end.isspace() else "" for end in (data[:1], data[-1:]))
            plain = text.replace("|", r"\|") if self.code else _SPECIAL.sub(r"\\\1", text)
            self._write(f"{before}{plain}{after}" if text else " ")
        elif text:
            self.is_simple = False

    def handle_comment(self, data: str) -> None:
        self.is_simple = False

    def _write(self, text: str) -> None:
        if self.in_cell:
            self.rows[-1].cells[-1] += text


def markdown_rows(html: str) -> list[tuple[int, str]] | None:
    """Return the lines of a table in Markdown, each with the line of the HTML that it comes from.

    None if Markdown has no such table: cells that span others, lists, code blocks and pictures in cells.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    rows = reader.rows
    width = len(rows[0].cells) if rows else 0
    if not reader.is_simple or not width or any(len(row.cells) != width for row in rows):
        return None
    head = [] if rows[0].is_header else [(rows[0].line, _row([""] * width))]
    lines = [(row.line, _row([_trimmed(cell) for cell in row.cells])) for row in rows]
    if not head:
        head = [lines.pop(0)]
    return [*head, (head[0][0], _row(["---"] * width)), *lines]


def _row(cells: list[str]) -> str:
    return f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in cells)}|"


def _trimmed(cell: str) -> str:
    """Return a cell without the breaks at its beginning and end, which a wiki leaves in empty cells."""
    pieces = [piece.strip() for piece in cell.split("<br>")]
    filled = [number for number, piece in enumerate(pieces) if piece]
    return "<br>".join(pieces[filled[0] : filled[-1] + 1]) if filled else ""
