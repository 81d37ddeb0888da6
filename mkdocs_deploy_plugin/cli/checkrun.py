"""What the options of `procedures check` do, without the messages printed about it."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking.kept import CheckedFile
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.findings.baseline import (
    Accepted,
    BaselineError,
    Comparison,
    difference,
    entries_of,
    judge,
    read_baseline,
    stale,
    write_baseline,
)
from mkdocs_deploy_plugin.findings.rules import levelled
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.discovery import procedure_files, read_bytes
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.settings import Settings

if TYPE_CHECKING:  # Most checks fix and save nothing.
    from mkdocs_deploy_plugin.files import Refusal
    from mkdocs_deploy_plugin.fixing.rounds import Applied, FixResult


MAX_BASELINE = 100_000_000
"""Maximum size of a baseline file."""


@dataclass(frozen=True, slots=True)
class Baseline:
    """A baseline file that was read.

    Attributes:
        file: The file.
        path: The file, relative to the folder of `mkdocs.yml`.
        data: Its content; None if the file does not exist yet.
        entries: The findings it accepts.
    """

    file: Path
    path: str
    data: bytes | None
    entries: tuple[Accepted, ...]


def open_baseline(file: Path, root: Path) -> Baseline:
    """Read a baseline. A missing file accepts no findings.

    Raises:
        BaselineError: The file cannot be read or is invalid.
    """
    file = Path(os.path.abspath(file))
    path = Path(os.path.relpath(file, root)).as_posix()
    try:
        data = read_file(file, MAX_BASELINE)
    except FileNotFoundError:
        return Baseline(file, path, None, ())
    except OSError as error:
        raise BaselineError(f"{path} cannot be read: {error.strerror}") from error
    if len(data) > MAX_BASELINE:
        raise BaselineError(f"{path} cannot be read: it is larger than {MAX_BASELINE:,} bytes")
    return Baseline(file, path, data, read_baseline(path, data))


@dataclass(frozen=True, slots=True)
class Selection:
    """The findings that count: those in the selected files that the baseline does not accept.

    Attributes:
        chosen: Paths of the selected files, or None for all.
        baseline: The baseline, or None.
    """

    chosen: AbstractSet[str] | None = None
    baseline: Baseline | None = None

    def of(self, project: Project) -> tuple[Diagnostic, ...]:
        """Return the findings in the selected files."""
        if self.chosen is None:
            return project.diagnostics
        return tuple(diagnostic for diagnostic in project.diagnostics if diagnostic.path in self.chosen)

    def verdict(self, project: Project) -> Comparison:
        """Return the findings that count, the number accepted, and the stale entries of the baseline."""
        entries = self.baseline.entries if self.baseline is not None else ()
        if self.chosen is not None:
            entries = tuple(entry for entry in entries if entry.path in self.chosen)
        return judge(self.of(project), entries, lambda path: _lines(project, path))

    def apply(self, project: Project) -> tuple[Project, int]:
        """Return the project with only the findings that count, and the number the baseline accepts."""
        verdict = self.verdict(project)
        diagnostics = verdict.new
        if self.baseline is not None:
            gone = levelled(stale(self.baseline.path, verdict.left), project.settings.rules)
            # The sort is stable, so findings at the same place keep their order.
            diagnostics = tuple(
                sorted(
                    (*diagnostics, *gone),
                    key=lambda diagnostic: (diagnostic.path, diagnostic.span),
                )
            )
        return replace(project, diagnostics=diagnostics), verdict.accepted


def _lines(project: Project, path: str) -> Sequence[str]:
    procedure = project.catalog.at(path)
    document = procedure.document if procedure is not None else project.pages.get(path)
    return document.source.lines if document is not None else ()


def sources(project: Project, baseline: Baseline | None = None) -> Mapping[str, Sequence[str]]:
    """Return the lines of each text file that has findings, by path."""
    paths = {diagnostic.path for diagnostic in project.diagnostics}
    lines: dict[str, Sequence[str]] = {
        procedure.path: procedure.document.source.lines
        for procedure in project.catalog
        if procedure.path in paths and procedure.document.source.text
    }
    lines |= {path: page.source.lines for path, page in project.pages.items() if path in paths}
    if baseline is not None and baseline.path in paths and baseline.data is not None:
        lines[baseline.path] = baseline.data.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    return lines


@dataclass(frozen=True)
class Fixed:
    """The changes that fixing would make, or has made.

    Attributes:
        project: The project after all changes.
        before: The contents of the files that change, by path.
        after: Their new contents.
        applied: The fixes, each with its file.
        linked: Files with fixes that are symbolic links; they are left unchanged.
    """

    project: Project
    before: Mapping[str, bytes]
    after: Mapping[str, bytes]
    applied: tuple[Applied, ...]
    linked: tuple[str, ...]

    def diff(self) -> bytes:
        """Return the unified diff of all files that change."""
        from mkdocs_deploy_plugin.fixing.rounds import diff

        return b"".join(diff(path, self.before[path], self.after[path]) for path in sorted(self.after))


def fix_project(settings: Settings, selection: Selection) -> Fixed:
    """Return the changes that would fix the findings that count. Nothing is written.

    Raises:
        SettingsError: The template is invalid.
    """
    from mkdocs_deploy_plugin.fixing.rounds import fix_all

    contents: dict[str, bytes] = {}
    files = (file for one in settings.procedure_dirs for file in procedure_files(one, settings.root))
    for file in files:
        data = None if file.is_symlink() else read_bytes(file)
        if isinstance(data, bytes) and len(data) <= MAX_BYTES:
            contents[file.relative_to(settings.root).as_posix()] = data
    known: dict[str, CheckedFile] = {}
    outcome: FixResult[Project] = fix_all(
        lambda now: load_project(settings, contents=now, known=known),
        contents,
        lambda project: selection.verdict(project).new,
    )
    project = outcome.checked
    changed = {path: data for path, data in outcome.contents.items() if data != contents[path]}
    linked = {
        diagnostic.path
        for diagnostic in selection.verdict(project).new
        if diagnostic.fix and diagnostic.path not in contents
    }
    before = {path: contents[path] for path in changed}
    return Fixed(project, before, changed, outcome.applied, tuple(sorted(linked)))


def save_fixes(settings: Settings, fixed: Fixed) -> tuple[Fixed, list[Refusal]]:
    """Write the fixed files. Return the changes that were made, and the files that were left unchanged.

    Raises:
        SaveError: A file cannot be written.
    """
    from mkdocs_deploy_plugin.files import Change, save

    changes = [
        Change(settings.root / path, fixed.before[path], data) for path, data in sorted(fixed.after.items())
    ]
    refused = save(changes, *settings.procedure_dirs)
    if not refused:
        return fixed, []
    names = {refusal.path.relative_to(settings.root).as_posix() for refusal in refused}
    applied = tuple(fix for fix in fixed.applied if fix.path not in names)
    return replace(fixed, project=load_project(settings), applied=applied), refused


def update_baseline(project: Project, selection: Selection) -> tuple[int, int]:
    """Write the baseline. Return how many entries were added and how many were removed.

    If files were selected, the entries of other files stay. Unchanged content is not written again.

    Raises:
        SaveError: The file cannot be written.
    """
    from mkdocs_deploy_plugin.files import Change, SaveError, save

    baseline = selection.baseline
    assert baseline is not None
    entries = entries_of(selection.of(project), lambda path: _lines(project, path), baseline.entries)
    if selection.chosen is not None:
        entries += tuple(entry for entry in baseline.entries if entry.path not in selection.chosen)
    data = write_baseline(entries)
    if data != baseline.data:
        for refusal in save([Change(baseline.file, baseline.data, data)], baseline.file.parent):
            raise SaveError(f"{baseline.path} {refusal.why}")
    return difference(baseline.entries, entries)
