"""Check which parameter patterns a page can use.

Browsers backtrack: `(a+)+$` takes half a minute for thirty characters, and twice as long for each further
one. A pattern is therefore used only if there are few ways to match it. Accepted patterns mean the same to
a browser (flag `u`) and to the engine of `patterns`, which matches the examples.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mkdocs_deploy_plugin import patterns

LONGEST = 300
"""Maximum length of a pattern."""

_MOST_WAYS = 1_000_000
_ENDLESS = 100
"""Weight of an unbounded repeat; all of them share the 200 characters that a value may have."""

_SEVERAL = r"\\(?:[dDwWsS]|[pP]\{[A-Z][a-z]?\})"
_ESCAPE = r"\\[tnrfv^$\\.*+?()\[\]{}|/]"
_MEMBER = rf"(?:{_ESCAPE}|\\-|[^\\\[\]&~-]|&(?!&)|~(?!~))"
_CLASS = rf"\[(?!\^?\])\^?-?(?:{_MEMBER}-{_MEMBER}(?:-(?=[^\]-]))?|{_MEMBER}|{_SEVERAL})*-?\]"
_TOKEN = re.compile(
    rf"(?P<open>\((?:\?:)?(?!\?))|[|^$]|(?P<part>\)|{_CLASS}|{_SEVERAL}|{_ESCAPE}|[^\\^$*+?()\[\]{{}}|])"
    r"(?:(?P<sign>[*+?])|\{(?P<least>[0-9]{1,3})(?P<comma>,(?P<most>[0-9]{0,3}))?\})?\??"
)
_NAMES_NONE = re.compile(rf"{_MEMBER}-{_MEMBER}|{_SEVERAL}")
_HYPHEN_FIRST = re.compile(r"\^?(?:\(\?:|[(\[])*\\?-")
_LIST = re.compile(rf"\[(?!\^)(-?{_MEMBER}+-?)\]|\\\W|[^.\\)]")


def pattern_problem(pattern: str) -> str:
    """Return why the page cannot use a pattern, such as `unexpected "*" at character 1`, or nothing."""
    if len(pattern) > LONGEST:
        return f"it is longer than {LONGEST} characters"
    tokens: list[re.Match[str]] = []
    at = depth = 0
    while at < len(pattern):
        token = _TOKEN.match(pattern, at)
        depth += (pattern[at] == "(") - (pattern[at] == ")")
        if token is None or depth < 0:
            length = {"(": 3, "\\": 2}.get(pattern[at], 1)
            return f'unexpected "{pattern[at : at + length]}" at character {at + 1}'
        tokens.append(token)
        at = token.end()
    if depth:
        return "a group is not closed"
    try:
        if _ways(tokens) > _MOST_WAYS:
            return "its repeats may take a browser too long to match"
        patterns.matches(pattern, "")
    except patterns.PatternError:
        return "it is too large or not a valid regular expression"
    return ""


def named_signs(pattern: str) -> str:
    """Return the special characters that a pattern names one by one, as in `[a-z ]+`.

    Those matched by `.`, `[^x]` or a range do not count. A shell may give such characters a meaning, so
    a value may have no others. A hyphen is included only if the pattern begins with it.
    """
    named: set[str] = set()
    for token in _TOKEN.finditer(pattern):
        part = token["part"]
        if part and part != ")" and not part.startswith("[^"):
            listed = _NAMES_NONE.sub("", part[1:-1] if part.startswith("[") else part)
            named.update(re.sub(r"\\(.)", r"\1", listed))
    named -= set("_./:@%+=,-")
    if _HYPHEN_FIRST.match(pattern):
        named.add("-")
    return "".join(sorted(sign for sign in named if not sign.isalnum()))


def _ways(tokens: Sequence[re.Match[str]]) -> int:
    """Estimate in how many ways a browser tries a pattern on a value that does not match."""
    # For each open group: ways of its earlier alternatives, ways of the current one, first token.
    groups = [(0, 1, 0)]
    for index, token in enumerate(tokens):
        earlier, ways, first = groups.pop()
        if token["open"]:
            groups += [(earlier, ways, first), (0, 1, index + 1)]
            continue
        if token[0] == "|":
            earlier, ways = earlier + ways, 1
        elif token["part"] == ")":
            within = earlier + ways
            earlier, ways, first = groups.pop()
            ways *= sum(within ** min(times, 20) for times in _times(token))  # 2 ** 20 is too many already
        elif token["part"] and not _is_apart(tokens, index, first):
            ways *= len(_times(token))
        groups.append((earlier, min(ways, _MOST_WAYS + 1), first))
    return sum(groups[0][:2])


def _times(token: re.Match[str]) -> range:
    """Return how often a part may be repeated."""
    if token["least"]:
        least = int(token["least"])
        most = int(token["most"] or least + _ENDLESS) if token["comma"] else least
    else:
        least, most = {"*": (0, _ENDLESS), "+": (1, _ENDLESS), "?": (0, 1)}.get(token["sign"], (1, 1))
    return range(least, most + 1)


def _is_apart(tokens: Sequence[re.Match[str]], index: int, first: int) -> bool:
    """Return whether a part cannot match what follows it, as in `[a-z]+-`: its repeat has a single end.

    `first` is the first token of its group.
    """
    following = list(tokens[index + 1 : index + 2])
    if following and following[0]["part"] == ")":
        repeats = _times(following[0]).stop > 2
        following = [*tokens[index + 2 : index + 3], *([tokens[first]] if repeats else [])]
    listed = [_listed(token) for token in following if token[0] != "$"]
    return all(listed) and not any(
        patterns.matches(tokens[index]["part"], character) for character in "".join(listed)
    )


def _listed(token: re.Match[str]) -> str:
    """Return the characters that a token requires one of; empty if it does not name them one by one."""
    match = _LIST.fullmatch(token["part"] or "")
    return re.sub(r"\\(.)", r"\1", match[1] or match[0]) if match and _times(token).start else ""
