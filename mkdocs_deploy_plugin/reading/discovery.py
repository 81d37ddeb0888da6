"""Find the Markdown files of a site and read their bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TypeAlias

from mkdocs_deploy_plugin.files import NotAFileError, read_file
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.endings import PAGE_SUFFIXES, is_markdown, is_procedure

Closed: TypeAlias = dict[Path, str]
"""Folders that cannot be read, each with the reason."""


def folder_files(folder: Path, closed: Closed | None = None) -> list[Path]:
    """Return all files of a folder, sorted. Hidden files and folders are skipped.

    Symbolic links to folders are followed, as MkDocs does; each folder is visited once. A folder with
    the name of a Markdown file is returned as if it were a file so that it can be reported.

    Args:
        folder: The folder.
        closed: The folders that cannot be read are added to it, each with the reason.
    """
    enters = _once()
    if not os.path.isdir(folder) or not enters(folder):
        return []
    return sorted(_walk(folder, lambda path: not is_markdown(path.name) and enters(path), closed))


def procedure_files(folder: Path, closed: Closed | None = None) -> list[Path]:
    """Return the procedure files of a folder, sorted; see `folder_files`."""
    return [path for path in folder_files(folder, closed) if is_procedure(path.name)]


def nothing_found(folder: Path) -> str:
    """Return the sentence for a folder without procedures."""
    return f"No procedures found in {folder}{'' if os.path.isdir(folder) else ', which is not a folder'}."


def page_files(folders: Iterable[Path], procedures: Collection[Path] = ()) -> list[Path]:
    """Return the Markdown files of a site that are not procedures, sorted. Hidden ones are skipped.

    Symbolic links to folders are followed, as MkDocs does; each folder is visited once.
    """
    known, enters = set(procedures), _once()
    roots = [folder for folder in folders if os.path.isdir(folder) and enters(folder)]
    paths = {path for root in roots for path in _walk(root, enters) if path.name.endswith(PAGE_SUFFIXES)}
    return sorted(paths - known)


def _once() -> Callable[[Path], bool]:
    """Return a function that returns whether a folder is seen for the first time."""
    seen: set[tuple[int, int]] = set()

    def enters(path: Path) -> bool:
        try:
            status = path.stat()
        except OSError:  # It was deleted meanwhile.
            return False
        place = status.st_dev, status.st_ino
        if place in seen:
            return False
        seen.add(place)
        return True

    return enters


def _walk(folder: Path, enters: Callable[[Path], bool], closed: Closed | None = None) -> Iterator[Path]:
    """Yield the files below a folder and the folders that were not entered."""
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        if closed is not None:
            closed[folder] = error.strerror or str(error)
        return
    for name in names:
        path = folder / name
        if name.startswith("."):
            continue
        if os.path.isdir(path) and enters(path):
            yield from _walk(path, enters, closed)
        else:
            yield path


def read_bytes(path: Path) -> bytes | str:
    """Return the content of a file, up to one byte over the limit, or why it cannot be read."""
    try:
        return read_file(path, MAX_BYTES)
    except NotAFileError:
        return "The path is not a file"
    except OSError as error:
        return f"The file cannot be read: {error.strerror}"
