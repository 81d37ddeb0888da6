"""From the bytes of a file to text, and from byte offsets to lines and columns."""

from __future__ import annotations

import codecs
import re
from bisect import bisect_right

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Source, Span

_NEWLINE = re.compile(b"\n")


def decode(path: str, data: bytes) -> Source | Diagnostic:
    r"""Return the text of a file, or the one finding that says why there is none.

    A byte order mark is dropped and every line ending becomes `\n`, neither of which moves a
    line or a column. The finding of text that is not UTF-8 stands at the first wrong byte.
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
"""From how many questions on it is worth to note where all lines begin. Most texts get none."""


class LineIndex:
    """Turns byte offsets of a text into lines and columns of the file that it came from."""

    def __init__(self, text: bytes, first_line: int = 1) -> None:
        """Index `text`, in UTF-8, whose first line is line `first_line` of the file."""
        self._text = text
        self._first_line = first_line
        self._asked = 0
        self._starts: list[int] = []
        self._last = (0, 0, 1)

    def position(self, offset: int) -> tuple[int, int]:
        """Return line and column, both from 1, the column in characters."""
        self._asked += 1
        if self._asked <= MANY:
            start = self._text.rfind(b"\n", 0, offset) + 1
            column = len(self._text[start:offset].decode(errors="replace")) + 1
            return self._text.count(b"\n", 0, start) + self._first_line, column
        if not self._starts:
            self._starts = [0, *(match.end() for match in _NEWLINE.finditer(self._text))]
        row = bisect_right(self._starts, offset) - 1
        # Findings come in the order of the text, so that a long line is counted through once.
        start, known, column = self._last
        if start != self._starts[row] or offset < known:
            start = known = self._starts[row]
            column = 1
        column += len(self._text[known:offset].decode(errors="replace"))
        self._last = start, offset, column
        return row + self._first_line, column

    def span(self, start: int, end: int) -> Span:
        """Return the place between two byte offsets, the end exclusive."""
        return Span(*self.position(start), *self.position(max(start, end)))
