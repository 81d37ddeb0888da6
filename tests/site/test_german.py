"""A site with a German template: what its pages and data have come from German keys."""

from __future__ import annotations

import csv
import json
import re
from html import unescape
from typing import Any

import pytest

from tests.site.sites import FIXTURES, Built, build_site, text_of

FOLDER = FIXTURES / "german"
KASSE, ZAHLUNG, ALTE = (
    "ausrollen-laden-001-kasse",
    "ausrollen-laden-002-zahlung",
    "ausrollen-laden-003-alte-kasse",
)
LIST = (
    '<!-- procedures:catalog Autorin="Jana Weiß" '
    "columns=Titel,Umgebungen,Vorgaben sort=-Titel facets=Risiko -->"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    documents = {f"procedures/{path.name}": path.read_text("utf-8") for path in FOLDER.glob("ausrollen-*")}
    files = {"vorlage.md": (FOLDER / "vorlage.md").read_text("utf-8"), "docs/list.md": f"# L\n\n{LIST}\n"}
    options = {"template": "vorlage.md", "spec_links": {r"ANF-\d+": "https://anforderungen.example/{key}"}}
    return build_site(tmp_path_factory.mktemp("german"), documents | files, options, strict=True)


def generated(html: str, name: str) -> str:
    """Return the text of a generated element."""
    (found,) = re.findall(rf'<(\w+)[^>]* data-generated="{name}".*?>(.*?)</\1>', html, re.S)
    return text_of(found[1])


def test_tables_of_a_page(built: Built) -> None:
    article = built.article(KASSE)
    metadata = generated(article, "metadata")
    assert all(
        label in metadata for label in ("Kennung", "Autorin", "Geprüft am", "Ersetzt", "Feinentwurf der")
    )
    assert "Stufe" not in metadata  # It has a section of its own.
    assert "Mittel" in generated(article, "risk")
    assert generated(article, "contacts").split()[:3] == ["Rolle", "Name", "Kontakt"]
    assert "Bereitschaft Laden" in generated(article, "contacts")
    assert "https://laden.example" in generated(article, "environments")
    assert generated(article, "sign-off").split()[-2:] == ["Lang", "Betrieb"]
    head = article[article.index('data-generated="sign-off"') :].split("</thead>")[0]
    assert re.findall('data-name="(.*?)"', head) == ["role", "name", "signature"]  # where a run puts names
    assert f'href="../{ZAHLUNG}/"' in article[article.index('data-generated="depends-on"') :]
    assert 'href="https://anforderungen.example/ANF-112"' in article
    # Without the list, the rows of the template are shown.
    assert "Produktion Abnahme" in generated(built.article(ALTE), "environments")


def test_the_data_of_a_run(built: Built) -> None:
    (attribute,) = re.findall(r'data-run="(.*?)"', built.article(KASSE))
    data: dict[str, Any] = json.loads(unescape(attribute))
    assert (data["status"], data["in_force"]) == ("Freigegeben", True)
    assert data["environments"] == [{"name": "Produktion", "url": "https://laden.example"}]
    (parameter,) = data["parameters"]
    assert parameter["description"] == "Auszurollender Stand"
    assert (parameter["example"], parameter["pattern"]) == ("v4.2.0", r"v\d+\.\d+\.\d+")
    assert data["sign_off"] == [
        {"role": "Einsatzleitung", "name": "Amir Lang"},
        {"role": "Betrieb", "name": ""},
    ]
    assert 'data-procedure-title="Neue Kasse" data-procedure-version="1.2.0"' in built.article(KASSE)


def test_relations_of_a_page(built: Built) -> None:
    lists = {name: generated(built.article(name), "back-links") for name in (KASSE, ZAHLUNG, ALTE)}
    assert re.search(f"Depends on.*{ZAHLUNG}.*Supersedes.*{ALTE}.*Related.*{ZAHLUNG}", lists[KASSE], re.S)
    assert re.search(f"Required by.*{KASSE}", lists[ZAHLUNG], re.S)
    assert re.search(f"Superseded by.*{KASSE}", lists[ALTE], re.S)
    assert f"../{KASSE}/" in built.page("ausrollen-laden-001-bezahlen")  # its former address
    assert ZAHLUNG in built.read("procedures/dependencies/index.html")


def test_the_catalog_and_its_filters(built: Built) -> None:
    html = built.read("procedures/index.html")
    (attribute,) = re.findall(r'data-facets="(.*?)"', html)
    facets = {facet["label"]: facet["values"] for facet in json.loads(unescape(attribute))}
    assert facets == {
        "Project": ["laden"],
        "Zustand": ["In Prüfung", "Freigegeben", "Abgelöst"],
        "Risiko": ["Niedrig", "Mittel", "Hoch"],
        "Autorin": ["Jana Weiß", "Olga Brandt"],
        "Umgebung": ["Produktion"],
        "Review overdue": ["no"],
        "Vorgaben": ["ANF-112", ZAHLUNG, "Feinentwurf der Kasse"],
    }
    head = generated(html, "catalog")
    assert re.search("Kennung\\s+Titel\\s+Zustand\\s+Risiko\\s+Fassung\\s+Autorin\\s+Geprüft am", head)
    assert 'data-people="Amir Lang, Bereitschaft Laden"' in html
    assert "laden" in built.read("procedures/projects/laden/index.html")


def test_a_directive_takes_german_keys(built: Built) -> None:
    html = built.read("list/index.html")
    shown = generated(html, "catalog")
    assert re.search(
        "Titel\\s+Umgebung\\s+Vorgaben\\s+Neue Kasse\\s+Produktion\\s+ANF-112.*Alte Kasse", shown, re.S
    )
    assert "Zahlungsdienst" not in shown
    (attribute,) = re.findall(r'data-facets="(.*?)"', html)
    assert [facet["label"] for facet in json.loads(unescape(attribute))] == ["Risiko"]


def test_traceability(built: Built) -> None:
    rows = [*csv.DictReader(built.read("procedures/traceability.csv").splitlines())]
    assert [(row["spec"], row["procedure"], row["status"], row["environment"]) for row in rows] == [
        ("ANF-112", KASSE, "Freigegeben", "Produktion"),
        ("Feinentwurf der Kasse", KASSE, "Freigegeben", "Produktion"),
    ]
    assert "Produktion" in generated(built.read("procedures/traceability/index.html"), "traceability")


def test_the_data_file_has_what_is_written(built: Built) -> None:
    data = json.loads(built.read("procedures.json"))
    kasse = next(one for one in data["procedures"] if one["id"] == KASSE)
    assert (kasse["title"], kasse["front_matter"]["Risiko"]["Stufe"]) == ("Neue Kasse", "Mittel")
    assert {link["relation"] for link in kasse["references"]} >= {"depends_on", "supersedes"}


def test_the_page_for_the_theme_and_for_search(built: Built) -> None:
    page = built.page(KASSE)
    assert "<title>Neue Kasse - Site</title>" in page
    assert re.search(r'content="Freigegeben · Mittel .*1\.2\.0 · Die Kasse wird eine einzige Seite\."', page)
    index = json.loads(built.read("search/search_index.json"))
    own = next(doc for doc in index["docs"] if doc["location"].startswith(f"procedures/{KASSE}/"))
    assert {KASSE, "ANF-112"} <= set(own["tags"])
