"""Render the relations of a procedure on its page: lists, and a picture of its neighbourhood."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.catalog.relations import Mention
from mkdocs_deploy_plugin.rendering.operations import finished
from mkdocs_deploy_plugin.rendering.picture import Node, Picture, picture
from mkdocs_deploy_plugin.rendering.search_exclusion import LEFT_OUT
from mkdocs_deploy_plugin.rendering.tables import badge
from mkdocs_deploy_plugin.rendering.texts import Texts, texts_of

SHOWN = 20
"""The number of list entries that are shown before the others are folded."""

STEPS = 2
"""The number of steps that the picture of a procedure covers in each direction."""

AROUND = 30
"""The largest number of other procedures in that picture."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """The addresses of pages in the built site, relative to one of them.

    Attributes:
        procedure: Returns the address of a procedure's page with a fragment.
        page: Returns the address of a generated page, or an empty string if the site does not have it.
    """

    procedure: Callable[[Procedure, str], str]
    page: Callable[[str], str]


@dataclass(frozen=True, slots=True)
class RelationsRenderer:
    """Renders relations for one page.

    Attributes:
        project: All procedures.
        addresses: The addresses of pages.
        collections: The collections whose procedures are listed.
        part: The number of the part that the page has of a long list, or 0 for all of it; see `parts`.
    """

    project: Project
    addresses: Addresses
    collections: tuple[Collection, ...]
    part: int = 0

    @property
    def procedures(self) -> list[Procedure]:
        """The procedures of the collections."""
        return [procedure for procedure in self.project.catalog if self.shows(procedure)]

    def shows(self, procedure: Procedure) -> bool:
        """Return whether a procedure belongs to the collections."""
        return procedure.collection in self.collections

    @property
    def t(self) -> Texts:
        """The texts of the site."""
        return texts_of(self.project.settings, [one.template for one in self.collections])

    def lists(self, procedure: Procedure) -> Element | None:
        """Return the relations of a procedure in groups, or None without relations."""
        related = self.project.relations.of(procedure.id)
        box, t = Element("dl", {"data-generated": "back-links"}), self.t
        for name, ids in (
            (t("Depends on"), related.depends_on),
            (t("Required by"), related.required_by),
            (t("Supersedes"), related.supersedes),
            (t("Superseded by"), related.superseded_by),
            (t("Related"), related.related),
        ):
            self._group(box, name, [self.entry(related_id) for related_id in ids])
        self._group(box, t("Mentioned by"), [self._mention(mention) for mention in related.mentioned_by])
        return box if len(box) else None

    def _group(self, box: Element, name: str, entries: Sequence[Element]) -> None:
        if entries:
            SubElement(box, "dt").text = name
            folded_list(SubElement(box, "dd"), entries, self.t)

    def _mention(self, mention: Mention) -> Element:
        """Return an entry with links to the sections that mention the procedure."""
        item = self.entry(mention.id)
        procedure = self.project.catalog.get(mention.id)
        for number, place in enumerate(place for place in mention.places if place.heading and procedure):
            item[-1].tail = ", " if number else ": "
            href = self.addresses.procedure(procedure, place.anchor) if procedure else ""
            SubElement(item, "a", {"href": href}).text = place.heading
        return item

    def name(self, procedure: Procedure, tag: str) -> Element:
        """Return an element with the linked title of a procedure and its id."""
        item = Element(tag)
        link = SubElement(item, "a", {"href": self.addresses.procedure(procedure, "")})
        if procedure.title == procedure.id:
            SubElement(link, "code").text = procedure.id
            return item
        if not procedure.title.isascii():
            link.set("dir", "auto")
        link.text = procedure.title
        link.tail = " "
        SubElement(item, "code").text = procedure.id
        return item

    def entry(self, procedure_id: str) -> Element:
        """Return a list item with the title, id and status of a procedure, or just the id if unknown."""
        procedure = self.project.catalog.get(procedure_id)
        if procedure is None:
            item = Element("li")
            SubElement(item, "code").text = procedure_id
            return item
        item = self.name(procedure, "li")
        if status := procedure.document.string("status"):
            item[-1].tail = " "
            item.append(badge("status", status))
        return item

    def node(self, procedure_id: str, here: str = "") -> Node:
        """Return the box of a procedure; `here` is the id of the page's procedure."""
        procedure = self.project.catalog.get(procedure_id)
        assert procedure is not None
        template = procedure.template
        status = procedure.document.string("status")
        shown = "" if not status or status == template.in_force else f"{status} · "
        name = ", ".join(dict.fromkeys(part for part in (procedure.title, procedure_id, status) if part))
        retired = bool(status) and status == template.retired
        if procedure_id == here:
            return Node(name, procedure.title, f"{shown}{procedure_id}", kind="here")
        href = self.addresses.procedure(procedure, "")
        return Node(name, procedure.title, f"{shown}{procedure_id}", href, "retired" if retired else "")

    def around(self, procedure: Procedure) -> Element | None:
        """Return the picture of the dependencies around a procedure, or None without dependencies."""
        relations = self.project.relations
        around = relations.around(procedure.id, STEPS, AROUND)
        if len(around.ids) == 1:
            return None
        nodes = {name: self.node(name, procedure.id) for name in around.ids}
        graph: dict[str, list[str]] = {name: [] for name in sorted(around.ids)}
        for name in graph:
            for to in relations.dependencies[name]:
                if to in nodes:
                    graph[to].append(name)
        text = self._as_text(graph, procedure.id)
        for key, count, before in (("\0<", around.before, True), ("\0>", around.after, False)):
            if count:
                nodes[key] = Node(self.t("{n} more", n=count), self.t("and {n} more", n=count), kind="rest")
                graph[key] = [procedure.id] if before else []
                if not before:
                    graph[procedure.id].append(key)
        drawn = picture(nodes, graph, self.t("Dependencies of {title}", title=procedure.title))
        caption = self.t("Prerequisites are on the left.")
        return figure([drawn], caption, self.t, text, self.addresses.page("dependencies.md"))

    def _as_text(self, graph: dict[str, list[str]], here: str) -> list[Element]:
        """Return the dependencies between other procedures, which the picture shows but the lists do not."""
        depending = {to for name, targets in graph.items() if name != here for to in targets if to != here}
        return [self.sentence(name) for name in graph if name in depending]

    def sentence(self, procedure_id: str) -> Element:
        """Return a sentence with the dependencies of a procedure."""
        item = Element("li")
        others = ", ".join(map(self._words, self.project.relations.of(procedure_id).depends_on))
        item.text = self.t("{title} depends on {others}", title=self._words(procedure_id), others=others)
        return item

    def _words(self, procedure_id: str) -> str:
        procedure = self.project.catalog.get(procedure_id)
        if procedure is None or procedure.title == procedure_id:
            return procedure_id
        return f"{procedure.title} ({procedure_id})"


