"""Small MkDocs sites for tests, built by the real MkDocs."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from html import unescape
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

import yaml
from jinja2 import BytecodeCache, Environment, FileSystemLoader
from jinja2.bccache import Bucket
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.plugins import BasePlugin
from mkdocs.theme import Theme

FIXTURES = Path(__file__).parents[1] / "fixtures"
GOOD = (FIXTURES / "good.md").read_text(encoding="utf-8")
GOOD_ID = "deploy-shop-001-checkout"

EXTENSIONS: list[Any] = [
    "admonition",
    "attr_list",
    "md_in_html",
    "tables",
    {"toc": {"permalink": True}},
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.inlinehilite",
    "pymdownx.superfences",
    {"pymdownx.tabbed": {"alternate_style": True}},
]

THEME: dict[str, Any] = {
    "name": "material",
    "font": False,
    "features": ["navigation.instant"],
    "palette": {"scheme": "default"},
}


@dataclass(frozen=True)
class Built:
    """A built site: its folder and what MkDocs logged."""

    folder: Path
    log: list[logging.LogRecord]

    def read(self, path: str) -> str:
        return (self.folder / path).read_text(encoding="utf-8")

    def page(self, procedure: str = GOOD_ID) -> str:
        return self.read(f"procedures/{procedure}/index.html")

    def article(self, procedure: str = GOOD_ID) -> str:
        """Return what stands within the procedure's own article."""
        html = self.page(procedure)
        start = html.index('<article class="procedures-page"')
        return html[start : html.index("</article>", start)]

    def messages(self, level: int) -> list[str]:
        return [record.getMessage() for record in self.log if record.levelno == level]


class Records(logging.Handler):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


class Compiled(BytecodeCache):
    """The templates of themes, compiled once for all sites: half of what a small site costs."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.code.get(bucket.key):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()


class Listed(FileSystemLoader):
    """Lists the files of installed themes once for all sites; Material has 14,000 icons, which are hidden."""

    def list_templates(self) -> list[str]:
        return sorted({name for folder in self.searchpath for name in _names(folder)})


def _names(folder: str) -> Iterable[str]:
    """Return the names of a theme's files; those that are hidden are none of a site's."""
    return (
        _installed(folder)
        if "site-packages" in Path(folder).parts
        else FileSystemLoader(folder).list_templates()
    )


@cache
def _installed(folder: str) -> tuple[str, ...]:
    return tuple(name for name in FileSystemLoader(folder).list_templates() if not name.startswith("."))


@contextmanager
def quick_themes() -> Iterator[None]:
    """Read the templates of themes once, whatever builds the sites."""
    get_env = Theme.get_env

    def quick(theme: Theme) -> Environment:
        environment: Environment = get_env(theme)
        environment.bytecode_cache = COMPILED
        environment.loader = Listed(list(theme.dirs))
        return environment

    with patch.object(Theme, "get_env", quick):
        yield


def write_site(
    root: Path,
    files: Mapping[str, str | bytes],
    options: Mapping[str, Any] | None = None,
    plugin: bool = True,
    **config: Any,
) -> Path:
    """Write the files of a site and its `mkdocs.yml`. Gives the path of the latter."""
    for name, content in {"docs/index.md": "# Home\n", **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    settings: dict[str, Any] = {
        "site_name": "Site",
        "site_url": "https://docs.example/ops/",
        "theme": THEME,
        "markdown_extensions": EXTENSIONS,
        "plugins": ["search", *([{"procedures": dict(options or {})}] if plugin else [])],
        **config,
    }
    path = root / "mkdocs.yml"
    path.write_text(yaml.safe_dump(settings, sort_keys=False), encoding="utf-8")
    return path


def build_site(
    root: Path,
    files: Mapping[str, str | bytes],
    options: Mapping[str, Any] | None = None,
    plugin: bool = True,
    strict: bool = False,
    command: Literal["build", "serve"] = "build",
    neighbour: BasePlugin[Any] | None = None,
    **config: Any,
) -> Built:
    """Write a site and build it, perhaps with one more plugin. Raises what MkDocs raises."""
    path = write_site(root, files, options, plugin, **config)
    handler = Records()
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    level = logger.level
    logger.setLevel(logging.INFO)
    loaded: MkDocsConfig | None = None
    try:
        loaded = load_config(str(path), strict=strict)
        if neighbour is not None:
            loaded.plugins["neighbour"] = neighbour
        loaded.plugins.on_startup(command=command, dirty=False)
        with quick_themes():
            build(loaded, serve_url="http://127.0.0.1:8000/" if command == "serve" else None)
    finally:
        if loaded is not None:
            loaded.plugins.on_shutdown()
        logger.removeHandler(handler)
        logger.setLevel(level)
    return Built(root / "site", handler.records)


def procedure(text: str = GOOD, procedure_id: str = GOOD_ID) -> dict[str, str]:
    """Return the file of a procedure, the good one or one made of it."""
    return {f"procedures/{procedure_id}.md": text.replace(GOOD_ID, procedure_id)}


def changed(*pairs: tuple[str, str]) -> str:
    """Return the good procedure with parts of it replaced, each of which stands there once."""
    text = GOOD
    for old, new in pairs:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


def place_of(text: str, part: str) -> tuple[int, int]:
    """Return line and column of what stands once in a text."""
    assert text.count(part) == 1
    before = text[: text.index(part)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def text_of(html: str) -> str:
    """Return the words of HTML."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())
