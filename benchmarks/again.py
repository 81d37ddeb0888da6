"""Compare what is done again with what is done at first: builds, checks, and edits while serving.

The first build is compared with one by MkDocs and Material alone, of the same pages with the same theme,
search and navigation. That site has the procedures in the form that this needs: see `benchmarks.plain`.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.generate import generate
from benchmarks.measure import (
    BenchmarkError,
    Command,
    Sample,
    environment,
    judged,
    parser,
    run,
    script,
    table,
    work_folder,
)

PLAIN, FIRST, AGAIN, CHANGED = "plain", "first build", "again", "again, one changed"
CHECK, CHECK_AGAIN, CHECK_CHANGED = "first check", "check again", "check again, one changed"
CPU_TARGETS = [
    (FIRST, PLAIN, 1.0),
    (AGAIN, FIRST, 0.3),
    (CHANGED, FIRST, 0.3),
    (CHECK_AGAIN, CHECK, None),
    (CHECK_CHANGED, CHECK, 0.2),
]
"""The CPU time of one side relative to another one, and the target."""
MEMORY_TARGETS = [(FIRST, PLAIN, 1.5), (AGAIN, PLAIN, 1.5)]
SERVE_TARGET = 0.15

PRIMING = 10
"""The number of procedures in the small sites that are built first to compile all modules."""

_PATIENCE = 1200
"""Seconds until a server that does not show an edit is given up."""


@dataclass(frozen=True)
class Side:
    """A command, and whether a procedure is edited before it."""

    command: Command
    edits: bool = False


def main() -> None:
    """Generate both sites, build and check them in turn, edit one while serving, and print the tables."""
    options = parser(__doc__, rounds=3)
    options.add_argument("--edits", type=int, default=5, help="edits while serving (default: %(default)s)")
    chosen = options.parse_args()
    with work_folder(chosen.work) as work:
        folder = Path(work)
        bytecode = folder / "bytecode"
        os.environ["XDG_CACHE_HOME"] = str(folder / "home")  # stored results need a secret there
        _in_turn(_sides(folder / "priming", min(chosen.count, PRIMING)), 1, bytecode)
        sides = _sides(folder / "sites", chosen.count)
        samples = _in_turn(sides, chosen.rounds, bytecode)
        for side in sides[:2]:
            _complete(side.command, chosen.count)
        served, peak = _serve(folder / "sites" / "plugin", chosen.edits, bytecode)
    print(f"{chosen.count} procedures, {chosen.rounds} rounds in turn:\n")
    print(table(list(samples), list(samples.values())))
    print("\n| CPU | of the medians | of the minima | by round | target | |\n|---|---|---|---|---|---|")
    for name, other, target in CPU_TARGETS:
        ours, theirs = ([sample.cpu for sample in samples[one]] for one in (name, other))
        print(_row(f"{name} / {other}", ours, theirs, target))
    print("\n| peak memory | | target | |\n|---|---|---|---|")
    for name, other, target in MEMORY_TARGETS:
        ratio = _peak(samples[name]) / _peak(samples[other])
        print(f"| {name} / {other} | {ratio:.3f} | ≤ {target:.3f} | {judged(ratio, target)} |")
    if served:
        first = [sample.cpu for sample in samples[FIRST]]
        seconds = ", ".join(f"{one:.2f}" for one in served)
        ratio = median(served) / median(first)
        print(f"\nCPU of {len(served)} edits while serving: {seconds} s; peak memory {peak:.0f} MiB.")
        print(
            f"Relative to the first build: {ratio:.3f} of the medians, {min(served) / min(first):.3f} of the "
            f"minima; target {SERVE_TARGET}: {judged(ratio, SERVE_TARGET)}"
        )


def _sides(folder: Path, count: int) -> list[Side]:
    """Write both sites and return all sides, in the order in which they run."""
    shutil.rmtree(folder, ignore_errors=True)
    plain, plugin = folder / "plain", folder / "plugin"
    generate(plain, count, with_plugin=False)
    generate(plugin, count)
    text = (plugin / "mkdocs.yml").read_text(encoding="utf-8")
    without = text.replace("  - procedures:\n", "  - procedures:\n      cache: false\n")
    (plugin / "without.yml").write_text(without, encoding="utf-8")
    build = (sys.executable, "-m", "mkdocs", "build", "--quiet")
    check = (script("procedures"), "check")
    return [
        Side(Command(PLAIN, build, plain)),
        Side(Command(FIRST, build, plugin, removed=".cache")),
        Side(Command(AGAIN, build, plugin)),
        Side(Command(CHANGED, build, plugin), edits=True),
        Side(Command("cache: false", (*build, "--config-file", "without.yml"), plugin)),
        Side(Command(CHECK, check, plugin, removed=".cache")),
        Side(Command(CHECK_AGAIN, check, plugin)),
        Side(Command(CHECK_CHANGED, check, plugin), edits=True),
    ]


def _in_turn(sides: list[Side], rounds: int, bytecode: Path) -> dict[str, list[Sample]]:
    """Run all sides in turn, for several rounds. Return the samples of each."""
    samples: dict[str, list[Sample]] = {side.command.name: [] for side in sides}
    for number in range(rounds):
        for side in sides:
            if side.edits:
                _edit(side.command.folder, f"{side.command.name} {number}")
            sample = run(side.command, bytecode)
            samples[side.command.name].append(sample)
            print(f"round {number + 1}: {side.command.name} {sample.cpu:.2f} s", file=sys.stderr, flush=True)
    return samples


def _edit(site: Path, words: str) -> str:
    """Add a sentence to a procedure in the middle of the collection. Return its id."""
    paths = sorted((site / "procedures").glob("deploy-*.md"))
    path = paths[len(paths) // 2]
    text = path.read_text(encoding="utf-8")
    changed = text.replace("### Purpose\n", f"### Purpose\nWritten by {words}.\n", 1)
    if changed == text:
        raise BenchmarkError(f"{path} could not be edited")
    path.write_text(changed, encoding="utf-8")
    return path.stem


def _complete(command: Command, count: int) -> None:
    """Raise an error if a build did not write all pages."""
    pages = len(list((command.folder / "site" / "procedures").glob("deploy-*/index.html")))
    if pages != count or not (command.folder / "site" / "procedures" / "index.html").is_file():
        raise BenchmarkError(f"{command.name} wrote {pages} pages for {count} procedures")


def _serve(site: Path, edits: int, bytecode: Path) -> tuple[list[float], float]:
    """Serve a site and edit it. Return the CPU seconds of each new build, and the peak memory in MiB.

    Both are read from `/proc`; where there is none, nothing is measured.
    """
    if not Path("/proc/self/stat").is_file():
        return [], 0.0
    costs: list[float] = []
    with _serving(site, bytecode) as (process, address):
        _wait_for(process, address, "")
        for number in range(edits):
            time.sleep(2)  # The server has seen what was written before.
            before = _cpu(process.pid)
            words = f"edit {number} while serving"
            procedure = _edit(site, words)
            _wait_for(process, f"{address}procedures/{procedure}/", words)
            costs.append(_cpu(process.pid) - before)
            print(f"edit {number + 1}: {costs[-1]:.2f} s", file=sys.stderr, flush=True)
        status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return costs, int(status.split("VmHWM:")[1].split()[0]) / 1024


@contextmanager
def _serving(site: Path, bytecode: Path) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Serve a site; gives the process and the address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{probe.getsockname()[1]}"
    process = subprocess.Popen(
        (sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", address),
        cwd=site,
        env=environment(bytecode),
        stdin=subprocess.DEVNULL,
    )
    try:
        yield process, f"http://{address}/"
    finally:
        process.terminate()
        process.wait()


def _wait_for(process: subprocess.Popen[bytes], url: str, words: str) -> None:
    """Wait until a page holds some words."""
    for _ in range(_PATIENCE * 2):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=_PATIENCE) as response:
                if words.encode() in response.read():
                    return
        except OSError:
            pass  # It does not serve yet.
        time.sleep(0.5)
    raise BenchmarkError(f"{url} does not show {words!r}")


def _cpu(pid: int) -> float:
    """Return the CPU seconds, user and system, of a process and of its children that have ended."""
    fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


def _row(title: str, ours: list[float], theirs: list[float], target: float | None) -> str:
    ratio = median(ours) / median(theirs)
    rounds = " ".join(f"{a / b:.3f}" for a, b in zip(ours, theirs, strict=True))
    limit = "" if target is None else f"≤ {target:.3f}"
    least = min(ours) / min(theirs)
    return f"| {title} | {ratio:.3f} | {least:.3f} | {rounds} | {limit} | {judged(ratio, target)} |"


def _peak(samples: list[Sample]) -> float:
    return max(sample.memory for sample in samples)


if __name__ == "__main__":
    main()
