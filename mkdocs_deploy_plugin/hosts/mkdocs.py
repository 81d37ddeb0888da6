"""The MkDocs plugin. Each event is a few lines; what they do is in the core."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import tostring

from jinja2 import Environment
from mkdocs.config import config_options as c
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.plugins import BasePlugin, CombinedEvent, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.catalog.catalog import Procedure
from mkdocs_deploy_plugin.catalog.entries import Entry, entries
from mkdocs_deploy_plugin.catalog.export import FILE, document
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.findings.rules import levelled
from mkdocs_deploy_plugin.hosts.conversions import Conversions
from mkdocs_deploy_plugin.hosts.failures import Failures
from mkdocs_deploy_plugin.hosts.icons import unknown_icons
from mkdocs_deploy_plugin.hosts.installed_theme import overwritten_theme
from mkdocs_deploy_plugin.hosts.last_site import KeepsLastSite
from mkdocs_deploy_plugin.hosts.markdown import ProceduresExtension
from mkdocs_deploy_plugin.hosts.navigation import keep_within_projects, title_collections, title_folders
from mkdocs_deploy_plugin.hosts.neighbours import advice, metadata_for, refuse_neighbours, refuse_site_folder
from mkdocs_deploy_plugin.hosts.page_scripts import add_assets, with_scripts
from mkdocs_deploy_plugin.hosts.redirects import add_redirects
from mkdocs_deploy_plugin.hosts.searching import Searching, index_with_fields, is_searched
from mkdocs_deploy_plugin.hosts.site_files import SiteFiles
from mkdocs_deploy_plugin.hosts.watching import Watching, is_watched
from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.project import load_collections, load_project
from mkdocs_deploy_plugin.reading.discovery import nothing_found
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.rendering import words
from mkdocs_deploy_plugin.rendering.metadata import page_metadata, social_metadata, with_properties
from mkdocs_deploy_plugin.rendering.narrow import narrow
from mkdocs_deploy_plugin.rendering.page import OrdinaryPage, ProcedurePage
from mkdocs_deploy_plugin.rendering.recording import RecordedPage
from mkdocs_deploy_plugin.rendering.run_data import run_data
from mkdocs_deploy_plugin.rendering.tables import findings
from mkdocs_deploy_plugin.rendering.texts import ScriptTexts, Texts, texts_of
from mkdocs_deploy_plugin.rendering.theme import theme_address
from mkdocs_deploy_plugin.rendering.wrapper import checklist_attributes, procedure_attributes, wrap
from mkdocs_deploy_plugin.reporting.progress import progress
from mkdocs_deploy_plugin.reporting.text import headline, summary
from mkdocs_deploy_plugin.repository import issue_address
from mkdocs_deploy_plugin.settings import OPTIONS, Checklists, FailOn, Settings, SettingsError
from mkdocs_deploy_plugin.store.folder import FOLDER, Store, open_store
from mkdocs_deploy_plugin.text import printable

log = get_plugin_logger("procedures")

_NO_FOLDER = ".no-procedures"
"""Does not exist."""

_LEVELS = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.INFO: logging.INFO}


def _progress(done: str) -> Callable[[int, int], None] | None:
    """Return what shows on a terminal how much is done, unless MkDocs is to say little."""
    return progress(done) if log.isEnabledFor(logging.INFO) else None


@dataclass
class _BuildState:
    """What one build needs to remember, made in `on_config`.

    `mkdocs serve` keeps the plugin for all its builds: what a failed build leaves is gone with this.
    """

    settings: Settings
    store: Store | None
    extension: ProceduresExtension = field(default_factory=ProceduresExtension)
    searching: Searching = field(default_factory=Searching)
    project: Project = field(init=False)
    now: datetime = field(init=False)
    entries: tuple[Entry, ...] = ()
    without_icon: frozenset[str] = frozenset()
    site: SiteFiles = field(init=False)
    scripts: ScriptTexts = field(init=False)
    conversions: Conversions | None = None
    converted: int = 0
    pages: int = 0
    show_converted: Callable[[int, int], None] | None = None
    blanks: str = field(init=False)

    def __post_init__(self) -> None:
        self.extension.page = None  # no page is converted yet
        self.blanks = words.blanks(self.settings.language, self.settings.words)


class ProceduresPlugin(KeepsLastSite, BasePlugin):  # type: ignore[type-arg]
    """Publish the procedures of a folder."""

    config_scheme = tuple((name, c.Optional(c.Type(option.type))) for name, option in OPTIONS.items())

    def __init__(self) -> None:
        super().__init__()
        self._serving = self._starts_serving = False
        self._put_off: PluginError | None = None
        self._watching = Watching()
        self._docs_dir: str
        self._build: _BuildState

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Remember whether somebody is writing: then findings are shown, and the build goes on."""
        self._serving, self.last_site_is_kept = command == "serve", not dirty
        self._starts_serving, self._watching = self._serving, Watching()

    # Before a plugin copies the folder elsewhere and lets MkDocs read the copy.
    @event_priority(100)
    def _remember_docs(self, config: MkDocsConfig) -> MkDocsConfig:
        self._docs_dir = config.docs_dir
        return config

    def _configure(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the settings and append the Markdown extension."""
        refuse_neighbours(config)
        if wrong := overwritten_theme(config.theme.name):
            log.warning(wrong)
        if said := advice(config):
            log.info(said)
        root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
        site = Settings(
            Path(os.path.abspath(root)),
            docs_dir=os.path.relpath(self._docs_dir, root),
            directory_urls=config.use_directory_urls,
        )
        try:
            settings = self._settings(site)
        except PluginError as error:
            if not self._starts_serving:
                raise
            # MkDocs would end. So it serves the site without procedures, and `Failures` says why.
            log.error(str(error).removeprefix("procedures: "))
            self._put_off, settings = error, replace(site, folder=_NO_FOLDER, cache=False)
        for folder in settings.procedure_dirs:
            refuse_site_folder(folder, config.site_dir)
        # In a folder that is watched, each build would cause the next one.
        endless = self._serving and is_watched(settings.root / FOLDER, config)
        self._build = _BuildState(settings, open_store(settings.root, settings.cache and not endless))
        config.markdown_extensions.append(self._build.extension)  # type: ignore[arg-type]
        if self._serving:
            gc.collect()  # The site of the last build is garbage, which this build would look through often.
        return config

    def _settings(self, site: Settings) -> Settings:
        """Read the settings of the `procedures` block, and watch the files that they name.

        Raises:
            PluginError: They cannot be used.
        """
        try:
            settings = Settings.from_mapping(site.root, dict(self.config), site.docs_dir, site.directory_urls)
            self._watching.name(settings)
            if self._starts_serving:
                load_collections(settings)
        except SettingsError as error:
            raise PluginError(f"procedures: {error}") from error
        for mistake in words.mistakes(settings.language, settings.words):
            raise PluginError(f"procedures: {mistake}")
        return settings

    on_config = CombinedEvent(_remember_docs, _configure)

    # First of all plugins, and before MkDocs empties the site's folder: a broken collection leaves
    # the last good site where it is.
    @event_priority(100)
    def _check(self, *, config: MkDocsConfig) -> None:
        """Load and check all procedures; stop here when the findings say so."""
        try:
            self._build.now = clock.now(os.environ)
            today = self._build.now.date()
            self._build.project = load_project(
                self._build.settings, store=self._build.store, today=today, progress=_progress("checked")
            )
            self._build.entries = entries(self._build.project, today)
            self._build.scripts = ScriptTexts.of(self._build.project)
        except (SettingsError, OSError) as error:
            raise PluginError(f"procedures: {error}") from error
        if self._build.project.empty and self._put_off is None:
            self._report_nothing_found(config)
        self._log(self._build.project.diagnostics)
        if self._build.project.fails(strict=config.strict) and not self._serving:
            project = self._build.project
            counted = summary(project.diagnostics, len(project.catalog), project.noun())
            raise PluginError(f"procedures: {counted}. Run `procedures check` to see them with their source.")
        unknown = unknown_icons(self._build.project.catalog, config.theme.dirs)
        self._build.without_icon = frozenset(icon.path for icon in unknown)
        for icon in unknown:
            log.log(logging.INFO if self._publishes_all else logging.ERROR, str(icon))
        if unknown and not self._publishes_all and not self._serving:
            raise PluginError(f"procedures: {unknown[0]}")

    @property
    def _publishes_all(self) -> bool:
        return self._build.settings.fail_on is FailOn.NEVER

    on_pre_build = CombinedEvent(_check, KeepsLastSite.keep_last_site)

    # Before plugins that look for pages, such as those for redirects.
    @event_priority(50)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the procedures, what lies beside them, the catalog page and the assets."""
        build = self._build
        build.site = SiteFiles(build.project, config.docs_dir)
        if build.store is not None:
            build.conversions = Conversions(build.store, build.project, build.extension, config)
        if len(self._build.project.catalog) or self._build.settings.checklists is Checklists.ALL:
            self._add_assets(files, config)
        if self._build.site.is_wanted(config):
            self._build.site.add(files, config)
        return files

    def _link_within_projects(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Let the links to the previous and the next page of a procedure stay within its project."""
        one = self._build.site
        if one.procedures:
            title_folders(nav.items, one.procedures)
            if len(one.collections) > 1 and config.nav is None:
                title_collections(nav.items, one.collections)
            keep_within_projects(nav, files, one.collections)
        return nav

    # When no plugin adds a page any more.
    @event_priority(-100)
    def _refuse_unchecked(self, nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:
        """Stop if another plugin has added procedures, which were not checked."""
        build = self._build
        build.site.refuse_unchecked(files, config)
        build.pages, build.show_converted = len(files.documentation_pages()), _progress("converted")
        return nav

    on_nav = CombinedEvent(_link_within_projects, _refuse_unchecked)

    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Return MkDocs the body of a procedure: its front matter has been read already, and better."""
        procedure = self._procedure(page)
        if procedure is None:
            self._build.site.refuse_unreadable(page.file)
            return None
        # MkDocs takes a first line such as "Note: …" for metadata; a blank line before it prevents that.
        return f"\n{procedure.document.body}"

    # Before other plugins look at the metadata.
    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Return the page its metadata, and tell the extension what it converts next."""
        procedure, project = self._procedure(page), self._build.project
        link, addresses = self._build.site.link(page.file), self._build.site.addresses(page.file)
        everywhere = self._build.settings.checklists is Checklists.ALL
        if procedure is not None:
            own = page_metadata(procedure, self._texts(procedure))
            page.meta = metadata_for(config.plugins, is_procedure=True) | own
            if procedure.path in self._build.without_icon:
                del page.meta["icon"]
            page.edit_url = theme_address(page.edit_url) if page.edit_url else None
            found = tuple(project.of(procedure.path)) if self._shows_findings else ()
            about = (project, procedure, link, addresses, self._build.entries, found)
            if self._build.conversions is not None:
                self._build.conversions.begin(RecordedPage(*about), page.file, files)
            else:
                self._build.extension.page = ProcedurePage(*about)
            # Python-Markdown does not run for an empty text, and the findings have to be shown.
            markdown = markdown if markdown.strip() else "<!-- nothing could be read -->"
        elif everywhere or len(project.catalog) or project.pages or self._build.site.index:
            self._build.extension.page = OrdinaryPage(
                project, link, addresses, self._build.entries, normalises=everywhere
            )
        else:
            self._build.extension.page = None
        if self._build.site.is_generated(page.file):
            page.meta = metadata_for(config.plugins, is_procedure=False) | dict(page.meta)
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Compare the page with its source, and remember what a search looks a procedure up by."""
        procedure = self._procedure(page)
        settings = self._build.settings
        if procedure is not None:
            path, checked = procedure.path, procedure.document
        else:
            path, checked = f"{settings.docs_dir}/{page.file.src_uri}", None
        conversions = self._build.conversions if procedure is not None else None
        if conversions is not None and conversions.was_compared(html):
            mismatches = []
        else:
            found = self._build.extension.mismatches(path, html, checked)
            mismatches = list(levelled(found, settings.rules))
            if conversions is not None and not found:
                conversions.keep(html)
        self._log(mismatches)
        if mismatches:
            if self._build.project.fails(config.strict, mismatches) and not self._serving:
                raise PluginError(f"procedures: {path}: The page differs from the file; see above.")
            if self._shows_findings:
                html = (
                    tostring(findings(mismatches, self._texts(procedure)), encoding="unicode", method="html")
                    + html
                )
        if procedure is not None:
            self._build.searching.remember(page.file.src_uri, procedure.kind, self._build.extension.search)
        self._build.extension.forget()
        self._count_converted()
        return html if procedure is None else narrow(html)

    def _count_converted(self) -> None:
        """Show on a terminal how many pages are converted."""
        build = self._build
        build.converted += 1
        if build.show_converted is not None:
            build.show_converted(build.converted, build.pages)

    @property
    def _shows_findings(self) -> bool:
        return self._serving or self._publishes_all

    def _log(self, diagnostics: Iterable[Diagnostic]) -> None:
        for diagnostic in diagnostics:
            level = logging.INFO if self._publishes_all else _LEVELS[diagnostic.severity]
            help_ = f" {printable(diagnostic.help)}" if diagnostic.help else ""
            log.log(level, f"{headline(diagnostic)}{help_}")

    # When no plugin moves a page any more.
    @event_priority(-50)
    def on_env(self, env: Environment, /, *, config: MkDocsConfig, files: Files) -> Environment:
        """Compare the procedures, all of which have been converted, and add what needs their addresses."""
        self._build.searching.compare()
        if self._build.store is not None:
            self._build.store.trim()
        add_redirects(
            self._build.project.catalog, self._build.site, files, config, self._build.scripts.shared
        )
        if not len(self._build.project.catalog):
            return env
        if files.get_file_from_path(FILE) is not None:
            log.warning(f"The site has a file {FILE} already; that with the procedures is left out.")
            return env
        data = document(self._build.project, self._build.now, self._build.site.url)
        files.append(File.generated(config, FILE, content=data))
        return env

    # Just before the search plugin reads the page, and just after it: see `hosts.searching`.
    @event_priority(1)
    def _before_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        procedure = self._procedure(page)
        if not is_searched(config.plugins):
            return context
        if procedure is not None:
            self._build.searching.begin(page, procedure, index_with_fields(config.plugins))
        elif page.file.src_uri == self._build.site.index and page.file.generated_by is not None:
            self._build.searching.begin_with_all(page)
        return context

    @event_priority(-1)
    def _after_search(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        self._build.searching.end(page)
        return context

    # After all others: what is around all of the page would be read with every word of it.
    @event_priority(-100)
    def _wrap(
        self, context: TemplateContext, *, page: Page, config: MkDocsConfig, nav: Navigation
    ) -> TemplateContext:
        """Wrap what has checklists in an element that says whose they are, and add the scripts."""
        base = get_relative_url(".", page.url)
        html = page.content or ""
        procedure = self._procedure(page)
        if procedure is not None:
            issue = issue_address(config.repo_url or "")
            runs = self._build.site.runs
            address = get_relative_url(runs.url, page.url) if runs is not None else ""
            run = run_data(procedure, procedure.template, page.edit_url or "", issue, address)
            labels = self._build.searching.labels(page.file.src_uri)
            attributes = procedure_attributes(procedure, html, base, run, self._build.blanks, labels)
            html = wrap(html, "article", attributes)
        elif self._build.settings.checklists is Checklists.ALL and " data-item=" in html:
            html = wrap(html, "div", checklist_attributes(page.file.src_uri, html, base))
        page.content = with_scripts(html, base, self._build.scripts.on(procedure))
        return context

    on_page_context = CombinedEvent(_before_search, _after_search, _wrap)

    # After plugins that make cards for social media: theirs say more.
    @event_priority(-100)
    def on_post_page(self, output: str, *, page: Page, config: MkDocsConfig) -> str:
        """Return what is shown where somebody shares the page."""
        procedure = self._procedure(page)
        if procedure is None:
            return output
        url = page.canonical_url or ""
        return with_properties(
            output, social_metadata(procedure, config.site_name, url, self._texts(procedure))
        )

    # When no plugin hands the function that builds over to the server any more: it is replaced.
    @event_priority(-100)
    def on_serve(
        self, server: LiveReloadServer, /, *, config: MkDocsConfig, builder: Callable[..., Any]
    ) -> LiveReloadServer:
        """Build again when a procedure or the template changes, and show why that failed."""
        self._watching.start(server, Path(config.config_file_path))
        Failures(server, self._watching, self._put_off)
        self._starts_serving, self._put_off = False, None
        return server

    def on_shutdown(self) -> None:
        """Watch no more."""
        self._watching.stop()
        super().on_shutdown()

    def _report_nothing_found(self, config: MkDocsConfig) -> None:
        """Warn that there are no procedures.

        Raises:
            PluginError: Warnings fail the build.
        """
        settings = self._build.settings
        message = nothing_found(self._build.project.empty)
        if settings.fail_on is FailOn.NEVER:
            log.info(message)
        elif (config.strict or settings.fail_on is FailOn.WARNING) and not self._serving:
            raise PluginError(f"procedures: {message}")
        else:
            log.warning(message)

    def _add_assets(self, files: Files, config: MkDocsConfig) -> None:
        add_assets(files, config, self._build.scripts.all)
        # Material shows `status` of a page in its navigation, with the words of `extra.status`.
        labels = config.extra.setdefault("status", {})
        for collection in self._build.project.collections:
            for status in collection.template.statuses:
                labels.setdefault(slug(status), status)

    def _texts(self, procedure: Procedure | None) -> Texts:
        collections = self._build.project.collections if procedure is None else (procedure.collection,)
        return texts_of(self._build.settings, [one.template for one in collections])

    def _procedure(self, page: Page) -> Procedure | None:
        return self._build.site.procedures.get(page.file.src_uri)
