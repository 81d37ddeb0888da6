"""Where the front matter of a file begins and ends, and what is wrong with its fences.

The format is that of Jekyll (jekyllrb.com/docs/front-matter): the first line is `---`, and so is the
line after the last key. Everything that other tools write instead is told apart, because each needs
another answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Edit, Fix, Span

SEARCHED = 40
"""In how many lines an opening fence is looked for that does not stand in the first one."""

_CLOSING = re.compile(r"(?:---|\.\.\.)[ \t]*$")
_NEARLY = re.compile(r"[ \t\ufeff\u200b]*(?:[-‐‑‒–—―−]{1,10})[ \t]*$")
_KEY = re.compile(r"[A-Za-z_][\w-]{0,60}:(?:[ \t]|$)")
_IN_BODY = re.compile(r"(?:[^\s#:\]}\"'-][^:]*$|- \[[ xX]\] |```|\*\*|\|)")
_HEADING = re.compile(r"(#{1,6})[ \t]+\S")


@dataclass(frozen=True, slots=True)
class Fences:
    """The lines of the fences, counted from 0.

    Attributes:
        opening: The line of the opening fence.
        closing: The line of the closing fence.
    """

    opening: int
    closing: int


def find_fences(path: str, lines: Sequence[str]) -> tuple[Fences | None, list[Diagnostic]]:
    """Find the fences of a file's front matter.

    Returns:
        The fences, or None where there is no front matter that can be read, and what is wrong with them.
    """
    opening, found = _opening(path, lines)
    if opening is None:
        return None, found
    closing = next((n for n in range(opening + 1, len(lines)) if _CLOSING.match(lines[n])), None)
    if closing is None:
        return None, [unclosed(path, lines, opening, len(lines))]
    return Fences(opening, closing), found


def _opening(path: str, lines: Sequence[str]) -> tuple[int | None, list[Diagnostic]]:
    first = lines[0].rstrip()
    if first == "---":
        return 0, []
    place = Span(1, 1, 1, len(lines[0]) + 1) if lines[0] else START
    written = "Write it as YAML between two --- lines."
    begins = next((line.strip() for line in lines[:SEARCHED] if line.strip()), "")
    if begins == "+++" or begins == "---toml":
        return None, [diagnostic("toml-front-matter", path, place, "The front matter is TOML", written)]
    if begins.startswith("{") or begins in ("---json", ";;;"):
        return None, [diagnostic("json-front-matter", path, place, "The front matter is JSON", written)]
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


def _text_before(path: str, lines: Sequence[str], number: int, place: Span) -> Diagnostic:
    """Return the finding for a fence that is not the first line."""
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
    """Return whether what begins at a line looks like the inside of front matter: a key, and a fence."""
    inner = (line for line in lines[number : number + SEARCHED] if line.strip() and not line.startswith("#"))
    return _KEY.match(next(inner, "")) is not None and any(_CLOSING.match(line) for line in lines[number:])


def seems_unclosed(lines: Sequence[str], fences: Fences, is_yaml: bool) -> bool:
    """Return whether the closing fence is none, but a rule in the body or the fence of something else.

    What is no YAML is the body where a heading stands before what is no line of front matter: a heading
    before a key is a comment. What is YAML is front matter, whatever its comments look like, unless
    headings of two levels below the first stand in it.
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
    """Return the number (from 0) of the first line that looks like a heading after a blank line."""
    for number in range(opening + 2, len(lines)):
        if _HEADING.match(lines[number]) and not lines[number - 1].strip():
            return number
    return None


def unclosed(path: str, lines: Sequence[str], opening: int, end: int) -> Diagnostic:
    """Return the finding for front matter without an end."""
    place = first_heading(lines[:end], opening)
    where = f", before line {place + 1}" if place is not None else ""
    return diagnostic(
        "unclosed-front-matter",
        path,
        Span(opening + 1, 1, opening + 1, 4),
        "The front matter has no closing fence",
        f"Add a line with --- after the last field{where}.",
    )
