"""All procedures as one JSON document: `procedures.json` of the site, and what `procedures export` writes.

An entry has the front matter, the outline, and how the procedure is related to others. Its body, several
times as much, is put in only where it is asked for.
"""

from __future__ import annotations

import json
import posixpath
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.model import FrontMatter, Outline, Section
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import Template
from mkdocs_deploy_plugin.template.data import body_data
from mkdocs_deploy_plugin.template.sections import body_sections

FILE = "procedures.json"
"""The name of the file, at the root of the site."""

VERSION = 1
"""The version of the document. Keys can be added without a new one."""

MENTIONS = "mentions"
"""The relation of a procedure to those that its text speaks of."""

Address = Callable[[Procedure], str]
"""Return the address of a procedure's page, relative to the root of the site."""


def prepare_body(tree: Tree, outline: Outline, front_matter: FrontMatter | None, template: Template) -> bytes:
    """Return the body of a procedure as JSON, while it is at hand; see `project.load_project`."""
    return _json(body_data(outline, template))


def document(project: Project, generated: datetime, address: Address) -> bytes:
    """Return the whole document."""
    return b"".join(pieces(project, generated, address))


def pieces(project: Project, generated: datetime, address: Address) -> Iterator[bytes]:
    """Yield the document in pieces, one procedure after another in the order of the ids.

    Args:
        project: The procedures. Where `prepare_body` has prepared them, their bodies are put in.
        generated: The time of the build.
        address: Gives the address of each.
    """
    time = generated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield f'{{"version": {VERSION}, "generated": "{time}", "procedures": ['.encode()
    references = _references(project)
    separator = b"\n"
    for procedure in sorted(project.catalog, key=lambda one: (one.id, one.path)):
        entry = _json(_entry(project, procedure, address(procedure), references.get(procedure.id, [])))
        body = procedure.document.prepared
        if isinstance(body, bytes):
            entry = entry[:-1] + b',"body":' + body + b"}"
        yield separator + entry
        separator = b",\n"
    yield b"\n]}\n"


def page_address(procedure: Procedure, settings: Settings) -> str:
    """Return the address at which MkDocs publishes a procedure, as long as no other plugin moves it."""
    path = settings.root / procedure.path
    inside = path.is_relative_to(settings.docs_path)
    start = settings.docs_path if inside else settings.procedures_dir.parent
    stem = posixpath.splitext(path.relative_to(start).as_posix())[0]
    return quote(f"{stem}/" if settings.directory_urls else f"{stem}.html", errors="replace")


def _entry(
    project: Project, procedure: Procedure, url: str, references: list[dict[str, str]]
) -> dict[str, Any]:
    document = procedure.document
    outline = document.outline
    return {
        "id": procedure.id,
        "title": procedure.title,
        "project": project.names.slug(document),
        "url": url,
        "source": procedure.path,
        "valid": procedure.path not in project.misfits,
        "front_matter": document.front_matter.data if document.front_matter is not None else None,
        "outline": [_section(section) for section in body_sections(outline)] if outline is not None else [],
        "references": references,
        "back_links": [
            _link(link.source, link.relation, link.anchor)
            for link in project.catalog.back_links(procedure.id)
        ],
    }


def _section(section: Section) -> dict[str, Any]:
    data: dict[str, Any] = {"heading": section.heading, "anchor": section.anchor}
    if section.sections:
        data["sections"] = [_section(inner) for inner in section.sections]
    return data


def _references(project: Project) -> dict[str, list[dict[str, str]]]:
    """Return what each procedure refers to, by its id: the other end of all back-links."""
    references: dict[str, list[dict[str, str]]] = {}
    for target in sorted({procedure.id for procedure in project.catalog}):
        for link in project.catalog.back_links(target):
            references.setdefault(link.source, []).append(_link(target, link.relation, link.anchor))
    return references


def _link(other: str, relation: str, anchor: str) -> dict[str, str]:
    """Return a relation to another procedure. An anchor is that of the section which speaks of it."""
    link = {"id": other, "relation": relation or MENTIONS}
    return {**link, "anchor": anchor} if anchor else link


def _json(data: Any) -> bytes:
    """Return data as JSON on one line. Half of a pair of surrogates, which no encoding has, is replaced."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
