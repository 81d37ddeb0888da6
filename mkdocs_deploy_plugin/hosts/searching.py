"""Replace a procedure's page while the search plugin of a site reads it.

A search plugin reads `page.content` in the page-context event. Just before, the content is replaced with the
specific words of the procedure, followed by the real page in a comment; just after, the page is restored.
Changes that other plugins make in between are kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.rendering.searchable import (
    Searchable,
    common_page,
    common_words,
    search_page,
    search_tags,
)
from mkdocs_deploy_plugin.template import Template

_OPEN, _CLOSE = "\n<!-- procedures: shown\n", "\nprocedures: end -->"
# A comment must not contain its own end, so ends are split with a character that no page contains.
_SIGN = "\x02"
_ENDS = ("-->", "--!>")

LAST = 0.05
"""The search boost of the catalog page, low enough that a word of a procedure finds the procedure first."""


class Searching:
    """Replaces and restores each page for the search plugin."""

    def __init__(self) -> None:
        self._own: dict[str, Searchable] = {}
        self._read = ""
        self._added = ""
        self._tags: Any = None
        self._common: frozenset[str] = frozenset()

    def remember(self, path: str, own: Searchable | None) -> None:
        """Remember the searchable words of a page by its source; None if a search reads the page itself."""
        if own is None:
            self._own.pop(path, None)
        else:
            self._own[path] = own

    def compare(self) -> None:
        """Find the words common to nearly all procedures, after all of them have been remembered."""
        self._common = common_words(self._own.values())

    def begin_with_all(self, page: Page) -> None:
        """Add the common words to the catalog page for the search plugin, ranked after all other pages."""
        if self._common:
            self._added = common_page(self._common)
            page.content = f"{page.content or ''}{self._added}"
            page.meta["search"] = {"boost": LAST}

    def begin(self, page: Page, procedure: Procedure, template: Template) -> None:
        """Replace the content and the tags of a page for the search plugin."""
        own = self._own.get(page.file.src_uri)
        if own is None:
            return
        self._read = search_page(procedure, template, own, self._common)
        page.content = hide(page.content or "", self._read)
        self._tags = page.meta.get("tags")
        tags = self._tags if isinstance(self._tags, list) else []
        page.meta["tags"] = [*tags, *search_tags(procedure, template)]

    def end(self, page: Page) -> None:
        """Restore the page, and keep the changes that other plugins have made to it."""
        if self._added:
            page.content = (page.content or "").replace(self._added, "", 1)
            self._added = ""
        if not self._read:
            return
        page.content = restore(page.content or "", self._read)
        self._read = ""
        if self._tags is None:
            page.meta.pop("tags", None)
        else:
            page.meta["tags"] = self._tags

    def labels(self, path: str) -> str:
        """Return the words that occur only in labels of checkboxes, and forget the page."""
        own = self._own.pop(path, None)
        return own.labels if own is not None else ""


def is_searched(plugins: Iterable[str]) -> bool:
    """Return whether a site has a search plugin, from the names of its plugins."""
    return any(name.rpartition("/")[2] == "search" for name in plugins)


def hide(shown: str, read: str) -> str:
    """Return the content to read, followed by the shown page in a comment.

    A page that could not be restored exactly is returned unchanged.
    """
    if _SIGN in shown or _OPEN in read or _CLOSE in shown:
        return shown
    for end in _ENDS:
        shown = shown.replace(end, f"{end[:-1]}{_SIGN}>")
    return f"{read}{_OPEN}{shown}{_CLOSE}"


def restore(hidden: str, read: str) -> str:
    """Undo `hide`. If another plugin has replaced the page, it is returned unchanged."""
    before, opening, rest = hidden.partition(f"{read}{_OPEN}")
    shown, closing, after = rest.rpartition(_CLOSE)
    if not opening or not closing:
        return hidden
    for end in _ENDS:
        shown = shown.replace(f"{end[:-1]}{_SIGN}>", end)
    return f"{before}{shown}{after}"
