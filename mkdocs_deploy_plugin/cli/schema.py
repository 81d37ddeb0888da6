"""`procedures schema`: generate the JSON Schemas of the template."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, settings_of
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.settings import Settings, SettingsError

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.catalog.collection import Collection


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the files are out of date.")
@config_option
def schema(only_check: bool, config: Path | None) -> None:
    """Write JSON Schemas for the template to schema/."""
    from mkdocs_deploy_plugin.files import Change, SaveError, make_folder, save
    from mkdocs_deploy_plugin.project import load_collections

    settings = settings_of(config)
    try:
        files = _files(load_collections(settings), settings)
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    folder = settings.root / settings.schema_dir
    changes: list[Change] = []
    for name, text in files.items():
        before = _content(folder / name)
        if before is None or before.replace(b"\r\n", b"\n") != text.encode():
            changes.append(Change(folder / name, before, text.encode()))
    if only_check:
        for change in changes:
            shown = change.path.relative_to(folder).as_posix()
            echo(f"{settings.schema_dir}/{shown} is out of date; run: procedures schema")
        raise SystemExit(1 if changes else 0)
    try:
        for inside in {change.path.parent for change in changes} | {folder}:
            make_folder(inside)
        refused = save(changes, settings.root)
    except SaveError as error:
        raise UsageProblem(str(error)) from error
    except OSError as error:
        raise UsageProblem(f"{settings.schema_dir} cannot be written: {error.strerror}") from error
    if refused:
        raise UsageProblem(f"{settings.schema_dir}/{refused[0].path.name} {refused[0].why}")
    echo(f"{len(changes)} of {len(files)} schemas written to {settings.schema_dir}/.", err=True)


def _files(collections: Sequence[Collection], settings: Settings) -> dict[str, str]:
    """Return the text of each file by its path below the folder.

    Those of the first collection stay where they are when another one is added, which has its own folder.
    """
    from mkdocs_deploy_plugin.catalog.schema_files import schema_files

    several = len(collections) > 1
    return {
        f"{one.kind}/{name}" if number else name: text
        for number, one in enumerate(collections)
        for name, text in schema_files(one.template, settings.site_keys, one.kind if several else "").items()
    }


def _content(path: Path) -> bytes | None:
    """Return the content of a file; None if it does not exist.

    Raises:
        UsageProblem: It exists and cannot be read.
    """
    try:
        return read_file(path, MAX_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise UsageProblem(f"{os.path.relpath(path)} cannot be read: {error.strerror}") from error
