"""WCAG 2.2 A and AA by axe, on what this package adds to a page."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import FILE, PODS, tick
from tests.browser.test_runs import MENU, bar, dialog, face, finish, judge, note, open_menu, press, start, top

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that one colour scheme can break and another one not."""

ARTICLE, DIALOG = "article.procedures-page", "dialog.procedures-dialog"
CHANGING = (
    ".procedures-face, .procedures-top, .procedures-bar, .procedures-count, .procedures-next,"
    " li:has(> .procedures-note)"
)
"""What is not the same in all states of a run."""


def run_axe(page: Page, part: str, only: dict[str, object], *without: str) -> list[tuple[str, str, str]]:
    """Return what axe finds in a part of a page: rule, element, and what is to do."""
    scope = {"include": [[part]], "exclude": [[selector] for selector in without]}
    options = {"runOnly": only, "resultTypes": ["violations"]}
    # Half a megabyte, which a page needs once.
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(AXE_SCRIPT)
    found = page.evaluate("async asked => (await axe.run(...asked)).violations", [scope, options])
    return [
        (violation["id"], node["html"], node["failureSummary"])
        for violation in found
        for node in violation["nodes"]
    ]


def violations(page: Page, part: str, *without: str) -> list[tuple[str, str, str]]:
    """Return what axe finds in a part of a page: by all rules in the light, and in the dark by some."""
    # The theme fades from one colour to the other; what is between them is nobody's choice.
    page.add_style_tag(content="*, ::before, ::after { transition: none !important }")
    found = run_axe(page, part, {"type": "tag", "values": TAGS}, *without)
    page.evaluate("document.body.dataset.mdColorScheme = 'slate'")
    found += run_axe(page, part, {"type": "rule", "values": COLOURS}, *without)
    page.evaluate("document.body.dataset.mdColorScheme = 'default'")
    return found


class Looks:
    """What axe finds on a page in one state after the other."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.found: dict[str, list[tuple[str, str, str]]] = {}

    def at(self, state: str, part: str = ARTICLE) -> None:
        # Highlighted code and permanent links have the theme's colours.
        if found := violations(self.page, part, ".highlight", ".headerlink"):
            self.found[state] = found


def test_axe_finds_nothing_while_a_run_goes_on(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    look = Looks(page)
    look.at("idle")
    press(page, "Start a run")
    look.at("start", DIALOG)
    dialog(page).get_by_label("release: Tag to deploy").fill("wrong")
    press(dialog(page), "Start")
    look.at("nothing to start with", DIALOG)
    press(dialog(page), "Close")
    tick(page)
    look.at("scratch", CHANGING)
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    judge(page, FILE, "not applicable")
    expect(note(page, PODS)).to_be_visible()
    look.at("running")
    page.locator(f'[data-item="{PODS}"] > .procedures-more').click()
    look.at("item", DIALOG)
    press(dialog(page), "Close")
    open_menu(page)
    look.at("menu", DIALOG)
    press(dialog(page), "Close")
    for entry in MENU:
        for summary in open_menu(page, entry).locator("summary").all():
            summary.click()
        if entry == "Values":
            dialog(page).get_by_label("release: Tag to deploy").fill("wrong")
            press(dialog(page), "Save")
        look.at(entry, DIALOG)
        press(dialog(page), "Close")
    page.keyboard.press("Alt+f")
    look.at("one step at a time")
    assert look.found == {}


def test_axe_finds_nothing_when_a_run_ends(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    look = Looks(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    look.at("failed", CHANGING)
    # As if the commands had been others when the item was judged.
    page.evaluate(
        "for (const [key, text] of Object.entries(localStorage)) if (key.includes(':run:'))"
        " localStorage.setItem(key, text.replaceAll('.65fc12be8f0f', '.111111111111')"
        ".replaceAll(document.querySelector('.procedures-page').dataset.procedureDigest, '2'.repeat(12)))"
    )
    page.reload()
    expect(note(page, PODS)).to_contain_text("the commands of its step changed")
    look.at("to confirm", CHANGING)
    press(bar(page), "Rollback")
    look.at("rollback", DIALOG)
    press(dialog(page), "Start the rollback")
    expect(face(page)).to_contain_text("rolling back")
    look.at("back", CHANGING)
    finish(page, "rolled back")
    expect(top(page)).to_contain_text("rolled back: ")
    look.at("finished")
    page.goto(site.url("procedures/"))
    look.at("catalog", ".procedures-catalog")
    assert look.found == {}
