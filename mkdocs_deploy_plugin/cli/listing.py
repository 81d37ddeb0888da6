"""`procedures list`: print the procedures that match, as a table, CSV or JSON."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    config_option,
    echo,
    is_terminal,
    load,
    say_nothing_found,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.settings import SettingsError

USUAL = {
    "kind": "kind, the folder of one of several collections",
    "status": "status",
    "project": "project",
    "risk": "risk level",
    "author": "author",
    "approver": "approver",
    "environment": "environment",
    "spec": "specification",
    "overdue": "overdue review (yes or no)",
    "reviewed": "last review (YYYY-MM-DD)",
    "version": "version",
    "id": "id",
    "title": "title",
}
"""The properties with their own option, and what its help calls them; `--filter` takes any property."""

_Command = TypeVar("_Command", bound=Callable[..., Any])


def _filter_options(command: _Command) -> _Command:
    for name, words in reversed(USUAL.items()):
        text = f"Filter by {words}. Repeatable."
        command = click.option(f"--{name}", f"of_{name}", multiple=True, help=text, metavar="VALUE")(command)
    return command


@click.command("list")
@_filter_options
@click.option(
    "--filter",
    "filters",
    multiple=True,
    metavar="PROPERTY=VALUE",
    help="Filter by any property, e.g. owner=payments. Repeatable.",
)
@click.option("--sort", metavar="PROPERTIES", help="Sort keys, e.g. -reviewed,id; - sorts descending.")
@click.option("--columns", metavar="PROPERTIES", help="Columns to show, e.g. id,title,approver.")
@click.option("--limit", metavar="NUMBER", help="Maximum number of procedures.")
@click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(("table", "csv", "json")),
    default="table",
    show_default=True,
    help="Output format.",
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
    """List the procedures that match every filter.

    Values must match completely, apart from case. Repeat a filter to accept any of several values.

    Properties are the fields of the template that hold one value or a list of names, those of its
    mappings (rollout.stage), and project, risk, environment, spec and overdue.
    """
    from mkdocs_deploy_plugin import clock
    from mkdocs_deploy_plugin.catalog.entries import entries
    from mkdocs_deploy_plugin.catalog.listing import as_csv, as_json, as_table
    from mkdocs_deploy_plugin.catalog.query import select
    from mkdocs_deploy_plugin.catalog.query_arguments import ATTRIBUTES, read_query
    from mkdocs_deploy_plugin.checking.directives import explained
    from mkdocs_deploy_plugin.project import load_collections

    arguments = {name.removeprefix("of_"): list(values) for name, values in usual.items() if values}
    for text in filters:
        name, equals, value = text.partition("=")
        if not equals:
            raise click.UsageError(f"--filter {text} has no value; write PROPERTY=VALUE.")
        arguments.setdefault(name, []).append(value)
    own = {"sort": sort, "columns": columns, "limit": limit}
    if reserved := next((name for name in ATTRIBUTES if name in arguments), ""):
        raise click.UsageError(f"--filter {reserved}=…: not a property.")
    arguments |= {name: [text] for name, text in own.items() if text is not None}
    settings = settings_of(config)
    try:
        query, problems = read_query(arguments, load_collections(settings))
        if problems:
            # Attributes of directives that are not properties are separate options here.
            allowed = tuple(name for name in problems[0].allowed if name not in ATTRIBUTES)
            raise click.UsageError(_sentences(*explained(problems[0]._replace(allowed=allowed))))
        today = clock.today(os.environ)
        project = load(settings, today=today)
    except SettingsError as error:
        raise UsageProblem(" ".join(str(error).split())) from error
    matching = select(entries(project, today), query)
    shown = query.columns if columns is not None or format_name != "json" else query.known
    terminal = is_terminal()
    if format_name == "table":
        text = as_table(matching, shown, _terminal_width() if terminal else None)
    else:
        text = as_csv(matching, shown) if format_name == "csv" else as_json(matching, shown)
    if terminal and format_name != "json":  # Escapes for a terminal would be errors in JSON.
        echo(text, nl=False)
    else:
        write_out(text.encode())
    if not len(project.catalog):
        say_nothing_found(project.empty, config)
    elif not matching and query.words:
        echo(f"No procedure matches {query.words}.", err=True)


def _sentences(message: str, help_: str) -> str:
    return f"{message}. {help_}".strip()


def _terminal_width() -> int:
    from shutil import get_terminal_size

    return get_terminal_size().columns
