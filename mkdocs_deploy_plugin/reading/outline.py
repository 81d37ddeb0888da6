"""Read the structure of a body: sections, steps, commands, task items and references."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from mkdocs_deploy_plugin.model import (
    Command,
    Directive,
    Label,
    Mark,
    Outline,
    Reference,
    Section,
    TaskItem,
)
from mkdocs_deploy_plugin.reading import identity
from mkdocs_deploy_plugin.reading.block_tree import WORDS, Block, Run, extent, plain
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.reading.directives import read_directive
from mkdocs_deploy_plugin.reading.fingerprints import Words, with_fingerprints
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax, find_references, locate
from mkdocs_deploy_plugin.reading.remarks import ENDS, remarks, without_parentheses

_TODO = re.compile(r"\bTODO\b[^\n]*")
_BRACKETS = re.compile(r"\[[^\[\]\n]{2,80}\]")
_BOXES = frozenset({b"[ ]", b"[x]", b"[X]"})
_LEADING_PUNCTUATION = " \t:;,.-–—\uff1a、。"

_Head: TypeAlias = tuple[str, int, Label | None, str, int, int]
_Content: TypeAlias = tuple[list[bytes], list[TaskItem], list[Command], list[Directive], list[str]]


def read_outline(tree: Tree, syntax: ReferenceSyntax, identities: bool = True) -> Outline:
    """Read the outline of a parsed body.

    Args:
        tree: The parsed body.
        syntax: The syntax of references.
        identities: Whether task items get an `id` and a `rev`. Checking does not need them, and they
            take a third of the time.
    """
    reader = _OutlineReader(tree, syntax, identities)
    reader.read(tree.root)
    root = reader.finish()
    return Outline(
        root=with_fingerprints(root, Words(tree.text, reader.bodies, reader.cuts)) if identities else root,
        marks=tuple(reader.marks),
        references=tuple(reader.references),
        unclosed_fence=reader.unclosed_fence,
        span=tree.span,
    )


class _OutlineReader:
    """Walk the blocks in order and collect their content under the most recent heading.

    The content directly below a heading ends at the next one, so one set of lists is enough.
    """

    def __init__(self, tree: Tree, syntax: ReferenceSyntax, identities: bool) -> None:
        self.source = tree.text
        self.syntax = syntax
        self.identities = identities
        # Offsets of possible references and placeholders: most blocks have none, and searching the whole
        # text once is faster than searching each block. The last offset is never reached.
        hints = syntax.hints(tree.text) if tree.hints is None else tree.hints
        self.hints = iter([*hints, len(tree.text) + 1])
        self.hint = next(self.hints)
        self.bodies: dict[int, str] = {}
        self.cuts: list[tuple[int, int]] = []
        self.heads: list[_Head] = []
        self.contents: list[_Content] = []
        self.open: list[tuple[int, str]] = []
        self.marks: list[Mark] = []
        self.references: list[Reference] = []
        self.unclosed_fence: tuple[int, int] | None = None
        self.anchors = identity.Unique()
        self.ids = identity.Unique()
        self.begin("", 0, None, "", 0, 0)

    def begin(self, heading: str, level: int, label: Label | None, anchor: str, start: int, end: int) -> None:
        """Start a section."""
        self.heads.append((heading, level, label, anchor, start, end))
        self.open.append((level, anchor))
        self.text: list[bytes] = []
        self.items: list[TaskItem] = []
        self.commands: list[Command] = []
        self.directives: list[Directive] = []
        self.comments: list[str] = []
        self.contents.append((self.text, self.items, self.commands, self.directives, self.comments))

    def finish(self) -> Section:
        """Return the root, with each section nested in the nearest one before it with a lower level."""
        section = tuple.__new__  # a quarter of the time that calling `Section` takes
        waiting: list[Section] = []
        for head, content in zip(reversed(self.heads), reversed(self.contents), strict=True):
            heading, level, label, anchor, start, end = head
            text, items, commands, directives, comments = content
            inner: list[Section] = []
            while waiting and waiting[-1].level > level:
                inner.append(waiting.pop())
            words = " ".join(b" ".join(text).decode().split()) if text else ""
            waiting.append(
                section(
                    Section,
                    (
                        heading,
                        level,
                        label,
                        anchor,
                        words,
                        tuple(items),
                        tuple(commands),
                        tuple(directives),
                        tuple(comments),
                        tuple(inner),
                        start,
                        end,
                        "",
                        "",
                    ),
                )
            )
        return waiting[0]

    def read(self, block: Block) -> None:
        """Read the children of a block."""
        for child in block.children:
            kind = child.kind
            if kind == "text":  # the most frequent kind
                self.text.append(self.source[child.start : child.end])
                if self.hint < child.end:
                    self.inline(child)
            elif kind == "item":
                self.item(child)
            else:
                _READ[kind](self, child)

    def heading(self, block: Block) -> None:
        """Start a section, after ending those that do not contain it."""
        level = block.number or 1
        start = block.start
        text, explicit, numbered, anchor = _heading(plain(block.runs), self.syntax.phrases)
        if self.syntax.former and numbered is not None:
            numbered = self.syntax.present(numbered)
            anchor = identity.heading_anchor(text, numbered)
        while self.open[-1][0] >= level:
            self.open.pop()
        above, parent = self.open[-1]
        if explicit and numbered is None:
            anchor = explicit
        elif numbered is None and anchor in self.anchors and above > 1:
            anchor = f"{parent}-{anchor}"
        end = start + len(self.source[start : block.end].rstrip())
        self.begin(text, level, numbered, self.anchors(anchor), start, end)
        if self.hint < block.end:
            self.inline(block, references=False)

    def paragraph(self, block: Block) -> None:
        """Read a paragraph, the text of a tight item or a table."""
        self.text.append(self.source[block.start : block.end])
        if self.hint < block.end:
            self.inline(block)

    def item(self, block: Block) -> None:
        """Read a list item, which is a task item if it has a checkbox."""
        children = block.children
        if not children or (block.checked is None and self._is_box(children[0]) and len(children) == 1):
            marker = self.source[block.start : block.end]
            start = block.start + len(marker) - len(marker.lstrip())
            self.marks.append(Mark("", start, block.start + len(marker.rstrip())))
        elif block.checked is not None and (runs := children[0].runs):
            self.items.append(self._item(block, runs))
        self.read(block)

    def _is_box(self, block: Block) -> bool:
        """Return whether the text of an item is a box alone, which is then not one that can be ticked."""
        return block.end - block.start == 3 and self.source[block.start : block.end] in _BOXES

    def _item(self, block: Block, runs: list[Run]) -> TaskItem:
        words = plain(runs)
        text, explicit = identity.explicit_id(words) if words.endswith("}") else (words, "")
        struck, reason = False, ""
        if runs[0][0] == "struck":
            closing = next(n for n, run in enumerate(runs) if run.kind == "/struck")
            struck = True
            reason, _ = identity.explicit_id(plain(runs[closing:]))
            reason = reason.strip(_LEADING_PUNCTUATION)
            if self.syntax.not_applicable.fullmatch(reason):  # Striking the item already says so.
                reason = ""
            text = plain(runs[:closing])
        start, end = extent(runs) if len(runs) > 1 else runs[0][2:]
        name = ""
        if self.identities:
            name = self.ids(explicit or identity.item_id(self.open[-1][1], text))
            body = text if len(block.children) == 1 and _only_text(runs) else _item_text(block, explicit)
            self.bodies[start] = f"~~{body}" if struck else body
            self.cuts.append((block.start, block.end))
        named = explicit != "" and name == explicit
        end_remarks = _remarks(runs, text) if text.endswith(ENDS) and not struck else ()
        return tuple.__new__(
            TaskItem, (name, text, "", bool(block.checked), struck, reason, start, end, named, end_remarks)
        )

    def code(self, block: Block) -> None:
        """Read a code block."""
        language = block.info.split(maxsplit=1)[0] if block.info and block.info.strip() else ""
        self.commands.append(Command(language, block.text, block.start, block.end))
        self.cuts.append((block.start, block.end))
        raw = self.source[block.start : block.end]
        if b"TODO" in raw:
            for match in _TODO.finditer(raw.decode()):
                start = block.start + len(raw.decode()[: match.start()].encode())
                self.marks.append(Mark("TODO", start, start + len(match[0].rstrip().encode())))
        if block.info is not None and self.unclosed_fence is None and not _closed(raw, block.text):
            self.unclosed_fence = block.start, block.start + len(raw.split(b"\n", 1)[0])

    def html(self, block: Block) -> None:
        """Read the comments of an HTML block."""
        place = block.start
        comments = list(find_comments(block.text))
        ends = [0, *(last for _, last in comments)]
        starts = [*(first for first, _ in comments), len(block.text)]
        alone = not any(block.text[end:start].strip() for end, start in zip(ends, starts, strict=True))
        for first, last in comments:
            inner = block.text[first + 4 : last - 3]
            directive = read_directive(inner)
            if directive is None:
                self.comments.append(" ".join(inner.split()))
            else:
                comment = block.text[first:last].encode()
                # The second of two equal comments comes after the first.
                start = max(self.source.find(comment, place, block.end), block.start)
                place = start + len(comment)
                self.directives.append(Directive(*directive, start, place, alone))

    def skip(self, block: Block) -> None:
        """Ignore a block."""

    def inline(self, block: Block, references: bool = True) -> None:
        """Collect possible placeholders and references."""
        while self.hint < block.start:
            self.hint = next(self.hints)
        if self.hint >= block.end:
            return
        for run in block.runs:
            if run.kind == "text" and ("[" in run.text or "TODO" in run.text):
                self._marks(run)
        if references:
            self.references.extend(find_references(block.runs, self.source, self.syntax))

    def _marks(self, run: Run) -> None:
        for pattern, text in ((_BRACKETS, ""), (_TODO, "TODO")):
            for match in pattern.finditer(run.text):
                place = locate(self.source, run, match.start(), match.end())
                self.marks.append(Mark(text or match[0], *place))


@lru_cache(maxsize=4096)
def _heading(words: str, phrases: frozenset[str] | None) -> tuple[str, str, Label | None, str]:
    """Return text, explicit id, label and anchor of a heading. Cached: procedures share most headings."""
    text, explicit = identity.explicit_id(words)
    numbered = identity.label(text, phrases)
    return text, explicit, numbered, identity.heading_anchor(text, numbered)


def _item_text(block: Block, explicit: str = "") -> str:
    """Return the text of an item, without its explicit id and nested task items."""
    parts = [_rev_text(block.runs)]
    for child in block.children:
        if child.kind == "code":
            parts.append(child.text)
        elif child.kind != "item" or child.checked is None:
            text = _item_text(child)
            parts.append(identity.explicit_id(text)[0] if explicit and child is block.children[0] else text)
    return "\n".join(part for part in parts if part)


def _remarks(runs: list[Run], text: str) -> tuple[str, ...]:
    """Return the remarks at the end of an item's text. Parentheses in code do not count."""
    if any(run.kind == "code" for run in runs):
        text, _ = identity.explicit_id(plain([without_parentheses(run) for run in runs]))
    return remarks(text)


