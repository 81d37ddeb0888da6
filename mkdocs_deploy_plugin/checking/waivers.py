"""Waivers: comments by which a writer accepts one finding in one place, with a reason.

In the front matter `# procedures:waive RULE: reason`, in the body `<!-- procedures:waive RULE: reason -->`.
A comment after other content covers its own line. A comment on separate lines covers these, the next
line, and the heading right above it; if a code block comes next, it covers the whole block.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import RULES, diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Span
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.text import closest, quoted

WORD = "procedures:waive"
"""The word that begins each waiver."""

_HINT = "rocedures:waive"  # A quick first test that also matches a capital P.
_YAML_COMMENT = re.compile(rf"(?:^|[ \t])#[ \t]*({WORD}\b.*)$", re.I)
_WORD = re.compile(rf"\s*{WORD}\b", re.I)
_WAIVER = re.compile(rf"{WORD}\s+(?P<rule>[\w-]+)\s*(?::\s*(?P<reason>.*))?$", re.S | re.I)
_SEVERAL = re.compile(rf"{WORD}\s+[\w-]+\s*,", re.I)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Waiver:
    """A comment that waives findings of one rule.

    Attributes:
        path: The file.
        rule: The rule whose findings it waives; any other word, or empty, if it does not name a rule.
        reason: The writer's reason; may be empty.
        span: The place of the comment.
        lines: The lines on which it waives findings.
        several: Whether it seems to name several rules.
        block: The lines of the code block that follows it, if any.
    """

    path: str
    rule: str
    reason: str
    span: Span
    lines: frozenset[int]
    several: bool = False
    block: range = range(0)


def read_waivers(document: Document) -> list[Waiver]:
    """Return the waivers of a file in order. Comments in code are ignored."""
    text = document.source.text
    if _HINT not in text:
        return []
    lines = document.source.lines
    read = _Lines(lines)
    waivers = list(_in_front_matter(document, read))
    if document.outline is not None and text.find(_HINT, document.body_start) >= 0:
        waivers += [_waiver(document, read, text, span) for text, span in _comments(tree_of(document))]
    return waivers


def waive(
    diagnostics: Iterable[Diagnostic], waivers: Sequence[Waiver], off: Collection[str] = ()
) -> tuple[list[Diagnostic], int]:
    """Remove waived findings, and add findings about the waivers.

    Args:
        diagnostics: All findings.
        waivers: All waivers of the same files.
        off: The rules that are off; waivers of these are not reported as unused.

    Returns:
        The remaining findings with those about the waivers, and the number of waived findings.
    """
    invalid = [finding for waiver in waivers if (finding := _invalid(waiver)) is not None]
    index = _Index(waivers)
    kept: list[Diagnostic] = []
    used: set[Waiver] = set()
    count = 0
    for finding in diagnostics:
        matching = index.matching(finding)
        used.update(matching)
        if matching:
            count += 1
        else:
            kept.append(finding)
    for waiver in waivers:
        if waiver.rule in RULES and waiver.reason and waiver not in used and waiver.rule not in off:
            message = f"The waiver has no effect: no {waiver.rule} finding here"
            help_ = "Remove it, or move it to the line before the finding."
            invalid.append(diagnostic("unused-waiver", waiver.path, waiver.span, message, help_))
    return kept + invalid, count


@lru_cache(maxsize=1024)
def _meant(word: str) -> str:
    """Return the rule that was probably meant by an unknown word; empty if none."""
    return closest(word, list(RULES))


def _invalid(waiver: Waiver) -> Diagnostic | None:
    """Return the finding for an invalid waiver; None if it is valid."""
    if waiver.rule not in RULES:
        meant = _meant(waiver.rule)
        message = f"Unknown rule {quoted(waiver.rule)}" if waiver.rule else "The waiver names no rule"
        help_ = f"Did you mean {meant}?" if meant else f"Write {WORD} RULE: reason."
        if waiver.several:
            message, help_ = "The waiver names several rules", "Write one comment for each rule."
        return diagnostic("invalid-waiver", waiver.path, waiver.span, message, help_)
    if not waiver.reason:
        message = f"The waiver for {waiver.rule} has no reason"
        help_ = f"Add the reason after a colon: {WORD} {waiver.rule}: …"
        return diagnostic("invalid-waiver", waiver.path, waiver.span, message, help_)
    return None


class _Index:
    """Waivers by place and rule: a file may have thousands of waivers and of findings."""

    def __init__(self, waivers: Iterable[Waiver]) -> None:
        self._lines: dict[tuple[str, str, int], list[Waiver]] = {}
        self._blocks: dict[tuple[str, str], dict[int, list[Waiver]]] = {}
        for waiver in waivers:
            # An invalid waiver is reported, so it still waives the findings that it was probably meant for.
            rule = waiver.rule if waiver.rule in RULES else _meant(waiver.rule)
            for line in waiver.lines:
                self._lines.setdefault((waiver.path, rule, line), []).append(waiver)
            if waiver.block:
                blocks = self._blocks.setdefault((waiver.path, rule), {})
                blocks.setdefault(waiver.block.start, []).append(waiver)
        # Blocks do not overlap, so only the last one that begins before a line can contain it.
        self._starts = {key: sorted(blocks) for key, blocks in self._blocks.items()}

    def matching(self, finding: Diagnostic) -> list[Waiver]:
        """Return the waivers that apply to a finding."""
        line = finding.span.line
        waivers = list(self._lines.get((finding.path, finding.rule, line), ()))
        starts = self._starts.get((finding.path, finding.rule))
        if starts and (index := bisect_right(starts, line)):
            nearest = self._blocks[finding.path, finding.rule][starts[index - 1]]
            waivers += [waiver for waiver in nearest if line in waiver.block and waiver not in waivers]
        return waivers


class _Lines:
    """The lines of a file, and which of them have content, computed once for all waivers."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self._full = [number for number, line in enumerate(lines, 1) if not _empty(line)]
        self._blocks: dict[int, range] = {}

    def above(self, number: int) -> int:
        """Return the nearest line with content above a line, or 0."""
        index = bisect_left(self._full, number)
        return self._full[index - 1] if index else 0

    def below(self, number: int) -> int:
        """Return the nearest line with content below a line, or 0."""
        index = bisect_right(self._full, number)
        return self._full[index] if index < len(self._full) else 0

    def block(self, first: int) -> range:
        """Return the lines of the code block that begins on a line; empty if none does."""
        if first not in self._blocks:
            self._blocks[first] = range(0)
            if fence := _FENCE.match(self.lines[first - 1]):
                after = range(first + 1, len(self.lines) + 1)
                closing = next((n for n in after if _closes(self.lines[n - 1], fence[1])), first)
                self._blocks[first] = range(first, closing + 1)
        return self._blocks[first]


