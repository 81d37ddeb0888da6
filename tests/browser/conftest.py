"""A real Chromium, and built sites served below a sub-path on this machine."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.site.sites import GOOD, GOOD_ID, THEME, build_site, procedure

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
CART = "deploy-shop-002-cart"

# How long an expectation waits before it fails; on a busy machine, five seconds are not much.
expect.set_options(timeout=20_000)


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        self.send_header("Cache-Control", "no-store")
        policy = getattr(self.server, "policy", "")
        if policy:
            self.send_header("Content-Security-Policy", policy)
        super().end_headers()


class _Server(ThreadingHTTPServer):
    """A server with a Content-Security-Policy that tests can set; a reader who leaves is no error."""

    policy = ""

    def handle_error(self, request: object, client_address: object) -> None:
        pass


@dataclass
class Served:
    """A folder that is served: put sites into it, and open their pages."""

    root: Path
    server: _Server
    builds: int = field(default=0)

    def url(self, path: str = "", site: str = "ops") -> str:
        return f"http://127.0.0.1:{self.server.server_port}/{site}/{path}"

    def page(self, procedure_id: str = GOOD_ID, site: str = "ops") -> str:
        return self.url(f"procedures/{procedure_id}/", site)

    def put(
        self,
        files: dict[str, str],
        site: str = "ops",
        features: Sequence[str] = (),
        repo_url: str = "",
        **options: object,
    ) -> None:
        """Build a site and serve it below `/<site>/`, in the place of one that was there.

        `features` are those of the theme besides instant navigation.
        """
        self.builds += 1
        # The address has to be the right one: instant navigation compares it with the sitemap.
        theme = THEME | {"features": [*THEME["features"], *features]}
        root = self.root / f"build-{self.builds}"
        built = build_site(root, files, options, site_url=self.url(site=site), theme=theme, repo_url=repo_url)
        shutil.rmtree(self.root / "www" / site, ignore_errors=True)
        shutil.copytree(built.folder, self.root / "www" / site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    assert path is not None, "no Chromium: run scripts/chromium.sh"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


def _serve(root: Path) -> Iterator[Served]:
    (root / "www").mkdir()
    server = _Server(("127.0.0.1", 0), partial(_Handler, directory=str(root / "www")))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(root, server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Served]:
    """A server without a site."""
    yield from _serve(tmp_path)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The good procedure and a second one, below two paths; and an ordinary page."""
    served = _serve(tmp_path_factory.mktemp("served"))
    one = next(served)
    text = GOOD.replace("The rollback is Step R.1.", f"The rollback is Step R.1. Then `{CART}`.")
    files = (
        procedure(text)
        | procedure(GOOD, CART)
        | {"docs/page.md": "# Page\n\n**Do:**\n- [ ] one\n- [ ] two\n"}
    )
    one.put(files, checklists="all")
    shutil.copytree(one.root / "www" / "ops", one.root / "www" / "other")
    yield one
    next(served, None)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    yield context
    context.close()


Open = Callable[[str], Page]


@pytest.fixture
def open_page(context: BrowserContext) -> Iterator[Open]:
    """Open an address in a new page; no page may report an error of a script."""
    errors: list[str] = []

    def open_it(url: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(url)
        return page

    yield open_it
    assert errors == []
