"""Print the lowest dependency versions that the package allows, as constraints for pip.

    python scripts/bounds.py > lowest.txt
    pip install --constraint lowest.txt .

`make test-lowest` runs the tests with these versions, to prove the bounds in `pyproject.toml`.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"
_REQUIREMENT = re.compile(r"(?P<name>[A-Za-z0-9._-]+)>=(?P<lowest>[0-9.]+),<[0-9.]+")
_TOOLS = ("check-jsonschema==0.33.0",)
"""Tools of the tests whose newest versions do not run with the lowest versions, which they allow."""


def lowest(project: Path = PROJECT) -> list[str]:
    """Return a constraint for each dependency of the package.

    Raises:
        ValueError: A dependency lacks a lower or an upper bound.
    """
    constraints = []
    for requirement in tomllib.loads(project.read_text(encoding="utf-8"))["project"]["dependencies"]:
        match = _REQUIREMENT.fullmatch(requirement)
        if match is None:
            raise ValueError(f"{requirement} needs a lower and an upper bound, such as name>=1.2,<2")
        constraints.append(f"{match['name']}=={match['lowest']}")
    return constraints


if __name__ == "__main__":
    print("\n".join([*lowest(), *_TOOLS]))  # noqa: T201
