"""Renamed procedures and moved sites: links and runs follow, or the page says where a run is."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import FILE, FIRST, PODS, box, runs, tick
from tests.browser.test_runs import (
    dialog,
    expect_run,
    face,
    finish,
    open_import,
    open_menu,
    press,
    start,
    status,
    top,
)
from tests.site.sites import GOOD, GOOD_ID, build_site, procedure

NEW = "deploy-shop-001-basket"
BEFORE = procedure()
RENAMED = GOOD.replace(GOOD_ID, NEW).replace("depends_on: []", f"former_ids: [{GOOD_ID}]")
AFTER = {f"procedures/{NEW}.md": RENAMED}


def elsewhere(page: Page) -> Locator:
    return page.locator(".procedures-elsewhere")


@pytest.mark.parametrize("directory_urls", [True, False])
def test_an_old_link_leads_to_the_place_on_the_new_page(
    tmp_path: Path, empty: Served, open_page: Open, directory_urls: bool
) -> None:
    url = empty.url(site="renamed")
    built = build_site(tmp_path, AFTER, site_url=url, use_directory_urls=directory_urls)
    empty.take_away("renamed")
    shutil.copytree(built.folder, empty.root / "www" / "renamed")
    end = "/" if directory_urls else ".html"
    page = open_page(empty.url(site="renamed"))
    page.goto(f"{url}procedures/{GOOD_ID}{end}?v=1#step-1.2")
    page.wait_for_url(f"{url}procedures/{NEW}{end}?v=1#step-1.2")
    expect(page.locator('[id="step-1.2"]')).to_be_in_viewport()
    # Going back leads to the page before, not to the old address and forward again.
    page.go_back()
    page.wait_for_url(url)


def test_without_scripts_an_old_link_leads_to_the_new_page(empty: Served, browser: Browser) -> None:
    empty.put(AFTER)
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(empty.page())
    page.wait_for_url(empty.page(NEW))
    context.close()


def test_a_script_that_does_not_load_leaves_a_link(
    empty: Served, context: BrowserContext, open_page: Open
) -> None:
    empty.put(AFTER)
    context.route("**/assets/procedures/*.js", lambda route: route.abort())
    page = open_page(empty.page())
    page.get_by_role("link", name="Checkout redesign").click()
    page.wait_for_url(empty.page(NEW))


def test_a_run_follows_the_procedure_to_its_new_id(empty: Served, open_page: Open) -> None:
    empty.put(BEFORE)
    page = open_page(empty.page())
    start(page)
    tick(page, PODS)
    (record,) = runs(page)
    empty.put(AFTER)
    page.goto(empty.page())
    page.wait_for_url(empty.page(NEW))
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(box(page, PODS)).to_be_checked()
    tick(page, FIRST)
    expect(box(page, FIRST)).to_be_checked()
    page.reload()
    expect(box(page, PODS)).to_be_checked()
    expect(box(page, FIRST)).to_be_checked()
    # The site may be set back: what was stored is still there.
    assert runs(page) == [record]

    press(open_menu(page, "Runs of this procedure"), "Remove")
    press(dialog(page), "Remove")
    page.reload()
    expect(face(page).get_by_role("button", name="Start a run")).to_be_visible()
    expect(top(page)).to_be_hidden()
    assert runs(page) == runs(page, NEW) == []


def test_a_record_of_a_former_id_is_imported(empty: Served, open_page: Open) -> None:
    empty.put(BEFORE)
    page = open_page(empty.page())
    start(page)
    tick(page, PODS)
    (record,) = runs(page)
    empty.put(AFTER)
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.goto(empty.page(NEW))
    expect(face(page).get_by_role("button", name="Start a run")).to_be_visible()
    expect(top(page)).to_be_hidden()
    opened = open_import(page)
    opened.get_by_label("Or paste a record").fill(json.dumps(record))
    press(opened, "Import")
    expect(box(page, PODS)).to_be_checked()
    assert [run["header"]["procedure"] for run in runs(page, NEW)] == [GOOD_ID]


def test_a_run_of_another_version_of_the_site_is_found_and_continued(empty: Served, open_page: Open) -> None:
    """As with mike, where an alias leads to another version after a release."""
    empty.put(BEFORE, site="1.0")
    empty.put(AFTER, site="2.0")
    page = open_page(empty.page(site="1.0"))
    start(page)
    tick(page, PODS)
    (record,) = runs(page, site="1.0")
    page.goto(empty.page(NEW, site="2.0"))
    expect(top(page)).to_contain_text("A run of this procedure, Production run, CHG-1, started ")
    expect(top(page)).to_contain_text("is in progress at another address of the site: /1.0/")
    expect(box(page, PODS)).not_to_be_checked()
    address = elsewhere(page).get_by_role("link", name="Open it there").evaluate("link => link.href")
    assert address == empty.page(site="1.0")

    press(elsewhere(page), "Continue it here")
    expect(box(page, PODS)).to_be_checked()
    expect(status(page)).to_have_text("Copied from /1.0/. The run there stays as it is.")
    expect(elsewhere(page)).to_have_count(0)
    tick(page, FIRST)
    page.reload()
    expect(box(page, FIRST)).to_be_checked()
    expect(elsewhere(page)).to_have_count(0)
    assert runs(page, site="1.0") == [record]


def test_what_is_added_to_the_copy_is_announced_in_both_directions(empty: Served, open_page: Open) -> None:
    for site in ("1.0", "2.0"):
        empty.put(BEFORE, site=site)
    page = open_page(empty.page(site="1.0"))
    start(page)
    page.goto(empty.page(site="2.0"))
    press(elsewhere(page), "Continue it here")
    tick(page, FILE)
    page.goto(empty.page(site="1.0"))
    expect(elsewhere(page)).to_contain_text(
        "The copy of this run at another address of the site has entries that are missing here: /2.0/"
    )
    expect(box(page, FILE)).not_to_be_checked()
    press(elsewhere(page), "Add them here")
    expect(box(page, FILE)).to_be_checked()
    expect(elsewhere(page)).to_have_count(0)


def test_a_finished_run_elsewhere_is_among_the_other_runs_alone(empty: Served, open_page: Open) -> None:
    for site in ("1.0", "2.0"):
        empty.put(BEFORE, site=site)
    page = open_page(empty.page(site="1.0"))
    start(page)
    finish(page, "aborted", "Window closed")
    page.goto(empty.page(site="2.0"))
    press(face(page), "Start a run")
    expect(top(page)).to_be_hidden()
    press(dialog(page), "Runs of this procedure")
    entry = dialog(page).get_by_role("button", name="at /1.0/: copy it here")
    expect(entry).to_contain_text("aborted")
    entry.click()
    expect_run(page, "Production · aborted", "CHG-1 · Dana")
    expect(top(page).get_by_role("region", name="End of the run")).to_contain_text("aborted: ")


def test_a_run_here_is_not_disturbed_by_one_elsewhere(empty: Served, open_page: Open) -> None:
    for site in ("1.0", "2.0"):
        empty.put(BEFORE, site=site)
    page = open_page(empty.page(site="1.0"))
    start(page)
    page.goto(empty.page(site="2.0"))
    start(page, ticket="CHG-2")
    page.reload()
    expect_run(page, "Production", "CHG-2 · Dana")
    expect(elsewhere(page)).to_have_count(0)
