"""Read the front matter of a template into fields: the kind and description of each value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from mkdocs_deploy_plugin.model import FrontMatter, Json
from mkdocs_deploy_plugin.template.marks import FORMERLY, MARK
from mkdocs_deploy_plugin.text import escape_pointer


class FieldKind(Enum):
    """The kind of value that a field takes."""

    TEXT = "text"
    CHOICE = "choice"
    FIXED = "fixed"
    VERSION = "version"
    DATE = "date"
    URL = "url"
    PATTERN = "pattern"
    NUMBER = "number"
    BOOLEAN = "boolean"
    LIST = "list"
    OBJECT = "object"
    MAP = "map"


NO_TEXT = (FieldKind.NUMBER, FieldKind.BOOLEAN, FieldKind.LIST, FieldKind.OBJECT, FieldKind.MAP)
"""The kinds of values that are not text."""


@dataclass(frozen=True, slots=True)
class Field:
    """A front matter field, as defined by the template.

    Attributes:
        key: The key; empty for the entries of a list and the values of a map.
        label: Its name in tables.
        description: Its description in the template.
        kind: The kind of value it takes.
        example: The template's value if it is a placeholder, which procedures must replace.
        value: The template's value if it is not a placeholder; the default rows of a list.
        choices: The allowed values of a choice.
        pattern: The regular expression of a `PATTERN`.
        optional: Whether it may always be left out.
        required_from: The first status in which it is required, or empty.
        whole: Whether a number is a whole one.
        bounds: The smallest and the largest number allowed; empty without bounds.
        every_row: Whether every procedure that has the list must have each default row.
        in_force: The status in which a procedure is run, if marked.
        retired: The status at the end of a procedure's life, if marked.
        former: The names that it had in earlier versions of the template.
        former_choices: The former names of its choices, each with the present one.
        source: What the value is taken from if a document leaves it out; or empty.
        meaning: What it means, if marked; see `meanings`.
        name: The key that its meaning has by default, under which all but its file knows it; else its key.
        fields: The fields of an object, the shapes of a list's entries, or the shape of a map's values.
    """

    key: str
    label: str
    description: str
    kind: FieldKind
    example: str = ""
    value: Json = None
    choices: tuple[str, ...] = ()
    pattern: str = ""
    optional: bool = False
    required_from: str = ""
    whole: bool = False
    bounds: tuple[int | float, ...] = ()
    every_row: bool = False
    in_force: str = ""
    retired: str = ""
    former: tuple[str, ...] = ()
    former_choices: tuple[tuple[str, str], ...] = ()
    source: str = ""
    meaning: str = ""
    name: str = ""
    fields: tuple[Field, ...] = ()

    @property
    def columns(self) -> tuple[Field, ...]:
        """The fields of the rows of a list; empty if its entries are not rows."""
        if self.kind is FieldKind.LIST and len(self.fields) == 1:
            return self.fields[0].fields
        return ()

    def field(self, name: str) -> Field | None:
        """Return the nested field with a name, or None."""
        return next((field for field in self.fields if field.name == name), None)

    def column(self, name: str) -> Field | None:
        """Return the column with a name, or None."""
        return next((column for column in self.columns if column.name == name), None)


KEBAB = "[a-z0-9]{1,40}(?:-[a-z0-9]{1,40}){0,11}"
"""A lower-case name with hyphens. Bounded so that no text makes matching slow."""

VERSION = (
    r"(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})\.(?:0|[1-9][0-9]{0,8})"
    r"(?:-[0-9A-Za-z.-]{1,60})?(?:\+[0-9A-Za-z.-]{1,60})?"
)
"""A semantic version (semver.org, 2.0.0), except that pre-release numbers may have leading zeros."""

_LABEL = re.compile(r"([^\s:\uff1a][^:\uff1a]{0,60})(?::(?:\s+|$)|\uff1a\s*)")
_PART = re.compile(r"\[([^\[\]]+)\]")
_COMMENT_LINE = re.compile(r"\s*(?:-\s+)?#\s?(.*)$")
_TRAILING = re.compile(r"\s#\s?(.*)$")
_BOUNDS = re.compile(r"\[(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)-(-?[0-9]{1,9}(?:\.[0-9]{1,6})?)\]")
_DATE = re.compile(r"\[?(?:YYYY-MM-DD|[0-9]{4}-[0-9]{2}-[0-9]{2})\]?$")
_URL = re.compile(r"\[?https?://[^\s\]]+\]?$")
_RE_VERSION = re.compile(VERSION + "$")


@dataclass(frozen=True, slots=True)
class Comment:
    """The parts of a template comment: label, description and marks."""

    label: str
    description: str
    marks: tuple[str, ...]

    def after(self, prefix: str) -> str:
        """Return the rest of the mark with a prefix, or an empty string."""
        return next((mark[len(prefix) :] for mark in self.marks if mark.startswith(prefix)), "")

    @property
    def former(self) -> tuple[str, ...]:
        """The former names of what it is about; those of choices have the form `old = new`."""
        return tuple(
            name.strip()
            for mark in self.marks
            if mark.startswith(FORMERLY)
            for name in mark[len(FORMERLY) :].split(",")
        )


def read_comment(text: str, labelled: bool = True) -> Comment:
    """Parse a comment: `Label: description. (mark)`."""
    marks = tuple(" ".join(match[1].split()) for match in MARK.finditer(text))
    text = " ".join(MARK.sub("", text).split())
    label = ""
    if labelled and (match := _LABEL.match(text)):
        label, text = match[1], text[match.end() :]
    return Comment(label, text, marks)


def read_fields(front_matter: FrontMatter, lines: Sequence[str]) -> tuple[Field, ...]:
    """Read the fields of a template from its front matter and the lines of its file."""
    return _Fields(front_matter, lines).object("", front_matter.data)


class _Fields:
    def __init__(self, front_matter: FrontMatter, lines: Sequence[str]) -> None:
        self.front_matter = front_matter
        self.lines = lines

    def object(self, pointer: str, data: dict[str, Json]) -> tuple[Field, ...]:
        return tuple(
            self.field(f"{pointer}/{escape_pointer(key)}", key, value) for key, value in data.items()
        )

    def field(self, pointer: str, key: str, value: Json, is_choice: bool = False) -> Field:
        comment = read_comment(comment_of(self.front_matter, self.lines, pointer)[1])
        name = "" if is_placeholder(key) else key
        label = comment.label or (name[:1].upper() + name[1:].replace("_", " "))
        source = comment.after("from: ")
        optional = bool(source) or "optional" in comment.marks or "fixed" in comment.marks
        required_from = comment.after("required from ")

        def make(kind: FieldKind, **more: object) -> Field:
            return Field(
                key=name,
                label=label,
                description=comment.description,
                kind=kind,
                optional=optional and not required_from,
                required_from=required_from,
                former=tuple(name for name in comment.former if "=" not in name),
                former_choices=tuple(_pair(name) for name in comment.former if "=" in name),
                source=source,
                meaning=comment.after("is: "),
                **more,  # type: ignore[arg-type]
            )

        if isinstance(value, dict):
            if len(value) == 1 and is_placeholder(next(iter(value))):
                ((inner, shape),) = value.items()
                return make(
                    FieldKind.MAP, fields=(self.field(f"{pointer}/{escape_pointer(inner)}", inner, shape),)
                )
            return make(FieldKind.OBJECT, fields=self.object(pointer, value))
        if isinstance(value, list):
            every_row = "every row" in comment.marks
            shapes = self.shapes(pointer, value, "choice" in comment.marks)
            return make(FieldKind.LIST, fields=shapes, value=_rows(value), every_row=every_row)
        if isinstance(value, bool):
            return make(FieldKind.BOOLEAN, value=value)
        if isinstance(value, int | float):
            return make(FieldKind.NUMBER, value=value, whole=isinstance(value, int))
        text = value or ""
        if "fixed" in comment.marks:
            return make(FieldKind.FIXED, value=text)
        if "choice" in comment.marks or is_choice:
            return make(
                FieldKind.CHOICE,
                example=text,
                choices=choices_of(text),
                in_force=comment.after("in force at "),
                retired=comment.after("retired at "),
            )
        if bounds := _BOUNDS.fullmatch(text):
            low, high = (float(bound) if "." in bound else int(bound) for bound in bounds.groups())
            whole = isinstance(low, int) and isinstance(high, int)
            return make(FieldKind.NUMBER, example=text, whole=whole, bounds=(low, high))
        kind, pattern = _kind(text)
        if is_placeholder(text) or kind is FieldKind.PATTERN:
            return make(kind, example=text, pattern=pattern)
        return make(kind, value=text, pattern=pattern)

    def shapes(self, pointer: str, items: list[Json], are_choices: bool) -> tuple[Field, ...]:
        """Return the distinct shapes of a list's entries; the first row defines the shape of all rows."""
        shapes: dict[str, Field] = {}
        for number, item in enumerate(items):
            field = self.field(f"{pointer}/{number}", "", item, are_choices)
            shapes.setdefault("object" if isinstance(item, dict) else field.kind.value + field.pattern, field)
        return tuple(shapes.values())


