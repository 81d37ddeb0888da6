"""The site of a collection without ids, statuses and front matter."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.template import load_template
from tests.site.sites import FIXTURES, Built, build_site, text_of

ADOPT = FIXTURES / "adopt"
TEMPLATE = (ADOPT / "runbook.md").read_text(encoding="utf-8")
DOWN = """# Relay <b>down</b> & out

## Meaning

See [the disk](storage/FernDiskFull.md#what-fills-it).

## Impact

Mail waits.

## Diagnosis

- [ ] Look at the log

## Mitigation

- [ ] Restart the relay
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    disk = "procedures/storage/FernDiskFull.md"
    files = {
        "runbook.md": TEMPLATE,
        "docs/index.md": "# Home\n\n<!-- procedures:catalog -->\n\n<!-- procedures:attention -->\n",
        disk: (ADOPT / disk).read_text(encoding="utf-8"),
        "procedures/FernRelayDown.md": DOWN,
    }
    return build_site(tmp_path_factory.mktemp("adopt"), files, {"template": "runbook.md"}, strict=True)


def test_what_is_derived_is_data(built: Built) -> None:
    data = json.loads(built.read("procedures.json"))
    validator = Draft202012Validator(catalog_schema(load_template("runbook.md", TEMPLATE.encode())))
    assert [error.message for error in validator.iter_errors(data)] == []
    disk, down = data["procedures"]
    assert (disk["id"], disk["title"], disk["valid"]) == ("FernDiskFull", "FernDiskFull", True)
    assert down["front_matter"] == {"id": "FernRelayDown", "title": "Relay down & out"}
    assert down["references"] == [{"id": "FernDiskFull", "relation": "mentions", "anchor": "meaning"}]
    assert disk["back_links"] == [{"id": "FernRelayDown", "relation": "mentions", "anchor": "meaning"}]


def test_the_catalog_links_what_is_derived(built: Built) -> None:
    html = built.read("index.html")
    assert '<a href="procedures/FernRelayDown/">Relay down &amp; out</a>' in html
    assert "<code>FernDiskFull</code>" in html
    assert "status" not in text_of(html).lower()


def test_the_page_can_be_run(built: Built) -> None:
    html = built.page("FernRelayDown")
    article = built.article("FernRelayDown")
    assert "<title>Relay down & out - Site</title>" in html
    assert 'data-procedure="FernRelayDown" data-procedure-title="Relay down &amp; out"' in article
    # The page asks for a reason to run what is not in force; without a status, everything is.
    assert "&quot;in_force&quot;:true" in article
    assert article.count('type="checkbox"') == 2
    assert 'href="../storage/FernDiskFull/#what-fills-it"' in article
    assert "status" not in text_of(article).lower()


def test_folders_group(built: Built) -> None:
    html = built.read("procedures/index.html")
    assert "&quot;storage&quot;" in html[html.index("data-facets") :][:300]
    page = built.read("procedures/projects/storage/index.html")
    assert "<code>FernDiskFull</code>" in page
    assert "<code>FernRelayDown</code>" not in page
    data = json.loads(built.read("procedures.json"))
    assert [one["project"] for one in data["procedures"]] == ["storage", ""]
    assert '<a href="../projects/storage/"' in built.page("FernRelayDown")


def test_a_derived_id_is_found_by_a_search(built: Built) -> None:
    docs = json.loads(built.read("search/search_index.json"))["docs"]
    found = {doc["location"]: doc for doc in docs if doc["location"].startswith("procedures/Fern")}
    (down,) = found.values()
    assert (down["title"], down["tags"]) == ("Relay down &amp; out", ["FernRelayDown"])
    disk = next(doc for doc in docs if doc["location"] == "procedures/storage/FernDiskFull/")
    assert (disk["title"], disk["tags"]) == ("FernDiskFull", ["FernDiskFull"])
