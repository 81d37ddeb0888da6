"""Render the table of procedures, complete without its script, and the data to filter and sort it.

Like all generated content, it is built as elements whose texts are data. A table can have thousands of rows,
so facet values are written only once, in an attribute around the table, and rows contain just their numbers.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.entries import Entry, project_labels
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.properties import KIND, NO, YES, Property
from mkdocs_deploy_plugin.catalog.query import select
from mkdocs_deploy_plugin.catalog.query_arguments import read_query
from mkdocs_deploy_plugin.model import Arguments
from mkdocs_deploy_plugin.rendering.long_tables import FULL, LONG, in_runs, joined, shorten
from mkdocs_deploy_plugin.rendering.operations import finished
from mkdocs_deploy_plugin.rendering.tables import badge
from mkdocs_deploy_plugin.rendering.texts import IN_ENGLISH, Texts, texts_of
from mkdocs_deploy_plugin.template import FieldKind

_DIGITS = re.compile("[0-9]+")
_PEOPLE = ("contacts", "sign_off")
_MOST_PEOPLE, _LONGEST_NAME = 50, 100
_ADDRESS = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Listing:
    """The content of a table of procedures.

    Attributes:
        entries: The procedures, in order.
        columns: The properties to show.
        facets: The properties that readers can narrow the list down by; without any, they can only sort it.
        sort: The column that the entries are sorted by, prefixed with `-` if descending; or empty.
        labels: The labels of values that are shown under another name (projects), by property and value.
        t: The texts of the site.
    """

    entries: Sequence[Entry]
    columns: Sequence[Property]
    facets: Sequence[Property] = ()
    sort: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    t: Texts = IN_ENGLISH

    @property
    def long(self) -> bool:
        """Whether it has so many rows that they are shortened; see `long_tables`."""
        return len(self.entries) > LONG

    def label(self, column: Property, value: str) -> str:
        """Return the text to show for a value."""
        return self.labels.get(column.name, {}).get(value, value)

    def name(self, column: Property) -> str:
        """Return the name of a property; that of a field is in the template's words."""
        computed = column.label == _computed(IN_ENGLISH).get(column.name)
        return _computed(self.t)[column.name] if computed else column.label


def catalog_listing(
    project: Project,
    entries: Iterable[Entry],
    arguments: Arguments,
    link: Callable[[Procedure, str], str],
    address: Callable[[Procedure, str], str],
) -> Element:
    """Return the table that a catalog directive asks for, or a sentence that says why it is missing.

    Args:
        project: All procedures.
        entries: Their entries.
        arguments: The arguments of the directive.
        link: Returns the link to a procedure's page in the source of this one.
        address: Returns the address of that page relative to this one, for a long table.
    """
    t = texts_of(project.settings, [one.template for one in project.collections])
    query, problems = read_query(arguments.values, project.collections)
    messages = [problem.message.format(f'"{problem.word}"') for problem in problems]
    if arguments.problem:
        messages = [arguments.problem]
    if messages:
        return _sentence(t("This list cannot be shown: {why}.", why="; ".join(messages)))
    chosen = select(entries, query)
    if not chosen:
        return _sentence(
            t("No {procedure} matches {query}.", query=query.words)
            if query.words
            else t("No {procedures} found.")
        )
    labels = project_labels(entry.procedure for entry in chosen)
    facets = query.facets
    if facets is None:
        plain = all(wanted.property.name in (PROJECT, KIND) for wanted in query.filters)
        facets = tuple(known for known in query.known if known.facet) if plain else ()
        if not labels:  # Nothing has a project.
            facets = tuple(known for known in facets if known.name != PROJECT)
    first = next(iter(query.order), None)
    sort = "id" if first is None else f"{'-' if first.descending else ''}{first.property.name}"
    kinds = {one.kind: one.name for one in project.collections}
    t = texts_of(project.settings, [entry.procedure.template for entry in chosen])
    labelled = {PROJECT: labels, KIND: kinds, **_answers(t)}
    listing = Listing(chosen, query.columns, facets, sort, labelled, t)
    to = address if listing.long else link
    return catalog_table(listing, lambda procedure: to(procedure, ""), project.catalog.spec_url)


def _computed(t: Texts) -> dict[str, str]:
    """Return the labels of properties that no field has given a label."""
    return {
        "id": t("ID"),
        "title": t("Title"),
        PROJECT: t("Project"),
        KIND: t("Kind"),
        "overdue": t("Review overdue"),
        "spec": t("Spec"),
    }


