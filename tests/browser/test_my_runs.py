"""The page that lists all runs of a browser, with runs made on the pages of procedures."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import CART, Open, Served, _serve, settled
from tests.browser.test_accessibility import violations
from tests.browser.test_checklists import FIRST, PODS, box, keys, tick
from tests.browser.test_page_scripts import POLICY, go
from tests.browser.test_runs import dialog, finish, judge, press, start
from tests.browser.test_storage import BLOCKED
from tests.site.sites import GOOD, GOOD_ID, procedure

TITLE = "Cart <b>bold</b> redesign"
FILES = (
    procedure()
    | procedure(GOOD.replace("title: Checkout redesign", f"title: {TITLE}"), CART)
    | {"docs/page.md": "# Page\n\n- [ ] a tick\n"}
)
ROOT = "procedures:run:1:%2Fops%2F"
HACK = '<img src=x onerror="window.hacked=1">'


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site with two procedures, and an ordinary page with a checklist."""
    serving = _serve(tmp_path_factory.mktemp("two"))
    served = next(serving)
    served.put(FILES, fail_on="never", checklists="all")
    yield served
    next(serving, None)


def address(served: Served) -> str:
    return served.url("procedures/runs/")


def entries(page: Page) -> Locator:
    return page.locator(".procedures-run")


def headings(page: Page) -> list[str]:
    return page.locator(".procedures-runs h2").all_inner_texts()


def stored(page: Page, procedure_id: str = GOOD_ID) -> dict[str, str]:
    """Return the stored runs of a procedure by their keys, without the copies of single tabs."""
    prefix = f"{ROOT}:{procedure_id}:"
    return {key: text for key, text in keys(page).items() if key.startswith(prefix) and ":tab:" not in key}


def put(page: Page, key: str, text: str) -> None:
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [key, text])


def variant(text: str, run: str, **facts: str) -> tuple[str, str]:
    """Return another run made of a stored one, as key and text."""
    record: dict[str, Any] = json.loads(text)
    record["header"]["run"] = run
    record["events"][0]["v"] |= facts
    return f"{ROOT}:{record['header']['procedure']}:{run}", json.dumps(record)


def make_runs(page: Page, served: Served) -> None:
    """Start a real run that has failed, and then a rehearsal of another procedure with one tick."""
    page.goto(served.page())
    start(page)
    judge(page, PODS, "failed", "Two are missing")
    page.goto(served.page(CART))
    start(page, "Kim", "CHG-2", "rehearsal")
    tick(page)


def test_runs_of_all_procedures_are_listed_and_resumed(two: Served, open_page: Open) -> None:
    page = open_page(two.url("page/"))
    tick(page, "page/a-tick")
    make_runs(page, two)
    put(page, *variant(next(iter(stored(page).values())), "older1", ticket="CHG-0", name="Second try"))
    go(page, "/procedures/runs/")
    expect(entries(page)).to_have_count(3)
    assert headings(page) == ["Under way: 3"]
    first, failed = entries(page).nth(0), entries(page).filter(has_text="CHG-1")
    expect(first.get_by_role("heading")).to_have_text(TITLE)
    for words in ("Rehearsal", "CHG-2", "Next: ", "Started ", "last entry ", "by Kim."):
        expect(first).to_contain_text(words, ignore_case=True)
    for words in ("Production", "Stopped, × failed: ", "1 failed", "by Dana."):
        expect(failed).to_contain_text(words)
    expect(entries(page).filter(has_text="Second try")).to_contain_text("CHG-0")

    resume = entries(page).filter(has_text="Second try").get_by_role("link", name="Resume")
    resume.scroll_into_view_if_needed()
    settled(page)
    resume.click()
    page.wait_for_url(f"**/procedures/{GOOD_ID}/#{PODS.replace('/', '%2F')}")
    expect(page.locator(".procedures-page")).to_contain_text("CHG-0")
    expect(page.locator(f'[data-item="{PODS}"]')).to_be_in_viewport()
    page.evaluate("window.isSame = true")
    finish(page, "aborted")
    go(page, "/procedures/runs/")
    expect(entries(page)).to_have_count(3)
    assert headings(page) == ["Under way: 2", "Finished: 1"]
    expect(entries(page).nth(2)).to_contain_text("Finished: aborted.")
    expect(entries(page).nth(2).get_by_role("link", name="Open")).to_be_visible()
    assert page.evaluate("window.isSame"), "a whole page was loaded"


