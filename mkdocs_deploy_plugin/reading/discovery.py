"""Find the Markdown files of a site and read their bytes."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path

from mkdocs_deploy_plugin.files import NotAFileError, read_file
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.endings import PAGE_SUFFIXES, is_markdown, is_procedure


def folder_files(folder: Path) -> list[Path]:
    """Return all files of a folder, sorted. Hidden files and folders are skipped.

    Symbolic links to folders are followed, as MkDocs does; each folder is visited once. A folder with
    the name of a Markdown file is returned as if it were a file so that it can be reported.
    """
    enters = _once()
    if not folder.is_dir() or not enters(folder):
        return []
    return sorted(_walk(folder, lambda path: not is_markdown(path.name) and enters(path)))


def procedure_files(folder: Path) -> list[Path]:
    """Return the procedure files of a folder, sorted; see `folder_files`."""
    return [path for path in folder_files(folder) if is_procedure(path.name)]


def nothing_found(folder: Path) -> str:
    """Return the sentence for a folder without procedures."""
    return f"No procedures found in {folder}{'' if folder.is_dir() else ', which is not a folder'}."


def page_files(folders: Iterable[Path], procedures: Collection[Path] = ()) -> list[Path]:
    """Return the Markdown files of a site that are not procedures, sorted. Hidden ones are skipped.

    Symbolic links to folders are followed, as MkDocs does; each folder is visited once.
    """
    known, enters = set(procedures), _once()
    roots = [folder for folder in folders if folder.is_dir() and enters(folder)]
    paths = {path for root in roots for path in _walk(root, enters) if path.name.endswith(PAGE_SUFFIXES)}
    return sorted(paths - known)


def _once() -> Callable[[Path], bool]:
    """Return a function that returns whether a folder is seen for the first time."""
    seen: set[tuple[int, int]] = set()

    def enters(path: Path) -> bool:
        status = path.stat()
        place = status.st_dev, status.st_ino
        if place in seen:
            return False
        seen.add(place)
        return True

    return enters


def _walk(folder: Path, enters: Callable[[Path], bool]) -> Iterator[Path]:
    """Yield the files below a folder and the folders that were not entered."""
    try:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
    except OSError:
        return
    for name in names:
        path = folder / name
        if name.startswith("."):
            continue
        if path.is_dir() and enters(path):
            yield from _walk(path, enters)
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
