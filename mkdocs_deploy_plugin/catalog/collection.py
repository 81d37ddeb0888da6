"""A collection: the procedures in one folder, with the template that they share."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.settings import DEFAULT_FOLDER, Settings
from mkdocs_deploy_plugin.store.folder import digest
from mkdocs_deploy_plugin.store.installation import installation
from mkdocs_deploy_plugin.template import Template, builtin_template


@dataclass(frozen=True, eq=False)
class Collection:
    """The procedures in one folder, with the template that they share.

    Attributes:
        folder: The folder, relative to that of `mkdocs.yml`, with forward slashes.
        template: The template.
        name: What it is called, such as `Runbooks`; empty for the only one, which pages call after its noun.
    """

    folder: str
    template: Template
    name: str = ""

    @property
    def kind(self) -> str:
        """The kind of its procedures: the slug of the last part of its folder."""
        return slug(posixpath.basename(self.folder))

    @cached_property
    def names(self) -> ProjectNames:
        """The lookup of a procedure's project."""
        return ProjectNames(self.template, self.folder)

    def contains(self, path: str) -> bool:
        """Return whether a path, relative to the folder of `mkdocs.yml`, is in its folder."""
        return path.startswith(f"{self.folder}/")


def builtin_collection() -> Collection:
    """Return the collection of a site that sets no options."""
    return Collection(DEFAULT_FOLDER, builtin_template())


def collection_of(path: str, collections: Sequence[Collection]) -> Collection:
    """Return the collection whose folder contains a path, or the first one if none does."""
    return next((one for one in collections if one.contains(path)), collections[0])


def made_by(settings: Settings, collections: Sequence[Collection]) -> bytes:
    """Return a digest of the programs, settings and templates that make all results, wherever the site is."""
    templates = [(one.folder, one.name, one.template.path, one.template.text) for one in collections]
    return digest(installation(), replace(settings, root=Path()), templates)
