"""Publish a folder of deployment procedures as a checked, cross-linked site with checklists.

The names below are the public API: `load_settings` and `load_project` return a `Project`, which has the
catalog of all procedures with every finding.
"""

from mkdocs_deploy_plugin.catalog.catalog import BackLink, Catalog, Procedure
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.model import Diagnostic, Document, Severity, Span
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.version import __version__

__all__ = [
    "BackLink",
    "Catalog",
    "Diagnostic",
    "Document",
    "Procedure",
    "Project",
    "Settings",
    "SettingsError",
    "Severity",
    "Span",
    "__version__",
    "load_project",
    "load_settings",
]
