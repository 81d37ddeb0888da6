"""Links that a writer has made, as the real MkDocs publishes them."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from tests.site.sites import EXTENSIONS, GOOD, GOOD_ID, build_site, changed, procedure

CART = "deploy-shop-002-cart"
SCOPE = "The checkout service, not the cart. The rollback is Step R.1.\n"
ANCHORS: dict[str, Any] = {
    "validation": {"anchors": "warn"},
    "markdown_extensions": [*EXTENSIONS, "footnotes"],
}


def links(html: str) -> dict[str, str]:
    """Return the address of each link in the section Scope, by its text."""
    found = re.search(r'<h3 [^>]*\bid="scope"[^>]*>.*?<h[23]', html, re.S)
    assert found is not None
    pairs = re.findall(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', found[0], re.S)
    return {unescape(re.sub("<[^>]*>", "", text)): unescape(href) for href, text in pairs}


def scope(text: str) -> dict[str, str]:
    """Return the file of a procedure with a text in its section Scope."""
    return procedure(changed((SCOPE, text)))


def test_links_within_a_page_lead_where_they_lead_on_github(tmp_path: Path) -> None:
    text = f"""\
- [Code](#code--build), [Step](#step-11-look), [R](#step-r1-go-back "t"), [own](#step-1.1), [ref][],
  [prefix](#user-content-code--build), [twice](#notes-1), [note](#fn-1), [id](#here), [none](#%C3%A9tape)
- [Step of the cart]({CART}.md#step-11-look), [own of the cart]({CART}.md#step-1.1)
- <a href="#step-12-save">raw</a> `[code](#step-11-look)` Text.[^1]

[ref]: #phase-2-deployment
[^1]: A note.

<p><a class="x" href='#step-21-deploy'>block</a></p>

#### Notes

Extra. <a id="here"></a>
"""
    built = build_site(tmp_path, scope(text) | procedure(GOOD, CART), **ANCHORS)
    found = links(built.page())
    assert {name: found.get(name) for name in ("Code", "Step", "R", "own", "ref", "prefix")} == {
        "Code": "#code-build",
        "Step": "#step-1.1",
        "R": "#step-R.1",
        "own": "#step-1.1",
        "ref": "#phase-2",
        "prefix": "#code-build",
    }
    # On GitHub the first heading of two is `notes`; on the page, the second is named with its section.
    notes = re.findall(r'<h[34][^>]* id="([^"]*notes[^"]*)"', built.page())
    assert [found["twice"]] == [f"#{notes[1]}"]
    assert found["note"] == "#fn:1"
    assert found["id"] == "#here"
    assert found["none"] == "#%C3%A9tape"
    assert found["raw"] == "#step-1.2"
    assert "<a class=\"x\" href='#step-2.1'>block</a>" in built.page()
    assert found["Step of the cart"] == found["own of the cart"] == f"../{CART}/#step-1.1"
    assert "<code>[code](#step-11-look)</code>" in built.page()
    dead = [message for message in built.messages(30) if "anchor" in message]
    assert len(dead) == 2, dead  # The check and MkDocs, about the same link.
    assert all("tape" in message for message in dead)


def test_links_of_ordinary_pages_lead_into_procedures(tmp_path: Path) -> None:
    page = f"""\
# Page

[Step](procedures/{GOOD_ID}.md#step-11-look) [own](./procedures/{GOOD_ID}.md#step-1.2) [here](#salt-pepper)
[other](other/{GOOD_ID}.md#step-11-look)

## Salt & pepper
"""
    files = {
        **procedure(),
        "docs/page.md": page,
        f"docs/other/{GOOD_ID}.md": "# Other\n\n## Step 1.1: Look\n",
    }
    built = build_site(tmp_path, files, strict=True, **ANCHORS)
    html = built.read("page/index.html")
    for address in (
        f"../procedures/{GOOD_ID}/#step-1.1",
        f"../procedures/{GOOD_ID}/#step-1.2",
        "#salt-pepper",
    ):
        assert f'href="{address}"' in html
    assert f'href="../other/{GOOD_ID}/#step-11-look"' in html


@pytest.mark.parametrize("extensions", [[], ["pymdownx.magiclink"]])
def test_bare_addresses_are_links_once(tmp_path: Path, extensions: list[str]) -> None:
    text = """\
See https://soups.example/a, www.soups.example or cook@soups.example; not `https://code.example`.

- [ ] Open https://soups.example/?dish={{ release }} and https://soups.example/box.

[named](https://soups.example/named)
"""
    built = build_site(tmp_path, scope(text), markdown_extensions=[*EXTENSIONS, *extensions], strict=True)
    assert links(built.page()).items() >= {
        ("https://soups.example/a", "https://soups.example/a"),
        ("cook@soups.example", "mailto:cook@soups.example"),
        ("https://soups.example/box", "https://soups.example/box"),
        ("named", "https://soups.example/named"),
    }
    assert built.page().count("https://soups.example/a<") == 1
    assert "<code>https://code.example</code>" in built.page()
    if not extensions:
        assert "https://soups.example/?dish={{ release }}" in re.sub("</?var[^>]*>", "", built.page())


def test_bare_addresses_of_ordinary_pages_are_left_to_the_site(tmp_path: Path) -> None:
    files = {**procedure(), "docs/page.md": "# Page\n\nhttps://soups.example/a\n\n- [ ] www.soups.example\n"}
    for checklists in ("procedures", "all"):
        built = build_site(tmp_path, files, {"checklists": checklists}, strict=True)
        assert "soups.example/a<" in built.read("page/index.html")
        assert 'href="https://soups' not in built.read("page/index.html")
