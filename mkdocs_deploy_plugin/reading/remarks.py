"""Read the remarks in parentheses at the end of a text, such as `(if applicable)`."""

from __future__ import annotations

from typing import TypeAlias

from mkdocs_deploy_plugin.reading.block_tree import Run

Range: TypeAlias = tuple[int, int]

ENDS = (")", ").", "),", ");")
"""The endings of a text that may have remarks."""

_NO_PARENTHESES = str.maketrans("()", "\ufffc\ufffc")
_PUNCTUATION = " \t\n.,;"
_MOST = 8
"""The largest number of remarks of a text."""
_LONGEST = 300
"""The largest number of characters of a remark."""


def remarks(text: str) -> tuple[str, ...]:
    """Return the remarks at the end of a text, without their parentheses."""
    return tuple(text[start + 1 : end - 1].strip() for start, end in remark_ranges(text))


def remark_ranges(text: str) -> list[Range]:
    """Return the ranges of the remarks at the end of a text, with their parentheses."""
    ranges: list[Range] = []
    end = _before(text, len(text))
    while len(ranges) < _MOST and end and text[end - 1] == ")":
        start = _opening(text, end)
        if start < 0:
            break
        ranges.append((start, end))
        end = _before(text, start)
    return ranges[::-1]


def without_parentheses(run: Run) -> Run:
    """Return a run of code with other characters in place of its parentheses, or another run unchanged."""
    return run._replace(text=run.text.translate(_NO_PARENTHESES)) if run.kind == "code" else run


def _before(text: str, end: int) -> int:
    while end and text[end - 1] in _PUNCTUATION:
        end -= 1
    return end


def _opening(text: str, end: int) -> int:
    """Return the place of the parenthesis that the one before `end` closes, or -1."""
    first, depth = max(end - _LONGEST, 0), 0
    innermost = text.rfind("(", first, end)
    if text.find(")", innermost, end - 1) < 0:
        return innermost
    for place in range(end - 1, first - 1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth == 0:
            return place
    return -1
