"""Measure the cost of a picture for a reader: SVG in the page against Mermaid through Material.

Run it with `python -m benchmarks.picture MERMAID`, the path of a `mermaid.min.js`, for example from
`npm install mermaid@11`. Material loads that file from another host; here this machine serves both
sides, so that no time is spent on a network. Needs the test extras and a Chromium.
"""

from __future__ import annotations

import argparse
import gzip
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from functools import partial
from html import escape, unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks.generate import generate

_HEAD = ("picture", "boxes", "side", "picture's bytes", "page's bytes", "with gzip", "time, min / median")
_EITHER = re.compile(rb'<figure class="procedures-fig.*?</figure>|<pre class="mermaid">.*?</pre>', re.S)
_FIGURE = re.compile(r'<figure class="procedures-figure">.*?</figure>', re.S)
_BOX = re.compile(r'<(a|g)(?: class="[^"]*")?(?: xlink:href="([^"]*)")?[^>]*><title>([^<]*)</title>')
# Measures from the start of the navigation to the first frame in which the picture has a size.
_WATCH = """(() => {
  const look = () => {
    const found = document.querySelector(".procedures-figure svg, div.mermaid");
    if (found && found.getBoundingClientRect().height > 20) window.pictureAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})()"""


class _Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass


def main() -> None:
    """Build a site, replace its pictures with Mermaid in a copy, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mermaid", type=Path, help="path of mermaid.min.js")
    parser.add_argument("--count", type=int, default=100, help="number of procedures (default: %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=5, help="page loads of each side (default: %(default)s)"
    )
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        generate(root, options.count)
        config = root / "mkdocs.yml"
        config.write_text(config.read_text().replace("features: [", "features: [navigation.instant, "))
        subprocess.run([sys.executable, "-m", "mkdocs", "build", "-q", "-d", "www/svg"], cwd=root, check=True)
        shutil.copytree(root / "www" / "svg", root / "www" / "mermaid")
        shutil.copy(options.mermaid, root / "www" / "mermaid" / "mermaid.min.js")
        pages = sorted((root / "www" / "svg" / "procedures").glob("deploy-*/index.html"))
        drawn = [(len(_BOX.findall(_figure(page) or "")), page) for page in pages]
        drawn = [(boxes, page) for boxes, page in sorted(drawn) if boxes]
        chosen = {"median": drawn[len(drawn) // 2], "largest": drawn[-1]}
        for page in pages:
            _as_mermaid(root / "www" / "mermaid" / page.relative_to(root / "www" / "svg"))
        _measure(root / "www", chosen, options.rounds, options.mermaid.read_bytes())


def _figure(page: Path) -> str | None:
    match = _FIGURE.search(page.read_text(encoding="utf-8"))
    return match[0] if match else None


def _as_mermaid(page: Path) -> None:
    """Replace the picture of a page with a Mermaid diagram that has the same boxes and links."""
    text = page.read_text(encoding="utf-8")
    match = _FIGURE.search(text)
    if match is None:
        return
    boxes = [(href, unescape(title)) for _, href, title in _BOX.findall(match[0])]
    lines = ["flowchart LR"]
    for number, (href, title) in enumerate(boxes):
        lines.append(f'  n{number}["{title.replace(chr(34), "#quot;")}"]')
        lines += [f"  n{number - 1} --> n{number}"] if number else []
        lines += [f'  click n{number} "{href}"'] if href else []
    block = f'<pre class="mermaid"><code>{escape(chr(10).join(lines))}</code></pre>'
    script = '<script src="../../mermaid.min.js"></script>'
    text = f"{text[: match.start()]}{block}{text[match.end() :]}".replace("</head>", f"{script}</head>")
    page.write_text(text, encoding="utf-8")


def _measure(www: Path, chosen: dict[str, tuple[int, Path]], rounds: int, mermaid: bytes) -> None:
    handler = partial(_Handler, directory=str(www))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    path = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))))
    print(f"mermaid.min.js: {len(mermaid):,} bytes, {len(gzip.compress(mermaid)):,} with gzip\n")
    print(f"| {' | '.join(_HEAD)} |")
    print("|---|---|---|---|---|---|---|")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        for name, (count, page) in chosen.items():
            where = page.relative_to(www / "svg").parent.as_posix()
            times: dict[str, list[float]] = {"svg": [], "mermaid": []}
            for _ in range(rounds):
                for side, taken in times.items():
                    taken.append(_time(browser, f"http://127.0.0.1:{server.server_port}/{side}/{where}/"))
            for side, taken in times.items():
                data = (www / side / where / "index.html").read_bytes()
                match = _EITHER.search(data)
                size = len(match[0]) if match else 0
                print(
                    f"| {name} | {count} | {side} | {size:,} | {len(data):,} | {len(gzip.compress(data)):,} "
                    f"| {min(taken):.0f} / {statistics.median(taken):.0f} ms |"
                )
        browser.close()
    server.shutdown()


def _time(browser: Browser, url: str) -> float:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.add_init_script(_WATCH)
    page.goto(url)
    page.wait_for_function("window.pictureAt", timeout=60_000)
    at = float(page.evaluate("window.pictureAt"))
    context.close()
    return at


if __name__ == "__main__":
    main()
