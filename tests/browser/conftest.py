"""A real Chromium, and built sites served below a sub-path on this machine."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, expect, sync_playwright

from tests.browser.fonts import NARROWEST, SETS, font_files, missing, write_fontconfig
from tests.site.sites import GOOD, GOOD_ID, THEME, build_site, procedure
from tests.site.test_relations import FILES, depending

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 1280, 900
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
    built: dict[str, Path] = field(default_factory=dict)

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
        extensions: Sequence[object] = (),
        **options: object,
    ) -> None:
        """Serve a site below `/<site>/`, in the place of one that was there; build it if it is a new one.

        `features` are those of the theme besides instant navigation; without `extensions`, the site has the
        usual ones.
        """
        key = repr((files, site, features, repo_url, extensions, options))
        if key not in self.built:
            # The address has to be the right one: instant navigation compares it with the sitemap.
            theme = THEME | {"features": [*THEME["features"], *features]}
            root = self.root / f"build-{len(self.built)}"
            url = self.url(site=site)
            config: dict[str, Any] = {"markdown_extensions": list(extensions)} if extensions else {}
            built = build_site(root, files, options, site_url=url, theme=theme, repo_url=repo_url, **config)
            self.built[key] = built.folder
        self.take_away(site)
        shutil.copytree(self.built[key], self.root / "www" / site)

    def take_away(self, site: str = "ops") -> None:
        shutil.rmtree(self.root / "www" / site, ignore_errors=True)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as playwright:
        yield playwright


def chromium() -> str:
    """Return the path of the machine's Chromium."""
    path = next((found for name in CHROMIUM_NAMES if (found := shutil.which(name))), None)
    assert path is not None, "no Chromium: run scripts/chromium.sh"
    return path


def launch(playwright: Playwright, fontconfig: Path | None, *arguments: str) -> Browser:
    """Start Chromium with the fonts that a file of fontconfig names, or with those of the machine."""
    env: dict[str, str | float | bool] = dict(os.environ)
    if fontconfig is not None:
        env["FONTCONFIG_FILE"] = str(fontconfig)
    return playwright.chromium.launch(executable_path=chromium(), args=[*ARGUMENTS, *arguments], env=env)


def fontconfig_of(name: str, factory: pytest.TempPathFactory) -> Path | str:
    """Return a file of fontconfig for a set of fonts, or why there is none; in CI on Linux, fail instead."""
    if not sys.platform.startswith("linux"):
        return f"fonts {name}: Chromium takes its fonts from fontconfig on Linux alone"
    files = font_files()
    if absent := missing(SETS[name], files):
        reason = f"fonts {name}: no {', '.join(absent)}; scripts/chromium.sh installs {SETS[name].packages}"
        if os.environ.get("CI"):
            pytest.fail(reason)
        return reason
    return write_fontconfig(SETS[name], files, factory.mktemp(f"fonts-{name}"))


@pytest.fixture(scope="session")
def browser(playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    fontconfig = fontconfig_of(NARROWEST, tmp_path_factory)
    browser = launch(playwright, fontconfig if isinstance(fontconfig, Path) else None)
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


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    yield from _serve(tmp_path_factory.mktemp("empty"))


@pytest.fixture
def empty(served: Served) -> Served:
    """A server without a site. A site that a test has put is kept, and not built again for another test."""
    served.take_away()
    return served


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


@pytest.fixture(scope="session")
def related(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Procedures that depend on each other, two of them in a circle, with titles that are hard to lay out."""
    serving = _serve(tmp_path_factory.mktemp("related"))
    related = next(serving)
    loop, circle, other = "deploy-mail-003-loop", "deploy-mail-003-circle", "deploy-mail-004-other"
    related.put(
        FILES
        | procedure(depending(loop, title="إعادة تصميم " * 24), loop)
        | procedure(depending(CART, other, title="Summer women menu mockup"), circle)
        | procedure(depending(circle), other),
        fail_on="never",
    )
    yield related
    next(serving, None)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A context for a test that gives it a script or a clock; all others share one, which is quicker."""
    context = browser.new_context()
    yield context
    context.close()


@pytest.fixture(scope="session")
def shared(browser: Browser) -> Iterator[Page]:
    """A page that `open_page` brings back to its first state before each test."""
    context = browser.new_context()
    yield context.new_page()
    context.close()


def renew(page: Page, url: str) -> None:
    """Take from a page all that a test has left in it and all that is stored for an address."""
    context = page.context
    for other in context.pages:
        if other is not page:
            other.close()
    context.clear_cookies()
    context.clear_permissions()
    page.goto("about:blank")
    # A clock or a script stays with the page for good: a test that needs one asks for `context`.
    assert page.evaluate("Date.toString()").endswith("{ [native code] }"), "the shared page has another clock"
    page.emulate_media(media="null", color_scheme="null", reduced_motion="null", forced_colors="null")
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(url))
    session = context.new_cdp_session(page)
    session.send("Page.resetNavigationHistory")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "all"})
    session.detach()


def settled(page: Page) -> Page:
    """Wait until Material has done what it puts off, and return the page.

    It closes its search 125 ms after it has begun, and 100 ms after the last scroll it writes the place into
    the history, be it that of the page which a link has led to since.
    """
    page.wait_for_function("globalThis.document$")
    page.evaluate("new Promise(done => setTimeout(done, 200))")  # Timers of a page end in their order.
    return page


class Open(Protocol):
    """Opens an address in a new page, in a window of a size."""

    def __call__(self, url: str, width: int = ..., height: int = ...) -> Page: ...


@pytest.fixture
def open_page(request: pytest.FixtureRequest) -> Iterator[Open]:
    """Open an address in a new page; no page may report an error of a script."""
    errors: list[str] = []
    own = "context" in request.fixturenames
    pages: list[Page] = []

    def note(error: object) -> None:
        errors.append(str(error))

    def open_it(url: str, width: int = WIDTH, height: int = HEIGHT) -> Page:
        if own or pages:
            context = request.getfixturevalue("context") if own else pages[0].context
            page = context.new_page()
        else:
            page = request.getfixturevalue("shared")
            renew(page, url)
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.on("pageerror", note)
        page.goto(url)
        return page

    yield open_it
    for page in pages:
        page.remove_listener("pageerror", note)
        if not page.is_closed() and page.url != "about:blank":
            page.evaluate("sessionStorage.clear()")
    assert errors == []
