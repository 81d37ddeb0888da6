"""Parse comments that ask for generated content: `<!-- procedures:catalog status=Draft,Approved -->`.

Attributes, `name=value`, follow the name. Commas separate alternatives. A value that contains white space,
a comma or a quotation mark is enclosed in double or single quotation marks and taken literally:
`author="Doe, Jane"` is one value, `author="Doe, Jane","Roe, Kim"` are two.
"""

from __future__ import annotations

import json
import re

from mkdocs_deploy_plugin.model import Arguments

_HINT = re.compile(r"<!--\s*procedures:")
# Each pattern is tried at one position only and parsing continues after it, so the time is linear.
_NAME = re.compile(r"\s*procedures:([^\W\d_]\S*)")
_WAIVER = re.compile(r"waive\b", re.I)
_BLANK = re.compile(r"\s*")
_ATTRIBUTE = re.compile(r"([^\W\d_][\w.-]*)=")
_VALUE = re.compile(r"\"([^\"]*)\"|'([^']*)'|([^\s,\"'][^\s,\"]*)")
_WORD = re.compile(r"[^\s=]{1,60}")


def may_hold_directives(text: str) -> bool:
    """Return whether a text may contain a directive: a quick check with false positives."""
    return "procedures:" in text and _HINT.search(text) is not None


def read_directive(comment: str) -> tuple[str, Arguments] | None:
    """Parse the content of an HTML comment as a directive: name and arguments. None for other comments.

    Parsing stops at the first problem, which the arguments then describe.
    """
    match = _NAME.match(comment) if "procedures:" in comment else None
    if match is None or _WAIVER.match(match[1]):
        return None
    values: dict[str, tuple[str, ...]] = {}
    place = match.end()
    while (place := _blank(comment, place)) < len(comment):
        attribute = _ATTRIBUTE.match(comment, place)
        if attribute is None:
            word = _WORD.match(comment, place)
            return match[1], Arguments(values, f"{_shown(word[0] if word else '=')} is not an attribute")
        name = attribute[1]
        if name in values:
            return match[1], Arguments(values, f"The attribute {_shown(name)} is set twice")
        parsed, place, problem = _values(comment, attribute.end(), name)
        if problem:
            return match[1], Arguments(values, problem)
        values[name] = parsed
    return match[1], Arguments(values)


def _values(comment: str, place: int, name: str) -> tuple[tuple[str, ...], int, str]:
    """Parse values separated by commas. Return them, the position after them, and the problem, if any."""
    values: list[str] = []
    while True:
        match = _VALUE.match(comment, place)
        if match is None:
            if comment[place : place + 1] in ('"', "'"):
                return (), place, f"The attribute {_shown(name)} has an unclosed quotation mark"
            missing = "no value" if not values else "no value after a comma"
            return (), place, f"The attribute {_shown(name)} has {missing}"
        values.append(next(text for text in match.groups() if text is not None))
        place = match.end()
        following = comment[place : place + 1]
        if not following or following.isspace():
            return tuple(dict.fromkeys(values)), place, ""
        if following != ",":
            return (
                (),
                place,
                f"The attribute {_shown(name)} has a misplaced quotation mark",
            )
        place += 1


def _blank(comment: str, place: int) -> int:
    match = _BLANK.match(comment, place)
    return match.end() if match else place


def _shown(word: str) -> str:
    return json.dumps(word[:60], ensure_ascii=False)
