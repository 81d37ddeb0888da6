"""Rules about what a body can bring to a page besides Markdown: HTML, attributes and addresses of scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_deploy_plugin.checking.body import tree_of
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.addresses import is_unsafe, may_be_unsafe
from mkdocs_deploy_plugin.reading.block_tree import Block, Run, extent
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.text import quoted

_TAG = re.compile(r"</?([a-zA-Z][^\s/<>]{0,60})|<[!?]")
# Comments that end earlier in a browser than in Markdown.
_EARLY_END = re.compile(r"<!--(?:-?>|.*?--!>)", re.S)
# Attributes that run a script or set a style, in `{ … }` of `attr_list`, a fence or `pymdownx.blocks`.
_ATTRIBUTE = re.compile(
    r"(?<![\w-])(on[a-z]{2,40}|style|srcdoc|formaction|action|srcset|href|src|xlink:href)[ \t]{0,9}[=:]", re.I
)
_ATTRIBUTES = re.compile(rb"\{[^{}\n]{1,1000}\}")
_BLOCK = re.compile(rb"^[ \t]*/{3,}[ \t]*html\b", re.M)


class _Piece(NamedTuple):
    """A piece of a body that is not Markdown: its range in the text of the tree, and what it is."""

    start: int
    end: int
    name: str


def check_addresses(document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each link and picture whose address runs a script."""
    if not may_be_unsafe(document.body) or document.outline is None:
        return
    tree = tree_of(document)
    for block in tree.root.walk():
        for run in block.runs:
            picture = tree.text[run.start : run.start + 1] == b"!"
            if run.kind == "link" and is_unsafe(run.text, picture):
                yield diagnostic(
                    "unsafe-link",
                    document.source.path,
                    tree.span(run.start, run.end),
                    f"The address {quoted(run.text)} runs a script or contains a document",
                    "Link to a page: an address that begins with https://, or a path.",
                    reason="the page shows only the text of such a link",
                )


def check_html(document: Document) -> Iterator[Diagnostic]:
    """Yield a finding for each piece of HTML, and for each attribute that does what HTML can do."""
    body = document.body
    if document.outline is None or not ("<" in body or "{" in body or "///" in body):
        return
    tree = tree_of(document)
    for block in tree.root.walk():
        for piece in _pieces(tree, block):
            yield diagnostic(
                "raw-html",
                document.source.path,
                tree.span(piece.start, piece.end),
                f"{piece.name} is not allowed",
                "Write it in Markdown, or remove it.",
                reason="the settings have html: forbid",
            )


def _pieces(tree: Tree, block: Block) -> Iterator[_Piece]:
    if block.kind == "html":
        yield from _in_block(tree, block)
    elif block.kind == "code":
        if block.info and (match := _ATTRIBUTE.search(block.info)):
            first = tree.text.find(b"\n", block.start, block.end)
            yield _Piece(block.start, max(first, block.start), f"The attribute {quoted(match[1])}")
    elif block.kind == "site" and (match := _TAG.search(block.text)):
        yield _Piece(block.start, block.start, f"{_html(match)} in the title")
    elif block.runs:
        begun: set[str] = set()
        for run in block.runs:
            match = _TAG.match(run.text) if run.kind == "html" and not _is_comment(run.text) else None
            # The end of an element goes with its beginning.
            if match is not None and not (match[0].startswith("</") and match[1] in begun):
                begun.add(match[1])
                yield _Piece(run.start, run.end, _html(match))
        yield from _attributes(tree, block.runs)


def _in_block(tree: Tree, block: Block) -> Iterator[_Piece]:
    """Yield the first tag of a block of HTML, outside of its comments."""
    parts, place = [], 0
    for start, end in find_comments(block.text):
        if _is_comment(block.text[start:end]):
            parts += [block.text[place:start], " " * (end - start)]
            place = end
    match = _TAG.search("".join([*parts, block.text[place:]]))
    if match is not None:
        at = tree.text.find(match[0].encode(), block.start, block.end)
        at = at if at >= 0 else block.start
        yield _Piece(at, at + len(match[0].encode()), _html(match))


def _is_comment(text: str) -> bool:
    return text.startswith("<!--") and not _EARLY_END.match(text)


def _html(tag: re.Match[str]) -> str:
    return f'HTML "{tag[0]}>"' if tag[1] else "HTML"


def _attributes(tree: Tree, runs: list[Run]) -> Iterator[_Piece]:
    """Yield the attributes of `attr_list` and of blocks in a paragraph or heading."""
    start, end = extent(runs)
    source = bytearray(tree.text[start:end])
    for run in runs:
        if run.kind == "code":
            source[run.start - start : run.end - start] = b" " * (run.end - run.start)
    if block := _BLOCK.search(source):
        yield _Piece(start + block.start(), start + block.end(), 'A block of HTML, "/// html",')
    for match in _ATTRIBUTES.finditer(source):
        if (attribute := _ATTRIBUTE.search(match[0].decode())) is not None:
            yield _Piece(start + match.start(), start + match.end(), f"The attribute {quoted(attribute[1])}")