def comment_of(front_matter: FrontMatter, lines: Sequence[str], pointer: str) -> tuple[int, str]:
    """Return the comment above a key, or else the one at the end of its line, with its first line.

    A key that only an alias of YAML brings has none.
    """
    key = front_matter.keys.get(pointer)
    if key is None:
        return 1, ""
    above: list[str] = []
    for line in reversed(lines[: key.line - 1]):
        match = _COMMENT_LINE.match(line)
        if match is None:
            break
        above.insert(0, match[1])
        if line.lstrip().startswith("-"):
            break
    if above:
        return key.line - len(above), "\n".join(above)
    line = lines[key.line - 1]
    value = front_matter.values.get(pointer)
    start = value.end_column - 1 if value is not None and value.end_line == key.line else key.end_column
    match = _TRAILING.search(line, start)
    return key.line, match[1] if match else ""


def _pair(text: str) -> tuple[str, str]:
    """Return the former and the present name of a choice: `Ready = Approved`."""
    old, _, new = text.partition("=")
    return old.strip(), new.strip()


def _rows(items: list[Json]) -> Json:
    """Return the default rows of a list: its mappings, without placeholder cells."""
    rows: list[Json] = [
        {key: cell for key, cell in item.items() if not (isinstance(cell, str) and is_placeholder(cell))}
        for item in items
        if isinstance(item, dict)
    ]
    return [row for row in rows if row]


