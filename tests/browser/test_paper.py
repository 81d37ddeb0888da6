"""A long procedure on paper: an empty sheet without JavaScript, and a run as it stands."""

from __future__ import annotations

import io
import re
import unicodedata

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.browser.conftest import Open, Served
from tests.browser.test_runs import dialog, judge, start
from tests.javascript import ROOT

ID = "deploy-data-002-postgresql-major-upgrade"
TEXT = (ROOT / "procedures" / f"{ID}.md").read_text(encoding="utf-8")
VERSION = "2.1.0"
MOST = 10
"""The largest number of pages of A4."""


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
        body = [line for line in text.splitlines() if line.strip() and ID not in line and " / " not in line]
        assert not body[-1].rstrip().endswith(":"), body[-1]
        assert not re.match(r"(?:Step|Phase) [\dR.]+:", body[-1]), body[-1]


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
    for words in ("Table of contents", "Start a run", "Nothing is recorded", "Back to top", "Copy"):
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
    failed = page.locator('[data-verdict="failed"]').first
    assert failed.evaluate("e => getComputedStyle(e, '::after').borderTopStyle") == "solid"
