"""What a search answers: a table of queries over real and generated procedures, in a real Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.generate import PLACES, generate, plans
from benchmarks.search import AMONG_THREE, FIRST, missed, procedure_of, queries
from benchmarks.worker import ask, served, start
from tests.browser.conftest import Open, settled

GENERATED = 120
REAL = Path(__file__).parents[2] / "procedures"
POSTGRESQL = "deploy-data-002-postgresql-major-upgrade"
SENTENCE = "Which host is the primary, and are both replicas streaming?"
SPECS = "".join(f"        '{key}-(\\d+)': https://specs.example/{{1}}\n" for key in ("ADR", "RFC", "TDD"))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the procedures of this repository and of generated ones."""
    root = tmp_path_factory.mktemp("both")
    generate(root, GENERATED)
    for file in REAL.glob("deploy-*.md"):
        shutil.copy(file, root / "procedures")
    config = root / "mkdocs.yml"
    text = config.read_text(encoding="utf-8").replace("      spec_links:\n", f"      spec_links:\n{SPECS}")
    config.write_text(text, encoding="utf-8")
    subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=root, check=True)
    return root / "site"


@pytest.fixture(scope="module")
def address(both: Path) -> Iterator[str]:
    with served(both) as address:
        yield address


@pytest.fixture(scope="module")
def searching(browser: Browser, both: Path, address: str) -> Iterator[Page]:
    """A page with the search of that site."""
    context = browser.new_context()
    page = context.new_page()
    start(page, both, address)
    yield page
    context.close()


def test_the_right_procedure_comes_first(searching: Page) -> None:
    table = queries()
    assert len(table) >= 60
    assert len({query.query for query in table}) == len(table)
    assert {"id", "title", "spec", "service", "command", "risk factor"} <= {query.what for query in table}
    wrong = missed(table, ask(searching, [query.query for query in table]))
    assert len(wrong) <= (1 - FIRST) * len(table), wrong
    assert [one for one in wrong if one.query.first not in one.found[:3]] == []
    assert AMONG_THREE == 1


def test_no_word_of_any_procedure_is_lost(searching: Page) -> None:
    expected = {plan.own(place): plan.id for plan in plans(GENERATED) for place in PLACES}
    expected |= {plan.spec: plan.id for plan in plans(GENERATED)}
    expected |= {plan.host: plan.id for plan in plans(GENERATED)}
    expected |= {plan.id: plan.id for plan in plans(GENERATED)}
    found = ask(searching, list(expected))
    wrong = {
        word: [procedure_of(page[0]) for page in pages]
        for (word, right), pages in zip(expected.items(), found, strict=True)
        if not pages or procedure_of(pages[0][0]) != right
    }
    assert wrong == {}


def test_a_word_of_the_template_finds_no_procedure(searching: Page) -> None:
    # Of checks, of headings, of generated tables; procedures of this repository may use them in a sentence.
    generated = {plan.id for plan in plans(GENERATED)}
    for pages in ask(
        searching, ["prerequisites", "stakeholder", "quotas", "observability", "sign-off", "URL"]
    ):
        assert not generated.intersection(procedure_of(page[0]) for page in pages)


def test_a_word_of_nearly_all_procedures_finds_the_page_of_all(searching: Page) -> None:
    generated = {plan.id for plan in plans(GENERATED)}
    for pages in ask(searching, ["kubectl", "jsonpath"]):
        assert ["procedures/"] in pages
        assert not generated.intersection(procedure_of(page[0]) for page in pages)
    # But never before a procedure that has another word of the query.
    own = plans(GENERATED)[7]
    for place in PLACES:
        ((first, *_), *_) = ask(searching, [f"kubectl jsonpath configmap {own.own(place)}"])[0]
        assert procedure_of(first) == own.id


STEPS = {
    "sudo systemctl stop postgresql@14-main": "step-2.3",
    "curl -sS -X DELETE http://connect.data.example:8083/connectors/orders-cdc/offsets": "step-2.6",
    "/etc/postgresql": "step-1.2",
    "/var/lib/postgresql/update_extensions.sql": "step-3.2",
    "pg_control.old": "step-R.1",
    "pg_upgrade link jobs=8 old-bindir": "step-1.2",
    "ansible-playbook -i inventories/production pgbouncer.yml": "step-R.3",
    "Hanna Lindqvist": "",  # the approver
}


def test_a_command_leads_to_its_step_and_a_name_to_its_procedure(searching: Page) -> None:
    results = [pages[0][0].partition("#") for pages in ask(searching, list(STEPS))]
    assert {procedure_of(page) for page, _, _ in results} == {POSTGRESQL}
    assert dict(zip(STEPS, [anchor for _, _, anchor in results], strict=True)) == STEPS


def test_a_pasted_command_leads_to_its_step(address: str, open_page: Open) -> None:
    page = settled(open_page(f"{address}procedures/"))
    page.get_by_label("Find a procedure").fill("'/usr/lib/postgresql/16/bin/pg_upgrade' --link --jobs=8")
    page.keyboard.press("Control+A")
    page.keyboard.press("Control+C")
    field = page.locator("[data-md-component=search-query]")
    field.press("Control+V")
    expect(field).to_have_value(" /usr/lib/postgresql/16/bin/pg_upgrade link jobs=8")
    expect(page.locator(".md-search-result__item").first.locator("a:visible").nth(1)).to_have_attribute(
        "href", re.compile(rf"{POSTGRESQL}/.*#step-1\.2$")
    )


def test_names_are_found_without_their_accents(searching: Page) -> None:
    names = {"Lucía": "lucia", "Søren": "soren", "Marković": "markovic"}
    for name, typed in names.items():
        with_accents, without = ask(searching, [name, typed])
        assert with_accents
        assert with_accents == without


def test_the_beginning_of_an_id_finds_its_procedures_first(searching: Page) -> None:
    ids = [plan.id for plan in plans(GENERATED)] + [file.stem for file in REAL.glob("deploy-*.md")]
    beginnings = sorted({"-".join(id_.split("-")[:parts]) for id_ in ids for parts in (2, 3)})
    wrong = {
        beginning: procedure_of(pages[0][0])
        for beginning, pages in zip(beginnings, ask(searching, beginnings), strict=True)
        if not procedure_of(pages[0][0]).startswith(f"{beginning}-")
    }
    assert wrong == {}


def test_a_result_leads_to_the_step(address: str, open_page: Open) -> None:
    page = settled(open_page(f"{address}procedures/"))
    # Key by key: once its index is there, the theme hears of keys alone.
    page.locator("[data-md-component=search-query]").press_sequentially("patronictl")
    first = page.locator(".md-search-result__item").first
    expect(first.locator("h1")).to_contain_text("Order table split")
    expect(first.locator(".md-tag", has_text="deploy-shop-001-order-table-split").first).to_be_visible()
    # The step first, with a sentence of it, and without the tags of the procedure.
    link = first.locator("a[href*='#step-']").first
    expect(link).to_be_visible()
    expect(link.locator("h2")).to_have_text("Find the primary and record the starting point")
    expect(link.locator("p")).to_have_text(SENTENCE)
    expect(link.locator(".md-tag")).to_have_count(0)
    link.click()
    page.wait_for_url("**/deploy-shop-001-order-table-split/**#step-1.1")
    expect(page.locator("h4[id='step-1.1']")).to_be_in_viewport()
