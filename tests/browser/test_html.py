"""No body runs a script in a browser where HTML is not trusted."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.browser.conftest import Served
from tests.payloads import IMAGE, payloads
from tests.site.sites import EXTENSIONS, THEME, build_site, procedure
from tests.site.test_html import MORE, bodies, name_of

EVERY = 1 if os.environ.get("ALL_PAYLOADS") else 5
"""Every fifth text is a sample of all kinds; `ALL_PAYLOADS=1` takes all of them."""

NOTE = """window.ran = [];
for (const name of ["alert", "confirm", "prompt"]) window[name] = text => ran.push(`${name} ${text}`);"""

# Whatever a reader may do to the elements of a page, and where its links lead.
READ = """() => {
  const article = document.querySelector(".procedures-page");
  const attributes = [...article.querySelectorAll("*")].flatMap(element =>
    [...element.attributes].filter(({name}) => name.startsWith("on")).map(({name}) => name));
  for (const element of article.querySelectorAll("*"))
    for (const type of ["mouseover", "focus", "toggle", "error", "load", "animationstart"])
      element.dispatchEvent(new Event(type, {bubbles: true}));
  const protocols = new Set([...article.querySelectorAll("[href], [src]")].map(element =>
    new URL(element.getAttribute("href") ?? element.getAttribute("src"), location).protocol));
  return {
    ran: window.ran,
    attributes,
    protocols: [...protocols].filter(name => !["http:", "https:", "mailto:"].includes(name)),
    config: document.getElementById("__config").tagName,
    bases: document.querySelectorAll("base").length,
    end: document.body.contains(document.querySelector("footer")),
  };
}"""
NOTHING = {"ran": [], "attributes": [], "protocols": [], "config": "SCRIPT", "bases": 0, "end": True}


def built(served: Served, folder: Path, texts: list[str], mode: str) -> None:
    """Build and serve a procedure for each text."""
    served.take_away()
    site: Any = build_site(
        folder,
        bodies(texts) | procedure(),
        {"html": mode, "fail_on": "never"},
        site_url=served.url(),
        theme=THEME | {"features": []},
        markdown_extensions=[*EXTENSIONS, *MORE],
    )
    (served.root / "www").mkdir(exist_ok=True)
    site.folder.rename(served.root / "www" / "ops")


def read(page: Page, served: Served, number: int) -> dict[str, Any]:
    """Return what a page of the site did and has."""
    page.goto(served.page(name_of(number)))
    result: dict[str, Any] = page.evaluate(READ)
    return result


@pytest.fixture
def noting(context: BrowserContext) -> Page:
    """A page that notes what runs, and asks no other host for anything."""
    context.add_init_script(NOTE)
    context.route(lambda url: "127.0.0.1" not in url, lambda route: route.abort())
    return context.new_page()


def test_nothing_runs(noting: Page, empty: Served, tmp_path: Path) -> None:
    texts = payloads()[::EVERY]
    built(empty, tmp_path, texts, "safe")
    results = {text: read(noting, empty, number) for number, text in enumerate(texts)}
    assert {text: result for text, result in results.items() if result != NOTHING} == {}


def test_a_script_of_an_author_is_noticed(noting: Page, empty: Served, tmp_path: Path) -> None:
    built(empty, tmp_path, [IMAGE], "allow")
    assert "alert 1" in read(noting, empty, 0)["ran"]
