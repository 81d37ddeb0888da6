"""Find the Markdown files of a site and read their bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

from mkdocs_deploy_plugin.files import NotAFileError, read_file
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.endings import PAGE_SUFFIXES, is_markdown, is_procedure
from mkdocs_deploy_plugin.repository import repository_root

OUTSIDE = "The symbolic link leads out of the project or to a hidden file"
"""Why a link is not followed; see `leads_outside`."""

Closed: TypeAlias = dict[Path, str]
"""Folders that cannot be read, each with the reason."""


def folder_files(folder: Path, root: Path, closed: Closed | None = None) -> list[Path]:
    """Return all files of a folder, sorted. Hidden files and folders are skipped.

    Symbolic links to folders in the project are followed, as MkDocs does; each folder is visited once. A
    folder with the name of a Markdown file, and one that is not in the project, is returned as if it were a
    file so that it can be reported.

    Args:
        folder: The folder.
        root: The folder of the project; see `leads_outside`.
        closed: The folders that cannot be read are added to it, each with the reason.
    """
    once = _once()

    def enters(path: Path) -> bool:
        return (
            not is_markdown(path.name)
            and not (path.is_symlink() and leads_outside(path, root))
            and once(path)
        )

    if not os.path.isdir(folder):
        return []
    return sorted(_walk(folder, enters, closed)) if enters(folder) else [folder]


def procedure_files(folder: Path, root: Path, closed: Closed | None = None) -> list[Path]:
    """Return the procedure files of a folder, sorted; see `folder_files`."""
    return [path for path in folder_files(folder, root, closed) if is_procedure(path.name)]


def leads_outside(path: Path, root: Path) -> bool:
    """Return whether a path leads out of a project by symbolic links, or to a hidden file in it.

    The project is the folder of `mkdocs.yml`, or the repository around it. Hidden files can be secrets: CI
    systems keep their credentials in `.git`.
    """
    target, base = Path(os.path.realpath(path)), Path(os.path.realpath(root))
    if target == base / os.path.relpath(path, root):
        return False  # No link is on the way.
    if not target.is_relative_to(base):
        repository = repository_root(base)
        if repository is None or not target.is_relative_to(repository):
            return True
        base = repository
    return any(part.startswith(".") for part in target.relative_to(base).parts)


def nothing_found(folders: Iterable[Path]) -> str:
    """Return the sentences for folders without procedures."""
    return " ".join(
        f"No procedures found in {folder}{'' if os.path.isdir(folder) else ', which is not a folder'}."
        for folder in folders
    )


def page_files(folders: Iterable[Path], root: Path, procedures: Collection[Path] = ()) -> list[Path]:
    """Return the Markdown files of a site that are not procedures, sorted. Hidden ones are skipped.

    Symbolic links to folders are followed as in `folder_files`; each folder is visited once.
    """
    known, once, paths = set(procedures), _once(), set[Path]()
    for folder in folders:
        if os.path.isdir(folder) and once(folder):
            enters = partial(_enters, root=root, folder=folder, once=once)
            paths.update(path for path in _walk(folder, enters) if path.name.endswith(PAGE_SUFFIXES))
    return sorted(paths - known)


def _enters(path: Path, root: Path, folder: Path, once: Callable[[Path], bool]) -> bool:
    """Return whether to visit a folder for pages: a folder of the site may be outside of the project."""
    outside = path.is_symlink() and leads_outside(path, root) and leads_outside(path, folder)
    return not outside and once(path)


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


def read_bytes(path: Path, root: Path | None = None) -> bytes | str:
    """Return the content of a file, up to one byte over the limit, or why it cannot be read.

    If the folder of the project is given, links that lead outside are not followed.
    """
    try:
        if root is not None and path.is_symlink() and leads_outside(path, root):
            return OUTSIDE
        return read_file(path, MAX_BYTES)
    except NotAFileError:
        return "The path is not a file"
    except OSError as error:
        return f"The file cannot be read: {error.strerror}"
