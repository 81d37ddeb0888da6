"""Writes the findings of the table anew, for review: `python -m tests.mistakes [NAME…]`.

What the checker says is written down, right or wrong. Read the difference before it is committed.
"""

from __future__ import annotations

import sys

import tests.conftest  # noqa: F401  # sets the day that reviews are counted from
from tests.mistakes.notation import written
from tests.mistakes.table import case_files, mistakes


def main(names: list[str]) -> None:
    """Write what the checker says of these mistakes, or of all of them."""
    if unknown := set(names) - set(mistakes()):
        sys.exit(f"No such mistake: {', '.join(sorted(unknown))}")
    for file in case_files():
        asked = [mistake for mistake in file.mistakes if not names or mistake.name in names]
        said = {mistake.name: written(mistake.project.diagnostics, mistake.home) for mistake in asked}
        text = file.text(said)
        if text != file.path.read_text(encoding="utf-8"):
            file.path.write_text(text, encoding="utf-8", newline="\n")
        for mistake in asked:
            if said[mistake.name] != mistake.expected:
                print(f"== {mistake.name}\n\n{said[mistake.name]}\n")  # noqa: T201


if __name__ == "__main__":
    main(sys.argv[1:])
