"""Fixes do no harm, whatever mistakes a file has: no more errors, no lost word, and nothing left to do.

The mistakes are those of the table, combined at random, and invisible characters, in procedures of all
statuses. `EXAMPLES` in the environment sets how many are tried.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from mkdocs_deploy_plugin.fixing.rounds import FixResult, fix_all
from mkdocs_deploy_plugin.model import Json, Severity
from mkdocs_deploy_plugin.reading.characters import is_unseen
from mkdocs_deploy_plugin.template import builtin_template
from mkdocs_deploy_plugin.text import visible
from tests.mistakes.table import PATH, singles
from tests.unit.samples import FIXTURES, GOOD, ROOT, check_all, read
from tests.unit.test_fixing import Found
from tests.unit.test_fuzz import mutated

EXAMPLES = int(os.environ.get("EXAMPLES", "150"))
TEMPLATE = builtin_template()
INVISIBLE = ["\xa0", "\u200b", "\ufeff", "\u2028", "\xad", "\u2003", "\u3000", "\u200e", "\t"]


class Change(NamedTuple):
    """Lines of the good procedure, from 0, and those that a mistake has in their place."""

    first: int
    last: int
    lines: tuple[str, ...]


@cache
def changes() -> dict[str, tuple[Change, ...]]:
    """Return what each mistake of the table changes in the good procedure, if that is a part of it."""
    good = GOOD.split("\n")
    table: dict[str, tuple[Change, ...]] = {}
    for name, single in singles().items():
        lines = single.text.split("\n")
        blocks = SequenceMatcher(None, good, lines, autojunk=False).get_opcodes()
        parts = [Change(a, b, tuple(lines[c:d])) for kind, a, b, c, d in blocks if kind != "equal"]
        if parts and sum(part.last - part.first for part in parts) < 60:
            table[name] = tuple(parts)
    return table


@st.composite
def combined(draw: st.DrawFn) -> str:
    """The good procedure with some mistakes of the table, in one of the statuses."""
    names = draw(st.lists(st.sampled_from(sorted(changes())), min_size=1, max_size=5, unique=True))
    taken: list[Change] = []
    for name in names:
        parts = changes()[name]
        if all(part.last < other.first or other.last < part.first for part in parts for other in taken):
            taken += parts
    lines = GOOD.split("\n")
    for part in sorted(taken, reverse=True):
        lines[part.first : part.last] = part.lines
    status = draw(st.sampled_from(["Approved", "Draft", "In Review"]))
    return "\n".join(lines).replace("status: Approved", f"status: {status}")


@st.composite
def with_invisible(draw: st.DrawFn, texts: st.SearchStrategy[str]) -> str:
    """A text in which spaces are replaced by invisible characters, or these stand between other letters."""
    text = draw(texts)
    starts = [match.start() for match in re.finditer(r" |^|:|#", text, re.M)]
    for at in sorted(draw(st.lists(st.sampled_from(starts), max_size=3, unique=True)), reverse=True):
        text = text[:at] + draw(st.sampled_from(INVISIBLE)) + text[at + draw(st.integers(0, 1)) :]
    return text


CORPUS = [
    GOOD,
    TEMPLATE.text,
    (FIXTURES / "seed.md").read_text(encoding="utf-8"),
    *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "procedures").glob("*.md"))),
    *(single.text for single in singles().values()),
]
TEXTS = st.one_of(
    combined(),
    with_invisible(combined()),
    with_invisible(st.sampled_from(CORPUS)),
    st.sampled_from(CORPUS).flatmap(mutated),
)


@pytest.mark.timeout(120 if EXAMPLES <= 1000 else 0)
@given(TEXTS, st.sampled_from(["\n", "\n", "\r\n"]))
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
)
def test_fixes_do_no_harm(text: str, ending: str) -> None:
    data = text.replace("\n", ending).encode(errors="replace")
    outcome = fixed(data)
    after = outcome.contents[PATH]
    assert errors(after) <= errors(data)
    if after != data:
        no_word_is_lost(read(data).body, read(after).body)
        no_value_is_made_up(data, after)
    assert fixed(after).contents[PATH] == after


def found_in(contents: Mapping[str, bytes]) -> Found:
    return check(contents[PATH])


@lru_cache(maxsize=64)
def check(data: bytes) -> Found:
    return Found(check_all([read(data, PATH)]))


def fixed(data: bytes) -> FixResult[Found]:
    return fix_all(found_in, {PATH: data}, lambda found: found.diagnostics)


def errors(data: bytes) -> int:
    return sum(one.severity is Severity.ERROR for one in check(data).diagnostics)


def words(line: str) -> Counter[str]:
    line = re.sub(r"\[[xXvV✓✔✅☑]\uFE0F?\]|☑", "", line)  # a tick, which a fix takes away
    line = "".join(character for character in visible(line) if not is_unseen(character))
    return Counter(re.findall(r"[^\W\d]+", line.casefold()))  # Numbers of steps may be corrected.


def no_word_is_lost(before: str, after: str) -> None:
    """Check that each line of a body is still there, except that headings and numbers may be corrected."""
    old, new = before.split("\n"), after.split("\n")
    kept = Counter(line for line in new)
    missing: Counter[str] = Counter()
    for line in old:
        if kept[line]:
            kept[line] -= 1
        elif not re.match(r"\s*#", visible(line)) and not re.search(r"(?:Step|Phase) ", visible(line), re.I):
            missing += words(line)
    there: Counter[str] = Counter()
    for line, count in kept.items():
        for word, number in words(line).items():
            there[word] += count * number
    assert not missing - there


def no_value_is_made_up(before: bytes, after: bytes) -> None:
    """Check that each value is one that was written, or one of the template's."""
    old, new = read(before).front_matter, read(after).front_matter
    if new is None:
        assert old is None
        return
    written = " ".join(visible(before.decode() + TEMPLATE.text).split())
    for text in texts_of(new.data):
        bare = " ".join(visible(text).split())
        assert bare in written or "\\" in written or "''" in written, text


def texts_of(value: Json) -> list[str]:
    if isinstance(value, dict | list):
        inner = value.values() if isinstance(value, dict) else value
        return [text for part in inner for text in texts_of(part)]
    return [value] if isinstance(value, str) else []
