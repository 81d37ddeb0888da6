"""Say in which form a value is written, and why one of that form is still wrong."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from typing import Any

from mkdocs_deploy_plugin.template import Field, FieldKind

_DAY = re.compile("([0-9]{4})-([0-9]{2})-([0-9]{2})")


def missing_day(field: Field | None, value: Any) -> str:
    """Return why a value that has the form of a date is not one, or an empty string."""
    if field is None or field.kind is not FieldKind.DATE or not isinstance(value, str):
        return ""
    match = _DAY.fullmatch(value)
    if match is None:
        return ""
    year, month, day = map(int, match.groups())
    if year < 1:
        return "years begin with 0001"
    if not 1 <= month <= 12:
        return "months are numbered from 01 to 12"
    days = monthrange(year, month)[1]
    return "" if 1 <= day <= days else f"{month_name[month]} {year} has {days} days"


def shape_help(field: Field | None, example: str, value: object = None) -> str:
    """Return the form in which a value of a field is written, as an imperative; empty for free text."""
    if field is None:
        return ""
    if field.kind is FieldKind.DATE and re.fullmatch("(?:0|1[0-8])[0-9]+-[0-9]{2}-[0-9]{2}", str(value)):
        return "Write a date from 1900 on."
    if field.kind is FieldKind.PATTERN:
        return f"Write it as {example or field.example}, in lowercase."
    return {
        FieldKind.VERSION: "Write three numbers, such as 1.0.0.",
        FieldKind.DATE: "Write a date as YYYY-MM-DD.",
        FieldKind.URL: "Write a URL that begins with https:// or http://, in ASCII without spaces.",
    }.get(field.kind, "")
