"""The metadata of a procedure's page, as the site and its theme get it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from typing import Any

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.identity import slug

_ENTITY = re.compile(r"&(?=#?\w+;)")
_KINDS: dict[str, type] = {"hide": str, "icon": str, "search": dict, "social": dict, "subtitle": str}
_CONTROLS = str.maketrans(
    {
        # What HTML cannot hold,
        **{chr(code): "\ufffd" for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\t\n\r"},
        # and what turns round the direction of all that follows it.
        **{chr(code): None for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))},
    }
)
_LOOKALIKES = str.maketrans({"<": "\u2039", ">": "\u203a", '"': "\u201d", "'": "\u2019"})


def page_metadata(procedure: Procedure) -> dict[str, Any]:
    """Return the front matter for the theme.

    The status is a word that can be part of a class name, for the badge in the navigation.
    `template` is left out: it would choose one of the theme's files.
    """
    front_matter = procedure.document.front_matter
    data = front_matter.data if front_matter is not None else {}
    meta: dict[str, Any] = {key: theme_value(value) for key, value in data.items() if _is_of_use(key, value)}
    meta["title"] = theme_text(procedure.title)
    meta["description"] = theme_text(description(procedure))
    meta.pop("template", None)
    meta.pop("status", None)
    if status := slug(procedure.document.string("status")):
        meta["status"] = status
    return meta


def _is_of_use(key: str, value: Json) -> bool:
    """Return whether themes and plugins can take a value of a key that is theirs: they do not look first."""
    if key == "tags":
        return isinstance(value, list) and not any(isinstance(one, list | dict | None) for one in value)
    if key == "hide" and isinstance(value, list):
        return all(isinstance(one, str) for one in value)
    return key not in _KINDS or isinstance(value, _KINDS[key])


def description(procedure: Procedure) -> str:
    """Return what a search engine or a chat shows below a link to the page.

    That is the front matter's `description`, or else its state in a few words and how the body begins.
    """
    document = procedure.document
    if own := document.string("description"):
        return own
    risk = document.value("risk")
    level = risk.get("level") if isinstance(risk, dict) else risk
    version = document.string("version")
    parts = (
        document.string("status"),
        f"{level} risk" if isinstance(level, str) and level else "",
        f"version {version}" if version else "",
        document.summary,
    )
    return " · ".join(part for part in parts if part)


def social_metadata(procedure: Procedure, site_name: str, url: str) -> dict[str, str]:
    """Return the Open Graph properties (ogp.me) of the page.

    Args:
        procedure: The procedure.
        site_name: What the site is called.
        url: The page's full address, or empty.
    """
    properties = {
        "og:type": "article",
        "og:title": procedure.title,
        "og:description": description(procedure),
        "og:url": url,
        "og:site_name": site_name,
    }
    return {name: text for name, text in properties.items() if text}


def with_properties(html: str, properties: Mapping[str, str]) -> str:
    """Put properties at the end of a page's head, unless the page tells those of its kind already."""
    end = html.find("</head>")
    if end < 0 or 'property="og:title"' in html[:end]:
        return html
    tags = "".join(
        f'<meta property="{name}" content="{escape(text.translate(_CONTROLS))}">\n'
        for name, text in properties.items()
    )
    return html[:end] + tags + html[end:]


def theme_value(value: Json) -> Any:
    """Return a value with each of its texts as `theme_text`."""
    if isinstance(value, str):
        return theme_text(value)
    if isinstance(value, list):
        return [theme_value(item) for item in value]
    if isinstance(value, dict):
        return {theme_text(key): theme_value(item) for key, item in value.items()}
    return value


def theme_text(text: str) -> str:
    """Return a text that stays a text wherever a theme puts it.

    MkDocs' templates escape nothing by themselves, and the filter that themes use for titles
    (`striptags`) even turns entities back into mark-up. So no escape is safe in all places; the
    few characters that mark-up is made of become their typographic neighbours instead. A control
    character becomes a sign that something stood there.
    """
    return _ENTITY.sub("& ", text.translate(_CONTROLS)).translate(_LOOKALIKES)
