"""Report names that a template had before, and replace them by the present ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Source
from mkdocs_deploy_plugin.template.former_names import FormerName
from mkdocs_deploy_plugin.text import quoted


def check_former_names(source: Source, names: Iterable[FormerName]) -> Iterator[Diagnostic]:
    """Yield a finding for each former name in a document, with a fix where it is written as it is read."""
    for name in names:
        line = source.lines[name.span.line - 1]
        written = line[name.span.column - 1 : name.span.end_column - 1]
        fix = None
        old, new = quoted(name.old, 100), quoted(name.new, 100)
        if name.span.line == name.span.end_line and written.strip("\"'") == name.old:
            renames = name.old if name.what == "value" else ""
            edit = Edit(name.span, written.replace(name.old, name.new), renames)
            fix = Fix(f"Rename {old} to {new}", (edit,))
        message = f"The {name.what} {old} is now called {new}"
        yield diagnostic("former-name", source.path, name.span, message, f"Write {name.new}.", fix=fix)
