"""What pages say in the language of the site, with the noun of the template."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.rendering import words
from mkdocs_deploy_plugin.template import builtin_template
from mkdocs_deploy_plugin.template.kinds import KINDS
from tests.site.sites import FIXTURES, GOOD_ID, build_site, changed, procedure, text_of
from tests.unit.samples import ROOT

DIRECTIVES = ("catalog", "attention", "dependencies", "traceability")
INDEX = "# Home\n\n" + "".join(f"<!-- procedures:{name} -->\n\n" for name in DIRECTIVES)
SECOND = "deploy-shop-002-cart"
TEJUN = "tejun-shop-001-checkout"


def english_left(html: str, language: str, template: str = "") -> list[str]:
    """Return the English texts that are an element's whole text on a page, and are not the template's."""
    generated = set(words.table("en")) - set(words.script_table("en"))
    translated = {text for text in generated if words.table(language)[text] != text and "{" not in text}
    own = {text for text in translated if text not in template}
    return sorted(own & {text.strip() for text in re.findall(r">([^<>]+)<", html)})


def test_german(tmp_path: Path) -> None:
    depends = changed(("depends_on: []", f"depends_on: [{GOOD_ID}]\nwrong: 1"))
    depends = depends.replace(f"id: {GOOD_ID}", f"id: {SECOND}")
    files = {"docs/index.md": INDEX, **procedure(), f"procedures/{SECOND}.md": depends}
    built = build_site(tmp_path, files, {"language": "de", "fail_on": "never"})
    index, page = built.read("index.html"), built.page()
    assert "<caption>2 Prozeduren</caption>" in index
    assert "Prozedur suchen" in index
    assert "<span>Feld</span>" in page
    assert "<span>Wert</span>" in page
    assert ">Beziehungen<" in page
    assert "Vorausgesetzt von" in page
    assert "Voraussetzungen stehen links." in page
    assert "Risiko: " in page
    assert "Prozeduren" in text_of(built.read("procedures/index.html"))
    assert ">Braucht Aufmerksamkeit" in built.read("procedures/attention/index.html")
    assert "Befund" in built.page(SECOND)
    for html in (index, page, built.page(SECOND), built.read("procedures/attention/index.html")):
        assert english_left(html, "de", builtin_template().text) == []


def test_japanese(tmp_path: Path) -> None:
    kinds = FIXTURES / "templates"
    text = (kinds / f"{TEJUN}.md").read_text(encoding="utf-8")
    other = text.replace("depends_on:\n  - tejun-shop-002-database\n", "").replace(
        TEJUN, "tejun-shop-002-database"
    )
    files: dict[str, str | bytes] = {
        "ja.md": (kinds / "japanese.md").read_bytes(),
        "docs/index.md": INDEX,
        f"procedures/{TEJUN}.md": text,
        "procedures/tejun-shop-002-database.md": other,
    }
    built = build_site(tmp_path, files, {"language": "ja", "template": "ja.md"}, strict=True)
    index, page = built.read("index.html"), built.page(TEJUN)
    assert "<caption>手順書 2 件</caption>" in index
    assert "手順書を検索" in index
    assert "<span>項目</span>" in page
    assert ">関係<" in page
    assert 'href="#手順-R.1"' in page
    assert 'id="手順-2.1"' in page
    assert 'data-step="手順 2.1"' in page
    assert 'data-rolls-back="段階-2"' in page
    assert 'data-hold="責任者"' in page
    assert 'data-wait="600"' in page
    assert "<h1>手順書" in re.sub(r' id="[^"]*"', "", built.read("procedures/index.html"))
    for html in (index, page, built.read("procedures/attention/index.html")):
        assert english_left(html, "ja") == []


@pytest.mark.parametrize(
    ("language", "heading", "count"), [("en", "Runbooks", "1 runbook"), ("de", "Runbooks", "1 Runbook")]
)
def test_a_runbook_is_called_a_runbook(language: str, heading: str, count: str, tmp_path: Path) -> None:
    name = "runbook-shop-001-checkout-latency"
    kind = KINDS["incident-runbook"]
    text = (ROOT / "runbooks" / f"{name}.md").read_text(encoding="utf-8")
    files: dict[str, str | bytes] = {
        "runbook.md": kind.read(),
        "docs/index.md": INDEX,
        f"procedures/{name}.md": text,
    }
    built = build_site(tmp_path, files, {"language": language, "template": "runbook.md"})
    assert heading in text_of(built.read("procedures/index.html"))
    index = built.read("index.html")
    assert f"<caption>{count}</caption>" in index
    generated = re.sub(r"(?s)<head>.*?</head>|<nav.*?</nav>", "", index)
    assert "procedure" not in text_of(generated).replace("No runbook", "").casefold()


def test_documents_of_several_kinds_are_documents(tmp_path: Path) -> None:
    name = "runbook-shop-001-checkout-latency"
    files: dict[str, str | bytes] = {
        "runbook.md": KINDS["incident-runbook"].read(),
        "docs/index.md": "<!-- procedures:catalog -->\n\n<!-- procedures:catalog kind=runbooks -->\n",
        **procedure(),
        f"runbooks/{name}.md": (ROOT / "runbooks" / f"{name}.md").read_bytes(),
    }
    collections = ["procedures", {"folder": "runbooks", "template": "runbook.md"}]
    built = build_site(tmp_path, files, {"collections": collections})
    captions = re.findall("<caption>(.*?)</caption>", built.read("index.html"))
    assert captions == ["2 documents", "1 runbook"]
