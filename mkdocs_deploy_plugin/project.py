"""The core in one call: a folder of procedures to a catalog and all findings.

Every host calls `load_project`. Nothing is printed and nothing raised for what the files hold.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.attention import Attention, Limits, needs_attention, unfinished_statuses
from mkdocs_deploy_plugin.catalog import RELATION_KEYS, Catalog
from mkdocs_deploy_plugin.checking.directives import check_directives
from mkdocs_deploy_plugin.checking.document import check_document
from mkdocs_deploy_plugin.checking.references import check_references
from mkdocs_deploy_plugin.checking.relations import check_relations
from mkdocs_deploy_plugin.checking.renumber import withhold
from mkdocs_deploy_plugin.checking.schema_check import SchemaCheck
from mkdocs_deploy_plugin.checking.waivers import Waiver, read_waivers, waive
from mkdocs_deploy_plugin.checking.whole import check_whole
from mkdocs_deploy_plugin.history import History, read_history
from mkdocs_deploy_plugin.model import Diagnostic, Document, FrontMatter, Outline, Section, Severity
from mkdocs_deploy_plugin.pages import HINT, markdown_files, read_page
from mkdocs_deploy_plugin.projects import ProjectNames
from mkdocs_deploy_plugin.reading.blocks import Tree
from mkdocs_deploy_plugin.reading.document import MAX_BYTES, read_document, unreadable
from mkdocs_deploy_plugin.reading.source import START
from mkdocs_deploy_plugin.relations import Relations
from mkdocs_deploy_plugin.rules import diagnostic, levelled
from mkdocs_deploy_plugin.settings import FailOn, Settings, SettingsError
from mkdocs_deploy_plugin.template import Template, TemplateError, builtin_template, load_template

NOT_PROCEDURES = ("index.md", "README.md")
"""Markdown files in the folder that are ordinary pages."""

_AT_ONCE = 64
"""Documents that are read before they are checked: what judges the next one is then at hand still."""

# The values of the front matter that others know a procedure by, or that it knows others by.
_REFERRING = ("/id", *(f"/{key}/" for key in RELATION_KEYS))


@dataclass(frozen=True)
class Project:
    """All procedures of a site, checked.

    Attributes:
        settings: What it was loaded with.
        template: What the procedures were checked against.
        catalog: The procedures. Of their outlines, only headings and references are kept.
        diagnostics: All findings, by path and place.
        waived: How many findings waivers have taken out.
        misfits: The paths of the procedures that do not fit the document schema, whatever the rules say.
        pages: The ordinary pages that have directives, by their paths.
        today: The day on which it was checked.
    """

    settings: Settings
    template: Template
    catalog: Catalog
    diagnostics: tuple[Diagnostic, ...]
    waived: int = 0
    misfits: frozenset[str] = frozenset()
    pages: Mapping[str, Document] = field(default_factory=dict)
    today: date = date.min

    @cached_property
    def history(self) -> History:
        """When the files were changed last; git is asked only where anybody wants to know."""
        return read_history(self.settings.root, self.settings.folder)

    @cached_property
    def attention(self) -> Attention:
        """Which procedures need attention."""
        limits = Limits(self.today, self.settings.review_days, self.settings.draft_days)
        unfinished = set(unfinished_statuses(self.template)) if limits.draft_days else set()
        asked = any(one.document.string("status") in unfinished for one in self.catalog)
        history = self.history if asked else History()
        return needs_attention(self.catalog, self.relations, self.template, limits, history)

    @cached_property
    def relations(self) -> Relations:
        """How the procedures are related."""
        return Relations(self.catalog)

    @cached_property
    def names(self) -> ProjectNames:
        """What tells the project of a procedure."""
        return ProjectNames(self.template)

    def of(self, path: str) -> list[Diagnostic]:
        """Give the findings of one file."""
        return [one for one in self.diagnostics if one.path == path]

    def fails(self, strict: bool = False) -> bool:
        """Tell whether the findings fail the build, `strict` or not."""
        fail_on = self.settings.fail_on
        if fail_on is FailOn.NEVER:
            return False
        severities = {one.severity for one in self.diagnostics}
        bar = {Severity.ERROR}
        if strict or fail_on is FailOn.WARNING:
            bar.add(Severity.WARNING)
        return bool(severities & bar)


def load_template_of(settings: Settings) -> Template:
    """Give the template that the settings name.

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


