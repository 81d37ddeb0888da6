"""Build the metadata of a procedure's page for the site and its theme."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.rendering.texts import IN_ENGLISH, Texts
from mkdocs_deploy_plugin.rendering.theme import theme_text, theme_value, written_attributes

_KINDS: dict[str, type] = {"hide": str, "icon": str, "search": dict, "social": dict, "subtitle": str}


def page_metadata(procedure: Procedure, t: Texts = IN_ENGLISH) -> dict[str, Any]:
    """Return the front matter for the theme.

    The status becomes a slug, because the theme uses it in a class name for the badge in the navigation.
    `template` is left out, because it would select a template file of the theme.
    """
    front_matter = procedure.document.front_matter
    data = front_matter.data if front_matter is not None else {}
    meta: dict[str, Any] = {key: theme_value(value) for key, value in data.items() if _is_of_use(key, value)}
    meta["title"] = theme_text(procedure.title)
    meta["description"] = theme_text(description(procedure, t))
    meta.pop("template", None)
    meta.pop("status", None)
    if status := slug(procedure.document.string("status")):
        meta["status"] = status
    return meta


def _is_of_use(key: str, value: Json) -> bool:
    """Return whether a value has the type that themes and plugins expect; they do not check it."""
    if key == "tags":
        return isinstance(value, list) and not any(isinstance(tag, list | dict | None) for tag in value)
    if key == "hide" and isinstance(value, list):
        return all(isinstance(part, str) for part in value)
    return key not in _KINDS or isinstance(value, _KINDS[key])


def description(procedure: Procedure, t: Texts = IN_ENGLISH) -> str:
    """Return the text that search engines and chats show below a link to the page.

    This is the `description` field, or else the status, risk and version followed by the start of the body.
    """
    document = procedure.document
    if own := document.string("description"):
        return own
    risk = document.value("risk")
    level = risk.get("level") if isinstance(risk, dict) else risk
    version = document.string("version")
    parts = (
        document.string("status"),
        t("{level} risk", level=level) if isinstance(level, str) and level else "",
        t("version {version}", version=version) if version else "",
        document.summary,
    )
    return " · ".join(part for part in parts if part)


def social_metadata(procedure: Procedure, site_name: str, url: str, t: Texts = IN_ENGLISH) -> dict[str, str]:
    """Return the Open Graph properties (ogp.me) of the page.

    Args:
        procedure: The procedure.
        site_name: The name of the site.
        url: The page's full URL, or empty.
        t: The texts of the site.
    """
    properties = {
        "og:type": "article",
        "og:title": procedure.title,
        "og:description": description(procedure, t),
        "og:url": url,
        "og:site_name": site_name,
    }
    return {name: text for name, text in properties.items() if text}


def with_properties(html: str, properties: Mapping[str, str]) -> str:
    """Return a page with properties at the end of its head, unless it already has Open Graph properties."""
    end = html.find("</head>")
    if end < 0 or 'property="og:title"' in html[:end]:
        return html
    written = (written_attributes({"property": name, "content": text}) for name, text in properties.items())
    tags = "".join(f"<meta{attributes}>\n" for attributes in written)
    return html[:end] + tags + html[end:]
