"""A long procedure on paper: an empty sheet without JavaScript, and a run as it stands."""

from __future__ import annotations

import io
import re
import unicodedata
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Open, Served
from tests.browser.test_runs import dialog, judge, open_menu, start
from tests.javascript import ROOT
from tests.site.sites import GOOD, GOOD_ID, build_site, procedure

ID = "deploy-data-002-postgresql-major-upgrade"
TEXT = (ROOT / "procedures" / f"{ID}.md").read_text(encoding="utf-8")
VERSION = "2.1.0"
MOST = 10
"""The largest number of pages of A4."""
HEADINGS = {heading.strip() for heading in re.findall(r"^#+ (.*)", TEXT + GOOD, re.M)}
FOLDED = """Paid orders a minute.

<details markdown="1">
<summary>More to know</summary>

- [ ] Item in details

</details>

??? note "Folded note"

    Text of the note.

=== "Linux"

    ```bash
    echo linux
    ```

=== "Windows"

    ```bash
    echo windows
    ```

| A | B | C | D |
|---|---|---|---|
| `/var/lib/postgresql/16/main/global/pg_control.old` | https://grafana.example/d/pg-orders/checkout?var-host=pg-orders-01 | `kubectl.kubernetes.io/last-applied-configuration` | last-column |
"""  # noqa: E501
SITE = procedure(GOOD.replace("Paid orders a minute.", FOLDED)) | {
    "docs/page.md": "# Page\n\n**Do:**\n\n- [ ] one\n- [ ] two\n",
    "docs/plain.md": "# Plain\n\nText.\n",
}


@pytest.fixture
def address(empty: Served) -> str:
    files = {
        f"procedures/{path.name}": path.read_text(encoding="utf-8")
        for path in (ROOT / "procedures").glob("*.md")
    }
    empty.put(files, fail_on="never")
    return empty.page(ID)


def printed(page: Page, paper: str = "A4") -> list[str]:
    """Return the text of each page, as somebody prints it."""
    reader = PdfReader(io.BytesIO(page.pdf(format=paper)))
    texts = (unicodedata.normalize("NFKC", page.extract_text()) for page in reader.pages)
    return [re.sub(r"[^\S\n]+", " ", text) for text in texts]


def check(pages: list[str], name: str) -> None:
    """Check what all papers have: few pages, a name and a number on each, no introduction at an end."""
    assert len(pages) <= MOST
    for number, text in enumerate(pages, 1):
        assert name in re.sub(r"\s+", " ", text)
        assert f"{number} / {len(pages)}" in text
    for text in pages[:-1]:
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        last = [line for line in lines if not line.startswith(name) and not re.match(r"\d+ / \d+$", line)][-1]
        assert not last.endswith(":"), last
        assert not re.match(r"(?:Step|Phase) [\dR.]+:", last), last
        assert last not in HEADINGS


