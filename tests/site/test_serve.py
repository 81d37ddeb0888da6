"""`mkdocs serve`: a page is built again when its procedure changes."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from tests.site.sites import GOOD, GOOD_ID, procedure, write_site

PATIENCE = 60
"""Seconds until a server that does nothing is given up; a server that works needs a few."""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(url: str, words: str) -> str:
    """Return the page once it holds some words; what it held last otherwise."""
    html = ""
    for _ in range(PATIENCE * 4):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                html = response.read().decode()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            html = ""
        if words in html:
            break
        time.sleep(0.25)
    return html


def test_a_changed_procedure_is_built_again(tmp_path: Path) -> None:
    config = write_site(tmp_path, procedure())
    port = free_port()
    url = f"http://127.0.0.1:{port}/ops/procedures/{GOOD_ID}/"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-f", str(config), "-a", f"127.0.0.1:{port}"],
            stdout=log,
            stderr=log,
            env=os.environ,
        )
        try:
            page = wait_for(url, "one page")
            assert "The checkout becomes one page." in page, (tmp_path / "log").read_text()
            script = re.search(r'src="([^"]*/assets/procedures/run\.[0-9a-f]{8}\.js)"', page)
            assert script is not None
            assert "mkdocs-deploy-plugin" in wait_for(urljoin(url, script[1]), "mkdocs-deploy-plugin")
            file = tmp_path / "procedures" / f"{GOOD_ID}.md"
            file.write_text(GOOD.replace("one page", "two pages"), encoding="utf-8")
            assert "The checkout becomes two pages." in wait_for(url, "two pages")
            # A mistake does not end the server: it is shown on the page.
            file.write_text(GOOD.replace("status: Approved", "status: Aproved"), encoding="utf-8")
            assert "1 finding in this procedure" in wait_for(url, "1 finding")
            assert server.poll() is None
        finally:
            server.terminate()
            server.wait(timeout=30)


def test_a_build_that_fails_leaves_nothing_for_the_next(tmp_path: Path) -> None:
    """`mkdocs serve` keeps the instance of a plugin that has `on_startup` for all its builds."""
    write_site(tmp_path, procedure(GOOD))
    tags: dict[str, Any] = {}

    def config() -> MkDocsConfig:
        loaded = load_config(str(tmp_path / "mkdocs.yml"), site_dir=str(tmp_path / "site"))
        loaded.plugins.events["post_page"].append(remember)
        return loaded

    def remember(output: str, *, page: Page, **_: object) -> str:
        tags[page.file.src_uri] = page.meta.get("tags")
        return output

    def fail(context: Any, *, page: Page, **_: object) -> None:
        if page.file.src_uri.startswith("procedures/deploy-"):
            raise RuntimeError("while the search reads the page")

    build(config())
    before, tags = tags, {}
    failing = config()
    assert failing.plugins["procedures"] is config().plugins["procedures"]
    events = failing.plugins.events["page_context"]
    begins = next(n for n, event in enumerate(events) if "_before_search" in repr(event))
    events.insert(begins + 1, fail)
    with pytest.raises(RuntimeError):
        build(failing)
    tags.clear()
    build(config())
    assert tags == before
