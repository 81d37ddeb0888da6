"""Saving changed files: all of them or none, each in one step, and nothing but what was asked for.

First all new contents are written to hidden files beside the old ones. Only when all of them are there do
they take the places of the old ones, so a full disk or a folder that cannot be written changes nothing.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from mkdocs_deploy_plugin.files import write_beside


@dataclass(frozen=True, slots=True)
class Change:
    """New content for a file.

    Attributes:
        path: The file.
        before: What it has to hold for the change to fit; None where there must not be such a file.
        after: What it shall hold.
    """

    path: Path
    before: bytes | None
    after: bytes


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was left alone, and why, in words that follow its name."""

    path: Path
    why: str


class SaveError(OSError):
    """Files cannot be written. None was changed, unless the message says how many were."""


def save(changes: Sequence[Change], within: Path) -> list[Refusal]:
    """Write new contents to files that lie within a folder, and give those that were left alone.

    Left alone is what is reached through a symbolic link, what lies elsewhere, and what holds something
    else by now. The mode of a file stays.

    Raises:
        SaveError: A file cannot be written; the message is one line.
    """
    refused: list[Refusal] = []
    written: list[tuple[Change, Path]] = []
    try:
        for change in changes:
            if why := _obstacle(change, within):
                refused.append(Refusal(change.path, why))
            else:
                written.append((change, _written_beside(change)))
        done = 0
        while written:
            change, new = written[0]
            if why := _obstacle(change, within):  # Somebody may have been quicker.
                refused.append(Refusal(change.path, why))
                new.unlink()
            else:
                _put(new, change, done)
                done += 1
            written.pop(0)
    finally:
        for _, new in written:
            with contextlib.suppress(OSError):
                new.unlink()
    return refused


def _obstacle(change: Change, within: Path) -> str:
    """Give why a change must not be made; nothing where it may."""
    path = change.path
    try:
        if path.is_symlink():
            return "is a symbolic link"
        if not path.resolve().is_relative_to(within.resolve()):
            return f"lies outside {within.name}/"
        if change.before is None:
            return "has appeared meanwhile" if path.exists() else ""
        with path.open("rb") as file:
            same = file.read(len(change.before) + 1) == change.before
    except OSError as error:
        return f"cannot be read any more: {error.strerror}"
    return "" if same else "has changed meanwhile"


def _written_beside(change: Change) -> Path:
    """Write the new content to a hidden file in the same folder, with the mode that it shall have."""
    try:
        if change.before is None:
            return write_beside(change.path, change.after)
        if not os.access(change.path, os.W_OK):
            raise PermissionError(13, "Permission denied")
        return write_beside(change.path, change.after, change.path.stat().st_mode)
    except OSError as error:
        raise SaveError(f"{change.path} cannot be written: {error.strerror}") from error


def _put(new: Path, change: Change, done: int) -> None:
    try:
        os.replace(new, change.path)
    except OSError as error:
        before = f"; {done} others have been" if done else ""
        raise SaveError(f"{change.path} cannot be written: {error.strerror}{before}") from error
