"""What stops a run and what the page asks: verdicts, the rollback, start and finish, and the record."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cmarkgfm
import pytest
from cmarkgfm.cmark import Options
from jsonschema import Draft202012Validator
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import FILE, FIRST, PODS, TOTAL, box, runs, tick
from tests.browser.test_runs import (
    bar,
    dialog,
    face,
    finish,
    judge,
    note,
    open_import,
    open_menu,
    press,
    start,
    status,
    top,
)
from tests.site.sites import GOOD, procedure, text_of

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "schema" / "run-record.schema.json").read_text(encoding="utf-8"))
CONSOLE = "required-access/cloud-provider-console-access"
GRAFANA = "required-access/monitoring-dashboard-access-grafana"
PRS = "code-build/all-prs-merged-to-deployment-branch"
BACK = "step-R.1/carried-out"
AGAIN = "step-R.2/carried-out"
OFF = GOOD.count("- [ ] ", GOOD.index("## Rollback Plan"), GOOD.index("## Verification")) + 2


def events(page: Page, kind: str) -> list[dict[str, Any]]:
    return [event for run in runs(page) for event in run["events"] if event["k"] == kind]


def saved(page: Page, name: str = "Save Markdown") -> str:
    """Return what a button of the record saves."""
    panel = open_menu(page, "Hand over")
    with page.expect_download() as download:
        press(panel, name)
    press(panel, "Close")
    return Path(download.value.path()).read_text(encoding="utf-8")


def paste(page: Page, data: dict[str, Any]) -> None:
    open_import(page).get_by_label("Or paste a record").fill(json.dumps(data))
    press(dialog(page), "Import")


def elsewhere(run: dict[str, Any], item: str, verdict: str, reason: str) -> dict[str, Any]:
    """Return a run with a verdict that somebody else gave without knowing of the others."""
    digest = next(event["v"]["digest"] for event in run["events"] if event["k"] == "page")
    event = {
        "e": "samsreplica:1",
        "l": len(run["events"]) + 1,
        "t": "2026-11-03T01:00:00.000Z",
        "by": "Sam",
        "k": "verdict",
        "i": item,
        "p": digest,
        "v": {"is": verdict, "after": []},
        "note": reason,
    }
    return run | {"events": [*run["events"], event]}


def menu(page: Page, item: str) -> None:
    page.locator(f'[data-item="{item}"] > .procedures-more').click()


def next_button(page: Page) -> Any:
    return bar(page).get_by_role("button").first


def counts(page: Page) -> Any:
    return face(page).locator(".procedures-counts")


def test_each_status_has_its_own_sign_word_and_count(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    start(page)
    tick(page, FIRST)
    tick(page, PODS)
    judge(page, CONSOLE, "failed", "Locked out")
    judge(page, GRAFANA, "skipped", "Sam watches")
    judge(page, FILE, "not applicable", "Nothing to save")
    judge(page, PRS, "done", "Looked twice")
    (run,) = runs(page)
    paste(page, elsewhere(run, PRS, "failed", "One is open"))
    # Whoever has taken part in a run is not asked again.
    expect(dialog(page)).to_have_count(0)
    empty.put(procedure(GOOD.replace("kubectl get pods\n```\n\n- [ ]", "kubectl get pods -A\n```\n\n- [ ]")))
    page.reload()
    # A failed check is nowhere part of what is done.
    counted = "1 done · 1 failed · 1 skipped · 1 not applicable · 1 in conflict · 1 to confirm · "
    expect(counts(page)).to_have_text(f"{counted}{TOTAL - 6} open")
    segments = page.locator(".procedures-meter > span").evaluate_all(
        "all => all.map(e => [e.dataset.mark, Number(e.style.flexGrow)])"
    )
    assert segments == [
        *([mark, 1] for mark in ("done", "failed", "skipped", "na", "conflict", "confirm")),
        ["open", TOTAL - 6],
    ]
    expect(page.locator("#required-access + .procedures-count")).to_have_text(
        "1 done · 1 failed · 1 skipped · 1 open"
    )
    drawn = page.locator("[data-verdict] > label").evaluate_all(
        "all => all.map(e => [e.parentElement.dataset.verdict, getComputedStyle(e, '::before').content])"
    )
    assert {verdict: sign.partition(" / ")[0].strip() for verdict, sign in drawn} == {
        "open": "none",
        "done": '""',
        "failed": '"×"',
        "skipped": '"→"',
        "na": '"n/a"',
        "conflict": '"≠"',
        "confirm": '"?"',
    }
    signs = page.locator(".procedures-counts [data-sign]").evaluate_all(
        "all => all.map((e) => getComputedStyle(e, '::before').content[1])"
    )
    assert signs == ["√", "×", "→", "–", "≠", "?", "□"]
    notes = {
        CONSOLE: "× failed by Dana",
        GRAFANA: "→ skipped by Dana",
        FILE: "– not applicable by Dana",
        PRS: "≠ in conflict, counted as open",
        PODS: "? to confirm, counted as open",
    }
    for item, words in notes.items():
        expect(note(page, item)).to_contain_text(words)
        expect(box(page, item)).not_to_be_checked()
    expect(box(page, FIRST)).to_be_checked()
    # Both reasons of the conflict are shown, on the page and where it is decided.
    menu(page, PRS)
    for place in (note(page, PRS), dialog(page)):
        expect(place).to_contain_text("√ done by Dana")
        expect(place).to_contain_text("Looked twice")
        expect(place).to_contain_text("× failed by Sam")
        expect(place).to_contain_text("One is open")
    page.keyboard.press("Escape")
    menu(page, PODS)
    expect(dialog(page)).to_contain_text("? to confirm · √ done by Dana")
    page.keyboard.press("Escape")
    text = saved(page)
    for words in (
        "| failed |",
        "| skipped |",
        "| in conflict: done (Dana), failed (Sam) |",
        "| to confirm: was",
    ):
        assert words in text
    # In a narrow window, all of them have room.
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 320
    # On paper, the signs and words are there as well.
    page.emulate_media(media="print")
    for item, words in notes.items():
        expect(note(page, item)).to_be_visible()
        expect(note(page, item)).to_contain_text(words)


def test_a_failed_check_stops_the_run_until_it_is_decided_by_keyboard(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, FIRST)
    judge(page, PODS, "failed", "Two are missing")
    stopped = next_button(page)
    expect(stopped).to_have_text("Stopped · Step 1.1")
    expect(page.locator("[id='step-1.1'] + .procedures-count")).to_have_text("1 failed")
    page.keyboard.press("Alt+r")
    actions = note(page, PODS).get_by_role("button")
    expect(actions).to_have_text(["Try again", "Go on with a reason", "Roll back"])
    expect(actions.first).to_be_focused()
    page.keyboard.press("Enter")
    expect(note(page, PODS)).to_have_count(0)
    expect(box(page, PODS)).to_be_focused()
    # It is tried again: what comes next is this check.
    expect(next_button(page)).to_have_text("Next · Step 1.1")

    judge(page, PODS, "failed", "Two are missing")
    page.keyboard.press("Alt+r")
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    reason = dialog(page).get_by_label("Reason to go on")
    expect(reason).to_be_focused()
    expect(reason).to_have_attribute("required", "")
    for empty_reason in ("", "  \n ", "...", "\u200e"):
        reason.fill(empty_reason)
        press(dialog(page), "Go on")
        expect(reason).to_be_visible()
        assert reason.evaluate("e => e.validity.valid") is False
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(actions.nth(1)).to_be_focused()
    assert events(page, "guard") == []
    page.keyboard.press("Enter")
    expect(reason).to_be_focused()
    page.keyboard.type("Two are enough")
    for key in ("Tab", "Enter"):
        page.keyboard.press(key)
    expect(dialog(page)).to_have_count(0)
    expect(box(page, FILE)).to_be_focused()
    expect(next_button(page)).to_have_text("Next · Step 1.2")
    # It is still a failed check.
    expect(note(page, PODS)).to_contain_text("× failed by Dana")
    expect(note(page, PODS)).to_contain_text("Went on after this by Dana")
    expect(note(page, PODS)).to_contain_text("Two are enough")
    expect(actions).to_have_count(0)
    expect(counts(page)).to_have_text(f"1 done · 1 failed · {TOTAL - 2} open")
    (guard,) = events(page, "guard")
    assert (guard["v"]["guard"], guard["i"], guard["note"]) == ("failed", PODS, "Two are enough")
    # A new failure of the same check stops again.
    judge(page, PODS, "failed", "None is left")
    expect(next_button(page)).to_have_text("Stopped · Step 1.1")

    page.keyboard.press("Alt+r")
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    expect(dialog(page).get_by_role("heading", level=2)).to_have_text("Rollback")
    page.keyboard.press("Escape")
    expect(dialog(page)).to_have_count(0)
    expect(actions.nth(2)).to_be_focused()
    assert events(page, "rollback") == []


def test_a_step_with_commands_and_no_check_gets_one(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    expect(page.get_by_role("checkbox", name="Step R.1 carried out")).to_have_count(1)
    # Steps that have a check get none.
    expect(page.get_by_role("checkbox", name="carried out")).to_have_count(2)
    page.emulate_media(media="print")
    expect(box(page, BACK)).to_be_visible()
    page.emulate_media(media="screen")
    start(page)
    tick(page, BACK)
    expect(box(page, BACK)).to_be_checked()
    assert "| done | Step R.1: Go back | Step R.1 carried out |" in saved(page)


def test_the_rollback_begins_at_its_first_step_and_can_be_withdrawn(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, FIRST)
    # What was touched before has no say in where it begins.
    tick(page, AGAIN)
    tick(page, AGAIN)
    press(bar(page), "Rollback")
    expect(dialog(page)).to_contain_text("The rollback begins at Step R.1: Go back.")
    expect(dialog(page).locator("li")).to_have_text(["Step R.1: Go back", "Step R.2: Look again"])
    press(dialog(page), "Cancel")
    assert events(page, "rollback") == []
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    press(bar(page), "Rollback")
    dialog(page).get_by_role("button", name="Start the rollback").evaluate("e => { e.click(); e.click(); }")
    expect(dialog(page)).to_have_count(0)
    assert len(events(page, "rollback")) == 1
    expect(box(page, BACK)).to_be_focused()
    expect(next_button(page)).to_have_text("Next · Step R.1")
    expect(counts(page)).to_have_text(f"{OFF} open")
    expect(face(page).locator(".procedures-band")).to_have_text("Production · rolling back")
    page.keyboard.press("Space")
    expect(next_button(page)).to_have_text("Next · Step R.2")
    page.reload()
    expect(counts(page)).to_have_text(f"1 done · {OFF - 1} open")
    text = saved(page)
    assert f"| Counts | 1 done · {OFF - 1} open |" in text
    assert "| Rollback started | " in text

    press(bar(page), "Rollback")
    expect(dialog(page).get_by_role("button", name="Start the rollback")).to_have_count(0)
    press(dialog(page), "Withdraw the rollback")
    press(dialog(page), "Withdraw")
    expect(dialog(page)).to_be_visible()
    dialog(page).get_by_label("Reason").fill("The errors were those of another service")
    press(dialog(page), "Withdraw")
    expect(dialog(page)).to_have_count(0)
    expect(bar(page).get_by_role("button", name="Rollback")).to_be_focused()
    expect(counts(page)).to_have_text(f"1 done · {TOTAL - 1} open")
    (undo,) = [event for event in events(page, "undo") if not event.get("i")]
    assert undo["note"] == "The errors were those of another service"
    text = saved(page)
    assert f"| Counts | 1 done · {TOTAL - 1} open |" in text
    assert "UTC, Dana, The errors were those of another service |" in text
    assert "| Rollback started (undone) |" in text


@pytest.mark.parametrize("state", ["Draft", "Retired"])
def test_a_real_run_of_what_is_not_in_force_needs_a_reason(
    empty: Served, open_page: Open, state: str
) -> None:
    empty.put(procedure(GOOD.replace("status: Approved", f"status: {state}")), fail_on="never")
    page = open_page(empty.page())
    press(page, "Start a run")
    panel = dialog(page)
    reason = panel.get_by_label(f"This procedure is not in force ({state})")
    panel.get_by_label("Your name").fill("Dana")
    panel.get_by_label("Environment").select_option("Production")
    panel.get_by_label("Rehearsal", exact=True).check()
    expect(reason).to_be_hidden()
    panel.get_by_label("For real", exact=True).check()
    expect(reason).to_be_visible()
    expect(reason).to_have_attribute("required", "")
    press(panel, "Start")
    expect(reason).to_be_focused()
    assert runs(page) == []
    # Escape starts nothing.
    page.keyboard.press("Escape")
    expect(face(page).get_by_role("button", name="Start a run")).to_be_visible()
    assert runs(page) == []

    # A scratch run that becomes a real one is asked the same; nothing is said to be saved before.
    tick(page)
    panel = open_menu(page, "Details of the run")
    panel.get_by_label("Your name").fill("Dana")
    panel.get_by_label("For real", exact=True).check()
    panel.get_by_label("Environment").select_option("Production")
    press(panel, "Save")
    expect(reason).to_be_focused()
    expect(status(page)).to_have_text("")
    expect(face(page).locator(".procedures-band")).to_have_text("Scratch run")
    reason.fill("Hotfix for CHG-7")
    press(panel, "Save")
    expect(status(page)).to_have_text("Saved.")
    expect(face(page).locator(".procedures-band")).to_have_text("Production")
    first, _, rest = saved(page).partition("\n\n")
    assert first.startswith(
        f"**Run for real although the procedure was not in force** ({state}: Hotfix for CHG-7). Dana, "
    )
    assert first.endswith(" UTC.")
    assert rest.startswith("# Checkout redesign: in progress")

    # So is the next one, though this one is real.
    press(open_menu(page, "Runs of this procedure"), "Start a run")
    panel.get_by_label("For real", exact=True).check()
    panel.get_by_label("Environment").select_option("Production")
    press(panel, "Start")
    expect(reason).to_be_focused()
    assert len(runs(page)) == 1
    reason.fill("Once more")
    press(panel, "Start")
    expect(status(page)).to_have_text("Run started.")
    assert [event["note"] for event in events(page, "guard")].count(f"{state}: Once more") == 1


def test_a_real_run_needs_a_name(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    press(page, "Start a run")
    panel = dialog(page)
    who = panel.get_by_label("Your name")
    panel.get_by_label("Environment").select_option("Production")
    panel.get_by_label("For real", exact=True).check()
    expect(who).to_have_attribute("required", "")
    for name in ("", "   ", "\u200e\u200f", "-", "\u200b"):
        who.fill(name)
        press(panel, "Start")
        expect(panel).to_be_visible()
        expect(who).to_have_attribute("aria-invalid", "true")
    assert runs(page) == []
    panel.get_by_label("Rehearsal", exact=True).check()
    expect(who).not_to_have_attribute("required", "")
    who.fill("")
    press(panel, "Start")
    band = face(page).locator(".procedures-band")
    expect(band).to_have_text("Rehearsal")
    tick(page)
    panel = open_menu(page, "Details of the run")
    panel.get_by_label("For real", exact=True).check()
    press(panel, "Save")
    expect(who).to_be_focused()
    expect(band).to_have_text("Rehearsal")
    who.fill("  Dana ")
    press(panel, "Save")
    expect(band).to_have_text("Production")
    assert events(page, "facts")[0]["by"] == "Dana"


def test_what_is_not_done_at_the_end_is_listed_and_needs_a_reason(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, FIRST)
    judge(page, PODS, "failed", "Two are missing")
    panel = open_menu(page, "Finish")
    expect(panel).to_contain_text(f"Not done: {TOTAL - 1} checks. The outcome needs a reason.")
    expect(panel.locator("li")).to_have_count(TOTAL - 1)
    expect(panel.locator("li", has_text="× failed")).to_have_text(
        "× failed – Step 1.1: Look: Pods are there: Two are missing"
    )
    # Nothing that matters is chosen in advance.
    expect(panel.get_by_role("radio", checked=True)).to_have_count(0)
    expect(panel.get_by_label("Reason")).to_have_attribute("required", "")
    panel.get_by_label("succeeded").check()
    press(panel, "Finish")
    expect(panel.get_by_label("Reason")).to_be_focused()
    assert events(page, "finish") == events(page, "guard") == []
    panel.get_by_label("Reason").fill("The rest is done by the night shift")
    panel.get_by_label("aborted").check()
    press(panel, "Finish")
    expect(top(page)).to_contain_text(f"aborted: {TOTAL - 2} checks open, 1 failed")
    expect(counts(page)).to_have_text(f"1 done · 1 failed · {TOTAL - 2} open")
    text = saved(page)
    assert "# Checkout redesign: aborted" in text
    assert text.count("| Finished with items that were not done |") == 2
    assert "| Reason | The rest is done by the night shift |" in text
    # A run that goes on has not been finished with anything open.
    open_menu(page, "Reopen")
    press(dialog(page), "Reopen")
    expect(box(page, FILE)).to_be_enabled()
    text = saved(page)
    assert "# Checkout redesign: in progress" in text
    assert "| Exception |" not in text


def test_a_run_with_a_rollback_has_not_succeeded(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    press(bar(page), "Rollback")
    press(dialog(page), "Start the rollback")
    panel = open_menu(page, "Finish")
    expect(panel.get_by_label("succeeded")).to_have_count(0)
    expect(panel).to_contain_text(f"Not done: {OFF} checks.")
    press(panel, "Close")
    press(bar(page), "Rollback")
    press(dialog(page), "Withdraw the rollback")
    dialog(page).get_by_label("Reason").fill("False alarm")
    press(dialog(page), "Withdraw")
    panel = open_menu(page, "Finish")
    panel.get_by_label("succeeded").check()
    # Another tab rolls back, while this one is about to finish.
    other = open_page(site.page())
    press(bar(other), "Rollback")
    press(dialog(other), "Start the rollback")
    expect(face(page)).to_contain_text("rolling back")
    panel.get_by_label("Reason", exact=True).fill("All is well")
    press(panel, "Finish")
    expect(dialog(page).get_by_role("alert")).to_contain_text("Not finished: the run has changed")
    expect(dialog(page).get_by_label("succeeded")).to_have_count(0)
    assert events(page, "finish") == []


def test_whoever_goes_on_with_a_run_is_asked_for_a_name(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, FIRST)
    (run,) = runs(page)
    page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.reload()
    paste(page, run)
    expect(dialog(page).get_by_role("heading")).to_have_text("Who are you?")
    who = dialog(page).get_by_label("Your name")
    expect(who).to_be_focused()
    page.keyboard.press("Escape")
    expect(box(page, FIRST)).to_be_checked()
    # Without an answer, nothing is recorded.
    for reason in ("", "Two are missing"):
        if reason:
            judge(page, PODS, "failed", reason)
        else:
            tick(page, PODS)
        expect(dialog(page).last.get_by_role("heading")).to_have_text("Who are you?")
        expect(box(page, PODS)).not_to_be_checked()
        press(dialog(page).last, "Go on")
        expect(who).to_be_visible()
        page.keyboard.press("Escape")
        # What was typed is still there.
        if reason:
            expect(dialog(page).get_by_label("Note (required")).to_have_value(reason)
            page.keyboard.press("Escape")
        expect(dialog(page)).to_have_count(0)
    assert len(events(page, "verdict")) == 1
    tick(page, PODS)
    who.fill("Kim")
    press(dialog(page), "Go on")
    expect(box(page, PODS)).to_be_checked()
    expect(box(page, PODS)).to_be_focused()
    assert [event["by"] for event in events(page, "verdict")] == ["Dana", "Kim"]
    # A name that this browser knows is offered, and not taken without a word.
    page.evaluate(
        "localStorage.clear(); sessionStorage.clear(); localStorage.setItem('procedures:who', 'Kim')"
    )
    page.reload()
    paste(page, run)
    expect(who).to_have_value("Kim")
    page.keyboard.press("Escape")
    tick(page, FILE)
    expect(dialog(page).get_by_role("heading")).to_have_text("Who are you?")
    page.keyboard.press("Escape")
    expect(box(page, FILE)).not_to_be_checked()


def test_a_rollback_that_waits_for_a_name_is_not_said_to_have_started(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    page.evaluate("localStorage.removeItem('procedures:who')")
    page.reload()
    press(bar(page), "Rollback")
    press(dialog(page), "Start the rollback")
    expect(dialog(page).last.get_by_role("heading")).to_have_text("Who are you?")
    expect(status(page)).to_have_text("")
    dialog(page).get_by_label("Your name").fill("Kim")
    press(dialog(page).last, "Go on")
    expect(face(page)).to_contain_text("rolling back")
    expect(dialog(page)).to_have_count(0)
    expect(next_button(page)).to_have_text("Next · Step R.1")
    assert [event["by"] for event in events(page, "rollback")] == ["Kim"]


def test_a_reason_of_blanks_is_none(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    menu(page, FIRST)
    for verdict in ("skipped", "failed", "Add note"):
        for reason in ("", " \n\t ", "-"):
            dialog(page).get_by_label("Note (required").fill(reason)
            press(dialog(page), verdict)
            expect(dialog(page)).to_be_visible()
    assert events(page, "verdict") == events(page, "note") == []
    # What was refused for one verdict does not stand in the way of another.
    press(dialog(page), "done")
    expect(box(page, FIRST)).to_be_checked()


def test_no_box_ticked_in_the_source_is_done_in_a_run(empty: Served, open_page: Open) -> None:
    empty.put(procedure(GOOD.replace("- [ ] Pods are there", "- [x] Pods are there")), fail_on="never")
    page = open_page(empty.page())
    start(page)
    expect(box(page, PODS)).not_to_be_checked()
    expect(counts(page)).to_have_text(f"{TOTAL} open")


def test_the_record_can_be_read_without_the_page(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, PODS)
    judge(page, FILE, "failed", "The disk is full | see #12")
    note(page, FILE).get_by_role("button", name="Go on with a reason").click()
    dialog(page).get_by_label("Reason to go on").fill("It is in git")
    press(dialog(page), "Go on")
    press(bar(page), "Rollback")
    press(dialog(page), "Start the rollback")
    tick(page, BACK)
    finish(page, "rolled back", "The rest was not needed")
    expect(top(page)).to_contain_text(f"rolled back: {OFF - 1} checks open")
    text = saved(page)
    html = cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_DEFAULT)
    rows = [text_of(row) for row in html.split("<tr>")]
    zone = page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone")
    for row in (
        "Outcome rolled back",
        f"Counts 1 done · {OFF - 1} open",
        f"Time zone {zone}",
        "done Step 1.1: Look Pods are there",
        "failed Step 1.2: Save File is there The disk is full | see #\u200b12",
        "Went on after a failed check Step 1.2: Save File is there It is in git",
        "Rollback started",
        "done Step R.1: Go back Step R.1 carried out",
        "Finished · rolled back The rest was not needed",
    ):
        assert any(row in cells for cells in rows), row
    begin = f"Checkout redesign: rolled back Production run, CHG-1: {OFF - 1} checks open. Exception"
    assert text_of(html).startswith(begin)
    data = json.loads(saved(page, "Save JSON"))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(data)] == []
    assert data["header"]["zone"] == zone
    # What was on the page when the run began, generated checks included.
    (seen,) = [event["v"] for event in data["events"] if event["k"] == "page"]
    assert [item["id"] for item in seen["items"] if item.get("made")] == [BACK, AGAIN]
    assert len(seen["items"]) == page.locator("[data-item]").count()


def test_a_dialog_closes_to_where_it_was_opened(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    opened = {
        "…": page.locator(f'[data-item="{PODS}"] > .procedures-more'),
        "menu": bar(page).get_by_role("button", name="Menu"),
        "Rollback": bar(page).get_by_role("button", name="Rollback"),
    }
    for button in opened.values():
        for close in ("Escape", "Enter"):
            button.focus()
            page.keyboard.press("Enter")
            expect(dialog(page)).to_be_visible()
            title = dialog(page).get_by_role("heading", level=2).inner_text()
            expect(page.get_by_role("dialog", name=title, exact=True)).to_be_visible()
            if close == "Enter":
                dialog(page).get_by_role("button", name="Close").focus()
            page.keyboard.press(close)
            expect(dialog(page)).to_have_count(0)
            expect(button).to_be_focused()
    # Its opener is gone when it closes.
    judge(page, PODS, "failed", "Two are missing")
    note(page, PODS).get_by_role("button", name="Go on with a reason").click()
    other = open_page(site.page())
    judge(other, PODS, "done")
    expect(note(page, PODS)).to_have_count(0)
    page.keyboard.press("Escape")
    expect(box(page, PODS)).to_be_focused()
    # A note that is rendered again leaves the focus at its check.
    judge(page, PODS, "failed", "Two are missing")
    note(page, PODS).get_by_role("button", name="Try again").focus()
    judge(other, PODS, "Add note", "Three now")
    expect(note(page, PODS)).to_contain_text("Three now")
    expect(box(page, PODS)).to_be_focused()
    assert len(runs(page)) == 1


def test_a_status_link_can_neither_reopen_nor_sign_a_run(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    finish(page, "aborted", "Only looking")
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    panel = open_menu(page, "Hand over")
    press(panel, "Copy status link")
    page.wait_for_function("window.copied")
    link = page.evaluate("window.copied")
    press(panel, "Close")
    open_menu(page, "Reopen")
    press(dialog(page), "Reopen")
    page.goto("about:blank")
    page.goto(link)
    expect(top(page)).to_contain_text("Read-only.")
    expect(bar(page)).to_be_hidden()
    expect(face(page).locator("button:visible")).to_have_text(["Back to your run"])
    expect(page.locator(".procedures-more:visible")).to_have_count(0)
    press(face(page), "Back to your run")
    expect(top(page)).not_to_contain_text("Read-only.")
