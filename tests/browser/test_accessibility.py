"""WCAG 2.2 A and AA by axe, on what this package adds to a page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Served
from tests.browser.test_checklists import FILE, PODS, tick
from tests.browser.test_runs import dialog, judge, note, open_run, press, start

STATES = [
    "idle",
    "start",
    "scratch",
    "running",
    "item",
    "run",
    "rollback",
    "back",
    "stale",
    "finished",
    "catalog",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def bring_to(page: Page, state: str) -> None:
    """Bring a page to a state of a run."""
    if state == "start":
        press(page, "Start a run")
    if state == "scratch":
        tick(page)
    if state in ("running", "item", "run", "rollback", "back", "stale", "finished"):
        start(page)
        tick(page)
        judge(page, PODS, "failed", "Two are missing")
        judge(page, FILE, "not applicable")
        expect(note(page, PODS)).to_be_visible()
    if state == "item":
        page.locator(f'[data-item="{PODS}"] > .procedures-more').click()
    if state == "run":
        open_run(page)
        for summary in dialog(page).locator("summary").all():
            summary.click()
        dialog(page).get_by_label("release: Tag to deploy").fill("wrong")
        page.keyboard.press("Tab")
    if state in ("rollback", "back"):
        press(page, "Rollback")
    if state == "back":
        press(dialog(page), "Start rollback")
    if state == "stale":
        # As if the commands had been others when the item was judged.
        page.evaluate(
            "for (const [key, text] of Object.entries(localStorage)) if (key.includes(':run:'))"
            " localStorage.setItem(key, text.replaceAll('.65fc12be8f0f', '.000000000000'))"
        )
        page.reload()
        expect(note(page, PODS)).to_contain_text("The commands have changed")
    if state == "finished":
        open_run(page, "Finish")
        press(dialog(page), "succeeded")


def violations(page: Page, scheme: str, scope: dict[str, list[list[str]]]) -> list[tuple[str, str, str]]:
    """Return what axe finds in a part of a page, in one of the theme's colour schemes."""
    page.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    # The theme fades from one colour to the other; what is between them is nobody's choice.
    page.evaluate("getComputedStyle(document.body).color")
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
    response = Axe().run(page, context=scope, options=options)
    return [
        (violation["id"], node["html"], node["failureSummary"])
        for violation in response.response["violations"]
        for node in violation["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("state", STATES)
def test_axe_finds_nothing(site: Served, browser: Browser, scheme: str, state: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site.url("procedures/") if state == "catalog" else site.page())
    bring_to(page, state)
    # Highlighted code and permanent links have the theme's colours.
    scope = {
        "include": [[".procedures-catalog"]] if state == "catalog" else [["article.procedures-page"]],
        "exclude": [[".highlight"], [".headerlink"]],
    }
    assert violations(page, scheme, scope) == []
    context.close()
