"""`mkdocs serve`: what changes is built again, and what is wrong is shown in the browser."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, ConfigurationError, PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.pages import Page

from mkdocs_deploy_plugin.hosts.failures import Failures
from mkdocs_deploy_plugin.hosts.watching import Watching
from tests.site.sites import GOOD, GOOD_ID, procedure, write_site
from tests.unit.samples import ROOT

PLAIN = {"name": "mkdocs"}
"""A theme that a server builds quickly, for what has nothing to do with the theme."""

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
    for _ in range(PATIENCE * 10):
        try:
            with urllib.request.urlopen(url, timeout=5) as response:
                html = response.read().decode()
        except urllib.error.HTTPError as error:
            html = error.read().decode()
        except (urllib.error.URLError, TimeoutError, ConnectionError):
            html = ""
        if words in html:
            break
        time.sleep(0.1)
    return html


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """Serve a site; gives its address. What the server said is shown by a test that fails."""
    port = free_port()
    with (config.parent / "log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "serve", "-f", str(config), "-a", f"127.0.0.1:{port}"],
            stdout=log,
            stderr=log,
            env=os.environ,
        )
        try:
            yield f"http://127.0.0.1:{port}/ops/"
            assert server.poll() is None
        finally:
            server.terminate()
            server.wait(timeout=30)
            sys.stdout.write((config.parent / "log").read_text())


def test_a_changed_procedure_is_built_again(tmp_path: Path) -> None:
    config = write_site(tmp_path, procedure())
    with serving(config) as site:
        url = f"{site}procedures/{GOOD_ID}/"
        page = wait_for(url, "one page")
        assert "The checkout becomes one page." in page
        script = re.search(r'src="([^"]*/assets/procedures/run\.[0-9a-f]{8}\.js)"', page)
        assert script is not None
        assert "mkdocs-deploy-plugin" in wait_for(urljoin(url, script[1]), "mkdocs-deploy-plugin")
        file = tmp_path / "procedures" / f"{GOOD_ID}.md"
        file.write_text(GOOD.replace("one page", "two pages"), encoding="utf-8")
        assert "The checkout becomes two pages." in wait_for(url, "two pages")
        # A mistake does not end the server: it is shown on the page.
        file.write_text(GOOD.replace("status: Approved", "status: Aproved"), encoding="utf-8")
        assert "1 finding in this procedure" in wait_for(url, "1 finding")


def test_what_is_wrong_is_shown_until_it_is_mended(tmp_path: Path) -> None:
    right = (ROOT / "mkdocs_deploy_plugin/template/deployment-procedure.md").read_text(encoding="utf-8")
    wrong = right.replace("(choice)", "(choise <b>)")
    config = write_site(
        tmp_path, {**procedure(), "templates/t.md": wrong}, {"template": "templates/t.md"}, theme=PLAIN
    )
    template, settings = tmp_path / "templates" / "t.md", config.read_text(encoding="utf-8")
    with serving(config) as site:
        url = f"{site}procedures/{GOOD_ID}/"
        shown = wait_for(url, "templates/t.md:11:")
        assert "(choise &lt;b&gt;) is not a mark [template-mark]\nDid you mean (choice)?" in shown
        template.write_text(right, encoding="utf-8")
        assert "one page" in wait_for(url, "one page")
        for _ in range(2):  # MkDocs logs the same message only once.
            shutil.rmtree(template.parent)
            assert "cannot be read: No such file" in wait_for(url, "cannot be read")
            template.parent.mkdir()
            template.write_text(right, encoding="utf-8")
            assert "one page" in wait_for(url, "one page")
        config.write_text(settings.replace("template:", "templates:"), encoding="utf-8")
        assert "unknown option &#x27;templates&#x27;" in wait_for(url, "unknown option")
        config.write_text("site_name: [", encoding="utf-8")
        assert "while parsing a flow" in wait_for(url, "while parsing")
        config.write_text(settings, encoding="utf-8")
        assert "one page" in wait_for(url, "one page")


def test_folders_that_come_and_go_are_watched(tmp_path: Path) -> None:
    config = write_site(tmp_path, {}, {"folder": "procedures"}, theme=PLAIN)
    settings = config.read_text(encoding="utf-8")

    def write(folder: str, words: str) -> None:
        (tmp_path / folder).mkdir(exist_ok=True)
        text = GOOD.replace("one page", words)
        (tmp_path / folder / f"{GOOD_ID}.md").write_text(text, encoding="utf-8")

    with serving(config) as site:
        url = f"{site}procedures/{GOOD_ID}/"
        assert "Home" in wait_for(site, "Home")
        write("procedures", "one page")
        assert "one page" in wait_for(url, "one page")
        (tmp_path / "procedures").rename(tmp_path / "away")
        assert "404" in wait_for(url, "404")
        (tmp_path / "away").rename(tmp_path / "procedures")
        assert "one page" in wait_for(url, "one page")
        write("procedures", "two pages")
        assert "two pages" in wait_for(url, "two pages")
        config.write_text(settings.replace("folder: procedures", "folder: runbooks"), encoding="utf-8")
        assert "404" in wait_for(url, "404")
        url = f"{site}runbooks/{GOOD_ID}/"
        write("runbooks", "three pages")
        assert "three pages" in wait_for(url, "three pages")
        write("runbooks", "four pages")
        assert "four pages" in wait_for(url, "four pages")


@pytest.mark.parametrize(
    ("error", "reasons"),
    [
        (lambda: _raised(PluginError("one <b>"), Abort("Aborted")), ["one &lt;b&gt;"]),
        (lambda: ConfigurationError("no such file"), ["no such file"]),
        (lambda: Abort("Aborted with 1 warnings"), ["Aborted with 1 warnings"]),
        (lambda: RuntimeError("of a plugin"), ["RuntimeError: of a plugin"]),
        (lambda: PluginError("long " * 1_000), ["long " * 400 + "…"]),
    ],
)
def test_the_reason_for_every_failure_is_shown(
    error: Callable[[], BaseException], reasons: list[str], tmp_path: Path
) -> None:
    failing = [error()]

    def build() -> None:
        for one in failing:
            raise one

    server = LiveReloadServer(build, "127.0.0.1", 0, str(tmp_path))
    server.set_app(lambda *_: [b"built"])
    watching = Watching()
    watching.start(server, tmp_path / "mkdocs.yml")
    Failures(server, watching, None)
    try:
        server.builder()
        shown = _get(server, "/")
        assert re.findall("<li>(.*?)</li>", shown, re.DOTALL) == reasons
        name = _get(server, "/livereload-procedures")
        assert name in shown
        failing.clear()
        server.builder()
        assert _get(server, "/") == "built"
        assert _get(server, "/livereload-procedures") != name
    finally:
        watching.stop()
        server.server_close()


def _raised(cause: Exception, error: BaseException) -> BaseException:
    """Return an exception that was raised while another one was handled, as MkDocs does it."""
    error.__context__ = cause
    return error


def _get(server: LiveReloadServer, path: str) -> str:
    app = server.get_app()
    assert app is not None
    return b"".join(app({"PATH_INFO": path}, lambda *_: lambda _: None)).decode()


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
