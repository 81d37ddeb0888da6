"""`procedures list`: the procedures that are asked for, as a table, CSV or JSON."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    config_option,
    is_terminal,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.settings import SettingsError

USUAL = (
    "status",
    "project",
    "risk",
    "author",
    "approver",
    "environment",
    "spec",
    "overdue",
    "reviewed",
    "version",
    "id",
    "title",
)
"""The properties that have an option of their own; `--filter` chooses by any."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _filter_options(command: _Command) -> _Command:
    for name in reversed(USUAL):
        text = f"Only those with this {name}; may be repeated."
        command = click.option(f"--{name}", f"of_{name}", multiple=True, help=text, metavar="VALUE")(command)
    return command


@click.command("list")
@_filter_options
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="PROPERTY=VALUE",
    help="Only those with this value of any property; may be repeated.",
)
@click.option("--sort", metavar="PROPERTIES", help="The order, such as -reviewed,id; - is downwards.")
@click.option("--columns", metavar="PROPERTIES", help="What is shown, such as id,title,approver.")
@click.option("--limit", metavar="NUMBER", help="How many at most.")
@click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help="What they are written as.",
)
@config_option
def list_procedures(
    filters: tuple[str, ...],
    sort: str | None,
    columns: str | None,
    limit: str | None,
    format_name: str,
    config: Path | None,
    **usual: tuple[str, ...],
) -> None:
    """Show the procedures that have all of these properties.

    Several values of one property are alternatives.
    """
    from mkdocs_deploy_plugin import clock
    from mkdocs_deploy_plugin.catalog.entries import entries, properties
    from mkdocs_deploy_plugin.catalog.listing import as_csv, as_json, as_table
    from mkdocs_deploy_plugin.catalog.query import select
    from mkdocs_deploy_plugin.catalog.query_arguments import ATTRIBUTES, read_query
    from mkdocs_deploy_plugin.checking.directives import explained
    from mkdocs_deploy_plugin.project import load_project, load_template_of

    arguments = {name.removeprefix("of_"): list(values) for name, values in usual.items() if values}
    for text in filters:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--filter {text} has no value. Give PROPERTY=VALUE.")
        arguments.setdefault(name, []).append(value)
    own = {"sort": sort, "columns": columns, "limit": limit}
    if reserved := next((name for name in ATTRIBUTES if name in arguments), ""):
        raise click.UsageError(f"--filter {reserved}=… names no property.")
    arguments |= {name: [text] for name, text in own.items() if text is not None}
    settings = settings_of(config)
    gc.disable()  # what is read has no cycles, and looking for them would take a sixth of the time
    try:
        template = load_template_of(settings)
        query, problems = read_query(arguments, template)
        if problems:
            # What directives write among their attributes has options of its own here.
            allowed = tuple(one for one in problems[0].allowed if one not in ATTRIBUTES)
            raise click.UsageError(_sentences(*explained(problems[0]._replace(allowed=allowed))))
        today = clock.today(os.environ)
        project = load_project(settings, today=today)
    except SettingsError as error:
        raise UsageProblem(" ".join(str(error).split())) from error
    found = select(entries(project, today), query)
    shown = query.columns if columns is not None or format_name != "json" else properties(template)
    terminal = is_terminal()
    if format_name == "table":
        text = as_table(found, shown, _terminal_width() if terminal else None)
    else:
        text = as_csv(found, shown) if format_name == "csv" else as_json(found, shown)
    if terminal:
        click.echo(text, nl=False)
    else:
        write_out(text.encode())
    if not found:
        click.echo(
            f"No procedure matches {query.words}." if query.words else "There are no procedures.", err=True
        )


def _sentences(message: str, help_: str) -> str:
    return f"{message}. {help_}".strip()


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
