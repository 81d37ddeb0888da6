"""What a run costs in the browser: a tick in a procedure of many items, and the start of the script.

Run it as `python -m benchmarks.browser`. Needs the test extras and a Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, Route, sync_playwright

from benchmarks.generate import generate
from benchmarks.measure import BenchmarkError

TICK, START = 16, 50
"""The targets, in milliseconds, at the median."""

# The click stores and shows before it returns; what is left then is the layout.
_TICKS = """async () => {
  const times = [];
  for (const box of document.querySelectorAll("[data-item] > input")) {
    await new Promise(requestAnimationFrame);
    const begin = performance.now();
    box.click();
    document.body.getBoundingClientRect();
    times.push(performance.now() - begin);
    const stored = Object.entries(localStorage).find(([key]) => key.startsWith("procedures:run:"));
    if (!stored?.[1].includes(JSON.stringify(box.parentElement.dataset.item))) throw new Error("not stored");
  }
  return times;
}"""
# What the script itself takes: its own lines, and what it does with the page that the theme hands it.
_BEGIN = """window.proceduresSpent = -performance.now();
const theirs = document$.subscribe.bind(document$);
document$.subscribe = (mount) => theirs((page) => {
  const begin = performance.now();
  mount(page);
  window.proceduresStart = (window.proceduresStart ?? 0) + performance.now() - begin;
});
"""
_END = "\nwindow.proceduresSpent += performance.now();"


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    """Build a site with one procedure, tick all of its items, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=150, help="how many items the procedure has")
    parser.add_argument("--rounds", type=int, default=7, help="how often the page is opened")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        address = _build(Path(folder), options.items)
        server = ThreadingHTTPServer(
            ("127.0.0.1", 0), partial(_Handler, directory=str(Path(folder) / "site" / "site"))
        )
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            ticks, starts = _measure(
                f"http://127.0.0.1:{server.server_port}/{address}", options.items, options.rounds
            )
        finally:
            server.shutdown()
    print(f"A procedure of {options.items} items, {options.rounds} rounds:\n")
    print("| | min | median | max | target |\n|---|---|---|---|---|")
    for name, times, target in (("tick", ticks, TICK), ("start", starts, START)):
        median = statistics.median(times)
        met = "met" if median <= target else "missed"
        print(
            f"| {name} | {min(times):.1f} ms | {median:.1f} ms | {max(times):.1f} ms | {target} ms: {met} |"
        )


def _build(folder: Path, items: int) -> str:
    """Build the site of one procedure that has so many items. Gives the address of its page."""
    site = folder / "site"
    generate(site, 1)
    source = next((site / "procedures").rglob("deploy-*.md"))
    text = source.read_text(encoding="utf-8")
    missing = items - text.count("- [ ] ")
    if missing < 0:
        raise BenchmarkError(f"the procedure has {-missing} items more than that")
    more = "".join(f"- [ ] Further check {number}\n" for number in range(missing))
    at = text.index("- [ ] ")
    source.write_text(text[:at] + more + text[at:], encoding="utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    subprocess.run(command, cwd=site, check=True)
    page = next((site / "site" / "procedures").glob("*/deploy-*"), None) or next(
        (site / "site" / "procedures").glob("deploy-*")
    )
    return f"{page.relative_to(site / 'site').as_posix()}/"


def _measure(address: str, items: int, rounds: int) -> tuple[list[float], list[float]]:
    """Give the times of all ticks and of all starts, in milliseconds."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    ticks: list[float] = []
    starts: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            more, start = _round(browser, address)
            if len(more) != items:
                raise BenchmarkError(f"the page has {len(more)} items, not {items}")
            ticks += more
            starts.append(start)
        browser.close()
    return ticks, starts


def _round(browser: Browser, address: str) -> tuple[list[float], float]:
    """Open the page with a new profile, tick everything, open it again. Gives the ticks and that start."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator(".procedures-bar").wait_for()
    ticks = page.evaluate(_TICKS)

    def observed(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=_BEGIN + response.text() + _END)

    # The second time, there is a run of all items to read.
    page.route("**/assets/procedures/run.*.js", observed)
    page.goto(address)
    page.wait_for_function("window.proceduresStart !== undefined")
    # Where the theme hands the page over at once, the script's lines include that.
    start = max(float(page.evaluate(f"window.procedures{name}")) for name in ("Spent", "Start"))
    context.close()
    return ticks, start


if __name__ == "__main__":
    main()
