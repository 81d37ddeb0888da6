"""The navigation: lists the procedures below their catalog page, as long as they are few."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def expand_nav(nav: Any, index: str, procedures: Sequence[tuple[str, str]]) -> Any:
    """Put procedures below the catalog page of a `nav` setting.

    Args:
        nav: The setting: lists of paths and of mappings from titles to paths or lists.
        index: The path of the catalog page.
        procedures: Id and path of each procedure. Those that the setting lists already stay where they are.

    Returns:
        A new setting. An entry `Procedures: procedures/index.md` has become a section of that
        name, which begins with the catalog page.
    """
    listed = set(_paths(nav))
    missing = [path for _, path in procedures if path not in listed]
    if not missing or index not in listed:
        return nav
    return _expand(nav, index, missing)


def _paths(nav: Any) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    values = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else []
    return [path for value in values for path in _paths(value)]


def _expand(nav: Any, index: str, paths: Sequence[str]) -> Any:
    if isinstance(nav, list):
        if index in nav:
            position = nav.index(index) + 1
            return [*nav[:position], *paths, *nav[position:]]
        return [_expand(entry, index, paths) for entry in nav]
    if isinstance(nav, dict):
        return {
            title: [index, *paths] if value == index else _expand(value, index, paths)
            for title, value in nav.items()
        }
    return nav
