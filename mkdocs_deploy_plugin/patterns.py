"""Match a team's regular expressions in time linear in the text.

Python's engine backtracks: `(a+)+$` takes minutes for thirty letters. The engine of the JSON Schema
validator, which matches the template's patterns as well, goes through the text once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import jsonschema_rs

LONGEST = 100
"""Maximum length of a text whose groups are needed."""

REPEATS = 4
"""Maximum number of unbounded repeats in a pattern whose groups are needed."""

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|(?P<repeat>\)?(?:[*+]|\{[0-9]*,?[0-9]*\}))|.", re.S)
_NUMBER = re.compile(r"\{[1-9][0-9]*\}")
_NAME = re.compile(r"\{(\w+)\}")


class PatternError(ValueError):
    """A pattern cannot be used. The message says why."""


def matches(pattern: str, text: str) -> bool:
    """Return whether a pattern matches all of a text.

    Raises:
        PatternError: The linear-time engine does not support the pattern.
    """
    return bool(_validator(pattern).is_valid(text))


@lru_cache(maxsize=256)
def _validator(pattern: str) -> Any:
    schema = {"pattern": f"^(?:{pattern})$"}
    try:
        return jsonschema_rs.Draft202012Validator(schema, pattern_options=jsonschema_rs.RegexOptions())
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise PatternError("cannot be used: lookaround and backreferences are not supported") from error


class LinkPattern:
    """A pattern with a link template for the keys that it matches."""

    def __init__(self, pattern: str, url: str) -> None:
        """Compile the pattern.

        Raises:
            PatternError: It is not a regular expression, or could take too long to match.
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
        """Return the address for a key, or an empty string if the pattern does not match all of it."""
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
    """Return whether Python matches any text of `LONGEST` characters against a pattern quickly.

    Nested repeats double the time with each character. A few repeats side by side do no harm.
    """
    repeats = [match["repeat"] for match in _TOKEN.finditer(pattern) if match["repeat"]]
    return len(repeats) <= REPEATS and not any(repeat.startswith(")") for repeat in repeats)


def _fill(url: str, values: Mapping[str, str]) -> str:
    """Replace names in braces by their values, each quoted as one part of a URL."""
    return _NAME.sub(lambda m: quote(values[m[1]], safe="") if m[1] in values else m[0], url)
