"""Add the style sheets and scripts to a site: a script only to the pages that need it.

The scripts of a page are in its content, because Material's instant navigation runs only those. They are
deferred, so that they run after the theme's.

Style sheets are on every page. Instant navigation does not wait for those that only the next page has: with
an answer after 0.3 seconds, Chromium drew the first procedure of a visit about 20 times without them.
Also, the status of procedures is in the navigation of other pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files, InclusionLevel

from mkdocs_deploy_plugin.hosts.media import media_file
from mkdocs_deploy_plugin.hosts.searching import is_searched
from mkdocs_deploy_plugin.rendering.assets import assets, site_assets
from mkdocs_deploy_plugin.rendering.theme import written_attributes

_FOLDER = "assets/procedures"
_PARTS = {
    "run.js": re.compile(r'<(?:article|div) class="procedures-page" data-(?:procedure|checklist)='),
    "long.js": re.compile(r'<div class="procedures-catalog"[^>]* data-rows='),
    "catalog.js": re.compile(r'<div class="procedures-catalog"[ >]'),
    "runs.js": re.compile(r'<div class="procedures-runs"[ >]'),
}
"""The element of a page that needs a script, by the name of the script."""


def add_assets(files: Files, config: MkDocsConfig, texts: Iterable[str]) -> None:
    """Add the files, and the style sheets to every page.

    Args:
        files: The files of the site.
        config: The configuration of the site.
        texts: The texts that the scripts of some pages begin with; see `rendering.assets`.
    """
    # The field of Material's search is on every page.
    has_field = config.theme.name == "material" and is_searched(config.plugins)
    for asset in site_assets(texts):
        uri = f"{_FOLDER}/{asset.name}"
        inclusion = InclusionLevel.NOT_IN_NAV
        files.append(media_file(config, uri, asset.content, inclusion))
        if uri.endswith(".css"):
            config.extra_css.append(uri)
        elif asset.name.startswith("search.") and uri.endswith(".js") and has_field:
            config.extra_javascript.append(uri)


def script_address(name: str, words: str = "") -> str:
    """Return the address of a script, such as `run.js`, relative to the root of the site."""
    stem, ending = name.split(".")
    found = (a.name for a in assets(words) if a.name.startswith(f"{stem}.") and a.name.endswith(f".{ending}"))
    return f"{_FOLDER}/{next(found)}"


def with_scripts(html: str, base: str, words: str) -> str:
    """Return the content of a page with the scripts that it needs.

    Args:
        html: The content.
        base: The relative path from the page to the root of the site.
        words: The texts of the scripts, or empty; see `rendering.assets`.
    """
    names = [name for name, part in _PARTS.items() if part.search(html)]
    scripts = (written_attributes({"src": f"{base}/{script_address(name, words)}"}) for name in names)
    return "".join((html, *(f"\n<script defer{attributes}></script>" for attributes in scripts)))
