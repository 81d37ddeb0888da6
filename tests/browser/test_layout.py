"""Layouts with the fonts of other readers: wide ones, narrow ones, those of other scripts, and small ones."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, Playwright, expect

from tests.browser.conftest import Open, Served, fontconfig_of, launch, renew
from tests.browser.fonts import SETS
from tests.browser.test_accessibility import ARTICLE, DIALOG, run_axe
from tests.browser.test_catalog import choose, hide_what_is_covered
from tests.browser.test_checklists import FIRST
from tests.browser.test_guards import CONSOLE, GRAFANA
from tests.browser.test_runs import MENU, bar, dialog, judge, open_menu, press, start
from tests.site.test_relations import CART

SMALL = "--blink-settings=defaultFontSize=9"
"""A reader's own setting, the smallest that the settings of Chromium offer."""

PHONE, WIDE = 320, 1280
CATALOG = ".procedures-catalog"

# Controls that are less than 24 px wide or high, or that do not show all of what is in them.
FAULTY = """() => [...document.querySelectorAll(
    ':is(.procedures-page, .procedures-relations, .procedures-catalog)'
    + ' :is(button, summary, select, textarea, input:not([type=checkbox]))'
  )].filter(control => {
    const { width, height } = control.getBoundingClientRect();
    if (!width || control.closest('.highlight')) return false;
    const clips = getComputedStyle(control).overflowY !== 'visible';
    const cut = control.scrollWidth > control.clientWidth
      || (clips && control.scrollHeight > control.clientHeight);
    return (cut && control.tagName === 'BUTTON') || width < 24 || height < 24;
  }).map(control => control.outerHTML)"""

# Signs on controls for which a reader's font has nothing but an empty box.
UNDRAWN = """() => {
    const canvas = Object.assign(document.createElement('canvas'), { width: 60, height: 60 });
    const context = canvas.getContext('2d');
    context.font = `40px ${getComputedStyle(document.body).fontFamily}`;
    const drawn = sign => {
      context.clearRect(0, 0, 60, 60);
      context.fillText(sign, 5, 45);
      return canvas.toDataURL();
    };
    const shown = element => ['::before', '::after'].map(pseudo => getComputedStyle(element, pseudo).content);
    const controls = '.procedures-button, .procedures-controls summary, .procedures-table button';
    const texts = [...document.querySelectorAll(controls)].flatMap(one => [one.textContent, ...shown(one)]);
    const verdicts = '[data-sign], [data-verdict] > label, .procedures-count';
    texts.push(...[...document.querySelectorAll(verdicts)].flatMap(shown));
    return [...new Set(texts.join(''))].filter(sign => sign > '~' && drawn(sign) === drawn('\\u{10FFFF}'));
  }"""

# Texts of pictures that are not within their boxes, and Latin ones that have lost the shape of their letters.
SPOILT = """() => [...document.querySelectorAll('.procedures-scrolled :is(a, g) text')].filter(text => {
    const [box, words] = [text.parentElement.querySelector('rect').getBBox(), text.getBBox()];
    const fitted = text.getAttribute('textLength');
    text.removeAttribute('textLength');
    const scale = fitted ? text.getBBox().width / fitted : 1;
    if (fitted) text.setAttribute('textLength', fitted);
    const within = words.x >= box.x && words.x + words.width <= box.x + box.width
      && words.y >= box.y && words.y + words.height <= box.y + box.height;
    return !within || (/^[ -~…·]*$/.test(text.textContent) && (scale < 0.85 || scale > 1.2));
  }).map(text => text.textContent)"""


BAR = "document.querySelector('.procedures-bar')"

# Brings the upper edge of a box just above the lower one of the bar's buttons, or its middle below the bar.
UNDER_BAR = f"""(element, edge) => {{
    element.blur();
    const bar = {BAR};
    const box = element.getBoundingClientRect();
    const lowest = Math.max(...[...bar.children].map(part => part.getBoundingClientRect().bottom));
    scrollBy(0, edge === 'lower' ? box.top - lowest + 5
      : box.top + box.height / 2 - bar.getBoundingClientRect().top);
  }}"""


@pytest.fixture(scope="module", params=[*SETS, "small"])
def typeset(
    request: pytest.FixtureRequest, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Page]:
    """A page in a Chromium that has one set of fonts; and one where all texts are small."""
    small = request.param == "small"
    fontconfig = fontconfig_of("liberation" if small else request.param, tmp_path_factory)
    if isinstance(fontconfig, str):
        pytest.skip(fontconfig)
    browser = launch(playwright, fontconfig, *([SMALL] if small else []))
    yield browser.new_page()
    browser.close()


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    # The theme moves its own parts to the places that they have at this width.
    page.wait_for_function("document.getAnimations().every(one => one.playState !== 'running')")


def check(page: Page, part: str) -> None:
    """Check that nothing sticks out of the window or a box, and that controls are large enough and whole."""
    assert page.evaluate("document.scrollingElement.scrollWidth - innerWidth") <= 0
    for panel in dialog(page).all():
        assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 0
    assert page.evaluate(FAULTY) == []
    assert page.evaluate(SPOILT) == []
    assert page.evaluate(UNDRAWN) == []
    # What is too small, or too near to something else, to be hit.
    sizes: dict[str, object] = {"type": "rule", "values": ["target-size"]}
    assert run_axe(page, part, sizes, ".highlight", ".headerlink") == []


