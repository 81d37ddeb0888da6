"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 nothing that
fails the build, 1 findings that do, 2 wrong usage or settings.
"""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import replace
from pathlib import Path

import click

from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.output import write_atomically
from mkdocs_deploy_plugin.reporting.report import Report
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
@click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="What the findings are written as.",
)
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="The file to write the findings to, instead of standard output.",
)
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="Whether text is coloured.",
)
@_config
def check(
    paths: tuple[Path, ...],
    strict: bool,
    format_name: str,
    output: Path | None,
    color: str,
    config: Path | None,
) -> None:
    """Check all procedures, and show the findings of PATHS or of all of them."""
    from mkdocs_deploy_plugin.project import load_project
    from mkdocs_deploy_plugin.repository import repository_prefix

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
    report = Report(project.diagnostics, tuple(files), sources, repository_prefix(settings.root))
    _deliver(report, format_name, output, color)
    if not files:
        click.echo(f"No procedures found in {settings.folder}/ of {settings.root}.", err=True)
    if project.fails(strict):
        raise SystemExit(1)


def _deliver(report: Report, format_name: str, output: Path | None, color: str) -> None:
    """Write a report to where it is wanted."""
    from mkdocs_deploy_plugin.reporting.colour import COLOURS, is_wanted
    from mkdocs_deploy_plugin.reporting.text import render, summarise

    terminal = output is None and sys.stdout.isatty()
    coloured = format_name == "text" and is_wanted(color, os.environ, terminal)
    text = render(report, COLOURS) if coloured else FORMATS[format_name](report)
    if output is not None:
        try:
            write_atomically(output, text.encode())
        except OSError as error:
            raise _BadSettings(f"{output} cannot be written: {error.strerror}") from error
        click.echo(summarise(report), err=True)
    elif terminal:
        click.echo(text, nl=False, color=coloured)
    else:
        # In UTF-8 wherever it goes: what a console of the machine would understand is of no use to others.
        click.echo(text.encode(), nl=False)


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
