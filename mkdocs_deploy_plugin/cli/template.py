"""`procedures template`: start, infer, check, show and compare templates."""

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


_text_or_json = click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Output format.",
)


@click.group()
def template() -> None:
    """Start, infer, check, show or compare templates."""


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
    entry = f"{{folder: {chosen.folder}, template: {option}}}"
    if settings.collections:
        echo(f"Edit it, and add an entry to the option collections: {entry}", err=True)
        return
    echo(f"Edit it, and set the option of the plugin: template: {option}", err=True)
    if any(folder.is_dir() for folder in settings.procedure_dirs):
        one = settings.all_collections[0].folder
        beside = "For a folder of its own beside the documents that the site has, set instead"
        echo(f"{beside}: collections: [{one}, {entry}]", err=True)


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
    from mkdocs_deploy_plugin.text import quantity

    documents = []
    for path in procedure_files(folder, folder):
        name = path.relative_to(folder).as_posix()
        data = read_bytes(path, folder)
        if isinstance(data, str):
            echo(f"{name} is left out: {data}", err=True)
        else:
            document = read_document(name, data, ReferenceSyntax(), identities=False)
            if document.source.text:
                documents.append(document)
            else:
                echo(f"{name} is left out: it cannot be read as text", err=True)
    text = infer_template(documents)
    if not text:
        raise UsageProblem(f"No documents that can be read were found in {folder}.")
    echo(text, nl=False)
    echo(
        f"Made of {quantity(len(documents), 'document')}. Read it, and correct what only looks common. "
        "Then name it in mkdocs.yml, and see what differs: procedures check --outliers",
        err=True,
    )


@template.command("show")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@_text_or_json
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


@template.command("diff")
@click.argument("old")
@click.argument("new")
@_text_or_json
@in_option
@config_option
def diff(old: str, new: str, format_name: str, collection: str | None, config: Path | None) -> None:
    """Show what changes for writers from one version of a template to the next.

    OLD and NEW are files, or files in a revision of git: HEAD~1:templates/runbook.md. Each change has the
    number of documents that it touches.
    """
    from mkdocs_deploy_plugin.catalog.collection import Collection
    from mkdocs_deploy_plugin.project import load_project
    from mkdocs_deploy_plugin.reporting.template_changes import as_json, as_text, effects_of
    from mkdocs_deploy_plugin.settings import SettingsError
    from mkdocs_deploy_plugin.template.changes import changes

    before, after = _template_in(old), _template_in(new)
    settings = settings_of(config)
    listed = settings.all_collections
    chosen = collection_named(collection, [Collection(one.folder, before) for one in listed]).folder
    if collection is None:
        files = [os.path.realpath(name.rpartition(":")[2]) for name in (old, new)]
        own = (
            one for one in listed if one.template and os.path.realpath(settings.root / one.template) in files
        )
        chosen = next((one.folder for one in own), chosen)
    try:
        projects = [load_project(settings, templates={chosen: template}) for template in (before, after)]
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    shown = effects_of((old, new), chosen, changes(before, after), *projects)
    if format_name == "json":
        write_out(as_json(shown).encode())
    elif is_terminal():
        echo(as_text(shown), nl=False)
    else:
        write_out(as_text(shown).encode())


def _template_in(name: str) -> Template:
    """Return the template in a file, or in a file of a revision: `HEAD~1:templates/runbook.md`.

    Raises:
        UsageProblem: It cannot be read or is invalid.
    """
    from mkdocs_deploy_plugin.repository import RevisionError, file_in_revision
    from mkdocs_deploy_plugin.template import TemplateError, load_template

    revision, colon, _ = name.partition(":")
    if Path(name).exists() or not colon or not revision:
        return _template_at(Path(name), None, None)
    try:
        return load_template(name, file_in_revision(Path.cwd(), name))
    except (RevisionError, TemplateError) as error:
        raise UsageProblem(str(error)) from error


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
