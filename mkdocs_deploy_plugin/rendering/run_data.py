"""What a run needs to know of a procedure, as attributes of its page.

All of it is data of whoever writes procedures, so all of it is bounded: a page stays a page whatever the
front matter holds. Texts that are shown are cut; what would mean something else when it is cut, such as an
address or a pattern, is left out.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from mkdocs_deploy_plugin.catalog import Procedure
from mkdocs_deploy_plugin.model import Document, Json, Outline
from mkdocs_deploy_plugin.parameter_patterns import named_signs, pattern_problem
from mkdocs_deploy_plugin.rendering.tables import rows_of
from mkdocs_deploy_plugin.rollback import Parts, rolled_back
from mkdocs_deploy_plugin.template import Template

MOST = 100
"""How many entries of a list a page gets."""

LONGEST_TEXT, LONGEST_ADDRESS = 200, 500
"""How many characters of each a page gets."""

_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_ADDRESS = re.compile(r"https?://[^\s/?#][^\s]*", re.I)


def run_data(procedure: Procedure, template: Template, edit: str = "", issue: str = "") -> str:
    """Give what a run needs as JSON.

    Args:
        procedure: The procedure.
        template: What it was read with.
        edit: The address at which its source is edited, or empty.
        issue: The address that opens an issue about it, or empty.
    """
    document = procedure.document
    status = cut(document.string("status"))
    data = {
        "status": status,
        "in_force": bool(status) and status == template.in_force,
        "environments": [
            {"name": cut(name), "url": _address(row.get("url"))}
            for row in _rows(document, template, "environments")
            if (name := _text(row.get("name")))
        ],
        "parameters": list(_parameters(document.value("parameters"))),
        "sign_off": [
            {"role": cut(role), "name": cut(_text(row.get("name")))}
            for row in _rows(document, template, "sign_off")
            if (role := _text(row.get("role")))
        ],
        "edit": _address(edit),
        "issue": _address(issue),
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def heading_attributes(outline: Outline, template: Template, own: str) -> Mapping[str, Mapping[str, str]]:
    """Give the attributes of headings by their anchors: what is a phase, a step, the rollback.

    `own` is the id of the procedure.
    """
    found: dict[str, dict[str, str]] = {}
    for section in outline.sections():
        if section.label is not None:
            is_step = all(inner.label is None for inner in section.walk() if inner is not section)
            name = "data-step" if is_step else "data-phase"
            found[section.anchor] = {name: f"{section.label.word} {section.label.number}"}
    parts = Parts.of(outline, template)
    for section in parts.rollback:
        found.setdefault(section.anchor, {})["data-rollback"] = ""
    for section in parts.criteria:
        found.setdefault(section.anchor, {})["data-decision-criteria"] = ""
    for anchor, targets in rolled_back(parts, template, own).items():
        found[anchor]["data-rolls-back"] = " ".join(targets)
    return found


def parameter_names(document: Document) -> frozenset[str]:
    """Return the names of a procedure's parameters that its page knows."""
    return frozenset(name for name, _ in _named(document.value("parameters")))


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """Give a text, or its beginning and a sign that there is more."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _parameters(value: Json) -> Iterator[dict[str, str | None]]:
    for name, inner in _named(value):
        parts = inner if isinstance(inner, dict) else {}
        pattern = parts.get("pattern")
        pattern = "" if pattern is None else pattern
        usable = pattern if isinstance(pattern, str) and not pattern_problem(pattern) else None
        yield {
            "name": name,
            "description": cut(_text(parts.get("description"))),
            "example": cut(_text(parts.get("example"))),
            "pattern": usable,
            "signs": named_signs(usable or ""),
        }


def _named(value: Json) -> list[tuple[str, Json]]:
    parameters = value if isinstance(value, dict) else {}
    return [(name, inner) for name, inner in parameters.items() if _NAME.fullmatch(name)][:MOST]


def _rows(document: Document, template: Template, key: str) -> list[Mapping[str, Json]]:
    field = template.field(key)
    rows = rows_of(document, field) if field is not None and field.columns else []
    return [row for row in rows[:MOST] if isinstance(row, dict)]


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _address(value: Json) -> str:
    """Give an address of the web, or nothing."""
    text = _text(value)
    return text if len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else ""
