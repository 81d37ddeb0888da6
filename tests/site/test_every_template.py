"""One site with a collection for every template: each has its page, its catalog and its data for runs."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.site.sites import Built, build_site, text_of
from tests.unit.template_samples import TEMPLATES

KINDS = {name: f"kind-{number}" for number, name in enumerate(TEMPLATES)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    files: dict[str, str] = {}
    collections = []
    for name, sample in TEMPLATES.items():
        kind = KINDS[name]
        files[f"{kind}/{sample.identifier}.md"] = sample.text
        files[f"templates/{kind}.md"] = sample.source
        collections.append({"folder": kind, "template": f"templates/{kind}.md"})
    root = tmp_path_factory.mktemp("templates")
    return build_site(root, files, {"collections": collections}, strict=True)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_page_has_everything_of_the_document(built: Built, name: str) -> None:
    sample = TEMPLATES[name]
    html = built.read(f"{KINDS[name]}/{sample.identifier}/index.html")
    sections = [section for section in sample.outline.sections() if section.level > 1]
    for section in sections:
        assert f'id="{section.anchor}"' in html, section.heading
    items = sum(len(section.items) for section in sample.outline.root.walk())
    assert html.count(" data-item=") == items > 0
    steps = [section for section in sections if section.is_step]
    assert html.count(" data-step=") == len(steps)
    words = text_of(html)
    assert sample.document.string(sample.template.key_of("author")) in words


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_run_knows_what_the_front_matter_says(built: Built, name: str) -> None:
    sample = TEMPLATES[name]
    html = built.read(f"{KINDS[name]}/{sample.identifier}/index.html")
    (data,) = re.findall(r' data-run="([^"]*)"', html)
    run = json.loads(unescape(data))
    assert run["in_force"] is True
    assert run["status"] == sample.template.in_force
    signing = sample.template.field("sign_off")
    assert bool(run["sign_off"]) is (signing is not None)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_catalog_lists_it(built: Built, name: str) -> None:
    sample = TEMPLATES[name]
    for page in (f"{KINDS[name]}/index.html", "kind-0/all/index.html"):
        (table,) = re.findall(r'<table class="procedures-table".*?</table>', built.read(page), re.S)
        assert f"{sample.identifier}/" in table
        assert sample.template.in_force in text_of(table)
