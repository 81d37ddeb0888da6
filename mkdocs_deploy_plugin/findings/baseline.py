"""The baseline: findings that a team has accepted for now, in a file that is committed.

A finding is known again by its fingerprint, so that it stays accepted when the file around it changes. Two
findings can have the same one, such as those of two equal lines; then the baseline says how many are
accepted, and one more is a new finding.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from mkdocs_deploy_plugin.findings.fingerprint import fingerprint
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Span

VERSION = 1
"""The version of the file's form."""

Lines: TypeAlias = Callable[[str], Sequence[str]]
"""Return the lines of a file by its path, none where they are not known."""

_Key: TypeAlias = tuple[str, str, str]
_TEXTS = ("path", "rule", "message", "fingerprint")


class BaselineError(ValueError):
    """A baseline that cannot be used. The message is one line with the place."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """A finding that is accepted.

    Attributes:
        path: The file that it is in.
        rule: Its rule.
        message: What it says, for people who read the baseline.
        fingerprint: What it is known by.
        count: How many findings of this fingerprint are accepted.
        span: Where the entry stands in the baseline.
    """

    path: str
    rule: str
    message: str
    fingerprint: str
    count: int = 1
    span: Span = field(default=START, compare=False)

    @property
    def key(self) -> _Key:
        """What a finding has to have in common with it."""
        return self.path, self.rule, self.fingerprint


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a baseline does to findings.

    Attributes:
        new: The findings that it does not accept, in their order.
        accepted: How many it does accept.
        left: Its entries for which there is no finding, with how many are missing.
    """

    new: tuple[Diagnostic, ...]
    accepted: int
    left: tuple[Accepted, ...]


def judge(diagnostics: Iterable[Diagnostic], entries: Sequence[Accepted], lines: Lines) -> Comparison:
    """Take those findings out that a baseline accepts."""
    if not entries:
        return Comparison(tuple(diagnostics), 0, ())
    open_: Counter[_Key] = Counter()
    for entry in entries:
        open_[entry.key] += entry.count
    new: list[Diagnostic] = []
    accepted = 0
    for one, key in _with_keys(diagnostics, lines):
        if open_[key] > 0:
            open_[key] -= 1
            accepted += 1
        else:
            new.append(one)
    left: list[Accepted] = []
    for entry in reversed(entries):
        if missing := min(open_[entry.key], entry.count):
            open_[entry.key] -= missing
            left.append(replace(entry, count=missing))
    return Comparison(tuple(new), accepted, tuple(reversed(left)))


def stale(path: str, left: Iterable[Accepted]) -> Iterator[Diagnostic]:
    """Yield a finding for each entry of a baseline that accepts what is not there any more."""
    for entry in left:
        accepted = "a finding that no longer exists"
        if entry.count > 1:
            accepted = f"{entry.count} findings that no longer exist"
        message = f"The baseline accepts {accepted}: {entry.path}: {entry.message}"
        help_ = "Run procedures check with this --baseline and --update-baseline."
        yield diagnostic("stale-baseline", path, entry.span, f"{message} [{entry.rule}]", help_)


def entries_of(
    diagnostics: Iterable[Diagnostic], lines: Lines, known: Iterable[Accepted] = ()
) -> tuple[Accepted, ...]:
    """Return the entries that accept findings, in their order. The message of a known entry stays as it is.

    Messages say where in a list an entry stands, which changes more often than the finding.
    """
    messages = {entry.key: entry.message for entry in known}
    found: dict[_Key, Accepted] = {}
    for one, key in _with_keys(diagnostics, lines):
        if key in found:
            found[key] = replace(found[key], count=found[key].count + 1)
        else:
            message = messages.get(key, one.message)
            found[key] = Accepted(one.path, one.rule, message, key[2])
    return _sorted(found.values())


def _with_keys(diagnostics: Iterable[Diagnostic], lines: Lines) -> Iterator[tuple[Diagnostic, _Key]]:
    for one in diagnostics:
        yield one, (one.path, one.rule, fingerprint(one, lines(one.path)))


