"""Add the procedures and the generated pages to the files of a site."""

from __future__ import annotations

import os
import posixpath
from pathlib import Path
from urllib.parse import quote

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel, set_exclusions
from mkdocs.utils import get_relative_url, is_markdown_file

from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.collection import Collection
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.hosts.media import media_file
from mkdocs_deploy_plugin.reading.discovery import folder_files, leads_outside, read_bytes
from mkdocs_deploy_plugin.reading.endings import PAGE_SUFFIXES, is_procedure
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
from mkdocs_deploy_plugin.rendering.generated_files import part_counts
from mkdocs_deploy_plugin.rendering.nav import (
    MAX_PROJECTS,
    NavCollection,
    NavProject,
    collection_nav,
    expand_nav,
    lists,
)
from mkdocs_deploy_plugin.rendering.page import Link
from mkdocs_deploy_plugin.rendering.relations import Addresses
from mkdocs_deploy_plugin.rendering.texts import Texts, texts_of
from mkdocs_deploy_plugin.rendering.traceability import traceability_csv

log = get_plugin_logger("procedures")


class _CopiedFile(File):
    """A file from outside `docs_dir`."""

    def copy_file(self, dirty: bool = False) -> None:
        """Copy the file to the site, unless it was deleted after the build began."""
        try:
            super().copy_file(dirty)
        except OSError as error:
            if self.abs_src_path is not None and os.path.isfile(self.abs_src_path):
                raise PluginError(f"procedures: {self.src_uri} cannot be copied: {error.strerror}") from error
            log.warning(f"{self.src_uri} was deleted during the build; it is left out.")


