"""The catalog in a real browser: narrowed down, sorted, sent to somebody, printed."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from mkdocs_deploy_plugin.rendering import catalog_table
from tests.browser.conftest import Open, Served, _serve
from tests.browser.test_accessibility import violations

STATUSES = ("Draft", "In Review", "Approved", "Retired")
RISKS = ("High", "Low", "Medium")
COUNT = 230
HOSTILE = '<img src=x onerror="window.hacked=1">, & "so"'
TITLES = {
    2: "ترقية قاعدة البيانات",
    3: "データベースの移行" * 33,
    4: "Same title",
    5: "Same title",
    6: "x" * 300,
    7: "Éclair upgrade",
    8: "Before deploy-shop",
}


def text_of(number: int) -> str:
    """Return a procedure that has what the catalog shows, and no more."""
    front = {
        "id": f"deploy-{'shop' if number % 2 else 'data'}-{number:03}-thing",
        "title": TITLES.get(number, f"Thing {number}"),
        "status": STATUSES[number % 4],
        "version": f"1.{number}.0",
        "author": HOSTILE if number == 9 else f"Author {number % 23}",
        "approver": "Hanna Lindqvist" if number == 12 else "Sam Lee",
        "contacts": [{"role": "Owner", "name": "Lucía Łąska-Groß" if number == 14 else "Ann"}],
        "reviewed": f"2026-{number % 12 + 1:02}-01",
        "risk": {"level": RISKS[number % 3], "factors": ["x"]},
        "related_specs": [f"PRD-{number % 40}"],
        "environments": [{"name": name, "url": "https://x.example"} for name in ("Production", "Staging")],
    }
    return f"---\n{json.dumps(front)}\n---\n\n# Thing {number}\n"


LISTS = """# Lists

<!-- procedures:catalog status=Draft -->

<!-- procedures:catalog status=Retired -->

[Approved ones](procedures/index.md?status=Approved&find=thing)
"""


@pytest.fixture(scope="module", params=[COUNT, 200], ids=["written out", "long"])
def many(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A site of more procedures than are shown at once, and of a page with lists of some of them.

    The parameter is the largest number of rows that are written out.
    """
    serving = _serve(tmp_path_factory.mktemp("catalog"))
    served = next(serving)
    files = {f"procedures/{number:03}.md": text_of(number) for number in range(1, COUNT + 1)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalog_table, "LONG", request.param)
        served.put(files | {"docs/lists.md": LISTS}, fail_on="never", review_days=0)
    yield served
    next(serving, None)


@pytest.fixture
def catalog(many: Served, open_page: Open) -> Page:
    return open_page(many.url("procedures/"))


def rows(page: Page) -> Locator:
    return page.locator(".procedures-table tbody tr")


def column(page: Page, number: int) -> list[str]:
    return page.locator(f".procedures-table tbody tr > :nth-child({number})").all_inner_texts()


def caption(page: Page, words: str) -> None:
    expect(page.locator("caption")).to_have_text(words, use_inner_text=True)


def facet(page: Page, label: str) -> Locator:
    return page.locator(".procedures-facet").filter(has=page.locator("summary", has_text=label))


def options(page: Page, label: str) -> list[str]:
    return [" ".join(one.split()) for one in facet(page, label).locator("label").all_inner_texts()]


def choose(page: Page, label: str, *values: str) -> None:
    one = facet(page, label)
    if one.get_attribute("open") is None:
        one.locator("summary").click()
    for value in values:
        one.get_by_role("checkbox", name=f"{value} (").click()


def hide_what_is_covered(page: Page) -> None:
    """Hide the table below an open facet: to axe, a button that shows by a hair is near as a whole."""
    page.evaluate("document.querySelector('.procedures-scroll').style.visibility = 'hidden'")


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def find(page: Page) -> Locator:
    return page.get_by_label("Find a procedure")


def query(page: Page) -> str:
    return str(page.evaluate("location.search"))


