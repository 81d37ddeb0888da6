"""The Markdown extension for GitHub's lists and checkboxes, generated content and cross-links.

The MkDocs plugin adds it and sets `page` before each page. Used in `markdown_extensions` without the plugin,
it treats every page as an ordinary page with checklists.
"""

from __future__ import annotations

import re
from html import escape, unescape
from typing import Any
from xml.etree.ElementTree import Element, SubElement

from markdown import Extension, Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, ETX, STX, AtomicString

from mkdocs_deploy_plugin.hosts.preprocessing import (
    Conversion,
    Directives,
    ExpandHtml,
    Fence,
    LeaveHtml,
    Normalise,
    Remember,
    SafeHtml,
    StashHtml,
)
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reading.addresses import may_be_unsafe
from mkdocs_deploy_plugin.reading.braces import OTHERS, USE, raw_ranges
from mkdocs_deploy_plugin.rendering.completeness import mismatches
from mkdocs_deploy_plugin.rendering.hidden import marked
from mkdocs_deploy_plugin.rendering.links import (
    HEADINGS,
    correct_html_links,
    correct_links,
    link_code,
    link_references,
)
from mkdocs_deploy_plugin.rendering.operations import (
    MARKER,
    SITE_MARKER,
    Close,
    EmptyTask,
    Finished,
    Generated,
    Heading,
    Open,
    OpenSite,
    Operation,
    Task,
    Text,
)
from mkdocs_deploy_plugin.rendering.page import PageContext, PlainPage
from mkdocs_deploy_plugin.rendering.safe_html import make_safe, remove_unsafe_addresses, safe_inline
from mkdocs_deploy_plugin.rendering.searchable import Searchable
from mkdocs_deploy_plugin.rendering.theme import theme_text

_MARKER = re.compile("^" + re.escape(MARKER).replace(r"\{\}", "([0-9]+)") + "$")
_SITE_MARKER = re.compile(re.escape(SITE_MARKER).replace(r"\{\}", "([0-9]+)"))
_ENTITY = re.compile(r"&(?=#?\w+;)")
_CODE_SPAN = r"(?<![\\`])(`+)(?!`)([^`\n]{1,300})(?<!`)\1(?!`)"
_KEPT = r"\\(\{\{[^{}\n]{1,100}\}\})"


