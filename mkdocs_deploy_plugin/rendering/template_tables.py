"""Render what a template requires as tables for writers: one of its fields, one of its sections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.rendering.search_exclusion import leave_out
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.summary import (
    facts,
    named_fields,
    nested_sections,
    remarks,
    summary,
    type_and_rows,
    when,
)
from mkdocs_deploy_plugin.text import printable


def template_tables(collections: Sequence[Collection]) -> list[Element]:
    """Return the tables of the template of each collection; with several, below a heading for each."""
    if len(collections) == 1:
        return _template(collections[0].template)
    tables: list[Element] = []
    for one in collections:
        tables += [_heading(f"template-{one.kind}", one.name), *_template(one.template, f"-{one.kind}", "h3")]
    return tables


def _template(template: Template, suffix: str = "", level: str = "h2") -> list[Element]:
    """Return what holds for a whole procedure, and a heading and a table each for fields and sections."""
    shown = summary(template)
    whole = Element("dl", {"data-generated": "template"})
    for name, text in facts(shown):
        SubElement(whole, "dt").text = name
        SubElement(SubElement(whole, "dd"), "span", {"dir": "auto"}).text = printable(text)
    fields = _table("Field", "Required", "Value", "Description")
    for name, field in named_fields(shown.fields):
        row = SubElement(fields[1], "tr")
        SubElement(SubElement(row, "th", {"scope": "row"}), "code").text = printable(name)
        _cells(row, (when(field), type_and_rows(field), field.description))
    sections = _table("Section", "Requirements", "Description", "Checks")
    for depth, section in nested_sections(shown.sections):
        row = SubElement(sections[1], "tr")
        heading = SubElement(SubElement(row, "th", {"scope": "row"}), "span", {"dir": "auto"})
        heading.text = printable("\N{NO-BREAK SPACE}" * 4 * depth + section.heading)
        _cells(row, ("; ".join(remarks(section)), section.description))
        cell = SubElement(row, "td")
        if section.checks:
            checks = SubElement(cell, "ul")
            for check in section.checks:
                SubElement(checks, "li", {"dir": "auto"}).text = printable(check.text)
    return [
        leave_out(whole),
        _heading(f"template-fields{suffix}", "Fields", level),
        leave_out(fields),
        _heading(f"template-sections{suffix}", "Sections", level),
        leave_out(sections),
    ]


def _heading(anchor: str, words: str, level: str = "h2") -> Element:
    heading = Element(level, {"id": anchor})
    heading.text = words
    return heading


def _table(*labels: str) -> Element:
    table = Element("table", {"data-generated": "template"})
    head = SubElement(SubElement(table, "thead"), "tr")
    for label in labels:
        SubElement(head, "th", {"scope": "col"}).text = label
    SubElement(table, "tbody")
    return table


def _cells(row: Element, texts: Iterable[str]) -> None:
    for text in texts:
        SubElement(SubElement(row, "td"), "span", {"dir": "auto"}).text = printable(text)
