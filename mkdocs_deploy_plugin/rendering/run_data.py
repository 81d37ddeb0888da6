"""Collect the data of a procedure that runs need, as attributes of its page.

The front matter is not trusted, so everything is bounded and cannot break the page. Texts that are shown are
truncated; values that would change their meaning when truncated, such as URLs and patterns, are left out.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.model import Document, Json, Outline, Section
from mkdocs_deploy_plugin.reading.identity import digest
from mkdocs_deploy_plugin.rendering.tables import rows_of
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.gates import read_gate, role_of
from mkdocs_deploy_plugin.template.meanings import ENVIRONMENTS, PARAMETERS, SIGN_OFF
from mkdocs_deploy_plugin.template.parameter_patterns import named_signs, pattern_problem
from mkdocs_deploy_plugin.template.rollback import Parts, rolled_back

MOST = 100
"""The largest number of entries of a list on a page."""

LONGEST_TEXT, LONGEST_ADDRESS = 200, 500
"""The largest number of characters of a text and of a URL on a page."""

_NAME = re.compile("[a-z][a-z0-9_]{0,39}")
_ADDRESS = re.compile(r"https?://[^\s/?#][^\s]*", re.I)


def run_data(
    procedure: Procedure, template: Template, edit: str = "", issue: str = "", runs: str = ""
) -> str:
    """Return the data for runs as JSON.

    Args:
        procedure: The procedure.
        template: The template of the procedure.
        edit: The URL at which to edit its source, or empty.
        issue: The URL at which to open an issue about it, or empty.
        runs: The relative address of the page with all runs, or empty.
    """
    document = procedure.document
    status = cut(document.string("status"))
    data = {
        "status": status,
        "in_force": template.is_in_force(status),
        "environments": [
            {"name": cut(name), "url": _address(row.get("url"))}
            for row in _rows(document, template, ENVIRONMENTS)
            if (name := _text(row.get("name")))
        ],
        "parameters": list(_parameters(document.value(PARAMETERS))),
        "sign_off": [
            {"role": cut(role), "name": cut(_text(row.get("name")))}
            for row in _rows(document, template, SIGN_OFF)
            if (role := _text(row.get("role")))
        ],
        "metadata": list(_metadata(document)),
        "edit": _address(edit),
        "issue": _address(issue),
        "runs": runs,
    }
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def heading_attributes(outline: Outline, template: Template, own: str) -> Mapping[str, Mapping[str, str]]:
    """Return the attributes that mark phases, steps, roles and the rollback, by the anchor of the heading.

    A step has the role of its phase unless its own heading names one. `own` is the id of the procedure.
    """
    attributes: dict[str, dict[str, str]] = {}
    phases = [(0, "")]  # The levels of the open sections, and the roles of their headings.
    for section in outline.sections():
        while phases[-1][0] >= section.level:
            phases.pop()
        role = role_of(section, template.gate_words) or phases[-1][1]
        phases.append((section.level, role))
        if section.label is not None:
            name = "data-step" if section.is_step else "data-phase"
            attributes[section.anchor] = {name: f"{section.label.word} {section.label.number}"}
            if role:
                attributes[section.anchor]["data-by"] = cut(role)
    parts = Parts.of(outline, template)
    for section in parts.rollback:
        attributes.setdefault(section.anchor, {})["data-rollback"] = ""
    for section in parts.criteria:
        attributes.setdefault(section.anchor, {})["data-decision-criteria"] = ""
    for anchor, targets in rolled_back(parts, template, own).items():
        attributes[anchor]["data-rolls-back"] = " ".join(targets)
    return attributes


def item_attributes(outline: Outline, template: Template) -> Mapping[int, Mapping[str, str]]:
    """Return the attributes that mark hold points, timers and roles, by the first byte of the item's text."""
    attributes: dict[int, dict[str, str]] = {}
    for section in outline.root.walk():
        for item in section.items:
            if item.remarks:
                hold, wait, by = read_gate(item.remarks, template.gate_words)
                values = {"data-hold": cut(hold), "data-wait": str(wait or ""), "data-by": cut(by)}
                attributes[item.start] = {name: value for name, value in values.items() if value}
    return attributes


def parameter_names(document: Document) -> frozenset[str]:
    """Return the names of a procedure's parameters that are included in its page."""
    return frozenset(name for name, _ in _named(document.value(PARAMETERS)))


def cut(text: str, longest: int = LONGEST_TEXT) -> str:
    """Return a text, truncated with an ellipsis if it is too long."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _metadata(document: Document) -> Iterator[tuple[str, str, str]]:
    """Yield name, digest and beginning of each value in the front matter, to show what changed in a run."""
    values = document.front_matter.data if document.front_matter is not None else {}
    for name, value in list(values.items())[:MOST]:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        yield cut(name), digest(text), cut(text)


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


def _rows(document: Document, template: Template, name: str) -> list[Mapping[str, Json]]:
    field = template.field(name)
    rows = rows_of(document, field) if field is not None and field.columns else []
    return [row for row in rows[:MOST] if isinstance(row, dict)]


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _address(value: Json) -> str:
    """Return a value if it is an http or https URL, else an empty string."""
    text = _text(value)
    return text if len(text) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(text) else ""


def command_names(outline: Outline) -> Mapping[int, str]:
    """Return the name of each code block by its first byte: `step-2.1:1` is the first one of Step 2.1.

    Code blocks of a step (a numbered section without numbered subsections) are numbered consecutively across
    its subheadings. Others are named after their section.
    """
    names: dict[int, str] = {}
    counts: Counter[str] = Counter()

    def visit(section: Section, step: Section | None) -> None:
        if section.label is not None:
            step = section if section.is_step else None
        anchor = (step or section).anchor
        for command in section.commands:
            counts[anchor] += 1
            names[command.start] = f"{anchor}:{counts[anchor]}"
        for inner in section.sections:
            visit(inner, step)

    visit(outline.root, None)
    return names
