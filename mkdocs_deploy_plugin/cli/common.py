"""What the commands share: their settings, and how they end when these cannot be used."""

from __future__ import annotations

import errno
import os
import sys
from pathlib import Path

import click

from mkdocs_deploy_plugin.settings import Settings, SettingsError, find_config, load_settings


class UsageProblem(click.ClickException):
    """Something outside the procedures that cannot be used: one line and exit status 2."""

    exit_code = 2


def settings_of(config: Path | None) -> Settings:
    """Give the settings of a `mkdocs.yml`, or of the nearest one upwards.

    Raises:
        UsageProblem: They cannot be used.
    """
    start = Path.cwd()
    try:
        return load_settings(config.resolve() if config else find_config(start), start)
    except SettingsError as error:
        raise UsageProblem(str(error)) from error


def is_terminal() -> bool:
    """Tell whether somebody reads standard output. A shell can have closed it, and then there is none."""
    return sys.stdout is not None and sys.stdout.isatty()


def write_out(data: bytes) -> None:
    """Write to standard output as it is.

    Raises:
        UsageProblem: It cannot be written to, such as a file on a full disk.
    """
    try:
        click.echo(data, nl=False)
    except OSError as error:
        if error.errno == errno.EPIPE:  # the reader has had enough
            raise
        _discard_buffered()
        raise UsageProblem(f"standard output cannot be written: {error.strerror}") from error


def _discard_buffered() -> None:
    """Point standard output at the null device.

    What could not be written is still buffered. The interpreter tries again when it ends, and an early
    Python 3.11 exits with 120 when that fails.
    """
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


config_option = click.option(
    "--config",
    "-f",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The mkdocs.yml to take settings from, if not the nearest one upwards.",
)
"""The option that names the settings."""
