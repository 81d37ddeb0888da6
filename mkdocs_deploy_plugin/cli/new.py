"""`procedures new`: create a draft procedure from the template."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import click

from mkdocs_deploy_plugin.cli.common import (
    UsageProblem,
    collection_named,
    config_option,
    echo,
    echo_path,
    in_option,
    settings_of,
)
from mkdocs_deploy_plugin.settings import SettingsError


@click.command()
@click.option("--title", required=True, help="What is deployed, in a few words.")
@click.option("--project", default="", help="Project part of the id.")
@click.option("--number", type=int, help="Number part of the id (default: the next free number).")
@click.option("--id", "identifier", default="", help="Complete id, instead of --project and --number.")
@click.option("--author", default="", help="Author (default: git's user.name).")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="KEY=VALUE",
    help="Set a field, e.g. risk.level=Low. Repeatable.",
)
@in_option
@config_option
def new(
    title: str,
    project: str,
    number: int | None,
    identifier: str,
    author: str,
    values: tuple[str, ...],
    collection: str | None,
    config: Path | None,
) -> None:
    """Create a draft procedure from the template."""
    from mkdocs_deploy_plugin.authoring.scaffolding import ScaffoldingError, names_in_use, new_id, scaffold
    from mkdocs_deploy_plugin.files import create_file
    from mkdocs_deploy_plugin.project import load_collections
    from mkdocs_deploy_plugin.reading.discovery import procedure_files
    from mkdocs_deploy_plugin.template.meanings import IDENTIFIER

    if identifier and (project or number is not None):
        raise click.UsageError("--id is the complete id; omit --project and --number.")
    if wrong := [value for value in values if "=" not in value]:
        raise click.UsageError(f"--set {wrong[0]} has no value; write KEY=VALUE.")
    settings = settings_of(config)
    with _alone_in(settings.root):
        try:
            collections = load_collections(settings)
            chosen = collection_named(collection, collections)
            template = chosen.template
            files = [path for one in settings.procedure_dirs for path in procedure_files(one, settings.root)]
            keys = {one.template.key_of(IDENTIFIER) for one in collections}
            taken = names_in_use((Path(os.path.relpath(path)) for path in files), keys)
            identifier = identifier or new_id(template, title, project, number, taken)
            given = dict(value.split("=", 1) for value in values)
            draft = scaffold(template, identifier, title, author or _git_name(settings.root), given)
        except SettingsError as error:
            raise UsageProblem(str(error)) from error
        except ScaffoldingError as error:
            raise click.UsageError(str(error)) from error
        path = settings.root / chosen.folder / f"{draft.id}.md"
        shown = os.path.relpath(path)
        if draft.id in taken:
            raise click.UsageError(f"Id {draft.id} is already in use: {taken[draft.id].as_posix()}.")
        try:
            create_file(path, draft.text.encode())
        except FileExistsError as error:
            raise click.UsageError(f"{shown} already exists; nothing was written.") from error
        except OSError as error:
            raise UsageProblem(f"{shown} cannot be written: {error.strerror}") from error
    echo_path(shown)
    for key, value in draft.stand_ins:
        echo(f"TODO: {key} (placeholder: {value})", err=True)
    echo(f"Fill it in, then run: procedures check {shown}", err=True)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Keep other `procedures new` in a folder waiting, which would choose the same number.

    The lock leaves no file behind, and ends with the process.
    """
    with ExitStack() as stack:
        # Without locks, on Windows and some file systems, only the name of the file is exclusive.
        with suppress(ImportError, OSError):
            import fcntl

            handle = os.open(folder, os.O_RDONLY)
            stack.callback(os.close, handle)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _git_name(folder: Path) -> str:
    """Return git's `user.name` in a folder, or an empty string."""
    import subprocess

    command = ["git", "config", "user.name"]
    try:
        result = subprocess.run(command, cwd=folder, capture_output=True, check=False)  # noqa: S603
    except OSError:
        return ""
    return result.stdout.decode(errors="replace").strip()
