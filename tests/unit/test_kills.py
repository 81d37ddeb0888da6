"""A sample of `tests.kills`; `python -m tests.kills` kills each command 200 times."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NUMBER = os.environ.get("KILLS", "3")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_what_a_killed_command_leaves_is_old_or_new() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "tests.kills", NUMBER],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, ""), result.stdout
    lines = result.stdout.splitlines()
    assert len(lines) == 8
    for line in lines:
        counts = [int(part.split()[0]) for part in line.split(": ", 1)[1].split(", ")]
        assert sum(counts) == int(NUMBER)
