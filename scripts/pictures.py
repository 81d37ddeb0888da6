"""Take the screenshots for the README, home page and guides: `python scripts/pictures.py [FOLDER]`.

With a folder, take those of a run there as well: on a desk and on a phone, in the light and in the dark.

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
GUIDE = frozenset(
    ("start", "values", "step", "item", "hold", "failed", "rollback", "confirm", "finish", "end", "all")
)
"""The pictures of a run in the guide for operators; that of one step at a time is taken on a phone."""
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
            everything = Path(sys.argv[1]) if len(sys.argv) > 1 else None
            take(f"http://127.0.0.1:{server.server_port}/", everything)
        finally:
            server.shutdown()


def take(base: str, everything: Path | None) -> None:
    """Take the screenshots of the site at an address."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    ASSETS.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
        )
        find(browser, base)
        walk(browser, base, ASSETS, GUIDE)
        walk(browser, base, ASSETS, frozenset(["focus"]), wide=False, dark=True)
        if everything:
            for wide in (True, False):
                for dark in (False, True):
                    folder = everything / f"{'wide' if wide else 'phone'}-{'dark' if dark else 'light'}"
                    folder.mkdir(parents=True, exist_ok=True)
                    walk(browser, base, folder, wide=wide, dark=dark)
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


DONE = """id => {
  const boxes = [...document.querySelectorAll("[data-item] > input")];
  const end = boxes.findIndex(box => box.id === `box:${id}`);
  for (const box of boxes.slice(0, end)) if (!box.checked) box.click();
}"""
"""Tick everything above an item. A hold point has to be released by hand."""

CHANGED = """title => {
  // The second of the five digests is that of the commands.
  const fresh = rev => rev.replace(/\\.[0-9a-f]{12}/, `.${"1".repeat(12)}`);
  const digest = document.querySelector(".procedures-page").dataset.procedureDigest;
  for (const [key, text] of Object.entries(localStorage)) {
    if (!key.includes(":run:")) continue;
    const data = JSON.parse(text.replaceAll(digest, "2".repeat(12)));
    for (const { k, v } of data.events) {
      if (k !== "page") continue;
      for (const item of v.items) if (item.step.startsWith(title)) item.rev = fresh(item.rev);
    }
    localStorage.setItem(key, JSON.stringify(data));
  }
}"""
"""Store the runs as if the commands of a step had been others when they were recorded."""

DISPUTED = """id => {
  for (const [key, text] of Object.entries(localStorage)) {
    if (!key.includes(":run:")) continue;
    const data = JSON.parse(text);
    const { p } = data.events.findLast(({ i }) => i === id);
    const event = { k: "verdict", i: id, p, v: { is: "failed", after: [] }, note: "No superuser on pgb-02" };
    const l = data.events.length + 1;
    data.events.push({ e: "kimsreplica:1", l, t: "2026-11-29T02:31:00.000Z", by: "Kim Ito", ...event });
    localStorage.setItem(key, JSON.stringify(data));
  }
}"""
"""Store the runs as if somebody else had judged an item at the same time."""


