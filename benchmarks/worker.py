"""Run the search of a built site in a real Chromium, with the worker that Material's pages use."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--enable-blink-features=ForceEagerMeasureMemory")
WORKERS = "assets/javascripts/workers"
EMPTY = "/-/empty"
"""The path of an empty page."""

_START = """async ([script, index]) => {
  const answer = () => new Promise((resolve, reject) => {
    window.searching.onmessage = (event) => resolve(event.data);
    window.searching.onerror = (event) => reject(new Error(event.message));
  });
  window.ask = (query) => {
    const result = answer();
    window.searching.postMessage({ type: 2, data: query });
    return result;
  };
  const { config, docs } = await (await fetch(index)).json();
  const begin = performance.now();
  window.searching = new Worker(script);
  const ready = answer();
  window.searching.postMessage({ type: 0, data: { config, docs, options: { suggest: true } } });
  const message = await ready;
  if (message.type !== 1) throw new Error("the worker is not ready");
  return performance.now() - begin;
}"""
_ASK = """async (queries) => {
  const found = [];
  for (const query of queries) {
    const { type, data } = await window.ask(query);
    if (type !== 3) throw new Error("the worker returned no result");
    found.push(data.items.slice(0, 10).map((page) => page.map((one) => one.location)));
  }
  return found;
}"""
_MEMORY = "async () => (await performance.measureUserAgentSpecificMemory()).bytes"


class Cost(NamedTuple):
    """The cost of a search.

    Attributes:
        ready: Milliseconds until the search accepts queries.
        cpu: CPU seconds of the page's process until then.
        memory: Memory of the page and its worker at that time, in MiB.
        peak: Peak memory of the page's process, in MiB.
    """

    ready: float
    cpu: float
    memory: float
    peak: float


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        if self.path != EMPTY:
            super().do_GET()
            return
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Empty</title>")

    def end_headers(self) -> None:
        # Only a page that does not share its process may measure its memory.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine. Yield its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the Chromium installed on this machine. Yield the browser."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((path for name in names if (path := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def start(page: Page, site: Path, address: str) -> float:
    """Start the search of the site served at an address. Return the milliseconds until it is ready.

    The page is empty, so that only the search is measured.
    """
    script = next((site / WORKERS).glob("search.*.min.js")).name
    page.goto(f"{address}{EMPTY[1:]}")
    return float(
        page.evaluate(_START, [f"{address}{WORKERS}/{script}", f"{address}search/search_index.json"])
    )


def ask(page: Page, queries: Sequence[str]) -> list[list[list[str]]]:
    """Return, for each query, the addresses in each page found, best match first."""
    results: list[list[list[str]]] = page.evaluate(_ASK, list(queries))
    return results


def cost(browser: Browser, site: Path, address: str) -> Cost:
    """Start the search of a site in a new page. Return its cost beyond that of an empty page."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}{EMPTY[1:]}")
    cpu, peak = _spent()
    ready = start(page, site, address)
    more, most = _spent()
    memory = float(page.evaluate(_MEMORY)) / 2**20
    context.close()
    return Cost(ready, more - cpu, memory, most - peak)


def _spent() -> tuple[float, float]:
    """Return the CPU seconds of the renderer processes, and the peak memory of the largest in MiB."""
    cpu, peak = 0.0, 0.0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes() and _is_ours(process):
                status = (process / "status").read_text(encoding="utf-8")
                peak = max(peak, float(status.split("VmHWM:", 1)[1].split(maxsplit=1)[0]) / 1024)
                times = (process / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[11:13]
                cpu += sum(map(int, times)) / os.sysconf("SC_CLK_TCK")
        except (OSError, IndexError):
            continue  # the process has ended
    return cpu, peak


def _is_ours(process: Path) -> bool:
    """Return whether a process descends from this one."""
    own, number = os.getpid(), int(process.name)
    while number > 1:
        if number == own:
            return True
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
        number = int(stat.rpartition(")")[2].split()[1])
    return False


def entries(site: Path) -> list[dict[str, Any]]:
    """Return the entries of a site's search index."""
    docs: list[dict[str, Any]] = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    return docs