def test_a_run_fits(related: Served, typeset: Page) -> None:
    renew(typeset, related.url())
    resize(typeset, WIDE)
    typeset.goto(related.page(CART))
    start(typeset)
    judge(typeset, FIRST, "failed", "Two are missing")
    judge(typeset, CONSOLE, "skipped", "Sam has it")
    judge(typeset, GRAFANA, "not applicable")
    check(typeset, ARTICLE)
    resize(typeset, PHONE)
    # Wherever a reader stops to scroll: what the bar covers in part is not too near to its buttons.
    box = typeset.locator("#code-build ~ .procedures-body input").first
    for edge in ("upper", "lower"):
        box.evaluate(UNDER_BAR, edge)
        check(typeset, ARTICLE)
        # And what has the focus is not covered.
        box.focus()
        assert box.evaluate(f"e => e.getBoundingClientRect().bottom - {BAR}.getBoundingClientRect().top") <= 0


def test_dialogs_fit(related: Served, typeset: Page) -> None:
    renew(typeset, related.url())
    resize(typeset, PHONE)
    typeset.goto(related.page(CART))
    press(typeset, "Start a run")
    check(typeset, DIALOG)
    press(dialog(typeset), "Close")
    start(typeset)
    typeset.locator(f'[data-item="{FIRST}"] > .procedures-more').click()
    check(typeset, DIALOG)
    press(dialog(typeset), "Close")
    open_menu(typeset)
    check(typeset, DIALOG)
    press(dialog(typeset), "Close")
    for entry in MENU:
        for summary in open_menu(typeset, entry).locator("summary").all():
            summary.click()
        check(typeset, DIALOG)
        press(dialog(typeset), "Close")
    press(bar(typeset), "Rollback")
    check(typeset, DIALOG)


def test_the_catalog_fits(related: Served, typeset: Page) -> None:
    renew(typeset, related.url())
    resize(typeset, PHONE)
    typeset.goto(related.page(CART))
    start(typeset)
    typeset.goto(related.url("procedures/"))
    expect(typeset.locator(".procedures-mark")).to_have_count(1)
    typeset.get_by_text("Filters", exact=True).click()
    check(typeset, CATALOG)
    resize(typeset, WIDE)
    choose(typeset, "Status")
    hide_what_is_covered(typeset)
    check(typeset, CATALOG)


# A long name of a step in the bar, and by how much it sticks out of its button.
LABELLED = f"""label => {{
    const button = {BAR}.querySelector('.procedures-go');
    const text = button.firstElementChild;
    text.textContent = label;
    const [outer, inner] = [button, text].map(element => element.getBoundingClientRect());
    return Math.max(outer.top - inner.top, inner.bottom - outer.bottom, outer.left - inner.left, 0);
  }}"""


@pytest.mark.parametrize("width", [320, 360, 390])
def test_the_bar_is_one_line_on_a_phone(site: Served, open_page: Open, width: int) -> None:
    page = open_page(site.page(), width, 740)
    start(page)
    shown = page.evaluate(f"innerHeight - {BAR}.getBoundingClientRect().top")
    assert 0 < shown <= 56
    lines = page.evaluate(f"[...{BAR}.children].map(e => e.getBoundingClientRect().top)")
    assert len(set(lines)) == 1
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    for label in (
        "Next · Environment Readiness",
        "Confirm · Smoke tests of all regions before the window ends",
    ):
        assert page.evaluate(LABELLED, label) == 0


# What covers the focus, at its middle and in its corners.
COVERED = """() => {
    const covers = '.md-header, .procedures-face, .procedures-bar';
    const focus = document.activeElement;
    if (!focus.closest('.procedures-page')) return ['no focus in the page'];
    const { left, right, top, bottom } = focus.getBoundingClientRect();
    const [x, y] = [(left + right) / 2, (top + bottom) / 2];
    const corners = [left + 1, right - 1].flatMap(x => [top + 1, bottom - 1].map(y => [x, y]));
    return [[x, y], ...corners].map(([x, y]) => {
      const cover = document.elementFromPoint(x, y);
      if (!cover) return `outside of the window: ${focus.outerHTML}`;
      const bar = cover.closest(covers);
      return bar && !bar.contains(focus) ? `${bar.className} over ${focus.outerHTML}` : '';
    }).filter(Boolean);
  }"""


# Wide windows and phones, at 100 % and at 200 %.
@pytest.mark.parametrize(("width", "height"), [(1280, 900), (640, 450), (390, 844), (360, 740), (195, 422)])
def test_nothing_covers_the_focus(site: Served, open_page: Open, width: int, height: int) -> None:
    page = open_page(site.page(), width, height)
    start(page)
    judge(page, CONSOLE, "failed", "Locked out")
    page.locator("article h1").evaluate("e => { e.tabIndex = -1; e.focus(); }")
    covered = []
    for key in ["Tab"] * 60 + ["Shift+Tab"] * 59:
        page.keyboard.press(key)
        covered += page.evaluate(COVERED)
    assert covered == []


@pytest.mark.parametrize("path", ["dependencies", "traceability", "attention"])
def test_pages_about_all_procedures_fit(related: Served, typeset: Page, path: str) -> None:
    resize(typeset, PHONE)
    typeset.goto(related.url(f"procedures/{path}/"))
    check(typeset, ".procedures-relations")
    for picture in typeset.locator(".procedures-scrolled").all():
        assert picture.evaluate("element => element.scrollWidth > element.clientWidth")
