"""Check that steps are verified by task items that are not all struck."""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Related
from mkdocs_deploy_plugin.template import Template


def check_verification(document: Document, outline: Outline, template: Template) -> Iterator[Diagnostic]:
    """Yield findings for steps that run commands but whose task items are all struck out."""
    for section in outline.sections():
        label = section.label
        if label is None or label.kind not in template.verified:
            continue
        if section.items and not section.items[0].struck:
            continue  # The usual case, decided early.
        parts = list(section.parts())
        items = [item for part in parts for item in part.items]
        # An item that is struck out without a reason is already reported.
        if items and all(item.struck and item.reason for item in items) and any(p.commands for p in parts):
            path, first = document.source.path, items[0]
            name = f"{label.word} {label.number}"
            yield diagnostic(
                "unverified-step",
                path,
                outline.span(section.start, section.end),
                f"{name} runs commands, but all task items that verify them are struck out",
                "Add a line such as - [ ] Health checks passing.",
                related=Related(path, outline.span(first.start, first.end), "struck out here"),
            )
