"""Provide the style sheets and scripts for pages with checklists.

Each file name contains a hash of the content, so that no page gets a file of another version from a cache.
`make scripts` bundles each script and style sheet from the sources in the folder with its name.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mkdocs_deploy_plugin.version import __version__

_BANNER = f"/*! mkdocs-deploy-plugin {__version__} | MIT */\n"
_FILES = resources.files("mkdocs_deploy_plugin") / "assets"


@dataclass(frozen=True)
class Asset:
    """A file for the site."""

    name: str
    content: bytes


@cache
def assets(words: str = "") -> tuple[Asset, ...]:
    """Return the style sheets, the scripts, and the source maps of the scripts.

    Args:
        words: What each script begins with if its texts are not in English; see `rendering.words`. They are
            no script of their own, because instant navigation runs the scripts of a page in any order.
    """
    styles = [_asset(name, _BANNER + _read(name)) for name in ("procedures.css", "catalog.css")]
    scripts = (asset for name in ("run.js", "catalog.js", "runs.js") for asset in _script(name, words))
    return (*styles, *scripts, *_script("long.js"), *_script("search.js"))


def site_assets(texts: Iterable[str]) -> Iterable[Asset]:
    """Return the files for a site whose pages have scripts with some texts, each file once."""
    return {asset.name: asset for words in texts for asset in assets(words)}.values()


def _script(name: str, words: str = "") -> tuple[Asset, Asset]:
    source_map = json.loads(_read(f"{name}.map"))
    source_map["sourcesContent"] = [_read(source) for source in source_map["sources"]]
    head = _BANNER + words
    source_map["mappings"] = ";" * head.count("\n") + source_map["mappings"]
    mapped = _asset(f"{name}.map", json.dumps(source_map, ensure_ascii=False, separators=(",", ":")))
    script = _read(name).replace(f"sourceMappingURL={name}.map", f"sourceMappingURL={mapped.name}")
    return _asset(name, head + script), mapped


def _asset(name: str, text: str) -> Asset:
    content = text.encode()
    stem, _, ending = name.partition(".")
    return Asset(f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content)


def _read(name: str) -> str:
    return (_FILES / name).read_bytes().decode().replace("\r\n", "\n")
