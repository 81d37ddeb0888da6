"""What is done to the text of a page before Python-Markdown takes it apart.

Each preprocessor does one thing; the state that they share belongs to one conversion.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.directives import may_hold_directives
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.rendering.normalise import normalise
from mkdocs_deploy_plugin.rendering.operations import HTML_MARKER, MARKER, Generated, Normalised, Operation
from mkdocs_deploy_plugin.rendering.page import PageContext

_ANY_MARKER = re.compile(re.escape(MARKER).replace(r"\{\}", "([0-9]+)"))
_CONTAINERS = re.compile(r"[ \t>*+\-0-9.)]*")
_HTML_MARKER = re.compile(re.escape(HTML_MARKER).replace(r"\{\}", "([0-9]+)"))
_SITE_BLOCKS = {"admonition": "!!!", "details": "???", "tabbed": "==="}


class Conversion:
    """What the processors of one conversion share.

    Attributes:
        page: The page that is converted.
        text: Its text before white space is normalised.
        label_end: The placeholder of the end of a label, once there is one.
        normalised: What the markers in the text stand for.
        comments: The directives as written, for HTML that is to keep them.
        open: The elements that are open, by the element that all of them are within.
    """

    def __init__(self, page: PageContext) -> None:
        """Begin with nothing but the page."""
        self.page = page
        self.text = ""
        self.label_end = ""
        self.normalised = Normalised("", (), ())
        self.comments: list[str] = []
        self.open: dict[int, tuple[Element, list[Element]]] = {}


class _OfConversion(Preprocessor):
    """A preprocessor that knows which page is converted."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        super().__init__(md)
        self.state = state


class Remember(_OfConversion):
    """Keeps the text as it is before its white space is normalised."""

    def run(self, lines: list[str]) -> list[str]:
        """Keep the text."""
        text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
        self.state.text = text.replace(STX, "").replace(ETX, "")
        return lines


class Normalise(_OfConversion):
    """Writes the page out flat; see `rendering.normalise`."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page written out flat."""
        self.state.normalised = self._prepared() or self._anew()
        return self.state.normalised.text.split("\n")

    def _prepared(self) -> Normalised | None:
        loaded = self.md.parser.blockprocessors
        missing = [opening for name, opening in _SITE_BLOCKS.items() if name not in loaded]
        if any(opening in self.state.text for opening in missing):
            return None  # checking takes what this site has no extension for as if it had one
        return self.state.page.prepared(self.state.text)

    def _anew(self) -> Normalised:
        loaded = self.md.parser.blockprocessors
        site_blocks = [opening for name, opening in _SITE_BLOCKS.items() if name in loaded]
        page = self.state.page
        tree = parse(self.state.text, site_blocks=site_blocks)
        if tree.too_deep is not None:
            return Normalised(self.state.text, (), ())
        outline = read_outline(tree, page.syntax)
        return normalise(tree, outline, page.insertions(tree, outline), page.own_anchors)


class Directives(_OfConversion):
    """Finds the directives of a page that is left alone otherwise."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with a marker in the place of each directive."""
        text = "\n".join(lines)
        if not may_hold_directives(text):
            return lines
        operations: list[tuple[Operation, ...]] = []
        outline = read_outline(parse(text), self.state.page.syntax)
        starts = {
            outline.span(directive.start, directive.end): directive
            for section in outline.root.walk()
            for directive in section.directives
        }
        # From the last one on, so that the lines of those before it stay where they are.
        for span, directive in sorted(starts.items(), key=lambda item: item[0], reverse=True):
            row = span.line - 1
            before, rest = lines[row][: span.column - 1], [lines[row][span.column - 1 :], *lines[row + 1 :]]
            # Where it ends is looked for, because lines within a list are moved before they are read.
            last = next((number for number, line in enumerate(rest) if "-->" in line), 0)
            end, _, behind = rest[last].partition("-->")
            indent = before[: len(before) - len(before.lstrip())]
            marker = MARKER.format(len(operations))
            operations.append((Generated(directive.name, directive.arguments),))
            self.state.comments.append("\n".join([*rest[:last], f"{end}-->"]))
            own = "" if _CONTAINERS.fullmatch(before) else before.rstrip()
            lines[row : row + last + 1] = [own, "", f"{indent}{marker}", "", f"{indent}{behind.strip()}"]
        self.state.normalised = Normalised("", tuple(operations), ())
        return lines


class LeaveHtml(_OfConversion):
    """Puts back the comments in blocks of HTML that Markdown does not look into."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines as they are; the blocks are put away already."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and MARKER[:-4] in block:
                blocks[number] = _ANY_MARKER.sub(lambda match: self.state.comments[int(match[1])], block)
        return lines


class ExpandHtml(_OfConversion):
    """Puts blocks of HTML back, each between two markers, for those who look for ids in them."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with its blocks of HTML."""
        blocks = self.state.normalised.html
        if not blocks:
            return lines
        text = _HTML_MARKER.sub(lambda m: f"{m[0]}\n{blocks[int(m[1])].rstrip()}\n{m[0]}", "\n".join(lines))
        return text.split("\n")


class StashHtml(_OfConversion):
    """Puts blocks of HTML away, one by one, so that Markdown between two of them stays Markdown."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        """Begin with the conversion."""
        super().__init__(md, state)
        self.pattern = re.compile(f"({_HTML_MARKER.pattern})\n.*?\n\\1", re.S)

    def run(self, lines: list[str]) -> list[str]:
        """Return the page without them."""
        blocks = self.state.normalised.html
        if not blocks:
            return lines
        text = self.pattern.sub(
            lambda m: self.md.htmlStash.store(blocks[int(m[2])].rstrip()), "\n".join(lines)
        )
        return text.split("\n")
