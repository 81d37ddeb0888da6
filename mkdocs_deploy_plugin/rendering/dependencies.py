"""What all procedures depend on: circles, a picture, and lists by project that have all of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element, SubElement

from mkdocs_deploy_plugin.graphs import connected
from mkdocs_deploy_plugin.project import Project
from mkdocs_deploy_plugin.rendering.collection import project_path
from mkdocs_deploy_plugin.rendering.picture import Node, Picture, picture
from mkdocs_deploy_plugin.rendering.relations import RelationsRenderer, about_others, figure, folded_list

MOST_PROCEDURES = 150
"""Up to how many procedures each of them has a box; above that, projects have one."""

MOST_LINES = 600
MOST_PROJECTS = 60

_CAPTION = "What has to be finished first stands on the left."


def dependencies(renderer: RelationsRenderer) -> list[Element]:
    """Give circles, the picture, and for each project what its procedures depend on."""
    project = renderer.project
    depending = [one for one in project.catalog if project.relations.of(one.id).depends_on]
    if not depending:
        return [_element("p", "No procedure depends on another.")]
    content = _circles(renderer)
    if (drawn := _drawn(renderer)) is not None:
        content.append(about_others(drawn))
    labels = project.names.labels(one.document for one in project.catalog)
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
    alone = _alone(project)
    if alone:
        which = f"{alone} procedures depend" if alone > 1 else "1 procedure depends"
        content.append(_element("p", f"{which} on no other and is needed by none."))
    return content


def _alone(project: Project) -> int:
    relations = project.relations
    found = map(relations.of, relations.dependencies)
    return sum(not one.depends_on and not one.required_by for one in found)


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
    heading = _element("h2", "Circles")
    words = "None of these procedures can be the first, because they depend on each other:"
    return [heading, _element("p", words), about_others(box)]


def _drawn(renderer: RelationsRenderer) -> Element | None:
    """Give the picture: of procedures while they are few, else of projects; None above that."""
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
    return figure(pictures, _CAPTION)


def _of_projects(renderer: RelationsRenderer, graph: Mapping[str, Sequence[str]]) -> Element | None:
    project = renderer.project
    labels = project.names.labels(one.document for one in project.catalog)
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
    between: dict[str, list[str]] = {slug: [] for slug in sorted(sizes)}
    for a, b in sorted(counts):
        if a != b:
            between[a].append(b)
    shown = {slug for pair in counts for slug in pair}
    if not shown or len(shown) > MOST_PROJECTS or sum(map(len, between.values())) > MOST_LINES:
        return None
    nodes = {}
    for slug in shown:
        label = labels.get(slug, "Without a project")
        size = f"{sizes[slug]} procedures" if sizes[slug] > 1 else "1 procedure"
        within = f", {counts[slug, slug]} dependencies within" if (slug, slug) in counts else ""
        href = renderer.addresses.page(project_path(slug)) if slug else ""
        nodes[slug] = Node(f"{label}: {size}{within}", label, size, href)
    words = {pair: str(count) for pair, count in counts.items()}
    drawn = picture(
        nodes, {slug: to for slug, to in between.items() if slug in shown}, "Dependencies of projects", words
    )
    caption = f"{_CAPTION} A number says how many procedures of one project need one of the other."
    return figure([drawn], caption)


def _element(tag: str, text: str) -> Element:
    element = Element(tag)
    element.text = text
    return element
