"""Convert Markdown as GitHub reads it to Markdown that Python-Markdown reads the same way.

Python-Markdown has different rules for lists: a blank line before them, four columns for each level, one kind
of list at a time. So it gets no list structure to parse. The tree is flattened: each leaf (a paragraph, a
code block, a table) is written at the left margin between blank lines, with markers between the leaves. A
marker is a number between control characters, which no source can contain, and refers to a list of
`Operation` values: open a list, open an item, add a text, close. The host builds the elements from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import pyromark

from mkdocs_deploy_plugin.model import Outline, Section, TaskItem
from mkdocs_deploy_plugin.reading.blocks import Block, Tree, extent, plain
from mkdocs_deploy_plugin.reading.directives import read_directive
from mkdocs_deploy_plugin.reading.identity import explicit_id
from mkdocs_deploy_plugin.rendering.operations import (
    HTML_MARKER,
    MARKER,
    Close,
    EmptyTask,
    Generated,
    Heading,
    Insertions,
    Normalised,
    Open,
    Operation,
    Task,
    Text,
)
from mkdocs_deploy_plugin.rendering.run_data import command_names
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
    tree: Tree, outline: Outline, insertions: Insertions | None = None, own_anchors: bool = True
) -> Normalised:
    """Return a parsed page in flattened form.

    Args:
        tree: The tree of the page.
        outline: The outline of the same tree.
        insertions: The operations to insert between its blocks.
        own_anchors: Whether headings get the outline's anchors, and code blocks get names.
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
        raw_html=_MARKDOWN_ATTRIBUTE.search(tree.text) is not None,
        own_anchors=own_anchors,
    )
    writer = _Writer(shared)
    writer.pending.extend(insertions.start)
    writer.children(tree.root)
    writer.pending.extend(insertions.end)
    blocks = [*writer.finish(), *writer.definitions()]
    wording, syntax = insertions.wording, insertions.syntax
    search = searchable(tree, headings, wording, syntax) if wording is not None else None
    return Normalised("\n\n".join(blocks), tuple(shared.operations), tuple(shared.html), search)


# Lines within a paragraph that Python-Markdown would read as something else. A line that starts with a fence,
# a tag or an underline is joined to the line before; a heading and a definition are escaped.
_LINE_START = re.compile(r"\n(?=```|~~~|<|=+[ \t]*$|-+[ \t]*$)", re.M)
_HASH = re.compile(r"^#", re.M)
_DEFINITION = re.compile(r"^(\[[^\]\n]*\]):", re.M)
_NUMBER = re.compile(r"[0-9]+(?=\.[ \t])")
_INFO = re.compile(r"\{[^\n`{}]*\}|\.?[\w#.+-]*(?:[ \t]+[a-zA-Z]\w*(?:=\"[^\"\n]*\"|='[^'\n]*')?)*")
_LANGUAGE = re.compile(r"[\w#.+-]+")
_SITE_PARAGRAPH = re.compile(r"^(?::::[ ]|:[ ]{1,3}\S)", re.M)
_BOX = re.compile(r"\[[ xX]\][ \t]")
_EMPTY_TASK = re.compile(rb"[-*+0-9.)]+[ \t]+\[[ xX]\][ \t]+(?:\n\s*)*$")
_MARKDOWN_ATTRIBUTE = re.compile(rb"<[a-zA-Z][^<>\n]*[ \t]markdown(?:[ \t=>]|$)", re.M)
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
    raw_html: bool
    own_anchors: bool
    operations: list[tuple[Operation, ...]] = field(default_factory=list)
    html: list[str] = field(default_factory=list)


