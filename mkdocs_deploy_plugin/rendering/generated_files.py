"""The files that a host without plugins finds in `docs_dir`: pages, data, scripts and style sheets."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from datetime import datetime

from mkdocs_deploy_plugin.catalog.export import FILE, document, page_address
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.rendering.assets import site_assets
from mkdocs_deploy_plugin.rendering.collection import (
    INDEX,
    TRACEABILITY_CSV,
    CollectionPage,
    all_page,
    catalog_page,
    part_pages,
    project_pages,
    relation_pages,
    runs_page,
    traces_specs,
)
from mkdocs_deploy_plugin.rendering.dependencies import depending_parts
from mkdocs_deploy_plugin.rendering.parts import DEPENDENCIES, TRACEABILITY
from mkdocs_deploy_plugin.rendering.texts import ScriptTexts, texts_of
from mkdocs_deploy_plugin.rendering.traceability import spec_parts, specs, traceability_csv

ASSETS = "assets/procedures"
"""The folder of the scripts and style sheets."""


def generated_pages(project: Project) -> Iterator[tuple[str, CollectionPage]]:
    """Yield each generated page with the path of its source below `docs_dir`.

    Each is the `index.md` of a folder, which is no procedure wherever it is, and has the same address.
    """
    collections, several = project.collections, len(project.collections) > 1
    t = texts_of(project.settings, [one.template for one in collections])
    for one in collections:
        if one is not collections[0] and not project.catalog.of(one):
            continue
        pages = [catalog_page(one, several, texts_of(project.settings, [one.template]))]
        pages += project_pages(one, project.catalog.of(one), several)
        if one is collections[0]:
            pages += [all_page(t)] if several else []
            pages += [runs_page(project.settings.runs, t)] if project.settings.runs else []
            pages += [*relation_pages(collections, t), *part_pages(part_counts(project), t)]
        for page in pages:
            stem = page.path.removesuffix(".md").removesuffix("index").strip("/")
            yield posixpath.join(project.settings.published_folder(one.folder), stem, INDEX), page


def part_counts(project: Project) -> dict[str, int]:
    """Return the number of parts of the pages about relations that are too long, by their paths."""
    counts = {DEPENDENCIES: len(depending_parts(project))}
    if traces_specs(project.collections):
        counts[TRACEABILITY] = len(spec_parts(specs(project.catalog)))
    return {path: count for path, count in counts.items() if count > 1}


def generated_files(project: Project, now: datetime) -> dict[str, bytes]:
    """Return the content of all generated files, by path below `docs_dir`."""
    settings = project.settings
    above = f"](../{TRACEABILITY_CSV})"  # of the folder that the page has to itself
    files = {
        path: page.text.replace(f"]({TRACEABILITY_CSV})", above).encode()
        for path, page in generated_pages(project)
    }
    if traces_specs(project.collections):
        folder = settings.published_folder(project.collections[0].folder)
        files[posixpath.join(folder, TRACEABILITY_CSV)] = traceability_csv(project.catalog).encode()
    files[FILE] = document(project, now, lambda procedure: page_address(procedure, settings))
    scripts = site_assets(ScriptTexts.of(project).all)
    return files | {f"{ASSETS}/{asset.name}": asset.content for asset in scripts}
