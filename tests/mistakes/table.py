"""Reads the folders of this table, and checks each of them as a team's own folder would be checked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.project import Project, load_project
from mkdocs_deploy_plugin.settings import Settings, load_settings
from tests.unit.samples import GOOD_ID

FOLDER = Path(__file__).parent
EXPECTED = "expected.json"
CONFIG = "mkdocs.yml"
TEMPLATE = "template.md"
PATH = f"procedures/{GOOD_ID}.md"
_FIRST_PHASE = re.compile(rb"(### Phase 1: Preparation(\r\n|\n|\r))\2")
_WITH_ITS_EXEMPTION = rb"\1Nothing to undo: the service stays as it is.\2"
"""The good procedure says so of its first phase; the copies of it in the folders are older than that."""


@dataclass(frozen=True)
class Mistake:
    """One folder of the table."""

    folder: Path

    @property
    def name(self) -> str:
        return self.folder.name

    @property
    def files(self) -> dict[str, bytes]:
        """The files of a team's folder, by their paths: the procedures, `mkdocs.yml` and a template."""
        found: dict[str, bytes] = {}
        for path in sorted(self.folder.rglob("*")):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and name != EXPECTED:
                data = _FIRST_PHASE.sub(_WITH_ITS_EXEMPTION, path.read_bytes())
                found[name if name in (CONFIG, TEMPLATE) else f"procedures/{name}"] = data
        return found

    @property
    def procedures(self) -> dict[str, bytes]:
        """The procedures alone."""
        return {path: data for path, data in self.files.items() if path not in (CONFIG, TEMPLATE)}

    @property
    def expected(self) -> tuple[Diagnostic, ...]:
        """What a writer should read."""
        return tuple(map(finding, json.loads((self.folder / EXPECTED).read_text(encoding="utf-8"))))

    def lay_out(self, root: Path) -> Settings:
        """Write the files into an empty folder, and give its settings."""
        (root / "procedures").mkdir()
        for path, data in self.files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(data)
        config = root / CONFIG
        return load_settings(config if config.exists() else None, root)

    def check(self, root: Path) -> Project:
        """Check it in an empty folder."""
        return load_project(self.lay_out(root))

    def write(self, found: Iterable[Diagnostic]) -> bool:
        """Write what is expected. Tells whether it is something else than before."""
        text = json.dumps([plain(one) for one in found], indent=2, ensure_ascii=False) + "\n"
        file = self.folder / EXPECTED
        if file.exists() and file.read_text(encoding="utf-8") == text:
            return False
        file.write_text(text, encoding="utf-8", newline="\n")
        return True


@cache
def mistakes() -> tuple[Mistake, ...]:
    """Give all folders of the table, in the order of their names."""
    return tuple(
        Mistake(path) for path in sorted(FOLDER.iterdir()) if path.is_dir() and path.name[:1] not in "_."
    )


class Single(NamedTuple):
    """A mistake in one file of plain text in the place of the good procedure, under the default settings."""

    name: str
    text: str
    expected: tuple[Diagnostic, ...]


@cache
def singles() -> tuple[Single, ...]:
    """Give the mistakes of that form, which most of them have."""
    found: list[Single] = []
    for mistake in mistakes():
        if [*mistake.files] == [PATH]:
            data = mistake.files[PATH]
            try:
                text = data.decode()
            except UnicodeDecodeError:
                continue
            if "\r" not in text and not text.startswith("\ufeff"):
                found.append(Single(mistake.name, text, mistake.expected))
    return tuple(found)


@cache
def single(name: str) -> Single:
    """Give the mistake of that name."""
    return next(one for one in singles() if one.name == name)


# Findings as plain data. Written out, and not taken from a format, since the formats are held to it.


def plain(one: Diagnostic) -> dict[str, Any]:
    """Give a finding as `expected.json` has it."""
    return {
        "rule": one.rule,
        "severity": one.severity.value,
        "path": one.path,
        **one.span._asdict(),
        "pointer": one.pointer,
        "message": one.message,
        "help": one.help,
        "reason": one.reason,
        "related": None
        if one.related is None
        else {"path": one.related.path, **one.related.span._asdict(), "message": one.related.message},
        "fix": None
        if one.fix is None
        else {
            "description": one.fix.description,
            "edits": [{**edit.span._asdict(), "text": edit.text} for edit in one.fix.edits],
        },
    }


def finding(data: dict[str, Any]) -> Diagnostic:
    """Give the finding that `plain` has made plain."""
    related, fix = data["related"], data["fix"]
    return Diagnostic(
        data["rule"],
        Severity(data["severity"]),
        data["path"],
        _span(data),
        data["message"],
        data["help"],
        data["reason"],
        data["pointer"],
        Related(related["path"], _span(related), related["message"]) if related else None,
        Fix(fix["description"], tuple(Edit(_span(edit), edit["text"]) for edit in fix["edits"]))
        if fix
        else None,
    )


def _span(data: dict[str, Any]) -> Span:
    return Span(data["line"], data["column"], data["end_line"], data["end_column"])
