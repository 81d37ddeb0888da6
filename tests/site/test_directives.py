"""Catalog directives on the pages of a site, as the real MkDocs writes them."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from mkdocs.exceptions import Abort

from tests.site.sites import GOOD, GOOD_ID, build_site, changed, procedure, text_of
from tests.site.test_pages import table

PAGE = "docs/list.md"
HTML = "list/index.html"
RTL = "ترقية نظام الدفع"
CJK = "決済サービスの刷新"
LONG = "Checkout " * 34


def titled(title: str, number: int, **values: str) -> dict[str, str]:
    pairs = [("title: Checkout redesign", f"title: {title}")]
    pairs += [(re.search(rf"^{key}: .*$", GOOD, re.M)[0], f"{key}: {value}") for key, value in values.items()]  # type: ignore[index]
    return procedure(changed(*pairs), f"deploy-shop-{number:03}-other")


def text_in(html: str) -> str:
    """Return the text that stands in the place of a catalog."""
    found = re.search(r'<p data-generated="catalog"[^>]*>(.*?)</p>', html, re.S)
    assert found is not None
    return text_of(found[1])


def test_filters_order_and_columns(tmp_path: Path) -> None:
    files = {
        **titled("Ten", 10, author='"Doe, Jane"', reviewed="2026-01-10"),
        **titled("Nine", 9, author="Kim Roe", reviewed="2026-01-09"),
        **titled("Eight", 8, author="Doe", reviewed="2026-01-11"),
    }
    author = 'author="Doe, Jane",kim-roe'
    directive = f"<!-- procedures:catalog {author}\n  sort=-reviewed columns=id,author,reviewed,spec -->"
    html = build_site(tmp_path, {**files, PAGE: f"# L\n\n{directive}\n"}).read(HTML)
    spec = "PRD-112 Checkout technical design"
    assert table(html, "catalog") == [
        ["Document ID", "Author", "Last Review", "Spec"],
        ["deploy-shop-010-other", "Doe, Jane", "2026-01-10", spec],
        ["deploy-shop-009-other", "Kim Roe", "2026-01-09", spec],
    ]


def test_titles_of_any_script_and_length(tmp_path: Path) -> None:
    files = {
        **titled(LONG, 2),
        **titled(RTL, 3),
        **titled(CJK, 4),
        **titled(CJK, 5),
        **titled('"<b> & | *x*"', 6),
    }
    directive = "<!-- procedures:catalog sort=title columns=title,id -->"
    html = build_site(tmp_path, {**files, PAGE: f"# L\n\n{directive}\n"}).read(HTML)
    rows = table(html, "catalog")[1:]
    assert rows == [
        ["<b> & | *x*", "deploy-shop-006-other"],
        [LONG.strip(), "deploy-shop-002-other"],
        [RTL, "deploy-shop-003-other"],
        [CJK, "deploy-shop-004-other"],
        [CJK, "deploy-shop-005-other"],
    ]
    links = re.findall(r'href="\.\./procedures/(deploy[^/"]*)/"', html[html.index("<table") :])
    assert links[:5] == [row[1] for row in rows]


@pytest.mark.parametrize(
    ("directive", "text"),
    [
        (
            "status=Retired,Draft author=Nobody",
            "No procedure matches Status: Retired or Draft, Author: Nobody.",
        ),
        ("project=../x", "No procedure matches Project: x."),
        ('title="<b>, &amp; *x*"', "No procedure matches Title: <b>, &amp; *x*."),
        ('author=""', "No procedure matches Author: none."),
    ],
)
def test_a_catalog_over_no_procedures_says_so(tmp_path: Path, directive: str, text: str) -> None:
    page = f"# L\n\n<!-- procedures:catalog {directive} -->\n"
    built = build_site(tmp_path, {**procedure(), PAGE: page}, strict=True)
    assert text_in(built.read(HTML)) == text
    assert built.messages(logging.WARNING) == []


def test_a_catalog_without_any_procedure_says_so(tmp_path: Path) -> None:
    built = build_site(tmp_path, {PAGE: "# L\n\n<!-- procedures:catalog -->\n"})
    assert text_in(built.read(HTML)) == "No procedures found."


def test_a_wrong_directive_on_an_ordinary_page_stops_the_build(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    page = "# L\n\n<!-- procedures:catalog statsu=Draft -->\n"
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "old.html").write_text("", encoding="utf-8")
    with pytest.raises(Abort):
        build_site(
            tmp_path, {**procedure(), "pages/list.md": page, "pages/index.md": "# H\n"}, docs_dir="pages"
        )
    assert "pages/list.md:3:1" in caplog.text
    assert 'Did you mean "status"?' in caplog.text
    assert (tmp_path / "site" / "old.html").exists()


def test_where_findings_do_not_stop_the_build_the_page_says_why_there_is_no_table(tmp_path: Path) -> None:
    page = '# L\n\n<!-- procedures:catalog status="<b>" -->\n\n<!--procedures:catalog risk= -->\n'
    html = build_site(tmp_path, {**procedure(), PAGE: page}, {"fail_on": "never"}).read(HTML)
    texts = re.findall(r'<p data-generated="catalog"[^>]*>(.*?)</p>', html, re.S)
    assert [text_of(text) for text in texts] == [
        'This list cannot be shown: Status cannot be "<b>".',
        'This list cannot be shown: The attribute "risk" has no value.',
    ]


def test_a_procedure_can_list_procedures(tmp_path: Path) -> None:
    text = f"{GOOD}\n<!-- procedures:catalog project=SHOP columns=id limit=1 -->\n"
    built = build_site(tmp_path, {**procedure(text), **titled("T", 2)})
    assert table(built.article(), "catalog") == [["Document ID"], [GOOD_ID]]


IN_TWO_LINES = "<!-- procedures:catalog\n{}  columns=id,title -->"


@pytest.mark.parametrize(
    "page",
    [
        f"# L\n\n{IN_TWO_LINES.format('')}\n\nEnd.\n",
        f"# L\n\n- Item\n\n    {IN_TWO_LINES.format('    ')}\n\nEnd.\n",
        f"# L\n\n!!! note\n\n    {IN_TWO_LINES.format('    ')}\n\nEnd.\n",
        f'# L\n\n=== "Tab"\n\n    {IN_TWO_LINES.format("    ")}\n\nEnd.\n',
        f"# L\n\n<div markdown>\n{IN_TWO_LINES.format('')}\n</div>\n\nEnd.\n",
        "# L\n\n<!-- procedures:catalog columns=id,title --> Tail\n\nEnd.\n",
    ],
)
def test_a_directive_leaves_nothing_of_itself_and_takes_nothing_along(tmp_path: Path, page: str) -> None:
    html = build_site(tmp_path, {**procedure(), PAGE: page}).read(HTML)
    start = html.index('<h1 id="l">')
    html = html[start : html.index("End.", start)]
    assert html.count('<table class="procedures-table"') == 1
    assert ("--&gt;" in html, "columns=" in html, "procedures:" in html) == (False, False, False)
    assert ("Tail" in page) == ("Tail" in html)


@pytest.mark.parametrize(
    "page",
    [
        "<details><summary>More</summary>\n\n<!-- procedures:catalog limit=1\n  sort=id -->\n\n</details>\n",
        "<div><!-- procedures:catalog limit=1\n  sort=id --></div>\n",
    ],
)
def test_html_that_markdown_does_not_look_into_keeps_its_comments(tmp_path: Path, page: str) -> None:
    html = build_site(tmp_path, {**procedure(), PAGE: f"# L\n\n{page}"}).read(HTML)
    inner = html[html.index('<h1 id="l">') :]
    assert "<!-- procedures:catalog limit=1\n  sort=id -->" in inner
    assert ("<details><summary>More</summary>" in inner) == ("details" in page)
    assert "\x02" not in html
