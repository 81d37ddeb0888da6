"""Build the part of the navigation below the catalog page.

Every page in the navigation adds time to every other page, so procedures are listed only up to a limit.
Above that, only the pages of their projects are listed, and above a second limit only the catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from mkdocs_deploy_plugin.rendering.theme import theme_text

MAX_PROJECTS = 50
"""The largest number of projects that the navigation lists one by one."""


class NavProject(NamedTuple):
    """A project in the navigation: its name, the path of its page, and the paths of its procedures."""

    name: str
    page: str
    procedures: tuple[str, ...]


class NavCollection(NamedTuple):
    """A collection in the navigation.

    Attributes:
        name: Its name.
        page: The path of its catalog page, or empty.
        projects: Its projects with their procedures.
        others: The paths of its procedures without a project.
    """

    name: str
    page: str
    projects: tuple[NavProject, ...]
    others: tuple[str, ...]


def collection_nav(collection: NavCollection, pages: Sequence[str], singly: bool) -> list[Any]:
    """Return the entries below a catalog page, in the form of the `nav` setting.

    Args:
        collection: The collection.
        pages: The paths of the other pages to list.
        singly: Whether procedures are listed one by one.
    """
    projects, others = collection.projects, collection.others
    entries: list[Any] = []
    if singly and len(projects) == 1:
        entries += projects[0].procedures
    elif singly:
        entries += [{_title(project): [project.page, *project.procedures]} for project in projects]
    elif len(projects) <= MAX_PROJECTS:
        entries += [{_title(project): project.page} for project in projects]
    return [*entries, *(others if singly else ()), *pages]


def lists(nav: Any, path: str) -> bool:
    """Return whether a `nav` setting contains the path of a page."""
    return path in _paths(nav)


def expand_nav(nav: Any, index: str, entries: Sequence[Any]) -> Any:
    """Add entries below the catalog page of a `nav` setting.

    Args:
        nav: The setting: lists of paths and of mappings from titles to paths or lists.
        index: The path of the catalog page.
        entries: The entries to add, in the same form. Pages that the setting already lists are not added.

    Returns:
        A new setting, in which an entry `Procedures: procedures/index.md` is a section with that title
        whose first page is the catalog page.
    """
    listed = set(_paths(nav))
    missing = _without(list(entries), listed)
    if not missing or index not in listed:
        return nav
    return _expand(nav, index, missing)


def _title(project: NavProject) -> str:
    return theme_text(project.name)


def _paths(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    values = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else []
    return [path for value in values for path in _paths(value)]


def _without(entries: list[Any], listed: set[str]) -> list[Any]:
    """Return the entries without listed paths, and without the sections that become empty."""
    kept: list[Any] = []
    for entry in entries:
        if isinstance(entry, dict):
            ((title, value),) = entry.items()
            inner = _without(value if isinstance(value, list) else [value], listed)
            if inner:
                kept.append({title: inner if isinstance(value, list) else inner[0]})
        elif entry not in listed:
            kept.append(entry)
    return kept


def _expand(nav: Any, index: str, entries: Sequence[Any]) -> Any:
    if isinstance(nav, list):
        if index in nav:
            position = nav.index(index) + 1
            return [*nav[:position], *entries, *nav[position:]]
        return [_expand(entry, index, entries) for entry in nav]
    if isinstance(nav, dict):
        return {
            title: [index, *entries] if value == index else _expand(value, index, entries)
            for title, value in nav.items()
        }
    return nav
