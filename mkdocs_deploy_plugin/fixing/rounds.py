r"""Fixes: what findings offer is applied to the bytes of their files, as long as it makes nothing worse.

Everything here happens in memory. Whatever no edit touches stays as it is, byte for byte: a byte order
mark, line endings of any kind, tabs, blanks at the ends of lines, a last line without an end.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from mkdocs_deploy_plugin.findings.rules import Rule, rule_of
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Severity

ROUNDS = 50
"""How often a project is checked again at most. Fixes that stand side by side take one round together."""

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class CheckResult(Protocol):
    """The outcome of a check: a project."""

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """All findings."""


C = TypeVar("C", bound=CheckResult)


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was made: in which file, and what was done."""

    path: str
    description: str


@dataclass(frozen=True)
class FixResult(Generic[C]):
    """What is left after fixing.

    Attributes:
        checked: The last check.
        contents: The contents of all files as they are now.
        applied: What was done, by path, in the order in which it was done.
    """

    checked: C
    contents: Mapping[str, bytes]
    applied: tuple[Applied, ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    path: str
    fix: Fix
    findings: tuple[Diagnostic, ...]


def fix_all(
    check: Callable[[Mapping[str, bytes]], C],
    contents: Mapping[str, bytes],
    wanted: Callable[[C], Sequence[Diagnostic]],
) -> FixResult[C]:
    """Apply fixes and check again, until nothing is left that can be fixed.

    Args:
        check: Checks all files with these contents.
        contents: The files' contents by their paths.
        wanted: Gives those findings of a check whose fixes shall be made.
    """
    checked = check(contents)
    applied: list[Applied] = []
    for _ in range(ROUNDS):
        candidates = list(_candidates(wanted(checked), contents))
        taken, after = _harmless(check, contents, checked, candidates, []) if candidates else ([], None)
        if after is None:
            break
        contents, checked = _with(contents, taken), after
        applied += [Applied(one.path, one.fix.description) for one in taken]
    applied.sort(key=lambda one: one.path)
    return FixResult(checked, contents, tuple(applied))


def _candidates(findings: Sequence[Diagnostic], contents: Mapping[str, bytes]) -> Iterator[_Candidate]:
    """Yield the fixes that can be made at once. What lies over or beside an earlier one waits a round."""
    # The key is no whole fix: a thousand findings may share one of a thousand edits, each to be hashed.
    shared: dict[tuple[str, str, Edit, int], list[tuple[Fix, list[Diagnostic]]]] = {}
    for one in findings:
        if one.fix is not None and one.fix.edits and one.path in contents:
            alike = shared.setdefault(
                (one.path, one.fix.description, one.fix.edits[0], len(one.fix.edits)), []
            )
            same = next((found for fix, found in alike if fix == one.fix), None)
            if same is None:
                alike.append((one.fix, [one]))
            else:
                same.append(one)
    taken: dict[str, list[Edit]] = {}
    for (path, *_), (fix, its) in ((key, pair) for key, alike in shared.items() for pair in alike):
        edits = taken.setdefault(path, [])
        if any(_touches(edit, edits) for edit in fix.edits):
            continue
        if _changes(contents[path], fix.edits):
            for edit in fix.edits:
                insort(edits, edit)
            yield _Candidate(path, fix, tuple(its))


def _touches(one: Edit, others: Sequence[Edit]) -> bool:
    """Return whether an edit is over or beside one of others, which are sorted and not over each other."""
    index = bisect_left(others, one)
    return any(
        one.span[:2] <= other.span[2:] and other.span[:2] <= one.span[2:]
        for other in others[max(0, index - 1) : index + 1]
    )


def _changes(data: bytes, edits: Sequence[Edit]) -> bool:
    """Return whether edits can be applied and change something, quickly: there may be thousands."""
    parsed = _parsed(data)
    if parsed is None or parsed.mixed:
        return apply_edits(data, edits) not in (None, data)
    changed = False
    for edit in edits:
        start, stop = _offset(parsed.lines, *edit.span[:2]), _offset(parsed.lines, *edit.span[2:])
        if start is None or stop is None or start > stop:
            return False
        changed = changed or parsed.text[start:stop] != edit.text
    return changed


def _with(contents: Mapping[str, bytes], candidates: Sequence[_Candidate]) -> Mapping[str, bytes]:
    """Return the contents with all these fixes made."""
    edits: dict[str, list[Edit]] = {}
    for one in candidates:
        edits.setdefault(one.path, []).extend(one.fix.edits)
    changed = {path: apply_edits(contents[path], its) for path, its in edits.items()}
    return {**contents, **{path: data for path, data in changed.items() if data is not None}}


def _harmless(
    check: Callable[[Mapping[str, bytes]], C],
    contents: Mapping[str, bytes],
    before: C,
    candidates: Sequence[_Candidate],
    taken: list[_Candidate],
) -> tuple[list[_Candidate], C | None]:
    """Add to `taken` those candidates that make nothing worse, and give the check with all of them.

    All are tried together, and by halves only where that makes something worse.
    """
    trial = [*taken, *candidates]
    after = check(_with(contents, trial))
    if not _worse(before.diagnostics, after.diagnostics, trial):
        return trial, after
    if len(candidates) == 1:
        return taken, None
    middle = len(candidates) // 2
    taken, first = _harmless(check, contents, before, candidates[:middle], taken)
    taken, second = _harmless(check, contents, before, candidates[middle:], taken)
    return taken, first if second is None else second


def _worse(before: Sequence[Diagnostic], after: Sequence[Diagnostic], taken: Sequence[_Candidate]) -> bool:
    """Return whether fixes have brought an error that was not there, or not done away with their findings."""
    fixed: dict[str, set[Rule]] = {}
    for candidate in taken:
        fixed.setdefault(candidate.path, set()).update(map(rule_of, candidate.findings))
    brought = _errors(after) - _errors(before)
    for path, rule in brought:
        rules = fixed.get(path, set())
        if not any(fixed_rule.hides or rule in fixed_rule.brings for fixed_rule in rules):
            return True
    left, right = Counter(map(_identity, before)), Counter(map(_identity, after))
    return any(right[name] >= left[name] for one in taken for name in map(_identity, one.findings))


def _errors(diagnostics: Sequence[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((one.path, one.rule) for one in diagnostics if one.severity is Severity.ERROR)


def _identity(one: Diagnostic) -> tuple[str, str, str, str, int]:
    """Return what tells a finding from others. What stood behind it may look alike, but on another line."""
    return one.path, one.rule, one.pointer, one.message, one.span.line if rule_of(one).hides else 0


def apply_edits(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    r"""Apply edits to the content of a file.

    Places are those of the text that `reading.source.decode` gives. A line break in an inserted text
    becomes the line ending that stands there.

    Returns:
        The new content; None where the file is no text, where a place is none of its, where one edit lies
        over another, or where an edit would join two halves to one line ending.
    """
    parsed = _parsed(data)
    if parsed is None:
        return None
    mark, text, lines, _ = parsed
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda one: one.span):
        start, stop = _offset(lines, *edit.span[:2]), _offset(lines, *edit.span[2:])
        if start is None or stop is None or not end <= start <= stop:
            return None
        new = edit.text.replace("\r\n", "\n").replace("\r", "\n")
        parts += [text[end:start], new.replace("\n", _ending(lines, edit.span.line))]
        end = stop
    changed = "".join([*parts, text[end:]])
    return mark + changed.encode() if _line_count(changed) == _line_count(text) + _grown(edits) else None


class _Parsed(NamedTuple):
    """A file's content: its byte order mark, its text, its lines; whether a line ends in a lone return."""

    mark: bytes
    text: str
    lines: Sequence[tuple[int, str, str]]
    mixed: bool


@lru_cache(maxsize=2)
def _parsed(data: bytes) -> _Parsed | None:
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    try:
        text = data[len(mark) :].decode()
    except UnicodeDecodeError:
        return None
    lines = [(match.start(), match[1], match[2]) for match in _LINE.finditer(text)]
    if len(lines) > 1 and not lines[-2][2]:
        lines.pop()  # What the pattern finds behind a last line without an end.
    return _Parsed(mark, text, lines, any(ending == "\r" for _, _, ending in lines))


def _offset(lines: Sequence[tuple[int, str, str]], line: int, column: int) -> int | None:
    if not 1 <= line <= len(lines):
        return None
    start, text, _ = lines[line - 1]
    return start + column - 1 if 1 <= column <= len(text) + 1 else None


def _ending(lines: Sequence[tuple[int, str, str]], line: int) -> str:
    r"""Return the line ending of a line; of a last line without one, the one before it; else `\n`."""
    return lines[line - 1][2] or (lines[line - 2][2] if line > 1 else "\n")


def _line_count(text: str) -> int:
    return sum(bool(match[2]) for match in _LINE.finditer(text))


def _grown(edits: Sequence[Edit]) -> int:
    """Return how many lines more a text has after edits."""
    return sum(
        _line_count(edit.text.replace("\r\n", "\n").replace("\r", "\n")) - edit.span.end_line + edit.span.line
        for edit in edits
    )


def diff(path: str, before: bytes, after: bytes) -> bytes:
    r"""Return the unified diff of a file, with the names that Git gives its sides.

    Lines end where `patch` and Git have them end, at `\n` alone; all other characters stay as they are.
    """
    from difflib import unified_diff

    parts = [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(_patch_lines(before), _patch_lines(after), f"a/{path}", f"b/{path}")
    ]
    return "".join(parts).encode(errors="surrogateescape")


def _patch_lines(data: bytes) -> list[str]:
    *lines, last = data.decode(errors="surrogateescape").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
