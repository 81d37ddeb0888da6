"""Compare builds: MkDocs and Material alone against MkDocs and Material with the plugin.

Both build the same pages, with the same theme, search and navigation. The plain site has the
procedures in the form that this needs: see `benchmarks.plain`.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from benchmarks.generate import generate
from benchmarks.measure import BenchmarkError, Command, in_turn, parser, report, run, work_folder

NAMES = ("plain", "with the plugin")
TARGETS = {"plain": 1.15}
PRIMING = 10
"""The number of procedures in the small sites that are built first to compile all modules."""


def main() -> None:
    """Generate both sites, build them in turn, and print the table."""
    options = parser(__doc__, rounds=3).parse_args()
    with work_folder(options.work) as work:
        folder = Path(work)
        bytecode = folder / "bytecode"
        for command in _sites(folder / "priming", min(options.count, PRIMING)):
            run(command, bytecode)
        commands = _sites(folder / "sites", options.count)
        samples = in_turn(commands, options.rounds, options.warm_up, bytecode)
        for command in commands:
            _complete(command, options.count)
    print(f"Build of {options.count} procedures, {options.rounds} rounds in turn:\n")
    print(report(NAMES, samples, TARGETS))


def _sites(folder: Path, count: int) -> list[Command]:
    """Write both sites and return the commands that build them."""
    if folder.exists():
        shutil.rmtree(folder)
    plain, plugin = folder / "plain", folder / "plugin"
    generate(plain, count, with_plugin=False)
    generate(plugin, count)
    build = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    return [Command(name, build, site) for name, site in zip(NAMES, (plain, plugin), strict=True)]


def _complete(command: Command, count: int) -> None:
    """Raise an error if a build did not write all pages."""
    pages = len(list((command.folder / "site" / "procedures").glob("deploy-*/index.html")))
    if pages != count or not (command.folder / "site" / "procedures" / "index.html").is_file():
        raise BenchmarkError(f"{command.name} wrote {pages} pages for {count} procedures")


if __name__ == "__main__":
    main()