class Checked(NamedTuple):
    """A file by itself: its bytes where they were given, what is kept of it, what was found in it."""

    data: bytes | None
    document: Document
    diagnostics: tuple[Diagnostic, ...]
    waivers: tuple[Waiver, ...]
    fits: bool


def load_project(
    settings: Settings,
    prepare: Prepare | None = None,
    contents: Mapping[str, bytes] | None = None,
    known: dict[str, Checked] | None = None,
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
    files = procedure_files(settings)
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
    diagnostics = _folded(diagnostics)
    # What a rule finds several times at one place stays in the order of the template.
    diagnostics.sort(key=lambda one: (one.path, one.span, one.rule))
    return Project(settings, template, catalog, tuple(diagnostics), waived, misfits, pages, today)


def _pages(settings: Settings, template: Template, procedures: Sequence[Path]) -> dict[str, Document]:
    """Read the ordinary pages that have directives."""
    pages: dict[str, Document] = {}
    for path in page_files(settings, procedures):
        data = read_bytes(path)
        if isinstance(data, bytes) and HINT in data:
            name = Path(os.path.relpath(path, settings.root)).as_posix()
            if (page := read_page(name, data, template.syntax)) is not None:
                pages[name] = page
    return pages


def page_files(settings: Settings, procedures: Sequence[Path]) -> list[Path]:
    """Give the Markdown files of a site that are no procedures, in order."""
    known = set(procedures)
    return [path for path in markdown_files(settings) if path not in known]


def _folded(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Leave out that an id is not the file's name where it is another procedure's: that is the cause."""
    copied = {(one.path, one.span) for one in diagnostics if one.rule == "duplicate-id"}
    if not copied:
        return diagnostics
    return [one for one in diagnostics if one.rule != "id-file-name" or (one.path, one.span) not in copied]


def _checked(
    fresh: Mapping[str, tuple[bytes | None, Document]],
    check: SchemaCheck,
    findings: Callable[[Document], Iterable[Diagnostic]],
) -> Iterator[tuple[str, Checked]]:
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
        yield name, Checked(data, _without_content(document), tuple(found[name]), waivers, name in fitting)


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
    heading, level, label, anchor, *_, sections, start, end = section
    inner = tuple([_heading_only(one) for one in sections])
    return tuple.__new__(Section, (heading, level, label, anchor, "", (), (), (), (), inner, start, end))


def procedure_files(settings: Settings) -> list[Path]:
    """Give the procedure files of the folder, in order. Hidden files and folders are left out."""
    folder = settings.procedures_dir
    return sorted(path for path in _walk(folder) if path.suffix == ".md" and path.name not in NOT_PROCEDURES)


def _walk(folder: Path) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir() and not path.is_symlink() and path.suffix != ".md":
            yield from _walk(path)
        else:
            yield path


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


def read_bytes(path: Path) -> bytes | str:
    """Give the bytes of a file, one more than a procedure may have at most; or why there are none."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return "The path is not a file"
        with path.open("rb") as file:
            # Room for the largest file would have to be found for each; one may still grow meanwhile.
            data = file.read(min(status.st_size, MAX_BYTES) + 1)
            return data if len(data) <= status.st_size else data + file.read(MAX_BYTES + 1 - len(data))
    except OSError as error:
        return f"The file cannot be read: {error.strerror}"


def _unreadable(path: str, message: str) -> Document:
    return unreadable(path, diagnostic("unreadable", path, START, message, "Replace it with a file."))
