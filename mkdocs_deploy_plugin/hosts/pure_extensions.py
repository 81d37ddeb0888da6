"""Which Markdown extensions make of a text what they are configured to make of it, and of nothing else.

What such extensions have made can be kept. One that reads files, or remembers other pages, could make
something else the next time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from types import FunctionType
from typing import Any

_OF_MARKDOWN = frozenset(
    [
        "abbr",
        "admonition",
        "attr_list",
        "codehilite",
        "def_list",
        "extra",
        "fenced_code",
        "footnotes",
        "legacy_attrs",
        "legacy_em",
        "md_in_html",
        "meta",
        "nl2br",
        "sane_lists",
        "smarty",
        "tables",
        "toc",
        "wikilinks",
    ]
)
_OF_PYMDOWN = frozenset(
    [
        "arithmatex",
        "betterem",
        "blocks.admonition",
        "blocks.caption",
        "blocks.definition",
        "blocks.details",
        "blocks.html",
        "blocks.tab",
        "caret",
        "critic",
        "details",
        "emoji",
        "escapeall",
        "extra",
        "fancylists",
        "highlight",
        "inlinehilite",
        "keys",
        "magiclink",
        "mark",
        "progressbar",
        "quotes",
        "saneheaders",
        "smartsymbols",
        "striphtml",
        "superfences",
        "tabbed",
        "tasklist",
        "tilde",
    ]
)
_SNIPPETS = "pymdownx.snippets"
_SNIPPET = "8<"
_PURE = frozenset(
    [*_OF_MARKDOWN, *(f"markdown.extensions.{name}" for name in _OF_MARKDOWN)]
    + [f"pymdownx.{name}" for name in _OF_PYMDOWN]
)
_READING = {"pymdownx.emoji": "custom_icons", "pymdownx.magiclink": "custom", _SNIPPETS: "auto_append"}
"""Options with which an extension reads files, or may do so."""

_PACKAGES = frozenset({"markdown", "pymdownx", "material", "materialx"})
"""The packages whose functions may be values of options: the installation tells when they change."""


def description(extensions: Iterable[object], options: Mapping[str, Mapping[str, Any]]) -> str | None:
    """Return a text that is the same for the same extensions and options; None if some are not pure.

    Args:
        extensions: The names of the extensions, or the extensions, as MkDocs has them.
        options: Their options, by name.
    """
    described: list[str] = []
    for extension in extensions:
        if not isinstance(extension, str) or extension not in _PURE | {_SNIPPETS}:
            return None
        values = options.get(extension) or {}
        try:
            described.append(f"{extension}: {_described(values)}")
        except TypeError:
            return None
        if reading := _READING.get(extension):
            given = values.get("options") or {} if extension == "pymdownx.emoji" else values
            if not isinstance(given, Mapping) or given.get(reading):
                return None
    return "\n".join(described)


def reads_files(text: str) -> bool:
    """Return whether an extension may read a file for a text."""
    return _SNIPPET in text


def _described(value: Any) -> str:
    """Return a text for a value of an option.

    Raises:
        TypeError: The value has none.
    """
    match value:
        case None | bool() | int() | float() | str():
            return repr(value)
        case list() | tuple():
            return f"[{', '.join(map(_described, value))}]"
        case Mapping():
            return f"{{{', '.join(f'{key!r}: {_described(inner)}' for key, inner in value.items())}}}"
        case partial():
            return f"{_described(value.func)}({_described(value.args)}, {_described(value.keywords)})"
        case FunctionType() if value.__module__.partition(".")[0] in _PACKAGES and not value.__closure__:
            return f"{value.__module__}.{value.__qualname__}"
    raise TypeError(f"{type(value)} has no description")
