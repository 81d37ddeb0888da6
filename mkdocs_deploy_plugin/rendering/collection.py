"""The generated pages: the catalog, a page for each project, the pages about relations, and My runs."""

from __future__ import annotations

from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.reading.identity import digest
from mkdocs_deploy_plugin.rendering.theme import theme_text
from mkdocs_deploy_plugin.template import Template

_LONGEST = 120
"""The largest number of bytes of a project's slug in a folder name."""

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


def catalog_page() -> CollectionPage:
    """Return the page that lists all procedures."""
    return _page("index.md", "Procedures", "<!-- procedures:catalog -->")


def runs_page(path: str) -> CollectionPage:
    """Return the page that lists all runs of a browser."""
    return _page(path, "My runs", "<!-- procedures:runs -->")


def project_path(project: str) -> str:
    """Return the path of a project's page from its slug, shortened to what file systems allow."""
    name = project
    if len(project.encode()) > _LONGEST:
        name = f"{project.encode()[:_LONGEST].decode(errors='ignore')}-{digest(project)}"
    return f"projects/{name}/index.md"


def project_pages(catalog: Catalog, names: ProjectNames) -> list[CollectionPage]:
    """Return a page for each project, sorted by slug; its title is as written in the first procedure."""
    labels = names.labels(procedure.document for procedure in catalog)
    return [
        _page(
            project_path(project), labels[project], f"<!-- procedures:catalog project={project} -->", project
        )
        for project in sorted(labels)
    ]


def relation_pages(template: Template) -> list[CollectionPage]:
    """Return the pages about relations, except those whose field is missing from the template."""
    pages: list[CollectionPage] = []
    if template.field("depends_on") is not None:
        pages.append(_page("dependencies.md", "Dependencies", "<!-- procedures:dependencies -->"))
    if template.field("related_specs") is not None:
        content = f"[Download as CSV]({TRACEABILITY_CSV})\n\n<!-- procedures:traceability -->"
        pages.append(_page("traceability.md", "Traceability", content))
    pages.append(_page("attention.md", "Needs attention", "<!-- procedures:attention -->"))
    return pages


def _page(path: str, title: str, content: str, project: str = "") -> CollectionPage:
    text = f"---\nhide: [toc]\n---\n\n# {markdown_text(title)}\n\n{content}\n"
    return CollectionPage(path, title, text, project)


def markdown_text(text: str) -> str:
    """Return a text as Markdown in which no character is markup."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in theme_text(text))
