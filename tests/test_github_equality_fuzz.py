"""Random documents: the page has the tree that the parser sees, whatever stands beside what."""

from __future__ import annotations

import pyromark
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.test_github_equality import SITE_EXTENSIONS, comparable, site

OPTIONS = (
    pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_TASKLISTS | pyromark.Options.ENABLE_STRIKETHROUGH
)
LINES = [
    *("- a", "- [ ] b", "- [x] c", "  - d", "   - [ ] e", "    - f", "* g", "+ h", "1. i", "2. j", "3) k"),
    *(
        "   text",
        "  text",
        "    text",
        "text",
        "\ttext",
        "",
        "",
        "",
        "a\\",
        "b  ",
        "\\- n",
        "- ",
        "-",
        "- \tu",
    ),
    *("```", "```bash", "  ```", "   ```", "    ```", "~~~", "- ```", "- # hd", "- > q", "# h", "  # x"),
    *("> q", "> - r", "> > s", ">", "---", "***", "===", "`c`", "**b**", "#nohash", "1986. a", "10. z"),
    *("<details>", "</details>", "<!-- c -->", "<b>x</b>", "| a | b |", "|---|---|", "| 1 | 2 |", "[ ] x"),
]


@settings(max_examples=250, deadline=None)
@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=14))
def test_the_page_has_the_tree_of_the_parser(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assert site(text, SITE_EXTENSIONS) == comparable(pyromark.html(text, options=OPTIONS))
