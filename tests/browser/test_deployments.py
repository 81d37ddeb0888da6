"""Whole deployments: on a phone by touch, with a hold and a wait; and what else a gate does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_accessibility import ARTICLE, DIALOG, Looks
from tests.browser.test_checklists import FIRST, TOTAL, box, runs, tick
from tests.browser.test_guards import elsewhere, paste
from tests.browser.test_runs import bar, dialog, face, finish, note, open_menu, press, start, top
from tests.site.sites import GOOD, procedure

HOLD = "step-1.1/pods-are-there-hold-deployment-lead"
WAIT = "step-1.2/file-is-there-wait-30-minutes"
GATED = GOOD.replace("- [ ] Pods are there", "- [ ] Pods are there (hold: Deployment Lead)").replace(
    "- [ ] File is there", "- [ ] File is there (wait 30 minutes)"
)
HELM = "step-2.1/new-pods-are-ready"


@pytest.fixture
def gated(empty: Served) -> Served:
    empty.put(procedure(GATED))
    return empty


@pytest.fixture
def phone(gated: Served, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 780}, has_touch=True, is_mobile=True)
    context.clock.install(time="2026-11-03T01:00:00Z")
    page = context.new_page()
    page.goto(gated.page())
    yield page
    context.close()


def test_a_whole_deployment_on_a_phone_by_touch(phone: Page) -> None:
    def tap(name: str) -> None:
        place = dialog(phone).last if dialog(phone).count() else phone.locator("article.procedures-page")
        place.get_by_role("button", name=name, exact=True).first.tap()

    tap("Start a run")
    panel = dialog(phone)
    panel.get_by_label("For real", exact=True).tap()
    panel.get_by_label("Environment").select_option("Production")
    panel.get_by_label("Your name").fill("Dana")
    tap("Start")
    tap("Menu")
    tap("One step at a time")
    # One step, and nothing of the others.
    expect(phone.locator("[data-item]:visible")).to_have_count(4)
    for _ in range(TOTAL):
        item = phone.locator(".procedures-next")
        current = item.get_attribute("data-item")
        if current == HOLD:
            expect(bar(phone).locator(".procedures-go")).to_have_text("Hold · Step 1.1")
            tap("Release as Deployment Lead")
            dialog(phone).get_by_label("Name of Deployment Lead").fill("Sam Lee")
            tap("Release")
        elif current == WAIT:
            expect(bar(phone).locator(".procedures-go")).to_have_text("Wait · Step 1.2")
            tap("Start the wait")
            expect(note(phone, WAIT)).to_contain_text(re.compile(r"Time left: (30:00|29:5\d)"))
            phone.clock.run_for(29 * 60_000)
            phone.reload()
            # The wait has gone on.
            expect(note(phone, WAIT)).to_contain_text(re.compile(r"Time left: [01]:\d\d"))
            phone.clock.run_for(61_000)
            expect(note(phone, WAIT)).to_have_count(0)
            tap("Menu")
            tap("One step at a time")
            phone.locator(f'label[for="box:{WAIT}"]').tap()
        else:
            item.locator("> label").tap()
        if bar(phone).locator(".procedures-go").inner_text() != "Finish the run":
            bar(phone).locator(".procedures-go").tap()
        assert phone.evaluate("document.scrollingElement.scrollWidth") <= 390
        # It reaches 16px below the window.
        assert bar(phone).evaluate("e => e.offsetHeight") <= 56 + 16
    expect(face(phone).locator(".procedures-counts")).to_have_text(f"{TOTAL} done")
    tap("Finish the run")
    dialog(phone).get_by_label("succeeded").tap()
    tap("Finish")
    expect(top(phone).locator(".procedures-end h2")).to_have_text("succeeded: no check open")


def test_what_comes_after_a_gate_waits_for_it(gated: Served, open_page: Open) -> None:
    page = open_page(gated.page())
    start(page)
    gated_item = page.locator(f'[data-item="{HELM}"]')
    assert "procedures-gated" in (gated_item.get_attribute("class") or "")
    tick(page, HELM)
    expect(dialog(page).get_by_role("heading", level=2)).to_contain_text(
        "Pods are there (hold: Deployment Lead)"
    )
    press(dialog(page), "Cancel")
    expect(box(page, HELM)).not_to_be_checked()
    assert [event for event in runs(page)[0]["events"] if event["k"] in ("verdict", "guard")] == []
    tick(page, HELM)
    dialog(page).get_by_label("Reason to go on").fill("The lead is on a plane")
    press(dialog(page), "Go on")
    # The wait is a gate as well.
    dialog(page).get_by_label("Reason to go on").fill("Thirty minutes are not needed")
    press(dialog(page), "Go on")
    expect(box(page, HELM)).to_be_checked()
    guards = [event for event in runs(page)[0]["events"] if event["k"] == "guard"]
    assert [(event["v"]["guard"], event["i"]) for event in guards] == [("gate", HOLD), ("gate", WAIT)]
    expect(note(page, HOLD)).to_contain_text("The lead is on a plane")
    # A wait that is not over cannot be called done in its dialog either.
    start(page, ticket="CHG-2")
    for _ in range(2):
        page.locator(f'[data-item="{WAIT}"] > .procedures-more').click()
        press(dialog(page), "done")
        expect(dialog(page).last).to_be_visible()
        while dialog(page).count():
            page.keyboard.press("Escape")
    expect(box(page, WAIT)).not_to_be_checked()
    expect(note(page, WAIT)).to_contain_text("Time left:")
    # Ticking a hold point asks who releases it.
    tick(page, HOLD)
    dialog(page).get_by_label("Name of Deployment Lead").fill("Sam Lee")
    press(dialog(page), "Release")
    expect(note(page, HOLD)).to_contain_text("Released by Sam Lee as Deployment Lead, not verified")


def test_axe_finds_nothing_at_a_gate_in_a_conflict_and_in_a_shared_status(
    gated: Served, open_page: Open
) -> None:
    page = open_page(gated.page())
    look = Looks(page)
    start(page)
    look.at("gate")
    tick(page, HOLD)
    look.at("release", DIALOG)
    press(dialog(page), "Cancel")
    tick(page, FIRST)
    (run,) = runs(page)
    paste(page, elsewhere(run, FIRST, "failed", "One is open"))
    expect(note(page, FIRST)).to_contain_text("in conflict")
    look.at("conflict", ARTICLE)
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    press(open_menu(page, "Hand over"), "Copy status link")
    page.wait_for_function("window.copied")
    link = page.evaluate("window.copied")
    page.keyboard.press("Escape")
    finish(page, "aborted")
    look.at("end")
    page.goto("about:blank")
    page.goto(link)
    expect(face(page)).to_contain_text("Shared status")
    look.at("status")
    assert look.found == {}, json.dumps(look.found, indent=1)


def test_next_can_follow_one_role(empty: Served, open_page: Open) -> None:
    text = GOOD.replace("### Phase 1: Preparation", "### Phase 1: Preparation (by: Operations)").replace(
        "#### Step 1.2: Save", "#### Step 1.2: Save (by: Technical Lead)"
    )
    assert text.count("(by: ") == 2
    empty.put(procedure(text))
    page = open_page(empty.page())
    start(page)
    after = bar(page).locator(".procedures-go")
    expect(after).to_have_text("Next · Required Access")
    for role, step in (("Operations", "Step 1.1"), ("Technical Lead", "Step 1.2")):
        open_menu(page, "Details of the run").get_by_label("“Next” goes to the steps of").select_option(role)
        press(dialog(page), "Save")
        expect(after).to_have_text(f"Next · {step}")
    page.keyboard.press("Alt+r")
    page.keyboard.press("Space")
    expect(after).to_have_text("Nothing open for Technical Lead")
