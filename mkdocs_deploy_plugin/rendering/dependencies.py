"""Render the dependencies of all procedures: cycles, a picture, and complete lists by project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.catalog.entries import project_labels
from mkdocs_deploy_plugin.catalog.graphs import connected
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.collection import project_path
from mkdocs_deploy_plugin.rendering.parts import (
    DEPENDENCIES,
    MOST_ENTRIES,
    between,
    part_list,
    split,
    whole_link,
)
from mkdocs_deploy_plugin.rendering.picture import Node, Picture, picture
from mkdocs_deploy_plugin.rendering.relations import (
    RelationsRenderer,
    about_others,
    figure,
    folded_list,
)
from mkdocs_deploy_plugin.rendering.texts import Texts

MOST_PROCEDURES = 150
"""The largest number of procedures with a box each; above that, the boxes are projects."""

MOST_LINES = 600
MOST_PROJECTS = 40

LINES_PER_PROJECT = 2
"""The largest number of lines per project in a picture of projects; above that, a table is clearer."""


def dependencies(renderer: RelationsRenderer) -> list[Element]:
    """Return the cycles, the picture, and for each project the dependencies of its procedures."""
    project = renderer.project
    t = renderer.t
    parts = depending_parts(project)
    if not parts[0]:
        return [_element("p", t("No {procedure} depends on another."))]
    if 0 < renderer.part <= len(parts):
        whole = whole_link(renderer.addresses.page(DEPENDENCIES), t("All dependencies"))
        return [about_others(whole), *_lists(renderer, parts[renderer.part - 1])]
    content = _circles(renderer)
    if (drawn := _drawn(renderer)) is not None:
        content.append(about_others(drawn))
    if alone := _alone(project, t):
        content.append(_element("p", alone))
    listed = _parts(renderer, parts)
    if listed is not None:
        return [*content, about_others(listed)]
    return content + _lists(renderer, [one for part in parts for one in part])


class Depending(NamedTuple):
    """A procedure that depends on others, by its id, with the slug of its project."""

    project: str
    id: str


def depending_parts(project: Project) -> list[list[Depending]]:
    """Return the procedures that depend on others in parts, each for a page, by project."""
    groups: dict[str, dict[str, None]] = {}
    for procedure in project.catalog:
        if project.relations.of(procedure.id).depends_on:
            groups.setdefault(procedure.project, {})[procedure.id] = None
    slugs = sorted(groups, key=lambda slug: (not slug, slug))
    return split(
        [[Depending(slug, name) for name in groups[slug]] for slug in slugs],
        lambda one: 1 + len(project.relations.of(one.id).depends_on),
        MOST_ENTRIES,
    )


def _lists(renderer: RelationsRenderer, listed: Sequence[Depending]) -> list[Element]:
    """Return a heading and a list for each project."""
    project, t = renderer.project, renderer.t
    labels = project_labels(project.catalog)
    content: list[Element] = []
    for slug, group in groupby(listed, lambda one: one.project):
        content.append(_element("h2", labels.get(slug, t("Without a project"))))
        box = Element("ul", {"data-generated": "dependencies"})
        for _, name in group:
            item = renderer.entry(name)
            item[-1].tail = f" {t('depends on')}"
            folded_list(item, list(map(renderer.entry, project.relations.of(name).depends_on)), t)
            box.append(item)
        content.append(about_others(box))
    return content


def _parts(renderer: RelationsRenderer, parts: Sequence[Sequence[Depending]]) -> Element | None:
    """Return the list of parts, or None if they have no pages."""
    t, labels = renderer.t, project_labels(renderer.project.catalog)
    named = [
        between(*(labels.get(one.project, t("Without a project")) for one in (part[0], part[-1])))
        for part in parts
    ]
    # A project that is too long has several parts.
    named = [
        f"{name} {named[:at].count(name) + 1}" if named.count(name) > 1 else name
        for at, name in enumerate(named)
    ]
    counts = (t.count(len(part), "{n} {procedure}", "{n} {procedures}") for part in parts)
    return part_list(DEPENDENCIES, list(zip(named, counts, strict=True)), renderer.addresses.page)


def _alone(project: Project, t: Texts) -> str:
    """Return a sentence with the number of procedures without dependencies; empty for none."""
    relations = project.relations
    all_related = map(relations.of, relations.dependencies)
    count = sum(not related.depends_on and not related.required_by for related in all_related)
    if not count:
        return ""
    return t.count(
        count,
        "{n} {procedure} has no dependencies in either direction.",
        "{n} {procedures} have no dependencies in either direction.",
    )


def _circles(renderer: RelationsRenderer) -> list[Element]:
    circles, t = renderer.project.relations.circles, renderer.t
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
    heading.text = t("Circular dependencies")
    words = t("These {procedures} depend on each other, so none of them can be run first:")
    return [heading, _element("p", words), about_others(box)]


def _drawn(renderer: RelationsRenderer) -> Element | None:
    """Return a picture of procedures, or of projects if there are too many procedures, or None."""
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
    t = renderer.t
    parts = sorted(connected(graph), key=lambda part: (-len(part), part))
    for number, part in enumerate(parts, 1):
        label = t("Dependencies")
        if len(parts) > 1:
            label = t("Dependencies {number} of {all}", number=number, all=len(parts))
        nodes = {name: renderer.node(name) for name in part}
        pictures.append(picture(nodes, {name: graph[name] for name in part}, label))
    return figure(pictures, t("Prerequisites are on the left."), t)


class _Projects(NamedTuple):
    """How projects depend on each other.

    Attributes:
        labels: The name of each project by its slug, in order.
        sizes: The number of procedures of each project.
        counts: The number of dependencies of the second project on the first.
    """

    labels: Mapping[str, str]
    sizes: Mapping[str, int]
    counts: Mapping[tuple[str, str], int]


def _projects(project: Project, graph: Mapping[str, Sequence[str]], t: Texts) -> _Projects:
    labels = project_labels(project.catalog)
    slugs: dict[str, str] = {}
    sizes: dict[str, int] = {}
    for procedure in project.catalog:
        slug = slugs.setdefault(procedure.id, procedure.project)
        sizes[slug] = sizes.get(slug, 0) + 1
    counts: dict[tuple[str, str], int] = {}
    for name, targets in graph.items():
        for to in targets:
            pair = slugs[name], slugs[to]
            counts[pair] = counts.get(pair, 0) + 1
    shown = {slug for pair in counts for slug in pair}
    named = {slug: labels.get(slug, t("Without a project")) for slug in sorted(shown)}
    return _Projects(named, sizes, counts)


def _of_projects(renderer: RelationsRenderer, graph: Mapping[str, Sequence[str]]) -> Element | None:
    """Return a picture of projects, a table if a picture would be a tangle, or None for too many projects."""
    t = renderer.t
    projects = _projects(renderer.project, graph, t)
    if len(projects.labels) > MOST_PROJECTS:
        return None
    between = [pair for pair in sorted(projects.counts) if pair[0] != pair[1]]
    if len(between) > LINES_PER_PROJECT * len(projects.labels):
        return _matrix(renderer, projects)
    nodes: dict[str, Node] = {}
    for slug, label in projects.labels.items():
        size = t.count(projects.sizes[slug], "{n} {procedure}", "{n} {procedures}")
        inner = projects.counts.get((slug, slug), 0)
        internal = t.count(inner, "{n} internal dependency", "{n} internal dependencies")
        name = f"{label}: {size}, {internal}" if inner else f"{label}: {size}"
        nodes[slug] = Node(name, label, size, _address(renderer, slug))
    drawn = picture(
        nodes,
        {slug: [b for a, b in between if a == slug] for slug in nodes},
        t("Dependencies of projects"),
        {pair: str(projects.counts[pair]) for pair in between},
    )
    caption = f"{t('Prerequisites are on the left.')} {t('Numbers on the lines count dependencies.')}"
    return figure([drawn], caption, t)


def _matrix(renderer: RelationsRenderer, projects: _Projects) -> Element:
    table, t = Element("table", {"data-generated": "dependencies"}), renderer.t
    caption = t("Dependencies of each project (row) on each project (column)")
    SubElement(table, "caption").text = caption
    head = SubElement(SubElement(table, "thead"), "tr")
    SubElement(head, "th", {"scope": "col"}).text = t("Project")
    for label in projects.labels.values():
        SubElement(head, "th", {"scope": "col", "dir": "auto"}).text = label
    body = SubElement(table, "tbody")
    for slug, label in projects.labels.items():
        row = SubElement(body, "tr")
        cell = SubElement(row, "th", {"scope": "row"})
        href = _address(renderer, slug)
        SubElement(cell, "a" if href else "span", {"href": href} if href else {}).text = label
        for other in projects.labels:
            count = projects.counts.get((other, slug), 0)
            SubElement(row, "td").text = str(count) if count else ""
    return table


def _address(renderer: RelationsRenderer, slug: str) -> str:
    return renderer.addresses.page(project_path(slug)) if slug else ""


def _element(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element
