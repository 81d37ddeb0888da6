"""What an operator sees of a run: what is folded, one step at a time, evidence, time, and the end."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import FILE, FIRST, PODS, TOTAL, box, counts, runs, tick, verdicts
from tests.browser.test_runs import (
    bar,
    copied,
    dialog,
    end,
    face,
    finish,
    following,
    judge,
    note,
    open_menu,
    press,
    sign,
    start,
    status,
)
from tests.site.sites import GOOD, procedure

ACCESS = (
    FIRST,
    "required-access/cloud-provider-console-access",
    "required-access/monitoring-dashboard-access-grafana",
    "required-access/communication-channels-slack-pagerduty-etc",
)
APPROVAL = "required-approvals/code-review-completed"


def fold_of(page: Page, heading: str) -> Locator:
    """Return the button next to a heading, with its counts, which folds the section."""
    return page.locator(f'[id="{heading}"] + .procedures-count')


def test_what_is_finished_is_folded_until_it_is_asked_for(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    expect(fold_of(page, "required-access")).to_have_attribute("aria-expanded", "true")
    for item in ACCESS[:3]:
        tick(page, item)
    judge(page, ACCESS[3], "skipped", "No pager here")
    # Nothing moves under the hand of who ticks: it is folded with the next step.
    expect(box(page)).to_be_visible()
    following(page).click()
    expect(box(page, APPROVAL)).to_be_focused()
    fold = fold_of(page, "required-access")
    expect(fold).to_have_text("3 done · 1 skipped")
    expect(fold).to_have_attribute("aria-expanded", "false")
    expect(box(page)).to_be_hidden()
    expect(page.locator(".procedures-current > h3")).to_contain_text("Required Approvals")
    # The button opens it, and keeps it open.
    fold.click()
    expect(box(page)).to_be_visible()
    expect(fold).to_have_attribute("aria-expanded", "true")
    tick(page, APPROVAL)
    expect(box(page)).to_be_visible()
    page.reload()
    expect(box(page)).to_be_hidden()
    # A failed check is never folded away.
    page.keyboard.press("Alt+a")
    judge(page, ACCESS[0], "failed", "Expired")
    page.reload()
    expect(box(page)).to_be_visible()
    expect(fold).to_have_text("2 done · 1 failed · 1 skipped")


def test_one_key_shows_everything(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    for item in ACCESS:
        tick(page, item)
    page.reload()
    folded = page.locator(".procedures-count[aria-expanded='false']")
    expect(folded.first).to_be_visible()
    expect(box(page)).to_be_hidden()
    page.keyboard.press("Alt+a")
    expect(status(page)).to_have_text("Everything is shown.")
    expect(box(page)).to_be_visible()
    expect(folded).to_have_count(0)
    page.keyboard.press("Alt+a")
    expect(status(page)).to_have_text("What is left is shown.")
    expect(box(page)).to_be_hidden()
    # The menu has the same.
    press(open_menu(page), "Show all")
    expect(box(page)).to_be_visible()


LINKS = {
    "contents": "document.querySelector('.md-sidebar--secondary a[href$=\"#scope\"]').click()",
    "address": "location.hash = 'scope'",
}


@pytest.mark.parametrize("how", LINKS)
def test_a_link_opens_what_is_folded(site: Served, open_page: Open, how: str) -> None:
    page = open_page(site.page())
    start(page)
    following(page).click()
    scope = page.locator("#scope")
    expect(scope).to_be_hidden()
    page.evaluate(LINKS[how])
    expect(scope).to_be_in_viewport()
    expect(fold_of(page, "overview")).to_have_attribute("aria-expanded", "true")
    # It stays open while the run goes on.
    tick(page)
    expect(scope).to_be_visible()


def test_one_step_at_a_time_on_a_phone(site: Served, open_page: Open) -> None:
    page = open_page(site.page(), 390, 844)
    start(page)
    press(open_menu(page), "One step at a time")
    expect(status(page)).to_have_text("One step at a time")
    expect(status(page).locator("span")).to_be_visible()
    current = page.locator(".procedures-current")
    for step, item in (("Required Access", FIRST), ("Required Approvals", APPROVAL)):
        expect(current.get_by_role("heading")).to_contain_text(step)
        expect(box(page, item)).to_be_focused()
        expect(box(page, item)).to_be_in_viewport()
        # All items that are seen are those of the step.
        seen = page.locator("[data-item]:visible").count()
        assert seen == current.locator("[data-item]").count() > 0
        # One may look ahead without judging anything.
        if step == "Required Access":
            press(current, "Required Approvals")
    page.keyboard.press("Alt+ArrowLeft")
    expect(box(page)).to_be_focused()
    for item in ACCESS:
        tick(page, item)
    following(page).click()
    expect(current.get_by_role("heading")).to_contain_text("Required Approvals")
    assert [item for _, item, _ in verdicts(page)] == list(ACCESS)
    page.keyboard.press("Alt+f")
    expect(status(page)).to_have_text("All steps")
    expect(box(page, FILE)).to_be_visible()


def test_after_a_failure_the_page_stops(empty: Served, open_page: Open) -> None:
    caution = "> [!CAUTION]\n> Never restart the old pods.\n\n"
    text = GOOD.replace("- [ ] Pods are there", f"{caution}- [ ] Pods are there")
    empty.put(procedure(text), fail_on="never")
    page = open_page(empty.page())
    start(page)
    judge(page, PODS, "failed", "Two are missing")
    stopped = note(page, PODS)
    expect(following(page)).to_have_text("Stopped · Step 1.1")
    expect(stopped).to_contain_text("The run stops here. Three ways on:")
    expect(stopped).to_contain_text("Never restart the old pods.")
    ways = ["Try again", "Go on with a reason", "Roll back"]
    expect(stopped.get_by_role("button")).to_have_text(ways)
    # Wherever one reads, the button leads back to it.
    page.evaluate("scrollTo(0, 0)")
    following(page).click()
    expect(stopped.get_by_role("button").first).to_be_focused()
    press(stopped, "Roll back")
    expect(dialog(page)).to_contain_text("The rollback begins at Step R.1: Go back.")
    press(dialog(page), "Cancel")
    press(stopped, "Try again")
    expect(stopped).to_have_count(0)
    expect(box(page, PODS)).to_be_focused()
    expect(following(page)).to_have_text("Next · Step 1.1")
    expect(counts(page)).to_have_text(f"{TOTAL} open")


def test_evidence_is_kept_with_its_item(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    output = "NAME     READY\ncheckout 1/1\n<b>```</b> @team"
    page.evaluate("text => navigator.clipboard.writeText(text)", output)
    page.locator(f'[data-item="{PODS}"] > .procedures-more').click()
    dialog(page).locator("summary", has_text="Evidence").click()
    field = dialog(page).get_by_label("Output of a command, or a value")
    # Nothing that would be cut off is accepted.
    field.fill("x" * 20_001)
    press(dialog(page), "Add evidence")
    expect(dialog(page)).to_be_visible()
    assert "20001" in field.evaluate("e => e.validationMessage")
    field.fill("")
    press(dialog(page), "Add evidence")
    expect(dialog(page)).to_be_visible()
    field.press("Control+v")
    press(dialog(page), "Add evidence")
    expect(dialog(page)).to_have_count(0)
    assert [event["v"] for event in runs(page)[0]["events"] if event["k"] == "evidence"] == [{"text": output}]
    # It is no verdict.
    expect(counts(page)).to_have_text(f"{TOTAL} open")
    page.reload()
    kept = note(page, PODS).locator(".procedures-evidence")
    expect(kept.locator("summary")).to_contain_text("Evidence by Dana, ")
    expect(kept.locator("summary")).to_contain_text("3 lines")
    expect(kept.locator("pre")).to_be_hidden()
    kept.locator("summary").click()
    expect(kept.locator("pre")).to_be_visible()
    assert kept.locator("pre").evaluate("e => e.textContent") == output
    open_menu(page, "Hand over")
    press(dialog(page), "Copy Markdown")
    expect(status(page)).to_have_text("Copied.")
    record = copied(page)
    assert f"````\n{output}\n````" in record[record.index("## Evidence") :]


@pytest.mark.parametrize(("kind", "band"), [("real", "Production"), ("rehearsal", "Rehearsal")])
def test_the_header_and_the_end_tell_who_and_how_long(
    site: Served, browser: Browser, kind: str, band: str
) -> None:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/Berlin")
    page = context.new_page()
    page.clock.install(time="2026-11-03T01:00:00Z")
    page.goto(site.page())
    start(page, kind=kind)
    clock = page.locator(".procedures-clock")
    expect(clock).to_have_text("0 min · 02:00 CET")
    tick(page)
    page.clock.fast_forward("12:00")
    expect(clock).to_have_text("12 min · 02:12 CET")
    tick(page, PODS)
    page.clock.fast_forward("01:00:00")
    expect(clock).to_have_text("1 h 12 min · 03:12 CET")
    expect(page.locator(".procedures-band")).to_have_text(band)
    sign(page, "Technical Lead", "Kim Ito")
    finish(page)
    # The end stops the clock, and is a screen of its own.
    expect(clock).to_have_text("1 h 12 min")
    page.clock.fast_forward("10:00")
    expect(clock).to_have_text("1 h 12 min")
    expect(page.locator(".procedures-band")).to_have_text(f"{band} · succeeded")
    terms = end(page).locator("dt").all_inner_texts()
    facts = dict(zip(terms, end(page).locator("dd").all_inner_texts(), strict=True))
    assert facts == {
        "Run": "Production run, CHG-1" if kind == "real" else "Rehearsal, Production, CHG-1",
        "Finished": "3 Nov 2026, 03:12",
        "Started": "3 Nov 2026, 02:00",
        "Duration": "1 h 12 min",
        "People": "Dana",
        "Reason": "That will do",
        "Phase 1: Preparation": "12 min",
    }
    expect(end(page)).to_contain_text("Technical Lead: Kim Ito, 3 Nov 2026, 03:12, not verified")
    for name in ("Copy Markdown", "Save JSON", "Hand over", "Reopen"):
        expect(end(page).get_by_role("button", name=name, exact=True)).to_be_visible()
    expect(bar(page).get_by_role("button")).to_have_text(["Menu"])
    context.close()


def test_the_keys_are_listed_by_one_of_them(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    # A single character is a shortcut only within the page of the procedure.
    page.keyboard.press("?")
    expect(dialog(page)).to_have_count(0)
    face(page).get_by_role("button", name="Start a run").focus()
    page.keyboard.press("?")
    expect(dialog(page).get_by_role("heading")).to_have_text("Keyboard shortcuts")
    keys = ["Alt+R", "Alt+A", "Alt+F", "Alt+← →", "Space", "?"]
    expect(dialog(page).locator("kbd")).to_have_text(keys)
    # One dialog at a time.
    page.keyboard.press("?")
    expect(dialog(page)).to_have_count(1)
    page.keyboard.press("Escape")
    start(page)
    page.locator(f'[data-item="{FIRST}"] > .procedures-more').click()
    page.keyboard.type("Why?")
    expect(dialog(page)).to_have_count(1)
    expect(dialog(page).get_by_label("Note (required")).to_have_value("Why?")
    page.keyboard.press("Escape")
    # The list is in the menu as well.
    expect(open_menu(page, "Keyboard shortcuts").locator("kbd")).to_have_text(keys)
