"""Find what is wrong with the front matter of a template: its marks, choices, patterns and values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import NamedTuple

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Json, Span
from mkdocs_deploy_plugin.template.fields import (
    KEBAB,
    NO_TEXT,
    Comment,
    Field,
    FieldKind,
    choices_of,
    comment_of,
    is_placeholder,
    read_comment,
    row_mistakes,
    source_mistakes,
    value_mistakes,
)
from mkdocs_deploy_plugin.template.marks import FORMERLY, KEY, kind_of, nearest_mark, not_marks
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, STATUS, meaning_mistakes
from mkdocs_deploy_plugin.text import closest, escape_pointer, one_of, pointer_of, quoted

MAX_NAMES = 4
"""Maximum number of names in an id. With more of them, a word with many hyphens could be split in too
many ways to try them all."""

_TOGETHER = (
    ("fixed", "choice", "A fixed value cannot be a choice"),
    ("fixed", "required from", "A fixed value may always be left out"),
    ("optional", "required from", "What may always be left out is never required"),
)
_STATUS_MARKS = ("required from", "in force at", "retired at")
_BRACES = re.compile(r"(?<!\{)\{([^{}\s]{1,40})\}(?!\})")
_NAME = re.compile(r"\[([^\[\]]*)\]")
_DATE_LIKE = re.compile(r"\[?[YyMmDdJjTt]{1,4}([-./ ])[YyMmDdJjTt]{1,4}\1[YyMmDdJjTt]{1,4}\]?$")
_DATE = "YYYY-MM-DD"
_NUMBERS = ("number", "no", "nr", "num", "sequence", "seq", "sequence number")
_STAND_FOR_DIGITS = re.compile(r"[0-9]+|[#]+|N+|[xX]+")
_RANGE = re.compile("[0-9]+-[0-9]+")
_SLASH = "A slash separates the values of a choice"


class _Entry(NamedTuple):
    """A key of the template, or a text in a list."""

    pointer: str
    value: Json
    first_line: int
    comment: str
    marks: Comment


def field_mistakes(document: Document, fields: Sequence[Field]) -> Iterator[Diagnostic]:
    """Yield findings for the front matter of a template, whose fields have been read from it."""
    front_matter = document.front_matter
    assert front_matter is not None
    place = _Places(document, front_matter)
    by_name = {field.name: field for field in fields}
    statuses = by_name[STATUS].choices if STATUS in by_name else ()
    yield from _required_fields(place, by_name)
    for pointer, mistake in (*row_mistakes(fields), *source_mistakes(fields), *meaning_mistakes(fields)):
        yield place.finding("template-mark", pointer, mistake)
    for pointer, mistake in value_mistakes(fields):
        yield place.finding("template-value", pointer, mistake)
    for entry in _entries(front_matter, document.source.lines):
        yield from _comment_mistakes(place, entry, by_name, statuses)
        yield from _choice_mistakes(place, entry)
        yield from _value_mistakes(place, entry)


class _Places:
    """Makes findings at the places of a template's front matter."""

    def __init__(self, document: Document, front_matter: FrontMatter) -> None:
        self.path = document.source.path
        self.lines = document.source.lines
        self.front_matter = front_matter

    def finding(self, rule: str, pointer: str, message: str, help: str = "") -> Diagnostic:
        """Return a finding at a key or its value, or where the front matter ends if there is no such key."""
        pointer = self._in_full(pointer)
        value = self.front_matter.values.get(pointer) if rule == "template-value" else None
        if value is None or value.end_line > value.line:
            value = self.front_matter.keys.get(pointer, self.front_matter.end)
        return diagnostic(rule, self.path, value, message, help)

    def _in_full(self, pointer: str) -> str:
        """Return a pointer with the indices and the names in brackets that fields leave out."""
        keys = self.front_matter.keys
        return pointer if pointer in keys else next((key for key in keys if _bare(key) == pointer), pointer)

    def at(self, entry: _Entry, rule: str, words: str, message: str, help: str = "") -> Diagnostic:
        """Return a finding at some words of the comment of a key."""
        key = self.front_matter.keys.get(entry.pointer, self.front_matter.end)
        span = locate(self.lines, entry.first_line, key.line, words)
        return diagnostic(rule, self.path, span or key, message, help)


def _bare(pointer: str) -> str:
    parts = pointer.split("/")
    return "/".join(part for part in parts if not part.isdigit() and not is_placeholder(part))


def locate(lines: Sequence[str], first: int, last: int, words: str) -> Span | None:
    """Return the place of some words between two lines, which may be spread over several comment lines."""
    pattern = r"\s+(?:#\s*)?".join(map(re.escape, words.split()))
    text = "\n".join(lines[first - 1 : last])
    match = re.search(pattern, text)
    if match is None:
        return None
    ends = []
    for offset in match.span():
        before = text[:offset]
        ends += [first + before.count("\n"), offset - (before.rfind("\n") + 1) + 1]
    return Span(*ends)


