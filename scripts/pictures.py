"""Take the screenshots for the README, home page and guides: `python scripts/pictures.py`.

Needs the test extras and a Chromium; builds the site into a temporary folder.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "docs" / "assets"
PROCEDURE = "procedures/deploy-shop-002-checkout-redesign/"
STEP = "step-2.2"
RELATED = "procedures/deploy-data-002-postgresql-major-upgrade/"


def main() -> None:
    """Build the site, serve it, and take the screenshots."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - the command is fixed
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder], cwd=ROOT, check=True
        )
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            take(f"http://127.0.0.1:{server.server_port}/")
        finally:
            server.shutdown()


def take(base: str) -> None:
    """Take the screenshots of the site at an address."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    ASSETS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        page = browser.new_page(viewport={"width": 1240, "height": 700})
        page.goto(f"{base}{PROCEDURE}")
        labels = page.locator("li[data-item] > label")
        target = page.locator(f'[id="{STEP}"] ~ ul li[data-item] > label').first
        before = labels.evaluate_all(
            "(labels, id) => labels.findIndex(label => label.htmlFor.startsWith(id))", f"box:{STEP}/"
        )
        for number in range(before):
            labels.nth(number).dispatch_event("click")
        target.dispatch_event("click")
        page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
        page.wait_for_timeout(500)
        page.evaluate(f"scrollTo(0, document.getElementById('{STEP}').getBoundingClientRect().top - 220)")
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=ASSETS / "screenshot-procedure.png")
        find(browser, base)
        walk(browser, f"{base}{PROCEDURE}")
        browser.close()


def find(browser: Browser, base: str) -> None:
    """Take the screenshots of the three ways to find a procedure."""
    page = browser.new_page(viewport={"width": 1100, "height": 620})

    def picture(name: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(1000)
        page.screenshot(path=ASSETS / f"find-{name}.png")

    page.goto(f"{base}procedures/")
    page.get_by_role("textbox", name="Search").fill("PRD-112")
    page.locator(".md-search-result__item").first.wait_for()
    picture("search")
    page.goto(f"{base}procedures/?status=Approved&status=In+Review&risk=High&sort=-reviewed")
    page.locator("summary", has_text="Status").click()
    picture("catalog")
    page.goto(f"{base}{RELATED}#back-links")
    page.locator("#back-links").evaluate("e => scrollTo(0, e.getBoundingClientRect().top + scrollY - 80)")
    picture("relations")
    page.close()


def walk(browser: Browser, address: str) -> None:
    """Take the screenshots of the operators' guide, in the order of a deployment."""
    page = browser.new_page(viewport={"width": 900, "height": 620})
    page.goto(address)
    dialog = page.locator("dialog[open].procedures-dialog")
    bar = page.locator(".procedures-bar")

    def picture(name: str) -> None:
        page.mouse.move(0, 0)
        page.wait_for_timeout(500)
        page.screenshot(path=ASSETS / f"run-{name}.png")

    page.get_by_role("button", name="Start a run").click()
    dialog.get_by_label("Your name").fill("Dana Okafor")
    dialog.get_by_label("Ticket").fill("CHG-1204")
    picture("start")
    dialog.get_by_role("button", name="Start", exact=True).click()
    bar.get_by_role("button", name="real run").click()
    dialog.locator("summary", has_text="Values").click()
    field = dialog.get_by_label("release:")
    field.fill("latest and greatest")
    field.press("Tab")
    dialog.locator("summary", has_text="Values").evaluate("e => e.scrollIntoView()")
    picture("values")
    for name in ("release", "chart", "previous_revision"):
        field = dialog.get_by_label(f"{name}:")
        field.fill(str(field.get_attribute("placeholder")))
        field.press("Tab")
    page.keyboard.press("Escape")
    items = page.locator(f'[id="{STEP}"] ~ ul').first.locator("[data-item]")
    items.nth(0).locator("label").click()
    items.nth(1).get_by_role("button", name="More").click()
    dialog.get_by_role("textbox").fill("One of six pods is still pending")
    picture("item")
    dialog.get_by_role("button", name="failed").click()
    page.evaluate(
        f"scrollTo(0, document.getElementById('{STEP}').getBoundingClientRect().top + scrollY - 80)"
    )
    picture("step")
    bar.get_by_role("button", name="Rollback", exact=True).click()
    picture("rollback")
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="real run").click()
    dialog.locator("summary", has_text="Finish").click()
    dialog.get_by_role("button", name="aborted").click()
    page.evaluate("scrollTo(0, 0)")
    picture("finish")


if __name__ == "__main__":
    main()
