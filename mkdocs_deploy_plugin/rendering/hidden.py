"""Show the characters in code that nobody sees, or that change how it reads, as marks with their codes.

A copy of the code has the text of the marks instead of the characters: it is what is shown, nothing else.
"""

from __future__ import annotations

import re
from html import unescape

from mkdocs_deploy_plugin.reading.characters import code_of, deceptive, has_deceptive, named

_CODE = re.compile(r"<(pre|code)(?=[\s>])")
_TEXT = re.compile(r"(?<=>)[^<]++")
_ENTITY = re.compile(r"&#(?:[xX][0-9a-fA-F]{1,6}|[0-9]{1,7});")
_INTERNAL = "\x02\x03"  # of markers and placeholders, which a text cannot have


def marked(html: str) -> str:
    """Return the content of a page with marks in its code."""
    if not has_deceptive(html) and "&#" not in html:
        return html
    parts, place = [], 0
    ends = {tag: html.rfind(f"</{tag}>") for tag in ("pre", "code")}
    while (code := _CODE.search(html, place)) is not None:
        tag, start = code[1], code.end()
        end = html.index(f"</{tag}>", start) if start <= ends[tag] else start
        parts += [html[place:start], _TEXT.sub(_in_text, html[start:end])]
        place = end
    return "".join([*parts, html[place:]])


def _in_text(match: re.Match[str]) -> str:
    text = _ENTITY.sub(_decoded, match[0])
    if not has_deceptive(text):
        return match[0]
    parts, place = [], 0
    for hidden in deceptive(text):
        if hidden[0] not in _INTERNAL:
            title = named(hidden[0])
            parts += [text[place : hidden.start()], f'<mark title="{title}">{code_of(hidden[0])}</mark>']
            place = hidden.end()
    return "".join([*parts, text[place:]])


def _decoded(entity: re.Match[str]) -> str:
    """Return the character of an entity if it is one that nobody sees; else the entity."""
    character = unescape(entity[0])
    return character if len(character) == 1 and has_deceptive(character) else entity[0]
