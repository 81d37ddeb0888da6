"""Tests of cleaning HTML tag by tag, and of addresses."""

from __future__ import annotations

from mkdocs_deploy_plugin.reading.addresses import is_unsafe, may_be_unsafe
from mkdocs_deploy_plugin.rendering.safe_html import safe_html, safe_info
from tests.rows import each_row

CLEANED = {
    "<details open ontoggle=x>a<summary>b</summary>": '<details open="">a<summary>b</summary></details>',
    '<tr><td align=center style="x">1</td></tr>': '<tr><td align="center">1</td></tr>',
    '<img src="java&#10;script:x" alt="a>b<c">': '<img alt="a&gt;b&lt;c">',
    "<img src=//e.example/x.png>": '<img src="//e.example/x.png">',
    '<a href=" javascript:1" id=x>q</a>': '<a id="x">q</a>',
    "<br/>": "<br>",
    "</div></p>x": "x",
    "<b><i>x</b>y": "<b><i>x</i></b>y",
    '<div class="md-overlay grid md-button" id=__config>': '<div class="grid md-button"></div>',
    "<script>alert(1)</script>x": "x",
    "<script>alert(1)": "alert(1)",
    "<svg><svg>x</svg>y": "y",
    "<!-- x -->y<!-- z": "y",
    "<!DOCTYPE x><?php ?>y": "y",
    "<<b>x": "&lt;<b>x</b>",
    '<a "': '&lt;a "',
    "a < b > c": "a &lt; b &gt; c",
    "<unknown>x</unknown>": "x",
    '<col span="2"><caption>x': '<col span="2"><caption>x</caption>',
}
INFO = {
    'bash title="a b=c" linenums="1"': 'bash title="a b=c" linenums="1"',
    "{ .bash .no-copy #id }": "{ .bash .no-copy #id }",
    '{ .bash onclick="x" }': "bash",
    'bash style="x"': "bash",
    "{.c++ data-x=1}": "c++",
}
UNSAFE = (
    "javascript:x",
    " JavaScript:x",
    "java\tscript:x",
    "\x01javascript:x",
    "java&#115;cript:x",
    "javascript&colon;x",
    "java&amp;#115;cript:x",
    "javascript\x0258\x03x",
    "data:text/html,x",
    "data:image/svg+xml,x",
    "VBSCRIPT:x",
    "java\x02wzxhzdk:55\x03cript:x",
)
SAFE = (
    "https://e.example/javascript:x",
    "x.md#data:",
    "mailto\x02amp\x03#58;a@e.example",
    "",
    "java script:x",
)


@each_row(("html", "cleaned"), CLEANED.items())
def test_tags_are_cleaned_one_by_one(html: str, cleaned: str) -> None:
    assert safe_html(html) == cleaned
    if "<col" not in cleaned and "<tr" not in cleaned:
        assert safe_html(cleaned) == cleaned


@each_row(("info", "cleaned"), INFO.items())
def test_an_info_string_sets_no_attribute_of_an_element(info: str, cleaned: str) -> None:
    assert safe_info(info) == cleaned


def test_addresses_are_read_as_browsers_read_them() -> None:
    assert [address for address in UNSAFE if not is_unsafe(address)] == []
    assert [address for address in SAFE if is_unsafe(address)] == []
    assert is_unsafe("data:image/png;base64,AA")
    assert not is_unsafe("data:image/png;base64,AA", picture=True)


def test_hints_are_not_missed() -> None:
    written = (
        *UNSAFE[:3],
        *UNSAFE[4:7],
        "javascript\\:x",
        "data\\:x",
        "java&Tab;script:x",
        "java&NewLine;script:x",
    )
    assert [text for text in written if not may_be_unsafe(text)] == []


def test_many_open_tags_and_quotes_take_linear_time() -> None:
    for text in ("<a ", '<a "', "<a '\"", "<script>", "<svg>", "<!--", "</a", "<b>", "<"):
        assert len(safe_html(text * 20_000)) <= 400_000
