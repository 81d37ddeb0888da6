"""Tests of the reduction of HTML in ``tests.github_tree``."""

from __future__ import annotations

from textwrap import dedent

import pytest

from tests.github_tree import Code, Item, List, Node, Quote, dump, tree
from tests.rows import each_row


def ul(*items: Node) -> List:
    """Return a bullet list."""
    return List("ul", None, items)


def item_of(html: str) -> Item:
    """Return the only item of the only list in ``html``."""
    (only,) = tree(html)
    assert isinstance(only, List)
    (item,) = only.items
    assert isinstance(item, Item)
    return item


def test_no_blocks() -> None:
    assert tree("") == []
    assert tree("<h1>Title</h1>\n<p>Text</p><table><tr><td>cell</td></tr></table>") == []


def test_nested_lists() -> None:
    html = "<ul>\n<li>one\n<ol>\n<li>two</li>\n</ol>\n</li>\n<li>three</li>\n</ul>\n<ul>\n<li>x</li>\n</ul>"
    assert tree(html) == [
        ul(Item("one", children=(List("ol", 1, (Item("two"),)),)), Item("three")),
        ul(Item("x")),
    ]


@pytest.mark.parametrize(
    ("tag", "kind", "start"),
    [
        ("<ul>", "ul", None),
        ('<ul start="3">', "ul", None),
        ("<ol>", "ol", 1),
        ('<ol start="1">', "ol", 1),
        ('<ol start="0">', "ol", 0),
        ('<ol class="x" start="7">', "ol", 7),
        ('<ol start="x">', "ol", 1),
        ("<ol start>", "ol", 1),
    ],
)
def test_start(tag: str, kind: str, start: int | None) -> None:
    assert tree(f"{tag}<li>a</li></{kind}>") == [List(kind, start, (Item("a"),))]


def test_loose_and_tight_items_are_equal() -> None:
    assert tree("<ul>\n<li>\n<p>a</p>\n</li>\n</ul>") == tree("<ul><li>a</li></ul>")


@each_row(
    ("content", "text"),
    [
        ("", ""),
        (" a\n \t b ", "a b"),
        ("<p>a</p><p>b</p>", "a b"),
        ("<h2>a</h2>b", "a b"),
        ("a<br>b<br />c", "a b c"),
        ("a<!-- comment -->b", "ab"),
        ("a<hr/>b", "a b"),
        ("<strong>a</strong>b <em>c</em>, <del>d</del>", "ab c, d"),
        ("x<code>a  b</code>y", "xa by"),
        ('<a href="u">a</a><img src="i" alt="no">b', "ab"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a b"),
        ("a &lt;b&gt; &amp; &#91;x&#93;", "a <b> & [x]"),
        ("a&nbsp;\u00a0b", "a\u00a0\u00a0b"),
        ("&nbsp;a", "\u00a0a"),
        ("app-<version>-x", "app--x"),
        ("a<script>let x;</script><style>b{}</style>c", "ac"),
        ("<details><summary>a</summary>b</details>", "a b"),
    ],
)
def test_item_text(content: str, text: str) -> None:
    assert item_of(f"<ul><li>{content}</li></ul>") == Item(text)


def test_own_text_leaves_out_nested_blocks() -> None:
    item = item_of(
        "<ul><li>a<ul><li>nested</li></ul>b<pre><code>code</code></pre>c"
        "<blockquote><p>quoted</p></blockquote>d</li></ul>"
    )
    assert item == Item("a b c d", None, (ul(Item("nested")), Code("code"), Quote()))


@pytest.mark.parametrize(
    "content",
    [
        '<input type="checkbox" {}disabled="" /> text',
        '<input disabled type="CHECKBOX" {}> text',
        '<input type="checkbox" {}disabled="" /> \n<p>text</p>',
        '<p><input type="checkbox" {}/> text</p>',
        '<label><input type="checkbox" {}/> text</label>',
        '<div><p><label class="a"><input type="checkbox" {}><span></span></label> text</p></div>',
    ],
)
def test_checkbox(content: str) -> None:
    html = f'<ul><li class="task-list-item">{content}</li></ul>'
    assert item_of(html.format("")) == Item("text", checkbox=False)
    assert item_of(html.format('checked="" ')) == Item("text", checkbox=True)
    assert item_of(html.format("checked ")) == Item("text", checkbox=True)


def test_checkbox_belongs_to_the_innermost_item() -> None:
    html = '<ul><li>a<ul><li><input type="checkbox" checked> b</li></ul></li></ul>'
    assert item_of(html) == Item("a", None, (ul(Item("b", True)),))


def test_first_checkbox_counts() -> None:
    html = '<ul><li><input type="checkbox"><input type="checkbox" checked> b</li></ul>'
    assert item_of(html) == Item("b", False)


@pytest.mark.parametrize(
    "html",
    [
        '<input type="checkbox">',
        '<ul><li>a</li></ul><p><input type="checkbox"></p>',
        '<ul><li>a<blockquote><input type="checkbox"></blockquote></li></ul>',
        '<ul><li>a<input type="radio" checked><input></li></ul>',
        '<ul><li>a<pre><code>&lt;input type="checkbox"&gt;</code></pre></li></ul>',
    ],
)
def test_no_checkbox(html: str) -> None:
    assert "[" not in dump(tree(html))


@pytest.mark.parametrize(
    "html",
    [
        "<pre><code># a\n  b &amp; c\n</code></pre>",
        '<pre lang="bash"><code># a\n  b &amp; c\n</code></pre>',
        '<pre><code class="language-bash"># a\n  b &amp; c\n</code></pre>',
        '<div class="highlight"><pre><span></span><code><span class="c1"># a</span>\n'
        '<span class="w">  </span>b<span class="w"> </span><span class="p">&amp;</span> c\n'
        "</code></pre></div>",
        '<div class="language-bash highlight"><pre id="__code_0"><span></span><code>'
        '<span id="l1"><a id="__l1" href="#l1"></a># a\n</span><span>  b &amp; c\n</span>'
        "</code></pre></div>",
        "<pre># a\n  b &amp; c</pre>",
        "<pre>\n# a\n  b &amp; c</pre>",
        "<pre><code># a\r\n  b &amp; c\r\n</code></pre>",
    ],
)
def test_code_block_forms(html: str) -> None:
    assert tree(html) == [Code("# a\n  b & c")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("", ""),
        ("\n", ""),
        ("a\n\n", "a\n"),
        ("\na\n", "\na"),
        ("\n\n", "\n"),
        ("\ta\n", "    a"),
        ("ab\tc\n\td\n", "ab  c\n    d"),
        ("a  \n", "a  "),
        ("&lt;li&gt;\n", "<li>"),
    ],
)
def test_code_text(content: str, text: str) -> None:
    assert tree(f"<pre><code>{content}</code></pre>") == [Code(text)]


