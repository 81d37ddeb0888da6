"""Sites with several collections: pages, navigation, catalogs, links, data and search."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.site.sites import Built, build_site, text_of
from tests.unit.collection_samples import FILES, MKDOCS, RUNBOOK_ID
from tests.unit.samples import GOOD_ID

OPTIONS: dict[str, Any] = yaml.safe_load(MKDOCS)["plugins"][1]["procedures"]
PAGES = {
    "docs/index.md": f"""# Ops

See {RUNBOOK_ID} and {GOOD_ID}.

<!-- procedures:catalog kind=runbooks columns=id,severity -->

<!-- procedures:attention kind=runbooks -->

<!-- procedures:template kind=runbooks -->
"""
}


def files(**more: str) -> dict[str, str]:
    return {path: text for path, text in FILES.items() if path != "mkdocs.yml"} | PAGES | more


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    return build_site(tmp_path_factory.mktemp("collections"), files(), OPTIONS, strict=True)


def rows(html: str) -> list[str]:
    """Return the words of each row of a catalog."""
    table = re.findall(r'<table class="procedures-table".*?</table>', html, re.S)[0]
    return [text_of(row) for row in re.findall(r"<tr.*?</tr>", table, re.S)][1:]


def facets(html: str) -> list[str]:
    (data,) = re.findall(r'data-facets="([^"]*)"', html)
    return [facet["name"] for facet in json.loads(data.replace("&quot;", '"'))]


def test_each_collection_has_a_catalog_and_all_have_one(built: Built) -> None:
    assert [row.split()[0] for row in rows(built.read("procedures/index.html"))] == [GOOD_ID]
    assert [row.split()[0] for row in rows(built.read("runbooks/index.html"))] == [RUNBOOK_ID]
    both = built.read("procedures/all/index.html")
    assert [row.split()[0] for row in rows(both)] == [GOOD_ID, RUNBOOK_ID]
    assert "Incident runbooks" in rows(both)[1]
    assert facets(both)[0] == "kind"
    assert "risk" in facets(built.read("procedures/index.html"))
    assert "risk" not in facets(both)
    assert "kind" not in facets(built.read("runbooks/index.html"))


def test_pages_of_projects_belong_to_a_collection(built: Built) -> None:
    for kind, other, identifier in (
        ("procedures", "runbooks", GOOD_ID),
        ("runbooks", "procedures", RUNBOOK_ID),
    ):
        html = built.read(f"{kind}/projects/shop/index.html")
        assert [row.split()[0] for row in rows(html)] == [identifier], other
    assert not (built.folder / "runbooks" / "all").exists()
    assert not (built.folder / "runbooks" / "runs").exists()


def test_links_lead_across(built: Built) -> None:
    procedure = built.page(GOOD_ID)
    assert f'<a href="../../runbooks/{RUNBOOK_ID}/#step-T.1"' in procedure
    runbook = built.read(f"runbooks/{RUNBOOK_ID}/index.html")
    assert f'<a href="../../procedures/{GOOD_ID}/#step-1.1"' in runbook
    relations = text_of(procedure[procedure.index('data-generated="back-links"') :])
    assert "Related Checkout latency above 2 s" in relations
    home = built.read("index.html")
    assert f'href="runbooks/{RUNBOOK_ID}/"' in home
    assert f'href="procedures/{GOOD_ID}/"' in home


def test_a_directive_is_about_the_kind_that_it_names(built: Built) -> None:
    home = built.read("index.html")
    assert rows(home) == [f"{RUNBOOK_ID} SEV2"]
    words = text_of(home)
    assert "severity required SEV4, SEV3, SEV2 or SEV1" in words
    assert "risk.level required" not in words


def test_the_data_has_the_kind_of_each_document(built: Built) -> None:
    data = json.loads(built.read("procedures.json"))["procedures"]
    assert [(one["id"], one["kind"], one["url"]) for one in data] == [
        (GOOD_ID, "procedures", f"procedures/{GOOD_ID}/"),
        (RUNBOOK_ID, "runbooks", f"runbooks/{RUNBOOK_ID}/"),
    ]


def test_the_script_of_a_page_has_the_noun_of_its_document(built: Built) -> None:
    def words(page: str) -> str:
        (script,) = re.findall(r'src="[./]*/(assets/procedures/run\.[0-9a-f]{8}\.js)"', built.read(page))
        return built.read(script)[:4000]

    assert "Runs of this runbook" in words(f"runbooks/{RUNBOOK_ID}/index.html")
    assert "runbook" not in words(f"procedures/{GOOD_ID}/index.html")
    assert "this document" not in words(f"procedures/{GOOD_ID}/index.html")


def test_a_document_with_a_catalog_has_the_script_for_it(tmp_path: Path) -> None:
    path = f"docs/runbooks/{RUNBOOK_ID}.md"
    listed = FILES[path].replace(
        "\n## First Response", "\n<!-- procedures:catalog -->\n\n## First Response", 1
    )
    built = build_site(tmp_path, files(**{path: listed}), OPTIONS)
    html = built.read(f"runbooks/{RUNBOOK_ID}/index.html")
    scripts = re.findall(r'src="[./]*/(assets/procedures/\w+\.[0-9a-f]{8}\.js)"', html)
    assert {name.split("/")[-1].split(".")[0] for name in scripts} >= {"run", "catalog"}
    assert all((built.folder / name).is_file() for name in scripts)


def test_one_search_finds_both(built: Built) -> None:
    index = json.loads(built.read("search/search_index.json"))["docs"]
    pages = {entry["location"].partition("#")[0] for entry in index}
    assert {f"procedures/{GOOD_ID}/", f"runbooks/{RUNBOOK_ID}/"} <= pages


def test_the_navigation_has_a_section_for_each(built: Built) -> None:
    nav = text_of(
        re.findall(r'<nav class="md-nav md-nav--primary".*?</nav>\s*</div>', built.read("index.html"), re.S)[
            0
        ]
    )
    assert re.search(
        r"Procedures .*All documents .*Checkout redesign .*Incident runbooks .*Checkout latency", nav
    )


def test_a_nav_of_the_team_is_extended_at_each_catalog_page(tmp_path: Path) -> None:
    nav = [{"Home": "index.md"}, {"Runbooks": "runbooks/index.md"}, {"Deployments": "procedures/index.md"}]
    built = build_site(tmp_path, files(), OPTIONS, nav=nav)
    words = text_of(built.read("index.html"))
    assert re.search(r"Runbooks .*Checkout latency .*Deployments .*Checkout redesign .*All documents", words)


def test_without_documents_the_other_collection_is_published(tmp_path: Path) -> None:
    some = {path: text for path, text in files().items() if "runbooks/" not in path}
    some = {path: text.replace(f"see Step T.1 of {RUNBOOK_ID}", "wait") for path, text in some.items()}
    built = build_site(tmp_path, some, OPTIONS)
    assert (built.folder / "procedures" / GOOD_ID / "index.html").exists()
    assert not (built.folder / "runbooks").exists()
    assert any("No procedures found in" in message for message in built.messages(30))


def test_a_collection_below_docs_has_its_pages_beside_its_documents(tmp_path: Path) -> None:
    moved = {
        path.replace("docs/runbooks", "docs/ops/runs"): text.replace("kind=runbooks", "kind=runs")
        for path, text in files().items()
    }
    collections = ["procedures", {"folder": "docs/ops/runs", "template": "templates/runbook.md"}]
    other = {"docs/runs/index.md": "# Marathon runs\n"}
    built = build_site(tmp_path, moved | other, {"collections": collections})
    assert [row.split()[0] for row in rows(built.read("ops/runs/index.html"))] == [RUNBOOK_ID]
    assert (built.folder / "ops/runs/projects/shop/index.html").exists()
    assert "procedures-table" not in built.read("runs/index.html")
