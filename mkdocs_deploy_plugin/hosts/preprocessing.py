"""Preprocess the text of a page before Python-Markdown parses it.

Each preprocessor does one thing. They share the state of one conversion.
"""

from __future__ import annotations

import re
from html import escape
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, HTML_PLACEHOLDER, STX, HtmlStash

from mkdocs_deploy_plugin.reading.blocks import Tree, parse
from mkdocs_deploy_plugin.reading.directives import may_hold_directives
from mkdocs_deploy_plugin.reading.site_blocks import SITE_BLOCKS, has_site_blocks
from mkdocs_deploy_plugin.rendering.normalise import normalise
from mkdocs_deploy_plugin.rendering.operations import (
    CODE_MARKER,
    HTML_MARKER,
    MARKER,
    CodeBlock,
    Extensions,
    Generated,
    Normalised,
    Operation,
    marker_pattern,
)
from mkdocs_deploy_plugin.rendering.page import PageContext
from mkdocs_deploy_plugin.rendering.safe_html import (
    make_safe,
    safe_html,
    safe_info,
)

_ANY_MARKER = marker_pattern(MARKER)
_CONTAINERS = re.compile(r"[ \t>*+\-0-9.)]*")
_HTML_MARKER = marker_pattern(HTML_MARKER)
_PLACEHOLDER = re.compile(HTML_PLACEHOLDER % "[0-9]+")
_CODE_MARKER = marker_pattern(CODE_MARKER)
_SLASHES = re.compile(r"^ {0,3}/{3,}(?: .*)?$", re.M)
_SITE_BLOCKS = {"admonition": "!!!", "details": "???", "tabbed": "===", "deflist": ":"}


class Conversion:
    """The state shared by the processors of one conversion.

    Attributes:
        page: The context of the page.
        text: The text of the page before its white space is normalised.
        label_end: The placeholder for the end tag of labels, once created.
        checked: The page as it was normalised when it was checked, if its text is still that one.
        normalised: The normalised page, with the operations that the markers refer to.
        comments: The directives as written, to restore them within HTML.
        open: The open elements and the element that contains all of them, by the latter's Python id.
        sites: The elements that hold the content of site blocks and footnotes, by number.
    """

    def __init__(self, page: PageContext, stash: HtmlStash) -> None:
        """Start with only the page, and the HTML that the converter puts aside."""
        self.page = page
        self._stash = stash
        self.text = ""
        self.label_end = ""
        self.checked: Normalised | None = None
        self.normalised = Normalised("", ())
        self.comments: list[str] = []
        self.open: dict[int, tuple[Element, list[Element]]] = {}
        self.sites: dict[int, Element] = {}

    def release(self) -> None:
        """Drop everything large."""
        self.text, self.checked, self.normalised = "", None, Normalised("", ())
        self.comments.clear()
        self.open.clear()
        self.sites.clear()
        self._stash.reset()


class _OfConversion(Preprocessor):
    """A preprocessor with access to the current conversion."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        super().__init__(md)
        self.state = state


class Remember(_OfConversion):
    """Saves the text before its white space is normalised."""

    def run(self, lines: list[str]) -> list[str]:
        """Save the text, and return the lines unchanged."""
        text = "\n".join(lines).replace("\r\n", "\n").replace("\r", "\n")
        self.state.text = text.replace(STX, "").replace(ETX, "")
        return lines


class Normalise(_OfConversion):
    """Flattens the page; see `rendering.normalise`."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the flattened page."""
        self.state.checked = self.state.page.checked(self.state.text)
        checked = self.state.checked if self._has_all_extensions() else None
        self.state.normalised = checked or self._normalised()
        return self.state.normalised.text.split("\n")

    def _has_all_extensions(self) -> bool:
        """Return whether the site has all extensions that the text needs, as checking assumes."""
        text = self.state.text
        missing = [opening for opening in SITE_BLOCKS if opening not in self._site_blocks()]
        return (
            not has_site_blocks(text, missing)
            and (self._extensions().markdown_in_html or " markdown" not in text)
            and (self._extensions().footnotes or "[^" not in text)
            and not self._has_slashes()
        )

    def _has_slashes(self) -> bool:
        """Return whether the text may have blocks of `pymdownx.blocks`, which begin and end with slashes."""
        return "blocks" in self.md.parser.blockprocessors and _SLASHES.search(self.state.text) is not None

    def _normalised(self) -> Normalised:
        page = self.state.page
        tree = parse(self.state.text, site_blocks=self._site_blocks())
        if self._has_slashes() and tree.too_deep is None:
            tree = parse(_apart(self.state.text, tree), site_blocks=self._site_blocks())
        if tree.too_deep is not None:
            return Normalised(self.state.text, ())
        outline = page.outline(tree)
        insertions = page.insertions(tree, outline)
        return normalise(tree, outline, insertions, page.own_anchors, self._extensions(), page.safe)

    def _site_blocks(self) -> tuple[str, ...]:
        loaded = self.md.parser.blockprocessors
        return tuple(opening for name, opening in _SITE_BLOCKS.items() if name in loaded)

    def _extensions(self) -> Extensions:
        loaded = self.md.parser.blockprocessors
        return Extensions(markdown_in_html="markdown_block" in loaded, footnotes="footnote" in loaded)


def _apart(text: str, tree: Tree) -> str:
    """Return a text with blank lines around lines of slashes, so that they do not continue lists."""
    code: set[int] = set()
    for block in tree.root.walk():
        if block.kind == "code":
            span = tree.span(block.start, block.end)
            code.update(range(span.line, span.end_line + 1))
    lines: list[str] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if number in code or not _SLASHES.match(line):
            lines.append(line)
        else:
            lines += ["", line] if line.strip(" /") else ["", line, ""]
    return "\n".join(lines)