def _answers(t: Texts) -> dict[str, dict[str, str]]:
    """Return the labels of the values of yes-or-no properties, if they are other words."""
    labels = {YES: t("yes"), NO: t("no")}
    return {"overdue": labels} if labels != {YES: YES, NO: NO} else {}


def _sentence(text: str) -> Element:
    sentence = Element("p", {"data-generated": "catalog"})
    sentence.text = text
    return sentence


def catalog_table(
    listing: Listing, link: Callable[[Procedure], str], spec_url: Callable[[str], str]
) -> Element:
    """Return the table for a listing with at least one procedure.

    Args:
        listing: The content of the table.
        link: Returns the address of a procedure's page.
        spec_url: Returns the URL of a spec by its key, or an empty string.
    """
    box = Element("div", {"class": "procedures-catalog"})
    box.set("data-texts", _json(_controls(listing.t)))
    values = {facet.name: _values(listing, facet) for facet in listing.facets}
    numbers = {name: {value: str(at) for at, value in enumerate(known)} for name, known in values.items()}
    facets = [_facet(listing, facet, values[facet.name]) for facet in listing.facets]
    if facets and not listing.long:
        box.set("data-facets", _json(facets))
    region = {"class": "procedures-scroll", "tabindex": "0", "aria-label": listing.t("{Procedures}")}
    # The theme wraps tables without a class in another scrollable element.
    attributes = {"class": "procedures-table", "data-generated": "catalog"}
    section = SubElement(box, "section", region)
    table = SubElement(section, "table", attributes)
    caption = listing.t.count(len(listing.entries), "{n} {procedure}", "{n} {procedures}")
    SubElement(table, "caption").text = caption
    head = SubElement(SubElement(table, "thead"), "tr")
    for column in listing.columns:
        SubElement(SubElement(head, "th", _head(listing, column)), "span").text = listing.name(column)
    names = {column.name for column in listing.columns}
    linked = "title" if "title" in names else "id"
    body = SubElement(table, "tbody")
    for at, entry in enumerate(listing.entries):
        row = SubElement(body, "tr")
        if numbers and not listing.long:
            row.set("data-f", _numbers(entry, numbers))
            if people := _people(entry):
                row.set("data-people", ", ".join(people))
        for column in listing.columns:
            inner = [_value(listing, column, value, spec_url) for value in entry.values.get(column.name, ())]
            if column.name == linked and inner:
                inner[0] = _linked(inner[0], link(entry.procedure))
            _fill(_cell(row, column), inner)
        if listing.long and at >= FULL:
            shorten(row)
    if listing.long:
        box.set("data-rows", _json(_for_script(listing, facets, numbers)))
        box.remove(section)
        box.append(finished("section", region, table))
    return box


def _controls(t: Texts) -> dict[str, str]:
    """Return the texts of the controls that the script adds; `#0` and `#1` stand for values."""
    return {
        "language": t.language,
        "find": t("Find a {procedure}"),
        "filters": t("Filters"),
        "clear": t("Clear filters"),
        "remove": t("Remove {name}", name="#0"),
        "in": t("Find in {name}", name="#0"),
        "search": t("Find"),
        "all": t("Show all {n}", n="#0"),
        "more": t("Show {n} more", n="#0"),
        "of": t("{n} of {all}", n="#0", all="#1"),
        "first": t("{part}, showing the first {n}", n="#0", part="#1"),
        "run": t("Run under way"),
    }


def _head(listing: Listing, column: Property) -> dict[str, str]:
    attributes = {"scope": "col", "data-name": column.name}
    if column.choices:
        attributes["data-choices"] = _json([listing.label(column, choice) for choice in column.choices])
    elif column.kind in (FieldKind.VERSION, FieldKind.NUMBER):
        attributes["data-kind"] = column.kind.value
    if listing.sort.removeprefix("-") == column.name:
        attributes["aria-sort"] = "descending" if listing.sort.startswith("-") else "ascending"
    if listing.long:
        attributes |= _narrow(column)
        if column.name == "id":
            attributes["data-wrap"] = _json(["code"])
        elif _is_badge(column):
            texts = {listing.label(column, value) for value in _values(listing, column)}
            badges = {text: badge(column.name, text).attrib for text in sorted(texts)}
            attributes["data-wrap"] = _json(["span", badges])
    return attributes


