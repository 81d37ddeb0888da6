"""Prepare the values of procedures for themes and their scripts.

Themes insert values as HTML: templates of MkDocs do not escape, and Material's script assigns tags of search
results and the texts of tooltips to `innerHTML`. So whatever a theme is given goes through `theme_text`:
metadata, tags for the search, titles of links, and entries of the navigation. Addresses made from the names
of files go through `theme_address`. Everything else on a page is built as elements whose texts are data, or
written by `written_attributes`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any
from urllib.parse import quote

from mkdocs_deploy_plugin.model import Json

_ENTITY = re.compile(r"&(?=#?\w+;)")
_CONTROLS = str.maketrans(
    {
        # Characters that HTML cannot contain,
        **{chr(code): "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"},
        # and those that reverse the direction of the text after them.
        **{chr(code): None for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    }
)
_LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d", "'": "\u2019"})


def theme_value(value: Json) -> Any:
    """Return a value with `theme_text` applied to each of its texts."""
    if isinstance(value, str):
        return theme_text(value)
    if isinstance(value, list):
        return [theme_value(item) for item in value]
    if isinstance(value, dict):
        return {theme_text(key): theme_value(item) for key, item in value.items()}
    return value


def theme_text(text: str) -> str:
    """Return a text that cannot become markup wherever a theme or its script uses it.

    MkDocs' templates do not escape, and the filter that themes apply to titles (`striptags`) even turns
    entities back into markup. No escaping is safe everywhere, so the few characters that form markup are
    replaced with typographic look-alikes. Control characters become replacement characters.
    """
    return _ENTITY.sub("& ", text.translate(_CONTROLS)).translate(_LOOKALIKES)


def theme_address(url: str) -> str:
    """Return an address without characters that end an attribute; what is percent-encoded already is kept."""
    return quote(url, safe="%/:?#[]@!$&()*+,;=~", errors="replace")


def written_attributes(attributes: Mapping[str, str]) -> str:
    """Return attributes as HTML, each after a blank."""
    return "".join(f' {name}="{escape(text.translate(_CONTROLS))}"' for name, text in attributes.items())