def about_others(*content: Element) -> Element:
    """Wrap content about other procedures, so that searches do not find its words on this page.

    Material ends the exclusion at the first end tag of the same name; generated content has no section.
    """
    return finished("section", {"class": "procedures-relations", **LEFT_OUT}, *content)


def figure(
    pictures: Sequence[Picture], caption: str, t: Texts, text: Sequence[Element] = (), whole: str = ""
) -> Element:
    """Return pictures with a caption, a link to the whole picture, and a description in words."""
    box = Element("figure", {"class": "procedures-figure"})
    # What is scrolled has to be within reach of a keyboard.
    reached = {"class": "procedures-scrolled", "tabindex": "0", "role": "group", "aria-label": caption}
    for drawn in pictures:
        SubElement(box, "div", reached).append(drawn.element)
    circular = any(drawn.circular for drawn in pictures)
    below = SubElement(box, "figcaption")
    below.text = f"{caption} {t('Dashed lines run against that order.')}" if circular else caption
    if whole:
        below.text += " "
        SubElement(below, "a", {"href": whole}).text = t("All dependencies")
    if text:
        folded = SubElement(box, "details")
        SubElement(folded, "summary").text = t("As text")
        folded_list(folded, text, t)
    return box


def folded_list(parent: Element, entries: Sequence[Element], t: Texts) -> None:
    """Add a list, with all but the first entries folded."""
    SubElement(parent, "ul").extend(entries[:SHOWN])
    if len(entries) > SHOWN:
        folded = SubElement(parent, "details")
        SubElement(folded, "summary").text = t("{n} more", n=len(entries) - SHOWN)
        SubElement(folded, "ul").extend(entries[SHOWN:])
