"""Relations in a built site: on each page, and on the pages about all of them."""

from __future__ import annotations

import csv
import json
import logging
import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.rendering import dependencies, traceability
from tests.site.sites import GOOD, GOOD_ID, Built, build_site, changed, procedure, text_of

CART = "deploy-shop-002-cart"
MAIL = "deploy-mail-001-queue"
DRAFT = "deploy-mail-002-draft"
PLAIN = {"name": "mkdocs"}
"""The theme of sites with hundreds of procedures; Material takes longer than all else."""


def depending(*ids: str, title: str = "Checkout redesign", status: str = "Approved") -> str:
    return changed(
        ("depends_on: []", f"depends_on: [{', '.join(ids)}]"),
        ("title: Checkout redesign", f"title: {json.dumps(title)}"),
        ("status: Approved", f"status: {status}"),
    )


FILES = (
    procedure(depending(CART, MAIL))
    | procedure(depending(MAIL, title="Cart"), CART)
    | procedure(depending(title="Queue", status="Retired"), MAIL)
)


class Targets(HTMLParser):
    """Collects links and ids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if tag == "a":
            self.links.append(values.get("href") or values.get("xlink:href") or "")
        if values.get("id"):
            self.ids.add(values["id"] or "")


def check_links(built: Built, path: str) -> int:
    """Follow every link into the procedures and every anchor; give how many there are."""
    folder = (built.folder / path).parent
    count = 0
    for link in Targets(built.read(path)).links:
        address, _, anchor = link.partition("#")
        if ":" in address or not address:
            continue
        target = (folder / address).resolve()
        target = target / "index.html" if target.is_dir() else target
        assert target.is_file(), f"{path}: {link}"
        if anchor:
            assert anchor in Targets(target.read_text(encoding="utf-8")).ids, f"{path}: {link}"
        count += 1
    return count


@pytest.mark.parametrize("directory_urls", [True, False])
def test_every_link_leads_somewhere(tmp_path: Path, directory_urls: bool) -> None:
    built = build_site(
        tmp_path,
        FILES | {"docs/deep/er/page.md": "# P\n\n<!-- procedures:dependencies -->\n"},
        {"fail_on": "never"},
        use_directory_urls=directory_urls,
    )
    pages = ["dependencies", "traceability", "attention", GOOD_ID, CART, MAIL]
    end = "/index.html" if directory_urls else ".html"
    for path in [*(f"procedures/{page}{end}" for page in pages), f"deep/er/page{end}"]:
        assert check_links(built, path) > 5
    assert built.messages(logging.WARNING) == []


def test_a_procedure_has_lists_and_a_picture(tmp_path: Path) -> None:
    built = build_site(tmp_path, FILES, {"fail_on": "never"})
    article = built.article(CART)
    words = text_of(article[article.index('id="back-links"') :])
    assert f"Depends on Queue {MAIL} Retired Required by Checkout redesign {GOOD_ID} Approved" in words
    svg = article[article.index("<svg") : article.index("</svg>")]
    assert re.findall(r'<a [^>]*xlink:href="([^"]*)"', svg) == [f"../{MAIL}/", f"../{GOOD_ID}/"]
    assert 'class="procedures-retired"' in svg
    assert 'class="procedures-here"' in svg
    assert svg.count("l-7-4v8z") == 3
    assert f"Checkout redesign ({GOOD_ID}) depends on Cart ({CART}), Queue ({MAIL})" in words
    assert 'href="../dependencies/">All dependencies' in article


def test_a_procedure_alone_has_nothing_of_it(good: Built) -> None:
    assert "procedures-relations" not in good.article()
    assert "No procedure depends on another." in good.read("procedures/dependencies/index.html")


def test_what_is_only_superseded_has_no_picture(tmp_path: Path) -> None:
    new = changed(("depends_on: []", f"depends_on: []\nsupersedes: [{CART}]"))
    built = build_site(tmp_path, procedure(new) | procedure(GOOD, CART))
    assert "Superseded by Checkout redesign" in text_of(built.article(CART))
    assert "<svg" not in built.article(CART)


def test_what_is_not_there_is_text(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(depending("deploy-x-009-none")), {"fail_on": "never"})
    assert "<dt>Depends on</dt><dd><ul><li><code>deploy-x-009-none</code></li></ul></dd>" in built.article()
    assert "deploy-x-009-none" in built.read("procedures/dependencies/index.html")


def test_two_hundred_dependencies_are_all_listed(tmp_path: Path) -> None:
    names = [f"deploy-many-{number:03}-x" for number in range(1, 201)]
    head = "---\nid: {}\ntitle: {}\nstatus: Draft\n---\n\n# T\n"
    files = {f"procedures/{name}.md": head.format(name, "Same title") for name in names}
    built = build_site(tmp_path, files | procedure(depending(*names)), {"fail_on": "never"}, theme=PLAIN)
    article = built.article()
    lists = article[article.index('<dl data-generated="back-links"') : article.index("<figure")]
    assert lists.count("<li>") == 200
    assert all(f"<code>{name}</code>" in lists for name in names)
    assert "<summary>180 more</summary>" in lists
    svg = article[article.index("<svg") : article.index("</svg>")]
    assert svg.count("<a ") == 30
    assert "and 170 more" in svg
    # They have one title, so the id stands below it.
    assert all(name in svg for name in names[:30])


TITLES = ["決済" * 150, "إعادة تصميم " * 25, "W" * 300, "</svg><script>alert(1)</script> and more"]


@pytest.mark.parametrize("title", TITLES)
def test_any_title_is_data_in_a_picture(tmp_path: Path, title: str) -> None:
    title = title.strip()
    built = build_site(tmp_path, procedure(depending(CART)) | procedure(depending(title=title), CART))
    article = built.article()
    svg = article[article.index("<svg") : article.index("</svg>")]
    assert "<script" not in svg
    assert f"{title}, {CART}, Approved" in text_of(svg)
    shown = unescape(re.findall(r"<text[^>]*>(.*?)</text>", svg)[2])
    assert len(shown) <= 40
    assert shown.endswith("…")


def test_a_circle_is_named_first_and_drawn(tmp_path: Path) -> None:
    cart, mail = depending(MAIL, title="Cart"), depending(CART, MAIL, title="Queue")
    files = procedure(depending(CART)) | procedure(cart, CART) | procedure(mail, MAIL)
    built = build_site(tmp_path, files, {"fail_on": "never"})
    html = built.read("procedures/dependencies/index.html")
    words = text_of(html[html.index("<article") :])
    queue = f"Queue {MAIL} Approved"
    circles = f"{queue} → {queue} {queue} → Cart {CART} Approved → {queue}"
    assert f"none of them can be run first: {circles}" in words
    assert "procedures-lines procedures-back" in html
    assert "Dashed lines run against that order." in built.article(CART)


def test_all_dependencies_stand_on_a_page_by_project(tmp_path: Path) -> None:
    built = build_site(tmp_path, FILES | procedure(GOOD, DRAFT), {"fail_on": "never"})
    html = built.read("procedures/dependencies/index.html")
    words = text_of(html[html.index("<article") : html.index("</article>")])
    assert f"Cart {CART} Approved depends on Queue {MAIL} Retired" in words
    assert "1 procedure has no dependencies in either direction." in words
    assert re.findall(r"<h2[^>]*>(\w+)", html[html.index("<article") :]) == ["shop"]


def test_many_procedures_are_drawn_by_project(tmp_path: Path) -> None:
    head = "---\nid: {0}\ntitle: {0}\nstatus: Draft\ndepends_on: [{1}]\n---\n\n# T\n"
    names = [f"deploy-{project}-{number:03}-x" for number in range(1, 81) for project in ("a", "b")]
    targets = ["", *names]
    files = {f"procedures/{name}.md": head.format(name, to) for name, to in zip(names, targets, strict=False)}
    built = build_site(tmp_path, files, {"fail_on": "never"}, theme=PLAIN)
    html = built.read("procedures/dependencies/index.html")
    svg = html[html.index("<svg", html.index('role="main"')) :]
    svg = svg[: svg.index("</svg>")]
    assert re.findall(r'<a [^>]*xlink:href="([^"]*)"', svg) == ["../projects/a/", "../projects/b/"]
    assert re.findall(r">([0-9]+)</text>", svg) == ["80", "79"]
    assert text_of(html).count("depends on") == 159


def test_a_tangle_of_projects_is_a_table(tmp_path: Path) -> None:
    head = "---\nid: {0}\ntitle: {0}\nstatus: Draft\ndepends_on: [{1}]\n---\n\n# T\n"
    names = [f"deploy-{project}-{number:03}-x" for project in "abcd" for number in range(1, 51)]
    # Each depends on the first one of every other project.
    firsts = names[::50]
    files = {
        f"procedures/{name}.md": head.format(name, ", ".join(to for to in firsts if to[:8] != name[:8]))
        for name in names
    }
    built = build_site(tmp_path, files, {"fail_on": "never"}, theme=PLAIN)
    html = built.read("procedures/dependencies/index.html")
    table = html[html.index('<table data-generated="dependencies"') : html.index("</table>")]
    above = html[html.index('role="main"') : html.index("<table data-generated")]
    assert "<svg" not in above.split("</h2>")[-1]
    rows = [text_of(row) for row in re.findall("<tr>(.*?)</tr>", table)]
    assert rows[0].lower() == "project a b c d"
    assert [re.findall(r"<td>(.*?)</td>", row) for row in re.findall("<tr>(.*?)</tr>", table)][1] == [
        "",
        "50",
        "50",
        "50",
    ]
    assert 'href="../projects/a/"' in table


def test_specs_lead_to_procedures_and_environments(tmp_path: Path) -> None:
    options = {"spec_links": {r"PRD-(\d+)": "https://specs.example/{1}"}}
    built = build_site(tmp_path, procedure() | procedure(GOOD, CART), options)
    html = built.read("procedures/traceability/index.html")
    table = html[html.index('<table data-generated="traceability"') : html.index("</table>")]
    assert re.findall(r'<th scope="rowgroup" rowspan="2"><a href="([^"]*)"[^>]*>(.*?)</a>', table) == [
        ("https://specs.example/checkout", "Checkout technical design"),
        ("https://specs.example/112", "PRD-112"),
    ]
    entry = "Checkout redesign {} Approved Production"
    assert f"PRD-112 {entry.format(GOOD_ID)}" in text_of(table)
    assert 'href="../traceability.csv"' in html
    with (built.folder / "procedures/traceability.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == ["spec", "url", "procedure", "title", "status", "environment"]
    spec = ["PRD-112", "https://specs.example/112"]
    assert [*spec, CART, "Checkout redesign", "Approved", "Production"] in rows
    assert b"\r\n" in (built.folder / "procedures/traceability.csv").read_bytes()


def test_what_is_too_long_for_a_page_is_split(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dependencies, "MOST_ENTRIES", 4)
    monkeypatch.setattr(traceability, "MOST_ROWS", 4)
    head = "---\nid: {0}\ntitle: {0}\nstatus: Draft\nrelated_specs: [PRD-{1}]\ndepends_on: [{2}]\n---\n# T\n"
    names = [f"deploy-{project}-00{number}-x" for project in "abc" for number in range(1, 4)]
    targets = ["", *names]
    files = {f"procedures/{name}.md": head.format(name, at, targets[at]) for at, name in enumerate(names)}
    built = build_site(tmp_path, files, {"fail_on": "never"})
    by_project = ["a (2 procedures)", "b 1 (2 procedures)", "b 2 (1 procedure)"]
    listed = {
        "dependencies": [*by_project, "c 1 (2 procedures)", "c 2 (1 procedure)"],
        "traceability": ["PRD-0 – PRD-3 (4 specs)", "PRD-4 – PRD-7 (4 specs)", "PRD-8 (1 spec)"],
    }
    for page, entries in listed.items():
        html = built.read(f"procedures/{page}/index.html")
        links = html[html.index(f'<ul data-generated="{page}"') :]
        links = links[: links.index("</ul>")]
        assert [text_of(item) for item in re.findall(r"<li>(.*?)</li>", links)] == entries
        for number, address in enumerate(re.findall('href="(.*?)"', links), 1):
            assert address == f"{number}/"
            path = f"procedures/{page}/{number}/index.html"
            assert f"{page.title()} {number} of {len(entries)}" in text_of(built.read(path))
            assert check_links(built, path) > 2
    second = built.read("procedures/traceability/2/index.html")
    rows = re.findall("<tbody>.*?</tbody>", second)
    entries = re.findall("<li>(?=<a).*?</span>", built.read("procedures/dependencies/2/index.html"))
    # These many rows and entries are on a page that a phone loads: `MOST_ROWS` and `MOST_ENTRIES`.
    assert (len(rows), len(entries)) == (4, 4)
    assert max(map(len, rows)) < 275
    assert max(map(len, entries)) < 140
    assert re.findall("PRD-[0-9]", text_of(second)) == ["PRD-4", "PRD-5", "PRD-6", "PRD-7"]
    assert text_of(built.read("procedures/dependencies/2/index.html")).count(" depends on ") == 2
    assert built.read("procedures/traceability.csv").count("PRD-") == 18


def test_what_needs_attention_has_headings_and_tables(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1800000000")  # 15 January 2027
    draft = changed(("status: Approved", "status: Draft"), ("approver: Sam Lee\n", ""))
    built = build_site(tmp_path, FILES | procedure(draft, DRAFT), {"fail_on": "never", "review_days": 60})
    html = built.read("procedures/attention/index.html")
    words = text_of(html[html.index("<article") : html.index("</article>")])
    assert re.findall(r'<h2 id="([^"]*)"', html) == [
        "overdue-reviews",
        "left-alone",
        "retired-and-needed",
        "no-approver",
    ]
    assert f"Cart {CART} Approved Dana Okafor 2026-10-01 106" in words
    assert "Unfinished and untouched for more than 90 days" in words
    assert f"{DRAFT} Draft Dana Okafor 2026-10-01 106" in words
    assert f"Retired but still needed ¶ Procedure Status Author Needed by Queue {MAIL}" in words


def test_nothing_may_need_attention(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795000000")
    html = build_site(tmp_path, procedure()).read("procedures/attention/index.html")
    assert "Nothing needs attention." in html


def test_what_a_draft_without_a_day_needs_is_said(tmp_path: Path) -> None:
    text = changed(("status: Approved", "status: Draft"), ("reviewed: 2026-10-01\n", ""))
    html = build_site(tmp_path, procedure(text)).read("procedures/attention/index.html")
    assert "The last change to 1 procedure with the status Draft or In Review is unknown" in html


def test_pages_of_the_team_win(tmp_path: Path) -> None:
    own = {
        "docs/procedures/dependencies.md": "# Ours\n",
        "docs/procedures/traceability.csv": "ours\n",
        "procedures/attention/index.md": "# Ours too\n\n<!-- procedures:attention -->\n",
    }
    built = build_site(tmp_path, FILES | own, {"fail_on": "never"})
    assert "Ours" in built.read("procedures/dependencies/index.html")
    assert "<svg viewBox" not in built.read("procedures/dependencies/index.html").split("<article")[1]
    assert built.read("procedures/traceability.csv") == "ours\n"
    assert "Ours too" in built.read("procedures/attention/index.html")
    assert "still needed" in built.read("procedures/attention/index.html")


def test_a_template_without_the_fields_has_none_of_the_pages(tmp_path: Path) -> None:
    head = 'id: "[name]"\ntitle: "[Title]"\n# Status: it. (choice)\nstatus: "[New/Old]"'
    template = f"---\n{head}\n---\n\n# [Title]\n\n## What\n"
    text = "---\nid: one\ntitle: One\nstatus: New\n---\n\n# One\n\n## What\n\nThis.\n"
    files = {"template.md": template, "procedures/one.md": text}
    built = build_site(tmp_path, files, {"template": "template.md"})
    assert (built.folder / "procedures/one/index.html").is_file()
    for name in ("dependencies", "traceability", "traceability.csv"):
        assert not (built.folder / "procedures" / name).exists()
    assert "The last change to 1 procedure with the status New is unknown" in built.read(
        "procedures/attention/index.html"
    )


def test_words_of_other_procedures_are_not_in_the_search(tmp_path: Path) -> None:
    built = build_site(tmp_path, FILES, {"fail_on": "never"})
    index = json.loads(built.read("search/search_index.json"))
    entries = [one for one in index["docs"] if one["location"].startswith(f"procedures/{MAIL}/")]
    assert entries
    assert not any("Cart" in one["text"] + one["title"] for one in entries)
    whole = [one for one in index["docs"] if one["location"].startswith("procedures/dependencies/")]
    assert not any("Cart" in one["text"] for one in whole)
    # What stands behind the picture is left out, too.
    assert not any("Prerequisites are on the left" in one["text"] for one in index["docs"])


def test_a_directive_in_a_procedure_gives_its_own_picture(tmp_path: Path) -> None:
    text = depending(CART).replace("Paid orders a minute.", "Now.\n\n<!-- procedures:dependencies -->")
    article = build_site(tmp_path, procedure(text) | procedure(GOOD, CART)).article()
    assert article.count("<svg viewBox") == 2
    assert article.index("<svg viewBox") < article.index('id="back-links"')
