"""The core in one call: a folder of procedures to a catalog and all findings.

Every host calls `load_project`. Nothing is printed and nothing raised for what the files hold.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.catalog.catalog import RELATION_KEYS, Catalog
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking.directives import check_directives
from mkdocs_deploy_plugin.checking.document import check_document
from mkdocs_deploy_plugin.checking.references import check_references
from mkdocs_deploy_plugin.checking.relations import check_relations
from mkdocs_deploy_plugin.checking.schema_check import SchemaCheck
from mkdocs_deploy_plugin.checking.waivers import Waiver, read_waivers, waive
from mkdocs_deploy_plugin.checking.whole import check_whole
from mkdocs_deploy_plugin.findings.rules import diagnostic, levelled, without_consequences
from mkdocs_deploy_plugin.fixing.numbers import withhold
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, FrontMatter, Outline, Section
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.discovery import page_files, procedure_files, read_bytes
from mkdocs_deploy_plugin.reading.document import read_document, unreadable
from mkdocs_deploy_plugin.reading.pages import HINT, read_page
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.template import Template, TemplateError, builtin_template, load_template

_AT_ONCE = 64
"""Documents that are read before they are checked: what judges the next one is then at hand still."""

# The values of the front matter that others know a procedure by, or that it knows others by.
_REFERRING = ("/id", *(f"/{key}/" for key in RELATION_KEYS))


def load_template_of(settings: Settings) -> Template:
    """Return the template that the settings name.

    Raises:
        SettingsError: The team's own template cannot be read or used.
    """
    if not settings.template:
        return builtin_template()
    try:
        return load_template(settings.template, (settings.root / settings.template).read_bytes())
    except OSError as error:
        raise SettingsError(f"template {settings.template!r} cannot be read: {error.strerror}") from error
    except TemplateError as error:
        raise SettingsError(f"template: {error}") from error


Prepare = Callable[[Tree, Outline, FrontMatter | None, Template], object]
"""Makes something of a parsed body and its front matter that a host needs later; see `load_project`."""


class CheckedFile(NamedTuple):
    """A file by itself: its bytes where they were given, what is kept of it, what was found in it."""

    data: bytes | None
    document: Document
    diagnostics: tuple[Diagnostic, ...]
    waivers: tuple[Waiver, ...]
    fits: bool


@contextmanager
def _garbage_collector_off() -> Iterator[None]:
    """Switch the garbage collector off.

    What is read has no cycles, and looking for them takes a sixth of the time.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


@_garbage_collector_off()
def load_project(
    settings: Settings,
    prepare: Prepare | None = None,
    contents: Mapping[str, bytes] | None = None,
    known: dict[str, CheckedFile] | None = None,
    today: date | None = None,
) -> Project:
    """Read and check all procedures of a folder.

    Args:
        settings: Where they are, and what they are checked against.
        prepare: Called for each procedure; what it gives is kept as the document's `prepared`.
        contents: What is read in the place of files, by their path relative to `settings.root`.
        known: Filled with what is found in each of `contents`. What it has of the same bytes already is
            not looked at again, so that checking once more after a change takes as long as the change.
        today: The day from which reviews are counted; if it is not given, the clock tells.

    Raises:
        SettingsError: The template, or the time in the environment, cannot be used.
    """
    today = today or clock.today(os.environ)
    template = load_template_of(settings)
    check = SchemaCheck(template, settings.site_keys)
    documents: list[Document] = []
    diagnostics: list[Diagnostic] = []
    waivers: list[Waiver] = []

    def findings(document: Document) -> Iterator[Diagnostic]:
        yield from check_document(document, template)
        yield from check_whole(document, template, today, settings.review_days)

    known = {} if known is None else known
    files = procedure_files(settings.procedures_dir)
    for first in range(0, len(files), _AT_ONCE):
        fresh: dict[str, tuple[bytes | None, Document]] = {}
        names = [path.relative_to(settings.root).as_posix() for path in files[first : first + _AT_ONCE]]
        for name in names:
            data = contents.get(name) if contents else None
            one = known.get(name)
            if one is None or one.data is None or one.data != data:
                fresh[name] = data, _read(settings, name, template, prepare, data)
        known.update(_checked(fresh, check, findings))
        for name in names:
            documents.append(known[name].document)
            diagnostics.extend(known[name].diagnostics)
            waivers.extend(known[name].waivers)
    names = [path.relative_to(settings.root).as_posix() for path in files]
    misfits = frozenset(name for name in names if not known[name].fits)
    pages = _pages(settings, template, files)
    for page in pages.values():
        if page.outline is not None:
            diagnostics.extend(check_directives(page, page.outline, template, ordinary=True))
            waivers.extend(read_waivers(page))
    catalog = Catalog(documents, settings.spec_links)
    diagnostics.extend(check_references(catalog, template, settings.folder.strip("/")))
    diagnostics.extend(check_relations(catalog, template))
    diagnostics = withhold(diagnostics, catalog, template)
    off = {rule for rule, severity in settings.rules.items() if severity is None}
    diagnostics, waived = waive(diagnostics, waivers, off)
    diagnostics = list(levelled(diagnostics, settings.rules))
    diagnostics = without_consequences(diagnostics)
    # What a rule finds several times at one place stays in the order of the template.
    diagnostics.sort(key=lambda one: (one.path, one.span, one.rule))
    return Project(settings, template, catalog, tuple(diagnostics), waived, misfits, pages, today)


