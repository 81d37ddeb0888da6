"""Reduce HTML to what a reader sees of it: blocks, their nesting, and all of their text.

Two renderers never write the same HTML for the same Markdown. The tree keeps headings, paragraphs, lists with
their first numbers, boxes, quotes, code, tables with their alignment, rules, links, images and emphasis. All
other elements are transparent: `div`, `span`, `label` and the like. Paragraphs are not told from other text
between two blocks, because one renderer writes `p` into items where the other does not.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TypeAlias
from urllib.parse import unquote

Tree: TypeAlias = "tuple[str, ...] | tuple[str, list[Tree]] | str"

BLOCKS = frozenset(
    {"h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "table", "tr", "th", "td"}
    | {"dt", "dd"}
)
INLINE = frozenset({"a", "em", "strong", "del", "code"})
SAME = {"i": "em", "b": "strong", "s": "del", "strike": "del"}
BREAKS = BLOCKS | {"p", "dl", "div", "details", "pre", "hr", "thead", "tbody", "section", "article", "nav"}
_CODE = re.compile(r"<code> ?(.*?) ?</code>")  # Python-Markdown strips all blanks, not one
_SPACE = re.compile(r"[ \t\n\r\f]+")


def page_tree(html: str) -> str:
    """Return the tree of a page as text, one line for each node, children indented."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    builder.end_text()
    return "\n".join(_lines(builder.root, 0))


def _lines(node: _Node, depth: int) -> list[str]:
    lines = []
    for child in node.children:
        if isinstance(child, str):
            lines.append("  " * depth + child)
        else:
            lines.append("  " * depth + child.name)
            lines += _lines(child, depth + 1)
    return lines


class _Node:
    def __init__(self, tag: str, name: str) -> None:
        self.tag = tag
        self.name = name
        self.children: list[_Node | str] = []


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = _Node("", "")
        self.stack = [self.root]
        self.text: list[str] = []
        self.code: list[str] | None = None
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = SAME.get(tag, tag)
        values = {name: value or "" for name, value in attrs}
        classes = values.get("class", "")
        is_title = "admonition-title" in classes or "tabbed-labels" in classes or "filename" in classes
        is_title = is_title or values.get("for", "").startswith("__tabbed")
        if tag == "summary" or is_title or self.hidden:
            if tag not in ("input", "br", "img", "hr"):
                self.hidden.append(tag)
            return
        if tag == "pre":
            self.end_text()
            self.code = []
        elif self.code is not None:
            return
        elif tag == "hr":
            self.end_text()
            self.stack[-1].children.append("rule")
        elif tag == "br":
            self.text.append("\N{DOWNWARDS ARROW}")
        elif tag == "img":
            alt, source = _SPACE.sub(" ", values.get("alt", "")), unquote(values.get("src", ""))
            self.text.append(f"<img {source} {alt!r} {values.get('title', '')!r}>")
        elif tag == "input" and values.get("type") == "checkbox":
            item = next((node for node in reversed(self.stack) if node.tag == "li"), self.root)
            item.name += " [x]" if "checked" in values else " [ ]"
        elif tag in BLOCKS:
            self.end_text()
            name = tag
            if tag == "ol":
                name += f" {int(values.get('start') or 1)}"
            if tag in ("td", "th"):
                style = values.get("style", "") + values.get("align", "")
                name += "".join(f" {side}" for side in ("left", "center", "right") if side in style)
            self.open(tag, name)
        elif tag in INLINE:
            target = f" {unquote(values.get('href', ''))} {values.get('title', '')!r}" if tag == "a" else ""
            self.text.append(f"<{tag}{target}>")
        elif tag in BREAKS:
            self.end_text()

    def open(self, tag: str, name: str) -> None:
        node = _Node(tag, name)
        self.stack[-1].children.append(node)
        self.stack.append(node)

    def handle_endtag(self, tag: str) -> None:
        tag = SAME.get(tag, tag)
        if self.hidden:
            if tag in self.hidden:
                while self.hidden.pop() != tag:
                    pass
        elif tag == "pre" and self.code is not None:
            text = "".join(self.code).expandtabs(4).strip("\n")
            # Pygments drops blank lines around code.
            lines = text.split("\n")
            while lines and not lines[0].strip():
                del lines[0]
            while lines and not lines[-1].strip():
                del lines[-1]
            self.stack[-1].children.append("code " + repr("\n".join(lines)))
            self.code = None
        elif self.code is not None:
            return
        elif tag in BLOCKS:
            self.end_text()
            if tag in [node.tag for node in self.stack]:
                while self.stack.pop().tag != tag:
                    pass
        elif tag in INLINE:
            self.text.append(f"</{tag}>")
        elif tag in BREAKS:
            self.end_text()

    def handle_data(self, data: str) -> None:
        if self.code is not None:
            self.code.append(data)
        elif not self.hidden:
            self.text.append(data)

    def end_text(self) -> None:
        """End a run of text, which becomes a node."""
        text = _SPACE.sub(" ", "".join(self.text)).replace(" \N{DOWNWARDS ARROW}", "\N{DOWNWARDS ARROW}")
        text = text.replace("\N{DOWNWARDS ARROW} ", "\N{DOWNWARDS ARROW}").strip(" \N{DOWNWARDS ARROW}")
        text = _CODE.sub(r"<code>\1</code>", text)
        if text:
            self.stack[-1].children.append(repr(text))
        self.text = []
