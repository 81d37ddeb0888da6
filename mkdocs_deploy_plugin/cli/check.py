"""`procedures check`: the findings of all procedures, in any format; fixes and the baseline."""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    config_option,
    is_terminal,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.settings import Settings, SettingsError

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.catalog.project import Project
    from mkdocs_deploy_plugin.cli.checkrun import Selection
    from mkdocs_deploy_plugin.reporting.report import Report


@click.command()
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
@click.option("--fix", is_flag=True, help="Make the changes that are safe, and show what is left.")
@click.option("--diff", is_flag=True, help="With --fix: show the changes, and write nothing.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Accept the findings that this file has.",
)
@click.option("--update-baseline", is_flag=True, help="Write all findings to the file of --baseline.")
@config_option
def check(
    paths: tuple[Path, ...],
    strict: bool,
    format_name: str,
    output: Path | None,
    color: str,
    fix: bool,
    diff: bool,
    baseline: Path | None,
    update_baseline: bool,
    config: Path | None,
) -> None:
    """Check all procedures, and show the findings of PATHS or of all of them."""
    from mkdocs_deploy_plugin.cli import checkrun
    from mkdocs_deploy_plugin.files import SaveError
    from mkdocs_deploy_plugin.findings.baseline import BaselineError
    from mkdocs_deploy_plugin.project import load_project
    from mkdocs_deploy_plugin.reading.discovery import page_files, procedure_files
    from mkdocs_deploy_plugin.reporting.report import Report
    from mkdocs_deploy_plugin.repository import repository_prefix

    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would change: write --fix --diff.")
    if update_baseline and (baseline is None or diff):
        raise click.UsageError("--update-baseline needs --baseline FILE, and does not go with --diff.")
    if baseline is not None and not update_baseline and not baseline.exists():
        raise click.UsageError(f"There is no {baseline}; --update-baseline writes it.")
    settings = settings_of(config)
    # What is read has no cycles, and looking for them would take a sixth of the time.
    gc.disable()
    try:
        opened = checkrun.open_baseline(baseline, settings.root) if baseline is not None else None
        files = procedure_files(settings.procedures_dir)
        chosen = None
        if paths:
            everything = [*files, *page_files(settings.folders, files)]
            chosen = _chosen(paths, [_name(path, settings.root) for path in everything], settings.root)
        selection = checkrun.Selection(chosen, opened)
        project = _fix(settings, selection, diff) if fix else load_project(settings)
        if update_baseline:
            added, removed = checkrun.update_baseline(project, selection)
            click.echo(f"{baseline}: {added} added, {removed} removed.", err=True)
            return
    except (SettingsError, BaselineError, SaveError) as error:
        raise UsageProblem(" ".join(str(error).split())) from error
    project, accepted = selection.apply(project)
    report = Report(
        project.diagnostics,
        tuple(one.path for one in project.catalog if chosen is None or one.path in chosen),
        checkrun.sources(project, opened),
        repository_prefix(settings.root),
        accepted=accepted,
        waived=project.waived,
    )
    _deliver(report, format_name, output, color)
    if not files:
        click.echo(f"No procedures found in {settings.folder}/ of {settings.root}.", err=True)
    if project.fails(strict):
        raise SystemExit(1)


def _deliver(report: Report, format_name: str, output: Path | None, color: str) -> None:
    """Write a report to where it is wanted."""
    from mkdocs_deploy_plugin.files import write_file
    from mkdocs_deploy_plugin.reporting.colour import COLOURS, is_wanted
    from mkdocs_deploy_plugin.reporting.text import render, summarise

    terminal = output is None and is_terminal()
    coloured = format_name == "text" and is_wanted(color, os.environ, terminal)
    text = render(report, COLOURS) if coloured else FORMATS[format_name](report)
    if output is not None:
        try:
            write_file(output, text.encode())
        except OSError as error:
            raise UsageProblem(f"{output} cannot be written: {error.strerror}") from error
        click.echo(summarise(report), err=True)
    elif terminal:
        click.echo(text, nl=False, color=coloured)
    else:
        # In UTF-8 wherever it goes: what a console of the machine would understand is of no use to others.
        write_out(text.encode())


def _fix(settings: Settings, selection: Selection, diff: bool) -> Project:
    """Fix what can be fixed, or show it and exit."""
    from mkdocs_deploy_plugin.cli import checkrun
    from mkdocs_deploy_plugin.text import printable

    fixed = checkrun.fix_project(settings, selection)
    refused: list[str] = [f"{path} is a symbolic link" for path in fixed.linked]
    if diff:
        click.echo(fixed.diff(), nl=False)
    else:
        fixed, left = checkrun.save_fixes(settings, fixed)
        refused += [f"{one.path.relative_to(settings.root).as_posix()} {one.why}" for one in left]
    for one in fixed.applied:
        click.echo(f"{printable(one.path)}: {printable(one.description)}", err=True)
    for why in refused:
        click.echo(f"{printable(why)}; it was left alone.", err=True)
    fixes = _counted(len(fixed.applied), "fix", "fixes")
    files = _counted(len({one.path for one in fixed.applied}), "file", "files")
    click.echo(f"{fixes} {'to make' if diff else 'made'} in {files}.", err=True)
    if diff:
        raise SystemExit(1 if fixed.after else 0)
    return fixed.project


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _name(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _chosen(paths: tuple[Path, ...], files: list[str], root: Path) -> set[str]:
    """Return the files that paths of the command line name: by themselves, or by their folder."""
    chosen: set[str] = set()
    for path in paths:
        name = _name(path.resolve(), root)
        found = {file for file in files if file == name or file.startswith(f"{name}/") or name == "."}
        if not found:
            raise click.UsageError(f"{path} is no procedure, no page and no folder of them.")
        chosen |= found
    return chosen
