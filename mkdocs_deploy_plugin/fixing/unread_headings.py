"""Find lines that were meant as a heading but are not read as one, such as `###Scope` and `**Scope**`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.fixing.sections import next_section
from mkdocs_deploy_plugin.model import Document, Edit, Fix, Outline, Section, Span
from mkdocs_deploy_plugin.template import SectionRule, Template
from mkdocs_deploy_plugin.text import visible

_LONGER = 100
"""How much longer a line can be than the heading in it."""

_AROUND = " \t#*_\\:"
_MEANT = re.compile(r"[ \t]*(?:#{1,6}[ \t]*[^#]*?|(?P<bold>\*\*|__)[^*_]*(?P=bold):?)[ \t]*#*[ \t]*$")


class UnreadHeading(NamedTuple):
    """A line with the words of a heading, and the fix if the line is marked as a heading in some way."""

    span: Span
    fix: Fix | None


def unread_heading(
    document: Document, outline: Outline, template: Template, wanted: SectionRule, parent: Section | None
) -> UnreadHeading | None:
    """Return the only line below a parent section that has the words of a missing heading and nothing else.

    A line that the template has in some section, such as `**Verification:**`, is not meant as a heading.
    """
    heading, folded = wanted.heading, wanted.heading.casefold()
    if folded not in visible(document.body).casefold():
        return None
    lines = document.source.lines
    first, last = document.body_line, len(lines)
    if parent is not None:
        first = outline.span(parent.start, parent.end).end_line + 1
        following = next_section(list(outline.sections()), parent)
        last = outline.span(following.start, following.end).line - 1 if following is not None else last
    usual = {line.strip() for line in template.present_text.split("\n")}
    candidates = [
        number
        for number in _lines_outside_comments(lines, first, last)
        if len(lines[number - 1]) <= len(heading) + _LONGER
        and visible(lines[number - 1]).strip(_AROUND).casefold() == folded
        and (lines[number - 1].strip() not in usual or lines[number - 1][:1] in (" ", "\t"))
    ]
    headings = {outline.span(section.start, section.end).line for section in outline.sections()}
    fenced = {line for start, end in _fences(document, outline) for line in range(start, end + 1)}
    candidates = [number for number in candidates if number not in headings and number not in fenced]
    if len(candidates) != 1:
        return None
    number = candidates[0]
    line = lines[number - 1]
    start = len(line) - len(line.lstrip(" \t"))
    span = Span(number, start + 1, number, max(start, len(line.rstrip())) + 1)
    text = f"{'#' * wanted.level} {heading}"
    edit = Edit(Span(number, 1, number, len(line) + 1), text)
    return UnreadHeading(span, Fix(f"Write {text}", (edit,)) if _MEANT.match(line) else None)


def _lines_outside_comments(lines: Sequence[str], first: int, last: int) -> Iterator[int]:
    in_comment = False
    for number in range(first, last + 1):
        begins, ends = lines[number - 1].rfind("<!--"), lines[number - 1].rfind("-->")
        in_comment = begins > ends if max(begins, ends) >= 0 else in_comment
        if not in_comment:
            yield number


def _fences(document: Document, outline: Outline) -> Iterator[tuple[int, int]]:
    """Yield the first and last line of each code block between fences."""
    lines = document.source.lines
    for span in outline.code_spans():
        if lines[span.line - 1].strip(" \t>")[:3] in ("```", "~~~"):
            yield span.line, span.end_line
