"""The files that pages with checklists need, as the package has them."""

from __future__ import annotations

from functools import cache
from importlib import resources

ASSETS = ("procedures.css", "catalog.css", "run.js", "catalog.js")
"""Their names. A script is made of the modules in the folder of its name: `make scripts`."""


@cache
def asset(name: str) -> bytes:
    """Give the content of a file, read once."""
    return (resources.files("mkdocs_deploy_plugin") / "assets" / name).read_bytes()