def test_facets_narrow_the_table_down_and_say_how_many_there_are(catalog: Page) -> None:
    caption(catalog, f"{COUNT} procedures, showing the first 100")
    choose(catalog, "Status", "Approved")
    assert options(catalog, "Status") == [
        "Draft (57)",
        "In Review (58)",
        "Approved (58)",
        "Retired (57)",
    ]
    caption(catalog, f"58 of {COUNT} procedures")
    assert set(column(catalog, 3)) == {"Approved"}
    choose(catalog, "Status", "Draft")
    caption(catalog, f"115 of {COUNT} procedures, showing the first 100")
    choose(catalog, "Risk", "High")
    high = sum(number % 4 in (0, 2) and number % 3 == 0 for number in range(1, COUNT + 1))
    caption(catalog, f"{high} of {COUNT} procedures")
    expect(facet(catalog, "Status").locator("summary")).to_have_text("Status (2)")
    assert query(catalog) == "?status=Approved&status=Draft&risk=High"
    # The box of another facet closes when one clicks beside it.
    assert facet(catalog, "Status").get_attribute("open") is None


def test_a_view_can_be_sent(many: Served, open_page: Open) -> None:
    page = open_page(many.url("procedures/?status=approved&project=shop&find=thing&sort=-version"))
    caption(page, f"0 of {COUNT} procedures")
    press(page, "Remove Project: shop")
    assert column(page, 5)[:3] == ["1.230.0", "1.226.0", "1.222.0"]
    expect(find(page)).to_have_value("thing")
    expect(page.locator("th[data-name=version]")).to_have_attribute("aria-sort", "descending")
    # What is sent is spelt as the site has it, once somebody has touched it.
    assert query(page) == "?status=Approved&find=thing&sort=-version"


def test_a_value_that_there_is_not_can_be_taken_back(many: Served, open_page: Open) -> None:
    page = open_page(many.url("procedures/?status=Elsewhere&nonsense=1&sort=nothing#top"))
    caption(page, f"0 of {COUNT} procedures")
    press(page, "Remove Status: Elsewhere")
    caption(page, f"{COUNT} procedures, showing the first 100")
    expect(find(page)).to_be_focused()
    assert (query(page), page.evaluate("location.hash")) == ("?nonsense=1", "#top")


def test_words_are_found_as_they_are_typed(catalog: Page) -> None:
    find(catalog).press_sequentially("ECLAIR author")
    caption(catalog, f"1 of {COUNT} procedures")
    catalog.wait_for_function("location.search === '?find=ECLAIR+author'")
    find(catalog).fill("prd-7 staging low")
    expected = [n for n in range(1, COUNT + 1) if n % 40 == 7 and n % 3 == 1]
    caption(catalog, f"{len(expected)} of {COUNT} procedures")
    catalog.keyboard.press("Escape")
    expect(find(catalog)).to_have_value("")
    caption(catalog, f"{COUNT} procedures, showing the first 100")
    catalog.wait_for_function("location.search === ''")
    # Neither here nor in an address does the theme's own search hear of it.
    assert not catalog.locator("#__search").is_checked()


def test_people_are_found_that_the_table_does_not_show(catalog: Page) -> None:
    for typed, number in {"hanna LINDQVIST": 12, "lucia": 14, "laska-gross": 14}.items():
        find(catalog).fill(typed)
        caption(catalog, f"1 of {COUNT} procedures")
        expect(rows(catalog)).to_contain_text(f"deploy-data-{number:03}-thing")


def test_the_beginning_of_an_id_puts_its_procedures_first(catalog: Page) -> None:
    find(catalog).fill("deploy-shop")
    caption(catalog, f"116 of {COUNT} procedures, showing the first 100")
    # Not the one that has the words in its title, although it is the first of the table.
    expect(rows(catalog).first).to_contain_text("deploy-shop-001-thing")
    press(catalog, "Title")
    expect(rows(catalog).first).to_contain_text("deploy-data-008-thing")


def test_columns_sort_by_what_they_mean(catalog: Page) -> None:
    press(catalog, "Risk")
    press(catalog, "Show all 230")
    assert list(dict.fromkeys(column(catalog, 4))) == ["Low", "Medium", "High"]
    press(catalog, "Risk")
    expect(catalog.locator("th[data-name=risk]")).to_have_attribute("aria-sort", "descending")
    assert column(catalog, 4)[0] == "High"
    press(catalog, "Version")
    expect(catalog.locator("th[data-name=risk]")).not_to_have_attribute("aria-sort", "descending")
    assert column(catalog, 5)[:11] == [f"1.{number}.0" for number in range(1, 12)]
    assert query(catalog) == "?sort=version"


