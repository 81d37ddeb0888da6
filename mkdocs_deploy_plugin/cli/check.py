"""`procedures check`: report findings in any format, apply fixes, update the baseline."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    config_option,
    echo,
    format_option,
    is_terminal,
    load,
    say_nothing_found,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.reporting.formats import render_limited
from mkdocs_deploy_plugin.settings import FailOn, Settings, SettingsError

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.catalog.project import Project
    from mkdocs_deploy_plugin.cli.checkrun import Selection
    from mkdocs_deploy_plugin.reporting.report import Report


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@click.option("--strict", is_flag=True, help="Fail on warnings too.")
@format_option
@click.option(
    "--output",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Output file (default: standard output).",
)
@click.option(
    "--color",
    type=click.Choice(("auto", "always", "never")),
    default="auto",
    show_default=True,
    help="When to colour text output.",
)
@click.option(
    "--limit",
    type=click.IntRange(min=0),
    default=100,
    show_default=True,
    metavar="NUMBER",
    help="Maximum number of findings that text output shows; 0 for all.",
)
@click.option(
    "--outliers", is_flag=True, help="List the documents that differ from the others, the most telling first."
)
@click.option("--fix", is_flag=True, help="Apply safe fixes, then report the remaining findings.")
@click.option("--diff", is_flag=True, help="With --fix: show the changes as a diff; write nothing.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Ignore findings recorded in this baseline file.",
)
@click.option("--update-baseline", is_flag=True, help="With --baseline: record all current findings in it.")
@config_option
def check(
    paths: tuple[Path, ...],
    strict: bool,
    format_name: str,
    output: Path | None,
    color: str,
    limit: int,
    outliers: bool,
    fix: bool,
    diff: bool,
    baseline: Path | None,
    update_baseline: bool,
    config: Path | None,
) -> None:
    """Check procedures and report findings.

    PATHS limit the check to these files and folders.
    """
    from mkdocs_deploy_plugin.cli import checkrun
    from mkdocs_deploy_plugin.files import SaveError
    from mkdocs_deploy_plugin.findings.baseline import BaselineError
    from mkdocs_deploy_plugin.reading.discovery import page_files, procedure_files
    from mkdocs_deploy_plugin.reporting.report import Report
    from mkdocs_deploy_plugin.repository import repository_prefix

    if diff and not fix:
        raise click.UsageError("--diff requires --fix.")
    if update_baseline and (baseline is None or diff):
        raise click.UsageError("--update-baseline requires --baseline FILE and cannot be used with --diff.")
    if baseline is not None and not update_baseline and not baseline.exists():
        raise click.UsageError(f"{baseline} does not exist; create it with --update-baseline.")
    if outliers and format_name != "text":
        raise click.UsageError("--outliers cannot be used with --format.")
    settings = settings_of(config)
    try:
        opened = checkrun.open_baseline(baseline, settings.root) if baseline is not None else None
        found = {folder: procedure_files(folder, settings.root) for folder in settings.procedure_dirs}
        files = [file for inside in found.values() for file in inside]
        empty = [folder for folder, inside in found.items() if not inside]
        if empty:
            say_nothing_found(empty, config)
        chosen = None
        if paths:
            everything = [*files, *page_files(settings.folders, settings.root, files)]
            chosen = _chosen(paths, [_name(path, settings.root) for path in everything], settings.root)
            if chosen.isdisjoint(_name(path, settings.root) for path in files):
                echo("None of the paths is a procedure; only directives are checked.", err=True)
        selection = checkrun.Selection(chosen, opened)
        project = _fix(settings, selection, diff) if fix else load(settings, chosen=chosen)
        if update_baseline:
            added, removed = checkrun.update_baseline(project, selection)
            echo(f"{baseline}: {added} added, {removed} removed.", err=True)
            return
    except (SettingsError, BaselineError, SaveError) as error:
        raise UsageProblem(" ".join(str(error).split())) from error
    project, accepted = selection.apply(project)
    report = Report(
        project.diagnostics,
        tuple(procedure.path for procedure in project.catalog if chosen is None or procedure.path in chosen),
        checkrun.sources(project, opened),
        repository_prefix(settings.root),
        accepted=accepted,
        waived=project.waived,
        noun=project.noun(chosen),
    )
    _deliver(report, "outliers" if outliers else format_name, output, color, limit)
    if project.fails(strict) or (empty and settings.fail_on is not FailOn.NEVER):
        raise SystemExit(1)


def _deliver(report: Report, format_name: str, output: Path | None, color: str, limit: int) -> None:
    """Write a report to the output file, the terminal or standard output."""
    from mkdocs_deploy_plugin.files import write_file
    from mkdocs_deploy_plugin.reporting.colour import COLOURS, PLAIN, is_wanted
    from mkdocs_deploy_plugin.reporting.text import render, summarise

    terminal = output is None and is_terminal()
    written = {"text": render}.get(format_name)
    if format_name == "outliers":
        from mkdocs_deploy_plugin.reporting.outliers import render_outliers

        written = render_outliers
    coloured = written is not None and is_wanted(color, os.environ, terminal)
    if written is not None:
        # A file is not scrolled past, so it has all findings.
        text = written(report, COLOURS if coloured else PLAIN, 0 if output else limit)
    else:
        text, notice = render_limited(format_name, report)
        if notice:
            echo(notice, err=True)
    if output is not None:
        try:
            write_file(output, text.encode())
        except OSError as error:
            raise UsageProblem(f"{output} cannot be written: {error.strerror}") from error
        echo(summarise(report), err=True)
    elif terminal:
        echo(text, nl=False, color=coloured)
    else:
        # UTF-8 wherever it goes: the encoding of the local console means nothing to other programs.
        write_out(text.encode())


def _fix(settings: Settings, selection: Selection, diff: bool) -> Project:
    """Apply all fixes; with `diff`, show them and exit."""
    from mkdocs_deploy_plugin.cli import checkrun
    from mkdocs_deploy_plugin.text import printable

    fixed = checkrun.fix_project(settings, selection)
    refused: list[str] = [f"{path} is a symbolic link" for path in fixed.linked]
    if diff:
        changes = fixed.diff()
        if is_terminal():
            echo(changes.decode(errors="backslashreplace"), nl=False)
        else:
            write_out(changes)
    else:
        fixed, left = checkrun.save_fixes(settings, fixed)
        refused += [f"{refusal.path.relative_to(settings.root).as_posix()} {refusal.why}" for refusal in left]
    for fix in fixed.applied:
        echo(f"{printable(fix.path)}: {printable(fix.description)}", err=True)
    for reason in refused:
        echo(f"{printable(reason)}; left unchanged.", err=True)
    fixes = _counted(len(fixed.applied), "fix", "fixes")
    files = _counted(len({fix.path for fix in fixed.applied}), "file", "files")
    echo(f"{fixes} {'to apply' if diff else 'applied'} in {files}.", err=True)
    if diff:
        raise SystemExit(1 if fixed.after else 0)
    return fixed.project


def _counted(number: int, singular: str, plural: str) -> str:
    return f"{number:,} {singular if number == 1 else plural}"


def _name(path: Path, root: Path) -> str:
    return Path(os.path.relpath(path, root)).as_posix()


def _chosen(paths: tuple[Path, ...], files: list[str], root: Path) -> set[str]:
    """Return the files that the paths on the command line select, directly or by folder."""
    chosen: set[str] = set()
    for path in paths:
        # A folder can be a link, and so can a folder above it.
        names = {_name(Path(os.path.realpath(path)), root), _name(Path(os.path.abspath(path)), root)}
        matching = {
            file
            for file in files
            if any(file == name or file.startswith(f"{name}/") or name == "." for name in names)
        }
        if not matching:
            raise click.UsageError(f"{path} is not a procedure, a page, or a folder that contains any.")
        chosen |= matching
    return chosen