def test_a_run_is_exported_and_deleted(two: Served, context: BrowserContext, open_page: Open) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(two.url())
    make_runs(page, two)
    page.goto(address(two))
    failed = entries(page).filter(has_text="CHG-1")
    press_of(failed, "Export")
    saved = {}
    for name in ("Save Markdown", "Save JSON"):
        with page.expect_download() as download:
            press(dialog(page), name)
        saved[name] = Path(download.value.path()).read_text(encoding="utf-8")
    assert "Two are missing" in saved["Save Markdown"]
    for name, text in zip(("Copy Markdown", "Copy JSON"), saved.values(), strict=True):
        press(dialog(page), name)
        expect(dialog(page).get_by_role("status")).to_have_text("Copied.")
        assert page.evaluate("navigator.clipboard.readText()") == text
        dialog(page).get_by_role("status").evaluate("element => element.textContent = ''")
    page.keyboard.press("Escape")
    expect(failed.get_by_role("button", name="Export")).to_be_focused()

    press_of(failed, "Delete")
    expect(dialog(page)).to_contain_text("Checkout redesign")
    expect(dialog(page)).to_contain_text("CHG-1")
    expect(dialog(page).get_by_role("button", name="Close")).to_be_focused()
    page.keyboard.press("Escape")
    expect(failed.get_by_role("button", name="Delete")).to_be_focused()
    assert len(stored(page)) == 1
    press_of(failed, "Delete")
    press(dialog(page), "Delete for good")
    expect(entries(page)).to_have_count(1)
    expect(entries(page).get_by_role("link", name="Resume")).to_be_focused()
    expect(page.locator(".procedures-runs > [role=status]")).to_contain_text("Deleted: Checkout redesign")
    assert [key for key in keys(page) if GOOD_ID in key and ":run:" in key] == []
    press_of(entries(page), "Delete")
    press(dialog(page), "Delete for good")
    expect(entries(page)).to_have_count(0)
    empty = page.locator(".procedures-runs p[tabindex]")
    expect(empty).to_be_focused()
    expect(empty).to_have_text("No runs in this browser. Find a procedure to run")
    page.goto(two.page())
    expect(page.get_by_role("button", name="Start a run").first).to_be_visible()
    expect(box(page, FIRST)).not_to_be_checked()
    page.goto(address(two))
    page.locator(".procedures-runs").get_by_role("link").click()
    page.wait_for_url(two.url("procedures/"))


def press_of(entry: Locator, name: str) -> None:
    """Press the button of a run, whose name begins with its text."""
    entry.get_by_role("button", name=name).click()


def test_the_list_follows_another_tab(two: Served, open_page: Open) -> None:
    listing = open_page(address(two))
    expect(listing.locator(".procedures-runs")).to_contain_text("No runs in this browser.")
    other = open_page(two.page())
    start(other)
    expect(entries(listing)).to_have_count(1)
    press_of(entries(listing), "Export")
    listing.keyboard.press("Escape")
    judge(other, PODS, "failed", "Two are missing")
    expect(entries(listing)).to_contain_text("Stopped")
    expect(entries(listing).get_by_role("button", name="Export")).to_be_focused()
    press_of(entries(listing), "Delete")
    press(dialog(listing), "Delete for good")
    expect(other.get_by_role("button", name="Start a run").first).to_be_visible()
    assert stored(other) == {}
    listing.reload()
    expect(entries(listing)).to_have_count(0)


