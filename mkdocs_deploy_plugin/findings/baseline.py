"""Read, write and apply baselines: committed files of findings that a team has accepted for now.

A finding is recognised by its fingerprint, so that it stays accepted when the file around it changes. Two
findings can have the same fingerprint, such as those of two equal lines. The baseline then records how many
are accepted; any further one is a new finding.
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
"""The version of the file format."""

Lines: TypeAlias = Callable[[str], Sequence[str]]
"""Return the lines of a file by its path; empty if unknown."""

_Key: TypeAlias = tuple[str, str, str]
_TEXTS = ("path", "rule", "message", "fingerprint")


class BaselineError(ValueError):
    """A baseline is not usable. The message is a single line with the position."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An entry of a baseline: an accepted finding.

    Attributes:
        path: The file with the finding.
        rule: The rule of the finding.
        message: The message of the finding, for people who read the baseline.
        fingerprint: The fingerprint of the finding.
        count: The number of accepted findings with this fingerprint.
        span: Position of the entry in the baseline.
    """

    path: str
    rule: str
    message: str
    fingerprint: str
    count: int = 1
    span: Span = field(default=START, compare=False)

    @property
    def key(self) -> _Key:
        """What a finding must match to be accepted."""
        return self.path, self.rule, self.fingerprint


@dataclass(frozen=True, slots=True)
class Comparison:
    """The result of applying a baseline to findings.

    Attributes:
        new: The findings that it does not accept, in order.
        accepted: The number of findings that it accepts.
        left: Its entries without a finding; `count` is the number of missing findings.
    """

    new: tuple[Diagnostic, ...]
    accepted: int
    left: tuple[Accepted, ...]


def judge(diagnostics: Iterable[Diagnostic], entries: Sequence[Accepted], lines: Lines) -> Comparison:
    """Return which findings a baseline accepts, and which are new."""
    if not entries:
        return Comparison(tuple(diagnostics), 0, ())
    open_: Counter[_Key] = Counter()
    for entry in entries:
        open_[entry.key] += entry.count
    new: list[Diagnostic] = []
    accepted = 0
    for finding, key in _with_keys(diagnostics, lines):
        if open_[key] > 0:
            open_[key] -= 1
            accepted += 1
        else:
            new.append(finding)
    left: list[Accepted] = []
    for entry in reversed(entries):
        if missing := min(open_[entry.key], entry.count):
            open_[entry.key] -= missing
            left.append(replace(entry, count=missing))
    return Comparison(tuple(new), accepted, tuple(reversed(left)))


def stale(path: str, left: Iterable[Accepted]) -> Iterator[Diagnostic]:
    """Yield a finding for each entry of a baseline whose finding no longer exists."""
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
    """Return the sorted entries that accept findings. Known entries keep their message.

    Messages contain positions in lists, which change more often than the findings.
    """
    messages = {entry.key: entry.message for entry in known}
    entries: dict[_Key, Accepted] = {}
    for finding, key in _with_keys(diagnostics, lines):
        if key in entries:
            entries[key] = replace(entries[key], count=entries[key].count + 1)
        else:
            message = messages.get(key, finding.message)
            entries[key] = Accepted(finding.path, finding.rule, message, key[2])
    return _sorted(entries.values())


def _with_keys(diagnostics: Iterable[Diagnostic], lines: Lines) -> Iterator[tuple[Diagnostic, _Key]]:
    for finding in diagnostics:
        yield finding, (finding.path, finding.rule, fingerprint(finding, lines(finding.path)))


def _sorted(entries: Iterable[Accepted]) -> tuple[Accepted, ...]:
    return tuple(
        sorted(entries, key=lambda entry: (entry.path, entry.rule, entry.message, entry.fingerprint))
    )


def difference(before: Iterable[Accepted], after: Iterable[Accepted]) -> tuple[int, int]:
    """Return how many accepted findings the second baseline adds to the first, and how many it removes."""
    old, new = (Counter[_Key](), Counter[_Key]())
    for counter, entries in ((old, before), (new, after)):
        for entry in entries:
            counter[entry.key] += entry.count
    return (new - old).total(), (old - new).total()


def write_baseline(entries: Iterable[Accepted]) -> bytes:
    """Return the content of a baseline file: one entry per line, sorted, and deterministic."""
    rows = ",\n".join(f"    {_row(entry)}" for entry in _sorted(entries))
    text = (
        f'{{\n  "version": {VERSION},\n  "findings": [{f"{chr(10)}{rows}{chr(10)}  " if rows else ""}]\n}}\n'
    )
    # A file name that is not UTF-8 contains surrogates, which JSON can hold as escapes.
    return text.encode(errors="backslashreplace")


def _row(entry: Accepted) -> str:
    row: dict[str, str | int] = {name: getattr(entry, name) for name in _TEXTS}
    if entry.count > 1:
        row["count"] = entry.count
    return json.dumps(row, ensure_ascii=False)


def read_baseline(name: str, data: bytes) -> tuple[Accepted, ...]:
    """Read a baseline.

    Args:
        name: Name of the file, for messages.
        data: Content of the file.

    Raises:
        BaselineError: The file is not JSON, has another version, or contains a value of the wrong type.
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
    return tuple(_entry(name, row, span) for row, span in _rows(text))


def _line_of(text: str, key: str) -> int:
    return text.count("\n", 0, text.index(f'"{key}"')) + 1


def _rows(text: str) -> Iterator[tuple[Any, Span]]:
    """Yield each entry of a baseline that is valid JSON, with its position."""
    decoder = json.JSONDecoder()
    place = text.index("[", text.index('"findings"')) + 1
    line, line_start = _line_at(text, place, 1, 0, 0)
    while True:
        before = place
        while text[place] in " \t\r\n,":
            place += 1
        if text[place] == "]":
            return
        row, end = decoder.raw_decode(text, place)
        # Only what follows the last entry is scanned: from the start, the work would be quadratic.
        line, line_start = _line_at(text, place, line, line_start, before)
        start = line, place - line_start + 1
        line, line_start = _line_at(text, end, line, line_start, place)
        yield row, Span(*start, line, end - line_start + 1)
        place = end


def _line_at(text: str, offset: int, line: int, line_start: int, known: int) -> tuple[int, int]:
    """Return the line of an offset and where the line starts, from those of an earlier offset `known`."""
    last = text.rfind("\n", known, offset)
    return line + text.count("\n", known, offset), last + 1 if last >= 0 else line_start


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