def test_more_rows_are_shown_when_somebody_asks(catalog: Page) -> None:
    expect(rows(catalog)).to_have_count(100)
    press(catalog, "Show 100 more")
    expect(rows(catalog)).to_have_count(200)
    expect(rows(catalog).nth(100).locator("a")).to_be_focused()
    press(catalog, "Show 30 more")
    expect(rows(catalog)).to_have_count(COUNT)
    expect(catalog.locator(".procedures-rest")).to_be_hidden()
    choose(catalog, "Status", "Approved")
    choose(catalog, "Status", "Approved")
    expect(rows(catalog)).to_have_count(100)


def test_all_rows_have_the_same_markup(catalog: Page) -> None:
    press(catalog, "Show all 230")
    shapes = catalog.evaluate(
        """Array.from(document.querySelectorAll('.procedures-table tbody tr'), row =>
        [...row.querySelectorAll('*')]
        .filter(one => one.className || !['span', 'time'].includes(one.localName))
        .map(({localName, className, scope, dataset: {status, risk}}) =>
            [localName, className, scope, status, risk && 'r'].filter(Boolean).join('.')).join(' '))"""
    )
    statuses = [status.lower().replace(" ", "-") for status in column(catalog, 3)]
    assert [shape.replace(f".{status}", "") for shape, status in zip(shapes, statuses, strict=True)] == [
        "td code th.row a td.procedures-choice span.procedures-badge td.procedures-choice "
        "span.procedures-badge.r td.procedures-version td td.procedures-date"
    ] * COUNT


def test_many_values_are_few_until_somebody_asks(catalog: Page) -> None:
    choose(catalog, "Author")
    assert len(options(catalog, "Author")) == 10
    facet(catalog, "Author").get_by_label("Find in Author").fill("AUTHOR 22")
    assert options(catalog, "Author") == ["Author 22 (10)"]
    facet(catalog, "Author").get_by_role("checkbox").click()
    caption(catalog, f"10 of {COUNT} procedures")
    facet(catalog, "Author").get_by_label("Find in Author").fill("")
    # What is chosen stays in sight.
    assert "Author 22 (10)" in options(catalog, "Author")
    press(catalog, "Show all 24")
    assert len(options(catalog, "Author")) == 24
    assert f"{HOSTILE} (1)" in options(catalog, "Author")
    facet(catalog, "Author").get_by_text("<img").click()
    caption(catalog, f"11 of {COUNT} procedures")
    expect(catalog.locator(".procedures-chips bdi", has_text="<img")).to_have_text(HOSTILE)
    catalog.reload()
    caption(catalog, f"11 of {COUNT} procedures")
    press(catalog, "Clear filters")
    caption(catalog, f"{COUNT} procedures, showing the first 100")
    assert query(catalog) == ""
    assert catalog.evaluate("window.hacked") is None


def test_a_facet_that_says_nothing_is_not_shown(catalog: Page) -> None:
    shown = catalog.locator(".procedures-facet:visible > summary").all_inner_texts()
    assert [one.split()[0] for one in shown] == ["Project", "Status", "Risk", "Author", "Environment", "Spec"]


def test_it_is_used_with_keys_alone_and_no_key_turns_the_page(catalog: Page) -> None:
    address = catalog.url
    find(catalog).focus()
    catalog.keyboard.press("Tab")
    catalog.keyboard.press("Tab")
    expect(facet(catalog, "Status").locator("summary")).to_be_focused()
    catalog.keyboard.press("Enter")
    catalog.keyboard.press("Tab")
    catalog.keyboard.press("Space")
    for key in ("n", "p", "f", "s", ".", ",", "/"):
        catalog.keyboard.press(key)
    caption(catalog, f"57 of {COUNT} procedures")
    expect(catalog.get_by_role("checkbox", name="Draft")).to_be_focused()
    assert not catalog.locator("#__search").is_checked()
    catalog.keyboard.press("Escape")
    expect(facet(catalog, "Status").locator("summary")).to_be_focused()
    assert facet(catalog, "Status").get_attribute("open") is None
    catalog.get_by_role("button", name="Title").focus()
    catalog.keyboard.press("f")
    assert not catalog.locator("#__search").is_checked()
    catalog.keyboard.press("Enter")
    expect(catalog.locator("th[data-name=title]")).to_have_attribute("aria-sort", "ascending")
    assert catalog.url.startswith(address)


