"""Check that no task item is ticked in the source once a procedure has left its first status."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_deploy_plugin.checking.front_matter import because
from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix, Outline, Span, TaskItem
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.text import quoted

_BOX = re.compile(r"\[[xX]\](?=[ \t]+$)")


def check_ticked(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding for each task item that is ticked in the source."""
    body, status = document.body, document.string("status")
    if ("[x]" not in body and "[X]" not in body) or not template.is_finished(status):
        return
    lines = document.source.lines
    for section in outline.root.walk():
        for item in section.items:
            if item.checked:
                box = _box(lines, outline, item)
                yield diagnostic(
                    "ticked-item",
                    document.source.path,
                    box or outline.span(item.start, item.end),
                    f"{quoted(item.text, 100)} is already ticked",
                    "Write - [ ]: a box is ticked on the page, by the person who has done it.",
                    reason=because("not allowed", document, template),
                    fix=Fix("Open the box", (Edit(box, "[ ]"),)) if box else None,
                )


def _box(lines: list[str], outline: Outline, item: TaskItem) -> Span | None:
    """Return the place of an item's box; None if its text does not follow on the same line."""
    start = outline.span(item.start, item.end)
    match = _BOX.search(lines[start.line - 1][: start.column - 1])
    return Span(start.line, match.start() + 1, start.line, match.end() + 1) if match else None
