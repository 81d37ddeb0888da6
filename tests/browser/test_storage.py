"""A run on a page whose browser stores nothing, and records that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import box, tick
from tests.browser.test_runs import bar, dialog, open_run, press, start, top

BLOCKED = {
    "access": "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name,"
    " { get() { throw new DOMException('denied', 'SecurityError') } })",
    "null": "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name,"
    " { value: null })",
    "write": "Storage.prototype.setItem = () => { throw new DOMException('full') }",
}


@pytest.mark.parametrize("how", BLOCKED)
def test_without_storage_a_run_lives_as_long_as_the_page(
    site: Served, context: BrowserContext, open_page: Open, how: str
) -> None:
    context.add_init_script(BLOCKED[how])
    page = open_page(site.page())
    start(page)
    expect(bar(page)).to_contain_text("Run started, but it is not stored.")
    tick(page)
    page.evaluate("window.sameDocument = true")
    page.locator("a.md-logo, .md-header__button.md-logo").first.click()
    expect(page.locator(".procedures-bar")).to_have_count(0)
    page.go_back()
    expect(box(page)).to_be_checked()
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator(".procedures-warning")).to_contain_text("not storing your work")
    expect(top(page)).to_contain_text("CHG-1")
    expect(open_run(page).get_by_label("Your name")).to_have_value("Dana")
    # The fixture clears the storage of open pages, which this one refuses.
    page.close()


def test_what_was_set_aside_can_be_saved_and_deleted(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.startsWith('procedures:run:'))"
        " localStorage.setItem(key, '{broken')"
    )
    for _ in range(2):
        page.reload()
        expect(page.locator(".procedures-warning")).to_contain_text("could not be read")
    panel = open_run(page, "Other runs")
    with page.expect_download() as download:
        panel.locator(".procedures-aside").get_by_text("Save", exact=True).click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "{broken"
    panel.locator(".procedures-aside").get_by_text("Delete", exact=True).click()
    panel.get_by_text("Delete for good").click()
    press(dialog(page), "Close")
    expect(page.locator(".procedures-warning")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':aside')).length") == 0
