"""A shared status stays read-only until the reader leaves it."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import PODS, box, counts, tick
from tests.browser.test_runs import bar, dialog, face, judge, open_menu, press, start, status_link, top
from tests.site.sites import GOOD, procedure


def test_a_status_stays_until_it_is_left(site: Served, browser: Browser, open_page: Open) -> None:
    theirs = browser.new_context()
    page, other = open_page(site.page()), theirs.new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    tick(page)
    open_menu(page, "Hand over")
    other.goto(status_link(page))
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
    press(face(other), "Back to your run")
    expect(box(other)).to_be_enabled()
    expect(box(other)).not_to_be_checked()
    other.reload()
    expect(box(other)).to_be_enabled()
    expect(face(other).get_by_role("button", name="Start a run")).to_be_visible()
    theirs.close()


def test_a_status_shows_what_was_after_the_procedure_changed(
    empty: Served, browser: Browser, open_page: Open
) -> None:
    empty.put(procedure())
    theirs = browser.new_context()
    page, other = open_page(empty.page()), theirs.new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    press(page, "Rollback")
    press(dialog(page), "Start the rollback")
    open_menu(page, "Hand over")
    link = status_link(page)
    assert len(link) < 4000
    empty.put(procedure(GOOD.replace("Pods are there", "All pods are there")))
    other.goto(link)
    expect(top(other)).to_contain_text(
        "version 1.2.0, Run for real, Rollback started, in progress: 6 open. Read-only."
    )
    expect(other.locator(".procedures-band")).to_have_text("Shared status")
    expect(other.locator(".procedures-about")).to_contain_text("read-only")
    expect(top(other)).to_contain_text("The procedure has changed since.")
    snapshot = top(other).locator(".procedures-snapshot")
    expect(snapshot.locator("li").filter(has_text="Pods are there")).to_have_text("× failed – Pods are there")
    assert "Two are missing" not in other.content()
    for change in (
        "document.querySelector('.md-sidebar--secondary a[href$=\"#overview\"]').click()",
        "scrollTo(0, document.body.scrollHeight)",
        "document.dispatchEvent(new Event('visibilitychange'))",
    ):
        other.evaluate(change)
        expect(top(other)).to_contain_text("Read-only.")
        expect(box(other)).not_to_be_checked()
        expect(box(other)).to_be_disabled()
        # Nothing is counted of a page that the status is not about, and nothing can be done.
        expect(counts(other)).to_be_hidden()
        expect(bar(other)).to_be_hidden()
    press(face(other), "Back to your run")
    expect(box(other)).to_be_enabled()
    theirs.close()


def test_a_damaged_link_says_so_and_lets_nobody_tick(site: Served, open_page: Open) -> None:
    for fragment in ("run=3.x", "run=3.aGFsbG8", "run=1", "run=2.0123456789ab.1.1"):
        page = open_page(f"{site.page()}#{fragment}")
        expect(top(page)).to_contain_text("This link is damaged")
        expect(box(page)).to_be_disabled()
        press(face(page), "Back to your run")
        expect(box(page)).to_be_enabled()