class Fence(_OfConversion):
    """Leaves each block of code to the site's extension for fences, one by one.

    So the page has the blocks of code that the parser found, whatever they contain.
    """

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with placeholders instead of its blocks of code."""
        if not self.state.normalised.code:
            return lines
        return _CODE_MARKER.sub(self._block, "\n".join(lines)).split("\n")

    def _block(self, match: re.Match[str]) -> str:
        code = self.state.normalised.code[int(match[1])]
        if self.state.page.safe:
            code = code._replace(info=safe_info(code.info))
        language = code.info.split(maxsplit=1)[0] if code.info else ""
        for info in dict.fromkeys((code.info, language, "")):
            placeholder = self._fenced(CodeBlock(info, code.text))
            if placeholder is not None:
                return placeholder
        return self.md.htmlStash.store(f"<pre><code>{escape(code.text, quote=False)}</code></pre>")

    def _fenced(self, code: CodeBlock) -> str | None:
        """Return the placeholder of a block of code; None if the extension refuses its info string."""
        if "fenced_code_block" not in self.md.preprocessors:
            return None
        longest = max((len(run) for run in re.findall("`+", code.text)), default=0)
        fence = "`" * max(3, longest + 1)
        lines = f"{fence}{code.info}\n{code.text}{fence}".split("\n")
        placeholder = "\n".join(self.md.preprocessors["fenced_code_block"].run(lines)).strip()
        return placeholder if _PLACEHOLDER.fullmatch(placeholder) else None


class Directives(_OfConversion):
    """Replaces the directives of a page that is not normalised."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with a marker instead of each directive."""
        text = "\n".join(lines)
        if not may_hold_directives(text):
            return lines
        operations: list[tuple[Operation, ...]] = []
        outline = self.state.page.outline(parse(text))
        starts = {
            outline.span(directive.start, directive.end): directive
            for section in outline.root.walk()
            for directive in section.directives
        }
        # In reverse order, so that the line numbers of earlier directives do not change.
        for span, directive in sorted(starts.items(), key=lambda item: item[0], reverse=True):
            row = span.line - 1
            before, rest = lines[row][: span.column - 1], [lines[row][span.column - 1 :], *lines[row + 1 :]]
            # The end is searched for, because lines within a list are moved before they are parsed.
            last = next((number for number, line in enumerate(rest) if "-->" in line), 0)
            end, _, after = rest[last].partition("-->")
            indent = before[: len(before) - len(before.lstrip())]
            marker = MARKER.format(len(operations))
            operations.append((Generated(directive.name, directive.arguments),))
            self.state.comments.append("\n".join([*rest[:last], f"{end}-->"]))
            kept = "" if _CONTAINERS.fullmatch(before) else before.rstrip()
            lines[row : row + last + 1] = [kept, "", f"{indent}{marker}", "", f"{indent}{after.strip()}"]
        self.state.normalised = Normalised("", tuple(operations))
        return lines


class LeaveHtml(_OfConversion):
    """Restores the directives in blocks of HTML, which Markdown does not parse."""

    def run(self, lines: list[str]) -> list[str]:
        """Restore the directives in the stashed blocks, and return the lines unchanged."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and MARKER[:-4] in block:
                blocks[number] = _ANY_MARKER.sub(lambda match: self.state.comments[int(match[1])], block)
        return lines


class ExpandHtml(_OfConversion):
    """Restores blocks of HTML, each between two markers, for preprocessors that look for ids in them."""

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with its blocks of HTML."""
        blocks = self.state.normalised.html
        if not blocks:
            return lines
        text = _HTML_MARKER.sub(lambda m: f"{m[0]}\n{blocks[int(m[1])].rstrip()}\n{m[0]}", "\n".join(lines))
        return text.split("\n")


class StashHtml(_OfConversion):
    """Stashes blocks of HTML one by one, so that Markdown between two of them is still parsed."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        """Compile the pattern of the markers."""
        super().__init__(md, state)
        self.pattern = re.compile(f"({_HTML_MARKER.pattern})\n.*?\n\\1", re.S)

    def run(self, lines: list[str]) -> list[str]:
        """Return the page with placeholders instead of its blocks of HTML."""
        blocks = self.state.normalised.html
        if not blocks:
            return lines
        text = self.pattern.sub(
            lambda m: self.md.htmlStash.store(blocks[int(m[2])].rstrip()), "\n".join(lines)
        )
        return text.split("\n")


class SafeHtml(_OfConversion):
    """Reads blocks of HTML as the site does, and keeps of them what is safe.

    The blocks that the parser has found are safe already. These are blocks with Markdown in them, and
    whatever else Python-Markdown takes for HTML.
    """

    def __init__(self, md: Markdown, state: Conversion, reader: Preprocessor) -> None:
        """Start with the preprocessor that reads the blocks."""
        super().__init__(md, state)
        self.reader = reader

    def run(self, lines: list[str]) -> list[str]:
        """Return the lines with placeholders instead of blocks of HTML."""
        blocks = self.md.htmlStash.rawHtmlBlocks
        first = len(blocks)
        lines = self.reader.run(lines)
        for number in range(first, len(blocks)):
            block = blocks[number]
            if isinstance(block, Element):
                make_safe(block)
            else:
                blocks[number] = safe_html(block)
        return lines
