"""Find the icons that procedures name and the theme does not have: its templates would end the build."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.text import printable


class UnknownIcon(NamedTuple):
    """An icon that the theme does not have.

    Attributes:
        path: The procedure that names it.
        line: The line where it does.
        name: The name of the icon.
    """

    path: str
    line: int
    name: str

    def __str__(self) -> str:
        """Return the line for the log."""
        return f'{printable(self.path)}:{self.line}: The theme has no icon "{printable(self.name)}"'


def unknown_icons(procedures: Iterable[Procedure], theme: Sequence[str]) -> list[UnknownIcon]:
    """Return the icons that no folder of a theme has. Themes without icons ignore the field."""
    folders = [icons for folder in theme if os.path.isdir(icons := Path(folder, ".icons"))]
    unknown: list[UnknownIcon] = []
    if not folders:
        return unknown
    for procedure in procedures:
        name = procedure.document.string("icon")
        if name and not _exists(name, folders):
            lines = procedure.document.source.lines
            line = next((number for number, text in enumerate(lines, 1) if text.startswith("icon")), 1)
            unknown.append(UnknownIcon(procedure.path, line, name))
    return unknown


def _exists(name: str, folders: Iterable[Path]) -> bool:
    """Return whether a template of the theme can include an icon; `..` is never followed."""
    return ".." not in name.split("/") and any(os.path.isfile(folder / f"./{name}.svg") for folder in folders)
