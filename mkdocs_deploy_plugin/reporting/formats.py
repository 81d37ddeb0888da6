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


def render_limited(name: str, report: Report) -> tuple[str, str]:
    """Return a report in a format, and a sentence about findings that the file leaves out, or an empty text.

    Formats that say in their text what they leave out have no such sentence.
    """
    module = import_module(f"mkdocs_deploy_plugin.reporting.{name}")
    if not hasattr(module, "limited"):
        return FORMATS[name](report), ""
    text, notice = module.limited(report)
    return text, notice


FORMATS: Mapping[str, Callable[[Report], str]] = {
    name: _format(name) for name in ("text", "json", "github", "gitlab", "sarif", "junit", "markdown")
}
"""The render function of each format, by its `--format` name."""