class SiteFiles:
    """The procedures of a site and their generated pages, as MkDocs files.

    Attributes:
        procedures: The procedures, by the source paths of their pages.
        collections: The collections that have pages, with the source paths of those.
        index: The source path of the page that lists all procedures, or empty.
        runs: The page with all runs of a browser, if there is one.
    """

    def __init__(self, project: Project, docs_dir: str) -> None:
        """Start without files; `docs_dir` is the folder that MkDocs reads, perhaps a copy of the site's."""
        self._settings = project.settings
        self._copy = Path(docs_dir)
        self._project = project
        self._several = len(project.collections) > 1
        self._sources: dict[str, File] = {}
        self._pages: dict[str, File] = {}
        self._generated: set[str] = set()
        self.procedures: dict[str, Procedure] = {}
        self.collections: tuple[NavCollection, ...] = ()
        self.index = ""
        self.runs: File | None = None

    def is_wanted(self, config: MkDocsConfig) -> bool:
        """Return whether to generate pages: if there are procedures, or if `nav` lists a catalog page."""
        return len(self._project.catalog) > 0 or any(
            lists(config.nav, f"{self._prefix(one)}{INDEX}") for one in self._project.collections
        )

    def add(self, files: Files, config: MkDocsConfig) -> None:
        """Add the procedures, the other files in their folders, and the generated pages.

        Raises:
            PluginError: If two files would be published at one address.
        """
        self._refuse_links(files)
        published: dict[str, Path] = {}
        for collection in self._project.collections:
            self._add_collection(collection, published, files, config)
        self._add_pages(files, config)

    def _add_collection(
        self, collection: Collection, published: dict[str, Path], files: Files, config: MkDocsConfig
    ) -> None:
        """Add the files of a collection. `published` are all procedures so far, by address."""
        root = self._settings.root
        in_docs = {self._source(file): file for file in files if file.abs_src_path}
        procedures = {root / one.path: one for one in self._project.catalog.of(collection)}
        # Procedures that could not be read, or were deleted since, have been checked all the same.
        for path in sorted({*procedures, *folder_files(root / collection.folder, root)}):
            file = in_docs.get(path)
            procedure = procedures.get(path)
            if procedure is None and self._leads_outside(path):
                continue
            if procedure is None and not os.path.isfile(path):
                log.warning(f"{self._shown(path)} is not a file or does not exist; it is left out.")
                if file is not None:
                    files.remove(file)
                continue
            if file is None or (procedure is not None and not file.is_documentation_page()):
                file = self._added(path, collection, file, files, config)
            if procedure is not None:
                same = published.setdefault(file.dest_uri, path)
                if same is not path:
                    raise PluginError(
                        f"procedures: {self._shown(same)} and {self._shown(path)} are both published as "
                        f"{file.dest_uri}; rename one of them"
                    )
                self._sources[procedure.path] = file
                self.procedures[file.src_uri] = procedure
                set_exclusions([file], config)
                if (config.nav is not None or not self._singly) and file.inclusion.is_included():
                    file.inclusion = InclusionLevel.NOT_IN_NAV

    def _prefix(self, collection: Collection) -> str:
        """Return the folder of a collection in the sources of the site, with a slash; empty for the top."""
        folder = self._settings.published_folder(collection.folder)
        return f"{folder}/" if folder else ""

    @property
    def _singly(self) -> bool:
        """Whether the navigation lists procedures one by one."""
        return len(self._project.catalog) <= self._settings.nav_limit

    def refuse_unchecked(self, files: Files, config: MkDocsConfig) -> None:
        """Refuse procedures that are not in their folder on disk, or that only MkDocs finds there.

        Raises:
            PluginError: A file that would be published was not checked.
        """
        docs, folders = self._settings.docs_path, self._settings.procedure_dirs
        sites = {self._prefix(one): one for one in self._project.collections}
        for file in files:
            if (
                file.src_uri in self.procedures
                or file.src_uri in self._generated
                or file.inclusion.is_excluded()
                or not is_procedure(posixpath.basename(file.src_uri))
            ):
                continue
            path = self._source(file) if not file.generated_by else None
            if path is not None and any(map(path.is_relative_to, folders)):
                raise PluginError(
                    f"procedures: {self._shown(path)} was not checked, because it is hidden or linked twice, "
                    "or was added during the build; rename it, move it out of the folder, or build again"
                )
            if path is not None and path.is_relative_to(docs):
                continue
            if one := next((one for site, one in sites.items() if file.src_uri.startswith(site)), None):
                author = file.generated_by or "another plugin"
                raise PluginError(
                    f"procedures: {file.src_uri} was generated by {author} and cannot be checked; write "
                    f"it to {one.folder}/ before the build, or generate it in another folder if "
                    "it is not a procedure"
                )

    def refuse_unreadable(self, file: File) -> None:
        """Refuse a page in the folder that cannot be read, where MkDocs would end with a traceback.

        Raises:
            PluginError: The page cannot be read.
        """
        path = self._source(file) or Path()
        if not any(map(path.is_relative_to, self._settings.procedure_dirs)):
            return
        content = read_bytes(path)
        if isinstance(content, str):
            raise PluginError(f"procedures: {self._shown(path)}: {content}")
        try:
            path.read_text(encoding="utf-8-sig")
        except ValueError as error:
            raise PluginError(f"procedures: {self._shown(path)}: The file is not UTF-8") from error

    def file(self, procedure: Procedure) -> File:
        """Return the file of a procedure's page."""
        return self._sources[procedure.path]

    def url(self, procedure: Procedure) -> str:
        """Return the address of a procedure's page, relative to the root of the site."""
        return self._sources[procedure.path].url

    def is_generated(self, file: File) -> bool:
        """Return whether a page was generated by this plugin."""
        return file.src_uri in self._generated

    def link(self, origin: File) -> Link:
        """Return a function for links between the sources of a page and procedures, checked by MkDocs."""
        folder = posixpath.dirname(origin.src_uri)

        def link(procedure: Procedure, anchor: str) -> str:
            # A file can be called `javascript:x.md`. MkDocs decodes the path when it looks for the page.
            path = posixpath.relpath(self._sources[procedure.path].src_uri, folder or ".")
            path = quote(path, errors="surrogateescape")
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

    def _added(
        self, path: Path, collection: Collection, listed: File | None, files: Files, config: MkDocsConfig
    ) -> File:
        """Add a file from outside `docs_dir`, or list a procedure as a page.

        MkDocs copies `x.MD` as it is, so a procedure with such an ending is published as `x.md`.
        """
        folder = self._settings.root / collection.folder
        inner = path.relative_to(folder).as_posix()
        uri = listed.src_uri if listed is not None else f"{self._prefix(collection)}{inner}"
        if is_procedure(path.name) and not is_markdown_file(uri):
            uri = f"{posixpath.splitext(uri)[0]}.md"
        if (other := files.get_file_from_path(uri)) is not None:
            raise PluginError(
                f"procedures: {self._shown(path)} and {self._shown(other.abs_src_path)} are both published "
                f"as {uri}; rename or move one of them"
            )
        file = _CopiedFile(uri, None, config.site_dir, config.use_directory_urls)
        if listed is not None:
            files.remove(listed)
            file.inclusion = listed.inclusion
        file.src_dir = str(folder.parent)
        file.abs_src_path = str(path)
        file.edit_uri = posixpath.relpath(path.as_posix(), self._settings.docs_path.as_posix())
        files.append(file)
        return file

    def _refuse_links(self, files: Files) -> None:
        """Remove what MkDocs has found behind links that lead out of the project, other than procedures."""
        folders = self._settings.procedure_dirs
        for file in list(files):
            path = self._source(file)
            if path is None or not any(map(path.is_relative_to, folders)) or not self._leads_outside(path):
                continue
            if self._project.catalog.at(path.relative_to(self._settings.root).as_posix()) is None:
                files.remove(file)

    def _source(self, file: File) -> Path | None:
        """Return where a file is in the repository, if another plugin has copied `docs_dir` elsewhere too."""
        if not file.abs_src_path:
            return None
        path = Path(file.abs_src_path)
        return (
            self._settings.docs_path / path.relative_to(self._copy)
            if path.is_relative_to(self._copy)
            else path
        )

    def _leads_outside(self, path: Path) -> bool:
        return leads_outside(path, self._settings.root)

    def _shown(self, path: Path | str | None) -> str:
        """Return a path relative to the folder of `mkdocs.yml`, as findings have it."""
        return Path(os.path.relpath(path, self._settings.root)).as_posix() if path else "a generated file"

    def _add_pages(self, files: Files, config: MkDocsConfig) -> None:
        """Add the generated pages, and list them in the navigation.

        Pages about the whole site are in the folder of the first collection, so that another collection does
        not change their addresses.
        """
        first, *others = self._project.collections
        automatic = config.nav is None
        start = self._add_collection_pages(first, files, config)
        about = self._add_site_pages(first, files, config, automatic)
        self.index = about[0] if self._several else start.page
        rest = [
            self._add_collection_pages(one, files, config)
            for one in others
            if self._project.catalog.of(one) or lists(config.nav, f"{self._prefix(one)}{INDEX}")
        ]
        self.collections = (start, *rest)
        for collection in () if automatic else self.collections:
            pages = about if collection is start else []
            entries = collection_nav(collection, pages, self._singly)
            config.nav = expand_nav(config.nav, collection.page, entries)

    def _add_collection_pages(
        self, collection: Collection, files: Files, config: MkDocsConfig
    ) -> NavCollection:
        """Add the catalog page of a collection and the pages of its projects."""
        automatic = config.nav is None
        procedures = self._project.catalog.of(collection)
        pages = project_pages(collection, procedures, self._several)
        catalog = catalog_page(collection, self._several, self._texts(collection))
        index = self._add_page(catalog, collection, files, config, automatic)
        few = automatic and len(pages) <= MAX_PROJECTS
        sources = [self._add_page(page, collection, files, config, few) for page in pages]
        grouped: dict[str, list[str]] = {}
        for procedure in procedures:
            grouped.setdefault(procedure.project, []).append(self._sources[procedure.path].src_uri)
        projects = tuple(
            NavProject(page.title, source, tuple(grouped[page.project]))
            for page, source in zip(pages, sources, strict=True)
        )
        return NavCollection(catalog.title, index, projects, tuple(grouped.get("", ())))

    def _add_site_pages(
        self, first: Collection, files: Files, config: MkDocsConfig, in_nav: bool
    ) -> list[str]:
        """Add the pages about all procedures. Return their source paths, that of all collections first."""
        collections, catalog = self._project.collections, self._project.catalog
        t = self._texts(*collections)
        pages = [*([all_page(t)] if self._several else []), *relation_pages(collections, t)]
        about = [self._add_page(page, first, files, config, in_nav) for page in pages]
        for page in part_pages(part_counts(self._project), t):
            self._add_page(page, first, files, config, in_nav=False)
        data = f"{self._prefix(first)}{TRACEABILITY_CSV}"
        if traces_specs(collections) and files.get_file_from_path(data) is None:
            files.append(media_file(config, data, traceability_csv(catalog).encode()))
        split = 1 if self._several else 0
        return [*about[:split], *self._add_runs_page(first, files, config, in_nav), *about[split:]]

    def _texts(self, *collections: Collection) -> Texts:
        return texts_of(self._settings, [one.template for one in collections])

    def _add_runs_page(
        self, collection: Collection, files: Files, config: MkDocsConfig, in_nav: bool
    ) -> list[str]:
        """Add the page with all runs, unless the team wants none. Return its source path, if there is one."""
        path = self._settings.runs
        if path in self._pages:
            raise PluginError(f"procedures: runs cannot be {path!r}: another generated page has this path")
        page = runs_page(path, self._texts(*self._project.collections))
        uri = self._add_page(page, collection, files, config, in_nav) if path else ""
        if not uri or uri in self.procedures:
            return []
        self.runs = files.get_file_from_path(uri)
        return [uri]

    def _add_page(
        self, page: CollectionPage, collection: Collection, files: Files, config: MkDocsConfig, in_nav: bool
    ) -> str:
        """Add a page, unless the team has one at its address. Return the source path of the page used."""
        uri = f"{self._prefix(collection)}{page.path}"
        stem = uri.removesuffix(".md").removesuffix("/index")
        # A project can be called `index`, but `projects/index.md` is not the page `projects/index/`.
        beside = [stem] if is_procedure(f"{posixpath.basename(stem)}.md") else []
        names = (*beside, f"{stem}/index", f"{stem}/README")
        for own in (f"{name}{suffix}" for name in names for suffix in PAGE_SUFFIXES):
            if (file := files.get_file_from_path(own)) is not None:
                self._pages.setdefault(page.path, file)
                return own
        inclusion = InclusionLevel.UNDEFINED if in_nav else InclusionLevel.NOT_IN_NAV
        file = File.generated(config, uri, content=page.text, inclusion=inclusion)
        # Two collections can have a page for the same project: a link leads to the first one.
        self._pages.setdefault(page.path, file)
        self._generated.add(uri)
        files.append(file)
        return uri