@pytest.mark.parametrize("how", BLOCKED)
def test_a_run_that_is_not_stored_is_listed(
    two: Served, context: BrowserContext, open_page: Open, how: str
) -> None:
    context.add_init_script(BLOCKED[how])
    page = open_page(address(two))
    expect(page.locator(".procedures-runs")).to_contain_text("No runs in this browser.")
    go(page, f"/procedures/{GOOD_ID}/")
    start(page)
    judge(page, PODS, "failed", "Two are missing")
    go(page, "/procedures/runs/")
    expect(entries(page)).to_have_count(1)
    expect(entries(page)).to_contain_text("Not stored completely")
    expect(page.locator(".procedures-runs")).to_contain_text("not storing your work")
    entries(page).get_by_role("link", name="Resume").click()
    expect(page.locator(".procedures-page")).to_contain_text("CHG-1")
    go(page, "/procedures/runs/")
    press_of(entries(page), "Delete")
    press(dialog(page), "Delete for good")
    expect(entries(page)).to_have_count(0)
    go(page, f"/procedures/{GOOD_ID}/")
    expect(page.get_by_role("button", name="Start a run").first).to_be_visible()
    page.close()


def test_what_is_in_the_storage_does_no_harm(two: Served, open_page: Open) -> None:
    page = open_page(two.url())
    make_runs(page, two)
    text = next(iter(stored(page).values()))
    put(page, *variant(text, "hack", ticket=HACK, environment=HACK, name=HACK))
    gone = json.loads(variant(text, "gone")[1])
    gone["header"] |= {"procedure": "javascript:alert(1)", "title": HACK}
    put(page, f"{ROOT}:javascript%3Aalert(1):gone", json.dumps(gone))
    put(page, f"{ROOT}:{GOOD_ID}:junk", "{" * 1000)
    put(page, f"{ROOT}:{GOOD_ID}:deep", "[" * 200_000)
    put(page, f"{ROOT}:{GOOD_ID}:giant", json.dumps({"version": 2, "x": "x" * 2_100_000}))
    put(page, f"{ROOT}:{GOOD_ID}:newer", json.dumps({"version": 99}))
    for key in (f"{ROOT}:", f"{ROOT}::", f"{ROOT}:%E0%A4%A:x", f"{ROOT}:a:b:c:d", "procedures:run:1::x", "x"):
        put(page, key, "null")
    page.evaluate(
        "root => { for (let at = 0; at < 1000; at++) localStorage.setItem(`${root}:${at}:${at}`, '1') }", ROOT
    )
    # Events of these writes can reach the next page of the site, which would read again what is left.
    page.goto("about:blank")
    page.goto(address(two))
    expect(entries(page)).to_have_count(4)
    expect(entries(page).filter(has_text="Second")).to_have_count(0)
    expect(entries(page).filter(has_text="onerror").first).to_be_visible()
    lost = entries(page).filter(has_text="This site has no procedure javascript:alert(1)")
    expect(lost.get_by_role("link")).to_have_count(0)
    assert page.locator(".procedures-runs a[href^=javascript]").count() == 0
    expect(page.locator(".procedures-runs")).to_contain_text("A newer version of this site stored a run of")
    expect(page.locator(".procedures-runs")).to_contain_text("not listed because there are too many: 509.")
    expect(page.get_by_role("button", name=f"Save {GOOD_ID}, record")).to_have_count(3)
    with page.expect_download() as download:
        press_of(lost, "Export")
        press(dialog(page), "Save JSON")
    assert HACK in json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["header"]["title"]
    press(dialog(page), "Close")
    press_of(lost, "Delete")
    press(dialog(page), "Delete for good")
    expect(entries(page)).to_have_count(3)
    assert f"{ROOT}:{GOOD_ID}:newer" in keys(page)
    assert page.evaluate("window.hacked") is None
    assert page.locator(".procedures-runs img").count() == 0


