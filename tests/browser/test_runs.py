"""A procedure run from its page, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import CART, Open, Served, settled
from tests.browser.test_checklists import (
    FILE,
    FIRST,
    PODS,
    TOTAL,
    box,
    counts,
    follow_link,
    runs,
    tick,
    verdicts,
)
from tests.site.sites import GOOD, GOOD_ID, procedure

HELM = "step-2.1/new-pods-are-ready"


MENU = (
    "Values",
    "Details of the run",
    "Sign off",
    "Hand over",
    "Finish",
    "Runs of this procedure",
    "Keyboard shortcuts",
)
"""The entries of the menu of a run that open a dialog."""


def bar(page: Page) -> Locator:
    return page.locator(".procedures-bar")


def dialog(page: Page) -> Locator:
    return page.locator("dialog.procedures-dialog")


def press(where: Page | Locator, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def face(page: Page) -> Locator:
    """Return the header of the run: what it is, who runs it, and its counts."""
    return page.locator(".procedures-face")


def expect_run(page: Page, band: str, about: str) -> None:
    """Expect a run in the header: what its band says, and what it is about."""
    expect(page.locator(".procedures-band")).to_have_text(band)
    expect(page.locator(".procedures-about")).to_have_text(about)


def status(page: Page) -> Locator:
    """Return the last message."""
    return page.locator(".procedures-status")


def start(page: Page, who: str = "Dana", ticket: str = "CHG-1", kind: str = "real") -> None:
    """Start a run, by the button that is there for it, from the menu if a run is shown."""
    expect(face(page)).to_be_visible()
    if face(page).get_by_role("button", name="Start a run").is_visible():
        press(face(page), "Start a run")
    else:
        press(open_runs(page), "Start a run")
    panel = dialog(page)
    panel.get_by_label("For real" if kind == "real" else "Rehearsal", exact=True).check()
    panel.get_by_label("Environment").select_option("Production")
    panel.get_by_label("Ticket", exact=True).fill(ticket)
    panel.get_by_label("Your name").fill(who)
    press(panel, "Start")
    expect(dialog(page)).to_have_count(0)


def open_menu(page: Page, entry: str = "") -> Locator:
    """Open the menu of the run, and the dialog of an entry."""
    press(bar(page), "Menu")
    if entry:
        press(dialog(page), entry)
    return dialog(page)


def open_runs(page: Page) -> Locator:
    """Open the list of runs, from the menu of the run or, without one, from the start of one."""
    if bar(page).is_visible():
        return open_menu(page, "Runs of this procedure")
    press(face(page), "Start a run")
    press(dialog(page), "Runs of this procedure")
    return dialog(page)


def judge(page: Page, item: str, verdict: str, reason: str = "") -> None:
    page.locator(f'[data-item="{item}"] > .procedures-more').click()
    dialog(page).get_by_label("Note (required").fill(reason)
    press(dialog(page), verdict)


def finish(page: Page, outcome: str = "succeeded", reason: str = "That will do") -> None:
    open_menu(page, "Finish")
    dialog(page).get_by_label(outcome, exact=True).check()
    dialog(page).get_by_label("Reason").fill(reason)
    press(dialog(page), "Finish")


def fill_in(page: Page, label: str, value: str) -> None:
    """Fill in a value of the run."""
    open_menu(page, "Values").get_by_label(label).fill(value)
    press(dialog(page), "Save")
    expect(dialog(page)).to_have_count(0)


def note(page: Page, item: str) -> Locator:
    return page.locator(f'[data-item="{item}"] > .procedures-note')


def top(page: Page) -> Locator:
    """Return the notices, and the end of the run."""
    return page.locator(".procedures-top")


def end(page: Page) -> Locator:
    return page.locator(".procedures-end")


def following(page: Page) -> Locator:
    """Return the button that says what comes next, and goes there."""
    return page.locator(".procedures-go")


def test_a_run_is_started_and_kept(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    # Without a run there is one invitation, and nothing else at the edges.
    expect(face(page)).to_have_text("No run has been started. Start a run", use_inner_text=True)
    expect(bar(page)).to_be_hidden()
    expect(top(page)).to_be_hidden()
    expect(page.locator(".procedures-more:visible, .procedures-count:visible")).to_have_count(0)
    start(page)
    tick(page)
    page.reload()
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(face(page).get_by_role("button")).to_have_count(0)
    expect(box(page)).to_be_checked()
    (run,) = runs(page)
    assert run["header"]["procedure"] == GOOD_ID
    assert [event["by"] for event in run["events"]] == ["Dana"] * 3
    assert run["events"][0]["v"] == {
        "environment": "Production",
        "ticket": "CHG-1",
        "kind": "real",
        "name": "",
        "zone": page.evaluate("Intl.DateTimeFormat().resolvedOptions().timeZone"),
    }


def test_runs_stand_side_by_side(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page)
    start(page, ticket="CHG-2", kind="rehearsal")
    expect(box(page)).not_to_be_checked()
    expect_run(page, "Rehearsal", "Production · CHG-2 · Dana")
    tick(page, PODS)
    panel = open_runs(page)
    expect(panel.get_by_role("button", name="Rehearsal, Production, CHG-2")).to_be_visible()
    panel.get_by_role("button", name="Production run, CHG-1").click()
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(box(page)).to_be_checked()
    expect(box(page, PODS)).not_to_be_checked()
    assert len(runs(page)) == 2
    page.reload()
    expect(box(page)).to_be_checked()


def test_a_scratch_run_is_named_later(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    expect_run(page, "Scratch run", "")
    panel = open_menu(page, "Details of the run")
    for kind in ("For real", "Rehearsal"):
        expect(panel.get_by_label(kind, exact=True)).not_to_be_checked()
    panel.get_by_label("For real", exact=True).check()
    panel.get_by_label("Environment").select_option("Production")
    panel.get_by_label("Ticket", exact=True).fill("CHG-3")
    panel.get_by_label("Name of the run").fill("second try")
    press(panel, "Save")
    # Nobody runs anything for real without a name.
    expect(panel.get_by_label("Your name")).to_have_attribute("aria-invalid", "true")
    expect_run(page, "Scratch run", "")
    panel.get_by_label("Your name").fill("Dana")
    press(panel, "Save")
    expect_run(page, "Production", "CHG-3 · second try · Dana")
    assert len(runs(page)) == 1
    expect(box(page)).to_be_checked()


def test_verdicts_and_the_finish_line(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    # Without its reason, nothing is skipped.
    judge(page, FIRST, "skipped")
    expect(dialog(page)).to_be_visible()
    assert verdicts(page) == []
    page.keyboard.press("Escape")
    judge(page, FIRST, "skipped", "Sam has them")
    expect(note(page, FIRST)).to_contain_text("Sam has them")
    judge(page, PODS, "failed", "Two are missing")
    judge(page, FILE, "not applicable")
    expect(counts(page)).to_have_text(f"1 failed · 1 skipped · 1 not applicable · {TOTAL - 3} open")
    judge(page, HELM, "Add note", "They took three minutes")
    expect(note(page, HELM)).to_contain_text("They took three minutes")
    page.locator(f'[data-item="{FILE}"] > .procedures-more').click()
    press(dialog(page), "Undo: not applicable")
    expect(counts(page)).to_have_text(f"1 failed · 1 skipped · {TOTAL - 2} open")
    page.reload()
    expect(note(page, PODS)).to_contain_text("Two are missing")
    panel = open_menu(page, "Finish")
    expect(panel).to_contain_text(f"Not done: {TOTAL - 1} checks. The outcome needs a reason.")
    # Neither the outcome nor the reason is given in advance, and without both the run goes on.
    press(panel, "Finish")
    panel.get_by_label("Reason", exact=True).fill("Two pods are missing")
    press(panel, "Finish")
    expect(panel).to_be_visible()
    assert "finish" not in [event["k"] for event in runs(page)[0]["events"]]
    panel.get_by_label("aborted", exact=True).check()
    press(panel, "Finish")
    expect_run(page, "Production · aborted", "CHG-1 · Dana")
    expect(end(page)).to_be_focused()
    expect(end(page).locator("h2")).to_have_text(f"aborted: {TOTAL - 2} checks open, 1 failed, 1 skipped")
    expect(end(page)).to_contain_text("Two pods are missing")
    expect(end(page).locator("li")).to_have_text(
        [
            "→ skipped – Required Access: Production deployment credentials: Sam has them",
            "× failed – Step 1.1: Look: Pods are there: Two are missing",
        ]
    )
    expect(box(page, FILE)).to_be_disabled()
    press(end(page), "Reopen")
    press(dialog(page), "Reopen")
    expect(box(page, FILE)).to_be_enabled()
    expect(end(page)).to_have_count(0)
    expect_run(page, "Production", "CHG-1 · Dana")


def test_resume_is_one_key_away(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page, PODS)
    page.reload()
    expect(following(page)).to_have_text("Next · Step 1.2")
    page.keyboard.press("Alt+r")
    expect(box(page, FILE)).to_be_focused()
    expect(box(page, FILE)).to_be_in_viewport()
    expect(page.locator(".procedures-next")).to_have_attribute("data-item", FILE)
    # By the button as well, from wherever one reads.
    page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(box(page, FILE)).not_to_be_in_viewport()
    following(page).click()
    expect(box(page, FILE)).to_be_focused()
    expect(box(page, FILE)).to_be_in_viewport()
    # Nothing happens behind a dialog.
    page.evaluate("scrollTo(0, 0)")
    open_menu(page)
    page.keyboard.press("Alt+r")
    assert page.evaluate("scrollY") == 0


def test_time_is_told_for_each_phase(site: Served, context: BrowserContext, open_page: Open) -> None:
    context.clock.install(time="2026-11-03T01:00:00Z")
    page = open_page(site.page())
    start(page)
    page.clock.set_fixed_time("2026-11-03T01:07:00Z")
    tick(page, PODS)
    expect(page.locator("[id='phase-1'] + .procedures-count")).to_have_text("1 done · 1 open · 7 min")
    # A clock that jumps back loses no time, and no order.
    page.clock.set_fixed_time("2026-11-03T00:30:00Z")
    tick(page, FILE)
    tick(page, FILE)
    expect(page.locator("[id='phase-1'] + .procedures-count")).to_have_text("1 done · 1 open · 7 min")
    assert [kind for kind, _, _ in verdicts(page)] == ["verdict", "verdict", "undo"]
    page.reload()
    expect(box(page, FILE)).not_to_be_checked()


COMMANDS = (
    "kubectl get pods\n```\n\n- [ ] Pods are there {#pods}",
    "kubectl get pods -A\n```\n\n- [ ] Pods are there {#pods}",
)
EXPLICIT = GOOD.replace("- [ ] Pods are there", "- [ ] Pods are there {#pods}").replace(
    "- [ ] File is there", "- [ ] File is there {#file}"
)


def changed_under_run(empty: Served, open_page: Open, old: str, new: str) -> Page:
    empty.put(procedure(EXPLICIT))
    page = open_page(empty.page())
    start(page)
    tick(page, "pods")
    assert EXPLICIT.count(old) == 1
    empty.put(procedure(EXPLICIT.replace(old, new)))
    page.reload()
    return page


def test_what_is_the_same_stays(empty: Served, open_page: Open) -> None:
    page = changed_under_run(empty, open_page, "Paid orders a minute.", "Paid orders an hour.")
    expect(box(page, "pods")).to_be_checked()
    expect(note(page, "pods")).to_have_count(0)
    # What else has changed is told as well.
    expect(top(page)).to_contain_text("The procedure has changed since this run began")


def test_other_words_are_to_be_confirmed(empty: Served, open_page: Open) -> None:
    page = changed_under_run(empty, open_page, "Pods are there", "All pods are there")
    expect(box(page, "pods")).not_to_be_checked()
    expect(note(page, "pods")).to_contain_text(
        "? to confirm, counted as open: its text changed since this was marked"
    )
    expect(note(page, "pods")).to_contain_text("√ done by Dana")
    expect(top(page)).to_contain_text("The procedure has changed since this run began: Step 1.1: Look.")
    press(note(page, "pods"), "Confirm: still done")
    expect(note(page, "pods")).to_have_count(0)
    assert verdicts(page)[-1] == ("confirm", "pods", "done")


def test_other_words_are_to_be_confirmed_without_an_id_of_their_own(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    start(page)
    tick(page, PODS)
    empty.put(procedure(GOOD.replace("Pods are there", "All pods are there")))
    page.reload()
    other = "step-1.1/all-pods-are-there"
    expect(box(page, other)).not_to_be_checked()
    expect(note(page, other)).to_contain_text("its text changed since this was marked")
    note(page, other).locator("summary").click()
    expect(note(page, other).locator("details")).to_contain_text("Pods are there")
    expect(top(page)).to_contain_text("The procedure has changed since this run began: Step 1.1: Look.")
    # Ticking it confirms it; it can be taken back, and judged anew.
    tick(page, other)
    expect(box(page, other)).to_be_checked()
    tick(page, other)
    expect(box(page, other)).not_to_be_checked()
    tick(page, other)
    page.reload()
    expect(box(page, other)).to_be_checked()
    expect(note(page, other)).to_have_count(0)
    assert verdicts(page) == [
        ("verdict", PODS, "done"),
        ("confirm", other, "done"),
        ("undo", other, ""),
        ("verdict", other, "done"),
    ]


def test_after_other_commands_a_tick_is_to_be_confirmed(empty: Served, open_page: Open) -> None:
    page = changed_under_run(empty, open_page, *COMMANDS)
    expect(box(page, "pods")).not_to_be_checked()
    expect(counts(page)).to_have_text(f"1 to confirm · {TOTAL - 1} open")
    expect(following(page)).to_have_text("Confirm · Step 1.1")
    expect(note(page, "pods")).to_contain_text("the commands of its step changed since this was marked")
    expect(top(page)).to_contain_text("The procedure has changed since this run began: Step 1.1: Look.")
    note(page, "pods").locator("summary").click()
    expect(note(page, "pods").locator("pre")).to_have_text("kubectl get pods")
    press(note(page, "pods"), "Confirm: still done")
    expect(box(page, "pods")).to_be_checked()
    expect(box(page, "pods")).to_be_focused()
    page.reload()
    expect(box(page, "pods")).to_be_checked()
    assert verdicts(page)[-1] == ("confirm", "pods", "done")


def test_what_is_removed_stays_in_the_record(empty: Served, open_page: Open) -> None:
    page = changed_under_run(empty, open_page, "- [ ] Pods are there {#pods}", "- [ ] Disk is mounted")
    expect(top(page)).to_contain_text("Removed: Step 1.1: Look: Pods are there – done by Dana")
    assert verdicts(page) == [("verdict", "pods", "done")]


def test_what_is_new_is_open_and_called_out(empty: Served, open_page: Open) -> None:
    page = changed_under_run(empty, open_page, "- [ ] Pods", "- [ ] Nodes are there {#nodes}\n- [ ] Pods")
    expect(box(page, "pods")).to_be_checked()
    expect(box(page, "nodes")).not_to_be_checked()
    expect(note(page, "nodes")).to_have_text("New since this run began.")
    expect(top(page)).to_contain_text("The procedure has changed since this run began: Step 1.1: Look.")


# Puts many finished runs into the storage, made of the one that is there: run001 is the oldest.
MANY = """count => {
  const isRun = ([key]) => key.startsWith("procedures:run:") && !key.includes(":tab:");
  const [key, text] = Object.entries(localStorage).find(isRun);
  const prefix = key.slice(0, key.lastIndexOf(":") + 1);
  for (let number = 1; number <= count; number += 1) {
    const data = JSON.parse(text);
    data.header.run = `run${String(number).padStart(3, "0")}`;
    data.header.created = new Date(Date.UTC(2026, 0, number)).toISOString();
    localStorage.setItem(prefix + data.header.run, JSON.stringify(data));
  }
}"""


def test_a_finished_run_goes_only_when_its_export_was_offered(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page)
    finish(page)
    expect_run(page, "Production · succeeded", "CHG-1 · Dana")
    expect(dialog(page)).to_have_count(0)
    page.evaluate(MANY, 18)
    page.reload()
    start(page, ticket="CHG-20")
    finish(page)
    # Twenty have room.
    expect_run(page, "Production · succeeded", "CHG-20 · Dana")
    page.evaluate("() => new Promise(resolve => setTimeout(resolve))")
    expect(dialog(page)).to_have_count(0)

    start(page, ticket="CHG-21")
    for _ in range(2):
        finish(page)
        expect(dialog(page)).to_contain_text("More than 20 finished runs: export the oldest")
        with page.expect_download() as download:
            press(dialog(page), "Save JSON")
        saved = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
        assert saved["header"]["run"] == "run001"
        # Who closes this keeps the run, and is asked again.
        press(dialog(page), "Close")
        assert len(runs(page)) == 21
        open_menu(page, "Reopen")
        press(dialog(page), "Reopen")
    finish(page)
    press(dialog(page), "Remove")
    expect(dialog(page)).to_have_count(0)
    left = {run["header"]["run"] for run in runs(page)}
    assert len(left) == 20
    assert "run001" not in left
    # The run that was finished is still the one that is shown.
    expect_run(page, "Production · succeeded", "CHG-21 · Dana")


def copied(page: Page) -> str:
    return str(page.evaluate("navigator.clipboard.readText()"))


def test_braces_of_other_tools_are_copied_as_they_are(empty: Served, open_page: Open) -> None:
    text = """\
