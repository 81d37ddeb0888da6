"""Tests of `text`: its fast ways give what the slow ones do."""

from __future__ import annotations

import string
from difflib import get_close_matches

from hypothesis import example, given
from hypothesis import strategies as st

from mkdocs_deploy_plugin.text import Choices, comparable

WORDS = st.text("ab-1", max_size=12)
MANY = [f"deploy-shop-{number:03}-cart" for number in range(80)]


@given(st.lists(WORDS, min_size=60, max_size=90), WORDS, st.sampled_from([0.5, 0.75, 0.9]))
@example(MANY, "deploy-shop-1000-cart", 0.9)
@example([*MANY, "deploy-shop-" + "x" * 400], "deploy-shop-" + "x" * 88, 0.75)
@example(["", *MANY], "", 0.75)
def test_one_of_many_is_found_as_among_few(choices: list[str], word: str, cutoff: float) -> None:
    expected = get_close_matches(word, dict.fromkeys(choices), n=1, cutoff=cutoff)
    assert Choices(choices).closest(word, cutoff) == "".join(expected)


@given(st.text(string.printable))
def test_invisible_characters_make_no_difference(text: str) -> None:
    assert comparable(text) == comparable(f"{text}\u200b")
