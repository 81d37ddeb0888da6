"""Measure the minimum cost of a check: `procedures check` of one procedure against `mkdocs --version`."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import Command, in_turn, parser, report, run, script, work_folder

OTHER, OURS = "mkdocs --version", "procedures check"
TARGETS = {OTHER: 1.0}


def main() -> None:
    """Generate one procedure, run both commands in turn, and print the table."""
    options = parser(__doc__, rounds=40, count=1).parse_args()
    with work_folder(options.work) as work:
        folder = Path(work)
        site, bytecode = folder / "start", folder / "bytecode"
        if site.exists():
            shutil.rmtree(site)
        generate(site, options.count)
        commands = [
            Command(OTHER, (script("mkdocs"), "--version"), site),
            Command(OURS, (script("procedures"), "check"), site),
        ]
        for command in commands:
            run(command, bytecode)
        samples = in_turn(commands, options.rounds, options.warm_up, bytecode)
    print(f"{options.count} procedure, {options.rounds} rounds in turn:\n")
    print(report([OTHER, OURS], samples, TARGETS))


if __name__ == "__main__":
    main()