def number_words(whole: bool, bounds: Sequence[int | float | None]) -> str:
    """Return in words which numbers are allowed: `a whole number from 1 to 5`."""
    kind = "a whole number" if whole else "a number"
    return f"{kind} from {bounds[0]} to {bounds[1]}" if any(b is not None for b in bounds) else kind


def value_mistakes(fields: Iterable[Field], pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointer and the mistake of each field for which no value, or no choice, could be written."""
    for field in fields:
        at = f"{pointer}/{escape_pointer(field.key)}"
        yield from value_mistakes(field.fields, at if field.key else pointer)
        if field.bounds and field.bounds[0] > field.bounds[1]:
            yield at if field.key else pointer, f"{field.example} begins with the greater number"


def row_mistakes(fields: Iterable[Field], pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointer and the mistake of each list marked `(every row)` whose rows cannot be required.

    A row is recognised by its first column.
    """
    for field in fields:
        at = f"{pointer}/{escape_pointer(field.key)}"
        yield from row_mistakes(field.fields, at)
        if not field.every_row:
            continue
        if not field.columns or not isinstance(field.value, list):
            yield at, "(every row) is for a list of rows"
            continue
        first = field.columns[0].key
        if not field.value or any(isinstance(row, dict) and first not in row for row in field.value):
            yield at, f'(every row) needs a value for "{first}", the first column, in each row'


SOURCES = {"id": "file name", "title": "first heading"}
"""What `(from: …)` can say, by the name of the field that takes its value from there."""


def source_mistakes(fields: Iterable[Field], pointer: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pointer and the mistake of each mark `(from: …)` that cannot be used."""
    for field in fields:
        at = f"{pointer}/{escape_pointer(field.key)}"
        yield from source_mistakes(field.fields, at)
        known = SOURCES.get(field.name) if not pointer else None
        if field.source and known is None:
            yield at, f"(from: {field.source}) is for the fields id and title only"
        elif field.source and field.source != known:
            yield at, f'(from: {field.source}) is not a mark; for "{field.key}", write (from: {known})'
        elif field.source and (field.kind in NO_TEXT or field.required_from):
            yield at, f'"{field.key}" is marked (from: {known}), so it is text and never required'


def _kind(text: str) -> tuple[FieldKind, str]:
    if _DATE.match(text):
        return FieldKind.DATE, ""
    if _URL.match(text):
        return FieldKind.URL, ""
    if _RE_VERSION.match(text):
        return FieldKind.VERSION, VERSION
    if not is_placeholder(text) and _PART.search(text):
        return FieldKind.PATTERN, pattern_of(text)
    return FieldKind.TEXT, ""


def choices_of(text: str) -> tuple[str, ...]:
    """Return the values that a choice lists: `[Low/Medium/High]`."""
    return tuple(choice.strip() for choice in text.strip("[]").split("/"))


def is_placeholder(text: str) -> bool:
    """Return whether the whole text is a single placeholder in brackets."""
    return text.startswith("[") and text.endswith("]") and "][" not in text and "]-[" not in text


def pattern_of(text: str) -> str:
    """Return the pattern for a text that contains placeholders.

    Literal parts match themselves, `[nnn]` matches at least that many digits, and any other placeholder
    matches a lower-case name with hyphens.
    """
    parts: list[str] = []
    end = 0
    for match in _PART.finditer(text):
        parts.append(re.escape(text[end : match.start()]).replace(r"\-", "-"))
        name = match[1]
        parts.append(f"[0-9]{{{len(name)},9}}" if set(name) == {"n"} else KEBAB)
        end = match.end()
    parts.append(re.escape(text[end:]).replace(r"\-", "-"))
    return "".join(parts)
