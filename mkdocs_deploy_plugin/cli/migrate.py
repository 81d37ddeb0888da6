"""`procedures migrate`: convert procedures with tables to procedures with front matter."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    collection_named,
    config_option,
    echo,
    echo_path,
    in_option,
    settings_of,
)
from mkdocs_deploy_plugin.settings import SettingsError


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--output",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    help="Output folder (default: the procedures folder).",
)
@click.option("--in-place", is_flag=True, help="Overwrite the files instead of writing new ones.")
@in_option
@config_option
def migrate(
    files: tuple[Path, ...],
    output: Path | None,
    in_place: bool,
    collection: str | None,
    config: Path | None,
) -> None:
    """Move metadata and other tables to front matter."""
    from mkdocs_deploy_plugin.authoring.migration import UNWRITABLE, migrate_file
    from mkdocs_deploy_plugin.project import load_collections
    from mkdocs_deploy_plugin.reporting.text import notes

    if in_place and output is not None:
        raise click.UsageError("--in-place cannot be used with --output.")
    settings = settings_of(config)
    try:
        chosen = collection_named(collection, load_collections(settings))
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    folder = None if in_place else Path(os.path.relpath(output or settings.root / chosen.folder))
    status = 0
    for file in files:
        outcome = migrate_file(file, chosen.template, folder)
        if outcome.target is None:
            status = max(status, 2 if outcome.notes[0].rule == UNWRITABLE else 1)
        if outcome.target is not None:
            echo_path(outcome.target.as_posix())
        echo(notes(outcome.notes), nl=False, err=True)
    raise SystemExit(status)
