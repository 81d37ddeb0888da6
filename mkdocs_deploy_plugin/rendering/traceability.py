"""Render which procedures bring which specs to which environments, as a table and as CSV."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import Catalog, Procedure
from mkdocs_deploy_plugin.catalog.csv_text import csv_text
from mkdocs_deploy_plugin.model import Json
from mkdocs_deploy_plugin.rendering.parts import (
    MOST_ROWS,
    TRACEABILITY,
    between,
    part_list,
    split,
    whole_link,
)
from mkdocs_deploy_plugin.rendering.relations import RelationsRenderer, folded_list
from mkdocs_deploy_plugin.rendering.tables import badge, rows_of
from mkdocs_deploy_plugin.template.meanings import ENVIRONMENTS, NAME, RELATED_SPECS, TITLE, URL
from mkdocs_deploy_plugin.text import encodable

_NUMBER = re.compile("([0-9]{1,18})")


class Spec(NamedTuple):
    """A spec that procedures bring to production.

    Attributes:
        name: Its key or its title.
        url: Its URL, or empty.
        procedures: The procedures that list it, sorted by path.
    """

    name: str
    url: str
    procedures: tuple[Procedure, ...]


class _Shown(NamedTuple):
    """Which columns the table has besides those of every table."""

    status: bool
    environments: bool


def specs(catalog: Catalog, procedures: Iterable[Procedure] | None = None) -> list[Spec]:
    """Return every spec that a procedure lists, in natural order: `PRD-9` before `PRD-10`.

    The id of a procedure does not count as a spec.

    Args:
        catalog: All procedures.
        procedures: The procedures to look at; by default, all.
    """
    by_spec: dict[tuple[str, str], dict[str, Procedure]] = {}
    for procedure in catalog if procedures is None else procedures:
        for spec in _named(procedure, catalog):
            by_spec.setdefault(spec, {})[procedure.path] = procedure
    ordered = sorted(by_spec, key=lambda spec: (_in_order(spec[0]), spec))
    return [Spec(*spec, tuple(by_spec[spec].values())) for spec in ordered]


def _named(procedure: Procedure, catalog: Catalog) -> Iterator[tuple[str, str]]:
    values = procedure.document.value(RELATED_SPECS)
    for value in values if isinstance(values, list) else ():
        if isinstance(value, str) and value.strip() and catalog.get(value) is None:
            yield value, catalog.spec_url(value)
        elif isinstance(value, dict):
            title, url = _text(value.get(TITLE)), _text(value.get(URL))
            if title or url:
                yield title or url, url if url.startswith(("https://", "http://")) else ""


def _text(value: Json) -> str:
    return value if isinstance(value, str) else ""


def _in_order(name: str) -> list[tuple[int, int, str]]:
    """Return a natural sort key, by which digits compare as numbers."""
    return [
        (0, int(part), "") if number % 2 else (1, 0, part)
        for number, part in enumerate(_NUMBER.split(name.casefold()))
    ]


def environments(procedure: Procedure) -> list[str]:
    """Return the names of the environments that a procedure is run in, as shown on its page."""
    field = procedure.template.field(ENVIRONMENTS)
    rows = rows_of(procedure.document, field) if field is not None else []
    names = [_text(row.get(NAME)) for row in rows if isinstance(row, dict)]
    return list(dict.fromkeys(name for name in names if name))


def traceability_csv(catalog: Catalog) -> str:
    """Return CSV with one row for each spec, procedure and environment."""
    rows = [("spec", "url", "procedure", "title", "status", "environment")]
    for spec in specs(catalog):
        for procedure in spec.procedures:
            status = procedure.document.string("status")
            names = environments(procedure) or [""]
            rows += [(spec.name, spec.url, procedure.id, procedure.title, status, name) for name in names]
    return encodable(csv_text(rows))


def spec_parts(listed: Sequence[Spec]) -> list[list[Spec]]:
    """Return specs in parts, each for a page."""
    return split([[spec] for spec in listed], lambda spec: len(spec.procedures), MOST_ROWS)


def traceability_table(renderer: RelationsRenderer) -> list[Element]:
    """Return the table of all specs or the list of its parts, and the procedures without a related spec."""
    t, procedures = renderer.t, renderer.procedures
    listed = specs(renderer.project.catalog, procedures)
    if not listed:
        return [_paragraph(t("No {procedure} has a related spec."))]
    parts = spec_parts(listed)
    if 0 < renderer.part <= len(parts):
        whole = whole_link(renderer.addresses.page(TRACEABILITY), t("All specs"))
        return [whole, _table(renderer, parts[renderer.part - 1])]
    table = _parts(renderer, parts) if renderer.collections == renderer.project.collections else None
    table = _table(renderer, listed) if table is None else table
    traced = {procedure.path for spec in listed for procedure in spec.procedures}
    without = [procedure for procedure in procedures if procedure.path not in traced]
    if not without:
        return [table]
    box = Element("div")
    folded_list(box, [renderer.entry(procedure.id) for procedure in without], t)
    words = t.count(
        len(without), "{n} {procedure} has no related spec:", "{n} {procedures} have no related spec:"
    )
    return [table, _paragraph(words), box]


def _parts(renderer: RelationsRenderer, parts: Sequence[Sequence[Spec]]) -> Element | None:
    """Return the list of parts, or None if they have no pages."""
    counts = (renderer.t.count(len(part), "{n} spec", "{n} specs") for part in parts)
    labels = (between(part[0].name, part[-1].name) for part in parts)
    return part_list(TRACEABILITY, list(zip(labels, counts, strict=True)), renderer.addresses.page)


def _table(renderer: RelationsRenderer, listed: Sequence[Spec]) -> Element:
    templates, t = [one.template for one in renderer.collections], renderer.t
    shows = _Shown(any(one.statuses for one in templates), any(one.field(ENVIRONMENTS) for one in templates))
    columns = [t("Spec"), t("{Procedure}")]
    columns += [t("Status")] if shows.status else []
    columns += [t("Environments")] if shows.environments else []
    table = Element("table", {"data-generated": "traceability"})
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in columns:
        SubElement(head, "th", {"scope": "col"}).text = column
    for spec in listed:
        body = SubElement(table, "tbody")
        for number, procedure in enumerate(spec.procedures):
            row = SubElement(body, "tr")
            if not number:
                row.append(_spec(spec))
            _cells(row, procedure, shows, renderer)
    return table


def _spec(spec: Spec) -> Element:
    cell = Element("th", {"scope": "rowgroup", "rowspan": str(len(spec.procedures))})
    if spec.url:
        SubElement(cell, "a", {"href": spec.url, "dir": "auto"}).text = spec.name
    else:
        SubElement(cell, "span", {"dir": "auto"}).text = spec.name
    return cell


def _cells(row: Element, procedure: Procedure, shows: _Shown, renderer: RelationsRenderer) -> None:
    row.append(renderer.name(procedure, "td"))
    if shows.status:
        cell = SubElement(row, "td")
        if status := procedure.document.string("status"):
            cell.append(badge("status", status))
    if shows.environments:
        cell = SubElement(row, "td")
        cell.text = ", ".join(environments(procedure))


def _paragraph(text: str) -> Element:
    element = Element("p")
    element.text = text
    return element
