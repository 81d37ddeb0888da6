"""What a check costs: `procedures check` against check-jsonschema on the front matters alone.

check-jsonschema reads much less: no body, no cross-references. Its files are made beforehand.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import Command, in_turn, parser, report, run, script, work_folder

TARGET = 0.5
NAMES = ("check-jsonschema", "procedures check")
PRIMING = 10
"""Procedures of the small folder that is checked first, so that all modules are compiled."""


def main() -> None:
    """Generate the procedures, check them both ways in turn, and print the table."""
    options = parser(__doc__, rounds=5).parse_args()
    with work_folder(options.work) as work:
        folder = Path(work)
        bytecode = folder / "bytecode"
        for command in _checks(folder / "priming", min(options.count, PRIMING), bytecode):
            run(command, bytecode)
        commands = _checks(folder / "checks", options.count, bytecode)
        samples = in_turn(commands, options.rounds, options.warm_up, bytecode)
    print(f"Check of {options.count} procedures, {options.rounds} rounds in turn:\n")
    print(report(NAMES, samples, TARGET))


def _checks(folder: Path, count: int, bytecode: Path) -> list[Command]:
    """Write the procedures, their front matters and the schema; give both commands."""
    if folder.exists():
        shutil.rmtree(folder)
    generate(folder, count)
    run(Command("procedures schema", (script("procedures"), "schema"), folder), bytecode)
    (folder / "front-matter").mkdir()
    files: list[str] = []
    for path in sorted((folder / "procedures").glob("deploy-*.md")):
        front_matter = path.read_text(encoding="utf-8").split("---\n", 2)[1]
        name = f"front-matter/{path.stem}.yaml"
        (folder / name).write_text(front_matter, encoding="utf-8", newline="\n")
        files.append(name)
    schema = "schema/front-matter.schema.json"
    return [
        Command(NAMES[0], (script("check-jsonschema"), "--schemafile", schema, *files), folder),
        Command(NAMES[1], (script("procedures"), "check"), folder),
    ]


if __name__ == "__main__":
    main()
