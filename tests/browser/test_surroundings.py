"""Runs where a browser or a server is strict, where a reader has set it up, and on a disk."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Open, Served
from tests.browser.test_checklists import FILE, PODS, TOTAL, box, tick
from tests.browser.test_guards import OFF
from tests.browser.test_layout import FAULTY
from tests.browser.test_runs import (
    MENU,
    bar,
    dialog,
    expect_run,
    export_json,
    face,
    fill_in,
    finish,
    import_file,
    judge,
    note,
    open_import,
    open_menu,
    press,
    start,
    status,
    top,
)
from tests.site.sites import GOOD_ID, THEME, build_site, procedure

POLICY = "default-src 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
LISTEN = """window.violations = [];
addEventListener("securitypolicyviolation", event => violations.push({
  source: event.sourceFile ?? "",
  what: `${event.violatedDirective} ${event.blockedURI} ${event.sample}`,
  ours: event.target instanceof Element && event.target.closest(".procedures-page") !== null,
}));"""


# What of an element is drawn with an address within a style sheet, and not within a file of its own.
DRAWN = """selector => [...document.querySelectorAll(selector)].flatMap(element =>
  ["", "::before", "::after"].flatMap(pseudo => {
    const style = getComputedStyle(element, pseudo || null);
    const names = [...style].filter(name => !name.startsWith("--"));
    const drawn = names.filter(name => style.getPropertyValue(name).includes("data:"));
    return drawn.map(name => `${element.tagName}${pseudo} ${name}`);
  }))"""


RUN = ":is(.procedures-bar, .procedures-face, .procedures-top) *"


@pytest.fixture
def strict(site: Served) -> Iterator[Served]:
    """The site with a Content-Security-Policy that allows files of its own and nothing else."""
    site.server.policy = POLICY
    yield site
    site.server.policy = ""


def test_a_whole_run_breaks_no_strict_policy(
    strict: Served, context: BrowserContext, open_page: Open, tmp_path: Path
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    context.add_init_script(LISTEN)
    page = open_page(strict.page())
    expect(face(page)).to_be_visible()
    page.wait_for_load_state("networkidle")
    # The theme has scripts and styles within its pages, so the policy works and is listened to.
    before = page.evaluate("violations.filter(one => !one.what.startsWith('img-src data')).length")
    assert before > 0

    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    judge(page, FILE, "skipped", "Not today")
    for entry in MENU:
        panel = open_menu(page, entry)
        for summary in panel.locator("summary").all():
            summary.click()
        assert page.evaluate(DRAWN, f"{RUN}, dialog, dialog *, .procedures-note *") == []
        press(panel, "Close")
    field = open_menu(page, "Values").get_by_label("release: Tag to deploy")
    for value in ("x y", "v4.2.0"):
        field.fill(value)
        field.press("Enter")
    panel = open_menu(page, "Hand over")
    for name in ("Copy Markdown", "Copy JSON", "Copy status link"):
        press(panel, name)
    with page.expect_download() as download:
        press(panel, "Save Markdown")
    assert "Two are missing" in Path(download.value.path()).read_text(encoding="utf-8")
    page.keyboard.press("Escape")
    import_file(page, export_json(page, tmp_path / "run.json"))
    expect(dialog(page)).to_have_count(0)
    panel = open_import(page)
    panel.get_by_label("Or paste a record").fill((tmp_path / "run.json").read_text(encoding="utf-8"))
    press(panel, "Import")
    expect(dialog(page)).to_have_count(0)
    page.locator('[data-command="step-2.1:1"] .procedures-copy').click()
    press(bar(page), "Rollback")
    expect(dialog(page)).to_contain_text("More than 1% errors for 5 minutes.")
    press(dialog(page), "Start the rollback")
    expect(page.locator(".procedures-band")).to_have_text("Production · rolling back")
    expect(page.locator(".procedures-counts")).to_have_text(f"{OFF} open")
    page.keyboard.press("Alt+r")
    finish(page, "rolled back")
    expect(top(page)).to_contain_text(f"rolled back: {OFF} checks open")
    assert page.evaluate(DRAWN, f"{RUN}, .procedures-count") == []

    # The theme draws icons with addresses in its style sheet when they are laid out; nothing of ours does.
    after = [one for one in page.evaluate("violations") if not one["what"].startswith("img-src data")]
    assert after[before:] == []
    assert [one for one in after if one["ours"] or "assets/procedures/" in one["source"]] == []
    assert page.evaluate("getComputedStyle(document.querySelector('.procedures-bar')).position") == "sticky"


def border(page: Page, selector: str, side: str, pseudo: str = "") -> tuple[str, str, str]:
    """Return style, width and colour of the border at one side of an element."""
    found = page.locator(selector).first.evaluate(
        "(e, [side, pseudo]) => ['style', 'width', 'color']"
        ".map(what => getComputedStyle(e, pseudo || null).getPropertyValue(`border-${side}-${what}`))",
        [side, pseudo],
    )
    return found[0], found[1], found[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_with_forced_colours_every_state_can_be_seen(
    site: Served, open_page: Open, scheme: Literal["light", "dark"]
) -> None:
    page = open_page(site.page())
    page.emulate_media(forced_colors="active", color_scheme=scheme)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    ground = "rgb(0, 0, 0)" if scheme == "dark" else "rgb(255, 255, 255)"
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    fill_in(page, "release: Tag to deploy", "v4.2.0")
    lines = {
        "verdict": border(page, f'[data-item="{PODS}"] > .procedures-note', "left"),
        "box": border(page, f'[data-item="{PODS}"] > input', "left"),
        "tick": border(page, "[data-verdict=done] > label", "right", "::before"),
        "current": border(page, ".procedures-current", "left"),
        "run": border(page, ".procedures-face", "left"),
        "value": border(page, ".procedures-value.procedures-filled", "bottom"),
        "button": border(page, ".procedures-bar button", "bottom"),
        "meter": border(page, ".procedures-meter > [data-mark=open]", "bottom"),
        "badge": border(page, ".procedures-badge", "bottom"),
    }
    press(bar(page), "Rollback")
    lines["dialog"] = border(page, "dialog", "bottom")
    assert {
        name: line
        for name, line in lines.items()
        if line[0] == "none" or line[1] == "0px" or line[2] in (ground, "rgba(0, 0, 0, 0)")
    } == {}
    # The next check is told from the others by more than a colour.
    weights = page.locator("[data-item] > label").evaluate_all(
        "all => all.map(e => [e.parentElement.matches('.procedures-next'), getComputedStyle(e).fontWeight])"
    )
    assert {weight for is_next, weight in weights if is_next} == {"700"}
    assert "700" not in {weight for is_next, weight in weights if not is_next}
    # The words are there as well, and the part of the bar that is done is told from the rest.
    expect(note(page, PODS)).to_contain_text("failed")
    press(dialog(page), "Close")
    bars = page.locator(".procedures-meter")
    pictures = [bars.screenshot()]
    tick(page, FILE)
    pictures.append(bars.screenshot())
    assert pictures[0] != pictures[1]


OURS = f"[class*=procedures-]:not(.procedures-page), {RUN}, dialog *"
MOVES = """selector => [...document.querySelectorAll(selector)].flatMap(element =>
  ["", "::before", "::after", "::backdrop"].flatMap(pseudo => {
    const { transitionDuration, animationName, scrollBehavior } = getComputedStyle(element, pseudo || null);
    const lasts = transitionDuration.split(", ").some(time => parseFloat(time) > 0.01);
    const moves = lasts || animationName !== "none" || scrollBehavior === "smooth";
    return moves ? [`${element.className || element.tagName}${pseudo}`] : [];
  }))"""


def test_nothing_of_ours_moves(site: Served, open_page: Open) -> None:
    page = open_page(site.page(), 1280, 600)
    page.emulate_media(reduced_motion="reduce")
    start(page)
    tick(page, PODS)
    page.evaluate("scrollTo(0, 0)")
    # At once, without a way to it: the item is in view before anything else can happen.
    seen = page.evaluate(
        """() => {
          document.querySelector(".procedures-go").click();
          const { top, bottom } = document.querySelector(".procedures-next").getBoundingClientRect();
          return top >= 0 && bottom <= innerHeight;
        }"""
    )
    assert seen
    assert page.evaluate(MOVES, OURS) == []
    open_import(page)
    assert page.evaluate(MOVES, OURS) == []


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the good procedure's page in a site that lies on the disk."""
    root = tmp_path_factory.mktemp("disk")
    built = build_site(
        root, procedure(), {}, site_url="", use_directory_urls=False, theme=THEME | {"features": []}
    )
    return (built.folder / "procedures" / f"{GOOD_ID}.html").as_uri()


