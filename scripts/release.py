"""Check that the package can be published: `make release-check`, which installs what this needs.

    python scripts/release.py [PART ...]

Builds the package twice and the site twice, compares them, reads what is in the archives, and runs the tests
in the unpacked source archive: by default `tests/unit` and `tests/site`, or the parts that are named.
"""

from __future__ import annotations

import filecmp
import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import venv
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "mkdocs_deploy_plugin"
TIME = str(int(time.time()) // 86_400 * 86_400)
"""The time of both builds, unless `SOURCE_DATE_EPOCH` is set: today, so that no review is in the future."""

ABOUT = ("METADATA", "WHEEL", "RECORD", "entry_points.txt", "licenses/LICENSE")
"""What a wheel has beside the package."""

_RELATIVE = re.compile(r"\]\((?!https?://|#)[^)]*\)")
_PIP = ("-m", "pip", "--quiet", "--disable-pip-version-check", "install")


def run(*command: str | Path, cwd: Path = ROOT) -> None:
    """Run a command, and end this script if it fails."""
    environ = {**os.environ, "SOURCE_DATE_EPOCH": os.environ.get("SOURCE_DATE_EPOCH", TIME)}
    done = subprocess.run([str(part) for part in command], cwd=cwd, env=environ, check=False)  # noqa: S603
    if done.returncode:
        raise SystemExit(f"release: {' '.join(map(str, command))} failed")


def build(folder: Path) -> tuple[Path, Path]:
    """Build the wheel and the source archive into a folder."""
    run(sys.executable, "-m", "build", "--outdir", folder, ROOT)
    (wheel,), (archive,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, archive


def wheel_problems(wheel: Path) -> Iterator[str]:
    """Yield what a wheel lacks, and what it should not contain."""
    with ZipFile(wheel) as file:
        names = set(file.namelist())
        (metadata,) = [name for name in names if name.endswith(".dist-info/METADATA")]
        header = message_from_bytes(file.read(metadata))
    info = metadata.removesuffix("METADATA")
    used = {
        path.relative_to(ROOT).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    about = {f"{info}{name}" for name in ABOUT}
    yield from (f"not in the wheel: {name}" for name in sorted((used | about) - names))
    yield from (f"should not be in the wheel: {name}" for name in sorted(names - used - about))
    yield from (
        f"relative link on the index: {link}" for link in _RELATIVE.findall(str(header.get_payload()))
    )
    if not header.get_all("Project-URL"):
        yield "no Project-URL"


def difference(first: Path, second: Path) -> str:
    """Return the first file in which two folders differ, or an empty string."""
    names = [{path.relative_to(folder) for path in folder.rglob("*")} for folder in (first, second)]
    for name in sorted(names[0] | names[1]):
        one, other = first / name, second / name
        if one.is_dir() and other.is_dir():
            continue
        if not (one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)):
            return name.as_posix()
    return ""


def check(work: Path, parts: list[str]) -> Iterator[str]:
    """Yield the problems. Every step prints its name."""
    say("The package, built twice")
    wheel, archive = build(work / "first")
    build(work / "second")
    if name := difference(work / "first", work / "second"):
        yield f"two builds differ: {name}"
    say("What is in the wheel, and how the index shows it")
    yield from wheel_problems(wheel)
    run(sys.executable, "-m", "twine", "check", "--strict", wheel, archive)

    say("The site, built twice from the unpacked source archive")
    with tarfile.open(archive) as file:
        file.extractall(work, filter="data")
    (unpacked,) = [path.parent for path in work.glob("*/PKG-INFO")]
    venv.create(work / "venv", with_pip=True)
    python = work / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    run(python, *_PIP, "--constraint", "constraints.txt", "--editable", ".[test]", cwd=unpacked)
    for name in ("site-1", "site-2"):
        run(python, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", work / name, cwd=unpacked)
    if name := difference(work / "site-1", work / "site-2"):
        yield f"two builds of the site differ: {name}"

    say("The tests, in the unpacked source archive")
    os.environ["PATH"] = f"{python.parent}{os.pathsep}{os.environ['PATH']}"
    run(python, "-m", "pytest", "-q", "-n", "2", *parts, cwd=unpacked)


def say(step: str) -> None:
    """Print the name of a step."""
    print(f"\n== {step}", flush=True)  # noqa: T201


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        problems = list(check(Path(folder), sys.argv[1:] or ["tests/unit", "tests/site"]))
    for problem in problems:
        print(f"release: {problem}", file=sys.stderr)  # noqa: T201
    raise SystemExit(1 if problems else 0)
