"""Regular expressions of a team, matched in time that grows with the text alone.

Python tries the ways in which a text may fit one after the other: `(a+)+$` takes minutes for thirty letters.
The validator's engine, which has the template's patterns already, goes through the text once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

LONGEST = 100
"""How long a text may be of which the groups are wanted."""

REPEATS = 4
"""How many repeats without an end a pattern may have whose groups are wanted."""

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<repeat>\)?(?:[*+]|\{[0-9]*,?[0-9]*\}))|.", re.S)
_NUMBER = re.compile(r"\{[1-9][0-9]*\}")
_NAME = re.compile(r"\{(\w+)\}")


class PatternError(ValueError):
    """A pattern that cannot be used. The message says why."""


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches all of a text.

    Raises:
        PatternError: It is no pattern for an engine that goes through the text once.
    """
    return bool(_validator(pattern).is_valid(text))


@lru_cache(maxsize=256)
def _validator(pattern: str) -> Any:
    import jsonschema_rs  # most runs of the command need no pattern

    schema = {"pattern": f"^(?:{pattern})$"}
    try:
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise PatternError("cannot be used: lookaround and backreferences are not supported") from error


class LinkPattern:
    """A pattern with the address of what it matches."""

    def __init__(self, pattern: str, url: str) -> None:
        """Prepare a pattern.

        Raises:
            PatternError: It is not a regular expression, or one that could take for ever.
        """
        try:
            self._pattern = re.compile(pattern)
        except re.error as error:
            raise PatternError(f"is not a valid regular expression: {error}") from error
        matches(pattern, "")
        self._url = url
        self._has_groups = _NUMBER.search(url) is not None
        if self._has_groups and not _is_plain(pattern):
            raise PatternError(
                "cannot be used: with {1} in the address, repeated groups"
                f" and more than {REPEATS} repeats are not allowed"
            )

    def address(self, key: str) -> str:
        """Return the address of a key, or nothing where the pattern does not match all of it."""
        if not matches(self._pattern.pattern, key):
            return ""
        values: dict[str, str] = {"key": key}
        if self._has_groups:
            match = self._pattern.fullmatch(key) if len(key) <= LONGEST else None
            if match is None:
                return ""
            values |= {str(number): group or "" for number, group in enumerate(match.groups(), 1)}
        return _fill(self._url, values)


def _is_plain(pattern: str) -> bool:
    """Return whether Python matches a pattern with any text of `LONGEST` characters in no time.

    Repeats within repeats double the time with each character. Some repeats side by side do not hurt.
    """
    repeats = [match["repeat"] for match in _TOKEN.finditer(pattern) if match["repeat"]]
    return len(repeats) <= REPEATS and not any(repeat.startswith(")") for repeat in repeats)


def _fill(url: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their names in braces, each as one part of an address."""
    return _NAME.sub(lambda m: quote(values[m[1]], safe="") if m[1] in values else m[0], url)