class ProceduresExtension(Extension):
    """Registers the processors. `page` is the context of the next page; None to leave the page alone."""

    def __init__(self, page: PageContext | None = None, **config: Any) -> None:
        """Set the first page; Python-Markdown rejects any other options."""
        super().__init__(**config)
        self.page: PageContext | None = page or PlainPage()
        self._state: Conversion | None = None

    @property
    def search(self) -> Searchable | None:
        """The searchable words of the last page; None if the search plugin reads the page itself."""
        return self._state.normalised.search if self._state is not None else None

    def mismatches(self, path: str, html: str, body: str | None = None) -> list[Diagnostic]:
        """Return the findings about differences between the last page and the text it was made from.

        Args:
            path: The path of the file.
            html: The content of the page.
            body: The text that was checked, if any.
        """
        state = self._state
        if state is None or not state.page.normalises:
            return []
        if body is not None and state.checked is not None:
            return mismatches(path, html, state.checked, body)
        return mismatches(path, html, state.normalised, state.text)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors that the page needs; none if the page is to be left alone."""
        page = self.page
        self._state = None
        if page is None:
            return
        md.registerExtension(self)
        state = self._state = Conversion(page)
        if page.normalises:
            # Just before `normalize_whitespace` (30), which replaces tabs in code with spaces.
            md.preprocessors.register(Remember(md, state), "procedures_remember", 30.5)
            # After it, because it strips the control characters used in markers; before the fences (25).
            md.preprocessors.register(Normalise(md, state), "procedures_normalise", 28)
            # In place of the site's own fences (25).
            md.preprocessors.register(Fence(md, state), "procedures_fence", 25.5)
            # Just before MkDocs (21) collects the ids of raw HTML, and `html_block` (20) reads it.
            md.preprocessors.register(ExpandHtml(md, state), "procedures_expand_html", 22)
            md.preprocessors.register(StashHtml(md, state), "procedures_stash_html", 20.5)
            # After `unescape` (0), when a title is as the page will have it.
            md.treeprocessors.register(_Titles(md), "procedures_titles", -10)
            # After the site's own extension for strikethrough (`pymdownx.tilde`, 60).
            strike = SimpleTagInlineProcessor(r"(~~)(?!\s)(.+?)(?<!\s)~~", "del")
            md.inlinePatterns.register(strike, "procedures_strike", 50)
            if page.safe:
                reader = md.preprocessors["html_block"]
                md.preprocessors.register(SafeHtml(md, state, reader), "html_block", 20)
                md.inlinePatterns.register(_SafeTag(HTML_RE, md), "html", 90)
            # After the attributes of `attr_list` (8), before MkDocs makes links relative (0).
            md.treeprocessors.register(_Guard(md, state), "procedures_guard", 7)
            # After all that insert what was stashed.
            md.postprocessors.register(_MarkHidden(md), "procedures_hidden", -10)
            if page.parameters:
                # After code, links and raw HTML (90), before emphasis (60).
                md.inlinePatterns.register(
                    _Parameter(f"(?<![{OTHERS}]){USE}", md, state), "procedures_parameter", 65
                )
                # After code (190), before escapes (180).
                md.inlinePatterns.register(_KeptBraces(_KEPT, md), "procedures_kept_braces", 185)
        else:
            md.preprocessors.register(Directives(md, state), "procedures_directives", 28)
            # After `html_block` (20), which recognises blocks of HTML.
            md.preprocessors.register(LeaveHtml(md, state), "procedures_leave_html", 19)
        # Before all others, which do not know markers.
        md.parser.blockprocessors.register(_Build(md, state), "procedures_build", 1000)
        # Before the code spans of others (190), which may stash them.
        md.inlinePatterns.register(_LinkCode(_CODE_SPAN, md, state), "procedures_link_code", 195)
        # After inline Markdown (20), before MkDocs makes links relative (0).
        md.treeprocessors.register(_Link(md, state), "procedures_link", 15)


class _Build(BlockProcessor):
    """Builds elements from operations, and adds the blocks between markers to them."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        super().__init__(md.parser)
        self.md = md
        self.state = state

    def test(self, parent: Element, block: str) -> bool:
        return _is_marker(block) or id(parent) in self.state.open

    def run(self, parent: Element, blocks: list[str]) -> bool:
        site = _SITE_MARKER.fullmatch(blocks[0].strip())
        if site is not None:
            blocks.pop(0)
            content = self.state.sites.setdefault(int(site[1]), parent)
            if content is not parent:  # of a footnote, whose place is made at the end
                parent.extend(content)
            return True
        # The element is kept together with its id, so that Python does not reuse the id.
        _, stack = self.state.open.setdefault(id(parent), (parent, []))
        match = _MARKER.match(blocks[0].strip())
        if match is not None:
            blocks.pop(0)
            for operation in self.state.normalised.operations[int(match[1])]:
                self._do(operation, stack[-1] if stack else parent, stack)
        else:
            inner: list[str] = []
            while blocks and not _is_marker(blocks[0]):
                inner.append(blocks.pop(0))
            self.parser.parseBlocks(stack[-1], inner)
        if not stack:
            del self.state.open[id(parent)]
        return True

    def _do(self, operation: Operation, parent: Element, stack: list[Element]) -> None:
        match operation:
            case Close():
                if stack:  # empty if another extension has treated a marker as code
                    stack.pop()
            case OpenSite(number):
                stack.append(self.state.sites.setdefault(number, Element("div")))
            case Text(text):
                _append(parent, text)
            case Task():
                stack.append(self._task(operation, parent))
            case Open(tag, attributes, text):
                element = SubElement(parent, tag, dict(attributes))
                if text:
                    element.text = text
                stack.append(element)
            case EmptyTask(checked):
                box = {"type": "checkbox", "disabled": "disabled", "aria-label": "empty item"}
                SubElement(parent, "input", box | ({"checked": "checked"} if self._ticked(checked) else {}))
            case Heading(level, anchor, text, further):
                attributes = {"id": anchor, **further} if anchor else {}
                SubElement(parent, f"h{level}", attributes).text = text
            case Generated(name, arguments):
                for element in self.state.page.generate(name, arguments):
                    self._make_atomic(element)
                    parent.append(element)

    def _ticked(self, checked: bool) -> bool:
        """Return whether a box starts ticked. Those of a procedure are ticked in a run, by a person."""
        return checked and self.state.page.keeps_ticks

    def _make_atomic(self, element: Element) -> None:
        """Protect the texts of generated elements from Markdown: they are data or finished HTML."""
        for inner in element.iter():
            if isinstance(inner.text, Finished):
                html = inner.text.replace(STX, "\ufffd").replace(ETX, "\ufffd")
                inner.text = AtomicString(self.md.htmlStash.store(html))
            elif inner.text:
                inner.text = AtomicString(_literal(inner.text))
            if inner.tail:
                inner.tail = AtomicString(_literal(inner.tail))
            if "title" in inner.attrib:
                inner.set("title", _literal(inner.attrib["title"]))

    def _task(self, task: Task, parent: Element) -> Element:
        """Add a list item with a checkbox and a label.

        Checkbox and label are stashed as HTML, because every extension walks all elements: as elements, a
        hundred of each would cost more than everything else that this package does to a page.
        """
        attributes = {"id": task.id, "data-item": task.id, "data-rev": task.rev}
        if task.struck:
            attributes["data-struck"] = ""
        item = SubElement(parent, "li", attributes)
        box = escape(f"box:{task.id}")
        checked = " checked" if self._ticked(task.checked) else ""
        opening = f'<input type="checkbox" id="{box}"{checked}><label for="{box}">'
        store = self.md.htmlStash.store
        if not self.state.label_end:
            self.state.label_end = store("</label>")
        item.text = f"{store(opening)}{task.text}{self.state.label_end}"
        return item


