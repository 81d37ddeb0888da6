"""From the bytes of a procedure file to `Document`: as much of it as can be read."""

from __future__ import annotations

from mkdocs_deploy_plugin.model import Diagnostic, Document, Severity, Source
from mkdocs_deploy_plugin.reading.blocks import parse
from mkdocs_deploy_plugin.reading.front_matter import read_front_matter
from mkdocs_deploy_plugin.reading.outline import read_outline
from mkdocs_deploy_plugin.reading.references import ReferenceSyntax
from mkdocs_deploy_plugin.reading.source import START, decode

MAX_BYTES = 2_000_000
"""How large a procedure file may be."""


def read_document(path: str, data: bytes, syntax: ReferenceSyntax) -> Document:
    """Read a procedure file. What is wrong with it is in the document's `diagnostics`."""
    if len(data) > MAX_BYTES:
        message = f"The file has {len(data):,} bytes; a procedure has at most {MAX_BYTES:,}"
        return _unreadable(
            path, Diagnostic("too-large", Severity.ERROR, path, START, message, "Split the procedure.")
        )
    source = decode(path, data)
    if isinstance(source, Diagnostic):
        return _unreadable(path, source)
    front_matter, length, diagnostics = read_front_matter(source)
    if length >= len(source.lines):
        return Document(source, front_matter, "", length + 1, None, tuple(diagnostics))
    body = "\n".join(source.lines[length:])
    outline = read_outline(parse(body, length + 1), syntax)
    if outline.unclosed_fence is not None:
        diagnostics.append(
            Diagnostic(
                rule="unclosed-fence",
                severity=Severity.ERROR,
                path=path,
                span=outline.span(*outline.unclosed_fence),
                message="The code block that begins here has no end, so what follows is code, too",
                help="Close it with the same fence on a line of its own.",
            )
        )
    return Document(source, front_matter, body, length + 1, outline, tuple(diagnostics))


def _unreadable(path: str, diagnostic: Diagnostic) -> Document:
    return Document(Source(path, "", ("",)), None, "", 1, None, (diagnostic,))
