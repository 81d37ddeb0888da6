"""Render tables, lists and boxes from data.

Everything is built as elements whose texts are data, never as Markdown or HTML text, so that no value can
become markup. Only `http` and `https` URLs become links. The values of table cells are wrapped in an element,
because Markdown extensions read attributes from bare cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import RELATIONS, Catalog, Procedure
from mkdocs_deploy_plugin.catalog.entries import text_of
from mkdocs_deploy_plugin.model import Diagnostic, Document, Json
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.rendering.texts import IN_ENGLISH, Texts
from mkdocs_deploy_plugin.rendering.theme import theme_text
from mkdocs_deploy_plugin.template import Field, FieldKind, Template
from mkdocs_deploy_plugin.template.directives import directive_of
from mkdocs_deploy_plugin.template.meanings import IDENTIFIER, TITLE, URL, named_value
from mkdocs_deploy_plugin.text import printable


def rows_of(document: Document, field: Field) -> list[Json]:
    """Return the rows of a list, or the template's rows if the document does not have the list.

    The cells are under the names of the columns.
    """
    value = document.value(field.name)
    rows = value if isinstance(value, list) else named_value(field.value, field)
    return rows if isinstance(rows, list) else []


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders values for one page.

    Attributes:
        template: The source of labels and order.
        catalog: The procedures.
        link: Returns the address of a procedure's page with a fragment, relative to the rendered page.
        t: The texts of the site.
    """

    template: Template
    catalog: Catalog
    link: Callable[[Procedure, str], str]
    t: Texts = IN_ENGLISH

    def metadata(self, procedure: Procedure) -> Element:
        """Return the table of all fields, except those with a generated section."""
        own = self.template.generated
        table = _table("metadata", [self.t("Field"), self.t("Value")])
        body = table[1]
        for field in self.template.fields:
            value = procedure.document.value(field.name)
            if field.kind is FieldKind.FIXED and value is None:
                value = field.value
            if directive_of(field.key) in own or value in (None, "", [], {}):
                continue
            row = SubElement(body, "tr")
            name = SubElement(row, "th", {"scope": "row"})
            SubElement(name, "span").text = field.label
            _cell(row, self.value(field, value))
        return table

    def field(self, procedure: Procedure, field: Field) -> Element | None:
        """Return the content of a field's section: a table of its rows, or a list of its parts."""
        value = procedure.document.value(field.name)
        name = directive_of(field.name)
        if field.columns:
            return self.rows(name, field.columns, rows_of(procedure.document, field))
        if value is None:
            return None
        if isinstance(value, dict) and field.kind is FieldKind.OBJECT:
            box = Element("dl", {"data-generated": name})
            for part in field.fields:
                if (inner := value.get(part.name)) not in (None, "", []):
                    SubElement(box, "dt").text = part.label
                    SubElement(box, "dd").append(self.value(part, inner))
            return box
        box = Element("div", {"data-generated": name})
        box.append(self.value(field, value))
        return box

    def rows(self, name: str, columns: Sequence[Field], rows: Iterable[Json]) -> Element:
        """Return a table of rows. Missing values are empty cells, to be filled in by hand."""
        table = _table(name, [column.label for column in columns])
        for head, column in zip(table.iter("th"), columns, strict=True):
            head.set("data-name", column.name)
        for data in rows:
            if isinstance(data, dict):
                row = SubElement(table[1], "tr")
                for column in columns:
                    cell = data.get(column.name)
                    _cell(row, None if cell in (None, "") else self.value(column, cell))
        return table

    def value(self, field: Field | None, value: Json) -> Element:
        """Return a value of the front matter in the form that fits its field."""
        if isinstance(value, list):
            items = Element("ul")
            shapes = field.fields if field is not None else ()
            rows = next((shape for shape in shapes if shape.fields), None)
            is_relation = field is not None and field.name in RELATIONS
            for item in value:
                shape = rows if isinstance(item, dict) else next(iter(shapes), None)
                is_id = is_relation and isinstance(item, str)
                SubElement(items, "li").append(
                    self._related(text_of(item)) if is_id else self.value(shape, item)
                )
            return items
        if isinstance(value, dict):
            return self._mapping(field, value)
        text = text_of(value)
        if field is None:
            return _span(text)
        if field.name in RELATIONS:
            return self._related(text)
        if field.name == IDENTIFIER:
            return _element("code", text)
        if field.kind is FieldKind.CHOICE:
            return badge(field.name, text)
        if field.kind is FieldKind.DATE:
            return _element("time", text, {"datetime": text})
        if field.kind is FieldKind.URL or text.startswith(("https://", "http://")):
            return _external(text, text)
        return _span(text)

    def _mapping(self, field: Field | None, value: dict[str, Json]) -> Element:
        title, url = value.get(TITLE), value.get(URL)
        if isinstance(title, str) and isinstance(url, str):
            return _external(title, url)
        items = Element("ul")
        known = field.fields[0] if field is not None and field.kind is FieldKind.MAP else field
        for key, inner in value.items():
            item = SubElement(items, "li")
            labelled = field.field(key) if field is not None and field.kind is FieldKind.OBJECT else None
            if labelled is not None:
                item.append(_span(f"{labelled.label}: "))
                item.append(self.value(labelled, inner))
                continue
            item.append(_element("code", key))
            parts = inner.items() if isinstance(inner, dict) else [("", inner)]
            for number, (name, entry) in enumerate(parts):
                part = known.field(name) if known is not None else None
                label = f"{part.label.lower()} " if part is not None and number else ""
                item.append(_span(f"{', ' if number else ': '}{label}"))
                item.append(self.value(part, entry) if not number else _element("code", text_of(entry)))
        return items

    def _related(self, text: str) -> Element:
        procedure = self.catalog.get(text)
        if procedure is not None:
            link = Element("a", {"href": self.link(procedure, ""), "title": theme_text(procedure.title)})
            link.append(_element("code", text))
            return link
        url = self.catalog.spec_url(text)
        return _external(text, url) if url else _span(text)


