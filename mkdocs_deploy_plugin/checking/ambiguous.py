"""Rules about unquoted text that other YAML parsers read as another type.

This package reads YAML 1.2, where `no` and `010` are text. MkDocs, GitHub and most libraries read
YAML 1.1, where they are false and 8, so the same file has two meanings. Quotes prevent that.
"""

from __future__ import annotations

from collections.abc import Iterator

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Document, Edit, Fix
from mkdocs_deploy_plugin.reading.yaml_errors import quoted_scalar
from mkdocs_deploy_plugin.template import FieldKind, Template
from mkdocs_deploy_plugin.template.paths import field_at, name_of, path_of
from mkdocs_deploy_plugin.text import quoted

_OTHERWISE = {
    "boolean": "a boolean",
    "octal": "a number",
    "time": "a base-60 number",
    "date": "a date",
}
# The kinds of fields whose values are text. Dates are left out, because they are written without quotes.
_TEXT = frozenset({FieldKind.TEXT, FieldKind.PATTERN, FieldKind.CHOICE, FieldKind.FIXED, FieldKind.VERSION})


def check_ambiguous(document: Document, template: Template) -> Iterator[Diagnostic]:
    """Yield a finding for each value that needs quotes to be text in every version of YAML."""
    front_matter = document.front_matter
    if front_matter is None:
        return
    for pointer, kind in front_matter.ambiguous:
        path = path_of(pointer, front_matter.data)
        field = field_at(template, path)
        if field is None or _kind(field.kind, field.fields) not in _TEXT:
            continue  # A site key, or already reported.
        span = front_matter.values[pointer]
        value = document.source.lines[span.line - 1][span.column - 1 : span.end_column - 1]
        name = name_of(path)
        message = (
            f"{name} is {quoted(value)[1:-1]} without quotes, which YAML 1.1 reads as {_OTHERWISE[kind]}"
        )
        yield diagnostic(
            f"yaml-{kind}",
            document.source.path,
            span,
            message[:1].upper() + message[1:],
            f"Quote it: {quoted_scalar(value)}",
            reason="MkDocs, GitHub and most other tools read YAML 1.1",
            pointer=f"/front_matter{pointer}",
            fix=Fix("Quote the value", (Edit(span, quoted_scalar(value)),)),
        )


def _kind(kind: FieldKind, fields: tuple[object, ...]) -> FieldKind:
    """Return the kind of a value. A list entry that may be text or a mapping counts as text."""
    return FieldKind.TEXT if kind is FieldKind.OBJECT and fields else kind