Text {{ release }}, \\{{ release }}, {% raw %}{{ release }}{% endraw %} and ${{ release }};
{% raw %} on its own.

<!-- procedures:keep-braces -->
```yaml
tag: "{{ release }}"
```

- Also {{ release }}

  <!-- procedures:keep-braces -->
  Kept {{ release }}
"""
    empty.put(
        procedure(GOOD.replace("Step R.1 rolls it", f"{text}\nStep R.1 rolls it")),
        features=["content.code.copy"],
    )
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    fill_in(page, "release: Tag to deploy", "v4.2.0")
    kept = "{{ release }}"
    first = f"Text v4.2.0, {kept}, {{% raw %}}{kept}{{% endraw %}} and ${kept}; {{% raw %}} on its own."
    expect(page.get_by_text(first)).to_be_visible()
    expect(page.get_by_text("Also v4.2.0")).to_be_visible()
    expect(page.get_by_text(f"Kept {kept}")).to_be_visible()
    page.locator('[data-command="step-2.1:1"] .procedures-copy').click()
    expect(status(page)).to_have_text("Copied.")
    assert copied(page) == f'tag: "{kept}"'


@pytest.mark.parametrize("features", [["content.code.copy"], []], ids=["theme", "own"])
def test_values_are_filled_in_and_copied(empty: Served, open_page: Open, features: list[str]) -> None:
    text = GOOD.replace("Step R.1 rolls it", "Deploy {{ release }}. Step R.1 rolls it")
    empty.put(procedure(text), features=features)
    page = open_page(empty.page())
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    command = page.locator('[data-command="step-2.1:1"]')
    expect(command).to_contain_text("image.tag={{ release }}")
    copy = command.locator(".procedures-copy")
    page.evaluate("navigator.clipboard.writeText('before')")
    copy.click()
    expect(status(page)).to_have_text("Not copied: release is not filled in.")
    page.keyboard.press("Escape")
    assert copied(page) == "before"
    # By selection neither.
    command.locator("code").evaluate("e => getSelection().selectAllChildren(e)")
    page.keyboard.press("Control+c")
    assert copied(page) == "before"

    panel = dialog(page)
    field = panel.get_by_label("release: Tag to deploy")
    field.fill("v4; rm -rf /")
    press(panel, "Save")
    expect(panel).to_contain_text("release does not match")
    expect(field).to_have_attribute("aria-invalid", "true")
    assert not [event for event in runs(page)[0]["events"] if event["k"] == "value"]
    field.fill("v4.2.0")
    field.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect(command).to_contain_text("helm upgrade checkout --set image.tag=v4.2.0")
    expect(page.get_by_text("Deploy v4.2.0.")).to_be_visible()
    copy.click()
    expect(status(page)).to_have_text("Copied.")
    assert copied(page) == "helm upgrade checkout --set image.tag=v4.2.0"
    (event,) = [event for event in runs(page)[0]["events"] if event["k"] == "copy"]
    assert event["v"] == {"text": "helm upgrade checkout --set image.tag=v4.2.0", "step": "Step 2.1: Deploy"}
    page.reload()
    expect(command).to_contain_text("image.tag=v4.2.0")


def test_a_pattern_that_would_hang_the_page_lets_no_value_pass(empty: Served, open_page: Open) -> None:
    text = GOOD.replace(r"pattern: 'v\d+\.\d+\.\d+'", "pattern: '(a+)+$'")
    assert text != GOOD
    empty.put(procedure(text), fail_on="never")
    page = open_page(empty.page())
    start(page)
    panel = open_menu(page, "Values")
    field = panel.get_by_label("release: Tag to deploy")
    for value in ("a" * 199 + "!", "aaa"):
        field.fill(value)
        field.press("Tab")
        expect(panel).to_contain_text("release cannot be checked: its pattern cannot be used")
        expect(field).to_have_attribute("aria-invalid", "true")
    page.keyboard.press("Escape")
    page.locator('[data-command="step-2.1:1"] .procedures-copy').click()
    expect(status(page)).to_contain_text("Not copied")


UNDO = """#### Step R.1: Go back
Undoes Step 2.1.
```bash
helm rollback checkout
```
- [ ] Old pods are ready {#old-pods}

#### Step R.2: Put the file back
Undoes Step 1.2.
- [ ] File is back {#file-back}
"""


def test_rollback_is_at_hand(empty: Served, open_page: Open) -> None:
    start_of, end_of = GOOD.index("#### Step R.1"), GOOD.index("### Post-Rollback Actions")
    empty.put(procedure(GOOD[:start_of] + UNDO + "\n" + GOOD[end_of:]))
    page = open_page(empty.page())
    start(page)
    tick(page, HELM)
    tick(page, FILE)
    press(bar(page), "Rollback")
    expect(dialog(page)).to_contain_text("More than 1% errors for 5 minutes.")
    expect(dialog(page).locator("ol li")).to_have_text(["Step R.1: Go back", "Step R.2: Put the file back"])
    press(dialog(page), "Start the rollback")
    expect_run(page, "Production · rolling back", "CHG-1 · Dana")
    expect(counts(page)).to_have_text("6 open")
    expect(following(page)).to_have_text("Next · Step R.1")
    expect(box(page, "old-pods")).to_be_focused()
    page.reload()
    expect_run(page, "Production · rolling back", "CHG-1 · Dana")
    expect(counts(page)).to_have_text("6 open")


def export_json(page: Page, path: Path) -> Path:
    open_menu(page, "Hand over")
    with page.expect_download() as download:
        press(dialog(page), "Save JSON")
    download.value.save_as(path)
    page.keyboard.press("Escape")
    return path


def open_import(page: Page) -> Locator:
    """Open the dialog of runs where a record is imported."""
    panel = open_runs(page)
    panel.locator("summary", has_text="Import a record").click()
    return panel


def import_file(page: Page, path: Path) -> None:
    open_import(page).get_by_label("Import a file").set_input_files(path)


def sign(page: Page, role: str, name: str) -> None:
    panel = open_menu(page, "Sign off")
    panel.get_by_label(role).check()
    panel.get_by_label("Name", exact=True).fill(name)
    press(panel, "Sign")
    expect(dialog(page)).to_have_count(0)


def test_two_browsers_hand_over(site: Served, browser: Browser, open_page: Open, tmp_path: Path) -> None:
    theirs = browser.new_context()
    dana, kim = open_page(site.page()), theirs.new_page()
    kim.goto(site.page())
    start(dana)
    tick(dana)
    import_file(kim, export_json(dana, tmp_path / "dana.json"))
    expect(box(kim)).to_be_checked()
    dialog(kim).get_by_label("Your name").fill("Kim")
    press(dialog(kim), "Go on")
    sign(kim, "Technical Lead", "Kim Ito")
    tick(kim, PODS)
    judge(kim, FILE, "failed", "It is empty")
    tick(dana, FILE)
    back = export_json(kim, tmp_path / "kim.json")
    for _ in range(2):
        import_file(dana, back)
        expect(box(dana, PODS)).to_be_checked()
        expect(note(dana, FILE)).to_contain_text("≠ in conflict, counted as open")
        expect(box(dana, FILE)).not_to_be_checked()
        expect(dialog(dana)).to_have_count(0)
    expect(open_menu(dana, "Sign off")).to_contain_text("Technical Lead: Kim Ito")
    theirs.close()


def test_a_bad_import_changes_nothing(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    before = page.evaluate("JSON.stringify({...localStorage})")
    for text in ("", "{", '{"version": 99}', '{"header": {}, "events": 1}'):
        panel = open_import(page)
        panel.get_by_label("Or paste a record").fill(text)
        press(panel, "Import")
        expect(panel).to_contain_text("Not imported")
        assert page.evaluate("JSON.stringify({...localStorage})") == before
        press(panel, "Close")


def status_link(page: Page) -> str:
    """Copy the status link of the run, whose dialog is open."""
    press(dialog(page), "Copy status link")
    page.wait_for_function("navigator.clipboard.readText().then(text => text.includes('#run='))")
    return copied(page)


def break_runs(page: Page) -> None:
    """Make all stored runs unreadable, and load the page again."""
    page.evaluate(
        "for (const key of Object.keys(localStorage)) if (key.startsWith('procedures:run:'))"
        " localStorage.setItem(key, '{broken')"
    )
    page.reload()


def test_the_record_as_markdown_and_a_link(site: Served, browser: Browser, open_page: Open) -> None:
    theirs = browser.new_context()
    page, other = open_page(site.page()), theirs.new_page()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    open_menu(page, "Hand over")
    press(dialog(page), "Copy Markdown")
    expect(status(page)).to_have_text("Copied.")
    assert "Two are missing" in copied(page)
    other.goto(status_link(page))
    expect(top(other)).to_contain_text("Read-only.")
    expect(box(other)).to_be_checked()
    expect(box(other)).to_be_disabled()
    expect(other.locator(f'[data-item="{PODS}"]')).to_have_attribute("data-verdict", "failed")
    assert runs(other) == []
    press(face(other), "Back to your run")
    expect(box(other)).not_to_be_checked()
    expect(box(other)).to_be_enabled()
    theirs.close()


def test_a_storage_that_fails_is_said_and_the_export_offered(
    site: Served, context: BrowserContext, open_page: Open
) -> None:
    context.add_init_script("Storage.prototype.setItem = () => { throw new DOMException('full') }")
    page = open_page(site.page())
    start(page)
    tick(page)
    expect(page.locator(".procedures-warning")).to_contain_text("export the run before you close the page")
    with page.expect_download() as download:
        press(page.locator(".procedures-warning"), "Save JSON")
    events = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))["events"]
    assert [event["k"] for event in events] == ["start", "page", "verdict"]


def test_a_run_that_cannot_be_read_is_set_aside(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    tick(page)
    break_runs(page)
    expect(page.locator(".procedures-warning")).to_contain_text("could not be read")
    expect(box(page)).not_to_be_checked()
    kept = page.evaluate("Object.entries(localStorage).filter(([key]) => key.endsWith(':aside1'))")
    assert [text for _, text in kept] == ["{broken"]


def test_a_run_that_another_page_has_written_over_is_whole_again(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    before = page.evaluate("JSON.stringify({...localStorage})")
    tick(page)
    # As if another tab had stored what it knew at that very time, and this one had been closed.
    page.evaluate(
        "before => Object.entries(JSON.parse(before)).filter(([key]) => !key.includes(':tab:'))"
        ".forEach(([key, text]) => localStorage.setItem(key, text))",
        before,
    )
    assert verdicts(page) == []
    page.reload()
    expect(box(page)).to_be_checked()
    assert verdicts(page) == [("verdict", FIRST, "done")]


def test_letters_typed_into_our_controls_turn_no_page(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    tick(page)
    for control in (
        bar(page).get_by_role("button", name="Menu"),
        bar(page).get_by_role("button", name="Next"),
        page.locator(f'[data-item="{FIRST}"] > .procedures-more'),
        box(page),
        page.locator("#required-access + .procedures-count"),
    ):
        control.focus()
        for key in "npfs.,/":
            page.keyboard.press(key)
        expect(control).to_be_focused()
    page.locator(f'[data-item="{FIRST}"] > .procedures-more').click()
    for key in "npfs.,/":
        page.keyboard.press(key)
    expect(dialog(page).get_by_label("Note (required")).to_have_value("npfs.,/")
    assert page.url == site.page()


def test_a_whole_run_by_keyboard(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = settled(open_page(empty.page()))
    # The invitation is near: by the link that skips the navigation.
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_function("location.hash && scrollY > 0")  # only then does Tab go on from there
    for _ in range(4):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.procedures-face button')"):
            break
    expect(face(page).get_by_role("button", name="Start a run")).to_be_focused()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_label("For real", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.type("Production")
    page.keyboard.press("Tab")
    page.keyboard.type("CHG-1")
    page.keyboard.press("Tab")
    page.keyboard.type("Dana")
    page.keyboard.press("Enter")
    expect(dialog(page)).to_have_count(0)
    expect_run(page, "Production", "CHG-1 · Dana")
    for _ in range(TOTAL):
        page.keyboard.press("Space")
        page.keyboard.press("Alt+r")
    expect(counts(page)).to_have_text(f"{TOTAL} done")
    bar(page).get_by_role("button", name="Finish the run").focus()
    page.keyboard.press("Enter")
    expect(dialog(page).get_by_label("succeeded", exact=True)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    expect(end(page).locator("h2")).to_have_text("succeeded: no check open")
    expect(end(page)).to_be_focused()


def test_another_tab_with_the_same_run_loses_nothing(site: Served, open_page: Open) -> None:
    one = open_page(site.page())
    start(one)
    two = open_page(site.page())
    tick(one)
    tick(two, PODS)
    for page in (one, two):
        expect(box(page)).to_be_checked()
        expect(box(page, PODS)).to_be_checked()
    assert len(runs(one)) == 1


def test_each_procedure_has_its_own_run(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    follow_link(page)
    expect(page.locator("[data-procedure]")).to_have_attribute("data-procedure", CART)
    expect(face(page).get_by_role("button", name="Start a run")).to_be_visible()
    tick(page)
    expect_run(page, "Scratch run", "Dana")
    page.go_back()
    expect(page.locator("[data-procedure]")).to_have_attribute("data-procedure", GOOD_ID)
    expect_run(page, "Production", "CHG-1 · Dana")
    tick(page)
    assert len(verdicts(page)) == 1


def test_a_step_that_is_unclear_can_be_said_so(empty: Served, open_page: Open) -> None:
    empty.put(procedure(), repo_url="https://github.com/shop/procedures")
    page = open_page(empty.page())
    start(page)
    page.locator(f'[data-item="{PODS}"] > .procedures-more').click()
    address = dialog(page).get_by_role("link", name="Report this step as unclear").get_attribute("href")
    assert address is not None
    assert address.startswith("https://github.com/shop/procedures/issues/new?")
    assert "Unclear%3A%20Step%201.1%3A%20Look" in address
    assert f"{GOOD_ID}%201.2.0" in address


def test_on_paper_a_run_is_a_usable_sheet(empty: Served, open_page: Open) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    page.emulate_media(media="print")
    expect(page.locator(".procedures-band")).to_be_visible()
    expect(page.locator(".procedures-about")).to_be_visible()
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(note(page, PODS)).to_be_visible()
    expect(page.locator(".procedures-button:visible")).to_have_count(0)
    written = page.locator("[data-procedure]").evaluate("e => getComputedStyle(e, '::after').content")
    digest = page.locator("[data-procedure]").get_attribute("data-procedure-digest")
    assert GOOD_ID in written
    assert str(digest) in written
    # Nothing sticks out of a sheet of A4.
    page.set_viewport_size({"width": 700, "height": 1000})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 700
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_the_sheet_has_the_sign_offs_of_the_run_and_lines_for_the_others(
    empty: Served, open_page: Open
) -> None:
    empty.put(procedure())
    page = open_page(empty.page())
    cells = page.locator('[data-generated="sign-off"] tbody tr td:last-child')
    roles = page.locator('[data-generated="sign-off"] tbody tr td:first-child').all_inner_texts()
    assert cells.all_inner_texts() == [""] * len(roles)
    start(page)
    sign(page, roles[0], "Kim Ito")
    page.reload()
    page.emulate_media(media="print")
    expect(cells.first).to_contain_text("Kim Ito, ")
    expect(cells.first).to_contain_text("not verified")
    # Where nobody has signed, there is room for a pen, with a line below it.
    for cell in cells.all()[1:]:
        expect(cell).to_have_text("")
        height, line = cell.evaluate(
            "e => [e.getBoundingClientRect().height, getComputedStyle(e).borderBottomStyle]"
        )
        assert height >= 30
        assert line == "solid"
