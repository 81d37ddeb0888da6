r"""Apply the fixes of findings to the bytes of files, as long as they make nothing worse.

Everything happens in memory. Bytes that no edit touches are preserved: a byte order mark, any line
endings, tabs, trailing white space, and a missing line ending at the end of the file.
"""

from __future__ import annotations

import codecs
import re
from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from functools import lru_cache
from typing import Generic, NamedTuple, Protocol, TypeVar

from mkdocs_deploy_plugin.findings.rules import Rule, rule_of
from mkdocs_deploy_plugin.fixing.guard import harms
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Severity

ROUNDS = 50
"""The maximum number of rounds of fixing and checking. Independent fixes are applied in the same round."""

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")


class CheckResult(Protocol):
    """The result of a check, such as a project."""

    @property
    def diagnostics(self) -> Sequence[Diagnostic]:
        """All findings."""


C = TypeVar("C", bound=CheckResult)


@dataclass(frozen=True, slots=True)
class Applied:
    """A fix that was applied: the file and the fix's description."""

    path: str
    description: str


@dataclass(frozen=True)
class FixResult(Generic[C]):
    """The result of fixing.

    Attributes:
        checked: The result of the last check.
        contents: The fixed contents of all files.
        applied: The applied fixes by path, in order of application.
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
    """Apply fixes and check again, until nothing more can be fixed.

    Args:
        check: Checks all files with the given contents.
        contents: The contents of the files by path.
        wanted: Returns the findings of a check whose fixes to apply.
    """
    checked = check(contents)
    original = contents
    applied: list[Applied] = []
    for _ in range(ROUNDS):
        candidates = list(_candidates(wanted(checked), contents))
        taken, after = (
            _harmless(check, original, contents, checked, candidates, []) if candidates else ([], None)
        )
        if after is None:
            break
        contents, checked = _with(contents, taken), after
        applied += [Applied(candidate.path, candidate.fix.description) for candidate in taken]
    applied.sort(key=lambda fix: fix.path)
    return FixResult(checked, contents, tuple(applied))


def _candidates(findings: Sequence[Diagnostic], contents: Mapping[str, bytes]) -> Iterator[_Candidate]:
    """Yield the fixes that can be applied together. One that touches an earlier fix waits a round."""
    # The key is not the whole fix: a thousand findings may share a fix of a thousand edits to hash.
    shared: dict[tuple[str, str, Edit, int], list[tuple[Fix, list[Diagnostic]]]] = {}
    for finding in findings:
        fix = finding.fix
        if fix is not None and fix.edits and finding.path in contents:
            similar = shared.setdefault((finding.path, fix.description, fix.edits[0], len(fix.edits)), [])
            same = next((sharing for other, sharing in similar if other == fix), None)
            if same is None:
                similar.append((fix, [finding]))
            else:
                same.append(finding)
    taken: dict[str, list[Edit]] = {}
    for (path, *_), (fix, sharing) in ((key, pair) for key, similar in shared.items() for pair in similar):
        edits = taken.setdefault(path, [])
        if any(_touches(edit, edits) for edit in fix.edits):
            continue
        if _changes(contents[path], fix.edits):
            for edit in fix.edits:
                insort(edits, edit)
            yield _Candidate(path, fix, tuple(sharing))


def _touches(edit: Edit, others: Sequence[Edit]) -> bool:
    """Return whether an edit overlaps or adjoins one of others, which are sorted and do not overlap."""
    index = bisect_left(others, edit)
    return any(
        edit.span[:2] <= other.span[2:] and other.span[:2] <= edit.span[2:]
        for other in others[max(0, index - 1) : index + 1]
    )


def _changes(data: bytes, edits: Sequence[Edit]) -> bool:
    """Return whether edits can be applied and change something; fast, as there may be thousands."""
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
    """Return the contents with all these fixes applied."""
    changed = {path: apply_edits(contents[path], edits) for path, edits in _edits(candidates).items()}
    return {**contents, **{path: data for path, data in changed.items() if data is not None}}


def _harmless(
    check: Callable[[Mapping[str, bytes]], C],
    original: Mapping[str, bytes],
    contents: Mapping[str, bytes],
    before: C,
    candidates: Sequence[_Candidate],
    taken: list[_Candidate],
) -> tuple[list[_Candidate], C | None]:
    """Return `taken` with the candidates that make nothing worse, and the check with all of them.

    All candidates are tried together, and halved only if that makes something worse.
    """
    trial = [*taken, *candidates]
    changed = _with(contents, trial)
    if not _harms(original, contents, changed, trial):
        after = check(changed)
        if not _worse(before.diagnostics, after.diagnostics, trial):
            return trial, after
    if len(candidates) == 1:
        return taken, None
    middle = len(candidates) // 2
    taken, first = _harmless(check, original, contents, before, candidates[:middle], taken)
    taken, second = _harmless(check, original, contents, before, candidates[middle:], taken)
    return taken, first if second is None else second


def _harms(
    original: Mapping[str, bytes],
    contents: Mapping[str, bytes],
    changed: Mapping[str, bytes],
    taken: Sequence[_Candidate],
) -> bool:
    """Return whether fixes change anything that they do not name."""
    return any(
        harms(original[path], contents[path], changed[path], edits) for path, edits in _edits(taken).items()
    )


def _edits(candidates: Sequence[_Candidate]) -> dict[str, list[Edit]]:
    """Return the edits of fixes by path."""
    edits: dict[str, list[Edit]] = {}
    for candidate in candidates:
        edits.setdefault(candidate.path, []).extend(candidate.fix.edits)
    return edits


def _worse(before: Sequence[Diagnostic], after: Sequence[Diagnostic], taken: Sequence[_Candidate]) -> bool:
    """Return whether fixes have caused a new error or more errors, or have not removed their findings."""
    fixed: dict[str, set[Rule]] = {}
    for candidate in taken:
        fixed.setdefault(candidate.path, set()).update(map(rule_of, candidate.findings))
    brought = _errors(after) - _errors(before)
    if brought.total() > (_errors(before) - _errors(after)).total():
        return True
    for path, rule in brought:
        rules = fixed.get(path, set())
        if not any(fixed_rule.hides or rule in fixed_rule.brings for fixed_rule in rules):
            return True
    left, right = Counter(map(_identity, before)), Counter(map(_identity, after))
    fixed_findings = (finding for candidate in taken for finding in candidate.findings)
    return any(right[identity] >= left[identity] for identity in map(_identity, fixed_findings))


def _errors(diagnostics: Sequence[Diagnostic]) -> Counter[tuple[str, str]]:
    return Counter((each.path, each.rule) for each in diagnostics if each.severity is Severity.ERROR)


def _identity(finding: Diagnostic) -> tuple[str, str, str, str, int]:
    """Return what identifies a finding. One that it hid may differ from it only in its line."""
    line = finding.span.line if rule_of(finding).hides else 0
    return finding.path, finding.rule, finding.pointer, finding.message, line


def apply_edits(data: bytes, edits: Sequence[Edit]) -> bytes | None:
    r"""Apply edits to the content of a file.

    Places refer to the text that `reading.source.decode` returns. Line breaks in inserted text become the
    line ending that is used there.

    Returns:
        The new content; None if the file is not text, if a place is outside of it, if edits overlap, or if
        an edit would join two characters to one line ending.
    """
    parsed = _parsed(data)
    if parsed is None:
        return None
    mark, text, lines, _ = parsed
    parts: list[str] = []
    end = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        start, stop = _offset(lines, *edit.span[:2]), _offset(lines, *edit.span[2:])
        if start is None or stop is None or not end <= start <= stop:
            return None
        new = edit.text.replace("\r\n", "\n").replace("\r", "\n")
        parts += [text[end:start], new.replace("\n", _ending(lines, edit.span.line))]
        end = stop
    changed = "".join([*parts, text[end:]])
    return mark + changed.encode() if _line_count(changed) == _line_count(text) + _grown(edits) else None


class _Parsed(NamedTuple):
    """A file's content: byte order mark, text and lines, and whether any line ends in a lone CR."""

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
        lines.pop()  # The empty match after a last line without a line ending.
    return _Parsed(mark, text, lines, any(ending == "\r" for _, _, ending in lines))


