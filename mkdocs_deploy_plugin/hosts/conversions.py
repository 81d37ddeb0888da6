"""Convert a procedure only if something that its page is made of has changed.

A stored page is used if the same text was converted, by the same programs with the same options, and if all
that the conversion asked about beside it has the same answers: about other procedures, the day, and the files
that it links to. A page about which something was logged is not stored, so nothing is left unsaid.
"""

from __future__ import annotations

import logging
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import chain
from typing import Any
from urllib.parse import unquote, urlsplit

import msgspec
from markdown import Markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin.catalog.collection import made_by
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from mkdocs_deploy_plugin.hosts.pure_extensions import description, reads_files
from mkdocs_deploy_plugin.rendering.narrow import narrow
from mkdocs_deploy_plugin.rendering.recording import Question, RecordedPage
from mkdocs_deploy_plugin.rendering.searchable import Searchable
from mkdocs_deploy_plugin.store.folder import Store, digest, text_digest

_LOGGERS = (logging.getLogger("mkdocs"), logging.getLogger())

Target = tuple[str, bool]
"""The address of a linked file, relative to the root of the site, and whether it is left out of the site."""


class ConvertedPage(msgspec.Struct, array_like=True):
    """What a text was converted to, and what that depends on.

    Attributes:
        html: The content of the page, in UTF-8: encoding it elsewhere would keep a second copy with the text.
        toc: The tokens of its table of contents, as Python-Markdown's `toc` makes them.
        search: The words that a search finds it by.
        questions: The questions of the conversion.
        answers: The digest of the answers.
        targets: What each address that it links to leads to.
        title: The first heading.
        anchors: The ids in the page.
        links: For each file that it links to, by its source, the links by their anchors.
        content: The digest of the content, after other plugins, that was compared with the text.
    """

    html: bytes
    toc: list[Any]
    search: Searchable | None
    questions: list[Question]
    answers: bytes
    targets: dict[str, Target | None]
    title: str | None
    anchors: list[str]
    links: dict[str, dict[str, str]]
    content: bytes = b""


_DECODER = msgspec.msgpack.Decoder(ConvertedPage)