def _sorted(entries: Iterable[Accepted]) -> tuple[Accepted, ...]:
    return tuple(sorted(entries, key=lambda one: (one.path, one.rule, one.message, one.fingerprint)))


def difference(before: Iterable[Accepted], after: Iterable[Accepted]) -> tuple[int, int]:
    """Return how many findings a second baseline accepts beyond a first one, and how many it does not."""
    old, new = (Counter[_Key](), Counter[_Key]())
    for counter, entries in ((old, before), (new, after)):
        for entry in entries:
            counter[entry.key] += entry.count
    return (new - old).total(), (old - new).total()


def write_baseline(entries: Iterable[Accepted]) -> bytes:
    """Return a baseline as the content of a file: one entry a line, sorted, the same for the same entries."""
    rows = ",\n".join(f"    {_row(entry)}" for entry in _sorted(entries))
    text = (
        f'{{\n  "version": {VERSION},\n  "findings": [{f"{chr(10)}{rows}{chr(10)}  " if rows else ""}]\n}}\n'
    )
    # A file name that is not UTF-8 comes with surrogates; escaped as here, JSON can hold them.
    return text.encode(errors="backslashreplace")


def _row(entry: Accepted) -> str:
    row: dict[str, str | int] = {name: getattr(entry, name) for name in _TEXTS}
    if entry.count > 1:
        row["count"] = entry.count
    return json.dumps(row, ensure_ascii=False)


def read_baseline(name: str, data: bytes) -> tuple[Accepted, ...]:
    """Read a baseline.

    Args:
        name: The file's name, for messages.
        data: Its content.

    Raises:
        BaselineError: It is not JSON, has another version, or anything in it has another type.
    """
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
        document = json.loads(text)
    except UnicodeDecodeError as error:
        raise BaselineError(f"{name}:1:1: the baseline is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise BaselineError(f"{name}:{error.lineno}:{error.colno}: not JSON: {error.msg}") from error
    except (ValueError, RecursionError) as error:
        raise BaselineError(f"{name}:1:1: a value is too large or nested too deeply") from error
    if not isinstance(document, dict) or "version" not in document:
        raise BaselineError(f'{name}:1:1: a baseline must be an object with "version" and "findings"')
    version = document["version"]
    if type(version) is not int or version != VERSION:
        shown = json.dumps(version)[:40]
        raise BaselineError(
            f"{name}:{_line_of(text, 'version')}:1: unsupported version {shown}; expected {VERSION}"
        )
    if set(document) != {"version", "findings"} or not isinstance(document["findings"], list):
        raise BaselineError(f'{name}:1:1: a baseline must have only "version" and a list of "findings"')
    return tuple(_entry(name, *found) for found in _rows(text))


def _line_of(text: str, key: str) -> int:
    return text.count("\n", 0, text.index(f'"{key}"')) + 1


def _rows(text: str) -> Iterator[tuple[Any, Span]]:
    """Yield each entry of a baseline that is known to be JSON, with its place."""
    decoder = json.JSONDecoder()
    place = text.index("[", text.index('"findings"')) + 1
    while True:
        while text[place] in " \t\r\n,":
            place += 1
        if text[place] == "]":
            return
        row, end = decoder.raw_decode(text, place)
        yield row, Span(*_position(text, place), *_position(text, end))
        place = end


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _entry(name: str, row: Any, span: Span) -> Accepted:
    place = f"{name}:{span.line}:{span.column}"
    if not isinstance(row, dict):
        raise BaselineError(f"{place}: a finding must be an object")
    for key in _TEXTS:
        if not isinstance(row.get(key), str):
            raise BaselineError(f'{place}: a finding must have "{key}" as a string')
    count = row.get("count", 1)
    if type(count) is not int or count < 1:
        raise BaselineError(f'{place}: "count" must be a positive integer')
    if unknown := sorted(set(row) - {*_TEXTS, "count"}):
        raise BaselineError(f"{place}: unknown key {json.dumps(unknown[0])} in a finding")
    return Accepted(row["path"], row["rule"], row["message"], row["fingerprint"], count, span)