def test_a_run_under_a_former_id_leads_to_the_new_page(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    start(page)
    tick(page)
    new = "deploy-shop-001-basket"
    text = GOOD.replace(GOOD_ID, new).replace("depends_on: []", f"former_ids: [{GOOD_ID}]")
    empty.put({f"procedures/{new}.md": text})
    page.goto(address(empty))
    expect(entries(page)).to_have_count(1)
    entries(page).get_by_role("link", name="Resume").click()
    page.wait_for_url(f"**/procedures/{new}/**")
    expect(box(page)).to_be_checked()
    page.goto(address(empty))
    press_of(entries(page), "Delete")
    press(dialog(page), "Delete for good")
    page.reload()
    expect(page.locator(".procedures-runs")).to_contain_text("No runs in this browser.")


def test_axe_finds_nothing_and_nothing_is_cut_off(two: Served, open_page: Open) -> None:
    page = open_page(two.url())
    make_runs(page, two)
    put(
        page, *variant(next(iter(stored(page).values())), "long", ticket="x" * 200, name=("نص " * 60).strip())
    )
    put(page, f"{ROOT}:{GOOD_ID}:junk", "{")
    page.goto(address(two))
    expect(entries(page)).to_have_count(3)
    found = violations(page, ".procedures-runs")
    press_of(entries(page).first, "Delete")
    found += violations(page, "dialog")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    assert found == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    sizes = page.locator(".procedures-runs :is(button, a.procedures-button)").evaluate_all(
        "all => all.filter(element => element.getBoundingClientRect().height < 24).length"
    )
    assert sizes == 0
    names = page.locator(".procedures-runs [aria-label]").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert len(set(names)) == len(names)
    page.emulate_media(media="print")
    expect(entries(page).first).to_be_visible()
    expect(page.get_by_role("button", name="Delete").first).to_be_hidden()


def test_the_list_works_under_a_strict_policy(two: Served, context: BrowserContext, open_page: Open) -> None:
    context.add_init_script(
        "window.refused = []; addEventListener('securitypolicyviolation', "
        "({ sourceFile }) => refused.push(sourceFile ?? ''))"
    )
    two.server.policy = POLICY
    try:
        page = open_page(two.page())
        start(page)
        page.goto(address(two))
        expect(entries(page)).to_have_count(1)
        press_of(entries(page), "Delete")
        press(dialog(page), "Delete for good")
        expect(entries(page)).to_have_count(0)
        assert [source for source in page.evaluate("refused") if "assets/procedures/" in source] == []
    finally:
        two.server.policy = ""


def test_without_scripts_a_sentence_says_what_the_page_is(two: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address(two))
    expect(page.locator(".procedures-runs")).to_have_text(
        "Runs are stored in the browser in which you work, not on this site. "
        "With JavaScript, this page lists all runs in your browser."
    )
    context.close()


def test_the_catalog_marks_runs_under_way(two: Served, open_page: Open) -> None:
    page = open_page(two.url("procedures/"))
    mark = page.locator(".procedures-mark")
    expect(page.locator(".procedures-controls")).to_be_visible()
    expect(mark).to_have_count(0)
    other = open_page(two.page())
    start(other)
    expect(mark).to_have_text("Run under way (Production, CHG-1)")
    row = page.locator(".procedures-table tbody tr", has=mark)
    expect(row).to_contain_text(GOOD_ID)
    find = page.get_by_label("Find a procedure")
    find.fill("cart")
    expect(mark).to_have_count(0)
    find.fill("")
    assert violations(page, ".procedures-catalog") == []
    put(page, *variant(next(iter(stored(page).values())), "hack", ticket=HACK))
    page.reload()
    expect(mark).to_contain_text(HACK)
    assert page.evaluate("window.hacked") is None
    mark.click()
    page.wait_for_url(two.page())
    finish(page, "aborted")
    go(page, "/procedures/")
    expect(mark).to_have_count(1)
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.includes('hack')) delete localStorage[key]"
    )
    page.reload()
    expect(page.locator(".procedures-controls")).to_be_visible()
    expect(mark).to_have_count(0)