def test_instant_navigation_brings_it_back_as_it_was(catalog: Page) -> None:
    catalog.evaluate("window.sameDocument = true")
    before = catalog.evaluate("history.length")
    choose(catalog, "Status", "Approved")
    find(catalog).fill("10")
    found = catalog.locator("caption").inner_text()
    rows(catalog).first.locator("a").click()
    catalog.wait_for_selector("[data-procedure]")
    assert catalog.evaluate("history.length") == before + 1
    assert query(catalog) == ""
    catalog.go_back()
    caption(catalog, found)
    expect(find(catalog)).to_have_value("10")
    expect(catalog.locator(".procedures-controls")).to_have_count(1)
    expect(catalog.locator("th[data-name=id] button")).to_have_count(1)
    assert catalog.evaluate("window.sameDocument") is True


def test_a_link_with_a_view_in_it_shows_that_view(many: Served, open_page: Open) -> None:
    page = open_page(many.url("lists/"))
    page.evaluate("window.sameDocument = true")
    page.get_by_role("link", name="Approved ones").click()
    expect(page.locator(".procedures-catalog")).to_have_count(1)
    caption(page, f"58 of {COUNT} procedures")
    expect(find(page)).to_have_value("thing")
    # To the theme, the same page without a view is no other page: it goes back, and so does the table.
    page.evaluate("document.querySelector('h1').insertAdjacentHTML('afterend', '<a id=again href=./>x</a>')")
    page.locator("#again").click()
    page.wait_for_function("location.search === '?status=Approved&find=thing'")
    caption(page, f"58 of {COUNT} procedures")
    assert page.evaluate("window.sameDocument") is True


def test_lists_of_a_page_are_sorted_each_by_itself(many: Served, open_page: Open) -> None:
    page = open_page(many.url("lists/?status=Approved&sort=version"))
    tables = page.locator(".procedures-catalog")
    expect(tables).to_have_count(2)
    expect(page.locator(".procedures-controls")).to_have_count(0)
    expect(tables.nth(0).locator("tbody tr")).to_have_count(57)
    tables.nth(1).get_by_role("button", name="Version").click()
    tables.nth(1).get_by_role("button", name="Version").click()
    expect(tables.nth(1).locator("[aria-sort=descending]")).to_have_count(1)
    expect(tables.nth(0).locator("[aria-sort=descending]")).to_have_count(0)
    assert [one.inner_text() for one in tables.nth(1).locator("tbody th").all()[:2]] == [
        "Thing 227",
        "Thing 223",
    ]
    assert query(page) == "?status=Approved&sort=version"


