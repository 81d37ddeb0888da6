"""Build JSON types from the events of the YAML parser, with the position of every key and value.

Scalars are resolved by the core schema of YAML 1.2 (chapter 10.3), reduced to the types of JSON:
`true`, `false`, `null` and decimal numbers. Everything else is a string, including `no`, `12:30` and
`2026-10-01`. Values are built from the parser's events rather than by its constructor, so that
duplicate keys are found, positions are kept, and neither nesting nor aliases can exhaust memory.

The text of the front matter is padded with an empty line for each line of the file before its opening
fence, so that the parser's line plus two is the line of the file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Json, Related, Span
from mkdocs_deploy_plugin.text import escape_pointer

MAX_DEPTH = 32
"""Maximum nesting depth of front matter."""

NO_KEY = "A list or a mapping cannot be a key"
MAX_VALUES = 20_000
"""Maximum number of keys and values in front matter; aliases count each time they are used."""

_NUMBER = re.compile(r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?$")
_CONSTANTS: dict[str, bool | None] = {
    "": None, "~": None, "null": None, "Null": None, "NULL": None,
    "true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False,
}  # fmt: skip
# Texts that YAML 1.1 (yaml.org/type) resolves to other types. MkDocs, GitHub and most other parsers
# follow it. Words of one letter are left out because none of those parsers reads them as booleans.
_OTHERWISE = re.compile(
    r"(?P<boolean>(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$)"
    r"|(?P<octal>[-+]?(?:0[0-7_]+|0o[0-7]+|0x[0-9a-fA-F_]+|0b[01_]+|[1-9][0-9]*_[0-9_]*)$)"
    r"|(?P<time>[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$)"
    r"|(?P<date>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}.*)?$)"
)
# Most values begin with other characters and need not be matched.
_BEGINS_OTHERWISE = frozenset("yYnNoO+-0123456789")
_BEGINS_NUMBER = frozenset("+-0123456789")
_COLLECTION_TAGS = (None, "!", "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq")
_Scalar = yaml.ScalarEvent
_MappingStart, _MappingEnd = yaml.MappingStartEvent, yaml.MappingEndEvent
_SequenceStart, _SequenceEnd = yaml.SequenceStartEvent, yaml.SequenceEndEvent
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(slots=True)
class _Open:
    """A list or mapping that is still open."""

    value: dict[str, Json] | list[Json]
    pointer: str
    start: Any
    anchor: str | None
    values_before: int
    key: str | None = None
    value_pointer: str = ""
    duplicate: bool = False


@dataclass(slots=True)
class Reading:
    """The state of building front matter from parser events.

    Attributes:
        path: Path of the file, for findings.
        lines: The lines of the file.
        keys: The parser's marks of each key, by JSON pointer. An entry of a list has its own marks.
        values: The parser's marks of each value, by JSON pointer.
        diagnostics: The findings so far.
        anchors: The value of each anchor, and the number of values it contains.
        count: The number of keys and values so far.
        ambiguous: Pointer and kind (`boolean`, `octal`, `time` or `date`) of each text that a YAML 1.1
            parser reads as something else.
    """

    path: str
    lines: Sequence[str]
    keys: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    values: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    anchors: dict[str, tuple[Json, int]] = field(default_factory=dict)
    count: int = 0
    ambiguous: list[tuple[str, str]] = field(default_factory=list)


class UnusableError(Exception):
    """The front matter cannot be used; carries the finding that says why."""

    def __init__(self, finding: Diagnostic) -> None:
        self.finding = finding


def build(text: str, reading: Reading) -> Json:
    """Build the value of the first document of `text` from the parser's events.

    Raises:
        UnusableError: The text contains something that front matter may not have.
        yaml.YAMLError: The text is not valid YAML.
    """
    stack: list[_Open] = []
    result: Json = None
    event: Any
    loader = _Loader(text)
    while (event := loader.get_event()) is not None:
        kind = type(event)
        if kind is _Scalar:
            top = stack[-1] if stack else None
            if top is not None and top.key is None and type(top.value) is dict:
                _set_key(top, event, reading)
                continue
            value = _scalar(event, reading)
            if (
                type(value) is str
                and value[:1] in _BEGINS_OTHERWISE
                and event.implicit[0]
                and (match := _OTHERWISE.match(value))
            ):
                reading.ambiguous.append((_pointer(stack), match.lastgroup or ""))
            result = _place(stack, value, event.start_mark, event.end_mark, event.anchor, 1, reading)
        elif kind is _MappingStart or kind is _SequenceStart:
            _open(stack, event, {} if kind is _MappingStart else [], reading)
        elif kind is _MappingEnd or kind is _SequenceEnd:
            closed = stack.pop()
            size = reading.count - closed.values_before
            result = _place(stack, closed.value, closed.start, event.end_mark, closed.anchor, size, reading)
        elif kind is yaml.AliasEvent:
            if stack and stack[-1].key is None and type(stack[-1].value) is dict:
                message = "An alias cannot be a key"
                raise UnusableError(
                    diagnostic("invalid-yaml", reading.path, _span(event), message, "Write out the key.")
                )
            known = reading.anchors.get(event.anchor)
            if known is None:
                message = f"The alias *{event.anchor} has no earlier anchor &{event.anchor}"
                help_ = "Quote the value if it really begins with *, or write it out."
                raise UnusableError(diagnostic("yaml-alias", reading.path, _span(event), message, help_))
            reading.count += known[1]
            if reading.count > MAX_VALUES:
                message = f"The aliases in the front matter expand to more than {MAX_VALUES:,} values"
                help_ = "Write the values out, or remove them."
                raise UnusableError(diagnostic("yaml-alias", reading.path, _span(event), message, help_))
            result = _place(stack, known[0], event.start_mark, event.end_mark, None, 0, reading)
    return result


def _open(stack: list[_Open], event: Any, value: dict[str, Json] | list[Json], reading: Reading) -> None:
    if len(stack) >= MAX_DEPTH:
        message = f"The front matter is nested more than {MAX_DEPTH} levels deep"
        raise UnusableError(
            diagnostic("too-large", reading.path, _span(event), message, "Reduce the nesting.")
        )
    if event.tag not in _COLLECTION_TAGS:
        message = f"The tag {event.tag} is not supported"
        raise UnusableError(diagnostic("invalid-yaml", reading.path, _span(event), message, "Remove it."))
    if stack and stack[-1].key is None and type(stack[-1].value) is dict:
        message = NO_KEY
        help_ = "Quote the value if it is text that begins with [ or {."
        raise UnusableError(diagnostic("invalid-yaml", reading.path, _span(event), message, help_))
    before = reading.count
    _count(1, event, reading)
    stack.append(_Open(value, _pointer(stack), event.start_mark, event.anchor, before))


def _set_key(top: _Open, event: Any, reading: Reading) -> None:
    key = event.value
    pointer = f"{top.pointer}/{escape_pointer(key)}"
    _count(1, event, reading)
    top.key = key
    marks = reading.keys.get(pointer)
    top.duplicate = marks is not None
    # The content of a duplicate key gets separate pointers, or all of its keys would seem duplicate, too.
    top.value_pointer = pointer if marks is None else f"{pointer}\0"
    if marks is None:
        reading.keys[pointer] = event.start_mark, event.end_mark
    else:
        first = place_of(*marks, reading.lines)
        reading.diagnostics.append(
            diagnostic(
                "duplicate-key",
                reading.path,
                _span(event),
                f'The key "{key}" is defined twice; the second value would be ignored',
                f"Remove one of them, here or on line {first.line}.",
                pointer=f"/front_matter{pointer}",
                related=Related(reading.path, first, "first definition"),
            )
        )


def _place(
    stack: list[_Open], value: Json, start: Any, end: Any, anchor: str | None, size: int, reading: Reading
) -> Json:
    """Add a finished value to its parent and record its position."""
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


def place_of(start: Any, end: Any, lines: Sequence[str]) -> Span:
    """Return the span of a key or value. The parser ends a block value only where the next token begins."""
    row, column = end.line + 1, end.column
    if end.line > start.line and not lines[row][:column].strip():
        row -= 1
        while row > start.line + 1 and lines[row].lstrip()[:1] in ("", "#"):
            row -= 1
        column = len(lines[row].rstrip())
    return Span(start.line + 2, start.column + 1, row + 1, column + 1)


def _pointer(stack: list[_Open]) -> str:
    """Return the pointer of the next value."""
    if not stack:
        return ""
    top = stack[-1]
    return f"{top.pointer}/{len(top.value)}" if type(top.value) is list else top.value_pointer


def _scalar(event: Any, reading: Reading) -> Json:
    _count(1, event, reading)
    text: str = event.value
    if event.tag is not None and event.tag not in ("!", "tag:yaml.org,2002:str"):
        message = f"The tag {event.tag} is not supported"
        raise UnusableError(
            diagnostic("invalid-yaml", reading.path, _span(event), message, "Write a plain value.")
        )
    if event.tag is not None or not event.implicit[0]:
        return text
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[:1] in _BEGINS_NUMBER and _NUMBER.match(text):
        number = float(text) if any(c in text for c in ".eE") else int(text[:4000])
        return text if number in (float("inf"), float("-inf")) else number
    return text


def _count(values: int, event: Any, reading: Reading) -> None:
    reading.count += values
    if reading.count > MAX_VALUES:
        message = f"The front matter has more than {MAX_VALUES:,} keys and values"
        raise UnusableError(diagnostic("too-large", reading.path, _span(event), message, "Shorten it."))


def _span(event: Any) -> Span:
    start, end = event.start_mark, event.end_mark
    return Span(start.line + 2, start.column + 1, end.line + 2, end.column + 1)