def _rev_text(runs: list[Run]) -> str:
    return "".join([f"`{run.text}`" if run.kind == "code" else run.text for run in runs if run.kind in WORDS])


def _only_text(runs: list[Run]) -> bool:
    return len(runs) == 1 and runs[0].kind == "text"


def _closed(raw: bytes, text: str) -> bool:
    """Return whether a fenced code block ends with its own closing fence.

    It does not if it contains a fence with a language: such a fence cannot close a block, so it was
    meant to open another one, whose closing fence ends this block instead.
    """
    raw = raw.rstrip()
    if raw.endswith(b"\n```") and raw.startswith(b"```") and raw[3:4] != b"`" and "```" not in text:
        return True
    opening = raw[: raw.find(b"\n")].lstrip()
    fence = opening[: len(opening) - len(opening.lstrip(opening[:1]))]
    if fence.decode() in text and re.search(rf"^ {{0,3}}{fence.decode()}+ ?\w", text, re.M):
        return False
    closing = raw[raw.rfind(b"\n") + 1 :].lstrip(b" \t>")
    return b"\n" in raw and closing.startswith(fence) and not closing.strip(opening[:1])


_READ: dict[str, Callable[[_OutlineReader, Block], None]] = {
    "list": _OutlineReader.read,
    "item": _OutlineReader.item,
    "quote": _OutlineReader.read,
    "site": _OutlineReader.read,
    "paragraph": _OutlineReader.paragraph,
    "text": _OutlineReader.paragraph,
    "heading": _OutlineReader.heading,
    "code": _OutlineReader.code,
    "table": _OutlineReader.paragraph,
    "html": _OutlineReader.html,
    "rule": _OutlineReader.skip,
    "footnote": _OutlineReader.read,
}
