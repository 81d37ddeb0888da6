"""Take the pictures of README and home page from the built site: `python scripts/pictures.py`.

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

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).parents[1]
ASSETS = ROOT / "docs" / "assets"
PROCEDURE = "procedures/deploy-shop-002-checkout-redesign/"
STEP = "step-2.2"


def main() -> None:
    """Build, tick some boxes, and write the pictures."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(  # noqa: S603 - the command is this one
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", folder], cwd=ROOT, check=True
        )
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            take(f"http://127.0.0.1:{server.server_port}/")
        finally:
            server.shutdown()


def take(base: str) -> None:
    """Take the pictures of the site at an address."""
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
            "(all, id) => all.findIndex(one => one.htmlFor.startsWith(id))", f"{STEP}/"
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
        browser.close()


if __name__ == "__main__":
    main()