def test_a_run_from_a_page_on_the_disk(disk: str, open_page: Open, tmp_path: Path) -> None:
    page = open_page(disk)
    start(page)
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    page.reload()
    expect(box(page)).to_be_checked()
    expect_run(page, "Production", "CHG-1 · Dana")
    expect(page.locator(".procedures-counts")).to_have_text(f"1 done · 1 failed · {TOTAL - 2} open")
    expect(page.locator(".procedures-warning")).to_be_hidden()
    saved = json.loads(export_json(page, tmp_path / "run.json").read_text(encoding="utf-8"))
    assert [event["k"] for event in saved["events"]] == ["start", "page", "verdict", "verdict"]
    panel = open_menu(page, "Hand over")
    with page.expect_download() as download:
        press(panel, "Save Markdown")
    assert "Two are missing" in Path(download.value.path()).read_text(encoding="utf-8")
    press(panel, "Copy JSON")
    expect(status(page)).to_have_text("Copied.")
    press(panel, "Close")
    # Taken away and brought back.
    open_menu(page, "Runs of this procedure")
    press(dialog(page), "Remove")
    press(dialog(page), "Remove")
    expect(box(page)).not_to_be_checked()
    import_file(page, tmp_path / "run.json")
    expect(box(page)).to_be_checked()


@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_a_run_with_a_theme_of_mkdocs(empty: Served, open_page: Open, theme: str) -> None:
    # Their highlighter comes from another server.
    built = build_site(
        empty.root / theme,
        procedure(),
        site_url=empty.url(),
        theme={"name": theme, "highlightjs": False},
    )
    shutil.copytree(built.folder, empty.root / "www" / "ops")
    page = open_page(empty.page())
    start(page, ticket="")
    panel = open_menu(page, "Details of the run")
    panel.get_by_label("Ticket").press_sequentially("nps?")
    press(panel, "Save")
    tick(page)
    judge(page, PODS, "failed", "Two are missing")
    page.reload()
    expect(box(page)).to_be_checked()
    expect_run(page, "Production", "nps? · Dana")
    expect(note(page, PODS)).to_contain_text("Two are missing")
    assert page.url == empty.page()
    # The button beside an item and the one at the commands above it are both free to be clicked.
    covered = page.locator(".procedures-more, .procedures-copy").evaluate_all(
        """all => all.filter(element => {
          element.scrollIntoView({ block: "center", behavior: "instant" });
          const { x, y, width, height } = element.getBoundingClientRect();
          return document.elementFromPoint(x + width / 2, y + height / 2) !== element;
        }).map(element => element.outerHTML)"""
    )
    assert covered == []
    page.set_viewport_size({"width": 360, "height": 700})
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 360
    assert page.evaluate(FAULTY) == []
