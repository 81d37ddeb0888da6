"""A run on a page whose browser stores nothing, and records that cannot be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright, expect

from tests.browser.conftest import ARGUMENTS, Open, Served, chromium
from tests.browser.test_checklists import TOTAL, box, counts, tick
from tests.browser.test_runs import (
    break_runs,
    dialog,
    expect_run,
    open_import,
    open_menu,
    open_runs,
    press,
    start,
    status,
)

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
    expect(status(page)).to_have_text("Run started, but it is not stored.")
    tick(page)
    page.evaluate("window.sameDocument = true")
    page.locator("a.md-logo, .md-header__button.md-logo").first.click()
    expect(page.locator(".procedures-bar")).to_have_count(0)
    page.go_back()
    expect(box(page)).to_be_checked()
    assert page.evaluate("window.sameDocument") is True
    expect(page.locator(".procedures-warning")).to_contain_text("not storing your work")
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(open_menu(page, "Details of the run").get_by_label("Your name")).to_have_value("Dana")
    # The fixture clears the storage of open pages, which this one refuses.
    page.close()


def test_with_all_cookies_blocked_a_run_goes_on(site: Served, playwright: Playwright, tmp_path: Path) -> None:
    # The setting of Chrome that people have: scripts that ask for a storage get an exception.
    (tmp_path / "Default").mkdir()
    setting = {"profile": {"default_content_setting_values": {"cookies": 2}}}
    (tmp_path / "Default" / "Preferences").write_text(json.dumps(setting), encoding="utf-8")
    context = playwright.chromium.launch_persistent_context(
        tmp_path, executable_path=chromium(), args=ARGUMENTS, locale="en-US"
    )
    page = context.new_page()
    page.goto(site.page())
    refused = "() => { try { return localStorage.length } catch (error) { return error.name } }"
    assert page.evaluate(refused) == "SecurityError"
    start(page)
    tick(page)
    page.locator(".md-sidebar--secondary a[href$='#overview']").click()
    expect(box(page)).to_be_checked()
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    expect(page.locator(".procedures-warning")).to_contain_text("not storing your work")
    with page.expect_download() as download:
        press(page.locator(".procedures-warning"), "Save JSON")
    record = Path(download.value.path()).read_text(encoding="utf-8")
    other = context.new_page()
    other.goto(site.page())
    panel = open_import(other)
    panel.get_by_label("Or paste a record").fill(record)
    press(panel, "Import")
    expect(box(other)).to_be_checked()
    expect(other.locator(".procedures-about")).to_contain_text("CHG-1")
    context.close()


def test_what_was_set_aside_can_be_saved_and_deleted(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    break_runs(page)
    for _ in range(2):
        page.reload()
        expect(page.locator(".procedures-warning")).to_contain_text("could not be read")
    panel = open_runs(page)
    with page.expect_download() as download:
        panel.locator(".procedures-aside").get_by_text("Save", exact=True).click()
    assert Path(download.value.path()).read_text(encoding="utf-8") == "{broken"
    panel.locator(".procedures-aside").get_by_text("Delete", exact=True).click()
    panel.get_by_text("Delete for good").click()
    press(dialog(page), "Close")
    expect(page.locator(".procedures-warning")).to_be_hidden()
    assert page.evaluate("Object.keys(localStorage).filter(key => key.includes(':aside')).length") == 0