def _in_front_matter(document: Document, read: _Lines) -> Iterator[Waiver]:
    lines = read.lines
    values: _Texts | None = None
    for number in range(1, min(document.body_line, len(lines) + 1)):
        line = lines[number - 1]
        if _HINT in line and (match := _YAML_COMMENT.search(line)):
            start = line.index("#", match.start()) + 1
            span = Span(number, start, number, len(line.rstrip()) + 1)
            values = values or _Texts(document, lines)
            if not values.hold(span):
                yield _waiver(document, read, match[1], span)


class _Texts:
    """Quoted and block scalars of a front matter, in which # does not begin a comment."""

    def __init__(self, document: Document, lines: Sequence[str]) -> None:
        self._quoted: dict[int, list[Span]] = {}
        self._blocks: set[int] = set()
        front_matter = document.front_matter
        for value in front_matter.values.values() if front_matter is not None else ():
            mark = lines[value.line - 1][value.column - 1 : value.column]
            if mark in ("|", ">"):
                outer = _indentation(lines[value.line - 1])
                number = value.line + 1
                while number <= len(lines) and (
                    not lines[number - 1].strip() or _indentation(lines[number - 1]) > outer
                ):
                    self._blocks.add(number)
                    number += 1
            elif mark in ('"', "'"):
                for number in range(value.line, value.end_line + 1):
                    self._quoted.setdefault(number, []).append(value)

    def hold(self, span: Span) -> bool:
        """Return whether a place is inside such a scalar."""
        return span.line in self._blocks or any(
            value[:2] <= span[:2] < value[2:] for value in self._quoted.get(span.line, ())
        )


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _comments(tree: Tree) -> Iterator[tuple[str, Span]]:
    """Yield the text and the place of each waiver in the blocks of a body, in order."""
    for block in tree.root.walk():
        if block.kind == "html":
            yield from _matches(tree, block.start, block.end)
        for run in block.runs:
            if run.kind == "html":
                yield from _matches(tree, run.start, run.end)


def _matches(tree: Tree, start: int, end: int) -> Iterator[tuple[str, Span]]:
    text = tree.text[start:end].decode()
    counted, place = 0, start
    for first, last in find_comments(text):
        inner = text[first + 4 : last - 3]
        if _WORD.match(inner):
            place += len(text[counted:first].encode())
            counted = first
            yield inner.strip(), tree.span(place, place + len(text[first:last].encode()))


def _waiver(document: Document, read: _Lines, text: str, span: Span) -> Waiver:
    match = _WAIVER.match(text.strip())
    rule, reason = (match["rule"], match["reason"] or "") if match else ("", "")
    several = _SEVERAL.match(text.strip()) is not None
    lines, block = _covered(read, span)
    return Waiver(document.source.path, rule, " ".join(reason.split()), span, lines, several, block)


def _covered(read: _Lines, span: Span) -> tuple[frozenset[int], range]:
    """Return the lines that a waiver covers, and those of the code block that follows it."""
    own = set(range(span.line, span.end_line + 1))
    before = read.lines[span.line - 1][: span.column - 1].strip(" \t>")
    after = read.lines[span.end_line - 1][span.end_column - 1 :].strip()
    if before or after:
        return frozenset(own), range(0)
    above = read.above(span.line)
    if above and _HEADING.match(read.lines[above - 1]):
        own.add(above)
    below = read.below(span.end_line)
    if not below:
        return frozenset(own), range(0)
    own.add(below)
    return frozenset(own), read.block(below)


def _empty(line: str) -> bool:
    """Return whether a line is blank or only a waiver."""
    return not line.strip() or line.strip(" \t>").startswith((f"<!-- {WORD}", f"# {WORD}"))


def _closes(line: str, fence: str) -> bool:
    line = line.strip(" \t>")
    return line.startswith(fence) and not line.strip(fence[0])
