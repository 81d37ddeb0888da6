"""`procedures migrate`: convert procedures with tables to procedures with front matter."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, echo_path, settings_of
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
@config_option
def migrate(files: tuple[Path, ...], output: Path | None, in_place: bool, config: Path | None) -> None:
    """Move metadata and other tables to front matter."""
    from mkdocs_deploy_plugin.authoring.migration import UNWRITABLE, migrate_file
    from mkdocs_deploy_plugin.project import load_template_of
    from mkdocs_deploy_plugin.reporting.text import notes

    if in_place and output is not None:
        raise click.UsageError("--in-place cannot be used with --output.")
    settings = settings_of(config)
    try:
        template = load_template_of(settings)
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    folder = None if in_place else Path(os.path.relpath(output or settings.procedures_dir))
    status = 0
    for file in files:
        outcome = migrate_file(file, template, folder)
        if outcome.target is None:
            status = max(status, 2 if outcome.notes[0].rule == UNWRITABLE else 1)
        if outcome.target is not None:
            echo_path(outcome.target.as_posix())
        echo(notes(outcome.notes), nl=False, err=True)
    raise SystemExit(status)
