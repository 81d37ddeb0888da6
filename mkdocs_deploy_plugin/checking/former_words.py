"""Report the words that a template numbered its headings with before, and replace them by the present ones.

Headings are not the only place for such a word: the text names steps by their numbers, and links lead to
them. What is no reference, such as a comment in code, is left as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Outline, Reference, ReferenceKind, Span
from mkdocs_deploy_plugin.reading.references import before_number
from mkdocs_deploy_plugin.text import quoted


def check_former_words(catalog: Catalog) -> Iterator[Diagnostic]:
    """Yield a finding for each former word of numbered headings that a procedure has."""
    if not any(one.template.syntax.former for one in catalog.collections):
        return
    for procedure in catalog:
        outline = procedure.document.outline
        if outline is None:
            continue
        found: dict[tuple[str, str], set[Edit]] = {}
        for old, new in procedure.template.syntax.former:
            found.setdefault((old, new), set()).update(_headings(procedure, outline, old, new))
        for reference in outline.references:
            target = catalog.target(procedure, reference)
            if target is None or not reference.anchor:
                continue
            # A step of another template has the words of that template.
            for old, new in target.template.syntax.former:
                edits = _references(procedure, outline, reference, target, old, new)
                found.setdefault((old, new), set()).update(edits)
        for (old, new), places in found.items():
            if places:
                yield _finding(procedure, old, new, sorted(places))


def _finding(procedure: Procedure, old: str, new: str, edits: Sequence[Edit]) -> Diagnostic:
    places = f" in {len(edits)} places" if len(edits) > 1 else ""
    fix = Fix(f"Rename {quoted(old)} to {quoted(new)}{places}", tuple(edits))
    message = f"{quoted(old)} is now called {quoted(new)}"
    return diagnostic("former-name", procedure.path, edits[0].span, message, f"Write {new}{places}.", fix=fix)


def _headings(procedure: Procedure, outline: Outline, old: str, new: str) -> Iterator[Edit]:
    lines = procedure.document.source.lines
    word = re.compile(rf"^[\s#>*_]*({re.escape(old)})(?=\s)")
    for section in outline.sections():
        if section.label is not None and section.label.word == new:
            yield from _edits(lines, outline.span(section.start, section.end), word, new)


def _references(
    procedure: Procedure, outline: Outline, reference: Reference, target: Procedure, old: str, new: str
) -> Iterator[Edit]:
    """Yield the edits of a reference to a procedure, if it leads to a numbered heading."""
    is_link = reference.kind is ReferenceKind.LINK
    anchor = target.anchor(reference.anchor) if is_link else target.present_anchor(reference.anchor)
    section = target.anchors.get(anchor)
    if section is None or section.label is None or section.label.word != new:
        return
    lines, span = procedure.document.source.lines, outline.span(reference.start, reference.end)
    named = re.compile(rf"(?<![\w-])({re.escape(old)})(?=[ \u00a0][A-Z0-9])")
    yield from _edits(lines, span, named, new)
    fragment = re.compile(rf"#(?:user-content-)?({re.escape(before_number(old))})")
    yield from _edits(lines, span, fragment, before_number(new))


def _edits(lines: Sequence[str], span: Span, pattern: re.Pattern[str], new: str) -> Iterator[Edit]:
    """Yield the edits that replace the group of a pattern in a range of a file."""
    for number in range(span.line, span.end_line + 1):
        start = span.column - 1 if number == span.line else 0
        line = lines[number - 1]
        end = span.end_column - 1 if number == span.end_line else len(line)
        for match in pattern.finditer(line, start, end):
            yield Edit(Span(number, match.start(1) + 1, number, match.end(1) + 1), new)
