"""Write all procedures as one JSON document: the site's `procedures.json` and `procedures export`.

An entry contains the front matter, the outline and the relations of a procedure. The body, which is
several times larger, is included only on request.
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
from mkdocs_deploy_plugin.model import Section
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template.data import body_data
from mkdocs_deploy_plugin.template.published import published
from mkdocs_deploy_plugin.template.sections import body_sections

FILE = "procedures.json"
"""The name of the file in the root of the site."""

VERSION = 1
"""The version of the format. It does not change when keys are added."""

MENTIONS = "mentions"
"""The relation between a procedure and those that its body refers to."""

Address = Callable[[Procedure], str]
"""A function that returns the address of a procedure's page, relative to the root of the site."""


def document(project: Project, generated: datetime, address: Address, bodies: bool = False) -> bytes:
    """Return the complete document."""
    return b"".join(pieces(project, generated, address, bodies))


def pieces(project: Project, generated: datetime, address: Address, bodies: bool = False) -> Iterator[bytes]:
    """Yield the document in pieces, one for each procedure, sorted by id.

    Args:
        project: The procedures.
        generated: The time of the build.
        address: Returns the address of a procedure's page.
        bodies: Whether their bodies are included.
    """
    time = generated.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    yield f'{{"version": {VERSION}, "generated": "{time}", "procedures": ['.encode()
    references = _references(project)
    separator = b"\n"
    for procedure in sorted(project.catalog, key=lambda procedure: (procedure.id, procedure.path)):
        entry = _json(_entry(project, procedure, address(procedure), references.get(procedure.id, [])))
        if bodies and (read := published(procedure.document, procedure.template)) is not None:
            _, outline = read
            entry = entry[:-1] + b',"body":' + _json(body_data(outline, procedure.template)) + b"}"
        yield separator + entry
        separator = b",\n"
    yield b"\n]}\n"


def page_address(procedure: Procedure, settings: Settings) -> str:
    """Return the address at which MkDocs publishes a procedure, unless another plugin changes it."""
    path = settings.root / procedure.path
    inside = path.is_relative_to(settings.docs_path)
    start = settings.docs_path if inside else (settings.root / procedure.collection.folder).parent
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
        "kind": procedure.kind,
        "project": procedure.project,
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
    """Return the references of each procedure by its id, the inverse of all back-links."""
    references: dict[str, list[dict[str, str]]] = {}
    for target in sorted({procedure.id for procedure in project.catalog}):
        for link in project.catalog.back_links(target):
            references.setdefault(link.source, []).append(_link(target, link.relation, link.anchor))
    return references


def _link(other: str, relation: str, anchor: str) -> dict[str, str]:
    """Return a relation to another procedure. The anchor is that of the section with the reference."""
    link = {"id": other, "relation": relation or MENTIONS}
    return {**link, "anchor": anchor} if anchor else link


def _json(data: Any) -> bytes:
    """Return data as JSON on one line. Lone surrogates, which UTF-8 cannot encode, are replaced."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    try:
        return text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-8", "replace")
