"""Convert Markdown as GitHub reads it to Markdown that Python-Markdown reads the same way.

Python-Markdown has different rules for lists: a blank line before them, four columns for each level, one kind
of list at a time. So it gets no list structure to parse. The tree is flattened: each leaf (a paragraph, a
code block, a table) is written at the left margin between blank lines, with markers between the leaves. A
marker is a number between control characters, which no source can contain, and refers to a list of
`Operation` values: open a list, open an item, add a text, close. The host builds the elements from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from mkdocs_deploy_plugin.model import Outline, Section, TaskItem
from mkdocs_deploy_plugin.reading.block_tree import Block, Run, extent, plain
from mkdocs_deploy_plugin.reading.blocks import Tree, link_definitions
from mkdocs_deploy_plugin.reading.directives import read_directive
from mkdocs_deploy_plugin.reading.identity import explicit_id
from mkdocs_deploy_plugin.reading.tables import table_rows
from mkdocs_deploy_plugin.rendering.html_blocks import asks_for_markdown, closed, without_markdown_attributes
from mkdocs_deploy_plugin.rendering.inline import inline_markdown
from mkdocs_deploy_plugin.rendering.operations import (
    ALL_EXTENSIONS,
    CODE_MARKER,
    HTML_MARKER,
    MARKER,
    SITE_MARKER,
    Close,
    CodeBlock,
    EmptyTask,
    Extensions,
    Generated,
    Heading,
    Insertions,
    Normalised,
    Open,
    OpenSite,
    Operation,
    Task,
    Text,
)
from mkdocs_deploy_plugin.rendering.paragraphs import paragraph_markdown, without_box
from mkdocs_deploy_plugin.rendering.run_data import command_names
from mkdocs_deploy_plugin.rendering.safe_html import closing_tags, safe_tags
from mkdocs_deploy_plugin.rendering.search_exclusion import PAGEFIND_IGNORES
from mkdocs_deploy_plugin.rendering.searchable import searchable

ALERTS = {
    "Note": "note",
    "Tip": "tip",
    "Important": "info",
    "Warning": "warning",
    "Caution": "danger",
}
"""The type of admonition for each of GitHub's alerts."""


def normalise(
    tree: Tree,
    outline: Outline,
    insertions: Insertions | None = None,
    own_anchors: bool = True,
    extensions: Extensions = ALL_EXTENSIONS,
    safe: bool = False,
) -> Normalised:
    """Return a parsed page in flattened form.

    Args:
        tree: The tree of the page.
        outline: The outline of the same tree.
        insertions: The operations to insert between its blocks.
        own_anchors: Whether headings get the outline's anchors, and code blocks get names.
        extensions: What the site has beyond its site blocks.
        safe: Whether only safe HTML is kept.
    """
    insertions = insertions or Insertions()
    sections = list(outline.root.walk())
    headings = {section.start: section for section in sections[1:]}
    shared = _Shared(
        tree,
        insertions,
        sections=headings,
        items={item.start: item for section in sections for item in section.items},
        commands=command_names(outline) if own_anchors else {},
        extensions=extensions,
        own_anchors=own_anchors,
        safe=safe,
    )
    writer = _Writer(shared)
    writer.pending.extend(insertions.start)
    writer.children(tree.root)
    writer.pending.extend(insertions.end)
    blocks = [*writer.finish(), *writer.definitions()]
    wording, syntax = insertions.wording, insertions.syntax
    search = searchable(tree, headings, wording, syntax) if wording is not None else None
    text = "\n\n".join(blocks)
    return Normalised(
        text,
        tuple(shared.operations),
        tuple(shared.html),
        tuple(shared.code),
        search,
        tuple(item for section in sections for item in section.items),
        {section.anchor: (section.heading, section.start) for section in sections[1:] if own_anchors},
        shared.commands,
        tree.span,
    )


_DIRECTIVE = re.compile(r"^(?::::[ ]|/{3,}[ ])", re.M)  # of mkdocstrings, and of `pymdownx.blocks`
_EMPTY_TASK = re.compile(rb"[-*+0-9.)]+[ \t]+\[[ xX]\][ \t]+(?:\n\s*)*$")
_FOOTNOTE = re.compile(rb"[ \t]*\[\^[^\]\n]*\]:")
_COMMENTS = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)+$", re.S)
_COMMENT = re.compile(r"<!--(.*?)-->", re.S)
_NO_ATTRIBUTES: Mapping[str, str] = {}


@dataclass(slots=True)
class _Shared:
    """The state shared by the writers of one page: their input, and the lists that markers refer to."""

    tree: Tree
    insertions: Insertions
    sections: dict[int, Section]
    items: dict[int, TaskItem]
    commands: Mapping[int, str]
    extensions: Extensions
    own_anchors: bool
    safe: bool
    operations: list[tuple[Operation, ...]] = field(default_factory=list)
    html: list[str] = field(default_factory=list)
    code: list[CodeBlock] = field(default_factory=list)
    footnotes: set[bytes] = field(default_factory=set)
    sites: int = 0


