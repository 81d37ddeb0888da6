"""The text of a first draft: the template's text, with values instead of placeholders.

The template's comments and their order stay, because they tell a writer what goes where. Optional
keys become comments. The result is read back: if a key does not have the intended value, its lines
become comments and the key is rewritten below them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.authoring.scaffolding.identifiers import ScaffoldingError
from mkdocs_deploy_plugin.authoring.scaffolding.values import hint, is_required, one_of, stand_in, value_of
from mkdocs_deploy_plugin.authoring.yaml_text import comment, entry, mapping, quoted, scalar
from mkdocs_deploy_plugin.model import Document, Json, Outline, Span
from mkdocs_deploy_plugin.reading.document import read_document
from mkdocs_deploy_plugin.reading.identity import explicit_id, label
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.derived import ID
from mkdocs_deploy_plugin.template.fields import is_placeholder, read_comment
from mkdocs_deploy_plugin.template.meanings import AUTHOR, CONTACTS, IDENTIFIER, ROLE, SIGN_OFF, STATUS, TITLE
from mkdocs_deploy_plugin.template.rollback import Parts, rolled_back
from mkdocs_deploy_plugin.text import comparable, escape_pointer

MAX_HEADING = 150
"""The number of characters of a title that go into the first heading, whose length is limited."""

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{2,80}\]")
_AS_TEXT = str.maketrans(
    {c: f"\\{c}" for c in "\\`*_{}[]#"} | {"&": "&amp;", "<": "&lt;", ">": "&gt;", "~": "&#126;"}
)
"""The escaped form of each character that could be markup to a Markdown parser."""

_OWN_OPTIONS = {IDENTIFIER: "--id", TITLE: "--title", AUTHOR: "--author"}


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A new procedure.

    Attributes:
        id: Its id, which is also the name of its file.
        text: The complete text of its file.
        stand_ins: The keys that still need a value, such as `risk.level`, and their stand-ins.
    """

    id: str
    text: str
    stand_ins: tuple[tuple[str, str], ...]


def scaffold(
    template: Template, identifier: str, title: str, author: str, values: Mapping[str, str] | None = None
) -> Scaffold:
    """Return a first draft of a procedure.

    Args:
        template: The template.
        identifier: The id.
        title: The title, which says what is deployed.
        author: The author; empty if unknown.
        values: More values by key, such as `risk.level`.

    Raises:
        ScaffoldingError: A value is missing or invalid.
    """
    own_options = {template.key_of(name): option for name, option in _OWN_OPTIONS.items()}
    for key in values or {}:
        if key == template.key_of(STATUS) or key in own_options:
            raise ScaffoldingError(
                f"{key} cannot be set this way. "
                + (
                    f"Use {own_options[key]}."
                    if key in own_options
                    else "A new procedure always has the first status."
                )
            )
    if not _words(title):
        raise ScaffoldingError("The title is empty.")
    if template.field(AUTHOR) is not None and not author.strip():
        raise ScaffoldingError("No author: pass --author NAME or set git's user.name.")
    own = {
        IDENTIFIER: identifier,
        TITLE: title,
        STATUS: "".join(template.statuses[:1]),
        AUTHOR: author,
    }
    given = {field.key: own[field.name] for field in template.fields if field.name in own}
    given |= values or {}
    if template.id_from_file_name and not re.fullmatch(ID, identifier):
        raise ScaffoldingError(f"{identifier!r} cannot be the name of a file: it is the id.")
    # The template was read before without an error. Without front matter, it has none of its own.
    document = read_document(template.path, template.present_text.encode(), template.syntax)
    if document.front_matter is None:
        if given:
            raise ScaffoldingError(f"{min(given)} is not a field of the template that can be set.")
        return Scaffold(identifier, _body(template, document, title), ())
    draft = _Draft(template, document, given)
    data = draft.object("", template.fields, document.front_matter.data, "")
    if unknown := sorted(set(given) - draft.used):
        raise ScaffoldingError(f"{unknown[0]} is not a field of the template that can be set.")
    text = draft.front_matter(data) + _body(template, document, title)
    return Scaffold(identifier, text, tuple(draft.stand_ins))


