"""Find text that looks like the box of a task item but is not one, such as `- []`, `-[ ]` or `- ☐`.

GitHub and the site show it as text, so nobody can tick it and nothing counts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import pairwise
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import parsed, tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix, Outline, Span
from mkdocs_deploy_plugin.reading.block_tree import Block, Run
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.references import locate
from mkdocs_deploy_plugin.text import quoted

_BLANK = r"[\s\u00ad\u180e\u200b-\u200f\u2060\u2800\ufeff]"
"""White space and invisible characters."""

_OPEN, _TICKED, _CROSSED = "☐□▢◻⬜❏❐❑❒🔲", "☑", "☒"
_TICK, _UNCLEAR = "xXvV✓✔✅", r"\-_~/\\.*+>oO–—•·✗✘×"
_BULLET = r"[-*+•‣◦⁃–—·]|[0-9]{1,9}[.)]"
_GO_TYPE = r"(?:string|byte|rune|bool|error|any|u?int\d*|float\d*|interface|struct|map)\b"

_BOX = (
    rf"(?P<open>\[{_BLANK}{{0,4}}\]|[［【〔]{_BLANK}{{0,4}}[］】〕]|[(（]{_BLANK}{{1,4}}[)）]|[{_OPEN}])"
    rf"|(?P<ticked>\[{_BLANK}?[{_TICK}]\uFE0F?{_BLANK}?\]|[［【〔][{_TICK}][］】〕]|{_TICKED}\uFE0F?)"
    rf"|\[[{_UNCLEAR}]\](?={_BLANK})|{_CROSSED}\uFE0F?"
)
# Without a bullet, only what can hardly be anything else.
_BEFORE = rf"(?:{_BULLET}){_BLANK}{{0,4}}|(?=\[[ xX]\]{_BLANK}+\S|[{_OPEN}{_TICKED}{_CROSSED}])"
_NO_BOX = re.compile(rf"\[\](?:{_GO_TYPE}|[*\[(])|\[[^\s\]]\][(\[:]")
_ASCII_BULLETS = frozenset("-*+0123456789")
_INVISIBLE = re.compile(rf"(?![ \t\n]){_BLANK}")
_WORD = re.compile(r"\w{0,20}")
_PUNCTUATION = frozenset(".,:;!?)")
_BREAKS = frozenset({"break", "hard"})
_CHECKBOX = re.compile(r"<input\b[^>]{0,200}\bcheckbox\b", re.I)

# Each begins with a character that is rare, so that searching takes no time.
_BOXES = re.compile(r"\[[ xX]\] ")
_HINTS = tuple(
    map(
        re.compile,
        (
            rf"\[(?<![\w.$'\"}}\]]\[)(?:[ xX]\](?![ \t\n])|(?![ xX]\])(?:[^\w\n\[\]]|[{_TICK}oO]){{0,4}}\])",
            rf"\({_BLANK}{{1,4}}\)",
            r"&(?:nbsp;\]|#9744;|#x2610;)",
            r"<input",
        ),
    )
)
_WIDE_HINTS = (*_OPEN, _TICKED, _CROSSED, *"［【〔（")


class LookAlike(NamedTuple):
    """Text that looks like a box: its range in the text of the tree, and what to write instead.

    Attributes:
        text: The text, with the word that touches it.
        start: First byte.
        end: First byte after it.
        edit: The first and last byte to replace, and the text to replace them with; None if the text may
            mean something else.
    """

    text: str
    start: int
    end: int
    edit: tuple[int, int, str] | None = None


def check_look_alikes(document: Document, outline: Outline) -> Iterator[Diagnostic]:
    """Yield a finding for each text that looks like a box but is not one."""
    if not _may_have(document.body, outline):
        return
    tree = tree_of(document)
    for look_alike in look_alikes(tree):
        yield diagnostic(
            "box-look-alike",
            document.source.path,
            tree.span(look_alike.start, look_alike.end),
            f"{_named(look_alike.text)} looks like a box but is text",
            "Begin the item with - [ ] and a space.",
            reason="only a task item can be ticked, and only task items are counted",
            fix=_fix(tree, look_alike),
        )


def look_alike_of(document: Document, text: str) -> Span | None:
    """Return the place of the look-alike that a text follows, or None."""
    folded = text.casefold()
    return next((span for line, span in _lines_of(document.body, document.body_line) if folded in line), None)


@lru_cache(maxsize=1)
def _lines_of(body: str, first_line: int) -> tuple[tuple[str, Span], ...]:
    """Return the lines with look-alikes, case-folded, and the places of these. Many checks may be missing."""
    tree = parsed(body, first_line)
    lines: list[tuple[str, Span]] = []
    for look_alike in look_alikes(tree):
        end = tree.text.find(b"\n", look_alike.end)
        line = tree.text[look_alike.start : end if end >= 0 else None].decode()
        lines.append((line.casefold(), tree.span(look_alike.start, look_alike.end)))
    return tuple(lines)


def _named(text: str) -> str:
    """Return a text for a message, with the names of the characters that nobody can see in it."""
    names = " and ".join(sorted({f"U+{ord(sign):04X}" for sign in _INVISIBLE.findall(text)}))
    shown = quoted(_INVISIBLE.sub(" ", text).rstrip())
    return f"{shown} with the character {names}" if names else shown


def _may_have(body: str, outline: Outline) -> bool:
    """Return whether a body may have look-alikes; much faster than parsing it."""
    items = sum([len(section.items) for section in outline.root.walk()])
    return (
        len(_BOXES.findall(body)) != items
        or any(hint.search(body) for hint in _HINTS)
        or (not body.isascii() and any(hint in body for hint in _WIDE_HINTS))
    )


def _fix(tree: Tree, look_alike: LookAlike) -> Fix | None:
    if look_alike.edit is None:
        return None
    start, end, text = look_alike.edit
    span = tree.span(start, end)
    return Fix(f"Write {text.strip()}", (Edit(span, text),)) if span.line == span.end_line else None


def look_alikes(tree: Tree) -> Iterator[LookAlike]:
    """Yield the look-alikes of a parsed text, in order."""
    waiting: list[tuple[Block, Block | None]] = [(tree.root, None)]
    while waiting:
        block, item = waiting.pop()
        if block.kind in ("paragraph", "text"):
            yield from _in_block(tree, block, item)
        is_item = block.kind == "item"
        waiting += reversed(
            [(child, block if is_item and at == 0 else None) for at, child in enumerate(block.children)]
        )


def _in_block(tree: Tree, block: Block, item: Block | None) -> Iterator[LookAlike]:
    """Yield the look-alikes at the starts of the lines of a block, which may be the first one of an item."""
    lines = [
        _look_alike(tree, run, after, item is not None and number == 0)
        for number, (run, after) in enumerate(_starts(block))
    ]
    if item is not None and item.checked is not None:
        lines[:1] = [None]  # It follows a box.
    # If a line became an item, any other text below it would become part of that item.
    first = next((number for number, line in enumerate(lines) if line is not None), len(lines))
    is_clear = all(lines[first:]) or (item is not None and not any(lines[1:]))
    for line in lines:
        if line is not None:
            yield line if is_clear else line._replace(edit=None)


def _starts(block: Block) -> Iterator[tuple[Run, Run | None]]:
    """Yield the first run of each line of a block, with the run after it."""
    is_start = True
    for run, after in pairwise([*block.runs, None]):
        assert run is not None
        if is_start:
            yield run, after
        is_start = run.kind in _BREAKS


def _look_alike(tree: Tree, run: Run, after: Run | None, is_item: bool) -> LookAlike | None:
    """Return the look-alike at the start of a line, or None.

    Args:
        tree: The parsed text.
        run: The first run of the line.
        after: The run after it.
        is_item: Whether the line follows the bullet of a list item.
    """
    if run.kind == "html" and _CHECKBOX.match(run.text):
        return LookAlike(run.text, run.start, run.end)
    match = _pattern(is_item).match(run.text) if run.kind == "text" else None
    if match is None or _NO_BOX.match(run.text, match.start("box")):
        return None
    is_alone = match.end() == len(run.text) and (after is None or after.kind in _BREAKS)
    if is_item and is_alone and match["box"] in ("[ ]", "[x]", "[X]"):
        return None  # An empty task item.
    end = match.end("after") if _INVISIBLE.search(match["after"]) else match.end("box")
    shown = run.text[match.start() : end]
    if not match["after"] and not is_alone and (word := _WORD.match(run.text, end)):
        shown += word[0]
    return LookAlike(
        shown,
        *locate(tree.text, run, match.start(), end),
        _edit(tree, run, match, is_item, is_alone),
    )


@cache
def _pattern(is_item: bool) -> re.Pattern[str]:
    """Return the pattern of a look-alike. It takes long to compile, and most bodies have none."""
    before = rf"{_BLANK}{{0,4}}" if is_item else _BEFORE
    return re.compile(rf"(?P<bullet>{before})(?P<box>{_BOX})(?P<after>{_BLANK}*)")


def _edit(
    tree: Tree, run: Run, match: re.Match[str], is_item: bool, is_alone: bool
) -> tuple[int, int, str] | None:
    """Return the edit that makes a task item of a line; None if its writer may mean something else."""
    start, end = locate(tree.text, run, *match.span())
    line = tree.text[tree.text.rfind(b"\n", 0, start) + 1 : start]
    is_literal = tree.text[start:end].decode() == match[0] and not line.endswith(b"\\")  # no escape or entity
    if not is_literal or not (match["open"] or match["ticked"]):
        return None
    bullet = match["bullet"].rstrip() if match["bullet"][:1] in _ASCII_BULLETS else "-"
    if not match["after"] and run.text[match.end() : match.end() + 1] in _PUNCTUATION:
        return None
    if match["bullet"] == f"{bullet} " or (not is_item and line.strip(b" >")):
        return None  # It has all that an item needs, but is indented too far or in the middle of a line.
    after = match["after"] if match["after"] and not match["after"].strip(" \t") else "" if is_alone else " "
    box = "[ ]" if match["open"] else "[x]"
    return start, end, f"{box}{after}" if is_item else f"{bullet} {box}{after}"
