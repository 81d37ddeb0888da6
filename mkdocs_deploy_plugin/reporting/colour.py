"""Colour on a terminal: when there is to be any, and the escape sequences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mkdocs_deploy_plugin.model import Severity

Palette: TypeAlias = Mapping[str, str]
"""The parameters of the escape sequence (SGR) by what is coloured; what is not there stays as it is."""

PLAIN: Palette = {}
"""No colour at all."""

COLOURS: Palette = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
    "rule": "2",
    "related": "36",
}
"""The colours of severities, of rule names and of the carets below a place that explains a finding."""


def painted(text: str, palette: Palette, name: str) -> str:
    """Return a text in the colour of that name."""
    colour = palette.get(name)
    return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def is_wanted(choice: str, environment: Mapping[str, str], terminal: bool) -> bool:
    """Return whether output is to be coloured.

    Args:
        choice: `always`, `never`, or `auto` to leave it to the rest.
        environment: `NO_COLOR` turns colour off, `FORCE_COLOR` turns it on; each counts unless empty.
        terminal: Whether the output goes to a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return terminal and environment.get("TERM") != "dumb"
