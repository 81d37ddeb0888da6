"""What all procedures depend on: circles, a picture, and lists by project that have all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.entries import project_labels
from mkdocs_deploy_plugin.catalog.graphs import connected
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.collection import project_path
from mkdocs_deploy_plugin.rendering.picture import Node, Picture, picture
from mkdocs_deploy_plugin.rendering.relations import (
    PREREQUISITES,
    RelationsRenderer,
    about_others,
    figure,
    folded_list,
)

MOST_PROCEDURES = 150
"""Up to how many procedures each of them has a box; above that, projects have one."""

MOST_LINES = 600
MOST_PROJECTS = 40

LINES_PER_PROJECT = 2
"""Up to how many lines for each project there is a picture of projects; above that, a table is clearer."""


def dependencies(renderer: RelationsRenderer) -> list[Element]:
    """Return circles, the picture, and for each project what its procedures depend on."""
    project = renderer.project
    depending = [one for one in project.catalog if project.relations.of(one.id).depends_on]
    if not depending:
        return [_element("p", "No procedure depends on another.")]
    content = _circles(renderer)
    if (drawn := _drawn(renderer)) is not None:
        content.append(about_others(drawn))
    if alone := _alone(project):
        content.append(_element("p", alone))
    labels = project_labels(project)
    groups: dict[str, dict[str, None]] = {}
    for one in depending:
        groups.setdefault(project.names.slug(one.document), {})[one.id] = None
    for slug in sorted(groups, key=lambda slug: (not slug, slug)):
        content.append(_element("h2", labels.get(slug, "Without a project")))
        box = Element("ul", {"data-generated": "dependencies"})
        for name in groups[slug]:
            item = renderer.entry(name)
            item[-1].tail = " depends on"
            folded_list(item, [renderer.entry(one) for one in project.relations.of(name).depends_on])
            box.append(item)
        content.append(about_others(box))
    return content


def _alone(project: Project) -> str:
    """Say how many procedures the page is not about; nothing where there is none."""
    relations = project.relations
    found = map(relations.of, relations.dependencies)
    count = sum(not one.depends_on and not one.required_by for one in found)
    if count == 1:
        return "1 procedure has no dependencies in either direction."
    return f"{count:,} procedures have no dependencies in either direction." if count else ""


def _circles(renderer: RelationsRenderer) -> list[Element]:
    circles = renderer.project.relations.circles
    if not circles:
        return []
    box = Element("ul")
    for circle in circles:
        item = SubElement(box, "li")
        for number, name in enumerate(circle):
            part = renderer.entry(name)
            part.tag = "span"
            part.tail = " → " if number < len(circle) - 1 else ""
            item.append(part)
    heading = Element("h2", {"id": "circles"})
    heading.text = "Circular dependencies"
    words = "These procedures depend on each other, so none of them can be run first:"
    return [heading, _element("p", words), about_others(box)]


def _drawn(renderer: RelationsRenderer) -> Element | None:
    """Return the picture: of procedures while they are few, else of projects; None above that."""
    relations = renderer.project.relations
    graph: dict[str, list[str]] = {name: [] for name in relations.dependencies}
    for name, targets in relations.dependencies.items():
        for to in targets:
            graph[to].append(name)
    related = {name for name, targets in graph.items() if targets or relations.dependencies[name]}
    if not related:
        return None
    if len(related) <= MOST_PROCEDURES and sum(map(len, graph.values())) <= MOST_LINES:
        return _of_procedures(renderer, {name: to for name, to in graph.items() if name in related})
    return _of_projects(renderer, graph)


def _of_procedures(renderer: RelationsRenderer, graph: Mapping[str, Sequence[str]]) -> Element:
    pictures: list[Picture] = []
    parts = sorted(connected(graph), key=lambda part: (-len(part), part))
    for number, part in enumerate(parts, 1):
        of = f" {number} of {len(parts)}" if len(parts) > 1 else ""
        nodes = {name: renderer.node(name) for name in part}
        pictures.append(picture(nodes, {name: graph[name] for name in part}, f"Dependencies{of}"))
    return figure(pictures, PREREQUISITES)


class _Projects(NamedTuple):
    """How projects depend on each other.

    Attributes:
        labels: What each project is called, by its slug, in order.
        sizes: How many procedures each has.
        counts: How many procedures of the second project depend on one of the first.
    """

    labels: Mapping[str, str]
    sizes: Mapping[str, int]
    counts: Mapping[tuple[str, str], int]


def _projects(project: Project, graph: Mapping[str, Sequence[str]]) -> _Projects:
    labels = project_labels(project)
    slugs: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for procedure in project.catalog:
        slug = slugs.setdefault(procedure.id, project.names.slug(procedure.document))
        sizes[slug] = sizes.get(slug, 0) + 1
    counts: dict[tuple[str, str], int] = {}
    for name, targets in graph.items():
        for to in targets:
            pair = slugs[name], slugs[to]
            counts[pair] = counts.get(pair, 0) + 1
    shown = {slug for pair in counts for slug in pair}
    named = {slug: labels.get(slug, "Without a project") for slug in sorted(shown)}
    return _Projects(named, sizes, counts)


def _of_projects(renderer: RelationsRenderer, graph: Mapping[str, Sequence[str]]) -> Element | None:
    """Return a picture of projects; a table where it would be a tangle; nothing where they are too many."""
    found = _projects(renderer.project, graph)
    if len(found.labels) > MOST_PROJECTS:
        return None
    between = [pair for pair in sorted(found.counts) if pair[0] != pair[1]]
    if len(between) > LINES_PER_PROJECT * len(found.labels):
        return _matrix(renderer, found)
    nodes: dict[str, Node] = {}
    for slug, label in found.labels.items():
        size = f"{found.sizes[slug]} procedures" if found.sizes[slug] > 1 else "1 procedure"
        inner = found.counts.get((slug, slug), 0)
        internal = f", {inner} internal {'dependency' if inner == 1 else 'dependencies'}" if inner else ""
        nodes[slug] = Node(f"{label}: {size}{internal}", label, size, _address(renderer, slug))
    drawn = picture(
        nodes,
        {slug: [b for a, b in between if a == slug] for slug in nodes},
        "Dependencies of projects",
        {pair: str(found.counts[pair]) for pair in between},
    )
    return figure([drawn], f"{PREREQUISITES} Numbers on the lines count dependencies.")


def _matrix(renderer: RelationsRenderer, found: _Projects) -> Element:
    table = Element("table", {"data-generated": "dependencies"})
    SubElement(table, "caption").text = "Dependencies of each project (row) on each project (column)"
    head = SubElement(SubElement(table, "thead"), "tr")
    SubElement(head, "th", {"scope": "col"}).text = "Project"
    for label in found.labels.values():
        SubElement(head, "th", {"scope": "col", "dir": "auto"}).text = label
    body = SubElement(table, "tbody")
    for slug, label in found.labels.items():
        row = SubElement(body, "tr")
        cell = SubElement(row, "th", {"scope": "row"})
        href = _address(renderer, slug)
        SubElement(cell, "a" if href else "span", {"href": href} if href else {}).text = label
        for other in found.labels:
            count = found.counts.get((other, slug), 0)
            SubElement(row, "td").text = str(count) if count else ""
    return table


def _address(renderer: RelationsRenderer, slug: str) -> str:
    return renderer.addresses.page(project_path(slug)) if slug else ""


def _element(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element
