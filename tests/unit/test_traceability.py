"""Tests of specs, the procedures that bring them, and the environments."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.csv_text import csv_text
from mkdocs_deploy_plugin.model import Document
from mkdocs_deploy_plugin.rendering.traceability import environments, specs, traceability_csv
from tests.unit.samples import read

LINKS = {r"PRD-(\d+)": "https://specs.example/{1}"}


def procedure(name: str, specs: str, more: str = "") -> Document:
    text = (
        f"---\nid: deploy-x-001-{name}\ntitle: The {name}\nstatus: Draft\nrelated_specs: {specs}\n{more}---\n"
    )
    return read(text, f"procedures/deploy-x-001-{name}.md")


def test_specs_are_in_the_order_of_their_numbers_with_all_who_name_them() -> None:
    found = specs(
        Catalog(
            [
                procedure("a", "[PRD-10, PRD-9, PRD-9, {title: Design, url: 'https://d.example'}]"),
                procedure("b", "[PRD-10, deploy-x-001-a, {title: Design, url: 'https://e.example'}]"),
                procedure("c", "[1, '', {title: '', url: ''}, {url: 'https://f.example'}, RFC-1]"),
                procedure("d", "PRD-1"),
            ],
            LINKS,
        )
    )
    assert [(one.name, one.url, "".join(two.id[-1] for two in one.procedures)) for one in found] == [
        ("Design", "https://d.example", "a"),
        ("Design", "https://e.example", "b"),
        ("https://f.example", "https://f.example", "c"),
        ("PRD-9", "https://specs.example/9", "a"),
        ("PRD-10", "https://specs.example/10", "ab"),
        ("RFC-1", "", "c"),
    ]


def test_an_address_of_another_scheme_is_none() -> None:
    (one,) = specs(Catalog([procedure("a", "[{title: T, url: 'javascript:alert(1)'}]")]))
    assert one.url == ""


def test_environments_are_those_of_the_page() -> None:
    rows = "environments: [{name: Test}, {name: Production}, {name: Test}, {url: x}, y]\n"
    catalog = Catalog([procedure("a", "[]", rows), procedure("b", "[]")])
    assert [environments(one) for one in catalog] == [
        ["Test", "Production"],
        ["Production", "Staging"],
    ]


def test_the_data_has_a_line_for_each_environment() -> None:
    none = "environments: []\n"
    catalog = Catalog([procedure("a", '["PRD-1"]'), procedure("b", '["=A1, \\"x\\"", "PRD-1"]', none)], LINKS)
    text = traceability_csv(catalog)
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["spec", "url", "procedure", "title", "status", "environment"],
        ['\'=A1, "x"', "", "deploy-x-001-b", "The b", "Draft", ""],
        ["PRD-1", "https://specs.example/1", "deploy-x-001-a", "The a", "Draft", "Production"],
        ["PRD-1", "https://specs.example/1", "deploy-x-001-a", "The a", "Draft", "Staging"],
        ["PRD-1", "https://specs.example/1", "deploy-x-001-b", "The b", "Draft", ""],
    ]


def test_the_name_of_a_file_that_no_encoding_has_is_written_all_the_same() -> None:
    document = read("---\nrelated_specs: [PRD-1]\n---\n", "procedures/\udcff.md")
    text = traceability_csv(Catalog([document]))
    assert b"PRD-1,,\xef\xbf\xbd," in text.encode()


@pytest.mark.parametrize("cell", ["=1", "+1", "-1", "@A", "\tx", "\rx", "\nx", "＝1", "－1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert csv_text([[cell, "a"]]).lstrip('"').startswith(f"'{cell[0]}")


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=3), max_size=4))
def test_any_cell_can_be_read_back(rows: list[list[str]]) -> None:
    read_back = list(csv.reader(io.StringIO(csv_text(rows), newline="")))
    assert [[cell.replace("'", "") for cell in row] for row in read_back] == [
        [cell.replace("'", "") for cell in row] for row in rows
    ]
    assert csv_text(rows).count("\r\n") >= len(rows)


PARTS = st.lists(st.sampled_from([*"=+-@＝＋－＠;,\t\r\n\"' \ufeff", "1", "a"]), max_size=6).map("".join)


@given(st.lists(st.lists(PARTS, min_size=2, max_size=3), max_size=4), st.sampled_from(",;\t"))
def test_no_separator_makes_a_formula_of_a_part_of_a_cell(rows: list[list[str]], separator: str) -> None:
    # Quotation marks may mean nothing, something, or what they mean in the other separator.
    text = csv_text(rows)
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        if quoting == csv.QUOTE_NONE and separator == ",":
            continue  # A comma within quotation marks is text: this is the separator of the file.
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=quoting):
            assert not [cell for cell in row if cell.lstrip(' "\ufeff').startswith(tuple("=+-@＝＋－＠"))]


def test_a_cell_that_no_spreadsheet_takes_for_a_formula_is_left_alone() -> None:
    assert csv_text([["a=b", "a, -b", "a - b"]]) == 'a=b,"a, -b",a - b\r\n'
