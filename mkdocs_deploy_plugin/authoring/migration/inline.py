"""Read inline content of the body: its words, its links, and the cells of tables."""

from __future__ import annotations

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from mkdocs_deploy_plugin.reading.block_tree import Block, Run
from mkdocs_deploy_plugin.reading.tables import table_rows

_WORD = re.compile(r"[^\W_]+|[^\x00-\xff\w\s]")
_BREAK = re.compile(r"<br\s*/?>", re.I)
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_COLON = re.compile("[:：]")


class Part(NamedTuple):
    """A piece of text; with a destination if it is a link."""

    text: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Inline:
    r"""Inline content.

    Attributes:
        parts: The texts and links, without struck text and images. A line break is a `\n`.
        echoes: The destinations of links whose text is the same.
        faithful: Whether only emphasis was dropped.
        start: First byte.
        end: First byte after it.
    """

    parts: tuple[Part, ...]
    echoes: tuple[str, ...]
    faithful: bool
    start: int
    end: int

    @property
    def text(self) -> str:
        """The text on one line."""
        return collapsed("".join(part.text for part in self.parts))

    def labelled(self) -> tuple[str, Inline] | None:
        """Return the text before the first colon, and the rest; None without a colon."""
        before = ""
        for number, part in enumerate(self.parts):
            match = None if part.url else _COLON.search(part.text)
            if match is not None:
                rest = (Part(part.text[match.end() :]), *self.parts[number + 1 :])
                return collapsed(before + part.text[: match.start()]), replace(self, parts=rest)
            before += part.text
        return None


class Row(NamedTuple):
    """A row of a table, without cells beyond the columns of the header."""

    cells: tuple[Inline, ...]
    start: int
    end: int


def read_inline(runs: Iterable[Run], source: bytes, start: int, end: int) -> Inline:
    """Read inline content as text and links. Emphasis and code become plain text."""
    parts: list[Part] = []
    echoes: list[str] = []
    url: str | None = None
    text = ""
    hidden = 0  # the end of struck text or of an image
    faithful = True
    for run in runs:
        if run.start < hidden:
            continue
        if run.kind == "struck" or (run.kind == "link" and source.startswith(b"!", run.start)):
            hidden, faithful = run.end, False
        elif run.kind in ("text", "code"):
            text += run.text
            # The parser reads a footnote reference as text, but its number alone means nothing.
            faithful = faithful and not (source.startswith(b"[^", run.start) and not run.text.startswith("["))
        elif run.kind in ("break", "hard") or (run.kind == "html" and _BREAK.fullmatch(run.text)):
            text += "\n"
        elif run.kind == "link":
            parts.append(Part(text))
            url, text = run.text, ""
        elif run.kind == "/link" and url is not None:
            text = collapsed(text)
            same = text in (url, url.removeprefix("mailto:"))
            if same and source.startswith(b"[", run.start):
                echoes.append(url)
            parts.append(Part(text, "" if same else url))
            url, text = None, ""
    parts.append(Part(text))
    parts = [part for part in parts if part.text or part.url]
    return Inline(tuple(parts), tuple(echoes), faithful, start, end)


def split_lines(block: Block, source: bytes) -> list[Inline]:
    """Return the lines of a paragraph or a heading."""
    lines: list[Inline] = []
    runs: list[Run] = []
    start = block.start
    for run in block.runs:
        if run.kind in ("break", "hard"):
            lines.append(read_inline(runs, source, start, run.start))
            runs, start = [], run.end
        else:
            runs.append(run)
    return [*lines, read_inline(runs, source, start, _text_end(source, start, block.end))]


def read_rows(block: Block, source: bytes) -> list[Row]:
    """Return the rows of a table, header first."""
    return [
        Row(
            tuple(read_inline(cell.runs, source, cell.start, cell.end) for cell in row.cells),
            row.start,
            _text_end(source, row.start, row.end),
        )
        for row in table_rows(block)
    ]


def words(text: str) -> Counter[str]:
    """Count the words of a text, and its symbols outside Latin-1."""
    matches = _WORD.findall(text.casefold())
    return Counter(word for word in matches if word.isalnum() or unicodedata.category(word[0])[0] in "LMNS")


def unsaid(source: str, said: Iterable[str]) -> list[str]:
    """Return the words of a piece of Markdown that other texts lack, once for each time they are missing."""
    present = words(" ".join(said))
    source = _BREAK.sub(" ", source)
    plain = _ESCAPE.sub(r"\1", source)
    missing = [words(form) - present for form in (source, plain, html.unescape(plain), html.unescape(source))]
    return list(min(missing, key=lambda counts: counts.total()).elements())


def collapsed(text: str) -> str:
    """Return a text on one line without surrounding white space."""
    return re.sub(r"[ \t\n]+", " ", text).strip(" ")


def _text_end(source: bytes, start: int, end: int) -> int:
    return start + len(source[start:end].rstrip(b" \t\n"))
