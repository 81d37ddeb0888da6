"""Read the table of mistakes, and check each of them as a team's own folder would be checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from tests.mistakes.notation import edited
from tests.unit.samples import FIXTURES, GOOD_ID

FOLDER = Path(__file__).parent
EXPECTED = "expected.txt"
CONFIG = "mkdocs.yml"
TEMPLATE = "template.md"
PATH = f"procedures/{GOOD_ID}.md"
BASES = {
    "good": {PATH: FIXTURES / "good.md"},
    "team": {
        "procedures/ops-netz-01.md": FIXTURES / "team" / "ops-netz-01.md",
        TEMPLATE: FIXTURES / "team" / TEMPLATE,
        CONFIG: FIXTURES / "team" / CONFIG,
    },
    "nothing": {},
}
"""The files that a case can start from. Edits are to the first of them unless the case names another file."""

_FINDING = re.compile(r"^(?:error|warning|info) (\S+) ", re.M)


@dataclass(frozen=True, eq=False)
class Mistake:
    """Files with a mistake in them, and what a writer should read about it.

    Attributes:
        name: What is wrong.
        files: The files of a team's folder, by their paths: the procedures, `mkdocs.yml` and a template.
        home: The file whose path is left out of the findings.
        expected: The findings, as `notation.written` writes them.
    """

    name: str
    files: Mapping[str, bytes]
    home: str
    expected: str

    @property
    def procedures(self) -> dict[str, bytes]:
        """The procedures alone."""
        return {path: data for path, data in self.files.items() if path not in (CONFIG, TEMPLATE)}

    @property
    def rules(self) -> list[str]:
        """The rules of the findings, in their order."""
        return _FINDING.findall(self.expected)

    @property
    def fixable(self) -> bool:
        """Whether a finding has a fix."""
        return "\n  fix: " in self.expected

    def lay_out(self, root: Path) -> Settings:
        """Write the files into an empty folder, and return its settings."""
        (root / "procedures").mkdir()
        for path, data in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        config = root / CONFIG
        return load_settings(config if config.exists() else None, root)

    @cached_property
    def project(self) -> Project:
        """The project that a check makes of the files, and with it the findings."""
        with TemporaryDirectory() as folder:
            return load_project(self.lay_out(Path(folder)))


class Case(NamedTuple):
    """A mistake, and the lines of its file above the findings; a folder has none."""

    mistake: Mistake
    head: str


@dataclass(frozen=True)
class CaseFile:
    """A file with findings: the cases of a rule, or the `expected.txt` of a folder."""

    path: Path
    cases: tuple[Case, ...]

    @property
    def name(self) -> str:
        return self.path.parent.name if self.path.name == EXPECTED else self.path.stem

    @property
    def mistakes(self) -> list[Mistake]:
        return [case.mistake for case in self.cases]

    def text(self, findings: Mapping[str, str]) -> str:
        """Return the text of the file with new findings for the mistakes of these names."""
        parts = [
            part
            for mistake, head in self.cases
            for part in (head, findings.get(mistake.name, mistake.expected))
            if part
        ]
        return "\n\n".join(parts) + "\n" if parts else ""


@cache
def case_files() -> tuple[CaseFile, ...]:
    """Return the whole table, in the order of the names."""
    files: list[CaseFile] = []
    for path in sorted(FOLDER.iterdir()):
        if path.suffix == ".txt":
            files.append(CaseFile(path, tuple(_cases(path))))
        elif path.is_dir() and path.name[0] not in "_.":
            files.append(CaseFile(path / EXPECTED, (Case(_of_folder(path), ""),)))
    return tuple(files)


@cache
def mistakes() -> dict[str, Mistake]:
    """Return all mistakes by their names."""
    table: dict[str, Mistake] = {}
    for file in case_files():
        for mistake in file.mistakes:
            if mistake.name in table:
                raise ValueError(f"{file.path.name}: {mistake.name}: another case has this name")
            table[mistake.name] = mistake
    return table


def _of_folder(folder: Path) -> Mistake:
    files: dict[str, bytes] = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != EXPECTED:
            files[f"procedures/{path.relative_to(folder).as_posix()}"] = path.read_bytes()
    expected = folder / EXPECTED
    findings = expected.read_text(encoding="utf-8").strip("\n") if expected.exists() else ""
    return Mistake(folder.name, files, PATH, findings)


def _cases(path: Path) -> Iterator[Case]:
    before, *parts = re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)
    if before:
        raise ValueError(f"{path.name} does not begin with ==")
    for part in parts:
        match = _FINDING.search(part)
        start = match.start() if match else len(part)
        name, *lines = part[:start].rstrip("\n").split("\n")
        try:
            home, files = _files(lines)
        except ValueError as error:
            raise ValueError(f"{path.name}: {name}: {error}") from error
        mistake = Mistake(name, files, home, part[start:].rstrip("\n"))
        yield Case(mistake, "\n".join([f"== {name}", *lines]))


def _files(lines: list[str]) -> tuple[str, dict[str, bytes]]:
    """Return the path of the file that edits are to unless another is named, and the files by their paths."""
    lines = [line for line in lines if line]
    base = lines.pop(0).removeprefix("base: ") if lines and lines[0].startswith("base: ") else "good"
    if base not in BASES:
        raise ValueError(f"no base has the name {base}")
    texts = {path: file.read_text(encoding="utf-8") for path, file in BASES[base].items()}
    home = path = next(iter(texts), "")
    edits: dict[str, list[str]] = {path: [] for path in texts}
    for line in lines:
        if line.startswith("file: "):
            path = line.removeprefix("file: ")
            edits.setdefault(path, [])
        elif path:
            edits[path].append(line)
        else:
            raise ValueError(f"{line}: no file to edit")
    files = {path: edited(texts.get(path, texts.get(home, "")), edits[path]) for path in sorted(edits)}
    return home, {path: text.encode(errors="surrogateescape") for path, text in files.items()}


class Single(NamedTuple):
    """A mistake in plain text in the place of the good procedure, with no other file and default settings."""

    name: str
    text: str
    rules: list[str]


@cache
def singles() -> dict[str, Single]:
    """Return the mistakes of this form by their names; most have it."""
    table: dict[str, Single] = {}
    for mistake in mistakes().values():
        if [*mistake.files] == [PATH]:
            try:
                text = mistake.files[PATH].decode()
            except UnicodeDecodeError:
                continue
            if "\r" not in text and not text.startswith("\ufeff"):
                table[mistake.name] = Single(mistake.name, text, mistake.rules)
    return table