def walk(
    browser: Browser,
    base: str,
    folder: Path,
    wanted: frozenset[str] | None = None,
    *,
    wide: bool = True,
    dark: bool = False,
) -> None:
    """Take the pictures of a run, in the order of a deployment.

    Args:
        browser: The browser.
        base: The address of the site.
        folder: Where the pictures go, as `run-<state>.png`.
        wanted: The states to take; all if None.
        wide: Whether in a window of a desk, not on a phone.
        dark: Whether in the dark scheme.
    """
    context = browser.new_context(
        viewport={"width": 1100, "height": 720} if wide else {"width": 390, "height": 780},
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Stockholm",
        locale="en-GB",
    )
    context.clock.install(time="2026-11-29T02:05:00Z")
    page = context.new_page()
    page.goto(f"{base}{RELATED}")
    dialog = page.locator("dialog[open].procedures-dialog").last
    bar = page.locator(".procedures-bar")

    def picture(name: str) -> None:
        if wanted is not None and name not in wanted:
            return
        page.mouse.move(0, 0)
        page.clock.run_for(9000)
        page.wait_for_timeout(300)
        page.screenshot(path=folder / f"run-{name}.png")

    def press(name: str) -> None:
        dialog.get_by_role("button", name=name, exact=True).click()

    def menu(entry: str) -> None:
        bar.get_by_role("button", name="Menu").click()
        press(entry)

    def more(item: str) -> None:
        page.locator(f'[data-item="{item}"] > .procedures-more').dispatch_event("click")

    def judge(item: str, verdict: str, reason: str) -> None:
        more(item)
        dialog.get_by_label("Note (required").fill(reason)
        press(verdict)

    def items(within: str) -> list[str]:
        return [item.get_attribute("data-item") or "" for item in page.locator(f"{within} [data-item]").all()]

    ids = items("article")
    first = {
        step: items(f'.procedures-section:has(> [id="step-{step}"])')[0] for step in ("1.1", "2.3", "2.5")
    }
    hold = page.locator("[data-hold]").first.get_attribute("data-item") or ""

    picture("idle")
    page.get_by_role("button", name="Start a run").click()
    dialog.get_by_label("For real", exact=True).check()
    dialog.get_by_label("Environment").select_option("Production")
    dialog.get_by_label("Ticket", exact=True).fill("CHG-2317")
    dialog.get_by_label("Your name").fill("Dana Okafor")
    picture("start")
    press("Start")
    menu("Values")
    dialog.get_by_label("pg_release:").fill("latest")
    press("Save")
    picture("values")
    dialog.get_by_label("pg_release:").fill("16.11")
    dialog.get_by_label("change:").fill("CHG-2317")
    press("Save")
    page.evaluate(DONE, first["1.1"])
    judge(ids[3], "skipped", "Sam watches the dashboards")
    page.clock.run_for(26 * 60_000)
    page.evaluate(DONE, first["2.3"])
    bar.get_by_role("button", name="Next").click()
    picture("step")
    more(first["2.3"])
    picture("item")
    dialog.locator("summary", has_text="Evidence").click()
    dialog.get_by_label("Output of a command").fill("Latest checkpoint location: 5C/2F0001A8\n" * 3)
    press("Add evidence")
    page.evaluate(DISPUTED, ids[1])
    page.reload()
    page.keyboard.press("Alt+a")
    page.locator(f'[data-item="{ids[1]}"]').scroll_into_view_if_needed()
    picture("conflict")
    judge(ids[1], "done", "Looked together: it does now")
    page.keyboard.press("Alt+a")
    page.evaluate(DONE, hold)
    page.keyboard.press("Alt+r")
    picture("hold")
    page.locator(f'[data-item="{hold}"]').get_by_role("button", name="Release").click()
    dialog.get_by_label("Name of").fill("Hanna Lindqvist")
    picture("release")
    press("Release")
    page.clock.run_for(14 * 60_000)
    judge(first["2.5"], "failed", "pg-orders-02 is not streaming")
    page.keyboard.press("Alt+r")
    picture("failed")
    if not wide:
        page.keyboard.press("Alt+f")
        picture("focus")
        page.keyboard.press("Alt+f")
    bar.get_by_role("button", name="Menu").click()
    picture("menu")
    page.keyboard.press("Escape")
    bar.get_by_role("button", name="Rollback", exact=True).click()
    picture("rollback")
    press("Start the rollback")
    picture("rolling-back")
    page.keyboard.press("Space")
    page.clock.run_for(6 * 60_000)
    for entry, name in (
        ("Sign off", "sign-off"),
        ("Hand over", "hand-over"),
        ("Runs of this document", "runs"),
        ("Keyboard shortcuts", "keys"),
    ):
        menu(entry)
        picture(name)
        page.keyboard.press("Escape")
    menu("Finish")
    dialog.get_by_label("rolled back").check()
    dialog.get_by_label("Reason").fill("Orders are on 14 again; the rest of the rollback is done tomorrow")
    picture("finish")
    press("Finish")
    picture("end")
    page.get_by_role("button", name="Hand over").last.click()
    page.keyboard.press("Escape")
    menu("Reopen")
    press("Reopen")
    page.evaluate(CHANGED, "Step R.1")
    page.reload()
    page.keyboard.press("Alt+r")
    picture("confirm")
    page.goto(f"{base}procedures/runs/")
    page.locator(".procedures-run").first.wait_for()
    picture("all")
    page.goto(f"{base}{RELATED}")
    page.emulate_media(media="print")
    page.locator("[id='step-2.2']").scroll_into_view_if_needed()
    picture("paper")
    context.close()


if __name__ == "__main__":
    main()
