"""The YAML front matter of a file: plain JSON types, and the place of every key and value.

Scalars are resolved by the core schema of YAML 1.2 (chapter 10.3), cut down to what JSON knows:
`true`, `false`, `null`, decimal numbers. All else is a string: `no`, `12:30` and `2026-10-01` too.
Values are built from the parser's events, not by its own constructor, so that keys are checked for
repeats, places are kept, and neither nesting nor aliases can exhaust the machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import yaml

from mkdocs_deploy_plugin.model import Diagnostic, FrontMatter, Json, Related, Source, Span
from mkdocs_deploy_plugin.reading.source import START
from mkdocs_deploy_plugin.rules import diagnostic

MAX_DEPTH = 32
"""Levels of nesting that front matter may have."""

MAX_VALUES = 20_000
"""Keys and values that front matter may have, aliases counted as often as they are used."""

_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")  # They end a line for YAML, but in no editor.
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
_COLLECTION_TAGS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come yet."""

    value: dict[str, Json] | list[Json]
    pointer: str
    start: Any
    anchor: str | None
    values_before: int
    key: str | None = None
    duplicate: bool = False


@dataclass(slots=True)
class _Reading:
    """What the events of one front matter have built so far."""

    path: str
    lines: Sequence[str]
    keys: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Json, int]] = field(default_factory=dict)
    count: int = 0


def read_front_matter(source: Source) -> tuple[FrontMatter | None, int, list[Diagnostic]]:
    """Read the front matter of a file.

    Returns:
        The front matter, or None where there is none that can be used; the number of lines that
        it takes, fences included (the body follows them); and what was wrong with it. Where the
        end of the front matter is not known, the number is that of all lines.
    """
    lines = source.lines
    opening = lines[0].rstrip()
    if opening != "---":
        return None, 0, [_no_front_matter(source.path, lines)]
    end = next((n for n, line in enumerate(lines[1:], 1) if _CLOSING.match(line)), None)
    if end is None:
        return None, len(lines), [_unclosed(source.path, lines, len(lines))]

    reading = _Reading(source.path, lines)
    text = "\n".join(lines[1:end]) + "\n"
    if breaks := _OTHER_BREAKS.search(text):
        return None, end + 1, [_forbidden(source.path, text, breaks[0])]
    try:
        data = _build(text, reading)
    except yaml.MarkedYAMLError as error:
        if _first_heading(lines[:end], {1, 2, 3, 4, 5, 6}) is not None:
            return None, len(lines), [_unclosed(source.path, lines, end)]
        return None, end + 1, [_invalid(source.path, error, lines)]
    except yaml.reader.ReaderError as error:
        return None, end + 1, [_forbidden(source.path, text, chr(error.character))]
    except _UnusableError as error:
        return None, end + 1, [error.finding]
    headings = {len(m[1]) for line in lines[1:end] if (m := _HEADING.match(line)) and len(m[1]) > 1}
    if len(headings) > 1:
        return None, len(lines), [_unclosed(source.path, lines, end)]
    if data is None:
        data = {}
    if not isinstance(data, dict):
        message = "The front matter is not a mapping of keys to values"
        span = Span(2, 1, 2, len(lines[1]) + 1)
        finding = _error("invalid-yaml", source.path, span, message, 'Write lines such as "title: …".')
        return None, end + 1, [finding]
    closing = Span(end + 1, 1, end + 1, len(lines[end].rstrip()) + 1)
    keys, values = _Places(reading.keys, source), _Places(reading.values, source)
    return FrontMatter(data, keys, values, closing), end + 1, reading.diagnostics


class _Places(Mapping[str, Span]):
    """Places by pointer, worked out from the parser's marks when somebody asks for them: few are."""

    def __init__(self, marks: Mapping[str, tuple[Any, Any]], source: Source) -> None:
        self._marks = marks
        self._source = source

    @cached_property
    def _lines(self) -> list[str]:
        return self._source.lines

    def __getitem__(self, pointer: str) -> Span:
        return _place_of(*self._marks[pointer], self._lines)

    def __iter__(self) -> Iterator[str]:
        return iter(self._marks)

    def __len__(self) -> int:
        return len(self._marks)


