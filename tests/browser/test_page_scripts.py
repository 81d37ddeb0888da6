"""Scripts that only some pages have: each works once, however a reader gets to its page."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import CART, Open, Served, _serve
from tests.browser.test_checklists import FIRST, keys, tick
from tests.browser.test_runs import start
from tests.site.sites import GOOD, GOOD_ID, THEME, build_site, procedure

FILES = (
    procedure()
    | procedure(GOOD, CART)
    | {"docs/index.md": f"# Home\n\n[One](procedures/{GOOD_ID}.md) [All](procedures/index.md)\n"}
)
POLICY = "script-src 'self'; style-src 'self'"


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site whose home page has nothing that needs a script of ours."""
    serving = _serve(tmp_path_factory.mktemp("plain"))
    served = next(serving)
    served.put(FILES, fail_on="never")
    yield served
    next(serving, None)


def go(page: Page, path: str) -> None:
    """Follow a link to a page of the site, as the theme does it, and wait until it is there."""
    page.evaluate("path => [...document.links].find(({ href }) => href.endsWith(path)).click()", path)
    page.wait_for_url(f"**{path}")


def works(page: Page) -> None:
    """Check that an item has one button for more, and that a click on its box is recorded once."""
    expect(page.locator(f'[data-item="{FIRST}"] > .procedures-more')).to_have_count(1)
    before = recorded(page)
    tick(page)
    assert recorded(page) == before + 1


def recorded(page: Page) -> int:
    """Return how many verdicts on the first item all runs have."""
    texts = [text for key, text in keys(page).items() if ":run:" in key and ":tab:" not in key]
    events = [event for text in texts for event in json.loads(text)["events"]]
    return sum(event["k"] in ("verdict", "undo") for event in events)


def finds(page: Page) -> None:
    """Check that the table of procedures can be searched and sorted, by one set of controls."""
    expect(page.locator(".procedures-controls")).to_have_count(1)
    find = page.get_by_label("Find a procedure")
    find.fill("cart")
    expect(page.locator(".procedures-table tbody tr")).to_have_count(1)
    find.fill("")
    title = page.locator("th[data-name=title]")
    for order in ("ascending", "descending"):
        title.get_by_role("button").click()
        expect(title).to_have_attribute("aria-sort", order)


def test_each_script_works_once_with_instant_navigation(plain: Served, open_page: Open) -> None:
    page = open_page(plain.url())
    assert page.locator("script[src*='assets/procedures/']:not([src*='/search.'])").count() == 0
    page.evaluate("window.isSame = true")
    go(page, f"/procedures/{GOOD_ID}/")
    start(page)
    works(page)
    go(page, "/procedures/")
    finds(page)
    go(page, f"/procedures/{CART}/")
    works(page)
    go(page, f"/procedures/{GOOD_ID}/")
    works(page)
    go(page, "/procedures/")
    finds(page)
    page.go_back()
    page.wait_for_url(f"**/procedures/{GOOD_ID}/")
    works(page)
    page.keyboard.press("Alt+r")
    expect(page.locator("[data-item] > input:focus")).to_have_count(1)
    assert page.evaluate("window.isSame"), "a whole page was loaded"


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_each_script_works_under_a_strict_policy(empty: Served, context: BrowserContext, theme: str) -> None:
    settings = THEME if theme == "material" else {"name": theme, "highlightjs": False}
    root = empty.root / f"strict-{theme}"
    built = build_site(root, FILES, {"fail_on": "never"}, site_url=empty.url(), theme=settings)
    shutil.copytree(built.folder, empty.root / "www" / "ops")
    context.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', "
        "({ blockedURI, sourceFile }) => refused.push(`${blockedURI} ${sourceFile}`))"
    )
    empty.server.policy = POLICY
    try:
        # The themes have inline scripts, which fail here.
        page = context.new_page()
        page.goto(empty.page())
        works(page)
        assert [what for what in page.evaluate("refused") if "assets/procedures/" in what] == []
        page.goto(empty.url("procedures/"))
        finds(page)
        assert [what for what in page.evaluate("refused") if "assets/procedures/" in what] == []
    finally:
        empty.server.policy = ""


@pytest.mark.parametrize("features", [[], ["navigation.instant"]])
def test_each_script_works_on_a_disk(tmp_path: Path, open_page: Open, features: list[str]) -> None:
    theme = THEME | {"features": features}
    built = build_site(
        tmp_path, FILES, {"fail_on": "never"}, site_url="", use_directory_urls=False, theme=theme
    )
    page = open_page((built.folder / "index.html").as_uri())
    page.goto((built.folder / "procedures" / f"{GOOD_ID}.html").as_uri())
    works(page)
    page.goto((built.folder / "procedures" / "index.html").as_uri())
    finds(page)