def findings(diagnostics: Sequence[Diagnostic], t: Texts = IN_ENGLISH) -> Element:
    """Return the box with the findings of a procedure."""
    box = Element("div", {"class": "admonition failure", "id": "findings", "data-generated": "findings"})
    title = t.count(len(diagnostics), "{n} finding in this {procedure}", "{n} findings in this {procedure}")
    SubElement(box, "p", {"class": "admonition-title"}).text = title
    items = SubElement(box, "ul")
    for diagnostic in diagnostics:
        item = SubElement(items, "li")
        place = SubElement(item, "strong")
        line, column = diagnostic.span[:2]
        place.text = t("Line {line}, column {column}", line=line, column=column)
        SubElement(item, "span").text = f": {printable(diagnostic.message)}. {printable(diagnostic.help)} "
        item.append(_element("code", diagnostic.rule))
    return box


def badge(key: str, text: str) -> Element:
    """Return a status or risk level as a badge. The text carries the meaning; the colour only repeats it."""
    return _element("span", text, {"class": "procedures-badge", f"data-{slug(key)}": slug(text)})


def _table(name: str, labels: Iterable[str]) -> Element:
    table = Element("table", {"data-generated": name})
    row = SubElement(SubElement(table, "thead"), "tr")
    for label in labels:
        cell = SubElement(row, "th", {"scope": "col"})
        SubElement(cell, "span").text = label
    SubElement(table, "tbody")
    return table


def _cell(row: Element, content: Element | None) -> None:
    cell = SubElement(row, "td")
    if content is not None:
        cell.append(content)


def _element(tag: str, text: str, attributes: dict[str, str] | None = None) -> Element:
    element = Element(tag, attributes or {})
    element.text = text
    return element


def _span(text: str) -> Element:
    return _element("span", text)


def _external(text: str, url: str) -> Element:
    """Return a link to another site, or plain text if the address is not an http or https URL."""
    if not url.startswith(("https://", "http://")):
        return _span(text)
    return _element("a", text, {"href": url})
