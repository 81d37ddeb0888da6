"""Find values that are cut off by a `#`.

A `#` after white space starts a comment (YAML 1.2, chapter 6.6), so `title: Close #12` reads as "Close".
People write comments as `# words`, with a space, but channels and tickets as `#words`. Only the latter is
assumed to be part of the value.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from mkdocs_deploy_plugin.findings.rules import diagnostic
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, FrontMatter, Json, Source, Span
from mkdocs_deploy_plugin.reading.yaml_errors import quoted_scalar
from mkdocs_deploy_plugin.text import pointer_parts

_CUT = re.compile(r"\S[ \t]+(#[^\s#!][^\n]*)")
_INDICATORS = "|>&*!"


class CutValue(NamedTuple):
    """A value that a comment cuts off.

    Attributes:
        pointer: JSON pointer into the front matter.
        value: The value as YAML reads it.
        whole: The value with the comment, or None if it spans several lines.
        finding: The finding if the comment was not meant as one.
    """

    pointer: str
    value: Json
    whole: str | None
    finding: Diagnostic


def cut_values(source: Source, front_matter: FrontMatter) -> Iterator[CutValue]:
    """Yield each value that is cut off by a comment that looks like a part of it.

    Only the template shows that a comment after a complete value is one; see `checking.cut_values`.
    """
    lines = source.lines
    suspects = {
        number: match.start(1)
        for number in range(front_matter.start + 1, front_matter.end.line)
        if "#" in lines[number - 1] and (match := _CUT.search(lines[number - 1]))
    }
    if not suspects:
        return
    for pointer, span in front_matter.values.items():
        at = suspects.get(span.end_line)
        value = _value(front_matter.data, pointer) if at is not None else None
        if at is None or isinstance(value, dict | list):
            continue
        line = lines[span.end_line - 1]
        if span.end_column - 1 > at:
            # The value continues after it, in quotes or as a block, but the next # may still cut it off.
            match = _CUT.search(line, span.end_column - 2)
            if match is None:
                continue
            at = match.start(1)
        between = line[span.end_column - 1 : at]
        if line[span.column - 1 :][:1] in ('"', "'") and span.line == span.end_line:
            continue  # A quoted value ends where the writer closed it.
        if between.strip() or (
            span.line == span.end_line and line[span.column - 1 :][:1] in tuple(_INDICATORS)
        ):
            continue
        yield _cut_value(source.path, line, pointer, span, at, value)


def _cut_value(path: str, line: str, pointer: str, span: Span, at: int, read: Json) -> CutValue:
    rest = line[at:].rstrip()
    end = len(line.rstrip()) + 1
    value = line[span.column - 1 : span.end_column - 1].strip() if span.line == span.end_line else ""
    fix = whole = None
    help_ = "Quote the whole value; for a comment, put a space after the #."
    if value[:1] not in ('"', "'") and span.line == span.end_line:
        start = span.column - 1 if value else at
        whole = line[start:].rstrip()
        help_ = f"Quote it: {quoted_scalar(whole)}; for a comment, put a space after the #."
        place = Span(span.line, start + 1, span.line, end)
        fix = Fix("Quote the value", (Edit(place, quoted_scalar(whole)),))
    as_value = f' and the value as "{value}"' if value else ", not as part of the value"
    shown = json.dumps(rest if len(rest) <= 60 else rest[:59] + "…", ensure_ascii=False)
    message = f"YAML reads {shown} as a comment{as_value}"
    place = Span(span.end_line, at + 1, span.end_line, end)
    finding = diagnostic(
        "yaml-comment", path, place, message, help_, pointer=f"/front_matter{pointer}", fix=fix
    )
    return CutValue(pointer, read, whole, finding)


def _value(data: Json, pointer: str) -> Json:
    for key in pointer_parts(pointer):
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
    return data
