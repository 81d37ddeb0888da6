"""Relations in a browser: the picture, the pages about all procedures, the keyboard, and axe."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, Served, _serve
from tests.browser.test_accessibility import TAGS
from tests.site.sites import GOOD_ID, procedure
from tests.site.test_relations import CART, FILES, MAIL, depending

PAGES = [
    f"procedures/{CART}/",
    "procedures/dependencies/",
    "procedures/traceability/",
    "procedures/attention/",
]
OURS = ".procedures-relations"
LOOP = "deploy-mail-003-loop"


@pytest.fixture(scope="module")
def related(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Procedures that depend on each other, one of them in a circle."""
    served = _serve(tmp_path_factory.mktemp("related"))
    one = next(served)
    loop = procedure(depending(LOOP, title="إعادة تصميم " * 24), LOOP)
    one.put(
        FILES
        | loop
        | procedure(depending(CART, "deploy-mail-004-other"), "deploy-mail-003-circle")
        | procedure(depending("deploy-mail-003-circle"), "deploy-mail-004-other"),
        fail_on="never",
    )
    yield one
    next(served, None)


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(related: Served, browser: Browser, scheme: str, path: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(related.url(path))
    page.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    for summary in page.locator(f"{OURS} summary").all():
        summary.click()
    page.evaluate("getComputedStyle(document.body).color")
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    response = Axe().run(page, context={"include": [[OURS]]}, options=options)
    found = [
        (violation["id"], node["html"], node["failureSummary"])
        for violation in response.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []
    context.close()


def test_a_box_leads_to_its_page_with_instant_navigation(related: Served, open_page: Open) -> None:
    page = open_page(related.url(f"procedures/{CART}/"))
    page.locator("svg a", has_text=MAIL).hover()
    page.locator("svg a", has_text=MAIL).click()
    page.wait_for_url(f"**/{MAIL}/")
    expect(page.locator("h1").first).to_contain_text("Deployment Procedure")
    # The script of the theme has survived a link that is none of HTML.
    page.evaluate("window.kept = true")
    page.locator(".procedures-relations dd a").first.click()
    page.wait_for_url(f"**/{GOOD_ID}/")
    assert page.evaluate("window.kept")


def test_boxes_are_reached_by_the_keyboard_and_show_it(related: Served, open_page: Open) -> None:
    page = open_page(related.url(f"procedures/{CART}/"))
    box = page.locator("svg a", has_text=MAIL)
    width = "element => getComputedStyle(element.querySelector('rect')).strokeWidth"
    before = box.evaluate(width)
    page.locator(f"{OURS} dd a").last.focus()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    assert box.evaluate(width) != before
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{MAIL}/")


def overflow(page: Page) -> int:
    """Return by how much a page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


@pytest.mark.parametrize("path", PAGES)
def test_a_phone_scrolls_pictures_and_tables_by_themselves(
    related: Served, browser: Browser, path: str
) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800})
    page = context.new_page()
    page.goto(related.url(path))
    expect(page.locator(OURS).first).to_be_attached()
    assert overflow(page) <= 0
    scrolled = page.locator(".procedures-scrolled").first
    if "dependencies" in path:
        assert scrolled.evaluate("element => element.scrollWidth > element.clientWidth")
    context.close()


def test_words_stay_within_their_boxes(related: Served, open_page: Open) -> None:
    page = open_page(related.url("procedures/dependencies/"))
    beyond = page.evaluate(
        """() => [...document.querySelectorAll('.procedures-scrolled :is(a, g)')].filter(group => {
          const box = group.querySelector('rect').getBBox()
          return [...group.querySelectorAll('text')].some(text => {
            const words = text.getBBox()
            return words.x < box.x || words.x + words.width > box.x + box.width
          })
        }).map(group => group.textContent)"""
    )
    assert beyond == []
