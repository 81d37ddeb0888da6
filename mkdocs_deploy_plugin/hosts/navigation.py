"""Set the previous, next and parent pages of the navigation, and the titles of its sections."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from mkdocs.structure import StructureItem
from mkdocs.structure.files import Files
from mkdocs.structure.nav import Navigation, Section
from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin.rendering.nav import NavCollection
from mkdocs_deploy_plugin.rendering.theme import theme_text


def keep_within_projects(nav: Navigation, files: Files, collections: Iterable[NavCollection]) -> None:
    """Keep the links to the previous and next page of a procedure within its project.

    The other pages are linked as if no procedures were between them. A page that the navigation does not list
    gets the parent section of its project's page, so that a theme can show its position in the site.

    Args:
        nav: The navigation built by MkDocs; its pages are modified.
        files: All files of the site.
        collections: The collections with their procedures.
    """
    place = {page.file.src_uri: number for number, page in enumerate(nav.pages)}
    groups = [
        (collection.page, head, paths)
        for collection in collections
        for head, paths in (
            *((project.page, project.procedures) for project in collection.projects),
            ("", collection.others),
        )
    ]
    procedures = {path for _, _, paths in groups for path in paths}
    _chain([page for page in nav.pages if page.file.src_uri not in procedures])
    for catalog, head, paths in groups:
        home = _page(files, catalog)
        # The order in the team's navigation takes precedence; pages that it does not list follow.
        inner = _pages(files, sorted(paths, key=lambda path: place.get(path, len(place))))
        first = _page(files, head)
        _chain(inner)
        if inner and first is not None:
            inner[0].previous_page = first
        above = first if first is not None and first.file.src_uri in place else home
        for page in [*inner, *([first] if first is not None else [])]:
            if page.parent is None and page.file.src_uri not in place and above is not None:
                page.parent = above.parent


def title_folders(items: Iterable[StructureItem], procedures: Collection[str]) -> bool:
    """Make the titles of sections with procedures safe for the theme: MkDocs takes them from folder names.

    Returns:
        Whether any of the items is a procedure or a section with one.
    """
    contained = False
    for item in items:
        if isinstance(item, Section) and title_folders(item.children, procedures):
            item.title = theme_text(item.title)
            contained = True
        elif isinstance(item, Page):
            contained = contained or item.file.src_uri in procedures
    return contained


def title_collections(items: Iterable[StructureItem], collections: Iterable[NavCollection]) -> None:
    """Give the sections that MkDocs has made of the folders of collections the names of the collections."""
    names = {collection.page: collection.name for collection in collections}
    for item in items:
        if isinstance(item, Section):
            for child in item.children:
                if isinstance(child, Page) and child.file.src_uri in names:
                    item.title = theme_text(names[child.file.src_uri])
            title_collections(item.children, collections)


def _chain(pages: Sequence[Page]) -> None:
    for before, page, after in zip([None, *pages], pages, [*pages[1:], None], strict=False):
        page.previous_page, page.next_page = before, after


def _pages(files: Files, paths: Collection[str]) -> list[Page]:
    return [page for path in paths if (page := _page(files, path)) is not None]


def _page(files: Files, path: str) -> Page | None:
    file = files.get_file_from_path(path) if path else None
    page = file.page if file is not None else None
    return page if isinstance(page, Page) else None
