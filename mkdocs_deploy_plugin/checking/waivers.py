"""Waivers: comments by which a writer lets one finding stand at one place, and says why.

In the front matter `# procedures:waive RULE: reason`, in the body `<!-- procedures:waive RULE: reason -->`.
A comment behind something waives on its own line. A comment on lines of its own waives there, on the
next line, and on the heading right above it; where a code block comes next, in all of the block.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.checking.problem import closest, quoted
from mkdocs_deploy_plugin.model import Diagnostic, Document, Span
from mkdocs_deploy_plugin.reading.blocks import Block, Tree, parse
from mkdocs_deploy_plugin.rules import RULES, diagnostic

WORD = "procedures:waive"
"""What every waiver begins with."""

_HINT = "rocedures:waive"  # Looked for first, because it is quick. Some write the first letter large.
_YAML_COMMENT = re.compile(rf"(?:^|[ \t])#[ \t]*({WORD}\b.*)$", re.I)
_COMMENT = re.compile(rf"<!--\s*({WORD}\b.*?)\s*-->", re.S | re.I)
_WAIVER = re.compile(rf"{WORD}\s+(?P<rule>[\w-]+)\s*(?::\s*(?P<reason>.*))?$", re.S | re.I)
_SEVERAL = re.compile(rf"{WORD}\s+[\w-]+\s*,", re.I)
_HEADING = re.compile(r" {0,3}#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t>]*(?:[-*+][ \t]+)?(`{3,}|~{3,})")


@dataclass(frozen=True, slots=True)
class Waiver:
    """One comment that waives.

    Attributes:
        path: The file.
        rule: The rule whose findings it lets stand; any word, where the comment names none.
        reason: Why, in the writer's words; or empty.
        span: The comment.
        lines: The lines on which findings may begin.
        several: Whether it seems to name several rules.
    """

    path: str
    rule: str
    reason: str
    span: Span
    lines: frozenset[int]
    several: bool = False


def read_waivers(document: Document) -> list[Waiver]:
    """Give the waivers of a file in their order. Text within code is none."""
    text = document.source.text
    if _HINT not in text:
        return []
    lines = document.source.lines
    waivers = list(_in_front_matter(document, lines))
    if document.outline is not None and text.find(_HINT, document.body_start) >= 0:
        tree = parse(document.body, document.body_line)
        waivers += [_waiver(document, lines, *found) for found in _comments(tree.root, tree)]
    return waivers


def waive(
    diagnostics: Iterable[Diagnostic], waivers: Sequence[Waiver], off: Collection[str] = ()
) -> tuple[list[Diagnostic], int]:
    """Take out what waivers let stand.

    Args:
        diagnostics: All findings.
        waivers: All waivers of the same files.
        off: The rules that are off: a waiver for one of them is not needed just now, and not wrong.

    Returns:
        The other findings with those about the waivers themselves, and how many were taken out.
    """
    wrong = [finding for waiver in waivers if (finding := _wrong(waiver)) is not None]
    by_place: dict[tuple[str, str], list[Waiver]] = {}
    for waiver in waivers:
        # One that is not written well is a finding already; what it was meant for is none besides.
        rule = waiver.rule if waiver.rule in RULES else closest(waiver.rule, list(RULES))
        by_place.setdefault((waiver.path, rule), []).append(waiver)
    kept: list[Diagnostic] = []
    used: set[Waiver] = set()
    count = 0
    for one in diagnostics:
        fitting = [w for w in by_place.get((one.path, one.rule), ()) if one.span.line in w.lines]
        used.update(fitting)
        if fitting:
            count += 1
        else:
            kept.append(one)
    for waiver in waivers:
        if waiver.rule in RULES and waiver.reason and waiver not in used and waiver.rule not in off:
            message = f"The waiver waives nothing: there is no finding {waiver.rule} at this place"
            help_ = "Remove it, or put it on the line before the finding."
            wrong.append(diagnostic("unused-waiver", waiver.path, waiver.span, message, help_))
    return kept + wrong, count


def _wrong(waiver: Waiver) -> Diagnostic | None:
    """Give what is wrong with a waiver by itself."""
    if waiver.rule not in RULES:
        meant = closest(waiver.rule, list(RULES))
        message = f"There is no rule {quoted(waiver.rule)}" if waiver.rule else "The waiver names no rule"
        help_ = f"Did you mean {meant}?" if meant else f"Write {WORD} RULE: reason."
        if waiver.several:
            message, help_ = "The waiver names several rules", "Write a comment for each of them."
        return diagnostic("invalid-waiver", waiver.path, waiver.span, message, help_)
    if not waiver.reason:
        message = f"The waiver of {waiver.rule} has no reason"
        help_ = f"Say why behind a colon: {WORD} {waiver.rule}: …"
        return diagnostic("invalid-waiver", waiver.path, waiver.span, message, help_)
    return None


def _in_front_matter(document: Document, lines: Sequence[str]) -> Iterator[Waiver]:
    for number in range(1, min(document.body_line, len(lines) + 1)):
        line = lines[number - 1]
        if _HINT in line and (match := _YAML_COMMENT.search(line)):
            start = line.index("#", match.start()) + 1
            span = Span(number, start, number, len(line.rstrip()) + 1)
            if not _within_value(document, lines, span):
                yield _waiver(document, lines, match[1], span)


def _within_value(document: Document, lines: Sequence[str], span: Span) -> bool:
    """Tell whether a place of the front matter is part of a text, in quotes or in a block."""
    front_matter = document.front_matter
    if front_matter is None:
        return False
    for value in front_matter.values.values():
        mark = lines[value.line - 1][value.column - 1 : value.column]
        if mark in ("|", ">") and value.line < span.line:
            outer = _indentation(lines[value.line - 1])
            if all(not text.strip() or _indentation(text) > outer for text in lines[value.line : span.line]):
                return True
        elif mark in ('"', "'"):
            begins, ends = (value.line, value.column), (value.end_line, value.end_column)
            if begins <= (span.line, span.column) < ends:
                return True
    return False


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _comments(root: Block, tree: Tree) -> Iterator[tuple[str, Span]]:
    """Yield the text and the place of each waiver in the blocks of a body, in their order."""
    waiting = [root]
    while waiting:
        block = waiting.pop()
        if block.kind == "html":
            yield from _matches(tree, block.start, block.end)
        for run in block.runs:
            if run.kind == "html":
                yield from _matches(tree, run.start, run.end)
        waiting += block.children[::-1]


def _matches(tree: Tree, start: int, end: int) -> Iterator[tuple[str, Span]]:
    text = tree.text[start:end].decode()
    for match in _COMMENT.finditer(text):
        before = start + len(text[: match.start()].encode())
        yield match[1], tree.span(before, before + len(match[0].encode()))


def _waiver(document: Document, lines: Sequence[str], text: str, span: Span) -> Waiver:
    match = _WAIVER.match(text.strip())
    rule, reason = (match["rule"], match["reason"] or "") if match else ("", "")
    several = _SEVERAL.match(text.strip()) is not None
    return Waiver(document.source.path, rule, " ".join(reason.split()), span, _covered(lines, span), several)


def _covered(lines: Sequence[str], span: Span) -> frozenset[int]:
    """Give the lines on which a waiver waives."""
    own = set(range(span.line, span.end_line + 1))
    before = lines[span.line - 1][: span.column - 1].strip(" \t>")
    after = lines[span.end_line - 1][span.end_column - 1 :].strip()
    if before or after:
        return frozenset(own)
    above = next((n for n in range(span.line - 1, 0, -1) if not _empty(lines[n - 1])), 0)
    if above and _HEADING.match(lines[above - 1]):
        own.add(above)
    below = next((n for n in range(span.end_line + 1, len(lines) + 1) if not _empty(lines[n - 1])), 0)
    if below:
        own.add(below)
        if fence := _FENCE.match(lines[below - 1]):
            closing = (n for n in range(below + 1, len(lines) + 1) if _closes(lines[n - 1], fence[1]))
            own.update(range(below, next(closing, below) + 1))
    return frozenset(own)


def _empty(line: str) -> bool:
    """Tell whether a line says nothing, or only waives something else."""
    return not line.strip() or line.strip(" \t>").startswith((f"<!-- {WORD}", f"# {WORD}"))


def _closes(line: str, fence: str) -> bool:
    line = line.strip(" \t>")
    return line.startswith(fence) and not line.strip(fence[0])
