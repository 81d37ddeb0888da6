"""The `procedures` command.

Findings go to standard output, everything else to standard error. Exit status: 0 nothing that
fails the build, 1 findings that do, 2 wrong usage or settings.
"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mkdocs_deploy_plugin.settings import Settings, SettingsError, find_config, load_settings

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.checkrun import Selection
    from mkdocs_deploy_plugin.project import Project


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
@click.option("--fix", is_flag=True, help="Make the changes that are safe, and show what is left.")
@click.option("--diff", is_flag=True, help="With --fix: show the changes, and write nothing.")
@click.option(
    "--baseline",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Accept the findings that this file has.",
)
@click.option("--update-baseline", is_flag=True, help="Write all findings to the file of --baseline.")
@_config
def check(
    paths: tuple[Path, ...],
    strict: bool,
    config: Path | None,
    fix: bool,
    diff: bool,
    baseline: Path | None,
    update_baseline: bool,
) -> None:
    """Check all procedures, and show the findings of PATHS or of all of them."""
    from mkdocs_deploy_plugin import checkrun
    from mkdocs_deploy_plugin.baseline import BaselineError
    from mkdocs_deploy_plugin.project import load_project, procedure_files
    from mkdocs_deploy_plugin.reporting.report import Report
    from mkdocs_deploy_plugin.reporting.text import report as as_text
    from mkdocs_deploy_plugin.saving import SaveError

    if diff and not fix:
        raise click.UsageError("--diff shows what --fix would change: write --fix --diff.")
    if update_baseline and (baseline is None or diff):
        raise click.UsageError("--update-baseline needs --baseline FILE, and does not go with --diff.")
    if baseline is not None and not update_baseline and not baseline.exists():
        raise click.UsageError(f"There is no {baseline}; --update-baseline writes it.")
    settings = _settings(config)
    # What is read has no cycles, and looking for them would take a sixth of the time.
    gc.disable()
    try:
        opened = checkrun.open_baseline(baseline, settings.root) if baseline is not None else None
        names = [path.relative_to(settings.root).as_posix() for path in procedure_files(settings)]
        chosen = _chosen(paths, names, settings.root) if paths else None
        selection = checkrun.Selection(chosen, opened)
        project = _fix(settings, selection, diff) if fix else load_project(settings)
        if update_baseline:
            added, removed = checkrun.update_baseline(project, selection)
            click.echo(f"{baseline}: {added} added, {removed} removed.", err=True)
            return
    except (SettingsError, BaselineError, SaveError) as error:
        raise _BadSettings(" ".join(str(error).split())) from error
    project, accepted = selection.apply(project)
    files = tuple(one.path for one in project.catalog if chosen is None or one.path in chosen)
    report = Report(project.diagnostics, files, checkrun.sources(project, opened), accepted=accepted)
    click.echo(as_text(report.diagnostics, report.sources, len(report.files)), nl=False)
    if report.accepted:
        click.echo(f"{report.accepted} accepted by {baseline}.", err=True)
    if not names:
        click.echo(f"No procedures found in {settings.folder}/ of {settings.root}.", err=True)
    if project.fails(strict):
        raise SystemExit(1)


def _fix(settings: Settings, selection: Selection, diff: bool) -> Project:
    """Fix what can be fixed, or show it and exit."""
    from mkdocs_deploy_plugin import checkrun
    from mkdocs_deploy_plugin.reporting.text import printable

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
