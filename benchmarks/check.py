"""Compare checks: `procedures check` against tools that check the front matter of the same files.

check-jsonschema gets the front matter in separate files, written beforehand; remark-lint-frontmatter-schema
and mdsmith get the procedures. Each of them checks much less: see `README.md`.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from benchmarks import others
from benchmarks.generate import generate
from benchmarks.measure import (
    BenchmarkError,
    Command,
    fails,
    in_turn,
    parser,
    report,
    run,
    script,
    work_folder,
)
from mkdocs_deploy_plugin.template import builtin_template

TARGETS = {"check-jsonschema": 1 / 3, others.REMARK: 1 / 20, others.MDSMITH: None}
"""The targets: CPU time of `procedures check` relative to each tool; None if only shown."""

OURS = "procedures check"
PRIMING = 10
"""The number of procedures in the small folder that is checked first to compile all modules."""

Tools = dict[str, Callable[[Path], list[str]]]
"""For each installed tool, a function that returns the command to check a site."""


def main() -> None:
    """Generate the procedures, check them with each tool in turn, and print the table."""
    options = parser(__doc__, rounds=3).parse_args()
    with work_folder(options.work) as work:
        folder = Path(work)
        bytecode = folder / "bytecode"
        tools, missing = _install(folder / "tools")
        for command in _checks(folder / "priming", min(options.count, PRIMING), tools, bytecode):
            run(command, bytecode)
        _break(folder / "priming")
        for command in _commands(folder / "priming", tools):
            if not fails(command, bytecode):
                raise BenchmarkError(f"{command.name} does not report an invalid status")
        commands = _checks(folder / "checks", options.count, tools, bytecode)
        samples = in_turn(commands, options.rounds, options.warm_up, bytecode)
    print(f"Check of {options.count} procedures, {options.rounds} rounds in turn:\n")
    print(report([command.name for command in commands], samples, TARGETS))
    for name, reason in missing.items():
        print(f"{name} was left out: {reason}")


def _install(folder: Path) -> tuple[Tools, dict[str, str]]:
    """Install the other tools. Return those that work, and why the others do not."""
    shutil.rmtree(folder, ignore_errors=True)
    tools: Tools = {}
    missing: dict[str, str] = {}
    try:
        remark = others.install_remark(folder)
        tools[others.REMARK] = lambda site: others.remark_check(remark, site)
    except BenchmarkError as error:
        missing[others.REMARK] = str(error)
    try:
        mdsmith = others.install_mdsmith(folder)
        tools[others.MDSMITH] = lambda site: others.mdsmith_check(mdsmith, site, builtin_template())
    except BenchmarkError as error:
        missing[others.MDSMITH] = str(error)
    return tools, missing


def _checks(folder: Path, count: int, tools: Tools, bytecode: Path) -> list[Command]:
    """Write the procedures, their front matter and the schema. Return all commands."""
    if folder.exists():
        shutil.rmtree(folder)
    generate(folder, count)
    run(Command("procedures schema", (script("procedures"), "schema"), folder), bytecode)
    _front_matters(folder)
    return _commands(folder, tools)


def _front_matters(folder: Path) -> None:
    """Write the front matter of each procedure to a separate file."""
    (folder / "front-matter").mkdir(exist_ok=True)
    for path in (folder / "procedures").glob("deploy-*.md"):
        front_matter = path.read_text(encoding="utf-8").split("---\n", 2)[1]
        file = folder / "front-matter" / f"{path.stem}.yaml"
        file.write_text(front_matter, encoding="utf-8", newline="\n")


def _commands(folder: Path, tools: Tools) -> list[Command]:
    files = sorted(f"front-matter/{path.name}" for path in (folder / "front-matter").iterdir())
    schema = "schema/front-matter.schema.json"
    commands = [
        Command("check-jsonschema", (script("check-jsonschema"), "--schemafile", schema, *files), folder)
    ]
    commands += [Command(name, make(folder), folder) for name, make in tools.items()]
    return [*commands, Command(OURS, (script("procedures"), "check"), folder, removed=".cache")]


def _break(folder: Path) -> None:
    """Set an invalid status in one procedure."""
    path = min((folder / "procedures").glob("deploy-*.md"))
    text = path.read_text(encoding="utf-8").replace("\nstatus: ", "\nstatus: Not ", 1)
    path.write_text(text, encoding="utf-8", newline="\n")
    _front_matters(folder)


if __name__ == "__main__":
    main()