def _entries(front_matter: FrontMatter, lines: Sequence[str]) -> Iterator[_Entry]:
    def walk(data: Json, pointer: str) -> Iterator[tuple[str, Json]]:
        if isinstance(data, dict):
            for key, value in data.items():
                inner = f"{pointer}/{escape_pointer(key)}"
                yield inner, value
                yield from walk(value, inner)
        elif isinstance(data, list):
            for number, value in enumerate(data):
                inner = f"{pointer}/{number}"
                if not isinstance(value, dict):
                    yield inner, value
                yield from walk(value, inner)

    entries = [
        _Entry(pointer, value, first, comment, read_comment(comment))
        for pointer, value in walk(front_matter.data, "")
        for first, comment in (comment_of(front_matter, lines, pointer),)
    ]
    for entry, inner in zip_longest(entries, entries[1:]):
        # A comment at the end of a line belongs to the innermost value that begins on it.
        is_inner = inner is not None and inner.pointer.startswith(f"{entry.pointer}/")
        if not (is_inner and (inner.first_line, inner.comment) == (entry.first_line, entry.comment)):
            yield entry


def _required_fields(place: _Places, fields: dict[str, Field]) -> Iterator[Diagnostic]:
    identifier, status = fields.get(IDENTIFIER), fields.get(STATUS)
    at_id, at_status = (pointer_of((field.key,)) if field else "" for field in (identifier, status))
    if identifier is not None and identifier.kind in NO_TEXT:
        yield place.finding("template-value", at_id, "The id of a template must be text")
    elif identifier is not None and identifier.pattern.count(KEBAB) > MAX_NAMES:
        yield place.finding(
            "template-value", at_id, f"The id of a template may have at most {MAX_NAMES} names in brackets"
        )
    elif identifier is not None and isinstance(identifier.value, str) and identifier.value.strip():
        yield place.finding(
            "template-value",
            at_id,
            f"Every procedure would have the id {quoted(identifier.value)}",
            "Put what differs into brackets, such as deploy-[project]-[nnn]-[feature-name].",
        )
    if status is not None and status.kind is not FieldKind.CHOICE:
        yield place.finding(
            "template-value",
            at_status,
            'The status of a template must be a choice, such as "[Draft/Approved]" marked (choice)',
        )
    elif status is not None and {status.in_force, status.retired} <= set(status.choices):
        order = list(status.choices)
        if order.index(status.in_force) >= order.index(status.retired):
            message = f"{status.retired} does not come after {status.in_force}, where procedures are run"
            help_ = "List the statuses in the order of a procedure's life."
            yield place.finding("template-mark", at_status, message, help_)


def _comment_mistakes(
    place: _Places, entry: _Entry, fields: Mapping[str, Field], statuses: Sequence[str]
) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for mark in entry.marks.marks:
        kind, shown = kind_of(mark), f"({mark})"
        if not kind.fits(KEY):
            meant = nearest_mark(mark.removeprefix("text "), KEY, 0.99)
            help_ = f"Did you mean {meant}?" if meant and meant != shown else ""
            yield place.at(entry, "template-mark", shown, f"{shown} belongs below a heading", help_)
            continue
        keys = [fields[name].key if name in fields else name for name in kind.keys]
        if keys and entry.pointer not in {pointer_of((key,)) for key in keys}:
            key = entry.pointer.removeprefix("/")
            message = f"{shown} belongs to the key {one_of(keys)}, not to {quoted(key)}"
            yield place.at(entry, "template-mark", shown, message)
        elif kind.begins in _STATUS_MARKS and (status := mark[len(kind.begins) + 1 :]) not in statuses:
            yield place.at(entry, "template-mark", shown, *unknown_status(status, statuses))
        if kind.begins in seen and kind.begins != FORMERLY:
            message = (
                f"{shown} is said twice"
                if seen[kind.begins] == mark
                else f"{shown} contradicts ({seen[kind.begins]})"
            )
            yield place.at(entry, "template-mark", shown, message)
        seen[kind.begins] = mark
    yield from _former_mistakes(place, entry)
    for first, second, reason in _TOGETHER:
        if first in seen and second in seen:
            message = f"({seen[first]}) contradicts ({seen[second]}): {reason[0].lower()}{reason[1:]}"
            yield place.at(entry, "template-mark", f"({seen[second]})", message, "Remove one of them.")
    for written, message, help_ in not_marks(entry.comment, KEY):
        yield place.at(entry, "template-mark", written, message, help_)


def _former_mistakes(place: _Places, entry: _Entry) -> Iterator[Diagnostic]:
    """Yield findings for former names that are in use, or that lead to nothing."""
    choices = choices_of(entry.value) if isinstance(entry.value, str) else ()
    parent = entry.pointer.rpartition("/")[0]
    for name in entry.marks.former:
        old, is_choice, new = (part.strip() for part in name.partition("="))
        message = ""
        if not is_choice and f"{parent}/{escape_pointer(old)}" in place.front_matter.keys:
            message = f"{quoted(old)} is still a field"
        elif is_choice and old in choices:
            message = f"{quoted(old)} is still one of the choices"
        elif is_choice and new not in choices:
            message = f"A former name leads to {quoted(new)}, which is not one of the choices"
        if message:
            yield place.at(entry, "template-mark", name, message)


