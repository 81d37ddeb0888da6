"""A procedure that changes while it is run: what the page says is true, or it says that it does not know."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import TOTAL
from tests.browser.test_runs import bar, dialog, face, judge, note, press, start, top
from tests.site.sites import GOOD, procedure

START, END = GOOD.index("#### Step 1.1"), GOOD.index("### Phase 2")


def hosts(*names: str, check: str = "Service answers with 200", before: str = "") -> str:
    """Return a procedure with a step for each host, all with the same check and without commands."""
    steps = [
        f"#### Step 1.{number}: Upgrade {name}\n{before}\n- [ ] {check}\n- [ ] Logs are quiet\n"
        for number, name in enumerate(names, 1)
    ]
    return GOOD[:START] + "\n".join(steps) + "\n" + GOOD[END:]


def statuses(page: Page, title: str) -> list[str]:
    """Return the statuses of the items in the step with a title."""
    found: list[str] = page.evaluate(
        """title => {
          const heading = [...document.querySelectorAll("h4")].find(one => one.textContent.includes(title));
          const found = [];
          let at = heading;
          while ((at = at.nextElementSibling) && !/^H[1-4]$/.test(at.tagName))
            for (const item of at.querySelectorAll("[data-item]")) found.push(item.dataset.verdict);
          return found;
        }""",
        title,
    )
    return found


def tick_step(page: Page, number: int) -> None:
    for item in ("service-answers-with-200", "logs-are-quiet"):
        page.locator(f'[data-item="step-1.{number}/{item}"] > label').click()


def republished(empty: Served, page: Page, text: str) -> None:
    empty.put(procedure(text))
    page.reload()
    expect(bar(page).locator(".procedures-go")).to_be_visible()


def test_ticks_stay_with_their_hosts(empty: Served, open_page: Open) -> None:
    empty.put(procedure(hosts("web-01", "web-02", "web-03")))
    page = open_page(empty.page())
    start(page)
    tick_step(page, 1)
    tick_step(page, 2)
    republished(empty, page, hosts("web-00", "web-01", "web-02", "web-03"))
    assert [statuses(page, f"web-0{number}") for number in range(4)] == [
        ["open"] * 2, ["done"] * 2, ["done"] * 2, ["open"] * 2,
    ]  # fmt: skip
    expect(top(page)).to_contain_text("Step 1.1: Upgrade web-00")
    republished(empty, page, hosts("web-02", "web-03"))
    assert [statuses(page, name) for name in ("web-02", "web-03")] == [["done"] * 2, ["open"] * 2]
    expect(top(page)).to_contain_text("Removed: Step 1.1: Upgrade web-01: Logs are quiet – done by Dana")
    republished(empty, page, hosts("web-03", "web-02"))
    assert [statuses(page, name) for name in ("web-03", "web-02")] == [["open"] * 2, ["done"] * 2]
    expect(top(page)).to_contain_text("The procedure has changed since this run began")


def test_long_texts_that_begin_alike_are_different_items(empty: Served, open_page: Open) -> None:
    def regions(*names: str) -> str:
        items = "".join(f"- [ ] Smoke test passes in the region {name}\n" for name in names)
        return GOOD.replace("- [ ] Pods are there\n", items)

    empty.put(procedure(regions("eu-north", "us-east")))
    page = open_page(empty.page())
    start(page)
    page.get_by_text("Smoke test passes in the region eu-north").click()
    for names in (("ap-south", "eu-north", "us-east"), ("us-east", "eu-north"), ("eu-north",)):
        republished(empty, page, regions(*names))
        for name in names:
            region = f"Smoke test passes in the region {name}"
            # A step that is finished is folded.
            box = page.get_by_role("checkbox", name=region, include_hidden=True)
            expect(box).to_be_checked(checked=name == "eu-north")
    republished(empty, page, regions("us-east"))
    expect(page.get_by_role("checkbox", name="us-east")).not_to_be_checked()
    expect(page.locator(".procedures-note")).to_have_count(0)
    expect(top(page)).to_contain_text("in the region eu-north – done by Dana")
    expect(face(page).locator(".procedures-counts")).to_have_text(f"{TOTAL} open")


def test_an_inserted_phase_changes_nothing_of_the_others(empty: Served, open_page: Open) -> None:
    empty.put(procedure(hosts("web-01")))
    page = open_page(empty.page())
    start(page)
    tick_step(page, 1)
    inserted = hosts("web-01")
    for old, new in (
        ("Phase 2", "Phase 3"),
        ("Step 2.", "Step 3."),
        ("Phase 1", "Phase 2"),
        ("Step 1.", "Step 2."),
    ):
        inserted = inserted.replace(old, new)
    phase = "### Phase 1: Announce\n\n#### Step 1.1: Say so\n- [ ] It is said\n\n### Phase 2"
    republished(empty, page, inserted.replace("### Phase 2", phase, 1))
    assert statuses(page, "web-01") == ["done"] * 2
    expect(note(page, "step-1.1/it-is-said")).to_have_text("New since this run began.")
    expect(top(page)).not_to_contain_text("Removed")


@pytest.mark.parametrize(
    ("old", "new", "heading"),
    [
        ("Do not restart it.\n", "Restart it now.\n", "Step 1.1: Upgrade web-01"),
        ("More than 1% errors", "More than 0.1% errors", "Rollback Decision Criteria"),
        ("level: Medium", "level: High", "risk"),
    ],
)
def test_no_words_change_unseen(empty: Served, open_page: Open, old: str, new: str, heading: str) -> None:
    text = hosts("web-01", before="Do not restart it.\n")
    assert old in text
    empty.put(procedure(text))
    page = open_page(empty.page())
    start(page)
    tick_step(page, 1)
    republished(empty, page, text.replace(old, new))
    expect(top(page)).to_contain_text(f"The procedure has changed since this run began: {heading}.")
    top(page).locator(".procedures-changes summary").click()
    before, now = top(page).locator(".procedures-both pre").all()
    expect(before).to_contain_text(old.strip().removeprefix("level: "))
    expect(now).to_contain_text(new.strip().removeprefix("level: "))
    expected = "confirm" if heading.startswith("Step") else "done"
    assert statuses(page, "web-01") == [expected] * 2


def test_an_older_tab_says_so_before_it_ticks(empty: Served, open_page: Open) -> None:
    empty.put(procedure(hosts("web-01", "web-02")))
    page = open_page(empty.page())
    start(page)
    empty.put(procedure(hosts("web-01", "web-02", before="Mind the gap.\n")))
    other = page.context.new_page()
    other.goto(empty.page())
    expect(top(page)).to_contain_text("This page is older than the procedure that this run has seen")
    page.locator('[data-item="step-1.1/logs-are-quiet"] > label').click()
    expect(dialog(page)).to_contain_text("This page is older than the run")
    press(dialog(page), "Close")
    assert statuses(page, "web-01") == ["open"] * 2
    page.locator('[data-item="step-1.1/logs-are-quiet"] > label').click()
    press(dialog(page), "Go on with this text")
    expect(page.locator('[data-item="step-1.1/logs-are-quiet"]')).to_have_attribute("data-verdict", "done")
    # The other tab shows the newer text, where it is not certain.
    expect(other.locator('[data-item="step-1.1/logs-are-quiet"]')).to_have_attribute(
        "data-verdict", "confirm"
    )
    expect(top(other)).not_to_contain_text("older")
    other.close()


def test_next_reaches_what_is_hidden_and_what_is_to_confirm(empty: Served, open_page: Open) -> None:
    hidden = (
        "<details>\n<summary>More</summary>\n\n<details>\n<summary>Inside</summary>\n\n- [ ] Deep is well\n\n"
        "</details>\n\n</details>\n\n"
    )
    text = hosts("web-01").replace("### Phase 2", f"{hidden}### Phase 2")
    empty.put(procedure(text))
    page = open_page(empty.page())
    start(page)
    tick_step(page, 1)
    expect(page.get_by_role("checkbox", name="Deep is well")).to_be_hidden()
    page.keyboard.press("Alt+r")
    expect(page.get_by_role("checkbox", name="Deep is well")).to_be_focused()
    page.keyboard.press("Space")
    republished(empty, page, text.replace("Logs are quiet", "Logs are silent"))
    page.keyboard.press("Alt+r")
    expect(page.get_by_role("checkbox", name="Logs are silent")).to_be_focused()
    judge(page, "step-1.1/logs-are-silent", "failed", "They are not")
    expect(bar(page).locator(".procedures-go")).to_have_text("Stopped · Step 1.1")


def test_next_reaches_what_is_in_another_tab(empty: Served, open_page: Open) -> None:
    tabs = '=== "One"\n\n    - [ ] First is well\n\n=== "Two"\n\n    - [ ] Second is well\n\n'
    extensions = [
        "attr_list",
        "md_in_html",
        "pymdownx.superfences",
        {"pymdownx.tabbed": {"alternate_style": True}},
    ]
    empty.put(
        procedure(hosts("web-01").replace("### Phase 2", f"{tabs}### Phase 2")),
        extensions=extensions,
    )
    page = open_page(empty.page())
    start(page)
    tick_step(page, 1)
    page.get_by_text("First is well", exact=True).click()
    second = page.get_by_role("checkbox", name="Second is well")
    expect(second).to_be_hidden()
    page.keyboard.press("Alt+r")
    expect(second).to_be_visible()
    expect(second).to_be_focused()


def test_a_struck_item_is_never_counted(empty: Served, open_page: Open) -> None:
    empty.put(procedure(hosts("web-01").replace("- [ ] Logs are quiet", "- [ ] ~~Logs are quiet~~ not here")))
    page = open_page(empty.page())
    start(page)
    count = page.locator("[id='phase-1'] + .procedures-count")
    expect(count).to_have_text("1 open")
    page.locator('[data-item="step-1.1/logs-are-quiet"] > label').click()
    expect(count).to_have_text("1 open")
