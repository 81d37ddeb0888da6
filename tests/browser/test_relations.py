"""Relations in a browser: the picture, the pages about all procedures, the keyboard, and axe."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open, Served
from tests.browser.test_accessibility import violations
from tests.site.sites import GOOD_ID
from tests.site.test_relations import CART, MAIL

PAGES = [
    f"procedures/{CART}/",
    "procedures/dependencies/",
    "procedures/traceability/",
    "procedures/attention/",
]
OURS = ".procedures-relations"


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(related: Served, open_page: Open, path: str) -> None:
    page = open_page(related.url(path))
    for summary in page.locator(f"{OURS} summary").all():
        summary.click()
    assert violations(page, OURS) == []


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
    # First the picture, which can be scrolled, then its boxes.
    page.keyboard.press("Tab")
    expect(page.locator(".procedures-scrolled").first).to_be_focused()
    page.keyboard.press("Tab")
    expect(box).to_be_focused()
    assert box.evaluate(width) != before
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/{MAIL}/")
