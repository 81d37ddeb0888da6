"""References with code in their labels, and what only looks like a definition, are links as on GitHub."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rows import each_row
from tests.unit.test_autolinks import githubs, links

DEFINITIONS = (
    "\n\n[`stir`]: https://stir.example/ 'T'\n[`a` b]: <https://b.example>\n[soups]: https://soups.example/\n"
)


@each_row(
    ("text", "count"),
    [
        ("Run [`stir`] or [the command][`stir`], [`stir`][] and **[`A`  b]**.", 4),
        ("``[`stir`]`` \\[`stir`] [`other`] [`stir`](https://c.example) `a [`stir`] b`", 1),
        ("- [ ] [`stir`]\n- [*x* `y`][`stir`]", 2),
        ("See the list of\n[soups]:\n\n- leek", 1),
        ("Some say\n[soups]: https://no.example/ and\n[none]: x", 1),
        ("`a\nb` [`stir`]: x", 1),
    ],
)
def test_references(text: str, count: int) -> None:
    found = links(text + DEFINITIONS)
    assert found[:count] == githubs(text + DEFINITIONS)[:count]
    assert len([href for href, _ in found if "no.example" not in href]) == count


PIECES = [
    "[`stir`]",
    "[x][`stir`]",
    "[`stir`][]",
    "[`a` b]",
    "`b",
    "c`",
    "a",
    "\\",
    "`c`",
    "\n[soups]: y",
]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=8))
def test_references_are_those_of_github(pieces: list[str]) -> None:
    text = f"z {' '.join(pieces)}{DEFINITIONS}"
    assert links(text) == githubs(text)
