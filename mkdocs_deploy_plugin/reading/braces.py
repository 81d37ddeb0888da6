"""Tell the uses of parameters, `{{ name }}`, from the braces of other tools.

`assets/run/values.js` has the same patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from mkdocs_deploy_plugin.reading.block_tree import Block
from mkdocs_deploy_plugin.reading.blocks import Tree, find_comments
from mkdocs_deploy_plugin.reading.directives import read_directive

KEEP = "keep-braces"
"""The directive that leaves the braces in the next block alone."""

USE = r"\{\{-?[ \t]*([A-Za-z_]\w{0,60})[ \t]*-?\}\}"
"""A name in double braces. It is another tool's after one of `OTHERS`: `${{ name }}` and `{{{ name }}}`."""

OTHERS = "{$"

_RAW = re.compile(r"\{%-?[ \t]*(end)?raw[ \t]*-?%\}")
_OTHERS = re.compile(r"\{%|\$\{\{|\{\{\{|\{\{(?!-?[ \t]*\w{1,60}[ \t]*-?\}\})")
_TEMPLATES = frozenset(
    [
        *("django", "go-template", "gotmpl", "handlebars", "hbs", "helm", "html+django", "html+jinja", "j2"),
        *("jinja", "jinja2", "liquid", "mustache", "nunjucks", "twig", "yaml+jinja", "yaml+jinja2"),
    ]
)
"""The languages of code blocks that are templates of other tools."""


def raw_ranges(text: str) -> list[tuple[int, int]]:
    """Return the ranges between `{% raw %}` and `{% endraw %}` in the text of a block."""
    ranges: list[tuple[int, int]] = []
    start = -1
    for match in _RAW.finditer(text):
        if match[1] and start >= 0:
            ranges.append((start, match.start()))
        start = -1 if match[1] else match.start() if start < 0 else start
    return ranges


class Braces:
    """The blocks of a page, for the braces in them."""

    def __init__(self, tree: Tree) -> None:
        """Find the blocks that hold text, by their lines."""
        self._blocks: dict[int, Block] = {}
        self._foreign: set[int] = set()
        self._in_code = lru_cache(maxsize=1000)(_in_code)
        for block in tree.root.walk():
            keep = False
            for child in block.children:
                span = tree.span(child.start, max(child.start, child.end - 1))
                lines = range(span.line, span.end_line + 1)
                if not child.children:
                    self._blocks.update(dict.fromkeys(lines, child))
                if keep or (not child.children and _is_template(child, tree.text)):
                    self._foreign.update(lines)
                keep = child.kind == "html" and any(_directives(child.text))

    def are_foreign(self, line: int, use: str, escaped: bool) -> bool:
        """Return whether a use on a line of the file is another tool's, or is kept as it is.

        Args:
            line: The line of the file.
            use: The name with its braces.
            escaped: Whether a backslash is before it.
        """
        block = self._blocks.get(line)
        if line in self._foreign or block is None:
            return line in self._foreign
        return escaped and block.kind != "code" and not self._in_code(f"\\{use}", block)


def _is_template(block: Block, source: bytes) -> bool:
    """Return whether a block has braces that only other tools have, or a language that says so."""
    if block.language in _TEMPLATES:
        return True
    return _OTHERS.search(source[block.start : block.end].decode()) is not None


def _in_code(text: str, block: Block) -> bool:
    return any(run.kind == "code" and text in run.text for run in block.runs)


def _directives(html: str) -> Iterator[bool]:
    for start, end in find_comments(html):
        directive = read_directive(html[start + 4 : end - 3])
        yield directive is not None and directive[0] == KEEP
