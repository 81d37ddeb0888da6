"""Tests that a page in less memory is the same page."""

from __future__ import annotations

import sys
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.rendering.narrow import narrow

TEXT = "<p title='Ünter'>Some words of a page</p>" * 20


class Read(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[object] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.seen += data


def test_a_few_characters_cost_no_second_byte() -> None:
    page = f"{TEXT * 9}<p title='…'>ć…</p>"
    assert sys.getsizeof(page) > 2 * len(page)
    assert sys.getsizeof(narrow(page)) < 1.1 * len(page)
    assert Read(narrow(page)).seen == Read(page).seen


def test_a_page_in_another_script_stays_as_it_is() -> None:
    page = f"<p>{'手順書' * 100}</p>"
    assert narrow(page) is page


def test_what_reads_no_references_stays_as_it_is() -> None:
    for element in ("script", "STYLE", "iframe"):
        page = f"{TEXT}<{element}>…</{element}>"
        assert narrow(page) is page


# Python's parser drops references to noncharacters, which browsers read.
@given(st.text(st.characters(exclude_categories=["Cs", "Cn"], exclude_characters="<&\r"), max_size=60))
def test_what_is_read_is_the_same(text: str) -> None:
    page = f"{TEXT}<p>{text}</p>"
    assert Read(narrow(page)).seen == Read(page).seen
