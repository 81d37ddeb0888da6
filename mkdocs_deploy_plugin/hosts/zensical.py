"""The host Zensical, which knows Markdown extensions but no plugins.

Zensical makes a new extension for each page, and says in a preprocessor of its own which page it is. What
MkDocs asks the plugin for otherwise is in `docs_dir` already: `procedures generate` has written it there.
"""

from __future__ import annotations

import logging
import os
import posixpath
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

from markdown import Markdown

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.entries import Entry, entries
from mkdocs_deploy_plugin.catalog.export import FILE, page_address
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.configuration import Configuration, read_configuration
from mkdocs_deploy_plugin.findings.rules import levelled
from mkdocs_deploy_plugin.hosts.markdown import CONTEXT, ProceduresExtension
from mkdocs_deploy_plugin.hosts.page_scripts import with_scripts
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.endings import is_procedure
from mkdocs_deploy_plugin.rendering import words
from mkdocs_deploy_plugin.rendering.assets import assets
from mkdocs_deploy_plugin.rendering.generated_files import ASSETS, generated_files, generated_pages
from mkdocs_deploy_plugin.rendering.metadata import page_metadata
from mkdocs_deploy_plugin.rendering.page import OrdinaryPage, PageContext, ProcedurePage
from mkdocs_deploy_plugin.rendering.relations import Addresses
from mkdocs_deploy_plugin.rendering.run_data import run_data
from mkdocs_deploy_plugin.rendering.texts import ScriptTexts, texts_of
from mkdocs_deploy_plugin.rendering.theme import written_attributes
from mkdocs_deploy_plugin.rendering.wrapper import checklist_attributes, procedure_attributes, wrap
from mkdocs_deploy_plugin.reporting.text import headline, summary
from mkdocs_deploy_plugin.repository import issue_address
from mkdocs_deploy_plugin.settings import Checklists, SettingsError
from mkdocs_deploy_plugin.store.folder import open_store

log = logging.getLogger("procedures")


class ZensicalPage(Protocol):
    """What Zensical says of a page."""

    path: str
    url: str
    meta: dict[str, Any]


@dataclass(frozen=True)
class Site:
    """The procedures of a site as they are on disk.

    Attributes:
        project: The procedures.
        entries: Their entries in the catalog.
        procedures: The procedures, by the source paths of their pages.
        pages: The source paths of the generated pages, by their paths within a collection.
        scripts: The texts of the scripts.
    """

    project: Project
    entries: tuple[Entry, ...]
    procedures: Mapping[str, Procedure]
    pages: Mapping[str, str]
    scripts: ScriptTexts

    def lacks(self, source: str) -> bool:
        """Return whether a page looks like a procedure but was not checked as one."""
        path = self.project.settings.docs_path / source
        inside = any(path.is_relative_to(folder) for folder in self.project.settings.procedure_dirs)
        return inside and is_procedure(path.name) and source not in self.procedures

    def address(self, source: str) -> str:
        """Return the address of a page, relative to the root of the site."""
        stem = posixpath.splitext(source)[0]
        folder, name = posixpath.split(stem)
        if name in ("index", "README"):
            stem = folder
        return quote(f"{stem}/" if stem else "") if self.project.settings.directory_urls else f"{stem}.html"

    def page(self, source: str) -> PageContext:
        """Return what a page is converted with.

        Addresses are relative to the folder of its source: Zensical adds what leads there from the page.
        """
        folder = posixpath.dirname(source)
        settings = self.project.settings

        def link(procedure: Procedure, anchor: str) -> str:
            target = (settings.root / procedure.path).relative_to(settings.docs_path).as_posix()
            path = quote(posixpath.relpath(target, folder or "."), errors="surrogateescape")
            return f"{path}#{anchor}" if anchor else path

        def to_procedure(procedure: Procedure, anchor: str) -> str:
            address = relative(page_address(procedure, settings), _folder(source))
            return f"{address}#{anchor}" if anchor else address

        def to_page(path: str) -> str:
            return relative(self.address(self.pages[path]), _folder(source)) if path in self.pages else ""

        addresses = Addresses(to_procedure, to_page)
        procedure = self.procedures.get(source)
        if procedure is not None:
            found = tuple(self.project.of(procedure.path)) if _is_serving() else ()
            return ProcedurePage(self.project, procedure, link, addresses, self.entries, found)
        everywhere = settings.checklists is Checklists.ALL
        return OrdinaryPage(self.project, link, addresses, self.entries, normalises=everywhere)