def _cell(row: Element, column: Property) -> Element:
    """Add the cell of a property to a row; the title is the row's header."""
    if column.name == "title":
        return SubElement(row, "th", {"scope": "row"})
    return SubElement(row, "td", _narrow(column))


def _narrow(column: Property) -> dict[str, str]:
    return {"class": f"procedures-{column.kind.value}"} if column.kind in _NARROW else {}


def _is_badge(column: Property) -> bool:
    return column.kind is FieldKind.CHOICE and bool(column.key)


_NARROW = frozenset((FieldKind.DATE, FieldKind.VERSION, FieldKind.CHOICE))


def _fill(cell: Element, inner: list[Element]) -> None:
    """Add values to a cell: a single value directly, several as a list."""
    if len(inner) < 2:
        cell.extend(inner)
        return
    items = SubElement(cell, "ul")
    for element in inner:
        SubElement(items, "li").append(element)


def _value(listing: Listing, column: Property, value: str, spec_url: Callable[[str], str]) -> Element:
    text = listing.label(column, value)
    if _is_badge(column):
        return badge(column.name, text)
    tag, attributes = "span", {}
    if column.name == "id":
        tag = "code"
    elif column.kind is FieldKind.DATE:
        tag = "time"
    elif address := value if value.startswith(_ADDRESS) else spec_url(value) if column.name == "spec" else "":
        tag, attributes = "a", {"href": address}
    if not text.isascii():
        attributes["dir"] = "auto"
    element = Element(tag, attributes)
    element.text = text
    return element


def _linked(element: Element, address: str) -> Element:
    """Return an element as a link; a plain span becomes the link itself, others are wrapped."""
    if element.tag == "span":
        element.tag = "a"
        element.set("href", address)
        return element
    anchor = Element("a", {"href": address})
    anchor.append(element)
    return anchor


def _values(listing: Listing, facet: Property) -> list[str]:
    """Return the values of a facet in use: choices in the template's order, then others by their labels."""
    used = {value for entry in listing.entries for value in entry.values.get(facet.name, ())}
    known = [choice for choice in facet.choices if choice in used]
    others = sorted(used.difference(known), key=lambda value: (_natural(listing.label(facet, value)), value))
    return known + others


def _facet(listing: Listing, facet: Property, values: Iterable[str]) -> dict[str, object]:
    known = list(values)
    data: dict[str, object] = {"name": facet.name, "label": listing.name(facet)}
    data["values"] = joined(known) if listing.long else known
    labels = [listing.label(facet, value) for value in known]
    if labels != known:
        data["labels"] = labels
    return data


def _for_script(
    listing: Listing, facets: Sequence[Mapping[str, object]], numbers: Mapping[str, Mapping[str, str]]
) -> dict[str, object]:
    """Return what the rows lack: the value numbers of all rows for each facet, and those of people."""
    people = [_people(entry) for entry in listing.entries]
    known = {name: str(at) for at, name in enumerate(dict.fromkeys(chain.from_iterable(people)))}
    rows = [
        in_runs(" ".join(at[one] for one in entry.values.get(name, ())) for entry in listing.entries)
        for name, at in numbers.items()
    ]
    rows.append(in_runs(" ".join(known[name] for name in names) for names in people))
    return {"full": FULL, "facets": facets, "rows": ";".join(rows), "people": list(known)}


def _numbers(entry: Entry, numbers: Mapping[str, Mapping[str, str]]) -> str:
    """Return the value numbers of a row, with spaces between values and commas between facets."""
    return ",".join(
        " ".join(known[value] for value in entry.values.get(name, ())) for name, known in numbers.items()
    )


def _people(entry: Entry) -> list[str]:
    """Return the people of a procedure that readers find it by: its approver and the names in its tables."""
    names = list(entry.values.get("approver", ()))
    for key in _PEOPLE:
        rows = entry.procedure.document.value(key)
        for row in rows[:_MOST_PEOPLE] if isinstance(rows, list) else ():
            name = row.get("name") if isinstance(row, dict) else None
            if isinstance(name, str) and name.strip():
                names.append(" ".join(name.split())[:_LONGEST_NAME])
    return list(dict.fromkeys(names))


def _natural(text: str) -> str:
    """Return a sort key by which 2 comes before 10."""
    return _DIGITS.sub(lambda match: match[0].zfill(9), text.casefold())


def _json(data: object) -> str:
    """Return data as JSON for an attribute, without characters that Python-Markdown's serialiser changes."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace("\x7f", "\\u007f")
