"""Names of code blocks, so that it can be told later which one was copied."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from mkdocs_deploy_plugin.model import Outline, Section


def command_names(outline: Outline) -> Mapping[int, str]:
    """Give the name of each code block by its first byte: `step-2.1:1` is the first one of Step 2.1.

    Those of a step, a numbered section without numbered ones in it, are counted through, whatever headings
    stand between them. Others are named after their section.
    """
    names: dict[int, str] = {}
    counts: Counter[str] = Counter()

    def visit(section: Section, step: Section | None) -> None:
        if section.label is not None:
            is_step = all(inner.label is None for inner in section.walk() if inner is not section)
            step = section if is_step else None
        anchor = (step or section).anchor
        for command in section.commands:
            counts[anchor] += 1
            names[command.start] = f"{anchor}:{counts[anchor]}"
        for inner in section.sections:
            visit(inner, step)

    visit(outline.root, None)
    return names