def _pages(settings: Settings, template: Template, procedures: Sequence[Path]) -> dict[str, Document]:
    """Read the ordinary pages that have directives."""
    pages: dict[str, Document] = {}
    for path in page_files(settings.folders, procedures):
        data = read_bytes(path)
        if isinstance(data, bytes) and HINT in data:
            name = Path(os.path.relpath(path, settings.root)).as_posix()
            if (page := read_page(name, data, template.syntax)) is not None:
                pages[name] = page
    return pages


def _checked(
    fresh: Mapping[str, tuple[bytes | None, Document]],
    check: SchemaCheck,
    findings: Callable[[Document], Iterable[Diagnostic]],
) -> Iterator[tuple[str, CheckedFile]]:
    """Yield what is kept of documents, by their names, with all that is wrong with each by itself."""
    found = {name: list(document.diagnostics) for name, (_, document) in fresh.items()}
    fitting: set[str] = set()
    for name, (_, document) in fresh.items():
        if document.source.text:
            verdict = check.verdict(document)
            found[name] += verdict.diagnostics
            if verdict.fits:
                fitting.add(name)
    for name, (_, document) in fresh.items():
        if document.source.text:
            found[name] += findings(document)
    for name, (data, document) in fresh.items():
        if name not in fitting and not found[name]:
            found[name].append(check.unexplained(document))  # never silence
        waivers = tuple(read_waivers(document))
        yield (
            name,
            CheckedFile(data, _without_content(document), tuple(found[name]), waivers, name in fitting),
        )


def _without_content(document: Document) -> Document:
    """Keep of a document what others refer to or it refers with, and let the rest go.

    That is its data, headings and references. The text stays, so that any page can be read again; a
    thousand outlines, and the place of every value of a thousand front matters, are too much to keep.
    """
    front_matter, outline = document.front_matter, document.outline
    if front_matter is not None:
        values = front_matter.values
        places = {pointer: values[pointer] for pointer in values if pointer.startswith(_REFERRING)}
        front_matter = replace(front_matter, keys={}, values=places)
    if outline is not None:
        outline = replace(outline, root=_heading_only(outline.root), marks=())
    return replace(document, front_matter=front_matter, outline=outline)


def _heading_only(section: Section) -> Section:
    sections = tuple(_heading_only(inner) for inner in section.sections)
    return section._replace(text="", items=(), commands=(), directives=(), comments=(), sections=sections)


def _read(
    settings: Settings, name: str, template: Template, prepare: Prepare | None, data: bytes | None
) -> Document:
    if data is None:
        read = read_bytes(settings.root / name)
        if isinstance(read, str):
            return _unreadable(name, read)
        data = read
    if prepare is None:
        return read_document(name, data, template.syntax, identities=False)

    def prepared(tree: Tree, outline: Outline, front_matter: FrontMatter | None) -> object:
        return prepare(tree, outline, front_matter, template)

    return read_document(name, data, template.syntax, prepare=prepared)


def _unreadable(path: str, message: str) -> Document:
    return unreadable(path, diagnostic("unreadable", path, START, message, "Replace it with a file."))
