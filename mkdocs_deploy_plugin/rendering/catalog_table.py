"""The table of procedures: complete by itself, with what its script needs to filter and to sort it.

Like all generated content it is made of elements whose texts are data. The values of facets stand once, in
an attribute around the table, and each row has their numbers alone: there can be thousands of rows.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.entries import Entry
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.project_names import FIELD as PROJECT
from mkdocs_deploy_plugin.catalog.properties import Property, properties
from mkdocs_deploy_plugin.catalog.query import select
from mkdocs_deploy_plugin.catalog.query_arguments import read_query
from mkdocs_deploy_plugin.model import Arguments
from mkdocs_deploy_plugin.rendering.tables import badge
from mkdocs_deploy_plugin.template import FieldKind

_DIGITS = re.compile("[0-9]+")
_ADDRESS = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of procedures, as it was asked for.

    Attributes:
        entries: The procedures, in their order.
        columns: What is shown of each.
        facets: By what readers can narrow them down; none makes a table that can only be sorted.
        sort: The column that the order comes from, with a `-` before it where it is turned round; or empty.
        labels: How values are shown that go by another name, by property and value: projects.
    """

    entries: Sequence[Entry]
    columns: Sequence[Property]
    facets: Sequence[Property] = ()
    sort: str = ""
    labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def label(self, one: Property, value: str) -> str:
        """Return how a value is shown."""
        return self.labels.get(one.name, {}).get(value, value)


def catalog_listing(
    project: Project, entries: Iterable[Entry], arguments: Arguments, link: Callable[[Procedure, str], str]
) -> Element:
    """Return the table that a catalog directive asks for, or a sentence that says why it is missing."""
    query, problems = read_query(arguments.values, project.template)
    messages = [problem.message.format(f'"{problem.word}"') for problem in problems]
    if arguments.problem:
        messages = [arguments.problem]
    if messages:
        return _sentence(f"This list cannot be shown: {'; '.join(messages)}.")
    chosen = select(entries, query)
    if not chosen:
        return _sentence(f"No procedure matches {query.words}." if query.words else "No procedures yet.")
    facets = query.facets
    if facets is None:
        plain = all(one.property.name == PROJECT for one in query.filters)
        facets = tuple(one for one in properties(project.template) if one.facet) if plain else ()
    first = next(iter(query.order), None)
    sort = "id" if first is None else f"{'-' if first.descending else ''}{first.property.name}"
    labels = {PROJECT: project.names.labels(one.procedure.document for one in chosen)}
    listing = Listing(chosen, query.columns, facets, sort, labels)
    return catalog_table(listing, lambda procedure: link(procedure, ""), project.catalog.spec_url)


def _sentence(text: str) -> Element:
    sentence = Element("p", {"data-generated": "catalog"})
    sentence.text = text
    return sentence


def catalog_table(
    listing: Listing, link: Callable[[Procedure], str], spec_url: Callable[[str], str]
) -> Element:
    """Return the table of a listing that has procedures.

    Args:
        listing: What it has in it.
        link: Gives the address of a procedure's page.
        spec_url: Gives the address of a spec by its key, or nothing.
    """
    box = Element("div", {"class": "procedures-catalog"})
    values = {one.name: _values(listing, one) for one in listing.facets}
    if listing.facets:
        box.set("data-facets", _json([_facet(listing, one, values[one.name]) for one in listing.facets]))
    region = {"class": "procedures-scroll", "tabindex": "0", "aria-label": "Procedures"}
    # A class of its own keeps the theme from wrapping the table once more.
    attributes = {"class": "procedures-table", "data-generated": "catalog"}
    table = SubElement(SubElement(box, "section", region), "table", attributes)
    count = len(listing.entries)
    SubElement(table, "caption").text = f"{count:,} {'procedure' if count == 1 else 'procedures'}"
    head = SubElement(SubElement(table, "thead"), "tr")
    for one in listing.columns:
        SubElement(SubElement(head, "th", _head(listing, one)), "span").text = one.label
    names = {one.name for one in listing.columns}
    linked = "title" if "title" in names else "id"
    body = SubElement(table, "tbody")
    numbers = {name: {value: str(at) for at, value in enumerate(known)} for name, known in values.items()}
    for entry in listing.entries:
        row = SubElement(body, "tr")
        if numbers:
            row.set("data-f", _numbers(entry, numbers))
        for one in listing.columns:
            inner = [_value(listing, one, value, spec_url) for value in entry.values.get(one.name, ())]
            if one.name == linked and inner:
                inner[0] = _linked(inner[0], link(entry.procedure))
            _fill(_cell(row, one), inner)
    return box


