"""The Markdown extension for GitHub's lists and checkboxes, generated content and cross-links.

The MkDocs plugin adds it and sets `page` before each page. Used in `markdown_extensions` without the plugin,
it treats every page as an ordinary page with checklists.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from xml.etree.ElementTree import Element

from markdown import Extension, Markdown
from markdown.inlinepatterns import HTML_RE, HtmlInlineProcessor, InlineProcessor, SimpleTagInlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, AtomicString

from mkdocs_deploy_plugin.hosts.building import Build
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
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.addresses import may_be_unsafe
from mkdocs_deploy_plugin.reading.braces import OTHERS, USE, raw_ranges
from mkdocs_deploy_plugin.rendering.completeness import filled_elsewhere, mismatches
from mkdocs_deploy_plugin.rendering.hidden import marked
from mkdocs_deploy_plugin.rendering.links import (
    HEADINGS,
    correct_html_links,
    correct_links,
    link_code,
    link_references,
)
from mkdocs_deploy_plugin.rendering.operations import Normalised
from mkdocs_deploy_plugin.rendering.page import PageContext, PlainPage
from mkdocs_deploy_plugin.rendering.recording import RecordedPage
from mkdocs_deploy_plugin.rendering.safe_html import make_safe, remove_unsafe_addresses, safe_inline
from mkdocs_deploy_plugin.rendering.searchable import Searchable
from mkdocs_deploy_plugin.rendering.theme import theme_text
from mkdocs_deploy_plugin.settings import OPTIONS, SettingsError

CONTEXT = "rendering_context"
"""The preprocessor in which Zensical says what it converts; it is registered before all extensions."""

_CODE_SPAN = r"(?<![\\`])(`+)(?!`)([^`\n]{1,300})(?<!`)\1(?!`)"
_KEPT = r"\\(\{\{[^{}\n]{1,100}\}\})"


class ProceduresExtension(Extension):
    """Registers the processors.

    Attributes:
        page: The context of the next page; None to leave the page alone.
        convert_with: Called with the converter of each recorded page, to convert it in another way.
    """

    def __init__(self, page: PageContext | None = None, **config: Any) -> None:
        """Set the first page. Options are those of the plugin, for a host that has no plugins."""
        self._options = {name: config.pop(name) for name in OPTIONS if name in config}
        super().__init__(**config)
        self.page: PageContext | None = page or PlainPage()
        self.convert_with: Callable[[Markdown], object] | None = None
        self._state: Conversion | None = None

    def restore(self, text: str, search: Searchable | None) -> None:
        """Set the text and the searchable words of a page that was converted before.

        Args:
            text: Its text.
            search: The words.
        """
        if self._state is not None:
            self._state.text = text
            self._state.normalised = Normalised("", (), search=search)

    @property
    def search(self) -> Searchable | None:
        """The searchable words of the last page; None if the search plugin reads the page itself."""
        return self._state.normalised.search if self._state is not None else None

    def forget(self) -> None:
        """Let go of what the last conversion has made; its converter is garbage that is collected late."""
        if self._state is not None:
            self._state.release()
            self._state = None

    def mismatches(self, path: str, html: str, document: Document | None = None) -> list[Diagnostic]:
        """Return the findings about differences between the last page and the text it was made from.

        Args:
            path: The path of the file.
            html: The content of the page.
            document: The procedure that was checked, if it is one.
        """
        state = self._state
        if state is None or not state.page.normalises:
            return []
        checked = state.checked or state.page.checked(state.text)
        if document is not None and checked is not None:
            return mismatches(path, html, checked, document.body)
        differences = mismatches(path, html, state.normalised, state.text)
        if document is None:
            return differences
        return [*filled_elsewhere(document, state.text, state.page.parameters), *differences]

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Register the processors that the page needs; none if the page is to be left alone."""
        if self._options:
            if CONTEXT not in md.preprocessors:
                raise SettingsError(f"procedures: {next(iter(self._options))} is an option of the plugin")
            from mkdocs_deploy_plugin.hosts import zensical  # no other host needs it

            zensical.prepare(self, md)
        page = self.page
        self._state = None
        if page is None:
            return
        md.registerExtension(self)
        state = self._state = Conversion(page, md.htmlStash)
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
        md.parser.blockprocessors.register(Build(md, state), "procedures_build", 1000)
        # Before the code spans of others (190), which may stash them.
        md.inlinePatterns.register(_LinkCode(_CODE_SPAN, md, state), "procedures_link_code", 195)
        # After inline Markdown (20), before MkDocs makes links relative (0).
        md.treeprocessors.register(_Link(md, state), "procedures_link", 15)
        if isinstance(page, RecordedPage):
            # Just before MkDocs makes links relative (0).
            md.treeprocessors.register(_RecordLinks(md, page), "procedures_record_links", 0.5)
            if self.convert_with is not None:
                self.convert_with(md)


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


class _RecordLinks(Treeprocessor):
    """Records the addresses for which MkDocs looks for files."""

    def __init__(self, md: Markdown, page: RecordedPage) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: Element) -> None:
        for element in root.iter():
            if element.tag in ("a", "img"):
                self.page.links.add(element.get("href" if element.tag == "a" else "src", ""))


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
