"""Colour on a terminal: when to use it, and the escape sequences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from mkdocs_deploy_plugin.model import Severity

Palette: TypeAlias = Mapping[str, str]
"""Parameters of the SGR escape sequence, by name. Text whose name is missing stays uncoloured."""

PLAIN: Palette = {}
"""No colours."""

COLOURS: Palette = {
    Severity.ERROR: "1;31",
    Severity.WARNING: "1;33",
    Severity.INFO: "1;36",
    "rule": "2",
    "related": "36",
}
"""The colours of severities, rule names, and the carets below a related location."""


def painted(text: str, palette: Palette, name: str) -> str:
    """Return a text in the colour with the given name."""
    colour = palette.get(name)
    return f"\x1b[{colour}m{text}\x1b[0m" if colour else text


def is_wanted(choice: str, environment: Mapping[str, str], terminal: bool) -> bool:
    """Return whether to colour the output.

    Args:
        choice: `always`, `never`, or `auto` to decide by the other arguments.
        environment: `NO_COLOR` turns colour off, `FORCE_COLOR` turns it on, unless empty.
        terminal: Whether the output goes to a terminal.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR"):
        return environment["FORCE_COLOR"] != "0"
    return terminal and environment.get("TERM") != "dumb"