class _UnusableError(Exception):
    """Carries the one finding that makes front matter unusable out of the builder."""

    def __init__(self, finding: Diagnostic) -> None:
        self.finding = finding


def _build(text: str, reading: _Reading) -> Json:
    """Build the value of the first document of `text` from the parser's events."""
    stack: list[_Open] = []
    result: Json = None
    event: Any
    loader = _Loader(text)
    while loader.check_event():
        event = loader.get_event()
        kind = type(event)
        if kind is yaml.ScalarEvent:
            top = stack[-1] if stack else None
            if top is not None and top.key is None and type(top.value) is dict:
                _set_key(top, event, reading)
                continue
            value = _scalar(event, reading)
            result = _place(stack, value, event.start_mark, event.end_mark, event.anchor, 1, reading)
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            _open(stack, event, {} if kind is yaml.MappingStartEvent else [], reading)
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            closed = stack.pop()
            size = reading.count - closed.values_before
            result = _place(stack, closed.value, closed.start, event.end_mark, closed.anchor, size, reading)
        elif kind is yaml.AliasEvent:
            if stack and stack[-1].key is None and type(stack[-1].value) is dict:
                message = "An alias cannot be a key"
                raise _UnusableError(
                    _error("invalid-yaml", reading.path, _span(event), message, "Write the key.")
                )
            known = reading.anchors.get(event.anchor)
            if known is None:
                message = f"The alias *{event.anchor} has no anchor &{event.anchor} before it"
                raise _UnusableError(
                    _error("invalid-yaml", reading.path, _span(event), message, "Write the value.")
                )
            _count(known[1], event, reading)
            result = _place(stack, known[0], event.start_mark, event.end_mark, None, 0, reading)
    return result


def _open(stack: list[_Open], event: Any, value: dict[str, Json] | list[Json], reading: _Reading) -> None:
    if len(stack) >= MAX_DEPTH:
        message = f"The front matter is nested deeper than {MAX_DEPTH} levels"
        raise _UnusableError(_error("too-large", reading.path, _span(event), message, "Make it flatter."))
    if event.tag not in _COLLECTION_TAGS:
        message = f"The tag {event.tag} is not supported"
        raise _UnusableError(_error("invalid-yaml", reading.path, _span(event), message, "Remove it."))
    if stack and stack[-1].key is None and type(stack[-1].value) is dict:
        message = "A list or a mapping cannot be a key"
        help_ = "Quote a value that begins with [ or {."
        raise _UnusableError(_error("invalid-yaml", reading.path, _span(event), message, help_))
    before = reading.count
    _count(1, event, reading)
    stack.append(_Open(value, _pointer(stack), event.start_mark, event.anchor, before))


def _set_key(top: _Open, event: Any, reading: _Reading) -> None:
    key = event.value
    pointer = f"{top.pointer}/{escape_pointer(key)}"
    _count(1, event, reading)
    top.key = key
    marks = reading.keys.get(pointer)
    top.duplicate = marks is not None
    if marks is None:
        reading.keys[pointer] = event.start_mark, event.end_mark
    else:
        first = _place_of(*marks, reading.lines)
        reading.diagnostics.append(
            diagnostic(
                "duplicate-key",
                reading.path,
                _span(event),
                f'The key "{key}" stands twice; the second value would be lost',
                f"Remove one of the two, here or in line {first.line}.",
                pointer=pointer,
                related=Related(reading.path, first, "the first one"),
            )
        )


def _place(
    stack: list[_Open], value: Json, start: Any, end: Any, anchor: str | None, size: int, reading: _Reading
) -> Json:
    """Put a finished value where it belongs and note its place."""
    if anchor is not None:
        reading.anchors[anchor] = (value, size)
    if not stack:
        return value
    top = stack[-1]
    if top.duplicate:
        top.key, top.duplicate = None, False
        return value
    pointer = _pointer(stack)
    reading.values[pointer] = start, end
    if isinstance(top.value, dict):
        assert top.key is not None
        top.value[top.key] = value
        top.key = None
    else:
        reading.keys[pointer] = start, end
        top.value.append(value)
    return value


