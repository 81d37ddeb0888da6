"""What the search plugin of a site reads in the place of a procedure's page.

A search plugin reads `page.content` while the page's context is made. So shortly before, that is a page
of the procedure's own words, with the page that is shown in a comment behind it; shortly afterwards it is
the page that is shown again. Whatever another plugin has done to the text meanwhile stays.
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
# No comment may hold its own end. The sign that keeps it apart is one that no page has.
_SIGN = "\x02"
_ENDS = ("-->", "--!>")

LAST = 0.05
"""By what the page of all procedures counts in a search: a word that one procedure has leads to that one."""


class Searching:
    """Hands each page to the search plugin, and takes it back."""

    def __init__(self) -> None:
        self._own: dict[str, Searchable] = {}
        self._read = ""
        self._added = ""
        self._tags: Any = None
        self._common: frozenset[str] = frozenset()

    def remember(self, path: str, own: Searchable | None) -> None:
        """Remember what a page is looked up by, by its source; None where a search reads the page itself."""
        if own is None:
            self._own.pop(path, None)
        else:
            self._own[path] = own

    def compare(self) -> None:
        """Find the words that tell no procedure from another, when all of them are remembered."""
        self._common = common_words(self._own.values())

    def begin_with_all(self, page: Page) -> None:
        """Let a search plugin read those words on the page of all procedures, after all other pages."""
        if self._common:
            self._added = common_page(self._common)
            page.content = f"{page.content or ''}{self._added}"
            page.meta["search"] = {"boost": LAST}

    def begin(self, page: Page, procedure: Procedure, template: Template) -> None:
        """Let a search plugin read other words and tags than those that are shown."""
        own = self._own.get(page.file.src_uri)
        if own is None:
            return
        self._read = search_page(procedure, template, own, self._common)
        page.content = hide(page.content or "", self._read)
        self._tags = page.meta.get("tags")
        tags = self._tags if isinstance(self._tags, list) else []
        page.meta["tags"] = [*tags, *search_tags(procedure, template)]

    def end(self, page: Page) -> None:
        """Undo that, and keep what other plugins have done to the page meanwhile."""
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
        """Return the words that the page says in labels of checkboxes alone, and forget the page."""
        own = self._own.pop(path, None)
        return own.labels if own is not None else ""


def is_searched(plugins: Iterable[str]) -> bool:
    """Return whether one of the plugins of a site reads its pages for a search, by their names."""
    return any(name.rpartition("/")[2] == "search" for name in plugins)


def hide(shown: str, read: str) -> str:
    """Put what is to be read before the page that is shown, and that into a comment.

    Gives the page as it is where it could not be restored exactly.
    """
    if _SIGN in shown or _OPEN in read or _CLOSE in shown:
        return shown
    for end in _ENDS:
        shown = shown.replace(end, f"{end[:-1]}{_SIGN}>")
    return f"{read}{_OPEN}{shown}{_CLOSE}"


def restore(hidden: str, read: str) -> str:
    """Undo `hide`. Gives the page as it is where somebody else has put another in its place."""
    before, opening, rest = hidden.partition(f"{read}{_OPEN}")
    shown, closing, after = rest.rpartition(_CLOSE)
    if not opening or not closing:
        return hidden
    for end in _ENDS:
        shown = shown.replace(f"{end[:-1]}{_SIGN}>", end)
    return f"{before}{shown}{after}"