def test_inline_code_is_no_block() -> None:
    assert tree("<p><code>a</code></p>") == []


def test_quotes() -> None:
    html = "<blockquote><p>a</p><blockquote><ul><li>b</li></ul></blockquote></blockquote>"
    assert tree(html) == [Quote((Quote((ul(Item("b")),)),))]


@pytest.mark.parametrize(
    "wrapper",
    [
        "<details>\n<summary>s</summary>\n{}</details>",
        "<div>{}</div>",
        '<article><section class="x">{}</section></article>',
        '<div class="progress"><span>1 of 2</span><progress value="1"></progress>{}</div>',
        "<table><tr><td>{}</td></tr></table>",
        "<!-- raw HTML omitted -->{}<!-- raw HTML omitted -->",
        "</li></ul></blockquote></pre>{}",
    ],
)
def test_transparent(wrapper: str) -> None:
    inner = "<ul><li>a</li></ul><pre><code>b</code></pre>"
    assert tree(wrapper.replace("{}", inner)) == [ul(Item("a")), Code("b")]


def test_raw_html_without_end_tags() -> None:
    assert tree("<ul><li>a<li>b<ul><li>c</ul></ul><ul><li>d") == [
        ul(Item("a"), Item("b", None, (ul(Item("c")),))),
        ul(Item("d")),
    ]
    assert tree("<pre><code>a") == [Code("a")]
    assert tree("<ul><li>a <!-- the rest is hidden</li></ul>") == [ul(Item("a"))]


def test_order_of_children_counts() -> None:
    code, nested = "<pre><code>a</code></pre>", "<ul><li>b</li></ul>"
    assert tree(code + nested) != tree(nested + code)


def test_nodes_are_hashable_and_shown_as_written() -> None:
    nodes = tree(
        '<ol start="2"><li><input type="checkbox" checked> a<pre><code>b</code></pre></li>'
        "<li>c</li></ol><blockquote></blockquote><ul></ul>"
    )
    assert len({*nodes}) == 3
    assert repr(nodes) == (
        "[List('ol', 2, (Item('a', checkbox=True, children=(Code('b'),)), Item('c'))), "
        "Quote(), List('ul', None)]"
    )
    names = {"List": List, "Item": Item, "Code": Code, "Quote": Quote}
    assert eval(repr(nodes), names) == nodes


def test_dump() -> None:
    nodes = tree(
        '<ol start="2"><li><input type="checkbox"> a<pre><code>b\n\n  c </code></pre></li>'
        '<li>d<ul><li><input type="checkbox" checked> e</li></ul></li></ol>'
        "<blockquote><ul><li></li></ul></blockquote>"
    )
    assert dump(nodes) == dedent(
        """\
        ol start=2
          [ ] 'a'
            code
              | 'b'
              | ''
              | '  c '
          - 'd'
            ul
              [x] 'e'
        quote
          ul
            - ''
        """
    )
    assert dump([]) == ""


def test_cmark_and_python_markdown_forms_agree() -> None:
    cmark = (
        '<ul>\n<li><input type="checkbox" disabled="" /> \n<p>Run <code>x</code></p>\n'
        '<pre lang="bash"><code># y\n</code></pre>\n</li>\n</ul>\n'
    )
    python_markdown = (
        '<ul class="task-list">\n<li class="task-list-item"><p><label class="task-list-control">'
        '<input type="checkbox" disabled/><span class="task-list-indicator"></span></label> Run '
        '<code>x</code></p>\n<div class="language-bash highlight"><pre><span></span><code>'
        '<span class="c1"># y</span>\n</code></pre></div>\n</li>\n</ul>'
    )
    assert tree(cmark) == tree(python_markdown)
