"""`procedures template`: start a template, and see how one is understood."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, echo_path, settings_of


@click.group("template")
def template() -> None:
    """Start a template, or show how one is understood."""


@template.command("init")
@click.argument("kind", required=False)
@click.option(
    "--output",
    "-o",
    type=click.Path(path_type=Path),
    help="File to write (default: templates/KIND.md, beside mkdocs.yml).",
)
@config_option
def init(kind: str | None, output: Path | None, config: Path | None) -> None:
    """Write a template to start from.

    KIND is deployment-procedure (the default), incident-runbook, database-change or
    disaster-recovery-exercise.
    """
    from mkdocs_deploy_plugin.files import create_file
    from mkdocs_deploy_plugin.template.kinds import DEPLOYMENT, KINDS
    from mkdocs_deploy_plugin.text import closest, one_of

    chosen = KINDS.get(kind or DEPLOYMENT)
    if chosen is None:
        meant = closest(kind or "", [*KINDS], cutoff=0.5)
        suggestion = f" Did you mean {meant}?" if meant else ""
        raise click.UsageError(f"Unknown kind {kind!r}: use {one_of([*KINDS])}.{suggestion}")
    settings = settings_of(config)
    path = output if output is not None else settings.root / "templates" / chosen.file
    shown = os.path.relpath(path)
    resolved = Path(os.path.realpath(path))
    if resolved.is_relative_to(os.path.realpath(settings.procedures_dir)):
        raise click.UsageError(f"{shown} is in the folder of the procedures; write the template elsewhere.")
    try:
        create_file(path, chosen.read())
    except FileExistsError as error:
        raise click.UsageError(f"{shown} already exists; nothing was written.") from error
    except OSError as error:
        raise UsageProblem(f"{shown} cannot be written: {error.strerror}") from error
    option = Path(os.path.relpath(resolved, os.path.realpath(settings.root))).as_posix()
    echo_path(shown)
    echo(f"Edit it, and set the option of the plugin in mkdocs.yml: template: {option}", err=True)
