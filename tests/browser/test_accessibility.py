"""WCAG 2.2 A and AA by axe, on what this package adds to a page."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import Served
from tests.browser.test_checklists import tick

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.mark.parametrize("scheme", ["default", "slate"])
@pytest.mark.parametrize("state", ["fresh", "ticked", "dialog", "catalog"])
def test_axe_finds_nothing(site: Served, browser: Browser, scheme: str, state: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(site.url("procedures/") if state == "catalog" else site.page())
    page.evaluate(f"document.body.dataset.mdColorScheme = '{scheme}'")
    if state in ("ticked", "dialog"):
        tick(page)
    if state == "dialog":
        page.get_by_role("button", name="Reset").click()
        expect(page.locator("dialog.procedures-dialog")).to_be_visible()
    options = {"runOnly": {"type": "tag", "values": TAGS}}
    # The theme fades from one colour to the other; what is between them is nobody's choice.
    page.evaluate("getComputedStyle(document.body).color")
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")
    # Highlighted code and permanent links have the theme's colours.
    scope = {
        "include": [["article [data-generated]"]] if state == "catalog" else [["article.procedures-page"]],
        "exclude": [[".highlight"], [".headerlink"]],
    }
    response = Axe().run(page, context=scope, options=options)
    found = [
        (violation["id"], node["html"], node["failureSummary"])
        for violation in response.response["violations"]
        for node in violation["nodes"]
    ]
    assert found == []
    context.close()
