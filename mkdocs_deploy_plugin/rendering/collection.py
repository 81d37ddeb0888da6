"""The generated pages: the catalog, a page for each project, the pages about relations, and My runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.entries import project_labels
from mkdocs_deploy_plugin.reading.identity import digest
from mkdocs_deploy_plugin.rendering.parts import DEPENDENCIES, PART, TRACEABILITY, part_path
from mkdocs_deploy_plugin.rendering.texts import IN_ENGLISH, Texts
from mkdocs_deploy_plugin.rendering.theme import theme_text

_LONGEST = 120
"""The largest number of bytes of a project's slug in a folder name."""

INDEX, ALL = "index.md", "all.md"
"""The paths of the page of a collection and of that of all collections."""

TRACEABILITY_CSV = "traceability.csv"
"""The file with the data of the traceability page, in the same folder."""


class CollectionPage(NamedTuple):
    """A generated page, without a file in the team's repository.

    Attributes:
        path: The path of its source, relative to the procedures folder.
        title: Its title.
        text: Its source.
        project: The slug of the project that it lists, or empty.
    """

    path: str
    title: str
    text: str
    project: str = ""


def catalog_page(collection: Collection, among_others: bool, t: Texts = IN_ENGLISH) -> CollectionPage:
    """Return the page that lists the procedures of a collection, which may be one of several."""
    return _page(INDEX, collection.name or t("{Procedures}"), _catalog(collection, among_others))


def _catalog(collection: Collection, among_others: bool, project: str = "") -> str:
    """Return the directive for the procedures of a collection, or for those of a project in it."""
    kind = f" kind={collection.kind}" if among_others else ""
    return f"<!-- procedures:catalog{kind}{f' project={project}' if project else ''} -->"


def all_page(t: Texts = IN_ENGLISH) -> CollectionPage:
    """Return the page that lists the procedures of all collections."""
    return _page(ALL, t("All documents"), "<!-- procedures:catalog -->")


def runs_page(path: str, t: Texts = IN_ENGLISH) -> CollectionPage:
    """Return the page that lists all runs of a browser."""
    return _page(path, t("My runs"), "<!-- procedures:runs -->")


def project_path(project: str) -> str:
    """Return the path of a project's page from its slug, shortened to what file systems allow."""
    name = project
    if len(project.encode()) > _LONGEST:
        name = f"{project.encode()[:_LONGEST].decode(errors='ignore')}-{digest(project)}"
    return f"projects/{name}/index.md"


def project_pages(
    collection: Collection, procedures: Iterable[Procedure], among_others: bool
) -> list[CollectionPage]:
    """Return a page for each project, sorted by slug; its title is as written in the first procedure.

    Args:
        collection: The collection.
        procedures: Its procedures.
        among_others: Whether it is one of several.
    """
    labels = project_labels(procedures)
    return [
        _page(project_path(project), labels[project], _catalog(collection, among_others, project), project)
        for project in sorted(labels)
    ]


def relation_pages(collections: Sequence[Collection], t: Texts = IN_ENGLISH) -> list[CollectionPage]:
    """Return the pages about relations, except those whose field is missing from all templates."""
    pages: list[CollectionPage] = []
    if any(one.template.field("depends_on") is not None for one in collections):
        pages.append(_page(DEPENDENCIES, t("Dependencies"), "<!-- procedures:dependencies -->"))
    if traces_specs(collections):
        link = f"[{markdown_text(t('Download as CSV'))}]({TRACEABILITY_CSV})"
        content = f"{link}\n\n<!-- procedures:traceability -->"
        pages.append(_page(TRACEABILITY, t("Traceability"), content))
    pages.append(_page("attention.md", t("Needs attention"), "<!-- procedures:attention -->"))
    return pages


def part_pages(parts: Mapping[str, int], t: Texts = IN_ENGLISH) -> list[CollectionPage]:
    """Return the pages of the parts of those pages about relations that are too long for one.

    Args:
        parts: The number of parts, by the path of the page.
        t: The texts of the site.
    """
    pages: list[CollectionPage] = []
    for path, all_ in parts.items():
        for number in range(1, all_ + 1):
            title = t("Dependencies {number} of {all}", number=number, all=all_)
            if path == TRACEABILITY:
                title = t("Traceability {number} of {all}", number=number, all=all_)
            content = f"<!-- procedures:{path.removesuffix('.md')} {PART}={number} -->"
            pages.append(_page(part_path(path, number), title, content))
    return pages


def traces_specs(collections: Sequence[Collection]) -> bool:
    """Return whether procedures of any collection can name specs."""
    return any(one.template.field("related_specs") is not None for one in collections)


def _page(path: str, title: str, content: str, project: str = "") -> CollectionPage:
    text = f"---\nhide: [toc]\n---\n\n# {markdown_text(title)}\n\n{content}\n"
    return CollectionPage(path, title, text, project)


def markdown_text(text: str) -> str:
    """Return a text as Markdown in which no character is markup."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in theme_text(text))
