"""All output formats by their names.

A format's module is loaded when it is used: a check that prints text needs neither JSON nor hashes.
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
"""What makes the text of each format, by the name that `--format` has for it."""