def prepare(extension: ProceduresExtension, md: Markdown) -> None:
    """Tell the extension which page Zensical converts.

    Raises:
        SettingsError: The site cannot be built; Zensical stops with this.
    """
    context: Any = md.preprocessors[CONTEXT]
    page: ZensicalPage = context.page
    root = Path(context.config["root_dir"])
    configuration = _configuration(root)
    if configuration is None or not configuration.lists_plugin:
        raise SettingsError(
            "procedures: options are read from [project.markdown_extensions.procedures] in zensical.toml"
        )
    watched = tuple(context.config.get("watch") or ())
    site = _loaded(root, watched, _is_strict(), _stamp(configuration))
    if isinstance(site, SettingsError):
        if _is_serving():
            log.error(site)
            return
        raise site
    extension.page = site.page(page.path)
    procedure = site.procedures.get(page.path)
    if procedure is None and site.lacks(page.path):
        raise SettingsError(
            f"procedures: {site.project.settings.docs_dir}/{page.path} was not checked, because it is hidden "
            "or was added during the build; rename it, move it out of the folder, or build again"
        )
    if procedure is not None:
        texts = texts_of(site.project.settings, [procedure.template])
        page.meta.clear()
        page.meta.update(page_metadata(procedure, texts))
    convert = md.convert

    def finished(source: str) -> str:
        return _finished(convert(source), extension, site, page, context.config)

    # No postprocessor sees the page as a whole: the table of contents calls all of them for each title.
    md.convert = finished  # type: ignore[method-assign]


def _finished(
    html: str, extension: ProceduresExtension, site: Site, page: ZensicalPage, config: Mapping[str, Any]
) -> str:
    """Compare a page with its source, wrap what has checklists, and add scripts and style sheets.

    Raises:
        SettingsError: The page differs from its source.
    """
    project = site.project
    settings = project.settings
    procedure = site.procedures.get(page.path)
    checked = procedure.document if procedure is not None else None
    path = procedure.path if procedure is not None else f"{settings.docs_dir}/{page.path}"
    found = levelled(extension.mismatches(path, html, checked), settings.rules)
    mismatches = list(found)
    for mismatch in mismatches:
        log.warning(headline(mismatch))
    if mismatches and project.fails(_is_strict(), mismatches) and not _is_serving():
        raise SettingsError(f"procedures: {path}: The page differs from the file; see above.")
    base = relative("", page.url).removesuffix("/")
    if procedure is not None:
        runs = site.pages.get(settings.runs, "")
        run = run_data(
            procedure,
            procedure.template,
            _edit_address(config, page.path),
            issue_address(config.get("repo_url") or ""),
            relative(site.address(runs), page.url) if runs else "",
        )
        blanks = words.blanks(settings.language, settings.words)
        labels = extension.search.labels if extension.search is not None else ""
        html = wrap(html, "article", procedure_attributes(procedure, html, base, run, blanks, labels))
    elif settings.checklists is Checklists.ALL and " data-item=" in html:
        html = wrap(html, "div", checklist_attributes(page.path, html, base))
    to_root = relative("", _folder(page.path)).removesuffix("/")
    whole = with_scripts(html, to_root, site.scripts.on(procedure))
    if whole == html and 'class="procedures-' not in html:
        return html
    return f"{whole}{''.join(_styles(to_root, site.scripts.shared))}"


def _styles(base: str, texts: str) -> Iterator[str]:
    """Yield links to the style sheets. Zensical's own list is fixed before there is an extension."""
    for asset in assets(texts):
        if asset.name.endswith(".css"):
            address = {"rel": "stylesheet", "href": f"{base}/{ASSETS}/{asset.name}"}
            yield f"\n<link{written_attributes(address)}>"


def _is_serving() -> bool:
    """Return whether somebody is writing: then the build goes on, because an error would end Zensical."""
    return sys.argv[1:2] == ["serve"]


def _is_strict() -> bool:
    """Return whether warnings fail the build. Zensical does not tell extensions."""
    return not {"--strict", "-s"}.isdisjoint(sys.argv[1:])


def _folder(source: str) -> str:
    """Return the address of the folder of a page's source."""
    folder = posixpath.dirname(source)
    return f"{folder}/" if folder else ""


