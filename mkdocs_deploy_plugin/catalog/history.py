"""Read when files were last changed from git. Everything also works without git."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

_SECONDS = 20
"""The time limit for git, after which the history counts as unknown."""

_COMMITS = 50_000
_TIME = "\x02"


@dataclass(frozen=True, slots=True)
class History:
    """The known history of some files.

    Attributes:
        changed: The day of each file's last commit (UTC), by path.
        shallow: Whether older commits are missing, so that some days may be too late.
    """

    changed: Mapping[str, date] = field(default_factory=dict)
    shallow: bool = False


def read_history(root: Path, folders: Sequence[str]) -> History:
    """Return when each file in some folders was last changed, from a single `git log`.

    Args:
        root: The folder that paths are relative to.
        folders: The folders to look at, relative to `root`.

    Returns:
        The history; empty without git, outside a repository, or if git takes too long.
    """
    # --no-renames: a renamed file counts as changed, and git need not compare contents.
    log = ["log", "-z", f"--format={_TIME}%ct", "--name-only", "--relative", "--no-renames"]
    answer = _git(root, *log, f"--max-count={_COMMITS}", "--", *folders)
    if not answer:
        return History()
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    return History(_days(answer), shallow)


def _days(answer: str) -> dict[str, date]:
    """Parse the output of git, in which the newest commit comes first."""
    days: dict[str, date] = {}
    day: date | None = None
    for word in answer.split("\0"):
        if word.startswith(_TIME):
            day = _day(word[1:])
        elif (path := word.removeprefix("\n")) and day is not None:
            days.setdefault(path, day)
    return days


def _day(seconds: str) -> date | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _git(root: Path, *arguments: str) -> str:
    """Return the output of git, or an empty string if it fails."""
    # When this runs in a git hook, git sets these variables for the hook's repository.
    of_hooks = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
    environment = {name: value for name, value in os.environ.items() if name not in of_hooks}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0"}
    command = ["git", "-c", "log.showSignature=false", *arguments]
    try:
        done = subprocess.run(  # noqa: S603
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.decode("utf-8", "replace") if done.returncode == 0 else ""
