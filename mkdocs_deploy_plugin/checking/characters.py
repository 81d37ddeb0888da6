"""Rules about characters that make a command or a text read otherwise than it is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from html import unescape
from itertools import groupby
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix
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

_ENTITY = re.compile(r"&#(?:[xX]0{0,5}[0-9a-fA-F]{1,5}|0{0,5}[0-9]{1,6});")
_CODE_TAG = re.compile(r"<(?:pre|code|kbd|samp|tt)[\s>]", re.I)
_OVERRIDES = "\u202d\u202e"
# Typography: before and within French punctuation, and between a number and its unit.
_TYPOGRAPHY = re.compile(r"(?<=[«‹“\d])[^\w]|[^\w](?=[»›”:;!?%€$£°])")


class _Part(NamedTuple):
    """A part of the text in which each such character counts: code, or else a task item.

    Entities mean characters in a task item and in the code of HTML, but not in that of Markdown.
    """

    start: int
    end: int
    is_code: bool
    has_entities: bool


class _Hit(NamedTuple):
    """A character that deceives, and its range in the text of the tree."""

    character: str
    start: int
    end: int
    line: int
    is_code: bool


def check_characters(document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each line of code or text that has characters which deceive its readers."""
    if not has_deceptive(document.body) and _ENTITY.search(document.body) is None:
        return
    tree = tree_of(document)
    for _, hits in groupby(_hits(tree), key=lambda hit: (hit.line, hit.is_code)):
        yield _finding(document.source.path, tree, list(hits))


def _hits(tree: Tree) -> Iterator[_Hit]:
    parts = sorted(_parts(tree.root))
    starts = [part.start for part in parts]
    text = tree.text.decode()
    size = place = line = 0
    right_to_left = _has_right_to_left(text, 0)
    for start, end, character in sorted(_characters(text)):
        size += len(text[place:start].encode())
        if passed := text.count("\n", place, start):
            line += passed
            right_to_left = _has_right_to_left(text, text.rfind("\n", place, start) + 1)
        place = start
        before = bisect_right(starts, size) - 1
        part = parts[before] if before >= 0 and size < parts[before].end else None
        is_entity, is_code = end - start > 1, part is not None and part.is_code
        if is_entity and part is not None and not part.has_entities:
            continue
        if is_code or _deceives(text, start, character, part is not None, right_to_left):
            yield _Hit(character, size, size + len(text[start:end].encode()), line, is_code)


def _characters(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield the ranges of such characters, written as they are or as numbers of entities."""
    for match in deceptive(text):
        yield match.start(), match.end(), match[0]
    for match in _ENTITY.finditer(text):
        character = unescape(match[0])
        if len(character) == 1 and any(deceptive(character)):
            yield match.start(), match.end(), character


def _parts(root: Block) -> Iterator[_Part]:
    """Yield the blocks of code, the code spans, and between these the texts of task items."""
    waiting: list[tuple[Block, bool]] = [(root, False)]
    while waiting:
        block, is_task = waiting.pop()
        if block.kind == "code":
            yield _Part(block.start, block.end, True, False)
        elif block.kind == "html" and _CODE_TAG.search(block.text):
            yield _Part(block.start, block.end, True, True)
        elif block.runs:
            at, end = extent(block.runs)
            for part in _code(block):
                if is_task:
                    yield _Part(at, part.start, False, True)
                yield part
                at = part.end
            if is_task:
                yield _Part(at, end, False, True)
        is_item = block.kind == "item" and block.checked is not None
        waiting += [(child, is_item and not number) for number, child in enumerate(block.children)]


def _code(block: Block) -> Iterator[_Part]:
    """Yield the code within a paragraph: spans, and elements of HTML."""
    begun: int | None = None
    for run in block.runs:
        if begun is not None:
            if run.kind == "html" and run.text.startswith("</"):
                yield _Part(begun, run.start, True, True)
                begun = None
        elif run.kind == "code":
            yield _Part(run.start, run.end, True, False)
        elif run.kind == "html" and _CODE_TAG.match(run.text):
            begun = run.end


def _deceives(text: str, start: int, character: str, in_item: bool, right_to_left: bool) -> bool:
    """Return whether a character in text, which is not code, is more than typography."""
    if is_direction(character):
        return character in _OVERRIDES or not right_to_left
    if is_blank(character):
        return in_item and _TYPOGRAPHY.match(text, start) is None and text[start] != "&"
    return (in_item and text[start] != "&") or not is_unseen(character)


def _has_right_to_left(text: str, start: int) -> bool:
    """Return whether the line from an offset has letters of a script that is written from the right."""
    end = text.find("\n", start)
    line = text[start : end if end >= 0 else len(text)]
    return any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in set(line))


def _finding(path: str, tree: Tree, hits: Sequence[_Hit]) -> Diagnostic:
    """Return the finding about the characters of one line."""
    first, is_code = hits[0].character, hits[0].is_code
    span = tree.span(hits[0].start, hits[0].end)
    more = f", and {len(hits) - 1:,} more on this line" if len(hits) > 1 else ""
    name = named(first)
    safe = all(is_blank(hit.character) or is_unseen(hit.character) for hit in hits)
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


def _edits(tree: Tree, hits: Sequence[_Hit]) -> Iterator[Edit]:
    for hit in hits:
        yield Edit(tree.span(hit.start, hit.end), " " if is_blank(hit.character) else "")