class _Writer:
    """Writes blocks in order; an inner writer writes the content of an admonition or a tab."""

    def __init__(self, shared: _Shared, quotes: int = 0) -> None:
        self.shared = shared
        self.source = shared.tree.text
        self.quotes = quotes
        self.blocks: list[str] = []
        self.pending: list[Operation] = []
        self.elements: list[str] = []  # of HTML that are open in the container, where only safe ones are kept

    def finish(self) -> list[str]:
        """Return the blocks written."""
        self._flush()
        return self.blocks

    def definitions(self) -> list[str]:
        """Return the link reference definitions, which the parser removes from the text."""
        return list(link_definitions(self.source.decode()).values())

    def children(self, block: Block) -> None:
        outer, self.elements = self.elements, []
        for child in block.children:
            self.pending.extend(self.shared.insertions.before.get(child.start, ()))
            _WRITE[child.kind](self, child)
        if self.elements:
            self._html(closing_tags(self.elements))
        self.elements = outer

    def list(self, block: Block) -> None:
        attributes = {} if block.number in (None, 1) else {"start": str(block.number)}
        self.pending.append(Open("ul" if block.number is None else "ol", attributes))
        self.children(block)
        self.pending.append(Close())

    def item(self, block: Block) -> None:
        children = block.children
        task = self.shared.items.get(extent(children[0].runs)[0]) if children and children[0].runs else None
        if block.checked is not None and task is not None:
            text = explicit_id(self._text(children[0]))[0]
            attributes = self.shared.insertions.items.get(task.start, _NO_ATTRIBUTES)
            self.pending.append(Task(task, text, attributes))
            self.children(Block("item", block.start, block.end, children=children[1:]))
        else:
            only = children[0] if len(children) == 1 and children[0].kind == "text" else None
            self.pending.append(
                Open("li", PAGEFIND_IGNORES if only and self._repeats(only) else _NO_ATTRIBUTES)
            )
            if _EMPTY_TASK.match(self.source[block.start : block.end]):
                self.pending.append(EmptyTask(bool(block.checked)))
            self.children(block)
        self.pending.append(Close())

    def quote(self, block: Block) -> None:
        self.quotes += 1
        if block.text in ALERTS:
            self.pending.append(Open("div", {"class": f"admonition {ALERTS[block.text]}"}))
            self.pending += [Open("p", {"class": "admonition-title"}, block.text), Close()]
        else:
            self.pending.append(Open("blockquote"))
        self.children(block)
        self.pending.append(Close())
        self.quotes -= 1

    def site(self, block: Block) -> None:
        if block.text.startswith(":"):
            self._open_site(block.text)
        else:
            self._open_site(f"{block.text}\n    ")
        only = block.children[0] if len(block.children) == 1 else None
        if only is not None and only.kind == "paragraph" and self._is_tight_definition(block):
            self.text(only)
        else:
            self.children(block)
        self.pending.append(Close())

    def _open_site(self, before: str) -> None:
        """Leave the beginning of a block to the site's extension, with a marker for its content.

        What follows, up to a `Close`, is added to the element with the marker: nothing in it is parsed as the
        extension would.
        """
        self._leaf(before + SITE_MARKER.format(self.shared.sites))
        self.pending.append(OpenSite(self.shared.sites))
        self.shared.sites += 1

    def _is_tight_definition(self, block: Block) -> bool:
        before = self.source[: block.start].rstrip(b" \t")
        return block.text.startswith(":") and not before.endswith(b"\n\n")

    def paragraph(self, block: Block) -> None:
        if block.runs and _DIRECTIVE.search(self.source[block.start : block.end].decode()):
            self._leaf(self.source[block.start : block.end].decode().rstrip())
            return
        text = self._text(block)
        if self._repeats(block):
            self.pending += [Open("p", PAGEFIND_IGNORES, text), Close()]
            return
        self._leaf(paragraph_markdown(text))

    def text(self, block: Block) -> None:
        self.pending.append(Text(without_box(self._text(block))))

    def heading(self, block: Block) -> None:
        section = self.shared.sections[block.start]
        text = self._text(block) if block.runs else ""
        if self.shared.own_anchors:
            attributes = {
                **self.shared.insertions.headings.get(section.anchor, {}),
                "data-digest": section.digest,
            }
            if section.unchecked:
                attributes["data-unchecked"] = section.unchecked
            if self.shared.insertions.wording and not self.shared.insertions.wording.own_heading(
                section.heading
            ):
                attributes |= PAGEFIND_IGNORES
            self.pending.append(Heading(section.level, section.anchor, explicit_id(text)[0], attributes))
        else:
            self.pending.append(Heading(section.level, "", text))
        self.pending.extend(self.shared.insertions.after.get(block.start, ()))

    def code(self, block: Block) -> None:
        text = block.text if block.text.endswith("\n") or not block.text else block.text + "\n"
        name = self.shared.commands.get(block.start)
        if name is not None:
            attributes = {"data-command": name}
            if block.language:
                attributes["data-language"] = block.language
            self.pending.append(Open("div", attributes))
        self.shared.code.append(CodeBlock((block.info or "").strip(), text))
        self._leaf(CODE_MARKER.format(len(self.shared.code) - 1))
        if name is not None:
            self.pending.append(Close())

    def table(self, block: Block) -> None:
        alignments = [_ALIGNMENTS.get(alignment, _NO_ATTRIBUTES) for alignment in block.text.split()]
        self.pending.append(Open("table"))
        for number, row in enumerate(table_rows(block)):
            if number < 2:
                self.pending.append(Open("tbody" if number else "thead"))
            self.pending.append(Open("tr"))
            for cell, alignment in zip(row.cells, alignments, strict=False):
                text = self._markdown(cell.runs).replace("\\|", "|") if cell.runs else ""
                self.pending += [Open("td" if number else "th", alignment, text), Close()]
            self.pending.append(Close())
            if not number:
                self.pending.append(Close())
        self.pending += [Close()] * (2 if number else 1)

    def html_block(self, block: Block) -> None:
        if _COMMENTS.match(block.text):
            directives = [read_directive(match[1]) for match in _COMMENT.finditer(block.text)]
            if any(directives):
                self.pending += [Generated(*directive) for directive in directives if directive]
                return
        if self.shared.extensions.markdown_in_html and asks_for_markdown(block.text):
            self._leaf(block.text.strip("\n"))
            return
        html = without_markdown_attributes(block.text)
        self._html(safe_tags(html, self.elements) if self.shared.safe else closed(html))

    def _html(self, html: str) -> None:
        self.shared.html.append(html)
        self._leaf(HTML_MARKER.format(len(self.shared.html) - 1))

    def rule(self, block: Block) -> None:
        self._leaf("---")

    def footnote(self, block: Block) -> None:
        label = _FOOTNOTE.match(self.source, block.start)
        known = self.shared.footnotes
        if label is not None and self.shared.extensions.footnotes and label[0].strip() not in known:
            known.add(label[0].strip())
            self._open_site(f"{label[0].decode().strip()} ")
        else:
            self.pending.append(Open("div"))
        self.children(block)
        self.pending.append(Close())

    def _repeats(self, block: Block) -> bool:
        """Return whether a text repeats one from the template word for word."""
        wording = self.shared.insertions.wording
        words = plain(block.runs) if wording is not None else ""
        return wording is not None and bool(words) and not wording.own(words)

    def _text(self, block: Block) -> str:
        """Return the Markdown of inline content, without the container prefixes of its lines."""
        if not block.runs:
            return ""
        return self._markdown(block.runs)

    def _markdown(self, runs: Sequence[Run]) -> str:
        shared = self.shared
        return self._stripped(inline_markdown(self.source, runs, shared.own_anchors, shared.safe))

    def _stripped(self, text: bytes) -> str:
        if b"\n" not in text:
            return text.decode().strip(" \t")
        lines = text.decode().split("\n")
        return "\n".join([lines[0], *(self._unquoted(line) for line in lines[1:])]).strip(" \t\n")

    def _unquoted(self, line: str) -> str:
        line = line.lstrip(" \t")
        for _ in range(self.quotes):
            if not line.startswith(">"):
                break
            line = line[1:].lstrip(" \t")
        return line

    def _leaf(self, text: str) -> None:
        self._flush()
        if text:
            self.blocks.append(text)

    def _flush(self) -> None:
        if self.pending:
            self.shared.operations.append(tuple(self.pending))
            self.blocks.append(MARKER.format(len(self.shared.operations) - 1))
            self.pending = []


_ALIGNMENTS: dict[str, Mapping[str, str]] = {
    alignment: {"align": alignment.lower()} for alignment in ("Left", "Center", "Right")
}
"""The attributes of the cells of an aligned column. A strict Content-Security-Policy blocks styles."""

_WRITE = {
    "list": _Writer.list,
    "item": _Writer.item,
    "quote": _Writer.quote,
    "site": _Writer.site,
    "paragraph": _Writer.paragraph,
    "text": _Writer.text,
    "heading": _Writer.heading,
    "code": _Writer.code,
    "table": _Writer.table,
    "html": _Writer.html_block,
    "rule": _Writer.rule,
    "footnote": _Writer.footnote,
}
