"""A shared status stays read-only until the reader leaves it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import box, tick
from tests.browser.test_runs import bar, copied, dialog, open_run, press, start, top


def test_a_status_stays_until_it_is_left(site: Served, browser: Browser, open_page: Open) -> None:
    theirs = browser.new_context()
    page, other = open_page(site.page()), theirs.new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    tick(page)
    open_run(page, "Record")
    press(dialog(page), "Copy status link")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('#run='))")
    other.goto(copied(page))
    for change in (
        "location.hash = 'step-1.1'",
        "history.replaceState(history.state, '', '#step-2.1');"
        " document.dispatchEvent(new Event('visibilitychange'))",
        "location.reload()",
    ):
        other.evaluate(change)
        expect(top(other)).to_contain_text("Read-only.")
        expect(box(other)).to_be_checked()
        expect(box(other)).to_be_disabled()
    press(top(other), "Back to your run")
    expect(box(other)).to_be_enabled()
    expect(box(other)).not_to_be_checked()
    other.reload()
    expect(box(other)).to_be_enabled()
    expect(bar(other)).to_be_visible()
    theirs.close()
