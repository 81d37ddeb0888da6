"""What becomes of the HTML in bodies, by the option `html`."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.reading.addresses import is_unsafe
from tests.payloads import IMAGE, payloads
from tests.site.sites import EXTENSIONS, Built, build_site, changed, procedure

CRITERIA = "More than 1% errors for 5 minutes."
FORBIDDEN = (
    "audio base body button embed form frame iframe link marquee math meta noscript object script style svg"
    " template textarea video xmp"
)
MORE: list[Any] = [
    "footnotes",
    "def_list",
    "abbr",
    "pymdownx.caret",
    "pymdownx.mark",
    "pymdownx.tilde",
    "pymdownx.blocks.html",
    "pymdownx.blocks.admonition",
    "pymdownx.magiclink",
    "pymdownx.smartsymbols",
]


class Dangers(HTMLParser):
    """Collects what runs, loads or covers something. All that a page has is generated or was cleaned."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in FORBIDDEN.split():
            self.found.append(tag)
        for name, value in attrs:
            if name.startswith("on") or name in (
                "style",
                "srcdoc",
                "action",
                "formaction",
                "ping",
                "xlink:href",
            ):
                self.found.append(f"{tag} {name}")
            if name in ("href", "src") and is_unsafe(value or "", picture=tag == "img"):
                self.found.append(f"{tag} {name}={value}")
            if (name, value) == ("id", "__config") or (name == "class" and "md-overlay" in (value or "")):
                self.found.append(f"{tag} {name}={value}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)


def name_of(number: int) -> str:
    return f"deploy-shop-{number + 100:03}-payload"


def bodies(texts: list[str]) -> dict[str, str]:
    """Return a procedure for each text, without the sections before it: there are hundreds."""
    whole = changed()
    short = whole[: whole.index("## Overview")] + whole[whole.index("## Rollback Plan") :]
    files: dict[str, str] = {}
    for number, text in enumerate(texts):
        files |= procedure(short.replace(CRITERIA, text), name_of(number))
    return files


def part(built: Built, name: str) -> str:
    """Return what a page has between the heading above the text and its end."""
    html = built.read(f"procedures/{name}/index.html")
    return html[html.index('id="rollback-decision-criteria"') : html.index("</article>")]


def dangers(html: str) -> list[str]:
    reader = Dangers()
    reader.feed(html)
    reader.close()
    return reader.found


def build(folder: Path, texts: list[str], mode: str) -> Built:
    return build_site(
        folder,
        bodies(texts),
        {"html": mode, "fail_on": "never"},
        theme={"name": "mkdocs"},
        markdown_extensions=[*EXTENSIONS, *MORE],
    )


@pytest.mark.parametrize("mode", ["safe", "forbid"])
def test_no_text_runs_anything(mode: str, tmp_path: Path) -> None:
    texts = payloads()
    built = build(tmp_path, texts, mode)
    pages = {text: part(built, name_of(number)) for number, text in enumerate(texts)}
    assert {text: found for text, page in pages.items() if (found := dangers(page))} == {}
    if mode == "forbid":
        log = "\n".join(record.getMessage() for record in built.log)
        reported = set(re.findall(r"procedures/([\w-]+)\.md:[^\n]*\[(?:raw-html|unsafe-link)\]", log))
        unreported = [text for number, text in enumerate(texts) if name_of(number) not in reported]
        # GitHub and this package read these as text, and so does whoever reads the page.
        assert [text for text in unreported if "alert(1)" not in unescape(pages[text])] == []
        assert len(unreported) < len(texts) / 5


def test_html_is_trusted_by_default(tmp_path: Path) -> None:
    text = f"{IMAGE} <kbd>K</kbd>"
    built = build_site(tmp_path, procedure(changed((CRITERIA, text))))
    assert text in built.article()


KEPT = """
<details>
<summary>More <kbd>Ctrl</kbd></summary>

- [ ] Run `x <b>`

| a | b |
|---|---|
| 1<br>2 | H<sub>2</sub>O |

</details>

<div class="grid" align="center"><img src="x.png" alt="A > B" width="30"></div>

<table>
<tr><td colspan="2">1 &lt; 2 &amp; 3</td></tr>
</table>

=== "Tab"

    <b>In a tab</b>

<div class="cards" markdown>
**bold** `<b>`
</div>

A paragraph with a class.
{: .note #own-id }
"""


def test_what_formats_a_text_is_kept(tmp_path: Path) -> None:
    text = changed((CRITERIA, KEPT))
    pages = {mode: build_site(tmp_path / mode, procedure(text), {"html": mode}) for mode in ("allow", "safe")}
    trusted, safe = (part_of_article(built) for built in pages.values())
    assert normal(safe) == normal(trusted)


def part_of_article(built: Built) -> str:
    html = built.article()
    return html[html.index('id="rollback-decision-criteria"') :]


def normal(html: str) -> list[tuple[str, list[tuple[str, str | None]]] | str]:
    """Return the tags and texts of HTML, however they are written."""
    reader = Pieces(convert_charrefs=True)
    reader.feed(html)
    reader.close()
    return reader.pieces


class Pieces(HTMLParser):
    """Collects tags and texts, without white space around texts."""

    def __init__(self, convert_charrefs: bool) -> None:
        super().__init__(convert_charrefs=convert_charrefs)
        self.pieces: list[tuple[str, list[tuple[str, str | None]]] | str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.pieces.append((tag, sorted(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.pieces.append((f"/{tag}", []))

    def handle_data(self, data: str) -> None:
        if words := " ".join(data.split()):
            self.pieces.append(words)


def test_elements_left_open_end_with_what_they_are_in(tmp_path: Path) -> None:
    text = changed((CRITERIA, "> <details>\n>\n> **x**\n\n</div></article> Text\n\n- a <b>b\n- <i>\n"))
    html = build_site(tmp_path, procedure(text), {"html": "safe"}).article()
    assert "<details>\n<p><strong>x</strong></p>\n</details>\n</blockquote>" in html
    assert "<b>b</b>" in html
    assert "</div></article>" not in html


def test_hidden_characters_of_code_are_shown(tmp_path: Path) -> None:
    text = changed(
        (CRITERIA, "`a\u202eb` and <code>c&#8203;d</code>\n\n```bash\nrm\xa0-rf # 👩\u200d💻\n```")
    )
    html = build_site(tmp_path, procedure(text), {"fail_on": "never"}).article()
    mark = '<mark title="{}">{}</mark>'.format
    for expected in (
        f"a{mark('right-to-left override (U+202E)', 'U+202E')}b",
        f"c{mark('zero width space (U+200B)', 'U+200B')}d",
        mark("non-breaking space (U+00A0)", "U+00A0"),
        "👩\u200d💻",
    ):
        assert expected in html.replace("&#128105;&#8205;&#128187;", "👩\u200d💻")
