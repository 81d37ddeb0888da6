"""Bare addresses become links as cmark-gfm makes them."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import unquote

import cmarkgfm
import markdown
from hypothesis import given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from mkdocs_deploy_plugin.rendering.page import PlainPage
from tests.rows import each_row

PAGE = PlainPage(own_anchors=True)


class Links(HTMLParser):
    """Reads the links of HTML: address and text of each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self.attributes: set[str] = set()
        self.open = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.attributes.update(name for name, _ in attrs)
            assert not self.open, "a link within a link"
            self.open = True
            self.links.append((unquote(dict(attrs)["href"] or ""), ""))

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.open:
            href, text = self.links[-1]
            self.links[-1] = href, text + data


def html(text: str, extensions: list[str] | None = None) -> str:
    return markdown.markdown(text, extensions=[*(extensions or ()), ProceduresExtension(PAGE)])


def links(text: str) -> list[tuple[str, str]]:
    return Links(html(text)).links


def githubs(text: str) -> list[tuple[str, str]]:
    extensions = ["autolink", "strikethrough"]
    options = cmarkgfm.cmark.Options.CMARK_OPT_UNSAFE
    return Links(cmarkgfm.markdown_to_html_with_extensions(text, options, extensions=extensions)).links


@each_row(
    ("text", "addresses"),
    [
        ("See https://soups.example/a and www.soups.example or cook@soups.example.",
         ["https://soups.example/a", "http://www.soups.example", "mailto:cook@soups.example"]),
        ("(https://a.example/x_(y)), 'https://a.example/?q=1&r=2'!", ["https://a.example/x_(y)",
                                                                        "https://a.example/?q=1&r=2"]),
        ("**https://a.example/x** ~~www.a.example~~ *http://localhost:80*",
         ["https://a.example/x", "http://www.a.example", "http://localhost:80"]),
        ("https://a.example/a_b_c*d*e https://a.example/x&lt; https://a.example/&amp;y",
         ["https://a.example/a_b_c*d*e", "https://a.example/x", "https://a.example/&amp;y"]),
        ("a  \nwww.a.example `x`www.a.example <br>www.a.example", ["http://www.a.example"]),
        ("first\\_last@a.example <b>a@a.example</b> mailto:a@a.example see:a@a.example",
         ["mailto:first_last@a.example", *["mailto:a@a.example"] * 3]),
        ("a@b a@b.c1 @a.example a@a.example@ www.a_b.example xhttps://a.example https:// www.", []),
        ("`https://a.example` [x](https://b.example) [https://a.example](https://c.example) <https://d.example>",
         ["https://b.example", "https://c.example", "https://d.example"]),
        ('<a href="https://a.example">https://b.example</a>', ["https://a.example"]),
        ("HTTPS://A.Example ftp://a.example/é", ["HTTPS://A.Example", "ftp://a.example/é"]),
        ("javascript:alert(1) data:text/html,x file:///etc/passwd javascript://a.example", []),
        ("- [ ] https://a.example/x\n- y@a.example\n\n# https://b.example\n\n| a |\n|---|\n| www.c.example |",
         ["https://a.example/x", "mailto:y@a.example", "https://b.example", "http://www.c.example"]),
    ],
)  # fmt: skip
def test_addresses(text: str, addresses: list[str]) -> None:
    found = Links(html(text, ["tables"])).links
    assert [
        href for href, _ in found if not href.startswith("https://a.example") or href in addresses
    ] == addresses


def test_an_address_with_a_parameter_stays_text() -> None:
    assert links("https://a.example/?tag={{release}} https://a.example/{{ release }} {{ x }}@a.example") == []


def test_an_address_beside_brackets_or_an_underscore_is_a_link() -> None:
    for text in ("[see https://a.example]", "_https://a.example_ x"):
        assert githubs(text) == []
        assert links(text) == [("https://a.example", "https://a.example")]


def test_a_hostile_address_is_escaped() -> None:
    text = 'https://a.example/"onclick="x https://a.example/&quot;&lt;img&gt; https://a.example/\'><script>'
    page = Links(html(text))
    assert page.links == [
        ('https://a.example/"onclick="x', 'https://a.example/"onclick="x'),
        ("https://a.example/&quot;&lt;img", "https://a.example/&quot;&lt;img"),
        ("https://a.example/'>", "https://a.example/'>"),
    ]
    assert page.attributes == {"href"}


def test_the_sites_own_extension_makes_the_links_where_it_has_one() -> None:
    text = "https://a.example/x, www.a.example and a@a.example"
    for extensions in (["pymdownx.magiclink"], []):
        assert len(Links(html(text, extensions)).links) == 3


BEFORE = [
    *("", "", "(", "*", "~~", '"', "'", "see:"),
    *("é", "x", "&amp;", "\\*", "<b>", "!", "x=", "/"),
]
ADDRESS = [
    *("https://a.example", "http://x.example:80/p", "HTTPS://localhost", "ftp://é.example", "www.c.example"),
    *("a@b.example", "a.b+c_d@d-e.example", "mailto:a@b.example", "http://", "a@b", "https://a_b.c.d"),
]
REST = [
    *("", "/", "/a_b", "?q=1", "&r=2", "#f", "/(x)", "(", ")"),
    *("/~u", "/*", "%20", ":", "-", "/é", "=", "/x@y", ";"),
]
AFTER = [
    *("", ".", ",", "!", ")", "*", "~~"),
    *('"', "'", "&lt;", "&copy;", "?", "<br>", ").", '."'),
]
PARTS = st.tuples(*map(st.sampled_from, (BEFORE, ADDRESS, REST, REST, AFTER, AFTER)))


@settings(max_examples=200, deadline=None)
@given(st.lists(PARTS, min_size=1, max_size=4))
def test_addresses_are_those_of_github(words: list[tuple[str, ...]]) -> None:
    text = "z " + " ".join(map("".join, words))
    assert links(text) == githubs(text)
