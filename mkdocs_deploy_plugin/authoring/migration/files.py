"""Migrate files, each to a new file or in place."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from mkdocs_deploy_plugin.authoring.migration.document import Migrated, migrate
from mkdocs_deploy_plugin.files import NotAFileError, create_file, read_file, write_file
from mkdocs_deploy_plugin.model import START, Diagnostic, Severity
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.template import Template

UNWRITABLE = "unwritable"
"""The rule of the finding that a new file cannot be written."""


@dataclass(frozen=True, slots=True)
class MigratedFile:
    """The result of migrating one file.

    Attributes:
        target: The file that was written, or None.
        notes: What to check; if nothing was written, the one finding that says why.
    """

    target: Path | None
    notes: tuple[Diagnostic, ...]


def migrate_file(path: Path, template: Template, folder: Path | None) -> MigratedFile:
    """Migrate a file.

    Args:
        path: The file.
        template: The template that defines the fields.
        folder: The folder for the new file, which is named after its id; None to replace the old file.
    """
    shown = path.as_posix()
    try:
        data = read_file(path, MAX_BYTES)
    except NotAFileError:
        return _failed(shown, "unreadable", "The path is not a file", "Pass each file by its path.")
    except OSError as error:
        return _failed(shown, "unreadable", f"The file cannot be read: {error.strerror}")
    except ValueError:  # a path with a null byte
        return _failed(shown, "unreadable", "The file cannot be read: its path is invalid")
    migrated = migrate(shown, data, template)
    if isinstance(migrated, Diagnostic):
        return MigratedFile(None, (migrated,))
    target = path if folder is None else folder / f"{migrated.name}.md"
    try:
        if folder is None:
            write_file(path, migrated.data)
        else:
            create_file(target, migrated.data)
    except FileExistsError:
        message = f"{target.as_posix()} already exists; nothing was written"
        help_ = (
            "Move it away, choose another folder with --output, or overwrite the source file with --in-place."
        )
        return _failed(shown, "target-exists", message, help_)
    except OSError as error:
        return _failed(shown, UNWRITABLE, f"{target.as_posix()} cannot be written: {error.strerror}")
    notes = [*migrated.notes, *_broken_links(shown, path, target, migrated)]
    if target.stem != migrated.name:
        message = f"The file name does not match its id, {migrated.name}"
        notes.append(_note(shown, "other-name", message, f"Rename it to {migrated.name}.md."))
    return MigratedFile(target, tuple(notes))


def _broken_links(shown: str, path: Path, target: Path, migrated: Migrated) -> list[Diagnostic]:
    """Return a note for each relative link whose destination does not exist from the new folder."""
    if os.path.realpath(target.parent) == os.path.realpath(path.parent):
        return []
    return [
        Diagnostic(
            "relative-link", Severity.WARNING, shown, span,
            f'The link to "{link}" is broken in the new folder',
            "Change the link, or copy the file it points to.",
        )
        for link, span in migrated.links
        if not (target.parent / link).exists()
    ]  # fmt: skip


def _note(shown: str, rule: str, message: str, help_: str) -> Diagnostic:
    return Diagnostic(rule, Severity.WARNING, shown, START, message, help_)


def _failed(shown: str, rule: str, message: str, help_: str = "") -> MigratedFile:
    return MigratedFile(None, (Diagnostic(rule, Severity.ERROR, shown, START, message, help_),))