def _place_of(start: Any, end: Any, lines: Sequence[str]) -> Span:
    """Give the place of a key or a value. The parser ends a block value where the next thing begins."""
    row, column = end.line + 1, end.column
    if end.line > start.line and not lines[row][:column].strip():
        row -= 1
        while row > start.line + 1 and lines[row].lstrip()[:1] in ("", "#"):
            row -= 1
        column = len(lines[row].rstrip())
    return Span(start.line + 2, start.column + 1, row + 1, column + 1)


def _pointer(stack: list[_Open]) -> str:
    """Give the pointer of the value that comes next."""
    if not stack:
        return ""
    top = stack[-1]
    if isinstance(top.value, list):
        return f"{top.pointer}/{len(top.value)}"
    # What stands below a repeated key gets pointers of its own, or all its keys would seem repeated.
    return f"{top.pointer}/{escape_pointer(top.key or '')}" + ("\0" if top.duplicate else "")


def escape_pointer(key: str) -> str:
    """Escape a key for use in a JSON pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1") if "~" in key or "/" in key else key


def _scalar(event: Any, reading: _Reading) -> Json:
    _count(1, event, reading)
    text: str = event.value
    if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
        message = f"The tag {event.tag} is not supported"
        raise _UnusableError(
            _error("invalid-yaml", reading.path, _span(event), message, "Write a plain value.")
        )
    if event.tag is not None or not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if _NUMBER.match(text):
        number = float(text) if any(c in text for c in ".eE") else int(text[:4000])
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _count(values: int, event: Any, reading: _Reading) -> None:
    reading.count += values
    if reading.count > MAX_VALUES:
        message = f"The front matter has more than {MAX_VALUES} keys and values"
        raise _UnusableError(_error("too-large", reading.path, _span(event), message, "Make it shorter."))


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 2, start.column + 1, end.line + 2, end.column + 1)


def _forbidden(path: str, text: str, character: str) -> Diagnostic:
    # The loader's own position counts bytes or characters; the first such character is meant.
    before = text[: text.find(character)]
    line, column = before.count("\n") + 2, len(before) - before.rfind("\n")
    message = f"The front matter holds a character that YAML does not allow: U+{ord(character):04X}"
    return _error("invalid-yaml", path, Span(line, column, line, column + 1), message, "Remove it.")


def _error(rule: str, path: str, span: Span, message: str, help_: str) -> Diagnostic:
    return diagnostic(rule, path, span, message, help_)


def _no_front_matter(path: str, lines: Sequence[str]) -> Diagnostic:
    first = Span(1, 1, 1, len(lines[0]) + 1) if lines[0] else START
    if lines[0].rstrip() == "+++":
        message = "The front matter is TOML"
        return _error("toml-front-matter", path, first, message, "Write it as YAML between two lines of ---.")
    message = "The file does not begin with front matter"
    return _error(
        "no-front-matter", path, first, message, "Begin the file with YAML between two lines of ---."
    )


def _first_heading(lines: Sequence[str], levels: set[int]) -> int | None:
    """Give the number (from 0) of the first line that looks like a heading after a blank line."""
    for number in range(2, len(lines)):
        match = _HEADING.match(lines[number])
        if match and len(match[1]) in levels and not lines[number - 1].strip():
            return number
    return None


def _unclosed(path: str, lines: Sequence[str], end: int) -> Diagnostic:
    place = _first_heading(lines[:end], {1, 2, 3, 4, 5, 6})
    message = "The front matter that begins here has no end"
    where = f" before line {place + 1}" if place is not None else ""
    return _error(
        "unclosed-front-matter", path, Span(1, 1, 1, 4), message, f"Close it with a line of ---{where}."
    )


def _invalid(path: str, error: yaml.MarkedYAMLError, lines: Sequence[str]) -> Diagnostic:
    mark = error.problem_mark or error.context_mark
    span = Span(mark.line + 2, mark.column + 1, mark.line + 2, mark.column + 2) if mark else START
    message = f"The front matter is not YAML: {error.problem or error.context}"
    help_ = "Quote a value that holds : or # or begins with [ or {."
    if lines[span.line - 1][span.column - 1 : span.column] == "\t":
        help_ = "Indent with spaces, not with tabs."
    return _error("invalid-yaml", path, span, message, help_)
