"""The core in one call: from a folder of procedures to a catalog and all findings.

Every host calls `load_project`. It prints nothing, and raises nothing because of the content of files.
"""

from __future__ import annotations

import gc
import os
import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.collection import Collection, made_by
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking.directives import check_directives
from mkdocs_deploy_plugin.checking.files import Content, FileChecks, digest_of
from mkdocs_deploy_plugin.checking.former_words import check_former_words
from mkdocs_deploy_plugin.checking.kept import CheckedFile, kept
from mkdocs_deploy_plugin.checking.references import check_references
from mkdocs_deploy_plugin.checking.relations import check_relations
from mkdocs_deploy_plugin.checking.review import check_review
from mkdocs_deploy_plugin.checking.schema_check import SchemaCheck
from mkdocs_deploy_plugin.checking.waivers import read_waivers, waive
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.findings.rules import diagnostic, levelled, rule_of, without_consequences
from mkdocs_deploy_plugin.fixing.numbers import withhold
from mkdocs_deploy_plugin.model import START, Diagnostic, Document, Reference
from mkdocs_deploy_plugin.reading.discovery import (
    OUTSIDE,
    folder_files,
    leads_outside,
    page_files,
    read_bytes,
)
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reading.endings import is_procedure
from mkdocs_deploy_plugin.reading.pages import HINT, read_page
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.store.folder import Store, digest
from mkdocs_deploy_plugin.template import Template, TemplateError, builtin_template, load_template
from mkdocs_deploy_plugin.template.across_site import across_site
from mkdocs_deploy_plugin.template.nouns import called

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.checking.stored import StoredFiles

_MANY = 20
"""How many files are checked at least before the store is asked, which takes as long as checking ten."""

_AT_ONCE = 64
"""How many documents are read before they are checked, so that each stage runs on a warm cache."""


def load_collections(
    settings: Settings, templates: Mapping[str, Template] | None = None
) -> tuple[Collection, ...]:
    """Return the collections that are named in the settings, with their templates.

    Args:
        settings: The settings.
        templates: Templates instead of those in the settings, by the folder of the collection.

    Raises:
        SettingsError: A template cannot be read or is invalid.
    """
    listed = settings.all_collections
    given = templates or {}
    used = [given.get(one.folder) or _template(settings.root, one.template) for one in listed]
    all_ = tuple(dict.fromkeys(used))
    return tuple(
        Collection(
            one.folder,
            across_site(template, all_),
            one.name or _titled(one.folder) if settings.collections else "",
        )
        for one, template in zip(listed, used, strict=True)
    )


def _template(root: Path, path: str) -> Template:
    if not path:
        return builtin_template()
    try:
        return load_template(path, read_file(root / path, MAX_BYTES))
    except OSError as error:
        raise SettingsError(f"template {path!r} cannot be read: {error.strerror}") from error
    except TemplateError as error:
        raise SettingsError(f"template: {error}") from error


def _titled(folder: str) -> str:
    """Return the name of a collection that has only a folder, such as `Database changes`."""
    words = re.sub("[-_ ]+", " ", posixpath.basename(folder)).strip()
    return words[:1].upper() + words[1:]


@lru_cache(maxsize=16)
def _schema_check(template: Template, site_keys: tuple[str, ...]) -> SchemaCheck:
    """Return the compiled schema of a template. Fixing checks in rounds, and serving with every change."""
    return SchemaCheck(template, site_keys)


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
            gc.freeze()
            gc.unfreeze()  # All of it is old now. What is young would be searched at once.
            gc.enable()


@_garbage_collector_off()
def load_project(
    settings: Settings,
    contents: Mapping[str, bytes] | None = None,
    known: dict[str, CheckedFile] | None = None,
    store: Store | None = None,
    today: date | None = None,
    chosen: AbstractSet[str] | None = None,
    templates: Mapping[str, Template] | None = None,
    progress: Callable[[int, int], object] | None = None,
) -> Project:
    """Read and check all procedures of a folder, or some of them.

    Args:
        settings: The settings, with the folder and the template.
        contents: Contents to use instead of the files on disk, by path relative to `settings.root`.
        known: A cache of checked files, updated in place. Files whose contents have not changed are not
            checked again, so checking again takes only as long as the changed files.
        store: A store of earlier results. It is not asked about a few files, which are checked as quickly.
        today: The date that the age of reviews is measured from; by default, that of the clock.
        chosen: The paths of the files to check, relative to `settings.root`; None for all. Other procedures
            are read only as far as the findings of these need it. Findings of other files are incomplete.
        templates: Templates to check by instead of those in the settings, by the folder of the collection.
        progress: Called now and then with the number of files that are checked, and of all to check.

    Raises:
        SettingsError: The template, or the time set in the environment, is invalid.
    """
    today = today or clock.today(os.environ)
    collections = load_collections(settings, templates)
    checks = FileChecks(settings, collections, _schema_check)

    def content(name: str) -> Content:
        data = contents.get(name) if contents else None
        return read_bytes(settings.root / name, settings.root) if data is None else data

    closed: dict[Path, str] = {}
    found = [path for one in settings.procedure_dirs for path in folder_files(one, settings.root, closed)]
    files = [path for path in found if is_procedure(path.name)]
    diagnostics = [*_unread(settings, closed), *_refused(settings, set(found).difference(files))]
    everything = [path.relative_to(settings.root).as_posix() for path in files]
    names = [name for name in everything if chosen is None or name in chosen]
    stored = _stored(store, settings, collections) if store is not None and len(names) >= _MANY else None
    checked = _checked(checks, names, content, {} if known is None else known, stored, progress)
    documents = [file.document for file in checked.values()]
    waivers = [waiver for file in checked.values() for waiver in file.waivers]
    for file in checked.values():
        diagnostics.extend(file.diagnostics)
    for document in documents:
        template = checks.template(document.source.path)
        diagnostics.extend(check_review(document, template, today, settings.review_days))
    misfits = frozenset(name for name, file in checked.items() if not file.fits)
    if others := [name for name in everything if name not in checked]:
        documents += _others(checks, others, content, documents, diagnostics)
    pages = _pages(settings, collections, files)
    for page in pages.values():
        if page.outline is not None:
            diagnostics.extend(check_directives(page, page.outline, collections))
            waivers.extend(read_waivers(page))
    catalog = Catalog(documents, settings.spec_links, collections)
    diagnostics.extend(check_references(catalog))
    diagnostics.extend(check_relations(catalog))
    diagnostics.extend(check_former_words(catalog))
    diagnostics = withhold(diagnostics, catalog)
    off = {rule for rule, severity in settings.rules.items() if severity is None}
    diagnostics, waived = waive(diagnostics, waivers, off)
    diagnostics = list(levelled(diagnostics, settings.rules))
    diagnostics = without_consequences(diagnostics)
    # The sort is stable: findings of one rule in one place stay in the order of the template.
    diagnostics.sort(key=lambda finding: (finding.path, finding.span, finding.rule))
    for one in collections:
        noun = one.template.own_words.noun
        diagnostics = [
            called(finding, noun) if one.contains(finding.path) else finding for finding in diagnostics
        ]
    return Project(settings, catalog, tuple(diagnostics), waived, misfits, pages, today)


