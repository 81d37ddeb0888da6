"""Decode the bytes of a file, and convert byte offsets to lines and columns."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Source, Span

_NEWLINE = re.compile(b"\n")


def decode(path: str, data: bytes) -> Source | Diagnostic:
    r"""Return the text of a file, or the finding that says why it cannot be decoded.

    A byte order mark is dropped and every line ending becomes `\n`, neither of which changes a
    line or column. The finding for a file that is not UTF-8 is at the first invalid byte.
    """
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return diagnostic(
                "not-utf8", path, START, "The file is UTF-16, not UTF-8", "Save the file as UTF-8."
            )
        good = _unify(data[: error.start].decode())
        line, column = good.count("\n") + 1, len(good) - (good.rfind("\n") + 1) + 1
        return diagnostic(
            "not-utf8",
            path,
            Span(line, column, line, column + 1),
            f"The file is not UTF-8: invalid byte 0x{data[error.start]:02x}",
            "Save the file as UTF-8.",
        )
    text = _unify(text)
    return Source(path, text)


def _unify(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


MANY = 32
"""Number of lookups after which indexing all lines pays off. Most texts get none."""


class LineIndex:
    """Convert byte offsets in a text to lines and columns of its file."""

    def __init__(self, text: bytes, first_line: int = 1) -> None:
        """Prepare lookups in a UTF-8 text that starts on line `first_line` of its file."""
        self._text = text
        self._first_line = first_line
        self._asked = 0
        self._starts: list[int] = []
        self._last = (0, 0, 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, both counted from 1, the column in characters."""
        self._asked += 1
        if self._asked <= MANY:
            start = self._text.rfind(b"\n", 0, offset) + 1
            column = len(self._text[start:offset].decode(errors="replace")) + 1
            return self._text.count(b"\n", 0, start) + self._first_line, column
        if not self._starts:
            self._starts = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]
        row = bisect_right(self._starts, offset) - 1
        # Findings come in document order, so a long line is scanned only once.
        start, known, column = self._last
        if start != self._starts[row] or offset < known:
            start = known = self._starts[row]
            column = 1
        column += len(self._text[known:offset].decode(errors="replace"))
        self._last = start, offset, column
        return row + self._first_line, column

    def span(self, start: int, end: int) -> Span:
        """Return the span between two byte offsets, whose end is exclusive."""
        return Span(*self.position(start), *self.position(max(start, end)))
