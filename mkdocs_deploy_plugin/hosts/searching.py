"""Replace a procedure's page while the search plugin of a site reads it.

A search plugin reads `page.content` in the page-context event. Just before, the content is replaced with the
specific words of the procedure, followed by the real page in a comment; just after, the page is restored.
Changes that other plugins make in between are kept.

Material's results show the text of an entry. Its index can have more fields, which are searched but not
shown, so there the words go into such a field, and the text is a sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.rendering.search_pages import (
    SearchSection,
    common_page,
    id_beginning,
    search_page,
    search_sections,
    search_tags,
)
from mkdocs_deploy_plugin.rendering.searchable import Searchable, common_words

_OPEN, _CLOSE = "\n<!-- procedures: shown\n", "\nprocedures: end -->"
# A comment must not contain its own end, so ends are split with a character that no page contains.
_SIGN = "\x02"
_ENDS = ("-->", "--!>")

LAST = 0.05
"""The search boost of the catalog page, low enough that a word of a procedure finds the procedure first."""


PAGE_WORDS, STEP_WORDS, ID = "words", "step", "id"
BOOSTS = {PAGE_WORDS: 200.0, STEP_WORDS: 1e3, ID: 2e6}
"""The fields of Material's index that are not shown, and their boosts.

Material's own boosts are 1 for text, 1e3 for titles and 1e6 for tags, times up to 5 for a page and 2 for a
section. A rare word of a procedure has to count for more than a frequent word in the title of a section. The
beginning of an id finds its procedures before any tag that begins alike.
"""

SECTION = 0.7
"""The boost of a section, so that a word of a step counts for 2 * 700, and a word of a page for 5 * 200."""


class Searching:
    """Replaces and restores each page for the search plugin."""

    def __init__(self) -> None:
        self._own: dict[str, Searchable] = {}
        self._read = ""
        self._sections: list[SearchSection] = []
        self._id = ""
        self._index: Any = None
        self._before = 0
        self._added = ""
        self._tags: Any = None
        self._kinds: dict[str, str] = {}
        self._common: dict[str, frozenset[str]] = {}

    def remember(self, path: str, kind: str, own: Searchable | None) -> None:
        """Remember the searchable words of a page by its source; None if a search reads the page itself.

        Args:
            path: The source of the page.
            kind: The kind of its procedure.
            own: The words.
        """
        if own is None:
            self._own.pop(path, None)
        else:
            self._own[path], self._kinds[path] = own, kind

    def compare(self) -> None:
        """Find the words common to nearly all procedures of a kind, after all have been remembered."""
        by_kind: dict[str, list[Searchable]] = {}
        for path, own in self._own.items():
            by_kind.setdefault(self._kinds[path], []).append(own)
        self._common = {kind: common_words(all_) for kind, all_ in by_kind.items()}

    def begin_with_all(self, page: Page) -> None:
        """Add the common words to the catalog page for the search plugin, ranked after all other pages."""
        if common := frozenset().union(*self._common.values()):
            self._added = common_page(common)
            page.content = f"{page.content or ''}{self._added}"
            page.meta["search"] = {"boost": LAST}

    def begin(self, page: Page, procedure: Procedure, index: Any = None) -> None:
        """Replace the content and the tags of a page for the search plugin.

        Args:
            page: The page.
            procedure: Its procedure.
            index: The index of Material's search plugin; see `index_with_fields`.
        """
        own = self._own.get(page.file.src_uri)
        if own is None:
            return
        self._sections = search_sections(
            procedure, procedure.template, own, self._common.get(procedure.kind, frozenset())
        )
        self._id = id_beginning(procedure.id)
        self._index = index
        self._before = len(index.entries) if index is not None else 0
        self._read = search_page(self._sections)
        page.content = hide(page.content or "", self._read)
        self._tags = page.meta.get("tags")
        tags = self._tags if isinstance(self._tags, list) else []
        page.meta["tags"] = [*tags, *search_tags(procedure, procedure.template)]

    def end(self, page: Page) -> None:
        """Restore the page, and keep the changes that other plugins have made to it."""
        if self._added:
            page.content = (page.content or "").replace(self._added, "", 1)
            self._added = ""
        if not self._read:
            return
        page.content = restore(page.content or "", self._read)
        self._read = ""
        if self._index is not None:
            for name, boost in BOOSTS.items():
                self._index.config["fields"].setdefault(name, {"boost": boost})
            for entry in self._index.entries[self._before :]:
                self._move_words(entry)
        if self._tags is None:
            page.meta.pop("tags", None)
        else:
            page.meta["tags"] = self._tags

    def _move_words(self, entry: dict[str, Any]) -> None:
        """Move the words of an entry from its text to a field that is not shown."""
        anchor = entry["location"].partition("#")[2]
        section = next((section for section in self._sections if section.anchor == (anchor or "_")), None)
        if section is None:
            return
        text = entry["text"]
        if section.padding and section.padding in text:
            entry["text"] = text.replace(section.padding, "", 1).strip()
            entry[STEP_WORDS if anchor else PAGE_WORDS] = section.words
        if anchor:
            entry.pop("tags", None)  # those of the page
            boost = entry.get("boost")  # of the front matter, so it can be anything
            entry["boost"] = SECTION * boost if isinstance(boost, int | float) else SECTION
        elif self._id:
            entry[ID] = self._id

    def labels(self, path: str) -> str:
        """Return the words that occur only in labels of checkboxes, and forget the page."""
        own = self._own.pop(path, None)
        return own.labels if own is not None else ""


def is_searched(plugins: Iterable[str]) -> bool:
    """Return whether a site has a search plugin, from the names of its plugins."""
    return any(name.rpartition("/")[2] == "search" for name in plugins)


def index_with_fields(plugins: Mapping[str, Any]) -> Any:
    """Return the index of Material's search plugin, whose entries can have more fields; None for others."""
    for name, plugin in plugins.items():
        index = getattr(plugin, "search_index", None)
        if name.rpartition("/")[2] == "search" and isinstance(getattr(index, "entries", None), list):
            config = getattr(index, "config", None)
            if isinstance(config, dict) and isinstance(config.get("fields"), dict):
                return index
    return None


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
