"""Writes every `expected.json` anew, for review: `python -m tests.mistakes [NAME…]`.

What the checker says is written down, right or wrong. Read the difference before it is committed.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import tests.conftest  # noqa: F401  # sets the day that reviews are counted from
from mkdocs_deploy_plugin.reporting.text import headline
from tests.mistakes.table import mistakes


def main(names: list[str]) -> None:
    """Write what the checker says of these mistakes, or of all of them."""
    for mistake in mistakes():
        if names and mistake.name not in names:
            continue
        with tempfile.TemporaryDirectory() as folder:
            found = mistake.check(Path(folder)).diagnostics
        if mistake.write(found):
            print(f"\n{mistake.name}", *map(headline, found), sep="\n  ")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
