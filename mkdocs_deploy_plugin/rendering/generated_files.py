"""The files that a host without plugins finds in `docs_dir`: pages, data, scripts and style sheets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import datetime

from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.export import FILE, document, page_address
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.assets import assets
from mkdocs_deploy_plugin.rendering.collection import (
    INDEX,
    TRACEABILITY_CSV,
    CollectionPage,
    all_page,
    catalog_page,
    project_pages,
    relation_pages,
    runs_page,
    traces_specs,
)
from mkdocs_deploy_plugin.rendering.texts import script_of, texts_of
from mkdocs_deploy_plugin.rendering.traceability import traceability_csv
from mkdocs_deploy_plugin.settings import Settings

ASSETS = "assets/procedures"
"""The folder of the scripts and style sheets."""


def generated_pages(project: Project) -> Iterator[tuple[str, CollectionPage]]:
    """Yield each generated page with the path of its source below `docs_dir`.

    Each is the `index.md` of a folder, which is no procedure wherever it is, and has the same address.
    """
    collections, several = project.collections, len(project.collections) > 1
    t = texts_of(project.settings, [one.template for one in collections])
    present = {procedure.collection for procedure in project.catalog}
    for one in collections:
        if one is not collections[0] and one not in present:
            continue
        pages = [catalog_page(one, several, texts_of(project.settings, [one.template]))]
        pages += project_pages(one, [each for each in project.catalog if each.collection is one], several)
        if one is collections[0]:
            pages += [all_page(t)] if several else []
            pages += [runs_page(project.settings.runs, t)] if project.settings.runs else []
            pages += relation_pages(collections, t)
        for page in pages:
            stem = page.path.removesuffix(".md").removesuffix("index").strip("/")
            yield posixpath.join(_folder(one, project.settings), stem, INDEX), page


def generated_files(project: Project, now: datetime) -> dict[str, bytes]:
    """Return the content of all generated files, by path below `docs_dir`."""
    settings = project.settings
    above = f"](../{TRACEABILITY_CSV})"  # of the folder that the page has to itself
    files = {
        path: page.text.replace(f"]({TRACEABILITY_CSV})", above).encode()
        for path, page in generated_pages(project)
    }
    if traces_specs(project.collections):
        files[posixpath.join(_folder(project.collections[0], settings), TRACEABILITY_CSV)] = traceability_csv(
            project.catalog
        ).encode()
    files[FILE] = document(project, now, lambda procedure: page_address(procedure, settings))
    templates = [one.template for one in project.collections]
    for some in (templates, *([one] for one in templates)):
        files |= {f"{ASSETS}/{asset.name}": asset.content for asset in assets(script_of(settings, some))}
    return files


def _folder(collection: Collection, settings: Settings) -> str:
    """Return the folder of a collection below `docs_dir`; empty for `docs_dir` itself."""
    inner = (settings.root / collection.folder).relative_to(settings.docs_path).as_posix()
    return "" if inner == "." else inner
