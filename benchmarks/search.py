"""Measure the cost of a search for a reader, and its results: the plain site against the plugin's.

Both sites have the same procedures. Their indexes are measured, and loaded in turn by Material's search
worker in a real Chromium. Then the queries of `queries.tsv` are run on the site with the plugin.
Run it with `python -m benchmarks.search`. Needs the test extras and a Chromium.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.generate import generate, plans
from benchmarks.measure import parser, work_folder
from benchmarks.worker import Cost, ask, chromium, cost, entries, served, start

BYTES, ENTRIES, READY, MEMORY = 0.2, 0.1, 0.2, 1 / 3
"""The targets: each cost relative to the plain side."""
FIRST, AMONG_THREE = 0.95, 1.0
"""The targets: share of queries whose right procedure comes first, and among the first three."""


class Query(NamedTuple):
    """A query: its subject, its text, and the procedure that must come first."""

    what: str
    query: str
    first: str


class Missed(NamedTuple):
    """A query whose right procedure did not come first, and what came instead."""

    query: Query
    found: tuple[str, ...]


def queries() -> list[Query]:
    """Return the table of queries."""
    text = (Path(__file__).with_name("queries.tsv")).read_text(encoding="utf-8")
    return [Query(*line.split("\t")) for line in text.splitlines()[1:]]


def procedure_of(address: str) -> str:
    """Return the id of the procedure whose page an index entry points to."""
    return address.partition("#")[0].rstrip("/").rpartition("/")[2]


def missed(asked: Sequence[Query], found: Iterable[Sequence[Sequence[str]]]) -> list[Missed]:
    """Return the queries whose right procedure did not come first."""
    answers = [tuple(procedure_of(page[0]) for page in pages) for pages in found]
    return [
        Missed(query, pages)
        for query, pages in zip(asked, answers, strict=True)
        if pages[:1] != (query.first,)
    ]


def main() -> None:
    """Build both sites, measure and start their searches in turn, and print the tables."""
    options = parser(__doc__, rounds=3).parse_args()
    with work_folder(options.work) as work:
        sites = _sites(Path(work) / "sites", options.count)
        costs: list[list[Cost]] = [[], []]
        for number in range(-options.warm_up, options.rounds):
            for site, kept in zip(sites, costs, strict=True):
                with served(site) as address, chromium() as browser:
                    sample = cost(browser, site, address)
                if number >= 0:
                    kept.append(sample)
                label = f"round {number + 1}" if number >= 0 else "warm-up"
                print(f"{label}: {site.parent.name} {sample.ready:.0f} ms", file=sys.stderr, flush=True)
        print(f"Search of {options.count} procedures, {options.rounds} rounds in turn:\n")
        print(_costs(sites, costs))
        here = {plan.id for plan in plans(options.count)}
        asked = [query for query in queries() if query.first in here]
        with served(sites[1]) as address, chromium() as browser:
            page = browser.new_page()
            start(page, sites[1], address)
            print(f"\n{_answers(asked, missed(asked, ask(page, [query.query for query in asked])))}")


def _sites(folder: Path, count: int) -> list[Path]:
    """Build both sites. Return their output folders, the plain one first."""
    built = []
    for name in ("plain", "plugin"):
        site = folder / name
        if not (site / "site" / "search" / "search_index.json").is_file():
            generate(site, count, with_plugin=name == "plugin")
            print(f"building {name}", file=sys.stderr, flush=True)
            subprocess.run([sys.executable, "-m", "mkdocs", "build", "--quiet"], cwd=site, check=True)
        built.append(site / "site")
    return built


def _costs(sites: Sequence[Path], costs: Sequence[Sequence[Cost]]) -> str:
    """Return the table of the costs of both sides."""
    sizes = [(site / "search" / "search_index.json").stat().st_size / 2**20 for site in sites]
    numbers = [float(len(entries(site))) for site in sites]

    def median(name: str) -> list[float]:
        return [statistics.median(getattr(sample, name) for sample in side) for side in costs]

    rows = [
        ("index", "MiB", sizes, BYTES),
        ("entries", "", numbers, ENTRIES),
        ("ready", "ms", median("ready"), READY),
        ("CPU until ready", "s", median("cpu"), READY),
        ("memory", "MiB", median("memory"), MEMORY),
        ("peak memory", "MiB", median("peak"), MEMORY),
    ]
    lines = ["| | plain | with the plugin | ratio | target |", "|---|---|---|---|---|"]
    for name, unit, (plain, plugin), target in rows:
        ratio = plugin / plain
        verdict = "met" if ratio <= target else "MISSED"
        digits = 1 if unit in ("MiB", "s") else 0
        lines.append(
            f"| {name} | {plain:.{digits}f} {unit} | {plugin:.{digits}f} {unit} | {ratio:.3f} "
            f"| {target:.3f}: {verdict} |"
        )
    return "\n".join(lines)


def _answers(asked: Sequence[Query], wrong: Sequence[Missed]) -> str:
    """Return how many queries were answered correctly, and which were not."""
    first = 1 - len(wrong) / len(asked)
    three = 1 - sum(miss.query.first not in miss.found[:3] for miss in wrong) / len(asked)
    lines = [
        f"{len(asked)} queries: {first:.1%} answered first (target {FIRST:.0%}), "
        f"{three:.1%} among the first three (target {AMONG_THREE:.0%})."
    ]
    lines += [f"- `{miss.query.query}` found {', '.join(miss.found[:3]) or 'nothing'}" for miss in wrong]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