def _head(listing: Listing, one: Property) -> dict[str, str]:
    attributes = {"scope": "col", "data-name": one.name}
    if one.choices:
        attributes["data-choices"] = _json([listing.label(one, choice) for choice in one.choices])
    elif one.kind in (FieldKind.VERSION, FieldKind.NUMBER):
        attributes["data-kind"] = one.kind.value
    if listing.sort.removeprefix("-") == one.name:
        attributes["aria-sort"] = "descending" if listing.sort.startswith("-") else "ascending"
    return attributes


def _cell(row: Element, one: Property) -> Element:
    """Make the cell of a property; the title names its row."""
    if one.name == "title":
        return SubElement(row, "th", {"scope": "row"})
    return SubElement(row, "td", {"class": f"procedures-{one.kind.value}"} if one.kind in _NARROW else {})


_NARROW = frozenset((FieldKind.DATE, FieldKind.VERSION, FieldKind.CHOICE))


def _fill(cell: Element, inner: list[Element]) -> None:
    """Put values into a cell: one as it is, several as a list."""
    if len(inner) < 2:
        cell.extend(inner)
        return
    items = SubElement(cell, "ul")
    for one in inner:
        SubElement(items, "li").append(one)


def _value(listing: Listing, one: Property, value: str, spec_url: Callable[[str], str]) -> Element:
    text = listing.label(one, value)
    if one.kind is FieldKind.CHOICE and one.key:
        return badge(one.name, text)
    tag, attributes = "span", {}
    if one.name == "id":
        tag = "code"
    elif one.kind is FieldKind.DATE:
        tag = "time"
    elif address := value if value.startswith(_ADDRESS) else spec_url(value) if one.name == "spec" else "":
        tag, attributes = "a", {"href": address}
    if not text.isascii():
        attributes["dir"] = "auto"
    element = Element(tag, attributes)
    element.text = text
    return element


def _linked(element: Element, address: str) -> Element:
    """Make a link of an element, which stays within it unless it says nothing."""
    if element.tag == "span":
        element.tag = "a"
        element.set("href", address)
        return element
    anchor = Element("a", {"href": address})
    anchor.append(element)
    return anchor


def _values(listing: Listing, one: Property) -> list[str]:
    """Return the values of a facet that occur: the template's in its order, then others by their labels."""
    found = {value for entry in listing.entries for value in entry.values.get(one.name, ())}
    known = [choice for choice in one.choices if choice in found]
    others = sorted(found.difference(known), key=lambda value: (_natural(listing.label(one, value)), value))
    return known + others


def _facet(listing: Listing, one: Property, values: Iterable[str]) -> dict[str, object]:
    facet: dict[str, object] = {"name": one.name, "label": one.label, "values": list(values)}
    labels = [listing.label(one, value) for value in values]
    if labels != facet["values"]:
        facet["labels"] = labels
    return facet


def _numbers(entry: Entry, numbers: Mapping[str, Mapping[str, str]]) -> str:
    """Return the values of a row by their numbers: a space between values, a comma between facets."""
    return ",".join(
        " ".join(known[value] for value in entry.values.get(name, ())) for name, known in numbers.items()
    )


def _natural(text: str) -> str:
    """Return a text to sort by, in which 2 comes before 10."""
    return _DIGITS.sub(lambda match: match[0].zfill(9), text.casefold())


def _json(data: object) -> str:
    """Return data for an attribute, without what a serialiser of Markdown could take for its own."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace("\x7f", "\\u007f")
