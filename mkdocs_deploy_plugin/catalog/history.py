"""When files were changed last, as git knows it. Nothing depends on git being there."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

_SECONDS = 20
"""How long git may take before its answer is done without."""

_COMMITS = 50_000
_TIME = "\x02"


@dataclass(frozen=True, slots=True)
class History:
    """What is known of the past of some files.

    Attributes:
        changed: The day of the last commit in UTC, by paths.
        shallow: Whether older commits are missing, so that some days may be too late.
    """

    changed: Mapping[str, date] = field(default_factory=dict)
    shallow: bool = False


def read_history(root: Path, folder: str) -> History:
    """Ask git, once for all files, when each file below a folder was changed last.

    Args:
        root: Paths are relative to it.
        folder: The folder, relative to `root`.

    Returns:
        Nothing known where there is no git, no repository, or no answer in time.
    """
    # --no-renames: a file under a new name counts as changed, and git need not compare texts.
    log = ["log", "-z", f"--format={_TIME}%ct", "--name-only", "--relative", "--no-renames"]
    answer = _git(root, *log, f"--max-count={_COMMITS}", "--", folder)
    if not answer:
        return History()
    shallow = _git(root, "rev-parse", "--is-shallow-repository").strip() == "true"
    return History(_days(answer), shallow)


def _days(answer: str) -> dict[str, date]:
    """Read the answer of git, in which the newest commit comes first."""
    found: dict[str, date] = {}
    day: date | None = None
    for word in answer.split("\0"):
        if word.startswith(_TIME):
            day = _day(word[1:])
        elif (path := word.removeprefix("\n")) and day is not None:
            found.setdefault(path, day)
    return found


def _day(seconds: str) -> date | None:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _git(root: Path, *arguments: str) -> str:
    """Return what git answers, or nothing."""
    # Within a hook, git sets these for the repository of the hook.
    own = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")
    environment = {name: value for name, value in os.environ.items() if name not in own}
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
