"""Code that the commands share: settings, standard output, and how a command fails."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from mkdocs_deploy_plugin.configuration import find_configuration, read_configuration
from mkdocs_deploy_plugin.reading.discovery import nothing_found
from mkdocs_deploy_plugin.reading.identity import slug
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.text import one_of, printable

if TYPE_CHECKING:
    from mkdocs_deploy_plugin.catalog.collection import Collection
    from mkdocs_deploy_plugin.catalog.project import Project


class UsageProblem(click.ClickException):
    """An error that is not about a procedure: one line and exit status 2."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the message to standard error."""
        echo(f"Error: {self.format_message()}", err=True)


def settings_of(config: Path | None) -> Settings:
    """Return the settings in a configuration; by default the nearest one in this folder or above.

    Configurations that are not read, or that do not list the plugin, are named on standard error.

    Raises:
        UsageProblem: The settings are invalid.
    """
    try:
        if config is not None:
            configuration = read_configuration(Path(os.path.realpath(config)))
        else:
            configuration = find_configuration(Path.cwd())
    except SettingsError as error:
        raise UsageProblem(str(error)) from error
    if configuration.path is not None and not configuration.lists_plugin:
        shown = os.path.relpath(configuration.path)
        echo(f"{shown} does not list the plugin procedures; its options have their defaults.", err=True)
    for path in configuration.unread:
        echo(f"{os.path.relpath(path)} is not read.", err=True)
    return configuration.settings


def say_nothing_found(folders: Iterable[Path], config: Path | None) -> None:
    """Say on standard error that folders have no procedures."""
    message = nothing_found(folders)
    if config is None and find_configuration(Path.cwd()).path is None:
        message += " No mkdocs.yml in this folder or above: change to the site, or pass --config."
    echo(message, err=True)


class Commands(click.Group):
    """A group of commands whose output never fails because of the encoding of the terminal.

    What the operating system refuses is one line, whichever call it refuses.
    """

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command; characters that the terminal cannot show are escaped, also in help and usage."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().main(*args, **extra)
        except OSError:  # Standard error is full, or closed: there is nowhere to say so.
            _discard_buffered(sys.stderr)
            raise SystemExit(2) from None

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command of a context.

        Raises:
            UsageProblem: A file or folder cannot be used, for example because the working directory is gone.
        """
        try:
            return super().invoke(ctx)
        except OSError as error:
            if error.errno == errno.EPIPE:  # the reader has stopped reading
                raise
            place = f"{os.fsdecode(error.filename)}: " if isinstance(error.filename, str | bytes) else ""
            raise UsageProblem(f"{place}{error.strerror or error}") from error


def echo(text: str, *, err: bool = False, nl: bool = True, color: bool | None = None) -> None:
    """Print a text with escapes for the characters that the terminal cannot show.

    Click writes UTF-8 to a terminal that takes only ASCII, where some of those bytes are commands.
    """
    encoding = getattr(sys.stderr if err else sys.stdout, "encoding", None) or "utf-8"
    text = text.encode(encoding, "backslashreplace").decode(encoding)
    click.echo(text, err=err, nl=nl, color=color)


def echo_path(path: str) -> None:
    """Print a path: the bytes of its name for other programs, readable on a terminal."""
    if is_terminal():
        echo(printable(path))
    else:
        write_out(os.fsencode(path) + b"\n")


def is_terminal() -> bool:
    """Return whether standard output is a terminal. A shell may have closed it, which leaves None."""
    return sys.stdout is not None and sys.stdout.isatty()


def load(settings: Settings, today: date | None = None, chosen: AbstractSet[str] | None = None) -> Project:
    """Read and check the procedures with the results of earlier runs; see `project.load_project`.

    A terminal shows how far a long check is.

    Raises:
        SettingsError: The template, or the time set in the environment, is invalid.
    """
    from mkdocs_deploy_plugin.project import load_project
    from mkdocs_deploy_plugin.reporting.progress import progress
    from mkdocs_deploy_plugin.store.folder import open_store

    store = open_store(settings.root, settings.cache)
    return load_project(settings, today=today, chosen=chosen, store=store, progress=progress("checked"))


def write_out(data: bytes) -> None:
    """Write bytes to standard output unchanged.

    Raises:
        UsageProblem: Writing fails, for example because the disk is full.
    """
    try:
        click.echo(data, nl=False)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has stopped reading
            raise
        _discard_buffered(sys.stdout)
        raise UsageProblem(f"cannot write to standard output: {error.strerror}") from error


def _discard_buffered(stream: IO[str]) -> None:
    """Point a standard stream at the null device.

    Whatever could not be written is still buffered. The interpreter tries to write it again on exit,
    and early releases of Python 3.11 exit with 120 if that fails.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


def collection_named(name: str | None, collections: Sequence[Collection]) -> Collection:
    """Return the collection whose folder has a name; the first one without a name.

    Raises:
        UsageError: There is no such collection.
    """
    if name is None:
        return collections[0]
    for one in collections:
        if slug(name) == one.kind or name.strip("/") == one.folder:
            return one
    raise click.UsageError(f"Unknown collection {name!r}: use {one_of([one.kind for one in collections])}.")


in_option = click.option(
    "--in", "collection", metavar="COLLECTION", help="Name of the folder (default: the first collection)."
)
"""The option `--in` of commands about one of several collections."""

config_option = click.option(
    "--config",
    "-f",
    type=click.Path(path_type=Path),
    help="Path to mkdocs.yml or its like (default: the nearest one in this folder or above).",
)
"""The option `--config`."""

format_option = click.option(
    "--format",
    "-F",
    "format_name",
    type=click.Choice(tuple(FORMATS)),
    default="text",
    show_default=True,
    help="Output format.",
)
"""The option `--format` of commands that report findings."""
