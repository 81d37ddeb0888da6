"""The pages about all procedures at once: the catalog, and a page for each project."""

from __future__ import annotations

from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.project_names import ProjectNames
from mkdocs_deploy_plugin.reading.identity import digest
from mkdocs_deploy_plugin.rendering.metadata import theme_text
from mkdocs_deploy_plugin.template import Template

_LONGEST = 120
"""How many bytes of a project are in the name of a folder."""

TRACEABILITY_CSV = "traceability.csv"
"""Where the data of the page about specs lies, beside it."""


class CollectionPage(NamedTuple):
    """A page that no file of the team stands for.

    Attributes:
        path: Where its source would lie, relative to the folder of the procedures.
        title: What it is called.
        text: Its source.
        project: The slug of the project that it is about, or empty.
    """

    path: str
    title: str
    text: str
    project: str = ""


def catalog_page() -> CollectionPage:
    """Return the page with all procedures."""
    return _page("index.md", "Procedures", "<!-- procedures:catalog -->")


def project_path(project: str) -> str:
    """Return where the page of a project lies, from its slug. No file system takes a name of any length."""
    name = project
    if len(project.encode()) > _LONGEST:
        name = f"{project.encode()[:_LONGEST].decode(errors='ignore')}-{digest(project)}"
    return f"projects/{name}/index.md"


def project_pages(catalog: Catalog, names: ProjectNames) -> list[CollectionPage]:
    """Return a page for each project, by slug; it is called what the first of its procedures says."""
    labels = names.labels(procedure.document for procedure in catalog)
    return [
        _page(
            project_path(project), labels[project], f"<!-- procedures:catalog project={project} -->", project
        )
        for project in sorted(labels)
    ]


def relation_pages(template: Template) -> list[CollectionPage]:
    """Return the pages about relations, without those that the template has no field for."""
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
    """Return a text as Markdown in which none of its characters is mark-up."""
    return "".join(c if c.isalnum() or c == " " else f"&#{ord(c)};" for c in theme_text(text))
