"""Measure a run: a tick in a procedure with many items, the start of the script, and the alignment of builds.

Run it with `python -m benchmarks.browser`. Needs the test extras and a Chromium.
"""

from __future__ import annotations

import argparse
import json
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
from tests.javascript import run_node

TICK, START, ALIGN = 16, 50, 20
"""Targets for the median, in milliseconds."""

# The click handler stores and renders before it returns; only the layout is left after it.
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
# Measures the script itself: its own lines, and its work on the page that the theme passes to it.
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
    parser.add_argument("--items", type=int, default=150, help="number of items (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=7, help="number of page loads (default: %(default)s)")
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
    print(f"A procedure with {options.items} items, {options.rounds} rounds:\n")
    print("| | min | median | max | target |\n|---|---|---|---|---|")
    aligned = f"align {2 * options.items} items"
    for name, times, target in (
        ("tick", ticks, TICK),
        ("start", starts, START),
        (aligned, _align(2 * options.items, 20 * options.rounds), ALIGN),
    ):
        median = statistics.median(times)
        met = "met" if median <= target else "missed"
        print(
            f"| {name} | {min(times):.1f} ms | {median:.1f} ms | {max(times):.1f} ms | {target} ms: {met} |"
        )


def _align(items: int, rounds: int) -> list[float]:
    """Return the times of aligning two builds with a number of items, in milliseconds."""
    done = run_node("benchmarks/align.js", str(items), str(rounds))
    if done.returncode:
        raise BenchmarkError(done.stderr)
    times: list[float] = json.loads(done.stdout)
    return times


def _build(folder: Path, items: int) -> str:
    """Build a site with one procedure with the given number of items. Return the path of its page."""
    site = folder / "site"
    generate(site, 1)
    source = next((site / "procedures").rglob("deploy-*.md"))
    text = source.read_text(encoding="utf-8")
    missing = items - text.count("- [ ] ")
    if missing < 0:
        raise BenchmarkError(f"the procedure already has {-missing} more items")
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
    """Return the times of all ticks and all starts, in milliseconds."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    ticks: list[float] = []
    starts: list[float] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for _ in range(rounds):
            more, start = _round(browser, address)
            # A step without checks has one more.
            if len(more) < items:
                raise BenchmarkError(f"the page has {len(more)} items, not {items}")
            ticks += more
            starts.append(start)
        browser.close()
    return ticks, starts


def _round(browser: Browser, address: str) -> tuple[list[float], float]:
    """Open the page in a new profile, tick all items, reopen it. Return the ticks and the second start."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    page.locator(".procedures-face").wait_for()
    ticks = page.evaluate(_TICKS)

    def observed(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=_BEGIN + response.text() + _END)

    # The second load reads a run with all items.
    page.route("**/assets/procedures/run.*.js", observed)
    page.goto(address)
    page.wait_for_function("window.proceduresStart !== undefined")
    # If the theme passes the page immediately, the time of the script includes it.
    start = max(float(page.evaluate(f"window.procedures{name}")) for name in ("Spent", "Start"))
    context.close()
    return ticks, start


if __name__ == "__main__":
    main()