def _is_marker(block: str) -> bool:
    return block.lstrip("\n").startswith(("\x02procedures:", "\x02procedures-site:"))


def _append(parent: Element, text: str) -> None:
    """Append a text to the content of an element."""
    if not len(parent):
        parent.text = text if not parent.text else f"{parent.text}\n{text}"
        return
    # The inline processor reads texts, but tails only of elements that it has created itself.
    parent[-1].tail = parent[-1].tail or "\n"
    SubElement(parent, "span").text = text


def _literal(text: str) -> str:
    """Return a text escaped for the serialiser, which leaves entities alone and replaces placeholders."""
    return _ENTITY.sub(f"{AMP_SUBSTITUTE}amp;", text.replace(STX, "\ufffd").replace(ETX, "\ufffd"))


class _OfPage(InlineProcessor):
    """An inline processor with access to the current conversion."""

    def __init__(self, pattern: str, md: Markdown, state: Conversion) -> None:
        super().__init__(pattern, md)
        self.state = state


class _LinkCode(_OfPage):
    """Links code spans that are references; see `rendering.links`."""

    ANCESTOR_EXCLUDES = ("a", *HEADINGS)

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        link = link_code(m[2], self.state.page.syntax, self.state.page.resolve)
        if link is None:
            return None, None, None
        link[0].text = AtomicString(link[0].text or "")
        return link, m.start(), m.end()


class _Parameter(_OfPage):
    """Marks the positions of parameter values, and leaves the text unchanged."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        raw = any(start < m.start() < end for start, end in raw_ranges(data))
        if raw or m[1] not in self.state.page.parameters:
            return None, None, None
        mark = Element("var", {"data-parameter": m[1]})
        mark.text = AtomicString(m[0])
        return mark, m.start(), m.end()


class _KeptBraces(InlineProcessor):
    r"""Keeps the braces of `\{{ name }}` as they are."""

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[Element, int, int]:
        kept = Element("span", {"data-keep": ""})
        kept.text = AtomicString(m[1])
        return kept, m.start(), m.end()


class _SafeTag(HtmlInlineProcessor):
    """Stashes a tag within a text, if it is safe."""

    def __init__(self, pattern: str, md: Markdown) -> None:
        super().__init__(pattern, md)
        self.opened: list[str] = []

    def handleMatch(  # type: ignore[override]  # noqa: N802
        self, m: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        html = self.backslash_unescape(self.unescape(m[1]))
        return self.md.htmlStash.store(safe_inline(html, self.opened)), m.start(0), m.end(0)


class _Guard(Treeprocessor):
    """Removes addresses that run a script, and from a safe page all attributes and elements that are not."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        if self.state.page.safe:
            make_safe(root)
        elif may_be_unsafe(self.state.text):
            remove_unsafe_addresses(root)


class _MarkHidden(Postprocessor):
    """Shows the characters in code that nobody sees; see `rendering.hidden`."""

    def run(self, text: str) -> str:
        return marked(text)


class _Link(Treeprocessor):
    """Makes links of references; see `rendering.links`."""

    def __init__(self, md: Markdown, state: Conversion) -> None:
        super().__init__(md)
        self.state = state

    def run(self, root: Element) -> None:
        page = self.state.page
        correct_links(root, page.address)
        blocks = self.md.htmlStash.rawHtmlBlocks
        for number, block in enumerate(blocks):
            if isinstance(block, str) and "#" in block:
                blocks[number] = correct_html_links(block, page.address)
        link_references(root, page.syntax, page.resolve, lambda text: isinstance(text, AtomicString))


class _Titles(Treeprocessor):
    """Makes titles of links and images safe for themes whose tooltips insert them as HTML."""

    def run(self, root: Element) -> None:
        for element in root.iter():
            title = unescape(element.get("title", "").replace(AMP_SUBSTITUTE, "&"))
            if "<" in title or "&" in title:
                element.set("title", theme_text(title))


def makeExtension(**config: Any) -> ProceduresExtension:  # noqa: N802
    """Create the extension; Python-Markdown calls this function when a site lists the module."""
    return ProceduresExtension(**config)