class _LeftOut:
    """A key that becomes a comment."""


_LEFT_OUT = _LeftOut()


class _Draft:
    """Collects the value of each field and the edits to the template's lines."""

    def __init__(self, template: Template, document: Document, given: Mapping[str, str]) -> None:
        assert document.front_matter is not None
        self.template = template
        self.given = given
        self.places = document.front_matter
        self.lines = document.source.lines
        self.used: set[str] = set()
        self.stand_ins: list[tuple[str, str]] = []
        self.edits: list[tuple[Span, str]] = []
        self.comments: list[tuple[int, int, int]] = []
        self.added: list[tuple[int, str]] = []

    def object(
        self, pointer: str, fields: tuple[Field, ...], values: Mapping[str, Json], path: str
    ) -> dict[str, Json]:
        data: dict[str, Json] = {}
        for field, (key, raw) in zip(fields, values.items(), strict=True):
            below = f"{pointer}/{escape_pointer(key)}"
            value = self.value(field, raw, below, f"{path}.{key}" if path else key)
            if isinstance(value, _LeftOut):
                self.leave_out(below)
            else:
                data[key] = value
        return data

    def value(self, field: Field, raw: Json, pointer: str, path: str) -> Json | _LeftOut:
        if path in self.given:
            self.used.add(path)
            value = value_of(field, self.given[path], path)
            self.put(pointer, value, one_of(field.choices) if field.kind is FieldKind.CHOICE else "")
            return value
        required = is_required(field, self.template)
        if field.kind is FieldKind.OBJECT and isinstance(raw, dict):
            if required or any(name.startswith(f"{path}.") for name in self.given):
                return self.object(pointer, field.fields, raw, path)
            return _LEFT_OUT
        if field.columns and field.value and isinstance(raw, list):
            rows: list[Json] = [
                self.row(field.columns, row, f"{pointer}/{number}", f"{path}.{number}")
                for number, row in enumerate(raw)
                if isinstance(row, dict) and any(map(_is_value, row.values()))
            ]
            others = [column for column in field.columns if column.name != ROLE]
            if field.name == CONTACTS and not any(is_required(column, self.template) for column in others):
                rows += self.contacts_who_sign(rows, f"{pointer}/{len(raw) - 1}")
            return rows
        if field.kind is FieldKind.FIXED or (field.kind is FieldKind.TEXT and field.value):
            return raw
        if not required:
            return _LEFT_OUT
        if field.kind is FieldKind.VERSION and field.value:
            return raw
        return self.stand_in(field, pointer, path)

    def row(
        self, columns: tuple[Field, ...], row: Mapping[str, Json], pointer: str, path: str
    ) -> dict[str, Json]:
        """Return a row of a list, with a value for some of the columns."""
        data: dict[str, Json] = {}
        for column in columns:
            below = f"{pointer}/{escape_pointer(column.key)}"
            cell = row.get(column.key)
            if _is_value(cell) and cell != column.example:
                data[column.key] = cell
            elif is_required(column, self.template):
                data[column.key] = self.stand_in(column, below, f"{path}.{column.key}")
            elif column.key in row:
                self.leave_out(below)
        return data

    def contacts_who_sign(self, contacts: list[Json], last: str) -> list[Json]:
        """Return the rows, below the last one, for the roles that sign off and are not among the contacts.

        From the second status on, everyone who signs off has to be.
        """
        key = self.template.key_of(CONTACTS, 0, ROLE)
        sign_off = self.template.field(SIGN_OFF)
        signing = _roles(sign_off.value if sign_off else None, self.template.key_of(SIGN_OFF, 0, ROLE))
        known = {comparable(role) for role in _roles(contacts, key)}
        missing = [role for role in signing if comparable(role) not in known]
        place = self.places.values[last]
        dash = self.lines[place.line - 1][: place.column - 1]
        rows = "".join(f"\n{dash}{scalar(key)}: {scalar(role)}" for role in missing)
        self.added.append((max(place.line, place.end_line), rows))
        return [{key: role} for role in missing]

    def stand_in(self, field: Field, pointer: str, path: str) -> Json:
        value = stand_in(field, self.template)
        self.stand_ins.append((path, scalar(value)))
        self.put(pointer, value, hint(field))
        return value

    def put(self, pointer: str, value: Json, remark: str) -> None:
        """Record an edit that replaces the value of a key, followed by a comment where YAML allows one."""
        span = self.places.values.get(pointer)
        if span is None or isinstance(value, list | dict):
            return
        end = self.lines[span.end_line - 1][span.end_column - 1 :].strip()
        if end and not end.startswith("#"):  # within […] or {…}
            text = quoted(value) if isinstance(value, str) else scalar(value)
        else:
            text = scalar(value) + (f"  # {comment(remark)}" if remark else "")
        if span.column > 1 and self.lines[span.line - 1][span.column - 2] not in " {[,":
            text = f" {text}"  # an empty value begins right after the colon
        self.edits.append((span, text))

    def leave_out(self, pointer: str) -> None:
        """Record that a key becomes a comment, if no other key shares its lines."""
        key, value = self.places.keys[pointer], self.places.values[pointer]
        if not self.lines[key.line - 1][: key.column - 1].strip(" -"):
            self.comments.append((key.line, max(key.line, value.end_line), key.column - 1))

    def front_matter(self, data: dict[str, Json]) -> str:
        """Return the front matter with both fences: edited in place, or rewritten where that fails."""
        text = self._text(data, frozenset())
        read_back = self._read(text)
        if read_back == data:
            return text
        keys = frozenset(self.places.data)
        if read_back is not None:
            keys = frozenset(key for key in keys if _item(read_back, key) != _item(data, key))
        text = self._text(data, keys)
        return text if self._read(text) == data else self._rewritten(data)

    def _read(self, text: str) -> dict[str, Json] | None:
        front_matter = read_document("draft", text.encode(), self.template.syntax).front_matter
        return front_matter.data if front_matter is not None else None

    def _text(self, data: dict[str, Json], rewrite: frozenset[str]) -> str:
        """Return the edited front matter; keys to rewrite become comments, followed by new lines."""
        lines = self.lines[: self.places.end.line]
        for span, text in sorted(self.edits, reverse=True):
            after = lines[span.end_line - 1][span.end_column - 1 :]
            lines[span.line - 1] = lines[span.line - 1][: span.column - 1] + text + after
            for number in range(span.line, span.end_line):
                lines[number] = _GONE
        for start, stop, column in self.comments:
            for number in range(start - 1, stop):
                lines[number] = _commented(self.lines[number], column)
        for line, text in self.added:
            lines[line - 1] += text
        for key in rewrite:
            pointer = f"/{escape_pointer(key)}"
            start = self.places.keys[pointer].line
            stop = max(start, self.places.values[pointer].end_line)
            for number in range(start - 1, stop):
                lines[number] = _commented(self.lines[number], 0)
            if key in data:
                lines[stop - 1] = "\n".join([lines[stop - 1], *entry(key, data[key])])
        return "\n".join(line for line in lines if line is not _GONE) + "\n"

    def _rewritten(self, data: dict[str, Json]) -> str:
        """Return front matter made from the data alone, after the template's lines as comments."""
        guide = [_commented(line, 0) for line in self.lines[1 : self.places.end.line - 1]]
        return "\n".join(["---", *guide, *mapping(data), "---", ""])


