"""What a search finds procedures by: the index of real builds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.hosts.searching import ID, PAGE_WORDS, STEP_WORDS
from mkdocs_deploy_plugin.template import builtin_template
from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, Built, build_site, changed, procedure, text_of

CART = "deploy-shop-002-cart"
PAGE = f"procedures/{GOOD_ID}/"
OWN = (
    ("The checkout service, not the cart.", "The checkout service and zargol."),
    ("- [ ] Stakeholders informed", "- [ ] Stakeholders informed: tell the brimble"),
    ("- [ ] Log aggregation working", "- [ ] ~~Log aggregation working~~ n/a: not with vendrop"),
)


def entries(built: Built) -> dict[str, dict[str, Any]]:
    """Return the entries of the index by their addresses."""
    docs = json.loads(built.read("search/search_index.json"))["docs"]
    assert len({entry["location"] for entry in docs}) == len(docs)
    return {entry["location"]: entry for entry in docs}


def of(built: Built, page: str = PAGE) -> dict[str, dict[str, Any]]:
    """Return the entries of one page."""
    return {place: entry for place, entry in entries(built).items() if place.partition("#")[0] == page}


def words(found: dict[str, dict[str, Any]]) -> list[str]:
    fields = ("title", "text", PAGE_WORDS, STEP_WORDS)
    return " ".join(text_of(entry.get(field, "")) for entry in found.values() for field in fields).split()


def test_a_procedure_is_found_by_what_is_its_own(tmp_path: Path) -> None:
    built = build_site(tmp_path, procedure(changed(*OWN)))
    entry = of(built)[PAGE]
    assert entry["title"] == "Checkout redesign"
    assert entry["tags"] == ["shop", GOOD_ID, "PRD-112"]
    assert entry[ID] == "deploy shop"
    found = entry[PAGE_WORDS].split()
    for word in (
        "Sam",
        "Lee",
        "shop.example",
        "//shop.example",
        "helm",
        "zargol",
        "brimble",
        "vendrop",
    ):
        assert word in found, word


def test_what_the_template_says_is_not_in_the_index(tmp_path: Path) -> None:
    text = " ".join(words(of(build_site(tmp_path, procedure(changed(*OWN))))))
    for sentence in (
        "Required Access",
        "Stakeholders informed",
        "Log aggregation working",
        "Production deployment credentials",
        "Verification",
        "Approved",
        "Document ID",
        "On-Call Engineer",
    ):
        assert sentence in f"{builtin_template().text} Document ID"
        assert sentence not in text


def test_ids_of_other_procedures_are_theirs(tmp_path: Path) -> None:
    text = changed(("The checkout service, not the cart.", f"After `{CART}`, not before {CART}."))
    built = build_site(tmp_path, procedure(text) | procedure(GOOD, CART))
    assert f'href="../{CART}/"' in built.article()
    assert CART not in words(of(built))
    assert GOOD_ID not in words(of(built, f"procedures/{CART}/"))


def test_a_section_with_a_heading_of_its_own_is_led_to(tmp_path: Path) -> None:
    step = """#### Step 2.2: Wrap the zargol
The brimble is <b>quiet</b> & waits, as at four.

```bash
sudo wrapctl -sS --link /etc/wrap.conf
```
- [ ] Done

"""
    text = changed(("## Rollback Plan", f"{step}## Rollback Plan"))
    built = build_site(tmp_path, procedure(text), {"fail_on": "never"})
    found = of(built)
    entry = found[f"{PAGE}#step-2.2"]
    assert 'id="step-2.2"' in built.article()
    assert entry["title"] == "Wrap the zargol"
    assert text_of(entry["text"]) == "The brimble is quiet & waits, as at four."
    assert entry[STEP_WORDS] == "brimble quiet waits four sudo wrapctl sS= link /etc/wrap.conf wrap.conf Done"
    assert "tags" not in entry
    assert {"zargol", "brimble"} <= set(found[PAGE][PAGE_WORDS].split())
    fields = json.loads(built.read("search/search_index.json"))["config"]["fields"]
    assert {ID, PAGE_WORDS, STEP_WORDS, "title", "text", "tags"} == set(fields)


def test_the_page_that_is_shown_is_the_same_without_a_search(tmp_path: Path) -> None:
    comment = "<!-- a -- b --> <b>zargol</b> <!-- procedures: end\n"
    files = procedure(
        changed(("The checkout service", f"{comment}-->\n\n<!--x--!>\n-->\n\nThe checkout service"))
    )
    searched = build_site(tmp_path / "a", files)
    unsearched = build_site(tmp_path / "b", files, plugins=["procedures"])
    shown = unsearched.article().replace(' data-search-exclude="1"', "")
    assert searched.article() == shown
    assert "zargol" in shown
    assert "zargol" in words(of(searched))


HOOKS = """
def on_page_context(context, *, page, config, nav):
    page.content = "<p>before</p>" + page.content.replace("The checkout service", "ANOTHER") + "<p>after</p>"
