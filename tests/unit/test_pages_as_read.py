"""Tests of what a page makes of blocks within blocks: nothing is lost, nothing internal is shown."""

from __future__ import annotations

import re

import markdown

from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from tests.page_tree import page_tree
from tests.rows import each_row
from tests.test_github_equality import SITE_EXTENSIONS


def html(text: str, *extensions: str) -> str:
    converter = markdown.Markdown(extensions=[*(extensions or SITE_EXTENSIONS), ProceduresExtension()])
    return converter.convert(text)


@each_row(
    ("text", "expected"),
    [
        # Whatever is left open in a site block ends with it.
        (
            "??? note\n\n    <img src='a'>\n\n- [ ] b\n",
            "<details><div><img src='a'></div></details><ul><li>□b</li></ul>",
        ),
        ("!!! note\n\n    ```\n    a\n\nb\n", "<pre>a</pre><p>b</p>"),
        ("!!! note\n\n    <!-- a\n\nb\n", "<p>b</p>"),
        ("!!! note\n\n    <script>\n\nb\n", "<p>b</p>"),
        ("!!! note\n\n    - a\n\n      ```\n      b\n\nc\n", "<ul><li>a<pre>b</pre></li></ul><p>c</p>"),
        # Site blocks in items, and items in site blocks.
        (
            "!!! a\n\n    - b\n\n        ??? c\n\n            d\n\n    - e\n",
            "<ul><li>b<p>d</p></li><li>e</li></ul>",
        ),
        ("- [ ] a\n\n    !!! b\n        c\n\n- d\n", "<ul><li>□a<p>c</p></li><li>d</li></ul>"),
        ("!!!note\n    a\n", "<p>a</p>"),
        ("!!! note: no\n\ntext\n", "<p>!!! note: no</p><p>text</p>"),
        # What is commented out or code is no site block.
        ("a\n\n<!-- b\n\n!!! c\n    d\n\ne -->\n\nf\n", "<p>a</p><p>f</p>"),
        ("``` md\n!!! a\n\n    ``` c\n    ```\n```\n\nb\n", "<pre>!!! a\n\n    ``` c\n    ```</pre><p>b</p>"),
        ("- a\n\n        !!! b\n", "<ul><li>a<pre>  !!! b</pre></li></ul>"),
        # Definitions hold blocks.
        ("a\n\n:   b\n\n    ```\n      c\n    ```\n\nd\n", "<dt>a</dt><dd>b<pre>  c</pre></dd><p>d</p>"),
        ("a\n:   - [ ] b\n    - [ ] c\n", "<dt>a</dt><dd><ul><li>□b</li><li>□c</li></ul></dd>"),
        ("- a\n\n: b\n", "<ul><li>a</li></ul><p>: b</p>"),
        # Links whose labels or targets Python-Markdown reads in another way.
        ("[a]:\n- b\n\n[a]: c\n", "<p><a href='c'>a</a>:</p><ul><li>b</li></ul>"),
        ("[`a`] and [b][`a`]\n\n[`a`]: c\n", "<p><a href='c'><code>a</code></a> and <a href='c'>b</a></p>"),
        (
            "!!! x\n\n    [a][]\n\n[a]: <b c> 'd \"e\"'\n",
            "<p><a href='b%20c' title='d &quot;e&quot;'>a</a></p>",
        ),
        ("<ssh://a> <javascript:b>\n", "<p><a href='ssh://a'>ssh://a</a> &lt;javascript:b&gt;</p>"),
        # Signs that are text to GitHub.
        ("**a:** ____  \n**b:** ____\n", "<p><strong>a:</strong> ____<br><strong>b:</strong> ____</p>"),
        ("a: ___ b: ___ snake_case_name\n", "<p>a: ___ b: ___ snake_case_name</p>"),
        ("a * b * c and 2*3\n", "<p>a * b * c and 2*3</p>"),
        ("# a: {Name}\n\n**b**{c}\n", "<h1>a: {Name}</h1><p><strong>b</strong>{c}</p>"),
        ("\\~ \\\" \\| \\< ~one~\n", "<p>~ \" | &lt; <del>one</del></p>"),
        # Tables have the rows and cells of GitHub.
        (
            "| a |\n|---|\n| `b \\| c` \\| |\n",
            "<table><tr><th>a</th></tr><tr><td><code>b | c</code> |</td></tr></table>",
        ),
        ("| a | b |\n|---|--:|\n", "<table><tr><th>a</th><th align='right'>b</th></tr></table>"),
        (
            "| a | b |\n|---|---|\n| c |\n",
            "<table><tr><th>a</th><th>b</th></tr><tr><td>c</td><td></td></tr></table>",
        ),
    ],
)  # fmt: skip
def test_blocks(text: str, expected: str) -> None:
    expected = expected.replace("□", "<input type='checkbox'>")
    assert page_tree(html(text)) == page_tree(expected)


@each_row(
    "info",
    [
        "console session",
        'bash linenums="x"',
        'title="a"',
        "{.sh .x}",
        "a,b c",
        "{broken",
        '"',
        "sh {x=",
        "<b>",
    ],
)
def test_code_is_code_whatever_its_info_string(info: str) -> None:
    for extensions in (SITE_EXTENSIONS, ["fenced_code"], ["toc"]):
        page = html(f"# a\n\n- [ ] b\n\n``` {info}\n# c\n\n- [ ] d\n```\n\n## e\n", *extensions)
        assert re.findall(r"<h\d", page) == ["<h1", "<h2"]
        assert page.count("<input") == 1
        assert "# c\n\n- [ ] d\n" in re.sub(r"<[^>]*>", "", page)
        assert "\x02" not in page


@each_row(
    ("text", "boxes"),
    [
        ("<div markdown>\n\n- [ ] a\n\n</div>\n\n- [ ] b\n", 2),
        ("- [ ] a\n\n  <div markdown='1'>\n\n  - [ ] b\n\n  </div>\n\n- [ ] c\n", 3),
        ("<details markdown><summary>a</summary>\n\n=== \"b\"\n\n    - [ ] c\n\n</details>\n", 1),
        ("<section markdown>\n<div markdown>\n\n- [ ] a\n\n</div>\n</section>\n\n- [ ] b\n", 2),
    ],
)  # fmt: skip
def test_boxes_between_tags_with_or_without_md_in_html(text: str, boxes: int) -> None:
    for extensions in (SITE_EXTENSIONS, [name for name in SITE_EXTENSIONS if name != "md_in_html"]):
        page = html(text, *extensions)
        assert page.count("data-item=") == boxes
        assert "\x02" not in page
        assert " markdown" not in page


def test_markdown_within_one_block_of_html_is_left_to_md_in_html() -> None:
    assert "<strong>a</strong>" in html("<div markdown>\n**a**\n</div>\n")
    assert "<strong>a</strong>" not in html("<div markdown>\n**a**\n</div>\n", "tables")
