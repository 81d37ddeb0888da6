"""Read the bytes of a procedure file into a `Document`, as far as possible."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, FrontMatter, Outline, Source, Span
from mkdocs_deploy_plugin.reading.block_tree import MAX_DEPTH, MAX_EVENTS
from mkdocs_deploy_plugin.reading.blocks import Tree, parse
from mkdocs_deploy_plugin.reading.characters import has_invisible
from mkdocs_deploy_plugin.reading.conflicts import find_conflicts
from mkdocs_deploy_plugin.reading.fences import is_missing
from mkdocs_deploy_plugin.reading.front_matter import read_front_matter
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.source import decode

MAX_BYTES = 2_000_000
"""Maximum size of a procedure file."""

MAX_REFERENCES = 10_000
"""Maximum number of references to procedures and steps in a body."""

MAX_SUMMARY = 300
"""Maximum length of a summary, in characters."""

_LINK = re.compile(r"!?\[([^\[\]]{1,200})\]\([^()]{0,500}\)")
_FENCE = re.compile(r"`{3,}|~{3,}")
_NOT_CODE = re.compile(
    r"[ \t]*(?:#{2,6}[ \t]+\S|[-*+][ \t]+\[[ xX]\][ \t]|\*\*[^*]+:?\*\*:?[ \t]*$|(?:`{3,}|~{3,})[ \t]*\w)"
)
_MARKS = str.maketrans("", "", "`*~")


def read_document(
    path: str,
    data: bytes,
    syntax: ReferenceSyntax,
    identities: bool = True,
    with_body: bool = True,
) -> Document:
    """Read a procedure file. Findings are in the document's `diagnostics`.

    Args:
        path: Path of the file, for findings.
        data: Content of the file.
        syntax: The syntax of references.
        identities: Whether task items get an `id` and a `rev`; see `read_outline`.
        with_body: Whether the body is parsed; without it, the document has no outline.
    """
    if len(data) > MAX_BYTES:
        message = f"The file is larger than {MAX_BYTES:,} bytes, the limit for a procedure"
        return unreadable(path, diagnostic("too-large", path, START, message, "Split the procedure."))
    source = decode(path, data)
    if isinstance(source, Diagnostic):
        return unreadable(path, source)
    if conflicts := tuple(find_conflicts(source)):
        # Every other finding would be reported once for each version, or for neither.
        return Document(source, None, len(source.text), 1, None, conflicts)
    front_matter, length, diagnostics = read_front_matter(source)
    if not with_body:
        return Document(source, front_matter, len(source.text), length + 1, None, tuple(diagnostics))
    body_start = line_start(source.text, length)
    if body_start is None and front_matter is not None:
        body_start = len(source.text)  # The file ends with the closing fence, so the body is empty.
    if body_start is None:
        return Document(source, front_matter, len(source.text), length + 1, None, tuple(diagnostics))
    body = source.text[body_start:]
    only = None if identities else syntax.hints
    if has_invisible(body):
        from mkdocs_deploy_plugin.reading.invisible import plain_body

        plain = plain_body(path, body.split("\n"), length + 1)
        diagnostics += plain.findings
        tree = parse("\n".join(plain.lines), length + 1, only=only)
    else:
        tree = parse(body, length + 1, only=only)
    if tree.too_deep is not None:
        message = f"The body is nested more than {MAX_DEPTH} blocks deep"
        place = tree.span(tree.too_deep, tree.too_deep + 1)
        diagnostics.append(diagnostic("too-large", path, place, message, "Reduce the nesting."))
        return Document(source, front_matter, body_start, length + 1, None, tuple(diagnostics))
    outline = read_outline(tree, syntax, identities)
    if (excess := _excess(tree, outline)) is not None:
        start, message = excess
        place = tree.span(start, start + 1)
        diagnostics.append(diagnostic("too-large", path, place, message, "Split the procedure."))
        # Without its body, the page is built in no time.
        return Document(source, front_matter, len(source.text), length + 1, None, tuple(diagnostics))
    if outline.unclosed_fence is not None:
        span = outline.span(*outline.unclosed_fence)
        message = "This code block has no closing fence, so the text after it is read as code"
        diagnostics.append(
            diagnostic("unclosed-fence", path, span, message, _closing_help(source.lines, span))
        )
    return Document(
        source, front_matter, body_start, length + 1, outline, tuple(diagnostics), summary_of(outline)
    )


def without_missing_front_matter(document: Document) -> Document:
    """Return a document in which front matter that is missing counts as empty."""
    others = tuple(finding for finding in document.diagnostics if not is_missing(finding))
    if document.front_matter is not None or len(others) == len(document.diagnostics):
        return document
    return replace(document, front_matter=FrontMatter({}, {}, {}, START), diagnostics=others)


def _closing_help(lines: Sequence[str], span: Span) -> str:
    """Return where to close a code block: before the first line that is probably not code."""
    opening = lines[span.line - 1]
    match = _FENCE.search(opening)
    fence = match[0] if match is not None else "```"
    after = next((n for n in range(span.line, len(lines)) if _NOT_CODE.match(lines[n])), None)
    if after is None:
        return f"Write {fence} on its own line after the last line of code."
    return f"Write {fence} on its own line after the last line of code, before line {after + 1}."


def _excess(tree: Tree, outline: Outline) -> tuple[int, str] | None:
    """Return where a body exceeds a limit, and what it has too many of; None if it does not."""
    if tree.too_long is not None:
        return (
            tree.too_long,
            f"The body has more than {MAX_EVENTS:,} pieces of Markdown, the limit for a procedure",
        )
    if len(outline.references) > MAX_REFERENCES:
        start = sorted(reference.start for reference in outline.references)[MAX_REFERENCES]
        return start, f"The body has more than {MAX_REFERENCES:,} references, the limit for a procedure"
    return None


def summary_of(outline: Outline) -> str:
    """Return the text of the first section without task items: plain, and cut after a word."""
    text = next((section.text for section in outline.root.walk() if section.text and not section.items), "")
    text = _LINK.sub(r"\1", text[: 2 * MAX_SUMMARY]).translate(_MARKS)
    if len(text) <= MAX_SUMMARY:
        return text
    return f"{text[: MAX_SUMMARY - 1].rsplit(' ', 1)[0]}…"


def line_start(text: str, line: int) -> int | None:
    """Return the index of the first character of a line (from 0), or None if the text has fewer lines."""
    start = 0
    for _ in range(line):
        start = text.find("\n", start) + 1
        if not start:
            return None
    return start


def unreadable(path: str, finding: Diagnostic) -> Document:
    """Return the document for a file that could not be read, with the finding that says why."""
    return Document(Source(path, ""), None, 0, 1, None, (finding,))
