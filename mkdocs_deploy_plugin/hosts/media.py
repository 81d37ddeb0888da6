"""Media files that are made during a build.

Each is on disk as well: other plugins read them from there, and `material/projects` fails if one has no path.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel


def media_file(
    config: MkDocsConfig, uri: str, content: bytes, inclusion: InclusionLevel = InclusionLevel.UNDEFINED
) -> File:
    """Return a file for the site, with its content in memory and a copy on disk.

    Args:
        config: The configuration of the site.
        uri: The path in the site.
        content: The content.
        inclusion: Whether the file is published.
    """
    path = _folder() / uri
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    file = File.generated(config, uri, content=content, inclusion=inclusion)
    file.abs_src_path = str(path)
    return file


@cache
def _folder() -> Path:
    """Return a folder that is deleted when the process ends."""
    folder = tempfile.mkdtemp(prefix="procedures-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)