class _Writer:
    """Writes blocks in order; an inner writer writes the content of an admonition or a tab."""

    def __init__(self, shared: _Shared, quotes: int = 0) -> None:
        self.shared = shared
        self.source = shared.tree.text
        self.quotes = quotes
        self.blocks: list[str] = []
        self.pending: list[Operation] = []

    def finish(self) -> list[str]:
        """Return the blocks written."""
        self._flush()
        return self.blocks

    def definitions(self) -> list[str]:
        """Return the link reference definitions, which the parser removes from the text."""
        if b"]:" not in self.source:
            return []
        definitions = []
        for label, definition in pyromark.reference_definitions(self.source.decode()).items():
            title = (definition["title"] or "").replace('"', "'")
            definitions.append(f"[{label}]: <{definition['dest']}>" + (f' "{title}"' if title else ""))
        return definitions

    def children(self, block: Block) -> None:
        before: Block | None = None
        for child in block.children:
            self.pending.extend(self.shared.insertions.before.get(child.start, ()))
            if child.kind == "code" and child.info is None and self._continues(before):
                self._leaf(self._lines(child.start, child.end))
                continue
            _WRITE[child.kind](self, child)
            before = child

    def _continues(self, before: Block | None) -> bool:
        """Return whether indented text continues a definition or a site directive before it."""
        return (
            before is not None
            and before.kind == "paragraph"
            and _SITE_PARAGRAPH.search(self._text(before)) is not None
        )

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
            self.pending.append(Task(task.id, task.rev, task.checked, task.struck, text))
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
        inner = _Writer(self.shared, self.quotes)
        inner.children(block)
        content = "\n\n".join(inner.finish())
        indented = "\n".join(f"    {line}" if line else "" for line in content.split("\n"))
        self._leaf(f"{block.text}\n\n{indented}".rstrip())

    def paragraph(self, block: Block) -> None:
        if block.runs and _SITE_PARAGRAPH.search(self.source[block.start : block.end].decode()):
            self._leaf(self.source[block.start : block.end].decode().rstrip())
            return
        text = self._text(block)
        if self._repeats(block):
            self.pending += [Open("p", PAGEFIND_IGNORES, text), Close()]
            return
        if "\n" in text:
            text = _LINE_START.sub(" ", text)
        if "#" in text:
            text = _HASH.sub(r"\#", text)
        if "]:" in text:
            text = _DEFINITION.sub(r"\1&#58;", text)
        if text[:1].isdigit():
            text = _NUMBER.sub(r"\g<0>\\", text, count=1)
        self._leaf(_without_box(text))

    def text(self, block: Block) -> None:
        self.pending.append(Text(_without_box(self._text(block))))

    def heading(self, block: Block) -> None:
        section = self.shared.sections[block.start]
        text = self._text(block) if block.runs else ""
        if self.shared.own_anchors:
            attributes = dict(self.shared.insertions.headings.get(section.anchor, {}))
            if self.shared.insertions.wording and not self.shared.insertions.wording.own_heading(
                section.heading
            ):
                attributes |= PAGEFIND_IGNORES
            self.pending.append(Heading(section.level, section.anchor, explicit_id(text)[0], attributes))
        else:
            self.pending.append(Heading(section.level, "", text))
        self.pending.extend(self.shared.insertions.after.get(block.start, ()))

    def code(self, block: Block) -> None:
        longest = max((len(run) for run in re.findall("`+", block.text)), default=0)
        fence = "`" * max(3, longest + 1)
        text = block.text if block.text.endswith("\n") or not block.text else block.text + "\n"
        name = self.shared.commands.get(block.start)
        if name is not None:
            self.pending.append(Open("div", {"data-command": name}))
        self._leaf(f"{fence}{info_string(block.info or '')}\n{text}{fence}")
        if name is not None:
            self.pending.append(Close())

    def table(self, block: Block) -> None:
        self._leaf(self._lines(block.start, block.end))

    def html_block(self, block: Block) -> None:
        if _COMMENTS.match(block.text):
            directives = [read_directive(match[1]) for match in _COMMENT.finditer(block.text)]
            if any(directives):
                self.pending += [Generated(*directive) for directive in directives if directive]
                return
        if self.shared.raw_html:
            self._leaf(block.text.strip("\n"))
            return
        self.shared.html.append(block.text)
        self._leaf(HTML_MARKER.format(len(self.shared.html) - 1))

    def rule(self, block: Block) -> None:
        self._leaf("---")

    def footnote(self, block: Block) -> None:
        self._leaf(self.source[block.start : block.end].decode().strip())

    def _repeats(self, block: Block) -> bool:
        """Return whether a text repeats one from the template word for word."""
        wording = self.shared.insertions.wording
        words = plain(block.runs) if wording is not None else ""
        return wording is not None and bool(words) and not wording.own(words)

    def _text(self, block: Block) -> str:
        """Return the Markdown of inline content, without the container prefixes of its lines."""
        if not block.runs:
            return ""
        start, end = extent(block.runs)
        if self.source[start - 1 : start] == b"\\":
            start -= 1  # the backslash of an escape, which the parser does not include in the text
        parts: list[bytes] = []
        for run in block.runs:
            if run.kind == "hard" and self.source[run.start : run.start + 1] == b"\\":
                parts += [self.source[start : run.start], b"  \n"]
                start = run.end
        parts.append(self.source[start:end])
        return self._stripped(b"".join(parts))

    def _lines(self, start: int, end: int) -> str:
        return self._stripped(self.source[start:end])

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


def _without_box(text: str) -> str:
    """Escape a `[ ]` that is not a checkbox to GitHub, so that no extension of the site makes it one."""
    return f"\\{text}" if _BOX.match(text) else text


def info_string(info: str) -> str:
    """Return as much of an info string as Python-Markdown's fences accept: all of it, or the language."""
    info = info.strip()
    if _INFO.fullmatch(info):
        return info
    first = info.split(maxsplit=1)[0] if info else ""
    return first if _LANGUAGE.fullmatch(first) else ""


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
