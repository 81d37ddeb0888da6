"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 nothing that
fails the build, 1 findings that do, 2 wrong usage or settings.
"""

from __future__ import annotations

import gc
import os
from dataclasses import replace
from pathlib import Path

import click

from mkdocs_deploy_plugin.settings import Settings, SettingsError, find_config, load_settings


class _BadSettings(click.ClickException):
    """Settings that cannot be used: one line and exit status 2, without the command's usage."""

    exit_code = 2


def _settings(config: Path | None) -> Settings:
    start = Path.cwd()
    try:
        return load_settings(config.resolve() if config else find_config(start), start)
    except SettingsError as error:
        raise _BadSettings(str(error)) from error


_config = click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The mkdocs.yml to take settings from, if not the nearest one upwards.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="mkdocs-deploy-plugin", prog_name="procedures")
def main() -> None:
    """Check deployment procedures and derive their schemas."""


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Warnings fail, too.")
@_config
def check(paths: tuple[Path, ...], strict: bool, config: Path | None) -> None:
    """Check all procedures, and show the findings of PATHS or of all of them."""
    from mkdocs_deploy_plugin.project import load_project
    from mkdocs_deploy_plugin.reporting.text import report

    settings = _settings(config)
    # What is read has no cycles, and looking for them would take a sixth of the time.
    gc.disable()
    try:
        project = load_project(settings)
    except SettingsError as error:
        raise _BadSettings(str(error)) from error
    files = [procedure.path for procedure in project.catalog]
    if paths:
        chosen = _chosen(paths, files, settings.root)
        files = [path for path in files if path in chosen]
        project = replace(
            project, diagnostics=tuple(one for one in project.diagnostics if one.path in chosen)
        )
    found = {diagnostic.path for diagnostic in project.diagnostics}
    sources = {one.path: one.document.source.lines for one in project.catalog if one.path in found}
    click.echo(report(project.diagnostics, sources, len(files)), nl=False)
    if not files:
        click.echo(f"No procedures found in {settings.folder}/ of {settings.root}.", err=True)
    if project.fails(strict):
        raise SystemExit(1)


def _chosen(paths: tuple[Path, ...], files: list[str], root: Path) -> set[str]:
    """Give the files that paths of the command line name, themselves or by their folder."""
    chosen: set[str] = set()
    for path in paths:
        name = Path(os.path.relpath(path.resolve(), root)).as_posix()
        found = {file for file in files if file == name or file.startswith(f"{name}/") or name == "."}
        if not found:
            raise click.UsageError(f"{path} is no procedure and no folder of procedures.")
        chosen |= found
    return chosen


@main.command()
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; fail if the files are not up to date."
)
@_config
def schema(only_check: bool, config: Path | None) -> None:
    """Write the JSON Schemas of the template to schema/."""
    from mkdocs_deploy_plugin.project import load_template_of
    from mkdocs_deploy_plugin.schema import schema_files

    settings = _settings(config)
    try:
        files = schema_files(load_template_of(settings), settings.site_keys)
    except SettingsError as error:
        raise _BadSettings(str(error)) from error
    folder = settings.root / settings.schema_dir
    stale = [name for name, text in files.items() if _text(folder / name) != text]
    if only_check:
        for name in stale:
            click.echo(
                f"{settings.schema_dir}/{name} does not follow from the template; run: procedures schema"
            )
        raise SystemExit(1 if stale else 0)
    folder.mkdir(parents=True, exist_ok=True)
    for name in stale:
        (folder / name).write_text(files[name], encoding="utf-8", newline="\n")
    click.echo(f"{len(stale)} of {len(files)} schemas written to {settings.schema_dir}/.", err=True)


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


@main.command()
@click.option("--title", required=True, help="What is deployed, in a few words.")
@click.option("--project", default="", help="The project, as it stands in ids.")
@click.option("--number", type=int, help="The number in the id, if not the next free one.")
@click.option("--id", "identifier", default="", help="The whole id, instead of --project and --number.")
@click.option("--author", default="", help="Who writes it, if not the user.name of git.")
@click.option("--set", "values", multiple=True, metavar="KEY=VALUE", help="A value, such as risk.level=Low.")
@_config
def new(
    title: str,
    project: str,
    number: int | None,
    identifier: str,
    author: str,
    values: tuple[str, ...],
    config: Path | None,
) -> None:
    """Write a new procedure, a first draft made from the template."""
    from mkdocs_deploy_plugin.project import load_template_of, procedure_files
    from mkdocs_deploy_plugin.scaffolding import ScaffoldingError, names_in_use, new_id, scaffold
    from mkdocs_deploy_plugin.writing import create_file

    if identifier and (project or number is not None):
        raise click.UsageError("--id is the whole id; leave out --project and --number.")
    if wrong := [value for value in values if "=" not in value]:
        raise click.UsageError(f"--set {wrong[0]} has no value. Give KEY=VALUE.")
    settings = _settings(config)
    try:
        template = load_template_of(settings)
        taken = names_in_use(Path(os.path.relpath(path)) for path in procedure_files(settings))
        identifier = identifier or new_id(template, title, project, number, taken)
        given = dict(value.split("=", 1) for value in values)
        made = scaffold(template, identifier, title, author or _git_name(settings.root), given)
    except SettingsError as error:
        raise _BadSettings(str(error)) from error
    except ScaffoldingError as error:
        raise click.UsageError(str(error)) from error
    path = settings.procedures_dir / f"{made.id}.md"
    shown = os.path.relpath(path)
    if made.id in taken:
        raise click.UsageError(f"{made.id} is in use: {taken[made.id].as_posix()}.")
    try:
        create_file(path, made.text.encode())
    except FileExistsError as error:
        raise click.UsageError(f"{shown} is there already. Nothing was written.") from error
    except OSError as error:
        raise click.ClickException(f"{shown} cannot be written: {error.strerror}") from error
    click.echo(shown)
    for key, value in made.stand_ins:
        click.echo(f"To be decided: {key}, which is {value} until then.", err=True)
    click.echo(f"Fill it in, then run: procedures check {shown}", err=True)


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE…")
@click.option(
    "--output", "-o", type=click.Path(file_okay=False, path_type=Path), help="The folder to write to."
)
@click.option("--in-place", is_flag=True, help="Change the files themselves.")
@_config
def migrate(files: tuple[Path, ...], output: Path | None, in_place: bool, config: Path | None) -> None:
    """Put the metadata table and the other tables of FILEs into front matter."""
    from mkdocs_deploy_plugin.migration import migrate_file
    from mkdocs_deploy_plugin.project import load_template_of
    from mkdocs_deploy_plugin.reporting.text import notes

    if in_place and output is not None:
        raise click.UsageError("--in-place changes the files where they are; leave out --output.")
    settings = _settings(config)
    try:
        template = load_template_of(settings)
    except SettingsError as error:
        raise _BadSettings(str(error)) from error
    folder = None if in_place else Path(os.path.relpath(output or settings.procedures_dir))
    failed = False
    for file in files:
        outcome = migrate_file(file, template, folder)
        failed = failed or outcome.target is None
        if outcome.target is not None:
            click.echo(outcome.target.as_posix())
        click.echo(notes(outcome.notes), nl=False, err=True)
    raise SystemExit(1 if failed else 0)


def _git_name(folder: Path) -> str:
    """Give the name that git signs commits with in a folder, or nothing."""
    import subprocess

    command = ["git", "config", "user.name"]
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return done.stdout.decode(errors="replace").strip()
