"""`procedures template`: check a template."""

from __future__ import annotations

import os
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import UsageProblem, config_option, echo, settings_of, write_out
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reporting.formats import FORMATS


@click.group()
def template() -> None:
    """Check the template that procedures are checked against."""


@template.command("check")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="Output format.",
)
@config_option
def check_template(file: Path | None, format_name: str, config: Path | None) -> None:
    """Report what is not understood in a template.

    FILE is the template; without it, the one that mkdocs.yml names.
    """
    from mkdocs_deploy_plugin.reporting.report import Report
    from mkdocs_deploy_plugin.reporting.text import describe
    from mkdocs_deploy_plugin.repository import repository_prefix
    from mkdocs_deploy_plugin.template.loading import BUILTIN, TemplateError, builtin_template, load_template
    from mkdocs_deploy_plugin.text import printable, quantity

    root = Path.cwd()
    if file is None:
        settings = settings_of(config)
        root, file = settings.root, settings.root / settings.template if settings.template else None
    found: tuple[Diagnostic, ...] = ()
    if file is None:
        builtin_template()
        name, text = BUILTIN, ""
    else:
        name = Path(os.path.relpath(file, root)).as_posix()
        try:
            data = read_file(file, MAX_BYTES)
        except OSError as error:
            raise UsageProblem(f"{name} cannot be read: {error.strerror}") from error
        text = data.decode("utf-8-sig", "replace")
        try:
            load_template(name, data)
        except TemplateError as error:
            found = error.findings
    lines = text.splitlines()
    if format_name != "text":
        report = Report(found, (name,), {name: lines}, repository_prefix(root))
        write_out(FORMATS[format_name](report).encode())
    elif found:
        summary = f"{quantity(len(found), 'mistake')} in {printable(name)}"
        echo("\n\n".join([*(describe(finding, lines) for finding in found), summary]))
    else:
        echo(f"{printable(name)}: nothing found")
    if found:
        raise SystemExit(1)
