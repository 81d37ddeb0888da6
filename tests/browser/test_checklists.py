"""Checklists in a real browser: what a tick is, where it stays, and when it is withdrawn."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import CART, Open, Served
from tests.site.sites import GOOD, GOOD_ID, procedure

FIRST = "required-access/production-deployment-credentials"
PODS = "step-1.1/pods-are-there"
FILE = "step-1.2/file-is-there"
ROLLBACK = GOOD[GOOD.index("## Rollback Plan") : GOOD.index("## Verification")].count("- [ ] ")
TOTAL = GOOD.count("- [ ] ") - GOOD.count("- [ ] ~~") - ROLLBACK


def box(page: Page, item: str = FIRST):  # type: ignore[no-untyped-def]
    return page.locator(f'input[id="box:{item}"]')


def tick(page: Page, item: str = FIRST) -> None:
    page.locator(f'label[for="box:{item}"]').click()


def counts(page: Page) -> Locator:
    """Return the counts of the run, such as "1 done · 20 open"."""
    return page.locator(".procedures-counts")


def follow_link(page: Page) -> None:
    """Follow the link to the other procedure, in a section that may be folded."""
    folded = page.locator('#overview + .procedures-count[aria-expanded="false"]')
    if folded.count():
        folded.click()
    page.locator(f'#scope ~ .procedures-body a[href$="{CART}/"]').click()


def keys(page: Page) -> dict[str, str]:
    found = page.evaluate("Object.fromEntries(Object.entries(localStorage))")
    return {key: value for key, value in found.items() if key.startswith("procedures:")}


def runs(page: Page, procedure: str = GOOD_ID, site: str = "ops") -> list[dict[str, Any]]:
    """Return the stored runs of a procedure."""
    prefix = f"procedures:run:1:%2F{site}%2F:{procedure}:"
    return [
        json.loads(text) for key, text in keys(page).items() if key.startswith(prefix) and ":tab:" not in key
    ]


def verdicts(page: Page) -> list[tuple[str, str, str]]:
    """Return kind, item and verdict of all events about items, in the order of their clocks."""
    events = [event for run in runs(page) for event in run["events"]]
    return [
        (event["k"], event.get("i", ""), event["v"].get("is", ""))
        for event in sorted(events, key=lambda event: (event["l"], event["e"]))
        if event["k"] in ("verdict", "confirm", "undo")
    ]


def test_clicking_the_text_ticks_once(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    page.evaluate("addEventListener('change', () => { window.changes = (window.changes ?? 0) + 1 })")
    tick(page)
    expect(box(page)).to_be_checked()
    assert page.evaluate("window.changes") == 1
    assert page.get_by_role("checkbox", name="Production deployment credentials").is_checked()


def test_a_tick_survives_reload_and_another_page(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    page.reload()
    expect(box(page)).to_be_checked()
    page.goto(site.url())
    page.goto(site.page())
    expect(box(page)).to_be_checked()
    tick(page)
    page.reload()
    expect(box(page)).not_to_be_checked()
    assert verdicts(page) == [("verdict", FIRST, "done"), ("undo", FIRST, "")]


def test_a_tick_survives_instant_navigation(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    page.evaluate("window.sameDocument = true")
    tick(page)
    follow_link(page)
    page.wait_for_url("**/deploy-shop-002-cart/")
    expect(page.locator("[data-procedure]")).to_have_attribute("data-procedure", CART)
    expect(counts(page)).to_be_hidden()
    tick(page, PODS)
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    page.go_back()
    expect(page.locator("[data-procedure]")).to_have_attribute("data-procedure", GOOD_ID)
    expect(box(page)).to_be_checked()
    expect(box(page, PODS)).not_to_be_checked()
    assert page.evaluate("window.sameDocument") is True
    # One header, one bar, one count for each heading, one event for each click, also on the second visit.
    expect(page.locator(".procedures-face")).to_have_count(1)
    expect(page.locator(".procedures-bar")).to_have_count(1)
    expect(page.locator("#required-access + .procedures-count")).to_have_count(1)
    tick(page, FILE)
    expect(counts(page)).to_have_text(f"2 done · {TOTAL - 2} open")


def test_ticks_are_kept_apart_by_procedure_and_by_site(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    for other in (site.page(CART), site.page(site="other")):
        page.goto(other)
        expect(page.get_by_role("button", name="Start a run")).to_be_visible()
        expect(counts(page)).to_be_hidden()
        expect(box(page)).not_to_be_checked()
    assert verdicts(page) == [("verdict", FIRST, "done")]
    assert runs(page, CART) == runs(page, site="other") == []


def test_progress_is_shown_as_text_and_bar(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    segments = page.locator(".procedures-meter span")
    assert segments.evaluate_all("all => all.map(e => [e.dataset.mark, Number(e.style.flexGrow)])") == [
        ["done", 1],
        ["open", TOTAL - 1],
    ]
    # A segment is as wide as its share.
    widths = segments.evaluate_all("all => all.map(e => e.getBoundingClientRect().width)")
    assert widths[1] / widths[0] == pytest.approx(TOTAL - 1, rel=0.2)
    expect(page.locator("#required-access + .procedures-count")).to_have_text("1 done · 3 open")
    expect(page.locator("#prerequisites + .procedures-count")).to_have_text("1 done · 10 open")
    expect(page.locator("[id='phase-1'] + .procedures-count")).to_have_text("2 open")
    # The table of contents says where something is done, and nothing of what nobody has begun.
    contents = page.locator(".md-nav--secondary a")
    for heading, short in (("prerequisites", "1/11"), ("phase-1", ""), ("purpose", "")):
        link = contents.and_(page.locator(f'[href$="#{heading}"]'))
        expect(link.last).to_have_attribute("data-procedures", short)
    expect(page.locator("#purpose + .procedures-count")).to_have_text("")


CHANGES = [
    ("text", "- [ ] Pods are there", "- [ ] Pods are there, all of them", PODS),
    ("commands", "kubectl get pods\n```\n\n- [ ] Pods", "kubectl get pods -A\n```\n\n- [ ] Pods", PODS),
]


@pytest.mark.parametrize(("what", "old", "new", "item"), CHANGES, ids=["text", "commands"])
def test_no_tick_on_what_has_changed(
    empty: Served, open_page: Open, what: str, old: str, new: str, item: str
) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    tick(page, item)
    tick(page, FILE)
    assert GOOD.count(old) == 1
    # Explicit: the same item by its first words, whatever else it says.
    empty.put(procedure(GOOD.replace(old, new)))
    page.reload()
    now = page.locator('[id="step-1.1"] ~ .procedures-body [data-item]').first
    if what == "commands":
        expect(now.locator("input")).not_to_be_checked()
        expect(now.locator(".procedures-note")).to_contain_text("the commands of its step changed")
        now.locator("label").click()
        expect(now.locator(".procedures-note")).to_have_count(0)
        page.reload()
        expect(now.locator("input")).to_be_checked()
    else:
        expect(now.locator("input")).not_to_be_checked()
    # The step beside it is as it was.
    expect(box(page, FILE)).to_be_checked()


def test_a_reworded_item_with_an_id_says_so(empty: Served, open_page: Open) -> None:
    empty.put(procedure(GOOD.replace("- [ ] Pods are there", "- [ ] Pods are there {#pods}")))
    page = open_page(empty.page())
    tick(page, "pods")
    empty.put(procedure(GOOD.replace("- [ ] Pods are there", "- [ ] Pods are there and ready {#pods}")))
    page.reload()
    # The words are others, so somebody has to say whether it is still done.
    expect(box(page, "pods")).not_to_be_checked()
    expect(page.locator(".procedures-note")).to_contain_text("its text changed since this was marked")
    assert page.get_by_role("checkbox", name="Pods are there and ready").get_attribute("aria-describedby")


def test_a_tick_stays_with_its_item_when_a_step_is_inserted(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    tick(page, PODS)
    inserted = GOOD.replace("- [ ] Pods are there", "- [ ] Nodes are there\n- [ ] Pods are there")
    empty.put(procedure(inserted))
    page.reload()
    expect(box(page, PODS)).to_be_checked()
    expect(box(page, "step-1.1/nodes-are-there")).not_to_be_checked()


def test_what_the_source_of_a_procedure_ticks_starts_open(empty: Served, open_page: Open) -> None:
    draft = GOOD.replace("status: Approved", "status: Draft")
    empty.put(procedure(draft.replace("- [ ] Pods are there", "- [x] Pods are there")))
    page = open_page(empty.page())
    expect(box(page, PODS)).not_to_be_checked()
    expect(counts(page)).to_be_hidden()
    tick(page, PODS)
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    page.reload()
    expect(box(page, PODS)).to_be_checked()


def test_what_an_ordinary_page_ticks_is_ticked_until_unticked(empty: Served, open_page: Open) -> None:
    empty.put({**procedure(), "docs/page.md": "# Page\n\n- [x] one\n"}, checklists="all")
    page = open_page(empty.url("page/"))
    expect(box(page, "page/one")).to_be_checked()
    tick(page, "page/one")
    page.reload()
    expect(box(page, "page/one")).not_to_be_checked()


def test_reset_asks_first_and_touches_only_its_own_keys(site: Served, open_page: Open) -> None:
    page = open_page(site.page(CART))
    tick(page)
    page.goto(site.url("page/"))
    page.evaluate("localStorage.setItem('other', 'kept')")
    reset = page.get_by_role("button", name="Reset")
    expect(reset).to_be_disabled()
    tick(page, "page/one")
    reset.click()
    dialog = page.locator("dialog.procedures-dialog")
    expect(dialog).to_contain_text("Remove all ticks on this page?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(box(page, "page/one")).to_be_checked()
    reset.click()
    dialog.get_by_role("button", name="Remove").click()
    expect(box(page, "page/one")).not_to_be_checked()
    expect(counts(page)).to_have_text("2 open")
    assert len(runs(page, CART)) == 1
    assert [key for key in keys(page) if key.startswith("procedures:run:1:%2Fops%2F:page")] == []
    assert page.evaluate("localStorage.getItem('other')") == "kept"


def test_two_tabs_lose_nothing(site: Served, open_page: Open) -> None:
    one, two = open_page(site.page()), open_page(site.page())
    tick(one)
    expect(box(two)).to_be_checked()
    tick(two, PODS)
    expect(box(one, PODS)).to_be_checked()
    assert verdicts(one) == [("verdict", FIRST, "done"), ("verdict", PODS, "done")]
    assert len(runs(one)) == 1


def test_storage_that_refuses_is_said_and_ticks_still_show(
    site: Served, context: BrowserContext, open_page: Open
) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    page = open_page(site.page())
    expect(page.locator(".procedures-warning")).to_be_hidden()
    expect(counts(page)).to_be_hidden()
    tick(page)
    expect(box(page)).to_be_checked()
    expect(page.locator(".procedures-warning")).to_be_visible()
    tick(page, PODS)
    expect(counts(page)).to_have_text(f"2 done · {TOTAL - 2} open")


def test_keyboard_alone(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    box(page).focus()
    page.keyboard.press("Space")
    expect(box(page)).to_be_checked()
    # Behind each box is the button for all else that can be said of the item.
    page.keyboard.press("Tab")
    expect(
        page.get_by_role("button", name="More: Required Access: Production deployment credentials")
    ).to_be_focused()
    page.keyboard.press("n")
    page.keyboard.press("Tab")
    expect(page.locator("input:focus")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "box:required-access/cloud-provider-console-access"
    page.keyboard.press("n")
    assert page.url == site.page()


def test_ordinary_pages_have_checklists_too(site: Served, open_page: Open) -> None:
    page = open_page(site.url("page/"))
    tick(page, "page/one")
    page.reload()
    expect(box(page, "page/one")).to_be_checked()
    expect(counts(page)).to_have_text("1 done · 1 open")


def test_without_javascript_the_page_reads(site: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.page())
    expect(box(page)).to_be_visible()
    tick(page)
    expect(box(page)).to_be_checked()
    expect(page.locator(".procedures-bar, .procedures-face")).to_have_count(0)
    expect(page.locator('table[data-generated="sign-off"]')).to_be_visible()
    context.close()


def test_on_paper_there_are_boxes_and_no_controls(empty: Served, open_page: Open) -> None:
    more = "Paid orders a minute.\n\n<details>\n<summary>More</summary>\n\n- [ ] hidden\n\n</details>"
    empty.put(procedure(GOOD.replace("Paid orders a minute.", more)))
    page = open_page(empty.page())
    tick(page)
    page.emulate_media(media="print")
    expect(page.locator(".procedures-bar")).to_be_hidden()
    expect(page.locator(".procedures-count").first).to_be_hidden()
    expect(box(page)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("hidden", exact=True)).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details").evaluate("e => e.open") is False
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_a_strict_policy_finds_nothing_of_ours(
    site: Served, context: BrowserContext, open_page: Open
) -> None:
    # The theme has inline scripts of its own; they are allowed by nobody here, and not ours to mend.
    site.server.policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'"
    try:
        context.add_init_script(
            "window.violations = []; addEventListener('securitypolicyviolation', "
            "e => violations.push([e.sourceFile, e.violatedDirective, e.lineNumber]))"
        )
        page = open_page(site.page())
        tick(page)
        expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
        violations = page.evaluate("window.violations")
        assert [one for one in violations if "assets/procedures/" in (one[0] or "")] == []
    finally:
        site.server.policy = ""
