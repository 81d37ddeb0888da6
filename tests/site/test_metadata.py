"""Tests of what a page says about itself: to search engines, to chats, and by its tags."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import GOOD_ID, THEME, Built, build_site, changed, procedure

THEMES: list[dict[str, Any]] = [THEME, {"name": "mkdocs"}, {"name": "readthedocs"}]


def properties(html: str) -> dict[str, str]:
    """Return what the head of a page says in Open Graph."""
    head = html[: html.index("</head>")]
    return {
        name: unescape(text) for name, text in re.findall(r'<meta property="(.*?)" content="(.*?)">', head)
    }


def description(html: str) -> str:
    match = re.search(r'<meta name="description" content="(.*?)"', html)
    assert match is not None
    return unescape(match[1])


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme["name"])
def test_a_page_says_in_open_graph_what_it_is(tmp_path: Path, theme: dict[str, Any]) -> None:
    found = properties(build_site(tmp_path, procedure(), theme=theme).page())
    assert found.pop("og:description").startswith("Approved · Medium risk · version 1.2.0 · ")
    assert found == {
        "og:type": "article",
        "og:title": "Checkout redesign",
        "og:url": f"https://docs.example/ops/procedures/{GOOD_ID}/",
        "og:site_name": "Site",
    }


def test_the_description_of_the_front_matter_goes_before_ours(tmp_path: Path) -> None:
    text = changed(("title: Checkout redesign", 'title: Checkout redesign\ndescription: "A <b>new</b> page"'))
    html = build_site(tmp_path, procedure(text)).page()
    assert properties(html)["og:description"] == "A <b>new</b> page"
    assert description(html) == "A ‹b›new‹/b› page"


def test_the_description_tells_how_the_procedure_begins(good: Built) -> None:
    html = good.page()
    assert description(html) == properties(html)["og:description"]
    assert len(description(html)) > len("Approved · Medium risk · version 1.2.0 · ")


def test_another_plugin_may_say_it_instead(tmp_path: Path) -> None:
    hook = tmp_path / "hook.py"
    hook.write_text(
        "def on_post_page(output, page, config):\n"
        "    return output.replace('</head>', '<meta property=\"og:title\" content=\"Card\"></head>')\n",
        encoding="utf-8",
    )
    html = build_site(tmp_path, procedure(), hooks=[str(hook)]).page()
    assert properties(html) == {"og:title": "Card"}


def test_tags_of_the_front_matter_are_those_of_the_tags_plugin(tmp_path: Path) -> None:
    text = re.sub(r"(?m)^tags:.*$", 'tags: [database, "ops", 2026]', changed())
    files = {**procedure(text), "docs/tags.md": "# Tags\n\n<!-- material/tags -->\n"}
    built = build_site(tmp_path, files, plugins=["search", "tags", {"procedures": {}}], strict=True)
    tags = built.read("tags/index.html")
    assert f'href="../procedures/{GOOD_ID}/"' in tags
    assert all(f'<span class="md-tag">{name}</span>' in tags for name in ("database", "ops", "2026"))
    assert 'href="../../tags/#tag:database"' in built.page()
    entries = json.loads(built.read("search/search_index.json"))["docs"]
    assert any("database" in entry.get("tags", ()) for entry in entries if GOOD_ID in entry["location"])


WRONG = ["search: 3", "hide: 4", "tags: 5", "tags: shop", "tags: [[a], {b: c}]", "icon: [a]"]


@pytest.mark.parametrize("line", WRONG)
def test_what_a_theme_cannot_take_does_not_reach_it(tmp_path: Path, line: str) -> None:
    text = changed(("tags: [shop]", line))
    plugins: list[Any] = ["search", "tags", {"procedures": {"fail_on": "never"}}]
    built = build_site(tmp_path, procedure(text), plugins=plugins, theme=THEME)
    assert line.partition(":")[0] in built.article()  # the finding says what is wrong


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme["name"])
def test_no_control_character_reaches_a_title(tmp_path: Path, theme: dict[str, Any]) -> None:
    text = changed(("title: Checkout redesign", r'title: "One\0two\athree\u202efour"'))
    built = build_site(tmp_path, procedure(text), {"nav_limit": 50}, theme=theme)
    for html in (built.read("index.html"), built.page().partition("</head>")[0]):
        assert "One\ufffdtwo\ufffdthreefour" in html
        assert not {"\0", "\a", "\u202e"} & set(html)
    assert properties(built.page())["og:title"] == "One\ufffdtwo\ufffdthreefour"