def relative(address: str, origin: str) -> str:
    """Return an address of the site, relative to the address of a page."""
    folder = origin.rstrip("/") if origin.endswith("/") or not origin else posixpath.dirname(origin)
    path = posixpath.relpath(address or ".", folder or ".")
    return f"{path}/" if address.endswith("/") or not address else path


def _edit_address(config: Mapping[str, Any], source: str) -> str:
    """Return where a page is edited, if the site says so."""
    repository, edit = config.get("repo_url") or "", config.get("edit_uri") or ""
    return f"{repository.rstrip('/')}/{edit.strip('/')}/{quote(source)}" if repository and edit else ""


def _configuration(root: Path) -> Configuration | None:
    """Return the configuration. Zensical reads `mkdocs.yml` as well, but ignores the plugins in it."""
    file = root / "zensical.toml"
    return read_configuration(file) if file.is_file() else None


def _stamp(configuration: Configuration) -> tuple[tuple[str, int, int], ...]:
    """Return what changes whenever a file that pages are made from does."""
    settings = configuration.settings
    templates = [settings.root / one.template for one in settings.all_collections if one.template]
    files = [configuration.path, *configuration.inherited, *templates]
    found = [str(path) for path in files if path is not None]
    for folder in settings.procedure_dirs:
        found += [os.path.join(at, name) for at, _, names in os.walk(folder) for name in names]
    stamps = []
    for path in sorted(found):
        try:
            status = os.stat(path)
        except OSError:
            continue
        stamps.append((path, status.st_mtime_ns, status.st_size))
    return tuple(stamps)


@lru_cache(maxsize=1)
def _loaded(
    root: Path, watched: tuple[str, ...], strict: bool, stamp: tuple[tuple[str, int, int], ...]
) -> Site | SettingsError:
    """Return the procedures of a site, or why it cannot be built; the same until a file changes."""
    try:
        return _load(root, watched, strict)
    except SettingsError as error:
        return error


def _load(root: Path, watched: tuple[str, ...], strict: bool) -> Site:
    """Load and check the procedures of a site.

    Raises:
        SettingsError: The site cannot be built.
    """
    configuration = _configuration(root)
    assert configuration is not None
    settings = configuration.settings
    for folder in settings.procedure_dirs:
        if not folder.is_relative_to(settings.docs_path):
            raise SettingsError(
                f"procedures: Zensical publishes only what is in {settings.docs_dir}/: move "
                f"{folder.relative_to(settings.root).as_posix()}/ there, and change the option folder"
            )
    templates = (settings.root / one.template for one in settings.all_collections if one.template)
    # The names of the scripts change with every version of the plugin, and nothing else tells Zensical.
    for path in (*settings.procedure_dirs, *templates, settings.docs_path / ASSETS):
        if not any(path.is_relative_to(root / one) for one in watched):
            name = path.relative_to(settings.root).as_posix()
            raise SettingsError(
                f'procedures: add "{name}" to watch in the configuration: without it, Zensical takes pages '
                "from its cache as they were before"
            )
    now = clock.now(os.environ)
    project = load_project(settings, today=now.date(), store=open_store(settings.root, settings.cache))
    for procedure in project.catalog:
        if not procedure.path.endswith(".md"):
            raise SettingsError(
                f"procedures: {procedure.path}: Zensical makes no page of it; rename it to .md"
            )
    for finding in project.diagnostics:
        log.warning(headline(finding))
    if project.fails(strict=strict) and not _is_serving():
        counted = summary(project.diagnostics, len(project.catalog), project.noun())
        raise SettingsError(f"procedures: {counted}. Run `procedures check` to see them with their source.")
    for name, content in generated_files(project, now).items():
        file = settings.docs_path / name
        if not file.is_file():
            raise SettingsError(
                f"procedures: {settings.docs_dir}/{name} is missing; run: procedures generate"
            )
        if (
            name == FILE
            and file.read_bytes().partition(b'"procedures"')[2] != content.partition(b'"procedures"')[2]
        ):
            log.warning(f"{settings.docs_dir}/{name} is out of date; run: procedures generate")
    return Site(
        project,
        entries(project, now.date()),
        {
            (settings.root / one.path).relative_to(settings.docs_path).as_posix(): one
            for one in project.catalog
        },
        {page.path: path for path, page in reversed([*generated_pages(project)])},
        ScriptTexts.of(project),
    )
