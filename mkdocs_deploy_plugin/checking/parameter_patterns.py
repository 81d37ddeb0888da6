"""Patterns of parameters: what the page of a procedure can use, and whether a value matches.

The page matches whole values, in bounded time, with what JavaScript calls a regular expression in Unicode
mode, less what would need looking around or back. This is that grammar. A pattern that does not follow it
lets no value pass there.
"""

from __future__ import annotations

import re
from functools import lru_cache

import jsonschema_rs

LONGEST = 300
"""How long a pattern may be."""

_ENDS = re.compile(r"^\^|(?<!\\)\$$")
_OFTEN = re.compile(r"[*+?]\??|\{([0-9]{1,3})(?:(,)([0-9]{0,3}))?\}\??")
_CLASS = re.compile(r"\[\^?((?:\\.|[^\]\\])*)\]", re.S)
_PROPERTY = r"[pP]\{\w+\}"
_SYNTAX = r"[\^$\\.*+?()\[\]{}|/]"
_ESCAPE = re.compile(rf"\\(?:{_PROPERTY}|[dDwWsStnvfr]|0(?![0-9])|{_SYNTAX})")
_CLASS_ESCAPE = re.compile(
    rf"\\(?:[pP]\{{[\w=]+\}}|[dDwWsStnvfrb-]|0(?![0-9])|{_SYNTAX}"
    r"|c[A-Za-z]|x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]{1,6}\})"
)
_MANY = re.compile(r"\\[dDwWsSpP]")
_SET_SIGNS = ("&&", "--", "~~", "[")


def pattern_problem(pattern: str) -> str:
    """Tell why the page cannot use a pattern, as in "* cannot stand there, …"; empty if it can."""
    source = _ENDS.sub("", pattern)
    skipped = len(pattern) - len(pattern.removeprefix("^"))
    depth, at, repeats = 0, 0, False
    while at < len(source):
        char = source[at]
        if (often := _OFTEN.match(source, at)) is not None:
            least, comma, most = often.groups()
            if not repeats or (comma and most and int(most) < int(least)):
                break
            at, repeats = often.end(), False
        elif char == "(":
            depth += 1
            at, repeats = at + (3 if source.startswith("(?:", at) else 1), False
        elif char == ")":
            if not depth:
                break
            depth -= 1
            at, repeats = at + 1, True
        elif char == "|":
            at, repeats = at + 1, False
        else:
            end = _single(source, at)
            if not end:
                break
            at, repeats = end, True
    else:
        return "a group has no end" if depth else ""
    sign = source[at : at + 2] if source[at] == "\\" else source[at]
    return f"{sign} cannot stand there, as character {at + skipped + 1}"


def _single(source: str, at: int) -> int:
    """Give the end of what stands for one character; 0 if it is nothing of the kind."""
    char = source[at]
    if char == "\\":
        match = _ESCAPE.match(source, at)
        return match.end() if match else 0
    if char == "[":
        match = _CLASS.match(source, at)
        return match.end() if match and _is_class(match[1]) else 0
    return 0 if char in "^$*+?{}]" else at + 1


def _is_class(inner: str) -> bool:
    """Tell whether this can stand between the brackets of a class: known escapes, ranges from low to high."""
    parts: list[str] = []
    at = 0
    while at < len(inner):
        match = _CLASS_ESCAPE.match(inner, at)
        if match is None and inner[at] == "\\":
            return False
        parts.append(match[0] if match else inner[at])
        at += len(parts[-1])
    place = 0
    while place + 2 < len(parts):
        if parts[place + 1] != "-":
            place += 1
            continue
        low, high = parts[place], parts[place + 2]
        if _MANY.match(low) or _MANY.match(high):
            return False
        if len(low) == len(high) == 1 and low > high:
            return False
        place += 3
    return True


def matches(pattern: str, value: str) -> bool | None:
    """Tell whether a whole value matches a pattern that can be used; None where that cannot be told."""
    classes = [match[1] for match in _CLASS.finditer(pattern)]
    if any(sign in inner for inner in classes for sign in _SET_SIGNS):
        return None  # These mean more in the engine that answers here.
    validator = _validator(_ENDS.sub("", pattern))
    return None if validator is None else validator.is_valid(value)


@lru_cache(maxsize=256)
def _validator(source: str) -> jsonschema_rs.Draft202012Validator | None:
    try:
        return jsonschema_rs.Draft202012Validator(
            {"pattern": f"^(?:{source})$"}, pattern_options=jsonschema_rs.RegexOptions()
        )
    except (jsonschema_rs.ValidationError, ValueError):
        return None
