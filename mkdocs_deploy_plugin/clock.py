"""Read the current time. Everywhere else it is an argument."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from mkdocs_deploy_plugin.settings import SettingsError

VARIABLE = "SOURCE_DATE_EPOCH"
"""The environment variable that sets the time of a build, in seconds since 1970."""


def today(environ: Mapping[str, str]) -> date:
    """Return the current date in UTC; see `now`.

    Raises:
        SettingsError: The variable is not a valid time.
    """
    return now(environ).date()


def now(environ: Mapping[str, str]) -> datetime:
    """Return the time in UTC: `SOURCE_DATE_EPOCH` if it is set, else the current time.

    Raises:
        SettingsError: The variable is not a valid time.
    """
    seconds = environ.get(VARIABLE, "")
    if not seconds:
        return datetime.now(UTC)
    if seconds.isascii() and seconds.isdigit() and len(seconds) <= 12:
        try:
            return datetime.fromtimestamp(int(seconds), UTC)
        except (OverflowError, ValueError, OSError):
            pass
    shown = seconds if len(seconds) <= 40 else f"{seconds[:39]}…"
    raise SettingsError(f"{VARIABLE} cannot be {shown!r}; set it to seconds since 1970, or unset it")
