"""Get on with other plugins of a site, or refuse those that the plugin cannot work with."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError

from mkdocs_deploy_plugin.configuration import LISTED_TWICE, NAME
from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension

_EXTENSION = ("procedures", ProceduresExtension.__module__)
"""Names of the Markdown extension in `markdown_extensions`."""

# To the plugin `macros`, a parameter and the braces of some commands look like its own syntax.
_OF_PROCEDURES: Mapping[str, Mapping[str, object]] = {"macros": {"render_macros": False}}
# The plugin `rss` looks up when the file of a page was committed, and fails if there is none.
_OF_GENERATED: Mapping[str, Mapping[str, object]] = {"rss": {"draft": True}}


def metadata_for(plugins: Iterable[str], is_procedure: bool) -> dict[str, object]:
    """Return metadata that makes other plugins leave a page alone.

    Args:
        plugins: The names of the site's plugins.
        is_procedure: Whether the page is a procedure, and not one that this plugin generates.
    """
    known = _OF_PROCEDURES if is_procedure else _OF_GENERATED
    names = (name.partition(" #")[0] for name in plugins)
    return {key: value for name in names for key, value in known.get(name, {}).items()}


def advice(config: MkDocsConfig) -> str:
    """Return what to change about a plugin that works beside this one, but warns without need; or nothing."""
    authors = config.plugins.get("git-authors")
    if authors is None or not authors.config.get("strict"):
        return ""
    return "the plugin git-authors warns about pages that have no file; set its option `strict: false`"


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