def _offset(lines: Sequence[tuple[int, str, str]], line: int, column: int) -> int | None:
    if not 1 <= line <= len(lines):
        return None
    start, text, _ = lines[line - 1]
    return start + column - 1 if 1 <= column <= len(text) + 1 else None


def _ending(lines: Sequence[tuple[int, str, str]], line: int) -> str:
    r"""Return the ending of a line, or for an unterminated last line that of the line before, or `\n`."""
    return lines[line - 1][2] or (lines[line - 2][2] if line > 1 else "\n")


def _line_count(text: str) -> int:
    return sum(bool(match[2]) for match in _LINE.finditer(text))


def _grown(edits: Sequence[Edit]) -> int:
    """Return the number of lines that edits add to a text."""
    return sum(
        _line_count(edit.text.replace("\r\n", "\n").replace("\r", "\n")) - edit.span.end_line + edit.span.line
        for edit in edits
    )


def diff(path: str, before: bytes, after: bytes) -> bytes:
    r"""Return the unified diff of a file, with Git's names for the two sides.

    As in `patch` and Git, lines end at `\n` only; all other characters are preserved.
    """
    parts = [
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"
        for line in unified_diff(_patch_lines(before), _patch_lines(after), f"a/{path}", f"b/{path}")
    ]
    return "".join(parts).encode(errors="surrogateescape")


def _patch_lines(data: bytes) -> list[str]:
    *lines, last = data.decode(errors="surrogateescape").split("\n")
    return [f"{line}\n" for line in lines] + ([last] if last else [])
