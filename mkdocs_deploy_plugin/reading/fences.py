"""Find the fences of a file's front matter, and what is wrong with them.

The format is that of Jekyll (jekyllrb.com/docs/front-matter): the first line is `---`, and so is the
line after the last field. The formats of other tools are distinguished because each needs different
advice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Edit, Fix, Related, Span
from mkdocs_deploy_plugin.text import visible

SEARCHED = 40
"""Number of lines searched for an opening fence that is not on the first line."""

_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_NEARLY = re.compile(r"[ \t\ufeff\u200b]*(?:[-‐‑‒–—―−]{1,10})[ \t]*$")
_KEY = re.compile(r"[A-Za-z_][\w-]{0,60}:(?:[ \t]|$)")
_IN_BODY = re.compile(r"(?:[^\s#:\]}\"'-][^:]*$|- \[[ xX]\] |```|\*\*|\|)")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Fences:
    """The lines of the fences, counted from 0.

    Attributes:
        opening: Line of the opening fence.
        closing: Line of the closing fence.
    """

    opening: int
    closing: int


def find_fences(path: str, lines: Sequence[str]) -> tuple[Fences | None, list[Diagnostic]]:
    """Find the fences of a file's front matter.

    Returns:
        The fences, or None if no front matter can be read; and the findings about them.
    """
    opening, diagnostics = _opening(path, lines)
    if opening is None:
        return None, diagnostics
    closing = next((n for n in range(opening + 1, len(lines)) if _CLOSING.match(visible(lines[n]))), None)
    if closing is None:
        return None, [unclosed(path, lines, opening, len(lines))]
    return Fences(opening, closing), diagnostics


def _opening(path: str, lines: Sequence[str]) -> tuple[int | None, list[Diagnostic]]:
    first = visible(lines[0]).rstrip()
    if first == "---":
        return 0, []
    place = Span(1, 1, 1, len(lines[0]) + 1) if lines[0] else START
    help_ = "Write it as YAML between two --- lines."
    first_text = next((line.strip() for line in lines[:SEARCHED] if line.strip()), "")
    if first_text == "+++" or first_text == "---toml":
        return None, [diagnostic("toml-front-matter", path, place, "The front matter is TOML", help_)]
    if first_text.startswith("{") or first_text in ("---json", ";;;"):
        return None, [diagnostic("json-front-matter", path, place, "The front matter is JSON", help_)]
    if _NEARLY.match(first) and _begins_with_key(lines, 1):
        fence = Span(1, 1, 1, len(lines[0]) + 1)
        message = f'The front matter begins with "{first}" instead of ---'
        fix = Fix("Replace the opening fence with ---", (Edit(fence, "---"),))
        return 0, [
            diagnostic("no-front-matter", path, fence, message, "Write exactly --- on this line.", fix=fix)
        ]
    for number in range(1, min(len(lines), SEARCHED)):
        if lines[number].rstrip() == "---" and _begins_with_key(lines, number + 1):
            return number, [_text_before(path, lines, number, place)]
    message = "The file does not begin with front matter"
    help_ = "Begin the file with YAML between two --- lines."
    return None, [diagnostic("no-front-matter", path, place, message, help_)]


def is_missing(finding: Diagnostic) -> bool:
    """Return whether a finding says that a file has no front matter at all."""
    return finding.rule == "no-front-matter" and finding.fix is None


def _text_before(path: str, lines: Sequence[str], number: int, place: Span) -> Diagnostic:
    """Return the finding for an opening fence that is not on the first line."""
    if any(line.strip() for line in lines[:number]):
        message = f"Text before the front matter, which begins on line {number + 1}"
        help_ = "Move the text after the closing fence; --- must be the first line."
        return diagnostic("text-before-front-matter", path, place, message, help_)
    blank = "Blank line" if number == 1 else f"{number} blank lines"
    fix = Fix("Make --- the first line of the file", (Edit(Span(1, 1, number + 1, 1), ""),))
    message = f"{blank} before the front matter"
    return diagnostic(
        "text-before-front-matter", path, START, message, "Make --- the first line of the file.", fix=fix
    )


def _begins_with_key(lines: Sequence[str], number: int) -> bool:
    """Return whether the lines from a number on look like front matter: a key, then a closing fence."""
    inner = (line for line in lines[number : number + SEARCHED] if line.strip() and not line.startswith("#"))
    return _KEY.match(next(inner, "")) is not None and any(_CLOSING.match(line) for line in lines[number:])


def seems_unclosed(lines: Sequence[str], fences: Fences, is_yaml: bool) -> bool:
    """Return whether the closing fence is really a horizontal rule in the body, or another fence.

    Text that is not YAML is part of the body if a heading comes before a line that cannot be front matter;
    a heading before a key is a comment. Valid YAML is front matter, whatever its comments look like, unless
    it contains headings of two different levels below the first.
    """
    if not is_yaml:
        heading = first_heading(lines[: fences.closing], fences.opening)
        return heading is not None and any(
            _IN_BODY.match(line) for line in lines[heading + 1 : fences.closing]
        )
    levels = {
        len(match[1])
        for line in lines[fences.opening + 1 : fences.closing]
        if (match := _HEADING.match(line)) and len(match[1]) > 1
    }
    return len(levels) > 1


def first_heading(lines: Sequence[str], opening: int) -> int | None:
    """Return the first line (from 0) that looks like a heading after a blank line."""
    for number in range(opening + 2, len(lines)):
        if _HEADING.match(lines[number]) and not lines[number - 1].strip():
            return number
    return None


def unclosed(path: str, lines: Sequence[str], opening: int, end: int) -> Diagnostic:
    """Return the finding for front matter without a closing fence."""
    place = first_heading(lines[:end], opening)
    message = "The front matter has no closing fence"
    if place is None:
        help_ = "Write --- on its own line after the last field."
        return diagnostic("unclosed-front-matter", path, Span(opening + 1, 1, opening + 1, 4), message, help_)
    before = next(n for n in range(place - 1, -1, -1) if lines[n].strip())
    span = Span(before + 1, 1, before + 1, len(lines[before].rstrip()) + 1)
    help_ = f"Write --- on its own line after this one, before the heading on line {place + 1}."
    if re.match(r"[ \t]*-{2,}[ \t]*(?:#.*)?$", lines[before]):
        help_ = "Write exactly --- on this line."
    related = Related(path, Span(opening + 1, 1, opening + 1, 4), "the opening fence")
    return diagnostic("unclosed-front-matter", path, span, message, help_, related=related)
