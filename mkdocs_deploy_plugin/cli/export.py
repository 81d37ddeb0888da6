"""`procedures export`: export all procedures as JSON."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    config_option,
    load,
    say_nothing_found,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.settings import SettingsError


@click.command()
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Output file (default: standard output).",
)
@click.option("--body", is_flag=True, help="Include the complete body of each procedure.")
@config_option
def export(output: Path | None, body: bool, config: Path | None) -> None:
    """Export all procedures as JSON.

    The document has the same form as the site's procedures.json.
    """
    from mkdocs_deploy_plugin import clock
    from mkdocs_deploy_plugin.catalog.export import page_address, pieces
    from mkdocs_deploy_plugin.files import write_file

    settings = settings_of(config)
    try:
        now = clock.now(os.environ)
        project = load(settings, today=now.date())
    except SettingsError as error:
        raise UsageProblem(" ".join(str(error).split())) from error
    if project.empty:
        say_nothing_found(project.empty, config)
    document = pieces(project, now, lambda procedure: page_address(procedure, settings), body)
    if output is None:
        for piece in document:
            write_out(piece)
        return
    try:
        write_file(output, b"".join(document))
    except OSError as error:
        raise UsageProblem(f"{output} cannot be written: {error.strerror}") from error
