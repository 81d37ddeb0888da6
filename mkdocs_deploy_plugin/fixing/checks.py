"""Fixes for missing baseline checks: insert the template's check next to its neighbours in the list."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.fixing.sections import is_rule
from mkdocs_deploy_plugin.model import Document, Edit, Fix, Outline, Section, Span, TaskItem
from mkdocs_deploy_plugin.patterns import matches
from mkdocs_deploy_plugin.template import SectionRule
from mkdocs_deploy_plugin.template.definition import CheckRule
from mkdocs_deploy_plugin.template.wording import PARENTHESIS
from mkdocs_deploy_plugin.text import likeness, quoted, visible

_COMPARED = 50
"""Maximum number of items of a section that are compared with its missing checks."""

_ALIKE = 0.6
"""How alike a check and an item are that is a reworded check, from 0 to 1."""

_STRUCK_BOX = re.compile(
    r"[ \t]*(?P<marker>[-*+]|[0-9]{1,9}[.)])[ \t]+~~[ \t]*\[(?P<tick>[ xX])\][ \t]*"
    r"(?P<words>[^~]*[^~\s])[ \t]*~~(?P<rest>.*)$"
)
_TASK = re.compile(r"([ \t]*[-*+][ \t]+)\[[ xX]\]([ \t]+)")
_BULLET = re.compile(r"[ \t]*[-*+](?:[ \t]|$)")
_INTERRUPTS = re.compile(r"[ \t]*(?:(?:[-*+]|[0-9]{1,9}[.)])(?:[ \t]|$)|#{1,6}(?:[ \t]|$)|```|~~~|<!--)")


def rewordings(rule: SectionRule, items: Sequence[TaskItem]) -> dict[CheckRule, TaskItem]:
    """Return the items that are probably reworded checks of a section, each for the closest missing check."""
    kept = {id(item) for check in rule.checks if (item := _item(check, items)) is not None}
    others = [item for item in items if id(item) not in kept][:_COMPARED]
    missing = [check for check in rule.checks if not check.optional and _item(check, items) is None]
    pairs = [
        (alike, -number, -position)
        for number, check in enumerate(missing)
        for position, item in enumerate(others)
        if (alike := likeness(PARENTHESIS.sub("", check.text), item.text)) >= _ALIKE
    ]
    found: dict[CheckRule, TaskItem] = {}
    taken: set[int] = set()
    for _, number, position in sorted(pairs, reverse=True):
        if missing[-number] not in found and position not in taken:
            found[missing[-number]] = others[-position]
            taken.add(position)
    return found


def fix_check(
    document: Document,
    outline: Outline,
    check: CheckRule,
    rule: SectionRule,
    section: Section,
    reworded: Mapping[CheckRule, TaskItem],
) -> Fix | None:
    """Return the fix for a missing check; None if its words are there in some other form.

    Checks that belong after the same item are added together, so that they are in the right order.
    """
    lines = document.source.lines
    first, last = _own_lines(lines, outline, section)
    text = "\n".join(lines[first:last]).casefold()
    items = {check_rule: _item(check_rule, section.items) for check_rule in rule.checks}
    missing = [
        candidate
        for candidate, item in items.items()
        if item is None
        and not candidate.optional
        and candidate not in reworded
        and candidate.text.split(" (")[0].casefold() not in text
    ]
    if check not in missing:
        return None
    before = _before(check, items)
    together = [other for other in missing if _before(other, items) is before]
    if before is not None:
        edit = _after(lines, outline, before, together)
    elif section.items:
        edit = _in_front(lines, outline, section.items[0], together)
    else:
        edit = _at_end(lines, first, last, together)
    if edit is None:
        return None
    noun = "check" if len(together) == 1 else "checks"
    names = " and ".join(quoted(added.text, 100) for added in together)
    return Fix(f"Add the {noun} {names} from the template", (edit,))


def fix_case(document: Document, outline: Outline, check: CheckRule, item: TaskItem) -> Fix | None:
    """Return the fix for an item that differs from a check only in upper and lower case."""
    core = PARENTHESIS.sub("", check.text)
    span = outline.span(item.start, item.end)
    line = document.source.lines[span.line - 1]
    end = span.column - 1 + len(core)
    written = line[span.column - 1 : end]
    if written == core or written.casefold() != core.casefold() or line[end : end + 1].isalnum():
        return None
    place = Span(span.line, span.column, span.line, end + 1)
    return Fix("Write it as in the template", (Edit(place, core),))


class Unread(NamedTuple):
    """The line that has the words of a check without being a task item.

    Attributes:
        span: The place of the line's text.
        help: What to write in its place.
        fix: The fix, if the line can only be meant in one way.
    """

    span: Span
    help: str
    fix: Fix | None


def unread(
    document: Document, outline: Outline, check: CheckRule, section: Section, not_applicable: str
) -> Unread | None:
    """Return the line below a heading that has the words of a check but no box that is read as one."""
    lines = document.source.lines
    first, last = _own_lines(lines, outline, section)
    words = PARENTHESIS.sub("", check.text).casefold()
    number = next((n for n in range(first, last) if words in visible(lines[n]).casefold()), None)
    if number is None:
        return None
    line = lines[number]
    start = len(line) - len(line.lstrip())
    span = Span(number + 1, start + 1, number + 1, len(line.rstrip()) + 1)
    if _TASK.match(line):
        return Unread(span, "It is in code or HTML, where it is not a task item: move it out.", None)
    begin = "It is there, but not as a task item: write"
    match = _STRUCK_BOX.match(line)
    if match is None:
        return Unread(span, f"{begin} - [ ] {check.text}", None)
    text = f"{match['marker']} [{match['tick']}] ~~{match['words']}~~{match['rest']}"
    reason = match["rest"].strip(" :;,.-–—")
    fix = Fix("Put the box in front of the tildes", (Edit(span, text),)) if reason else None
    return Unread(span, f"{begin} {text}" if reason else f"{begin} {text} {not_applicable}: …", fix)


def _item(check: CheckRule, items: Sequence[TaskItem]) -> TaskItem | None:
    return next((item for item in items if matches(check.pattern, item.text)), None)


def _before(check: CheckRule, items: dict[CheckRule, TaskItem | None]) -> TaskItem | None:
    """Return the item of the nearest preceding check that is present."""
    before = None
    for preceding, item in items.items():
        if preceding is check:
            break
        before = item or before
    return before


def _own_lines(lines: Sequence[str], outline: Outline, section: Section) -> tuple[int, int]:
    """Return the range of lines directly below a heading: the first, from 0, and one past the last."""
    following = next((s for s in outline.sections() if s.start > section.start), None)
    end = outline.span(following.start, following.end).line - 1 if following is not None else len(lines)
    return outline.span(section.start, section.end).end_line, end


def _insertion(lines: Sequence[str], line: int, texts: Sequence[str], blank: int = 0) -> Edit:
    """Return the edit that inserts lines after a line, each preceded by some blank lines."""
    column = len(lines[line - 1]) + 1
    return Edit(Span(line, column, line, column), "".join("\n" * (blank + 1) + text for text in texts))


def _task(lines: Sequence[str], outline: Outline, item: TaskItem) -> tuple[int, re.Match[str]] | None:
    """Return the line of an item and the match of its marker; None if anything else precedes its text."""
    span = outline.span(item.start, item.end)
    match = _TASK.match(lines[span.line - 1])
    return (span.line, match) if match is not None and match.end() == span.column - 1 else None


def _after(
    lines: Sequence[str], outline: Outline, item: TaskItem, checks: Sequence[CheckRule]
) -> Edit | None:
    task = _task(lines, outline, item)
    if task is None:
        return None
    line, match = task
    indent = _indent(match[0])
    end = line
    for number in range(line + 1, len(lines) + 1):
        following = lines[number - 1]
        if not following.strip():
            continue
        if _indent(following) <= indent:
            if number == end + 1 and not _INTERRUPTS.match(following):
                return None  # An unindented line that continues the item.
            loose = _indent(following) == indent and _BULLET.match(following) is not None
            return _insertion(lines, end, _texts(match, checks), number - end - 1 if loose else 0)
        end = number
    return _insertion(lines, end, _texts(match, checks))


def _in_front(
    lines: Sequence[str], outline: Outline, item: TaskItem, checks: Sequence[CheckRule]
) -> Edit | None:
    task = _task(lines, outline, item)
    if task is None or task[0] < 2:
        return None
    line, match = task
    return _insertion(lines, line - 1, _texts(match, checks))


def _at_end(lines: Sequence[str], first: int, last: int, checks: Sequence[CheckRule]) -> Edit:
    """Return the edit that adds a list after all content directly below a heading."""
    end = last
    while end > first and (not lines[end - 1].strip() or is_rule(lines[end - 1])):
        end -= 1
    touches = end == first or lines[end - 1].rstrip().endswith("-->") or _BULLET.match(lines[end - 1])
    texts = [f"- [ ] {check.text}" for check in checks]
    edit = _insertion(lines, end, texts)
    tail = "\n" if end < last and lines[end].strip() else ""
    return Edit(edit.span, f"{'' if touches else chr(10)}{edit.text}{tail}")


def _texts(match: re.Match[str], checks: Sequence[CheckRule]) -> list[str]:
    return [f"{match[1]}[ ]{match[2]}{check.text}" for check in checks]


def _indent(line: str) -> int:
    expanded = line.expandtabs(4)
    return len(expanded) - len(expanded.lstrip(" "))