def _unread(settings: Settings, closed: Mapping[Path, str]) -> Iterator[Diagnostic]:
    """Yield a finding for each folder that cannot be read: it may contain procedures."""
    for folder, why in closed.items():
        message = f"The folder cannot be read: {why}"
        path = folder.relative_to(settings.root).as_posix()
        yield diagnostic("unreadable", path, START, message, "Check its permissions.")


def _others(
    checks: FileChecks,
    names: Sequence[str],
    content: Callable[[str], Content],
    documents: Sequence[Document],
    diagnostics: Iterable[Diagnostic],
) -> list[Document]:
    """Return the procedures that are not checked, with the bodies that the findings of the others need."""

    def read(name: str, with_body: bool) -> Document:
        return kept(checks.read(name, content(name), with_body), checks.template(name))

    others = {name: read(name, with_body=False) for name in names}
    if any(finding.fix is not None and rule_of(finding).moves_numbers for finding in diagnostics):
        needed = set(others)  # Any of them may refer to a number that the fix would change.
    else:
        catalog = Catalog([*documents, *others.values()], collections=checks.collections)
        needed = {
            target.path
            for procedure in catalog
            if procedure.path not in others
            for reference in _references(procedure.document)
            if reference.anchor and (target := catalog.target(procedure, reference)) is not None
        }
    for name in needed & others.keys():
        others[name] = read(name, with_body=True)
    return list(others.values())


def _references(document: Document) -> Sequence[Reference]:
    return document.outline.references if document.outline is not None else ()


def _refused(settings: Settings, beside: Iterable[Path]) -> Iterator[Diagnostic]:
    """Yield a finding for each link beside the procedures that leads out of the project."""
    for path in beside:
        if path.is_symlink() and leads_outside(path, settings.root):
            name = path.relative_to(settings.root).as_posix()
            yield diagnostic("unreadable", name, START, OUTSIDE, "Replace it with a file.")


def _pages(
    settings: Settings, collections: Sequence[Collection], procedures: Sequence[Path]
) -> dict[str, Document]:
    """Return the ordinary pages that contain directives, by path."""
    pages: dict[str, Document] = {}
    for path in page_files(settings.folders, settings.root, procedures):
        data = read_bytes(path)
        if isinstance(data, bytes) and HINT in data:
            name = Path(os.path.relpath(path, settings.root)).as_posix()
            if (page := read_page(name, data, collections[0].template.syntax)) is not None:
                pages[name] = page
    return pages


def _checked(
    checks: FileChecks,
    names: Sequence[str],
    content: Callable[[str], Content],
    known: dict[str, CheckedFile],
    stored: StoredFiles | None,
    progress: Callable[[int, int], object] | None,
) -> dict[str, CheckedFile]:
    """Return the checked files by their names, checking only those that are neither known nor stored."""
    for first in range(0, len(names), _AT_ONCE):
        fresh: dict[str, Content] = {}
        for name in names[first : first + _AT_ONCE]:
            data = content(name)
            found = digest_of(data)
            file = known.get(name)
            if file is None or not found or file.digest != found:
                file = stored.file(name, data, found) if stored is not None else None
            if file is None:
                fresh[name] = data
            else:
                known[name] = file
        known.update(checks.check(fresh))
        if progress is not None:
            progress(min(first + _AT_ONCE, len(names)), len(names))
    checked = {name: known[name] for name in names}
    if stored is not None:
        stored.keep(checked)
    return checked


def _stored(store: Store, settings: Settings, collections: Sequence[Collection]) -> StoredFiles:
    """Return the results of earlier checks by the same settings, templates and programs."""
    from mkdocs_deploy_plugin.checking.stored import StoredFiles  # its library is loaded when it is needed

    return StoredFiles(store, digest("checked", made_by(settings, collections)))
