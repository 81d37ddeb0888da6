"""The files that pages with checklists need, as the package has them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from mkdocs_deploy_plugin.rendering.scripts import bundle

ASSETS = ("procedures.css", "run.js")
"""Their names. `run.js` is made of the modules in `run`, `main.js` and all that it imports."""


@cache
def asset(name: str) -> bytes:
    """Give the content of a file, read or made once."""
    folder = resources.files("mkdocs_deploy_plugin") / "assets"
    if name != "run.js":
        return (folder / name).read_bytes()
    return bundle(dict(_modules(folder / "run", "")), "main.js").encode()


def _modules(folder: Traversable, path: str) -> Iterator[tuple[str, str]]:
    """Yield the modules of a folder, by their paths in it."""
    for one in folder.iterdir():
        if one.is_dir():
            yield from _modules(one, f"{path}{one.name}/")
        elif one.name.endswith(".js"):
            yield f"{path}{one.name}", one.read_text(encoding="utf-8")
