"""Refuse other parts of a site's configuration that the plugin cannot work with."""

from __future__ import annotations

import os
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_deploy_plugin.configuration import LISTED_TWICE, NAME
from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension

_EXTENSION = ("procedures", ProceduresExtension.__module__)
"""Names of the Markdown extension in `markdown_extensions`."""


def refuse_neighbours(config: MkDocsConfig) -> None:
    """Refuse the plugin twice, the extension beside it, and plugins that drop generated pages.

    Raises:
        PluginError: The configuration has one of them.
    """
    if sum(name.partition(" #")[0] == NAME for name in config.plugins) > 1:
        raise PluginError(f"procedures: {LISTED_TWICE}")
    if any(str(name).partition(":")[0] in _EXTENSION for name in config.markdown_extensions):
        raise PluginError(
            "procedures: remove procedures from markdown_extensions; the plugin brings the extension. "
            "For checklists on all pages, set `checklists: all`"
        )
    if any(type(plugin).__module__.startswith("mkdocs_static_i18n") for plugin in config.plugins.values()):
        raise PluginError(
            "procedures: cannot be used together with the plugin i18n, which drops pages that other "
            "plugins add; build the procedures as a site of their own"
        )


def refuse_site_folder(procedures: Path, site: str) -> None:
    """Refuse procedures within the folder of the site, which MkDocs empties, and the other way round.

    Raises:
        PluginError: One of the folders contains the other.
    """
    folder, built = Path(os.path.realpath(procedures)), Path(os.path.realpath(site))
    if folder.is_relative_to(built) or built.is_relative_to(folder):
        raise PluginError("procedures: folder and site_dir must not contain each other")
