"""Measure a catalog of many procedures in the browser: a facet, a letter, a sort; and its size.

Run it with `python -m benchmarks.catalog`. Needs the test extras and a Chromium. The procedures have only
front matter, so that building the site takes a minute or two instead of ten.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from benchmarks import words
from benchmarks.browser import _Handler
from benchmarks.generate import plans
from benchmarks.measure import BenchmarkError

TARGET = 100
"""The target for the median of each action, in milliseconds."""

_CONFIG = """\
site_name: Catalog
site_url: http://127.0.0.1/
theme: {name: material, font: false, features: [navigation.instant]}
plugins:
  - procedures: {fail_on: never, nav_limit: 0}
nav: [index.md, procedures/index.md]
"""

# Measures the time from the event to the laid-out page. `act` performs an action, given its number.
_TIMES = """async ([act, rounds]) => {
  const doing = new Function("round", act);
  const times = [];
  for (let round = 0; round < rounds; round++) {
    await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
    const before = document.querySelector("tbody").firstChild;
    const begin = performance.now();
    doing(round);
    document.body.getBoundingClientRect();
    document.querySelector(".procedures-table").getBoundingClientRect();
    times.push(performance.now() - begin);
  }
  return times;
}"""
_FACET = """const boxes = document.querySelectorAll(".procedures-facet[open] input[type=checkbox]");
boxes[round % boxes.length].click();"""
_TYPE = """const input = document.querySelector(".procedures-find input");
const text = "billing";
input.value = text.slice(0, round % text.length + 1);
input.dispatchEvent(new Event("input"));"""
_SORT = """const buttons = document.querySelectorAll("thead button");
buttons[round % buttons.length].click();"""
_ALL = """const buttons = document.querySelectorAll(".procedures-rest button");
buttons[1].click();"""


def main() -> None:
    """Build the site, use its catalog, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=5000, help="number of procedures (default: %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=40, help="repetitions of each action (default: %(default)s)"
    )
    parser.add_argument("--work", type=Path, help="folder for the site; reused if it exists")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.work or Path(temporary)
        if not (folder / "site").is_dir():
            began = time.monotonic()
            _build(folder, options.count)
            print(f"built in {time.monotonic() - began:.0f} s", file=sys.stderr)
        html = (folder / "site" / "procedures" / "index.html").read_bytes()
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder / "site")))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            times = _measure(f"http://127.0.0.1:{server.server_port}/procedures/", options.rounds)
        finally:
            server.shutdown()
    packed = len(gzip.compress(html, 9))
    print(f"{options.count} procedures: the page has {len(html):,} bytes, {packed:,} compressed.\n")
    print("| | min | median | max | target |\n|---|---|---|---|---|")
    for name, samples in times.items():
        median = statistics.median(samples)
        target = (
            ""
            if name in ("all rows", "page loaded")
            else f"{TARGET} ms: {'met' if median < TARGET else 'missed'}"
        )
        print(f"| {name} | {min(samples):.1f} ms | {median:.1f} ms | {max(samples):.1f} ms | {target} |")


def _build(folder: Path, count: int) -> None:
    """Build a site of procedures with the authors, specs and projects of a large team."""
    chance = random.Random(1)
    procedures = folder / "procedures"
    procedures.mkdir(parents=True)
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Home\n", encoding="utf-8")
    (folder / "mkdocs.yml").write_text(_CONFIG, encoding="utf-8")
    for plan in plans(count):
        front = {
            "id": plan.id,
            "title": plan.title,
            "status": plan.status,
            "version": f"{chance.randint(0, 9)}.{chance.randint(0, 20)}.{chance.randint(0, 9)}",
            "author": f"{chance.choice(words.PEOPLE)} {chance.randint(1, 10)}",
            "reviewed": f"2026-{chance.randint(1, 11):02}-{chance.randint(1, 28):02}",
            "risk": {"level": chance.choice(("Low", "Medium", "High")), "factors": ["x"]},
            "related_specs": [f"PRD-{chance.randint(1, 500)}" for _ in range(2)],
            "environments": [
                {"name": name} for name in chance.sample(("Production", "Staging", "Test", "DR"), 2)
            ],
        }
        text = f"---\n{json.dumps(front)}\n---\n\n# {plan.title}\n"
        (procedures / f"{plan.id}.md").write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=folder, check=True)


def _measure(address: str, rounds: int) -> Mapping[str, list[float]]:
    """Return the times of each action, in milliseconds."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    times: dict[str, list[float]] = {}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for label in ("Status", "Spec"):
            page = _opened(browser.new_page(), address, label)
            times[f"facet, {label}"] = page.evaluate(_TIMES, [_FACET, rounds])
            page.close()
        for name, act in (("letter typed", _TYPE), ("sort", _SORT)):
            page = _opened(browser.new_page(), address, "Status")
            times[name] = page.evaluate(_TIMES, [act, rounds])
            page.close()
        loads: list[float] = []
        alls: list[float] = []
        for _ in range(5):
            page = _opened(browser.new_page(), address, "Status")
            alls += page.evaluate(_TIMES, [_ALL, 1])
            loads.append(page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"))
            page.close()
        times |= {"all rows": alls, "page loaded": loads}
        browser.close()
    return times


def _opened(page: Page, address: str, label: str) -> Page:
    """Open the catalog and one of its facets."""
    page.goto(address)
    page.locator(".procedures-facet > summary", has_text=label).click()
    if not page.locator(".procedures-facet[open] input[type=checkbox]").count():
        raise BenchmarkError(f"the facet {label} has no values")
    return page


if __name__ == "__main__":
    main()
