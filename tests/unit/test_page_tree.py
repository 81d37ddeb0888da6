"""Tests of `tests.page_tree`: it ignores how HTML is written, and sees everything that a reader would."""

from __future__ import annotations

from tests.page_tree import page_tree
from tests.rows import each_row


@each_row(
    ("html", "same"),
    [
        ("<ul><li><p>a</p></li></ul>", "<ul>\n<li>a</li>\n</ul>"),
        ("<div><p>a  b</p></div>", "<p>a\nb</p>"),
        ("<pre><code>a\n</code></pre>", '<div class="highlight"><pre><span>a</span>\n</pre></div>'),
        (
            '<li><input type="checkbox"> a</li>',
            '<li><label><input type="checkbox" disabled=""></label>a</li>',
        ),
        ('<td align="center">a</td>', '<td style="text-align: center;">a</td>'),
        ('<a href="a%20b">c</a>', '<a href="a b">c</a>'),
        ("<p><del>a</del></p>", "<s>a</s>"),
        ("<p>a</p><!-- b -->", "<p>a</p>"),
    ],
)
def test_the_same(html: str, same: str) -> None:
    assert page_tree(html) == page_tree(same)


@each_row(
    ("html", "other"),
    [
        ("<h1>a</h1>", "<h2>a</h2>"),
        ("<h1>a</h1>", "<p>a</p>"),
        ("<ul><li>a</li></ul>", "<ol><li>a</li></ol>"),
        ("<ol><li>a</li></ol>", '<ol start="2"><li>a</li></ol>'),
        ("<ul><li>a</li><li>b</li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ('<li><input type="checkbox">a</li>', "<li>a</li>"),
        ('<li><input type="checkbox">a</li>', '<li><input type="checkbox" checked>a</li>'),
        ("<pre>a\n  b</pre>", "<pre>a\nb</pre>"),
        ("<pre>a</pre>", "<p>a</p>"),
        ("<blockquote>a</blockquote>", "<p>a</p>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("<p>a<br>b</p>", "<p>a b</p>"),
        ("<p>a</p><hr>", "<p>a</p>"),
        ('<a href="a">b</a>', '<a href="c">b</a>'),
        ('<a href="a" title="t">b</a>', '<a href="a">b</a>'),
        ('<img src="a" alt="b">', '<img src="a" alt="c">'),
        ("<em>a</em>", "<strong>a</strong>"),
        ("<code>a</code>", "a"),
        ("<tr><td>a</td></tr>", "<tr><td>a</td><td></td></tr>"),
        ("<tr><td>a</td></tr>", "<tr><th>a</th></tr>"),
        ('<td align="left">a</td>', "<td>a</td>"),
    ],
)
def test_another(html: str, other: str) -> None:
    assert page_tree(html) != page_tree(other)
