"""Run commands in turn, measure their CPU time and memory, and compare them in a table."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

_MAXRSS_UNIT = 1 if sys.platform == "darwin" else 1024


class BenchmarkError(RuntimeError):
    """A command failed, or did not do what the benchmark measures."""


@dataclass(frozen=True)
class Command:
    """One side of a comparison.

    Attributes:
        name: Its name in the table.
        arguments: Its command line.
        folder: Its working folder.
        removed: A folder within that, which is removed before each run.
    """

    name: str
    arguments: Sequence[str]
    folder: Path
    removed: str = ""


@dataclass(frozen=True)
class Sample:
    """The cost of one run: CPU seconds (user and system), wall-clock seconds, peak memory in MiB."""

    cpu: float
    wall: float
    memory: float


def script(name: str) -> str:
    """Return the path of a command installed with this Python."""
    return str(Path(sysconfig.get_path("scripts")) / name)


def environment(bytecode: Path) -> dict[str, str]:
    """Return the environment of a command, in which an editable install costs the same as a normal one.

    Args:
        bytecode: The folder for compiled modules, regardless of `PYTHONDONTWRITEBYTECODE`.
    """
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(bytecode)}


def run(command: Command, bytecode: Path) -> Sample:
    """Run a command and return the cost of it and its children.

    Args:
        command: The command.
        bytecode: The folder for compiled modules.

    Raises:
        BenchmarkError: The command exited with a status other than 0.
    """
    if command.removed:
        shutil.rmtree(command.folder / command.removed, ignore_errors=True)
    with tempfile.TemporaryFile() as output:
        before = os.times().elapsed
        process = subprocess.Popen(
            command.arguments,
            cwd=command.folder,
            env=environment(bytecode),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = os.times().elapsed - before
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")[-4000:]
            raise BenchmarkError(f"{command.name} exited with status {process.returncode}\n{text}")
    return Sample(usage.ru_utime + usage.ru_stime, wall, usage.ru_maxrss * _MAXRSS_UNIT / 2**20)


def in_turn(commands: Sequence[Command], rounds: int, warm_up: int, bytecode: Path) -> list[list[Sample]]:
    """Run the commands in turn, for several rounds. Return the samples of each."""
    samples: list[list[Sample]] = [[] for _ in commands]
    for number in range(-warm_up, rounds):
        for command, kept in zip(commands, samples, strict=True):
            sample = run(command, bytecode)
            if number >= 0:
                kept.append(sample)
            label = f"round {number + 1}" if number >= 0 else "warm-up"
            print(f"{label}: {command.name} {sample.cpu:.2f} s", file=sys.stderr, flush=True)
    return samples


def fails(command: Command, bytecode: Path) -> bool:
    """Return whether a command exits with a status other than 0."""
    try:
        run(command, bytecode)
    except BenchmarkError:
        return True
    return False


def table(names: Sequence[str], samples: Sequence[Sequence[Sample]]) -> str:
    """Return a table with the samples of each command."""
    lines = ["| | CPU min | CPU median | CPU max | clock median | peak memory |", "|---|---|---|---|---|---|"]
    for name, runs in zip(names, samples, strict=True):
        cpu = [sample.cpu for sample in runs]
        clock = statistics.median(sample.wall for sample in runs)
        memory = max(sample.memory for sample in runs)
        lines.append(
            f"| {name} | {min(cpu):.2f} s | {statistics.median(cpu):.2f} s | {max(cpu):.2f} s "
            f"| {clock:.2f} s | {memory:.0f} MiB |"
        )
    return "\n".join(lines)


def judged(ratio: float, target: float | None) -> str:
    """Return whether a ratio meets its target; nothing if it has none."""
    return "" if target is None else "met" if ratio <= target else "MISSED"


def report(
    names: Sequence[str], samples: Sequence[Sequence[Sample]], targets: Mapping[str, float | None]
) -> str:
    """Return the table, and the CPU time of the last command relative to each other one.

    Args:
        names: The names of the commands.
        samples: The samples of each command.
        targets: The target ratio for each other command; None if the ratio is only shown.
    """
    lines = [table(names, samples)]
    lines += ["", f"| {names[-1]} / | of the medians | of the minima | target | |", "|---|---|---|---|---|"]
    rounds: list[str] = []
    ours = [sample.cpu for sample in samples[-1]]
    for name, runs in zip(names[:-1], samples[:-1], strict=True):
        other = [sample.cpu for sample in runs]
        ratio = statistics.median(ours) / statistics.median(other)
        target = targets[name]
        limit = f"≤ {target:.3f}" if target is not None else ""
        least = min(ours) / min(other)
        lines.append(f"| {name} | {ratio:.3f} | {least:.3f} | {limit} | {judged(ratio, target)} |")
        rounds.append(
            f"{name}, by round: {' '.join(f'{b / a:.3f}' for a, b in zip(other, ours, strict=True))}"
        )
    return "\n".join([*lines, "", *rounds])


def parser(description: str | None, rounds: int, count: int = 1000) -> argparse.ArgumentParser:
    """Return a parser with the options that the benchmarks share."""
    result = argparse.ArgumentParser(description=description)
    result.add_argument(
        "--count", type=int, default=count, help="number of procedures (default: %(default)s)"
    )
    result.add_argument(
        "--rounds", type=int, default=rounds, help="runs of each command (default: %(default)s)"
    )
    result.add_argument(
        "--warm-up", type=int, default=0, help="extra rounds that do not count (default: %(default)s)"
    )
    result.add_argument("--work", type=Path, help="folder to work in and keep (default: a temporary one)")
    return result


def work_folder(path: Path | None) -> AbstractContextManager[str | Path]:
    """Return the folder to work in: the given one, or a temporary one that is removed afterwards."""
    if path is None:
        return tempfile.TemporaryDirectory(prefix="procedures-bench-")
    path.mkdir(parents=True, exist_ok=True)
    return nullcontext(path.resolve())
