"""Assemble the new file from the front matter and the lines of the old file that stay."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from mkdocs_deploy_plugin.authoring.migration.taking import Taking
from mkdocs_deploy_plugin.authoring.yaml_text import comment, entry
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.template import Field, FieldKind

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z")
_ENDING = re.compile(r"\r\n|\r|\n")


def assembled(raw: str, taking: Taking, directives: Mapping[int, str]) -> str:
    """Return the new text. Lines that stay keep their line endings.

    Args:
        raw: The old text.
        taking: The values and lines taken out of it.
        directives: The directive to insert before a line, by line number.
    """
    lines = _LINE.findall(raw)
    ending = _ENDING.search(raw)
    newline = ending[0] if ending else "\n"
    gone = set(taking.gone)
    _close_gaps(lines, gone)
    out = [line + newline for line in front_matter(taking)]
    written = ""
    for number, line in enumerate(lines, 1):
        if (directive := directives.get(number)) is not None:
            if written.strip() and not written.startswith("#"):
                out.append(newline)
            following = next((lines[n - 1] for n in range(number, len(lines) + 1) if n not in gone), "")
            out.append(directive + newline + (newline if following.strip() else ""))
            written = ""
        if number not in gone:
            if (part := taking.changed.get(number)) is not None:
                line = part + line[len(line.rstrip("\r\n")) :]
            out.append(line)
            written = line
    return "".join(out)


def _close_gaps(lines: list[str], gone: set[int]) -> None:
    """Remove blank lines that only separated removed lines."""
    for first, second in pairwise(sorted(gone)):
        between = range(first + 1, second)
        if between and all(not lines[number - 1].strip() for number in between):
            gone.update(between)


def front_matter(taking: Taking) -> list[str]:
    """Return the lines of the front matter in the order of the template, and a blank line."""
    lines = [f"# {comment(remark)}" for remark in taking.remarks]
    for field in taking.template.fields:
        lines += _field(field, taking)
    return ["---", *lines, "---", ""]


def _field(field: Field, taking: Taking) -> list[str]:
    """Return the lines of a field. An optional field that is still a placeholder becomes a comment."""
    path = (field.key,)
    if path in taking.values:
        return entry(field.key, taking.values[path])
    lines: list[str] = []
    if field.kind is FieldKind.OBJECT:
        inner = [child.key for child in field.fields]
        data: dict[str, Json] = {
            key: taking.values[*path, key] for key in inner if (*path, key) in taking.values
        }
        lines = entry(field.key, data) if data else []
        for key in inner:
            if (*path, key) in taking.open:
                lines += [f"#   {line}" for line in entry(key, taking.open[*path, key])]
    if path in taking.open:
        lines += [f"# {line}" for line in entry(field.key, taking.open[path])]
    return lines
