"""Stand-ins: what writers put where a value is not known yet, and what a first draft has there."""

from __future__ import annotations

import re

from mkdocs_deploy_plugin.template.fields import Field, FieldKind

_PART = re.compile(r"\[([^\[\]]+)\]")

EPOCH = "1970-01-01"
NOWHERE = "https://todo.invalid/"


def _any_case(words: str) -> str:
    """Return a pattern that matches words in any case. JSON Schema has no flag for that."""
    return "".join(f"[{c.upper()}{c}]" if c.isalpha() else "[-_ ]?" if c == " " else c for c in words)


_LATER = ("defined", "determined", "decided", "done", "confirmed", "announced")
_WORDS = "|".join(
    _any_case(words)
    for words in (
        *("todo", "tbd", "tba", "tbc", "fixme", "xxx+", "change me", "place holder"),
        *(f"to be {word}" for word in _LATER),
    )
)
_HOST = r"(?:[A-Za-z0-9-]+\.)*[Ii][Nn][Vv][Aa][Ll][Ii][Dd]\.?"
_BLANK = "[ \t\n\r\u00a0\u200b\u2060\u3000]"
_REST = "(?:.|[\n\r])*"

STAND_IN = (
    rf"^(?:{_BLANK}+$|{_BLANK}*(?:"
    rf'[<\[({{"*_]{{0,4}}(?:{_WORDS})[>\])}}"*_.!?:…]{{0,4}}'
    rf"|(?:TODO|TBD|TBA|TBC|FIXME|XXX)[ :;,(]{_REST}"
    r"|[?]+|\.\.\.|…"
    r"|<[A-Za-z][A-Za-z0-9 _-]*>"
    rf"|{EPOCH}"
    rf"|[A-Za-z][A-Za-z0-9+.-]*://(?:[^/@ ]*@)?{_HOST}(?:[:/?#]{_REST})?"
    rf"|(?:[Mm][Aa][Ii][Ll][Tt][Oo]:)?[^ @/]+@{_HOST}"
    rf"|[A-Za-z0-9-]+\.{_HOST}(?::[0-9]+)?"
    rf"){_BLANK}*$)"
)
"""Matches a text that is nothing but a stand-in. Empty text is not one: other rules report it.

The pattern means the same in every dialect of regular expressions.
"""


def stand_in_of(field: Field) -> str:
    """Return the stand-in for a field that holds a text."""
    if field.kind is FieldKind.PATTERN:
        return _PART.sub(
            lambda match: "0" * len(match[1]) if set(match[1]) == {"n"} else "todo", field.example
        )
    return {FieldKind.VERSION: "0.0.0", FieldKind.DATE: EPOCH, FieldKind.URL: NOWHERE}.get(field.kind, "TODO")
