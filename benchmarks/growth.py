"""Measure how the build grows with the number of procedures, and what the plugin saves if there are many.

The same procedures are built with the plugin at several sizes, and without it at one size: by MkDocs and
Material alone, with the navigation that MkDocs generates, which lists every page on every page.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from statistics import mean, median

from benchmarks.generate import generate
from benchmarks.measure import BenchmarkError, Command, Sample, in_turn, parser, run, work_folder

PER_PAGE, PLAIN = 1.15, 0.6
"""The targets: time per page at the largest size relative to the next, and with the plugin to plain."""

PRIMING = 10


def main() -> None:
    """Generate the sites, build them in turn, and print the tables."""
    options = parser(__doc__, rounds=1)
    options.add_argument(
        "--sizes", type=int, nargs="+", default=[100, 1000, 5000], help="numbers of procedures"
    )
    chosen = options.parse_args()
    sizes: list[int] = sorted(chosen.sizes)
    with work_folder(chosen.work) as work:
        folder = Path(work)
        bytecode = folder / "bytecode"
        run(_site(folder / "priming", PRIMING, plugin=True), bytecode)
        run(_site(folder / "plain-priming", PRIMING, plugin=False), bytecode)
        commands = [_site(folder / f"plugin-{size}", size, plugin=True) for size in sizes]
        commands.append(_site(folder / "plain", chosen.count, plugin=False))
        samples = in_turn(commands, chosen.rounds, chosen.warm_up, bytecode)
        weights = [
            _weight(command.folder, size)
            for command, size in zip(commands, [*sizes, chosen.count], strict=True)
        ]
    print(_table(commands, [*sizes, chosen.count], samples, weights))
    print(_verdicts(sizes, chosen.count, samples, weights))


def _site(folder: Path, count: int, plugin: bool) -> Command:
    """Write a site and return the command that builds it. Without the plugin, MkDocs makes the navigation."""
    if folder.exists():
        shutil.rmtree(folder)
    generate(folder, count, with_plugin=plugin)
    config = folder / "mkdocs.yml"
    if not plugin:
        text = config.read_text(encoding="utf-8")
        config.write_text(text[: text.index("\nnav:\n") + 1], encoding="utf-8")
    name = f"with the plugin, {count}" if plugin else f"plain, {count}"
    return Command(name, (sys.executable, "-m", "mkdocs", "build", "--quiet"), folder, removed=".cache")


def _weight(folder: Path, count: int) -> float:
    """Return the average HTML size of a procedure page in bytes. Raise an error if a page is missing."""
    pages = list((folder / "site" / "procedures").glob("deploy-*/index.html"))
    if len(pages) != count:
        raise BenchmarkError(f"{folder.name} has {len(pages)} pages for {count} procedures")
    return mean(page.stat().st_size for page in pages)


def _table(
    commands: list[Command], counts: list[int], samples: list[list[Sample]], weights: list[float]
) -> str:
    lines = [
        "| | CPU median | per page | peak memory | per page | HTML per page |",
        "|---|---|---|---|---|---|",
    ]
    for command, count, runs, weight in zip(commands, counts, samples, weights, strict=True):
        cpu, memory = median(sample.cpu for sample in runs), max(sample.memory for sample in runs)
        lines.append(
            f"| {command.name} | {cpu:.1f} s | {cpu / count * 1000:.1f} ms | {memory:.0f} MiB "
            f"| {memory / count * 1024:.0f} KiB | {weight / 1000:.1f} kB |"
        )
    return "\n".join(lines)


def _verdicts(sizes: list[int], count: int, samples: list[list[Sample]], weights: list[float]) -> str:
    cpu = [median(sample.cpu for sample in runs) for runs in samples]
    lines = [""]
    if len(sizes) > 1:
        ratio = (cpu[-2] / sizes[-1]) / (cpu[-3] / sizes[-2])
        lines.append(f"Time per page, {sizes[-1]} / {sizes[-2]}: {_judged(ratio, PER_PAGE)}")
    if count in sizes:
        at = sizes.index(count)
        lines.append(f"With the plugin / plain, {count}: {_judged(cpu[at] / cpu[-1], PLAIN)}")
        lines.append(f"HTML per page, with the plugin / plain: {weights[at] / weights[-1]:.3f}")
    return "\n".join(lines)


def _judged(ratio: float, target: float) -> str:
    return f"{ratio:.3f}, target {target}: {'met' if ratio <= target else 'MISSED'}"


if __name__ == "__main__":
    main()