class Conversions:
    """The conversions of the procedures of a build."""

    def __init__(
        self,
        store: Store,
        project: Project,
        extension: ProceduresExtension,
        config: MkDocsConfig,
    ) -> None:
        """Start without any.

        Args:
            store: The store of pages.
            project: The procedures.
            extension: The extension, whose page is set before each conversion.
            config: The configuration, which other plugins may still change.
        """
        self._store = store
        self._project = project
        self._extension = extension
        self._config = config
        self._key = b""
        self._found: ConvertedPage | None = None
        self._made: ConvertedPage | None = None
        extension.convert_with = self._convert_with

    def begin(self, page: RecordedPage, file: File, files: Files) -> None:
        """Set the page that is converted next.

        Args:
            page: The context of the page.
            file: The file of the page.
            files: The files of the site, when no plugin replaces them any more.
        """
        self._page, self._file, self._files = page, file, files
        self._found = self._made = None
        self._extension.page = page

    def _convert_with(self, md: Markdown) -> None:
        """Let a converter look for a stored page first."""
        convert, page, file = md.convert, self._page, self._file

        def converted(source: str) -> str:
            extensions = self._extensions()
            if extensions is None or reads_files(source) or not page.is_of_file(source):
                return convert(source)
            origin = page.procedure.document.source
            texts = text_digest(origin.text), text_digest(source)
            self._key = digest("page", self._same, extensions, origin.path, file.src_uri, file.url, *texts)
            self._found = self._look_up(page, file)
            if self._found is not None:
                self._restore(self._found, md)
                self._extension.restore(source, self._found.search)
                return self._found.html.decode("utf-8", "surrogatepass")
            with _listening() as listener:
                html = narrow(convert(source))
            if not listener.heard:
                self._made = self._converted(html, md, page, file)
            return html

        md.convert = converted  # type: ignore[method-assign]

    def _converted(self, html: str, md: Markdown, page: RecordedPage, file: File) -> ConvertedPage:
        """Return a page that was just converted."""
        anchors = (one.present_anchor_ids for one in _of_mkdocs(md, "present_anchor_ids"))
        links = (one.links_to_anchors.items() for one in _of_mkdocs(md, "links_to_anchors"))
        return ConvertedPage(
            html.encode("utf-8", "surrogatepass"),
            getattr(md, "toc_tokens", []),
            self._extension.search,
            [*page.answers],
            page.digest,
            {link: self._target(file, link) for link in page.links},
            next((one.title for one in _of_mkdocs(md, "title")), None),
            sorted(set().union(*anchors)),
            {target.src_uri: by_anchor for target, by_anchor in chain.from_iterable(links)},
        )

    def _restore(self, found: ConvertedPage, md: Markdown) -> None:
        """Give a converter what MkDocs takes from it beside the content."""
        md.toc_tokens = found.toc  # type: ignore[attr-defined]
        for one in _of_mkdocs(md, "title"):
            one.title = found.title
        for one in _of_mkdocs(md, "present_anchor_ids"):
            one.present_anchor_ids = set(found.anchors)
        linked = {self._files.get_file_from_path(path): links for path, links in found.links.items()}
        for one in _of_mkdocs(md, "links_to_anchors"):
            one.links_to_anchors = {file: links for file, links in linked.items() if file is not None}

    def was_compared(self, html: str) -> bool:
        """Return whether the page was not converted, and this content was compared with its text before.

        Args:
            html: The content of the page, after other plugins.
        """
        return self._found is not None and text_digest(html) == self._found.content

    def keep(self, html: str) -> None:
        """Store a page that was converted, and whose content is that of its text."""
        if (made := self._made) is None:
            return
        made.content = text_digest(html)
        self._made = None
        try:
            self._store.put(self._key, msgspec.msgpack.encode(made))
        except (TypeError, UnicodeEncodeError):
            return  # An extension has put something else than text into the table of contents.

    def _extensions(self) -> str | None:
        """Return the other extensions, whose options a plugin may set for a page; None if one is impure."""
        listed: list[object] = [*self._config.markdown_extensions]
        return description([one for one in listed if one is not self._extension], self._config.mdx_configs)

    @cached_property
    def _same(self) -> bytes:
        """A digest of what else all pages are made of.

        It is taken with the first page, when no plugin changes the configuration any more.
        """
        config = self._config
        return digest(
            made_by(self._project.settings, self._project.collections),
            config.validation,
            config.use_directory_urls,
            _LOGGERS[0].getEffectiveLevel(),
        )

    def _look_up(self, page: RecordedPage, file: File) -> ConvertedPage | None:
        data = self._store.get(self._key)
        if data is None:
            return None
        try:
            found = _DECODER.decode(data)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            return None
        same = all(self._target(file, link) == target for link, target in found.targets.items())
        return found if same and page.asked_again(found.questions) == found.answers else None

    def _target(self, file: File, link: str) -> Target | None:
        """Return what MkDocs finds at an address; None for what is not a file of the site."""
        try:
            scheme, host, path, _, _ = urlsplit(link)
        except ValueError:
            return None
        if scheme or host or not path:
            return None
        uri = posixpath.normpath(posixpath.join(posixpath.dirname(file.src_uri), unquote(path)).lstrip("/"))
        target = self._files.get_file_from_path(uri)
        return (target.url, target.inclusion.is_excluded()) if target is not None else None


def _of_mkdocs(md: Markdown, attribute: str) -> Iterator[Any]:
    """Yield the processors of MkDocs itself, from which it takes an attribute after the conversion."""
    for one in (*md.preprocessors, *md.treeprocessors):
        if type(one).__module__ == Page.__module__ and hasattr(one, attribute):
            yield one


class _Listener(logging.Handler):
    def __init__(self) -> None:
        super().__init__()
        self.heard = False

    def emit(self, record: logging.LogRecord) -> None:
        self.heard = True


@contextmanager
def _listening() -> Iterator[_Listener]:
    """Listen to whatever is logged."""
    listener = _Listener()
    for logger in _LOGGERS:
        logger.addHandler(listener)
    try:
        yield listener
    finally:
        for logger in _LOGGERS:
            logger.removeHandler(listener)
