"""The ordinary pages of a site: where they are, and those of them that ask for generated content."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.directives import may_hold_directives
from mkdocs_deploy_plugin.reading.document import line_start
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.settings import Settings

HINT = b"procedures:"
"""What the bytes of a page with directives hold: all others need not be read."""

_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")


def markdown_files(settings: Settings) -> list[Path]:
    """Give all Markdown files of a site, the procedures among them. Hidden files and folders are left out."""
    found: dict[Path, None] = {}
    for folder in (settings.docs_path, settings.procedures_dir):
        for path in _walk(folder, set()):
            if path.name.endswith(_SUFFIXES):
                found[path] = None
    return sorted(found)


def _walk(folder: Path, seen: set[tuple[int, int]]) -> Iterator[Path]:
    """Yield the files below a folder. MkDocs follows links to folders; here each folder is visited once."""
    try:
        status = folder.stat()
        names = sorted(os.listdir(folder))
    except OSError:
        return
    if (status.st_dev, status.st_ino) in seen:
        return
    seen.add((status.st_dev, status.st_ino))
    for name in names:
        path = folder / name
        if name.startswith("."):
            continue
        if path.is_dir():
            yield from _walk(path, seen)
        else:
            yield path


def read_page(path: str, data: bytes, syntax: ReferenceSyntax) -> Document | None:
    """Read an ordinary page as far as its directives go; None for one that has none.

    What is wrong with the page otherwise is for others to say.
    """
    source = decode(path, data)
    if isinstance(source, Diagnostic) or not may_hold_directives(source.text):
        return None
    lines = _header(source.text)
    start = line_start(source.text, lines) or 0
    tree = parse(source.text[start:], lines + 1)
    if tree.too_deep is not None:
        return None
    outline = read_outline(tree, syntax, identities=False)
    if not any(section.directives for section in outline.root.walk()):
        return None
    return Document(source, None, start, lines + 1, outline)


def _header(text: str) -> int:
    """Give how many lines the front matter has, with its fences; 0 where there is none."""
    if not text.startswith("---"):
        return 0
    lines = text.split("\n")
    if lines[0].rstrip() != "---":
        return 0
    return next((n + 1 for n, line in enumerate(lines) if n and line.rstrip() in ("---", "...")), 0)
