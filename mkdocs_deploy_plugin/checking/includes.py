"""Check for lines that bring text from another file when the site is built.

On GitHub the line is all that readers see, and the text that it brings is not checked. The syntax is that of
the snippets of PyMdown Extensions, of markdown-include, and of `include` in Jinja and in the plugin
include-markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Outline, Span
from mkdocs_deploy_plugin.text import quoted

_LINE = re.compile(
    r"""
    ^[ \t]*
    (?P<whole>
        (?P<scissors>-+8<-+)(?:[ \t]+(?P<snippet>"[^\n]{1,500}"|'[^\n]{1,500}'))?(?=[ \t]*$)
      | \{![ \t]{0,10}(?P<braces>[^\s!{}][^!{}\n]{0,500})!\}
      | \{%[-+]?\s{0,20}(?P<word>include(?:-markdown)?)\s{1,20}
        (?:"(?P<double>[^"\n]{1,500})"|'(?P<single>[^'\n]{1,500})')
    )
    """,
    re.M | re.X,
)


def check_includes(document: Document, outline: Outline) -> Iterator[Diagnostic]:
    """Yield a finding for each line of the body that includes another file."""
    body = document.body
    if not _may_include(body):
        return
    code: list[range] | None = None
    block = False  # between two scissors on lines of their own, which hold the names of files
    line, counted = document.body_line, 0
    for match in _LINE.finditer(body):
        start, end = match.span("whole")
        line, counted = line + body.count("\n", counted, start), start
        if match["word"] == "include":  # In code this is usually a template of the product.
            code = _code(outline) if code is None else code
            if any(line in lines for lines in code):
                continue
        name = (match["snippet"] or "")[1:-1] or match["braces"] or match["double"] or match["single"] or ""
        if not name:
            block = not block
            if not block:
                continue
        column = start - body.rfind("\n", 0, start)
        last = end - body.rfind("\n", 0, end)
        yield diagnostic(
            "unchecked-include",
            document.source.path,
            Span(line, column, line + body.count("\n", start, end), last),
            f"The text of {quoted(name.strip(), 100)} is not checked"
            if name
            else "The text of these files is not checked",
            "Copy the text to this place, or waive the finding with the reason why nobody has to check it.",
            reason="checks and commands of an included file are not seen, and GitHub does not show them",
        )


def _may_include(body: str) -> bool:
    """Return whether a body has `8<`, `{!` or `{%`. Splitting at one character is the quickest search."""
    return any(part[-1:] == "8" for part in body.split("<")) or any(
        part[:1] in ("!", "%") for part in body.split("{")
    )


def _code(outline: Outline) -> list[range]:
    """Return the lines of the code blocks."""
    return [range(span.line, span.end_line + 1) for span in outline.code_spans()]
