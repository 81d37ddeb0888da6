"""The output formats by name.

The module of a format is imported on first use: printing text needs neither JSON nor hashes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module

from mkdocs_deploy_plugin.reporting.report import Report


def _format(name: str) -> Callable[[Report], str]:
    def render(report: Report) -> str:
        rendered: str = import_module(f"mkdocs_deploy_plugin.reporting.{name}").render(report)
        return rendered

    return render


FORMATS: Mapping[str, Callable[[Report], str]] = {
    name: _format(name) for name in ("text", "json", "github", "gitlab", "sarif", "junit", "markdown")
}
"""The render function of each format, by its `--format` name."""
