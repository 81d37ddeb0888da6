"""`procedures template`: start, infer, check and show templates."""

from __future__ import annotations

import os
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    collection_named,
    config_option,
    echo,
    echo_path,
    format_option,
    in_option,
    is_terminal,
    settings_of,
    write_out,
)
from mkdocs_deploy_plugin.files import read_file
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.reading.document import MAX_BYTES
from mkdocs_deploy_plugin.reporting.formats import FORMATS

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.template import Template

_UNKNOWN_WIDTH = 100
"""The width of the text in terminal columns if standard output is not a terminal."""


@click.group()
def template() -> None:
    """Start, infer, check or show a template."""


@template.command("check")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
@format_option
@config_option
def check_template(file: Path | None, format_name: str, config: Path | None) -> None:
    """Report what is not understood in a template.

    FILE is the template; without it, all that mkdocs.yml names.
    """
    from mkdocs_deploy_plugin.reporting.report import Report
    from mkdocs_deploy_plugin.reporting.text import describe
    from mkdocs_deploy_plugin.repository import repository_prefix
    from mkdocs_deploy_plugin.template.loading import BUILTIN, TemplateError, builtin_template, load_template
    from mkdocs_deploy_plugin.text import printable, quantity

    if file is None:
        settings = settings_of(config)
        root = settings.root
        files = dict.fromkeys(one.template for one in settings.all_collections)
    else:
        root, files = Path.cwd(), {os.path.relpath(file): None}
    found: list[Diagnostic] = []
    sources: dict[str, list[str]] = {}
    for name in map(_normalised, files):
        try:
            data = read_file(root / name, MAX_BYTES) if name else builtin_template().text.encode()
        except OSError as error:
            raise UsageProblem(f"{name} cannot be read: {error.strerror}") from error
        sources[name or BUILTIN] = lines = data.decode("utf-8-sig", "replace").splitlines()
        mistakes: tuple[Diagnostic, ...] = ()
        try:
            load_template(name or BUILTIN, data)
        except TemplateError as error:
            mistakes = error.findings
        found += mistakes
        if format_name == "text":
            shown = printable(name or BUILTIN)
            summary = (
                f"{quantity(len(mistakes), 'mistake')} in {shown}" if mistakes else f"{shown}: nothing found"
            )
            echo("\n\n".join([*(describe(finding, lines) for finding in mistakes), summary]))
    if format_name != "text":
        report = Report(tuple(found), tuple(sources), sources, repository_prefix(root))
        write_out(FORMATS[format_name](report).encode())
    if found:
        raise SystemExit(1)


def _normalised(path: str) -> str:
    """Return a path as findings have it; empty for the built-in template."""
    return Path(path).as_posix() if path else ""


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
    if any(resolved.is_relative_to(os.path.realpath(folder)) for folder in settings.procedure_dirs):
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


@template.command("infer")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def infer(folder: Path) -> None:
    """Print the template that fits the documents in a folder.

    Headings and fields that more than 80 % of them have are required, those above 20 % optional.
    """
    from mkdocs_deploy_plugin.authoring.inference import infer_template
    from mkdocs_deploy_plugin.reading.discovery import procedure_files, read_bytes
    from mkdocs_deploy_plugin.reading.document import read_document
    from mkdocs_deploy_plugin.reading.references import ReferenceSyntax

    documents = []
    for path in procedure_files(folder, folder):
        name = path.relative_to(folder).as_posix()
        data = read_bytes(path, folder)
        if isinstance(data, str):
            echo(f"{name} is left out: {data}", err=True)
        else:
            documents.append(read_document(name, data, ReferenceSyntax(), identities=False))
    text = infer_template(documents)
    if not text:
        raise UsageProblem(f"No documents that can be read were found in {folder}.")
    echo(text, nl=False)
    echo(
        f"Made of {len(documents)} documents. Read it, and correct what only looks common. "
        "Then see what differs: procedures check --outliers",
        err=True,
    )


@template.command("show")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)
@in_option
@config_option
def show(file: Path | None, format_name: str, collection: str | None, config: Path | None) -> None:
    """Show what is understood of a template: fields, sections, checks, ids and statuses.

    FILE is a template; by default the one of mkdocs.yml, or else the built-in one.
    """
    from mkdocs_deploy_plugin.template.summary import as_json, summary
    from mkdocs_deploy_plugin.template.summary_text import as_text

    shown = summary(_template_at(file, collection, config))
    if format_name == "json":
        write_out(as_json(shown).encode())
    elif is_terminal():
        echo(as_text(shown, get_terminal_size().columns), nl=False)
    else:
        write_out(as_text(shown, _UNKNOWN_WIDTH).encode())


def _template_at(file: Path | None, collection: str | None, config: Path | None) -> Template:
    """Return the template in a file, or that of a collection of the site.

    Raises:
        UsageProblem: It cannot be read or is invalid.
    """
    from mkdocs_deploy_plugin.project import load_collections
    from mkdocs_deploy_plugin.settings import SettingsError
    from mkdocs_deploy_plugin.template import TemplateError, load_template

    try:
        if file is None:
            return collection_named(collection, load_collections(settings_of(config))).template
        return load_template(file.as_posix(), read_file(file, MAX_BYTES))
    except (SettingsError, TemplateError) as error:
        raise UsageProblem(str(error)) from error
    except OSError as error:
        raise UsageProblem(f"{file} cannot be read: {error.strerror}") from error