"""
REPLACING = """
def on_page_context(context, *, page, config, nav):
    page.content = "<p>something else</p>"
"""


@pytest.mark.parametrize("first", [True, False])
def test_what_another_plugin_does_meanwhile_stays(tmp_path: Path, first: bool) -> None:
    (tmp_path / "hooks.py").write_text(HOOKS, encoding="utf-8")
    plugins = ["procedures", "search"] if first else ["search", "procedures"]
    built = build_site(tmp_path, procedure(), plugins=plugins, hooks=["hooks.py"])
    article = built.article()
    assert article.index("<p>before</p>") < article.index("<h1") < article.index("<p>after</p>")
    assert "ANOTHER, not the cart" in article
    assert "The checkout service" not in article
    assert article.count("<h1") == 1


def test_a_page_that_another_plugin_replaces_stays_replaced(tmp_path: Path) -> None:
    (tmp_path / "hooks.py").write_text(REPLACING, encoding="utf-8")
    article = build_site(tmp_path, procedure(), hooks=["hooks.py"]).article()
    assert text_of(article) == "something else"


TAGS = """
from mkdocs.plugins import event_priority

@event_priority(-50)
def on_page_context(context, *, page, config, nav):
    page.content += f"<p>tags: {page.meta.get('tags', 'none')}</p>"
"""


@pytest.mark.parametrize(
    ("written", "shown", "searched"),
    [
        ("", "none", []),
        ("tags: [shop, 4]\n", "['shop', 4]", ["shop", "4"]),
        ("tags: shop\n", "none", []),  # no list, so it is a finding, and nothing that a theme gets
    ],
)
def test_tags_are_those_of_the_front_matter_again(
    tmp_path: Path, written: str, shown: str, searched: list[str]
) -> None:
    (tmp_path / "hooks.py").write_text(TAGS, encoding="utf-8")
    text = changed(("tags: [shop]\n", written))
    built = build_site(tmp_path, procedure(text), {"fail_on": "never"}, hooks=["hooks.py"])
    assert f"<p>tags: {shown}</p>" in built.article()
    assert of(built)[PAGE]["tags"] == [*searched, GOOD_ID, "PRD-112"]


def test_words_that_an_extension_brings_are_found(tmp_path: Path) -> None:
    snippets = {"pymdownx.snippets": {"base_path": [str(tmp_path)]}}
    files = procedure(changed(("The checkout service", '--8<-- "more.md"\n\nThe checkout service')))
    built = build_site(
        tmp_path, {**files, "more.md": "All zargols.\n"}, markdown_extensions=[*EXTENSIONS, snippets]
    )
    assert "All zargols." in text_of(built.article())
    assert "zargols" in words(of(built))


def test_a_table_of_procedures_is_not_in_the_index(tmp_path: Path) -> None:
    page = "# All\n\nWord.\n\n<!-- procedures:catalog -->\n\nEnd.\n"
    built = build_site(tmp_path, {**procedure(), "docs/all.md": page})
    assert GOOD_ID in built.read("all/index.html")
    found = entries(built)
    assert text_of(found["all/"]["text"]) == "Word. End."
    assert [place for place, entry in found.items() if GOOD_ID in words({place: entry})] == [PAGE]


def test_a_page_can_be_kept_out(tmp_path: Path) -> None:
    text = changed(("status: Approved", "status: Approved\nsearch: {exclude: true}"))
    built = build_site(tmp_path, procedure(text), {"site_keys": ["search"]})
    assert of(built) == {}


def test_the_search_of_mkdocs_itself_reads_the_same(tmp_path: Path) -> None:
    files = procedure(changed(*OWN))
    built = build_site(tmp_path, files, theme={"name": "mkdocs"})
    entry = of(built)[PAGE]
    assert set(entry) == {"location", "title", "text"}
    text = entry["text"]
    assert "zargol" in text
    assert "Required Access" not in text
    assert "Required Access" in built.article()
