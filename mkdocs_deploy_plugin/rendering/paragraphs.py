"""Write a paragraph so that Python-Markdown reads a paragraph, whatever its lines begin with."""

from __future__ import annotations

import re

# Lines that Python-Markdown would read as something else. A line that starts with a fence,
# a tag or an underline is joined to the line before; a heading or a link definition is escaped.
_LINE_START = re.compile(r"( {2})?\n(?=```|~~~|<|=+[ \t]*$|-+[ \t]*$)", re.M)
_SPECIAL = re.compile(r"^(?:#|\[(?=[^\]\n]*\]:))", re.M)
_DEFINITION = re.compile(r"^:(?=[ ])", re.M)
_NUMBER = re.compile(r"[0-9]+(?=\.[ \t])")
_BOX = re.compile(r"\[[ xX]\][ \t]")


def paragraph_markdown(text: str) -> str:
    """Return the Markdown of a paragraph."""
    if "\n" in text:
        text = _LINE_START.sub(lambda match: "<br />" if match[1] else " ", text)
    if "#" in text or "]:" in text:
        text = _SPECIAL.sub(r"\\\g<0>", text)
    if ":" in text:
        text = _DEFINITION.sub("&#58;", text)
    if text[:1].isdigit():
        text = _NUMBER.sub(r"\g<0>\\", text, count=1)
    return without_box(text)


def without_box(text: str) -> str:
    """Escape a `[ ]` that is not a checkbox to GitHub, so that no extension of the site makes it one."""
    return f"\\{text}" if _BOX.match(text) else text