def test_without_javascript_it_is_a_whole_table(many: Served, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(many.url("procedures/"))
    expect(rows(page)).to_have_count(COUNT)
    expect(page.get_by_role("columnheader")).to_have_count(7)
    expect(page.get_by_role("rowheader")).to_have_count(COUNT)
    expect(page.locator(".procedures-catalog :is(button, input)")).to_have_count(0)
    caption(page, f"{COUNT} procedures")
    context.close()


def test_all_rows_are_shown_where_the_script_does_not_come(
    many: Served, context: BrowserContext, open_page: Open
) -> None:
    context.route("**/assets/procedures/catalog.*.js", lambda route: route.abort())
    page = open_page(many.url("procedures/"))
    expect(rows(page)).to_have_count(COUNT)
    assert rows(page).nth(99).is_visible()
    assert not rows(page).nth(100).is_visible()
    page.evaluate("document.getAnimations().forEach(one => one.finish())")
    expect(rows(page).nth(100)).to_be_visible()
    assert rows(page).nth(COUNT - 1).evaluate("e => getComputedStyle(e).display") == "table-row"


def test_paper_gets_all_rows_and_says_which_they_are(catalog: Page) -> None:
    choose(catalog, "Status", "Approved", "Draft", "In Review", "Retired")
    catalog.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(rows(catalog)).to_have_count(COUNT)
    catalog.emulate_media(media="print")
    expect(catalog.locator(".procedures-controls")).to_be_hidden()
    caption(catalog, f"{COUNT} procedures; Status: Approved, Draft, In Review, Retired")
    catalog.emulate_media(media="screen")
    catalog.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(rows(catalog)).to_have_count(100)
    caption(catalog, f"{COUNT} procedures, showing the first 100")


def test_it_works_from_a_disk(many: Served, open_page: Open) -> None:
    page = open_page((many.root / "www" / "ops" / "procedures" / "index.html").as_uri())
    choose(page, "Status", "Approved")
    caption(page, f"58 of {COUNT} procedures")
    press(page, "Version")
    find(page).fill("1.10.0")
    find(page).blur()
    expect(rows(page)).to_have_count(1)


def test_a_strict_policy_finds_nothing_of_ours(
    many: Served, context: BrowserContext, open_page: Open
) -> None:
    many.server.policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self'"
    try:
        context.add_init_script(
            "window.violations = []; addEventListener('securitypolicyviolation', "
            "e => violations.push([e.sourceFile, e.violatedDirective, e.lineNumber]))"
        )
        page = open_page(many.url("procedures/?status=Approved"))
        choose(page, "Risk", "High")
        expect(rows(page)).to_have_count(19)
        found = page.evaluate("window.violations")
        assert [one for one in found if "assets/procedures/" in (one[0] or "")] == []
    finally:
        many.server.policy = ""


@pytest.mark.parametrize("width", [320, 800, 1440])
def test_no_width_makes_the_page_scroll_sideways(many: Served, open_page: Open, width: int) -> None:
    page = open_page(many.url("procedures/"), width)
    if width < 720:
        expect(facet(page, "Status")).to_be_hidden()
        page.get_by_text("Filters", exact=True).click()
    else:
        expect(page.get_by_text("Filters", exact=True)).to_be_hidden()
    for label in ("Project", "Status", "Spec"):
        facet(page, label).locator("summary").click()
        expect(facet(page, label).locator("label").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    if width != 800:  # There, the table scrolls within itself.
        assert page.locator(".procedures-scroll").evaluate("e => e.scrollWidth - e.clientWidth") <= 0


def test_titles_of_other_scripts_and_long_ones_stay_in_their_cells(catalog: Page) -> None:
    press(catalog, "Show all 230")
    arabic = rows(catalog).locator("a", has_text=TITLES[2])
    assert arabic.evaluate("e => getComputedStyle(e).direction") == "rtl"
    for number in (3, 6):
        link = rows(catalog).locator("a", has_text=TITLES[number])
        assert link.evaluate("e => e.getBoundingClientRect().width <= e.parentElement.clientWidth")
    same = rows(catalog).filter(has=catalog.get_by_role("link", name="Same title", exact=True))
    assert [one.inner_text() for one in same.locator("code").all()] == [
        "deploy-data-004-thing",
        "deploy-shop-005-thing",
    ]


def test_axe_finds_nothing(many: Served, open_page: Open) -> None:
    page = open_page(many.url("procedures/"))
    found = {}

    def look(state: str) -> None:
        # The rows after these have the same elements.
        found[state] = violations(page, ".procedures-catalog", "tbody tr:nth-child(n + 13)")

    look("plain")
    choose(page, "Author", "Author 1")
    hide_what_is_covered(page)
    look("open")
    page.reload()
    choose(page, "Status", "Approved")
    press(page, "Version")
    page.keyboard.press("Escape")
    look("filtered")
    find(page).fill("nothing of that kind")
    caption(page, f"0 of {COUNT} procedures")
    look("nothing")
    press(page, "Clear filters")
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_text("Filters", exact=True).click()
    choose(page, "Author", "Author 1")
    look("phone")
    page.goto(many.url("lists/"))
    look("lists")
    assert {state: faults for state, faults in found.items() if faults} == {}
