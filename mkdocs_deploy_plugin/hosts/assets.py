"""The style sheets and scripts that pages with checklists need.

Each is published under a name with a hash of its content, so that no page gets a file of another version from
a cache. A script is made of the modules in the folder of its name: `make scripts`.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import cache
from importlib import resources

from mkdocs_deploy_plugin import __version__

_BANNER = f"/*! mkdocs-deploy-plugin {__version__} | MIT */\n"
_FILES = resources.files("mkdocs_deploy_plugin") / "assets"


@dataclass(frozen=True)
class Asset:
    """A file for the site."""

    name: str
    content: bytes


@cache
def assets() -> tuple[Asset, ...]:
    """Return the style sheets, the scripts, and the source maps of the scripts."""
    styles = [_asset(name, _BANNER + _read(name)) for name in ("procedures.css", "catalog.css")]
    return (*styles, *_script("run.js"), *_script("catalog.js"))


def _script(name: str) -> tuple[Asset, Asset]:
    source_map = json.loads(_read(f"{name}.map"))
    source_map["sourcesContent"] = [_read(source) for source in source_map["sources"]]
    source_map["mappings"] = f";{source_map['mappings']}"  # nothing of the first line, the banner
    mapped = _asset(f"{name}.map", json.dumps(source_map, ensure_ascii=False, separators=(",", ":")))
    script = _read(name).replace(f"sourceMappingURL={name}.map", f"sourceMappingURL={mapped.name}")
    return _asset(name, _BANNER + script), mapped


def _asset(name: str, text: str) -> Asset:
    content = text.encode()
    stem, _, ending = name.partition(".")
    return Asset(f"{stem}.{hashlib.sha256(content).hexdigest()[:8]}.{ending}", content)


def _read(name: str) -> str:
    return (_FILES / name).read_bytes().decode().replace("\r\n", "\n")
