"""`procedures schema`: generate the JSON Schemas of the template."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, settings_of
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.settings import SettingsError


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the files are out of date.")
@config_option
def schema(only_check: bool, config: Path | None) -> None:
    """Write JSON Schemas for the template to schema/."""
    from mkdocs_deploy_plugin.catalog.schema_files import schema_files
    from mkdocs_deploy_plugin.files import Change, SaveError, make_folder, save
    from mkdocs_deploy_plugin.project import load_template_of

    settings = settings_of(config)
    try:
        files = schema_files(load_template_of(settings), settings.site_keys)
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
            echo(f"{settings.schema_dir}/{change.path.name} is out of date; run: procedures schema")
        raise SystemExit(1 if changes else 0)
    try:
        make_folder(folder)
        refused = save(changes, settings.root)
    except SaveError as error:
        raise UsageProblem(str(error)) from error
    except OSError as error:
        raise UsageProblem(f"{settings.schema_dir} cannot be written: {error.strerror}") from error
    if refused:
        raise UsageProblem(f"{settings.schema_dir}/{refused[0].path.name} {refused[0].why}")
    echo(f"{len(changes)} of {len(files)} schemas written to {settings.schema_dir}/.", err=True)


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