def test_without_javascript_there_is_an_empty_sheet(address: str, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    for paper in ("A4", "Letter"):
        pages = printed(page, paper)
        check(pages, f"{ID} {VERSION}")
    text = "\n".join(pages)
    for words in (
        "Ticket ____",
        "Who ____",
        "Environment ____",
        "Date ____",
        "Started ____",
        "Ended ____",
        "Step 2.4: Run pg_upgrade",
        "Step R.3",
    ):
        assert words in text
    # A line for each step, and for each gate.
    lines = len(re.findall(r"^#+ Step |^- \[ \] .*\((?:hold:|wait) ", TEXT, re.M))
    assert text.count("____:____") == lines
    # Nothing of the theme and of the screen.
    for words in ("Table of contents", "Start a run", "No run has been started", "Back to top", "Copy"):
        assert words not in text
    page.emulate_media(media="print")
    boxes = page.locator("[data-item] > input:visible")
    assert boxes.count() == len(re.findall(r"^\s*- \[[ x]\] ", TEXT, re.M))
    assert boxes.first.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid"
    # It is not by small print that there are few pages.
    for selector, points in ((".procedures-page > p", 9.5), ("li > label", 9.5), ("pre > code", 8.4)):
        size = page.locator(selector).first.evaluate("e => parseFloat(getComputedStyle(e).fontSize)")
        assert size >= points * 96 / 72 - 0.01, selector
    context.close()


def test_a_run_is_printed_as_it_stands(address: str, open_page: Open) -> None:
    page = open_page(address)
    start(page, ticket="CHG-2317")
    items = [item.get_attribute("data-item") or "" for item in page.locator("[data-item]").all()]
    done = next(number for number, item in enumerate(items) if item.startswith("step-2.2/"))
    for item in items[:3]:
        page.locator(f'label[for="box:{item}"]').click()
    judge(page, items[done], "failed", "The LSNs differ by 3 MB")
    page.locator(f'[data-item="{items[done]}"] > .procedures-more').click()
    dialog(page).locator("summary", has_text="Evidence").click()
    dialog(page).get_by_label("Output of a command").fill("0/3F2A\n0/3F2B")
    dialog(page).get_by_role("button", name="Add evidence").click()
    page.reload()
    expect(page.locator(".procedures-body[hidden]").first).to_be_hidden()
    pages = printed(page)
    check(pages, f"{ID} {VERSION}")
    text = " ".join("\n".join(pages).split())
    for number, own in enumerate(pages, 1):
        assert "Production run, CHG-2317 Started " in own, number
    # What is folded on the screen is there, and so are verdicts and evidence in words.
    for words in (
        "Document Metadata",
        "Approver",
        "failed by Dana",
        "The LSNs differ by 3 MB",
        "0/3F2B",
        "2 done",
        "1 failed",
    ):
        assert words in text
    for words in ("Ticket ____", "____:____", "Try again", "Next ·", "Menu"):
        assert words not in text
    page.emulate_media(media="print")
    # Nothing is dimmed that waits for a gate on the screen.
    waiting = page.locator(".procedures-gated > label").first
    assert waiting.evaluate("e => getComputedStyle(e).color") == "rgb(0, 0, 0)"
    failed = page.locator('[data-verdict="failed"]').first
    assert failed.evaluate("e => getComputedStyle(e, '::after').borderTopStyle") == "solid"


@pytest.mark.parametrize("theme", ["material", "mkdocs", "readthedocs"])
def test_nothing_is_hidden_or_cut_off_without_javascript(
    theme: str, browser: Browser, tmp_path: Path
) -> None:
    palette = {"palette": {"scheme": "slate"}} if theme == "material" else {}
    built = build_site(
        tmp_path, SITE, theme={"name": theme, **palette}, site_url="", use_directory_urls=False
    )
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((built.folder / f"procedures/{GOOD_ID}.html").as_uri())
    pages = printed(page)
    check(pages, f"{GOOD_ID} 1.2.0")
    text = "\n".join(pages)
    for words in (
        "Ticket ____",
        "More to know",
        "Item in details",
        "Folded note",
        "Text of the note.",
        "Linux",
        "echo linux",
        "Windows",
        "echo windows",
    ):
        assert words in text
    # A cell is broken where there is no room for it.
    assert "last-column" in "".join(text.split())
    for words in ("Search", "Docs »", "built with", "Built with"):
        assert words not in text
    # As wide as A4 without its margins.
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 703, "height": 1000})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 703
    context.close()


def test_only_a_sheet_of_a_procedure_has_fields_and_numbers(empty: Served, open_page: Open) -> None:
    empty.put(SITE, checklists="all", language="de", words={"Who": "Bediener"})
    page = open_page(empty.page())
    text = "\n".join(printed(page))
    for label in ("Ticket", "Bediener", "Umgebung", "Datum", "Begonnen", "Beendet"):
        assert f"{label} ____" in text
    page.goto(empty.url("page/"))
    (text,) = printed(page)
    assert "page.md (" in text
    assert "1 / 1" in text
    assert "____" not in text
    page.goto(empty.url("plain/"))
    (text,) = printed(page)
    assert "1 / 1" not in text


def test_paper_is_the_same_in_the_focus_of_a_step(site: Served, open_page: Open) -> None:
    page = open_page(site.page())
    start(page)
    whole = printed(page)
    open_menu(page).get_by_role("button", name="One step at a time").click()
    expect(page.locator(".procedures-focus")).to_have_count(1)
    expect(page.get_by_role("heading", name="Overview")).to_be_hidden()
    assert printed(page) == whole
