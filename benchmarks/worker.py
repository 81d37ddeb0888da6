"""The search of a built site in a real Chromium: the very worker that Material's pages use."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--enable-blink-features=ForceEagerMeasureMemory")
WORKERS = "assets/javascripts/workers"

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
    if (type !== 3) throw new Error("the worker gave no result");
    found.push(data.items.slice(0, 10).map((page) => page.map((one) => one.location)));
  }
  return found;
}"""
_MEMORY = "async () => (await performance.measureUserAgentSpecificMemory()).bytes"


class Cost(NamedTuple):
    """What a search needs: milliseconds until it is ready, MiB of the page then, and at most meanwhile."""

    ready: float
    memory: float
    peak: float


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def end_headers(self) -> None:
        # Only a page that shares its process with no other may measure its memory.
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
        self.send_header("Cross-Origin-Embedder-Policy", "require-corp")
        super().end_headers()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on this machine; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium of this machine."""
    names = ("chromium", "chromium-browser", "google-chrome")
    path = next((found for name in names if (found := shutil.which(name))), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        yield browser
        browser.close()


def start(page: Page, site: Path, address: str) -> float:
    """Start the search of a site that is served there. Gives the milliseconds until it is ready.

    The page is an empty one, so that nothing but the search is measured.
    """
    script = next((site / WORKERS).glob("search.*.min.js")).name
    page.goto(f"{address}search/search_index.json")
    page.set_content("")
    return float(
        page.evaluate(_START, [f"{address}{WORKERS}/{script}", f"{address}search/search_index.json"])
    )


def ask(page: Page, queries: Sequence[str]) -> list[list[list[str]]]:
    """Give, for each query, the addresses of each page that is found, the best ones first."""
    found: list[list[list[str]]] = page.evaluate(_ASK, list(queries))
    return found


def cost(browser: Browser, site: Path, address: str) -> Cost:
    """Start the search of a site in a page of its own, and give what it needed."""
    context = browser.new_context()
    page = context.new_page()
    ready = start(page, site, address)
    peak = _peak()
    memory = float(page.evaluate(_MEMORY)) / 2**20
    context.close()
    return Cost(ready, memory, peak)


def empty(browser: Browser, address: str) -> float:
    """Give the peak memory of an empty page in MiB: what is needed before there is any search."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}404.html")
    page.set_content("")
    peak = _peak()
    context.close()
    return peak


def _peak() -> float:
    """Give the peak memory of the largest process that draws pages, in MiB."""
    peaks = [0.0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes() and _is_ours(process):
                status = (process / "status").read_text(encoding="utf-8")
                peaks.append(float(status.split("VmHWM:", 1)[1].split(maxsplit=1)[0]) / 1024)
        except (OSError, IndexError):
            continue  # it has ended meanwhile
    return max(peaks)


def _is_ours(process: Path) -> bool:
    """Tell whether a process was started by this one or by one that it has started."""
    own, number = os.getpid(), int(process.name)
    while number > 1:
        if number == own:
            return True
        stat = Path(f"/proc/{number}/stat").read_text(encoding="utf-8")
        number = int(stat.rpartition(")")[2].split()[1])
    return False


def entries(site: Path) -> list[dict[str, Any]]:
    """Give the entries of the index of a site."""
    docs: list[dict[str, Any]] = json.loads((site / "search" / "search_index.json").read_bytes())["docs"]
    return docs
