"""The words of the page in another language, and in a team's own."""

from __future__ import annotations

import time

from playwright.sync_api import BrowserContext, Route, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import PODS, tick
from tests.browser.test_page_scripts import go
from tests.browser.test_runs import bar, dialog, face, press
from tests.site.sites import GOOD_ID, procedure


def test_a_german_page_with_words_of_the_team(empty: Served, open_page: Open) -> None:
    empty.put(procedure(), words={"Start": "Los"}, language="de")
    page = open_page(empty.page())
    press(face(page), "Lauf starten")
    panel = dialog(page)
    panel.get_by_label("Probe", exact=True).check()
    panel.get_by_label("Umgebung").select_option("Production")
    press(panel, "Los")
    tick(page, PODS)
    expect(face(page)).to_contain_text("1 erledigt · ")
    expect(bar(page)).to_contain_text("Weiter · ")
    # Nothing of the page is left in English.
    press(bar(page), "Menü")
    expect(dialog(page).get_by_role("button")).to_have_text(
        [
            "Werte",
            "Angaben zum Lauf",
            "Alles zeigen",
            "Schritt für Schritt",
            "Abzeichnen",
            "Übergeben",
            "Abschließen",
            "Läufe dieser Seite",
            "Tastenkürzel",
            "×",
        ]
    )


def late(route: Route) -> None:
    time.sleep(0.5)
    route.continue_()


def test_words_are_there_before_the_scripts_with_instant_navigation(
    empty: Served, context: BrowserContext, open_page: Open
) -> None:
    empty.put(procedure(), language="de")
    # Under instant navigation, scripts run in the order in which they arrive: nothing may depend on it.
    context.route("**/words.*.js", late)
    page = open_page(empty.url())
    go(page, f"/procedures/{GOOD_ID}/")
    expect(face(page).get_by_role("button", name="Lauf starten")).to_be_visible()
