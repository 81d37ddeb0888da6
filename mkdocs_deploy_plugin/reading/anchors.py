"""Read what links within a page can lead to: GitHub's anchors of headings, and ids that the writer gave."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from mkdocs_deploy_plugin.model import Outline
from mkdocs_deploy_plugin.reading.block_tree import Block, Run, plain
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.reading.identity import explicit_id, slug

GITHUB_PREFIX = "user-content-"
"""GitHub puts it in front of every id, and links lead to the id with or without it."""

_KEPT = ("L", "M", "Nd", "Nl", "Pc")
_ATTRIBUTE = re.compile(
    r"""\s(?:id|name)\s{0,9}=\s{0,9}(?:"([^"<>]{1,200})"|'([^'<>]{1,200})'|([^\s"'<>=`]{1,200}))""", re.I
)
_TAG = re.compile(r"<[a-zA-Z][^<>]{0,2000}>")
_ATTRIBUTES = re.compile(r"\{:?[^{}\n]{0,200}?#([^\s{}#]{1,100})")
_FOOTNOTE = re.compile(r"\[\^([^\[\]\n]{1,100})\]:")
_TAB = re.compile(r"""===[!+]{0,2}[ \t]+(["'])(.{1,200})\1""")


@dataclass(frozen=True, slots=True)
class Anchors:
    """What a link within a page can lead to.

    Attributes:
        headings: The page's own anchor of the heading that each anchor means on GitHub.
        others: Other ids that the page has: of raw HTML, attribute lists, task items and footnotes.
    """

    headings: dict[str, str] = field(default_factory=dict)
    others: frozenset[str] = frozenset()


def fragment(written: str) -> str:
    """Return the anchor that the part of a link after `#` means."""
    anchor = unquote(written) if "%" in written else written
    return anchor.removeprefix(GITHUB_PREFIX)


def read_anchors(tree: Tree, outline: Outline) -> Anchors:
    """Read the anchors of a page, from its tree and the outline of the same tree with identities."""
    own = {section.start: section.anchor for section in outline.sections()}
    github = _GitHubAnchors()
    headings: dict[str, str] = {}
    others = {item.id for section in outline.root.walk() for item in section.items}
    for block, folded in _walk(tree.root):
        if block.kind == "heading":
            words = plain(block.runs)
            _, explicit = explicit_id(words)
            if not folded:
                headings.setdefault(github(_heading_text(block.runs, tree.text)), own[block.start])
            if explicit:
                headings.setdefault(explicit, own[block.start])
        others.update(_ids(block))
        if block.kind == "footnote" and (note := _FOOTNOTE.match(_source(tree, block))):
            for prefix in ("fn", "fnref"):
                headings[f"{prefix}-{note[1].lower()}"] = f"{prefix}:{note[1]}"
                others.add(f"{prefix}:{note[1]}")
    headings.pop("", None)
    return Anchors(headings, frozenset(others))


def github_anchor(text: str) -> str:
    """Return the anchor that GitHub gives to the first heading with a text.

    Letters in lower case, with their marks; digits, hyphens and underscores. Spaces become hyphens.
    """
    if text.isascii():
        kept = [character for character in text.lower() if character.isalnum() or character in " -_"]
    else:
        kept = [
            character
            for character in text.lower()
            if character in " -" or unicodedata.category(character).startswith(_KEPT)
        ]
    return "".join(kept).replace(" ", "-")


class _GitHubAnchors:
    """Makes the anchors of a page unique: the second of two equal ones ends in `-1`."""

    def __init__(self) -> None:
        self._counts: dict[str, int] = {}

    def __call__(self, text: str) -> str:
        anchor = name = github_anchor(text)
        while name in self._counts:
            self._counts[anchor] += 1
            name = f"{anchor}-{self._counts[anchor]}"
        self._counts[name] = 0
        return name


def _walk(root: Block) -> Iterator[tuple[Block, bool]]:
    """Yield all blocks in document order, with whether they are in a block that GitHub does not have."""
    waiting = [(root, False)]
    while waiting:
        block, folded = waiting.pop()
        yield block, folded
        folded = folded or block.kind == "site"
        waiting += [(child, folded) for child in reversed(block.children)]


def _heading_text(runs: list[Run], source: bytes) -> str:
    """Return the text of a heading as GitHub shows it: without images, its spaces as written."""
    parts: list[str] = []
    image_end = 0
    for run in runs:
        if run.kind == "link" and source[run.start : run.start + 1] == b"!":
            image_end = max(image_end, run.end)
        elif run.kind in ("text", "code") and run.start >= image_end:
            parts.append(run.text)
    return "".join(parts).strip()


def _source(tree: Tree, block: Block) -> str:
    return tree.text[block.start : block.end].decode()


def _ids(block: Block) -> Iterator[str]:
    """Yield the ids that a writer has put into a block, not counting its children."""
    if block.kind == "html":
        yield from _html_ids(block.text)
    elif block.kind == "code":
        if block.info and "#" in block.info:
            yield from (match[1] for match in _ATTRIBUTES.finditer(block.info))
    elif block.kind == "site" and (match := _TAB.match(block.text)):
        yield slug(match[2])
    for run in block.runs:
        if run.kind == "html":
            yield from _html_ids(run.text)
        elif run.kind == "text" and "#" in run.text and "{" in run.text:
            yield from (match[1] for match in _ATTRIBUTES.finditer(run.text))


def _html_ids(text: str) -> Iterator[str]:
    ends = [0, *(last for _, last in find_comments(text))]
    starts = [*(first for first, _ in find_comments(text)), len(text)]
    for end, start in zip(ends, starts, strict=True):
        for tag in _TAG.finditer(text, end, start):
            yield from (match[1] or match[2] or match[3] for match in _ATTRIBUTE.finditer(tag[0]))
