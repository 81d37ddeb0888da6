"""The pages: tables, links, lists and addresses, as the real MkDocs writes them."""

from __future__ import annotations

import json
import logging
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml
from mkdocs.exceptions import Abort

from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, Built, build_site, changed, procedure, text_of

CART = "deploy-shop-002-cart"
ALONE = "deploy-shop-003-alone"


def table(html: str, name: str) -> list[list[str]]:
    """Return the words of the cells of a generated table."""
    found = re.search(rf'<table [^>]*data-generated="{name}"[^>]*>(.*?)</table>', html, re.S)
    assert found is not None, f"no table {name}"
    return [
        [text_of(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]
        for row in re.findall(r"<tr[^>]*>(.*?)</tr>", found[1], re.S)
    ]


def test_generated_tables_stand_where_the_template_has_them(good: Built) -> None:
    article = good.article()
    headings = re.findall(r'<h[1-6] [^>]*\bid="([^"]*)"', article)
    for earlier, later in (
        ("document-metadata", "overview"),
        ("scope", "risk-level"),
        ("risk-level", "prerequisites"),
        ("post-deployment-monitoring-focus", "sign-off"),
        ("sign-off", "appendix"),
        ("appendix", "environment-details"),
        ("environment-details", "key-contacts"),
        ("key-contacts", "important-commands-reference"),
    ):
        assert headings.index(earlier) < headings.index(later)
    metadata = dict(row for row in table(article, "metadata") if len(row) == 2)
    assert metadata["Document Type"] == "Deployment Procedure (DEPLOY)"
    assert metadata["Document ID"] == GOOD_ID
    assert metadata["Status"] == "Approved"
    assert metadata["Related Specs"] == "PRD-112 Checkout technical design"
    assert table(article, "sign-off") == [
        ["Role", "Name", "Signature"],
        ["Deployment Lead", "Sam Lee", ""],
        ["Technical Lead", "", ""],
        ["Operations", "", ""],
    ]
    assert table(article, "environments")[1] == ["Production", "https://shop.example", "v4.1.3"]
    assert table(article, "contacts")[0] == ["Role", "Name", "Contact"]
    risk = re.search(r'<dl data-generated="risk">(.*?)</dl>', article, re.S)
    assert risk is not None
    assert text_of(risk[1]) == "Risk Level Medium Risk Factors Payment traffic moves to a new service"


def test_without_rows_of_its_own_a_table_has_those_of_the_template(tmp_path: Path) -> None:
    text = re.sub(r"sign_off:\n(  .*\n)*", "", GOOD)
    assert table(build_site(tmp_path, procedure(text)).article(), "sign-off") == [
        ["Role", "Name", "Signature"],
        ["Deployment Lead", "", ""],
        ["Technical Lead", "", ""],
        ["Operations", "", ""],
    ]


@pytest.mark.parametrize(
    "own", ["### Sign-off\n", "### Sign-off\n\n<!-- procedures:sign-off -->\n"], ids=["empty", "directive"]
)
def test_a_heading_or_a_directive_places_the_table(tmp_path: Path, own: str) -> None:
    text = changed(("### Post-Deployment Monitoring Focus", f"{own}\n### Post-Deployment Monitoring Focus"))
    with pytest.raises(Abort):  # not in the order of the template
        build_site(tmp_path / "a", procedure(text))
    text = changed(("Paid orders a minute.\n", f"Paid orders a minute.\n\n{own}"))
    article = build_site(tmp_path / "b", procedure(text)).article()
    assert article.count('data-generated="sign-off"') == 1
    assert article.count('id="sign-off"') == 1


HOSTILE = [
    "a | b | c",
    "<script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;",
    '"><img src=x onerror=alert(1)>',
    "`code` **bold** [link](javascript:alert(1))",
    "<javascript:alert(1)>",
    "x {: onclick=alert(1) }",
    "{{ config.site_name }}",
    "\x02wzxhzdk:0\x03 \x02procedures:0\x03",
]


class Attributes(HTMLParser):
    """Collects what a browser would run: scripts with their text, and attributes with script in them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.active: list[str] = []
        self.in_script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_script = tag == "script"
        for name, value in attrs:
            runs = name in ("href", "src") and (value or "").strip().lower().startswith("javascript:")
            if name.startswith("on") or runs:
                self.active.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self.in_script and "alert" in data:
            self.active.append(data)

    def handle_endtag(self, tag: str) -> None:
        self.in_script = False


def numbered(number: int) -> str:
    return f"deploy-shop-{number:03}-hostile"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A procedure for each hostile value."""
    files: dict[str, str] = {}
    for number, value in enumerate(HOSTILE):
        quoted = json.dumps(value)
        text = changed(
            ("title: Checkout redesign", f"title: {quoted}\ndescription: {quoted}"),
            ("author: Dana Okafor", f"author: {quoted}"),
            ("name: Sam Lee, contact", f"name: {quoted}, contact"),
            ("    - Payment traffic moves to a new service", f"    - {quoted}"),
            ("{title: Checkout technical design,", f"{{title: {quoted},"),
        )
        files |= procedure(text, numbered(number))
    return build_site(tmp_path_factory.mktemp("hostile"), files)


@pytest.mark.parametrize("number", range(len(HOSTILE)))
def test_values_are_data_wherever_they_are_shown(hostile: Built, number: int) -> None:
    for html in (hostile.page(numbered(number)), hostile.read("procedures/index.html")):
        assert Attributes(html).active == []
    shown = " ".join(HOSTILE[number].replace("\x02", "\ufffd").replace("\x03", "\ufffd").split())
    article = hostile.article(numbered(number))
    metadata = dict(row for row in table(article, "metadata") if len(row) == 2)
    assert metadata["Author"] == shown
    assert table(article, "contacts")[1][1] == shown


def test_an_address_of_another_scheme_is_refused_and_never_a_link(tmp_path: Path) -> None:
    text = changed(("url: https://shop.example", "url: 'javascript:alert(1)'"))
    built = build_site(tmp_path, procedure(text), {"fail_on": "never"})
    assert "invalid-value" in built.article()
    assert 'href="javascript' not in built.page()


def test_the_catalog_lists_all_procedures(tmp_path: Path) -> None:
    other = changed(("status: Approved", "status: Draft"), ("title: Checkout redesign", "title: Cart"))
    built = build_site(tmp_path, procedure() | procedure(other, CART))
    assert table(built.read("procedures/index.html"), "catalog") == [
        ["Document ID", "Title", "Status", "Risk", "Version", "Author", "Last Review"],
        [GOOD_ID, "Checkout redesign", "Approved", "Medium", "1.2.0", "Dana Okafor", "2026-10-01"],
        [CART, "Cart", "Draft", "Medium", "1.2.0", "Dana Okafor", "2026-10-01"],
    ]


def test_a_page_can_list_some_procedures(tmp_path: Path) -> None:
    other = changed(("status: Approved", "status: Draft"))
    directive = "<!-- procedures:catalog status=Draft project=shop -->"
    page = f"# Drafts\n\n{directive}\n\n```\n<!-- procedures:catalog -->\n```\n"
    built = build_site(tmp_path, {**procedure(), **procedure(other, CART), "docs/drafts.md": page})
    html = built.read("drafts/index.html")
    assert [row[0] for row in table(html, "catalog")[1:]] == [CART]
    assert html.count('data-generated="catalog"') == 1
    assert "&lt;!-- procedures:catalog --&gt;" in html


LINKS = """The checkout service, not the cart. The rollback is Step R.1.
Then deploy-shop-002-cart, then `deploy-shop-002-cart#step-2.1`, and Step 1.2 of `deploy-shop-002-cart`.
See Phase 2 and Step 2.1. Not: [Step 1.1](https://elsewhere.example/), `kubectl get deploy-shop-002-cart-7d9`.
"""


def test_no_link_stands_within_a_link(tmp_path: Path) -> None:
    text = changed(
        ("Paid orders a minute.", f"[See `{CART}`, *`{CART}`* and Step 1.1](https://elsewhere.example/) now.")
    )
    article = build_site(tmp_path, procedure(text) | procedure(GOOD, CART)).article()
    code = f"<code>{CART}</code>"
    assert (
        f'<a href="https://elsewhere.example/">See {code}, <em>{code}</em> and Step 1.1</a> now.' in article
    )


def linked(tmp_path: Path, **config: object) -> str:
    text = changed(("The checkout service, not the cart. The rollback is Step R.1.\n", LINKS))
    built = build_site(tmp_path, procedure(text) | procedure(GOOD, CART), strict=True, **config)  # type: ignore[arg-type]
    name = f"procedures/{GOOD_ID}"
    return built.read(f"{name}.html" if config.get("use_directory_urls") is False else f"{name}/index.html")


def links(html: str) -> list[tuple[str, str]]:
    found = re.search(r'<h3 [^>]*\bid="scope"[^>]*>.*?<h[23]', html, re.S)
    assert found is not None
    return [
        (href, text_of(text))
        for href, text in re.findall(r'<a href="([^"]*)"[^>]*>(.*?)</a>', found[0], re.S)
    ]


def test_references_become_links(tmp_path: Path) -> None:
    assert links(linked(tmp_path)) == [
        ("#step-R.1", "Step R.1"),
        (f"../{CART}/", CART),
        (f"../{CART}/#step-2.1", f"{CART}#step-2.1"),
        (f"../{CART}/#step-1.2", "Step 1.2"),
        (f"../{CART}/", CART),
        ("#phase-2", "Phase 2"),
        ("#step-2.1", "Step 2.1"),
        ("https://elsewhere.example/", "Step 1.1"),
    ]


def test_references_become_links_without_directory_urls(tmp_path: Path) -> None:
    assert (f"{CART}.html#step-2.1", f"{CART}#step-2.1") in links(linked(tmp_path, use_directory_urls=False))


def test_anchors_come_from_numbers(tmp_path: Path) -> None:
    article = build_site(
        tmp_path, procedure(changed(("#### Step 2.1: Deploy", "#### Step 2.1: Renamed")))
    ).article()
    headings = re.findall(r'<(h[1-6]) [^>]*\bid="([^"]*)"', article)
    assert {("h4", "step-2.1"), ("h3", "phase-2"), ("h4", "step-R.1")} <= set(headings)


def test_related_specs_lead_where_the_settings_say(tmp_path: Path) -> None:
    options = {"spec_links": {r"PRD-(\d+)": "https://specs.example/prd/{1}?key={key}"}}
    article = build_site(tmp_path, procedure(), options).article()
    assert '<a href="https://specs.example/prd/112?key=PRD-112">PRD-112</a>' in article
    assert '<a href="https://specs.example/checkout">Checkout technical design</a>' in article


def test_a_page_lists_what_refers_to_it(tmp_path: Path) -> None:
    first = changed(
        ("depends_on: []", f"depends_on: [{CART}]"),
        ("The rollback is Step R.1.", f"After `{CART}`."),
        ("- [ ] Stakeholders informed", f"- [ ] Stakeholders informed: `#shop`, **all** of `{CART}`"),
    )
    built = build_site(tmp_path, procedure(first) | procedure(GOOD, CART) | procedure(GOOD, ALONE))
    html = built.article(CART)
    found = re.search(
        r'<h2 [^>]*\bid="back-links"[^>]*>Relations.*?<dl data-generated="back-links">(.*?)</dl>', html, re.S
    )
    assert found is not None
    entry = f"Checkout redesign {GOOD_ID} Approved"
    assert text_of(found[1]) == f"Required by {entry} Mentioned by {entry} : Scope , Communication"
    assert f'href="../{GOOD_ID}/#scope"' in found[1]
    assert f'<dt>Depends on</dt><dd><ul><li><a href="../{CART}/"' in built.article(GOOD_ID)
    assert "back-links" not in built.article(ALONE)


def test_ids_on_other_pages_are_links_but_never_errors(tmp_path: Path) -> None:
    page = f"# P\n\nSee {GOOD_ID}, `{GOOD_ID}#step-1.1` and deploy-shop-999-none. Step 1.1.\n"
    html = build_site(tmp_path, {**procedure(), "docs/p.md": page}, strict=True).read("p/index.html")
    assert f'<a href="../procedures/{GOOD_ID}/"' in html
    assert f'<a href="../procedures/{GOOD_ID}/#step-1.1"' in html
    assert html.count(f'href="../procedures/{GOOD_ID}/') - html.count("md-nav__link") <= 2


def test_task_items_are_checkboxes_with_labels(good: Built) -> None:
    article = good.article()
    items = re.findall(
        r'<li data-item="([^"]+)" data-rev="([0-9a-f]{12}(?:\.[0-9a-f]{12}){4})"[^>]*>'
        r'<input type="checkbox" id="box:([^"]+)"><label for="box:([^"]+)">(.*?)</label>',
        re.sub(r'<li id="[^"]*" ', "<li ", article),
        re.S,
    )
    for item, _, box, label, text in items:
        assert item == box == label
        assert text_of(text)
    assert items[0][0] == "required-access/production-deployment-credentials"
    assert len({item for item, *_ in items}) == len(items)
    struck = next(
        text for item, *_, text in items if item == "environment-readiness/database-migrations-tested"
    )
    assert struck == "<del>Database migrations tested</del> n/a: no migration"


def test_the_article_says_whose_checklist_it_is(good: Built) -> None:
    page = good.page()
    found = re.search(r'<article class="procedures-page"([^>]*)>', page)
    assert found is not None
    attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', found[1]))
    assert attributes["data-procedure"] == GOOD_ID
    assert attributes["data-procedure-version"] == "1.2.0"
    assert re.fullmatch("[0-9a-f]{12}", attributes["data-procedure-digest"])
    assert attributes["data-base"] == "../.."


def test_nothing_of_ours_is_inline(good: Built) -> None:
    article = good.article()
    assert "<script" not in article
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", article)


def test_a_github_alert_is_an_admonition(tmp_path: Path) -> None:
    text = changed(("Paid orders a minute.", "> [!WARNING]\n> Take care.\n> - one"))
    article = build_site(tmp_path, procedure(text)).article()
    assert '<div class="admonition warning">' in article
    assert '<p class="admonition-title">Warning</p>' in article


def test_lists_between_the_tags_of_details_are_lists(tmp_path: Path) -> None:
    text = changed(
        (
            "Paid orders a minute.",
            "<details>\n<summary>More</summary>\n\n- [ ] one\n\n</details>\n\n!!! note\n    - [ ] two",
        )
    )
    article = build_site(tmp_path, procedure(text)).article()
    assert re.search(
        r"<details>\s*<summary>More</summary>.*data-item=\"[^\"]*/one\".*</details>", article, re.S
    )
    assert re.search(r'<div class="admonition note">.*data-item="[^"]*/two"', article, re.S)


def test_links_within_lists_are_checked_and_rewritten(tmp_path: Path) -> None:
    text = changed(("- [ ] Stakeholders informed", "- [ ] Stakeholders informed: [page](../other.md)"))
    built = build_site(tmp_path, {**procedure(text), "docs/other.md": "# Other\n"}, strict=True)
    assert 'href="../../other/"' in built.article()
    broken = changed(("- [ ] Stakeholders informed", "- [ ] Stakeholders informed: [page](../none.md)"))
    built = build_site(tmp_path, procedure(broken))
    assert any("none.md" in message for message in built.messages(logging.WARNING))


def test_what_lies_beside_a_procedure_comes_along(tmp_path: Path) -> None:
    text = changed(("Paid orders a minute.", "![Graph](graph.png)\n\n[Notes](index.md)"))
    files: dict[str, str | bytes] = {
        **procedure(text),
        "procedures/graph.png": b"png",
        "procedures/index.md": "# Ours\n\n<!-- procedures:catalog project=shop -->\n",
    }
    built = build_site(tmp_path, files, strict=True)
    assert (built.folder / "procedures" / "graph.png").read_bytes() == b"png"
    assert 'src="../graph.png"' in built.article()
    assert "Ours" in built.read("procedures/index.html")
    assert table(built.read("procedures/index.html"), "catalog")[1][0] == GOOD_ID


def test_the_folder_may_lie_within_docs(tmp_path: Path) -> None:
    files = {f"docs/{name}": text for name, text in procedure().items()}
    built = build_site(tmp_path, files, {"folder": "docs/procedures"}, strict=True)
    assert "data-item" in built.page()


def test_the_edit_link_leads_to_the_file(tmp_path: Path) -> None:
    built = build_site(
        tmp_path,
        procedure(),
        repo_url="https://git.example/team/site/",
        edit_uri="edit/main/docs/",
        theme={"name": "material", "font": False, "features": ["content.action.edit"]},
    )
    assert f'href="https://git.example/team/site/edit/main/procedures/{GOOD_ID}.md"' in built.page()


def test_the_navigation_lists_procedures_below_the_catalog(tmp_path: Path) -> None:
    nav = [{"Home": "index.md"}, {"Procedures": "procedures/index.md"}]
    built = build_site(tmp_path / "a", procedure(), nav=nav, strict=True)
    assert f'href="procedures/{GOOD_ID}/"' in built.read("index.html")
    built = build_site(tmp_path / "b", procedure(), {"nav_limit": 0}, nav=nav, strict=True)
    assert f'href="procedures/{GOOD_ID}/"' not in built.read("index.html")
    assert "data-item" in built.page()


def test_without_a_nav_setting_many_procedures_stay_behind_the_catalog(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure() | procedure(GOOD, CART), {"nav_limit": 1}, strict=True)
    assert f'href="procedures/{CART}/"' not in built.read("index.html")
    assert 'href="procedures/"' in built.read("index.html")
    assert "data-item" in built.page(CART)


def test_the_navigation_shows_the_status_in_words(tmp_path: Path) -> None:
    text = changed(("status: Approved", "status: In Review"))
    html = build_site(tmp_path, procedure(text)).page()
    assert re.search(r'<span class="md-status md-status--in-review" title="In Review">', html)


ORDINARY = """# Page

## Twice

**Before:**
- [ ] one
  - [ ] two

## Twice
"""


def test_ordinary_pages_are_left_alone_by_default(tmp_path: Path) -> None:
    files = {**procedure(), "docs/page.md": ORDINARY}
    plain = build_site(tmp_path / "a", {"docs/page.md": ORDINARY}, plugin=False).read("page/index.html")
    ours = build_site(tmp_path / "b", files).read("page/index.html")
    body = re.compile(r'<article class="md-content__inner.*?</article>', re.S)
    assert body.findall(ours) == body.findall(plain)


def test_checklists_all_gives_ordinary_pages_the_same_boxes(tmp_path: Path) -> None:
    built = build_site(tmp_path, {"docs/page.md": ORDINARY}, {"checklists": "all"})
    html = built.read("page/index.html")
    assert html.count("data-item=") == 2
    assert 'data-checklist="page.md"' in html
    # The anchors of an ordinary page stay those of the site.
    assert 'id="twice"' in html
    assert 'id="twice_1"' in html
    assert "assets/procedures/run." in html
    assert "data-checklist" not in built.read("index.html")


@pytest.mark.parametrize("status", ["Draft", "Approved"])
def test_boxes_of_procedures_start_open_whatever_the_source_ticks(tmp_path: Path, status: str) -> None:
    text = GOOD.replace("status: Approved", f"status: {status}").replace(
        "- [ ] Pods are there",
        "- [x] Pods are there\n- [X] ~~Late~~ n/a: no",
    )
    files = {**procedure(text), "docs/page.md": "- [x] one\n"}
    built = build_site(tmp_path, files, {"checklists": "all", "rules": {"ticked-item": "off"}})
    assert re.findall(r"<input[^>]*checkbox[^>]* checked", built.article()) == []
    assert len(re.findall(r"<input[^>]*checkbox[^>]* checked", built.read("page/index.html"))) == 1


def test_a_teams_own_template_changes_the_tables(tmp_path: Path) -> None:
    from mkdocs_deploy_plugin.template import builtin_template

    template = builtin_template().text.replace("  - role: Operations\n", "  - role: Security\n")
    options = {"template": "templates/ours.md"}
    files = {**procedure(), "templates/ours.md": template}
    with pytest.raises(Abort):
        build_site(tmp_path / "a", files, options)
    files = {**procedure(re.sub(r"sign_off:\n(  .*\n)*", "", GOOD)), "templates/ours.md": template}
    rows = table(build_site(tmp_path / "b", files, options).article(), "sign-off")
    assert [row[0] for row in rows] == ["Role", "Deployment Lead", "Technical Lead", "Security"]


def test_plain_extensions_are_enough(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(), markdown_extensions=[])
    assert "<pre" in built.article()
    assert "helm upgrade checkout" in text_of(built.article())
    assert "<del>Database migrations tested</del>" in built.article()


def test_a_procedure_in_both_places_is_said_so(tmp_path: Path) -> None:
    files = {**procedure(), f"docs/procedures/{GOOD_ID}.md": "# Other\n"}
    with pytest.raises(Abort):
        build_site(tmp_path, files)


def test_the_fixture_uses_the_extensions_of_the_project(tmp_path: Path) -> None:
    config = yaml.load((Path(__file__).parents[2] / "mkdocs.yml").read_text(), Loader=yaml.BaseLoader)
    names = {next(iter(one)) if isinstance(one, dict) else one for one in config["markdown_extensions"]}
    assert names == {next(iter(one)) if isinstance(one, dict) else one for one in EXTENSIONS}
