"""`procedures schema`: generate the JSON Schemas of the template."""

from __future__ import annotations

from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, settings_of
from mkdocs_deploy_plugin.settings import SettingsError


@click.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail if the files are out of date.")
@config_option
def schema(only_check: bool, config: Path | None) -> None:
    """Write JSON Schemas for the template to schema/."""
    from mkdocs_deploy_plugin.catalog.schema_files import schema_files
    from mkdocs_deploy_plugin.files import write_file
    from mkdocs_deploy_plugin.project import load_template_of

    settings = settings_of(config)
    try:
        files = schema_files(load_template_of(settings), settings.site_keys)
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    folder = settings.root / settings.schema_dir
    stale = [name for name, text in files.items() if _text(folder / name) != text]
    if only_check:
        for name in stale:
            echo(f"{settings.schema_dir}/{name} is out of date; run: procedures schema")
        raise SystemExit(1 if stale else 0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in stale:
            write_file(folder / name, files[name].encode())
    except FileExistsError as error:
        raise UsageProblem(f"{settings.schema_dir} cannot be written: Not a directory") from error
    except OSError as error:
        raise UsageProblem(f"{settings.schema_dir} cannot be written: {error.strerror}") from error
    echo(f"{len(stale)} of {len(files)} schemas written to {settings.schema_dir}/.", err=True)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
