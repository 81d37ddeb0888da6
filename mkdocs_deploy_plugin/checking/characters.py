"""Rules about characters that make a command or a text read otherwise than it is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix, Span
from mkdocs_deploy_plugin.reading.block_tree import Block, extent
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.characters import (
    deceptive,
    has_deceptive,
    is_blank,
    is_direction,
    is_unseen,
    named,
)

_OVERRIDES = "\u202d\u202e"
# Typography: before and within French punctuation, and between a number and its unit.
_TYPOGRAPHY = re.compile(r"(?<=[«‹“\d])[^\w]|[^\w](?=[»›”:;!?%€$£°])")


class _Part(NamedTuple):
    """A part of the text in which each such character counts; `is_code` is false for a task item."""

    start: int
    end: int
    is_code: bool


def check_characters(document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each line of code or text that has characters which deceive its readers."""
    if not has_deceptive(document.body):
        return
    tree = tree_of(document)
    parts = sorted(_parts(tree.root))
    starts = [part.start for part in parts]
    text = tree.text.decode()
    size = place = line = line_start = 0
    hits: list[tuple[tuple[int, bool], int, str]] = []
    for match in deceptive(text):
        size += len(text[place : match.start()].encode())
        line += text.count("\n", place, match.start())
        place = match.start()
        line_start = text.rfind("\n", 0, place) + 1
        before = bisect_right(starts, size) - 1
        part = parts[before] if before >= 0 and size < parts[before].end else None
        if part is not None and part.is_code:
            hits.append(((line, True), size, match[0]))
        elif _deceives(text, match, line_start, in_item=part is not None):
            hits.append(((line, False), size, match[0]))
    for (_, is_code), group in groupby(hits, key=lambda hit: hit[0]):
        yield _finding(document.source.path, tree, [(at, character) for _, at, character in group], is_code)


def _parts(root: Block) -> Iterator[_Part]:
    """Yield the blocks of code, the code spans, and between these the texts of task items."""
    waiting: list[tuple[Block, bool]] = [(root, False)]
    while waiting:
        block, is_task = waiting.pop()
        if block.kind == "code":
            yield _Part(block.start, block.end, True)
        elif block.runs:
            spans = [run for run in block.runs if run.kind == "code"]
            at, end = extent(block.runs)
            for run in spans:
                if is_task:
                    yield _Part(at, run.start, False)
                yield _Part(run.start, run.end, True)
                at = run.end
            if is_task:
                yield _Part(at, end, False)
        is_item = block.kind == "item" and block.checked is not None
        waiting += [(child, is_item and not number) for number, child in enumerate(block.children)]


def _deceives(text: str, match: re.Match[str], line_start: int, in_item: bool) -> bool:
    """Return whether a character in text, which is not code, is more than typography."""
    character = match[0]
    if is_direction(character):
        return character in _OVERRIDES or not _has_right_to_left(text, line_start)
    if is_blank(character):
        return in_item and _TYPOGRAPHY.match(text, match.start()) is None
    return in_item or not is_unseen(character)


def _has_right_to_left(text: str, start: int) -> bool:
    """Return whether the line from an offset has letters of a script that is written from the right."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in set(line))


def _finding(path: str, tree: Tree, hits: Sequence[tuple[int, str]], is_code: bool) -> Diagnostic:
    """Return the finding about the characters of one line."""
    start, first = hits[0]
    span = tree.span(start, start + len(first.encode()))
    more = f", and {len(hits) - 1:,} more on this line" if len(hits) > 1 else ""
    name = named(first)
    safe = all(is_blank(character) or is_unseen(character) for _, character in hits)
    if is_direction(first):
        what = "reorders the line that it is in"
    elif is_blank(first):
        what = "looks like a space but is not"
    else:
        what = "is invisible"
    return diagnostic(
        "hidden-in-code" if is_code else "hidden-in-text",
        path,
        span,
        f"{name[0].upper()}{name[1:]} {what}{more}",
        ("Write a plain space." if is_blank(first) else "Remove it.")
        if safe
        else "Remove it, and read the line again.",
        reason="what is copied and run is not what people read" if is_code else "",
        fix=Fix("Write plain spaces, and remove invisible characters", tuple(_edits(tree, hits)))
        if safe
        else None,
    )


def _edits(tree: Tree, hits: Sequence[tuple[int, str]]) -> Iterator[Edit]:
    for start, character in hits:
        place: Span = tree.span(start, start + len(character.encode()))
        yield Edit(place, " " if is_blank(character) else "")
