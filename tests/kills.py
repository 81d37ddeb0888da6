"""Kill each command that writes files, at random moments: every file is the old or the new one, never half.

    python -m tests.kills [NUMBER]

kills each command NUMBER times (by default 200) and prints what it left. Every second kill comes just after
the command has begun to write.
"""

from __future__ import annotations

import contextlib
import os
import random
import select
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from mkdocs_deploy_plugin.cli import main
from tests.unit.samples import GOOD, GOOD_ID

FIXTURES = Path(__file__).parent / "fixtures"
FILES = 12
"""How many procedures `--fix` changes: a kill between two of them is likely."""

COMMANDS: Mapping[str, Sequence[str]] = {
    "new": ("new", "--title", "Pay", "--project", "shop", "--author", "Kim Ito"),
    "migrate": ("migrate", "wiki.md", "-o", "elsewhere"),
    "migrate --in-place": ("migrate", "wiki.md", "--in-place"),
    "check --fix": ("check", "--fix"),
    "check --update-baseline": ("check", "--baseline", "base.json", "--update-baseline"),
    "check --output": ("check", "-F", "json", "-o", "report"),
    "export --output": ("export", "--body", "-o", "report"),
    "schema": ("schema",),
}


def make_site(folder: Path) -> None:
    """Write a site in which each command has something to write."""
    for number in range(FILES):
        name = f"deploy-shop-{number + 100}-x"
        text = GOOD.replace(GOOD_ID, name).replace("status: Approved", "status: approved")
        path = folder / "procedures" / f"{name}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "mkdocs.yml").write_text("plugins: [procedures]\n", encoding="utf-8")
    (folder / "base.json").write_text('{"version": 1, "findings": []}\n', encoding="utf-8")
    (folder / "report").write_text("before\n", encoding="utf-8")
    (folder / "schema").mkdir()
    (folder / "schema" / "front-matter.schema.json").write_text("{}\n", encoding="utf-8")
    shutil.copy(FIXTURES / "migrate" / "full.md", folder / "wiki.md")


def contents(folder: Path) -> dict[str, bytes]:
    """Return the files of a site that are not hidden."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    }


def run(folder: Path, arguments: Sequence[str], begun: int = -1) -> None:
    """Run a command in this process, silently. Write a byte to `begun` when it begins to write."""
    os.chdir(folder)
    null = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(null, stream)

    def tell(event: str, values: tuple[Any, ...]) -> None:
        if event == "open" and values[2] & (os.O_WRONLY | os.O_RDWR):
            os.write(begun, b"x")

    if begun >= 0:
        sys.addaudithook(tell)
    with contextlib.suppress(SystemExit):
        main(list(arguments), standalone_mode=False)


def start(folder: Path, arguments: Sequence[str]) -> tuple[int, int]:
    """Run a command in a copy of this process, where everything is imported. Return its id and a pipe."""
    begun, tell = os.pipe()
    process = os.fork()
    if not process:
        try:
            run(folder, arguments, tell)
        finally:
            os._exit(0)
    os.close(tell)
    return process, begun


def kill_one(name: str, number: int, base: Path) -> list[str]:
    """Kill a command at random moments. Return what it left each time: old, new, some of each, or half."""
    old_site, new_site, site = base / "old", base / "new", base / "site"
    make_site(old_site)
    shutil.copytree(old_site, new_site)
    process, begun = start(new_site, COMMANDS[name])  # The first is slower: it imports the modules.
    os.waitpid(process, 0)
    os.close(begun)
    old, new = contents(old_site), contents(new_site)
    assert old != new, f"{name} writes nothing"
    shutil.copytree(old_site, site)
    before = time.monotonic()
    process, begun = start(site, COMMANDS[name])
    os.waitpid(process, 0)
    os.close(begun)
    duration = time.monotonic() - before
    left: list[str] = []
    for attempt in range(number):
        shutil.rmtree(site)
        shutil.copytree(old_site, site)
        process, begun = start(site, COMMANDS[name])
        if attempt % 2:
            select.select([begun], [], [])
            time.sleep(random.uniform(0, 0.002))
        else:
            time.sleep(random.uniform(0, 1.1 * duration))
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
        os.close(begun)
        left.append(judge(contents(site), old, new))
    return left


def judge(now: Mapping[str, bytes], old: Mapping[str, bytes], new: Mapping[str, bytes]) -> str:
    """Return whether files are the old ones, the new ones, or some of each; else the name of a half one."""
    for path in {*now, *old, *new}:
        if now.get(path) not in (old.get(path), new.get(path)):
            return f"half: {path}"
    return "old" if now == old else "new" if now == new else "some of each"


def report(number: int) -> int:
    """Print what each command left. Return the number of half files."""
    halves = 0
    os.environ["SOURCE_DATE_EPOCH"] = "1790000000"
    sys.stdout.flush()
    for name in COMMANDS:
        with tempfile.TemporaryDirectory() as folder:
            left = Counter(kill_one(name, number, Path(folder)))
        halves += sum(count for outcome, count in left.items() if outcome.startswith("half"))
        counted = ", ".join(f"{count} {outcome}" for outcome, count in sorted(left.items()))
        sys.stdout.write(f"{name}: {counted}\n")
        sys.stdout.flush()
    return halves


if __name__ == "__main__":
    for arguments in COMMANDS.values():
        with tempfile.TemporaryDirectory() as warm:
            make_site(Path(warm))
            standard = [os.dup(stream) for stream in (1, 2)]
            run(Path(warm), arguments)
            for stream, copy in zip((1, 2), standard, strict=True):
                os.dup2(copy, stream)
            os.chdir("/")
    raise SystemExit(report(int(sys.argv[1]) if len(sys.argv) > 1 else 200) > 0)