def unknown_status(status: str, statuses: Sequence[str]) -> tuple[str, str]:
    """Return message and help for a mark that names a status which the template does not have."""
    if not statuses:
        return f"A mark names the status {quoted(status)}, but there is no field status", ""
    meant = closest(status, list(statuses), 0.6)
    help_ = f"Did you mean {quoted(meant)}? " if meant else ""
    return (
        f"A mark names the status {quoted(status)}, which is not one of the choices",
        f"{help_}The statuses are {', '.join(statuses)}.",
    )


def _choice_mistakes(place: _Places, entry: _Entry) -> Iterator[Diagnostic]:
    if "choice" not in entry.marks.marks:
        return
    text = entry.value
    if isinstance(text, list) and len(text) == 1:
        text = text[0]
    if not isinstance(text, str) or not ("/" in text or is_placeholder(text)):
        message = "(choice) needs the allowed values in brackets, separated by slashes"
        help_ = 'Write them as "[Low/Medium/High]", or remove the mark.'
        yield place.finding("template-value", entry.pointer, message, help_)
        return
    choices = choices_of(text)
    folded = [choice.casefold() for choice in choices]
    twice = next((choice for at, choice in enumerate(choices) if folded[at] in folded[:at]), None)
    split = next((pair for pair in pairwise(choices) if all(len(one) == 1 for one in pair)), None)
    if "" in choices:
        yield place.finding("template-value", entry.pointer, "A value of this choice is empty", f"{_SLASH}.")
    elif len(choices) == 1 and _RANGE.fullmatch(choices[0]):
        message = f"This choice has only one value, {quoted(choices[0])}"
        first, last = choices[0].split("-")
        help_ = (
            f"Remove (choice) for a number from {first} to {last}, or list the values: [{first}/…/{last}]."
        )
        yield place.finding("template-value", entry.pointer, message, help_)
    elif twice is not None:
        yield place.finding("template-value", entry.pointer, f"This choice has {quoted(twice)} twice")
    elif split is not None and any(len(choice) > 1 for choice in choices):
        message = (
            f"{_SLASH}, so {quoted('/'.join(split))} is read as {quoted(split[0])} and {quoted(split[1])}"
        )
        yield place.finding("template-value", entry.pointer, message, "Write it without a slash, such as NA.")


def _value_mistakes(place: _Places, entry: _Entry) -> Iterator[Diagnostic]:
    text, marks = entry.value, entry.marks.marks
    if isinstance(text, dict):
        odd = next((key for key in text if is_placeholder(key)), None)
        if odd is not None and len(text) > 1:
            yield place.finding(
                "template-value",
                f"{entry.pointer}/{escape_pointer(odd)}",
                f"The name {quoted(odd)} stands for any name, so it must be the only key",
                "Remove the other keys, or write the name without brackets.",
            )
        return
    if text == []:
        message = "The list has no entry, so nothing says what its entries are"
        yield place.finding("template-value", entry.pointer, message, 'Add one, such as "[Name]".')
        return
    if not isinstance(text, str):
        return
    if "fixed" in marks and is_placeholder(text):
        message = f"(fixed) needs the value itself, not the placeholder {quoted(text)}"
        yield place.finding("template-value", entry.pointer, message)
        return
    if "fixed" in marks or "choice" in marks or "://" in text:
        return
    yield from _pattern_mistakes(place, entry.pointer, text)


def _pattern_mistakes(place: _Places, pointer: str, text: str) -> Iterator[Diagnostic]:
    def wrong(message: str, help: str) -> Diagnostic:
        return place.finding("template-value", pointer, message, help)

    if " " not in text and _BRACES.search(text):
        meant = _BRACES.sub(r"[\1]", text)
        yield wrong(f"Braces are not placeholders: {quoted(text)}", f"Did you mean {quoted(meant)}?")
    elif text.count("[") != text.count("]"):
        yield wrong(f"A bracket of {quoted(text)} has no partner", "Write each placeholder in brackets.")
    elif _DATE_LIKE.match(text) and text.strip("[]") != _DATE:
        yield wrong(f"{quoted(text)} is not read as a date", f'Write "[{_DATE}]": dates have this form.')
    elif not is_placeholder(text) and "[" in text:
        names = _NAME.findall(text)
        if not all(name.strip() for name in names):
            yield wrong("A placeholder has no name", "Write a name between the brackets.")
        elif "][" in text:
            yield wrong("Nothing separates two placeholders", "Write a hyphen between them.")
        for name in names:
            if name.casefold() in _NUMBERS or _STAND_FOR_DIGITS.fullmatch(name):
                digits = "n" * (len(name) if _STAND_FOR_DIGITS.fullmatch(name) else 3)
                meant = text.replace(f"[{name}]", f"[{digits}]", 1)
                yield wrong(f"[{name}] stands for a word, not for a number", f"Did you mean {quoted(meant)}?")