_GONE = "\0"
"""Marks a line to drop, because the value it belonged to is now on one line."""


def _item(data: Mapping[str, Json], key: str) -> tuple[bool, Json]:
    return key in data, data.get(key)


def _is_value(cell: Json) -> bool:
    """Return whether a cell of the template holds more than a placeholder."""
    return cell not in (None, "") and not (isinstance(cell, str) and is_placeholder(cell))


def _roles(rows: Json, key: str) -> list[str]:
    """Return the roles of the rows of a list, which are under a key."""
    roles = [row.get(key) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    return [role for role in roles if isinstance(role, str)]


def _commented(line: str, column: int) -> str:
    if not line.strip():
        return line
    column = min(column, len(line) - len(line.lstrip(" -")))
    return f"{line[:column]}# {line[column:]}"


_DECLARES = re.compile(r"\s*<!--(?:\s*[(（](?:noun|gates|optional|not applicable):[^()（）]*[)）])+\s*-->\s*")
"""A comment that says nothing to writers: it only declares words for all documents."""


def _body(template: Template, document: Document, title: str) -> str:
    """Return the template's body with the title in its heading, and a TODO where text is required."""
    outline = document.outline
    assert outline is not None
    lines = document.source.lines
    place, phases = _not_rolled_back(template, lines)
    if phases:
        lines.insert(place, f"{', '.join(phases)}: TODO\n")
        outline = _outline(template, lines)
    for section in reversed(list(outline.sections())):
        if not section.text and not section.items and _needs_text(template, " ".join(section.comments)):
            line = outline.span(section.start, section.end).end_line
            lines.insert(line, "\nTODO\n")
    heading = next((section for section in outline.root.sections if section.level == 1), None)
    if heading is not None:
        span = outline.span(heading.start, heading.end)
        row = lines[span.line - 1]
        match = _PLACEHOLDER.search(row, span.column - 1)
        if match is not None:
            before, after = row[: match.start()], row[match.end() :]
            lines[span.line - 1] = before + _in_heading(title, heading.heading) + after
    return "\n".join(line for line in lines[document.body_line - 1 :] if not _DECLARES.fullmatch(line))


def _not_rolled_back(template: Template, lines: Sequence[str]) -> tuple[int, list[str]]:
    """Return the line of the first rollback step, and the phases that no rollback step names.

    What a writer replaces, such as a command with a TODO, names nothing.
    """
    outline = _outline(template, ["" if "TODO" in line else line for line in lines])
    parts = Parts.of(outline, template)
    step = next((inner for top in parts.rollback for inner in top.walk() if inner.label is not None), None)
    if step is None:
        return 0, []
    named = {anchor for anchors in rolled_back(parts, template, "").values() for anchor in anchors}
    phases = [
        f"{phase.label.word} {phase.label.number}"
        for phase, rule in parts.phases
        if phase.label is not None and rule.rollback_unless is not None
        if named.isdisjoint(inner.anchor for inner in phase.walk())
    ]
    return outline.span(step.start, step.end).end_line, phases


def _outline(template: Template, lines: Sequence[str]) -> Outline:
    """Return the outline of the template with other lines."""
    outline = read_document(template.path, "\n".join(lines).encode(), template.syntax).outline
    assert outline is not None
    return outline


def _needs_text(template: Template, words: str) -> bool:
    status = read_comment(words, labelled=False).after("text required from ")
    return bool(status) and template.statuses_from(status) == template.statuses


def _words(title: str) -> str:
    """Return a title on one line, without invisible characters."""
    return " ".join("".join(c if c.isprintable() else " " for c in title).split())


def _in_heading(title: str, heading: str) -> str:
    """Return a title escaped to replace the placeholder in a Markdown heading."""
    text = _words(title)
    if len(text) > MAX_HEADING:
        text = text[:MAX_HEADING].rsplit(" ", 1)[0] + "…"
    whole = _PLACEHOLDER.sub(lambda _: text, heading, count=1)
    if label(whole) is not None or explicit_id(whole)[1]:
        text = f"“{text}”"  # a title must not become a step number or an anchor
    return text.translate(_AS_TEXT)
