"""Code that the commands share: settings, standard output, and how a command fails."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click

from mkdocs_deploy_plugin.settings import Settings, SettingsError, find_config, load_settings


class UsageProblem(click.ClickException):
    """An error that is not about a procedure: one line and exit status 2."""

    exit_code = 2


def settings_of(config: Path | None) -> Settings:
    """Return the settings in a `mkdocs.yml`; by default the nearest one in this folder or above.

    Raises:
        UsageProblem: The settings are invalid.
    """
    start = Path.cwd()
    try:
        return load_settings(config.resolve() if config else find_config(start), start)
    except SettingsError as error:
        raise UsageProblem(str(error)) from error


def is_terminal() -> bool:
    """Return whether standard output is a terminal. A shell may have closed it, which leaves None."""
    return sys.stdout is not None and sys.stdout.isatty()


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
        _discard_buffered()
        raise UsageProblem(f"cannot write to standard output: {error.strerror}") from error


def _discard_buffered() -> None:
    """Point standard output at the null device.

    Whatever could not be written is still buffered. The interpreter tries to write it again on exit,
    and early releases of Python 3.11 exit with 120 if that fails.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


config_option = click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Path to mkdocs.yml (default: the nearest one in this folder or above).",
)
"""The option `--config`."""
