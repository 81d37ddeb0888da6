"""The places of keys and values in a front matter, and the fixes that change them."""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.model import Document, Edit, Fix, FrontMatter, Span
from mkdocs_deploy_plugin.reading.yaml_errors import quoted_scalar
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.paths import Path, fields_at
from mkdocs_deploy_plugin.text import pointer_of

_PLAIN = re.compile(r"[A-Za-z][\w/.()-]*(?: [\w/.()-]+)*$")
_DASH = re.compile(r"[ ]*-[ ]+$")


class Places:
    """The places of a document's front matter."""

    def __init__(self, document: Document, front_matter: FrontMatter, template: Template) -> None:
        self._lines = document.source.lines
        self._front_matter = front_matter
        self._template = template

    def raw(self, path: Path) -> str:
        """Return the source text of a value, up to the end of its first line."""
        span = self._front_matter.values.get(pointer_of(path))
        if span is None:
            return ""
        line = self._lines[span.line - 1]
        return line[span.column - 1 : span.end_column - 1 if span.end_line == span.line else None].strip()

    def key(self, path: Path) -> Span:
        """Return the place of a key or of a list entry."""
        return self._front_matter.keys.get(pointer_of(path), self._front_matter.end)

    def value(self, path: Path) -> Span:
        """Return the place of a value, or of its key if it is empty or spans several lines."""
        span = self._front_matter.values.get(pointer_of(path))
        if span is None or span.line != span.end_line or span.column == span.end_column:
            return self.key(path)
        return span

    def gap(self, path: Path, key: str) -> Span:
        """Return the place where a missing key belongs: after the key that precedes it in the template."""
        if path and self.raw(path).startswith("{"):
            return self.key(path)
        keys = [field.key for field in fields_at(self._template, path)]
        for before in reversed(keys[: keys.index(key)] if key in keys else []):
            if (span := self._front_matter.values.get(pointer_of((*path, before)))) is not None:
                return Span(span.end_line + 1, 1, span.end_line + 1, 1)
        if path:
            return self.key(path)
        first = self._front_matter.start + 1
        return Span(first, 1, first, 1)

    def rename(self, path: Path, word: str, description: str = "") -> Fix | None:
        """Return the fix that renames a key."""
        span = self._front_matter.keys.get(pointer_of(path))
        if span is None or span.line in self._front_matter.repaired:
            return None
        return Fix(description or f"Rename to {word}", (Edit(span, word),))

    def replace(self, path: Path, text: str) -> Fix | None:
        """Return the fix that changes a value and keeps its quotation marks."""
        raw = self.raw(path)
        mark = raw[0] if raw[:1] in ('"', "'") else ""
        return self._edit(path, f"{mark}{text}{mark}", f"Change to {text}")

    def quote(self, path: Path, text: str = "") -> Fix | None:
        """Return the fix that quotes a value: a given text, or else the value as written."""
        return self._edit(path, quoted_scalar(text or self.raw(path)), "Quote the value")

    def unquote(self, path: Path, text: str) -> Fix | None:
        """Return the fix that writes a number without its quotation marks."""
        return self._edit(path, text, "Remove the quotation marks")

    def _edit(self, path: Path, text: str, description: str) -> Fix | None:
        span = self._front_matter.values.get(pointer_of(path))
        if span is None or span.line != span.end_line or span.line in self._front_matter.repaired:
            return None
        return Fix(description, (Edit(span, text),))

    def add_row(self, path: Path, count: int, key: str, value: str) -> Fix | None:
        """Return the fix that adds a row to a nonempty block style list."""
        last = self._front_matter.values.get(pointer_of((*path, count - 1)))
        if last is None or last.end_line + 1 > len(self._lines):
            return None
        line = self._lines[last.line - 1]
        dash = line[: last.column - 1]
        if not _DASH.match(dash):
            return None
        value = value if _PLAIN.match(value) else quoted_scalar(value)
        row = f"{{{key}: {value}}}" if line[last.column - 1] == "{" else f"{key}: {value}"
        place = Span(last.end_line + 1, 1, last.end_line + 1, 1)
        return Fix(f"Add the row {value}", (Edit(place, f"{dash}{row}\n"),))
