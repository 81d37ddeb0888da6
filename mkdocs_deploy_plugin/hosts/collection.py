"""Add the procedures and the generated pages to the files of a site."""

from __future__ import annotations

import posixpath
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.utils import get_relative_url

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.reading.discovery import NOT_PROCEDURES
from mkdocs_deploy_plugin.rendering.collection import (
    TRACEABILITY_CSV,
    CollectionPage,
    catalog_page,
    project_pages,
    relation_pages,
)
from mkdocs_deploy_plugin.rendering.nav import MAX_PROJECTS, NavProject, collection_nav, expand_nav, lists
from mkdocs_deploy_plugin.rendering.page import Link
from mkdocs_deploy_plugin.rendering.relations import Addresses
from mkdocs_deploy_plugin.rendering.traceability import traceability_csv


class Collection:
    """The procedures of a site and their generated pages, as MkDocs files.

    Attributes:
        procedures: The procedures, by the source paths of their pages.
        projects: The projects, with the source paths of their pages and procedures.
        others: The source paths of the procedures without a project.
        index: The source path of the catalog page, or empty.
    """

    def __init__(self, project: Project) -> None:
        """Start without files."""
        self._settings = project.settings
        self._project = project
        self._folder = posixpath.basename(project.settings.folder.rstrip("/"))
        self._sources: dict[str, File] = {}
        self._pages: dict[str, File] = {}
        self.procedures: dict[str, Procedure] = {}
        self.projects: tuple[NavProject, ...] = ()
        self.others: tuple[str, ...] = ()
        self.index = ""

    def is_wanted(self, config: MkDocsConfig) -> bool:
        """Return whether to generate pages: if there are procedures, or if `nav` lists the catalog page."""
        return len(self._project.catalog) > 0 or lists(config.nav, f"{self._folder}/{catalog_page().path}")

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add the procedures, the other files in their folder, and the generated pages.

        Raises:
            PluginError: If a file exists both in `docs_dir` and in the procedures folder.
        """
        many = len(self._project.catalog) > self._settings.nav_limit
        in_docs = {file.abs_src_path: file for file in files if file.abs_src_path}
        for path in sorted(self._settings.procedures_dir.rglob("*")):
            name = path.relative_to(self._settings.root)
            if not path.is_file() or any(part.startswith(".") for part in name.parts):
                continue
            file = in_docs.get(str(path)) or self._added(path, files, config)
            procedure = self._project.catalog.at(name.as_posix())
            if procedure is not None:
                self._sources[procedure.path] = file
                self.procedures[file.src_uri] = procedure
                if config.nav is not None or many:
                    file.inclusion = InclusionLevel.NOT_IN_NAV
        self._add_pages(files, config)

    def url(self, procedure: Procedure) -> str:
        """Return the address of a procedure's page, relative to the root of the site."""
        return self._sources[procedure.path].url

    def link(self, origin: File) -> Link:
        """Return a function for links between the sources of a page and procedures, checked by MkDocs."""
        folder = posixpath.dirname(origin.src_uri)

        def link(procedure: Procedure, anchor: str) -> str:
            path = posixpath.relpath(self._sources[procedure.path].src_uri, folder or ".")
            return f"{path}#{anchor}" if anchor else path

        return link

    def addresses(self, origin: File) -> Addresses:
        """Return the addresses in the built site relative to a page, for HTML that MkDocs leaves alone."""

        def procedure(procedure: Procedure, anchor: str) -> str:
            address = get_relative_url(self.url(procedure), origin.url)
            return f"{address}#{anchor}" if anchor else address

        def page(path: str) -> str:
            file = self._pages.get(path)
            return get_relative_url(file.url, origin.url) if file is not None else ""

        return Addresses(procedure, page)

    def _added(self, path: Path, files: Files, config: MkDocsConfig) -> File:
        """Add a file from outside `docs_dir`."""
        inner = path.relative_to(self._settings.procedures_dir).as_posix()
        file = File(f"{self._folder}/{inner}", None, config.site_dir, config.use_directory_urls)
        file.src_dir = str(self._settings.procedures_dir.parent)
        file.abs_src_path = str(path)
        file.edit_uri = posixpath.relpath(path.as_posix(), Path(config.docs_dir).as_posix())
        if files.get_file_from_path(file.src_uri) is not None:
            raise PluginError(
                f"procedures: {file.src_uri} exists both in docs_dir and in {self._settings.folder}"
            )
        files.append(file)
        return file

    def _add_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Add the generated pages, and list them in the navigation."""
        template, catalog, names = self._project.template, self._project.catalog, self._project.names
        automatic = config.nav is None
        pages = project_pages(catalog, names)
        self.index = self._add_page(catalog_page(), files, config, automatic)
        few = automatic and len(pages) <= MAX_PROJECTS
        sources = [self._add_page(page, files, config, few) for page in pages]
        about = [self._add_page(page, files, config, automatic) for page in relation_pages(template)]
        data = f"{self._folder}/{TRACEABILITY_CSV}"
        if template.field("related_specs") and files.get_file_from_path(data) is None:
            files.append(File.generated(config, data, content=traceability_csv(catalog, template)))
        grouped: dict[str, list[str]] = {}
        for procedure in catalog:
            source = self._sources[procedure.path].src_uri
            grouped.setdefault(names.slug(procedure.document), []).append(source)
        self.others = tuple(grouped.get("", ()))
        self.projects = tuple(
            NavProject(page.title, source, tuple(grouped[page.project]))
            for page, source in zip(pages, sources, strict=True)
        )
        if not automatic:
            entries = collection_nav(self.projects, self.others, about, self._settings.nav_limit)
            config.nav = expand_nav(config.nav, self.index, entries)

    def _add_page(self, page: CollectionPage, files: Files, config: MkDocsConfig, in_nav: bool) -> str:
        """Add a page, unless the team has one at its address. Return the source path of the page used."""
        uri = f"{self._folder}/{page.path}"
        stem = uri.removesuffix(".md").removesuffix("/index")
        # A project can be called `index`, but `projects/index.md` is not the page `projects/index/`.
        beside = [f"{stem}.md"] if posixpath.basename(f"{stem}.md") not in NOT_PROCEDURES else []
        for own in (*beside, *(f"{stem}/{name}" for name in NOT_PROCEDURES)):
            if (file := files.get_file_from_path(own)) is not None:
                self._pages[page.path] = file
                return own
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        self._pages[page.path] = File.generated(config, uri, content=page.text, inclusion=inclusion)
        files.append(self._pages[page.path])
        return uri
