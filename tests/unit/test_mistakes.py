"""Tests of the checker on the table of mistakes: what a writer reads, in every format, and what fixes do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mkdocs_deploy_plugin.checkrun import Selection, fix_project, sources
from mkdocs_deploy_plugin.model import Diagnostic, Severity
from mkdocs_deploy_plugin.project import Project, load_project
from mkdocs_deploy_plugin.reading.source import decode
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.reporting.report import Report
from mkdocs_deploy_plugin.rules import RULES
from tests.mistakes.table import CONFIG, Mistake, finding, mistakes, plain
from tests.unit.readers import READERS, expected, is_valid
from tests.unit.samples import ROOT

ELSEWHERE = {"duplicate-path", "stale-baseline", "unexplained-violation", "unreadable"}
"""Rules about what no folder of the table can hold; see `test_relations`, `test_baseline`, `test_hostile`."""


@cache
def checked(mistake: Mistake) -> Project:
    with TemporaryDirectory() as folder:
        return mistake.check(Path(folder))


@cache
def sample() -> list[Mistake]:
    """Give one mistake for each rule."""
    found: dict[str, Mistake] = {}
    for mistake in mistakes():
        for one in mistake.expected:
            found.setdefault(one.rule, mistake)
    return sorted(set(found.values()), key=lambda one: one.name)


def report_of(mistake: Mistake) -> Report:
    project = checked(mistake)
    return Report(project.diagnostics, tuple(mistake.procedures), sources(project), "docs site/")


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda one: one.name)
def test_what_a_writer_reads(mistake: Mistake) -> None:
    found = [plain(one) for one in checked(mistake).diagnostics]
    wanted = json.loads((mistake.folder / "expected.json").read_text(encoding="utf-8"))
    assert found == wanted, f"python -m tests.mistakes {mistake.name} writes this down, if it is right"


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda one: one.name)
def test_every_format_says_the_same(mistake: Mistake) -> None:
    report = report_of(mistake)
    wanted = Report(mistake.expected, report.files, report.sources, report.prefix)
    for name, render in FORMATS.items():
        text = render(report)
        assert READERS[name](text) == expected(name, wanted), name
        if mistake in sample():
            is_valid(name, text)  # `test_formats` holds all of them together to the rules of each format.


def test_the_table_is_large_and_has_every_rule() -> None:
    assert len(mistakes()) > 400
    found = {one.rule for mistake in mistakes() for one in mistake.expected}
    assert found.isdisjoint(ELSEWHERE)
    assert found | ELSEWHERE == set(RULES)


def test_every_folder_is_a_mistake_with_its_files() -> None:
    for mistake in mistakes():
        assert mistake.procedures, mistake.name
        assert all(path.endswith(".md") for path in mistake.procedures)
        found = mistake.expected
        assert [finding(plain(one)) for one in found] == list(found)


def lines_of(mistake: Mistake, path: str) -> list[str]:
    decoded = decode(path, mistake.files[path])
    return [""] if isinstance(decoded, Diagnostic) else decoded.lines


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda one: one.name)
def test_every_place_lies_in_its_file(mistake: Mistake) -> None:
    places = [(one.path, one.span) for one in mistake.expected if one.rule != "not-utf8"]
    for one in mistake.expected:
        places += [(one.related.path, one.related.span)] if one.related else []
        places += [(one.path, edit.span) for edit in one.fix.edits] if one.fix else []
    for path, span in places:
        lines = [*lines_of(mistake, path), ""]
        assert (span.line, span.column) <= (span.end_line, span.end_column)
        for line, column in (span[:2], span[2:]):
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1


def test_every_finding_is_written_for_a_reader() -> None:
    for mistake in mistakes():
        for one in mistake.expected:
            begins = one.message[0]  # An id begins with a small letter.
            assert begins.isupper() or not begins.isalpha() or one.rule == "retired-dependency"
            assert not one.message.endswith("."), one.message
            assert one.help, one.message
            assert "  " not in one.help.replace(": ", ":"), one.help
            assert one.pointer == "" or one.pointer.startswith(("/front_matter", "/body"))


def test_findings_stand_in_the_order_of_their_files_and_places() -> None:
    for mistake in mistakes():
        places = [(one.path, one.span) for one in mistake.expected]
        assert places == sorted(places)
        assert len(set(mistake.expected)) == len(mistake.expected), mistake.name


# Fixes.


def fixable() -> list[Mistake]:
    return [mistake for mistake in mistakes() if any(one.fix for one in mistake.expected)]


def only(wanted: Diagnostic) -> Selection:
    """Select one finding, wherever in the file it stands by now."""

    class One(Selection):
        def of(self, project: Project) -> tuple[Diagnostic, ...]:
            return tuple(
                one
                for one in project.diagnostics
                if (one.rule, one.path, one.message) == (wanted.rule, wanted.path, wanted.message)
            )

    return One()


@pytest.mark.parametrize("mistake", fixable(), ids=lambda one: one.name)
def test_a_fix_takes_away_its_finding(mistake: Mistake, tmp_path: Path) -> None:
    settings = mistake.lay_out(tmp_path)
    for one in mistake.expected:
        if one.fix is None:
            continue
        fixed = fix_project(settings, only(one))
        left = {(other.rule, other.path, other.message) for other in fixed.project.diagnostics}
        assert (one.rule, one.path, one.message) not in left
        assert list(fixed.after) == [one.path]


@pytest.mark.parametrize("mistake", mistakes(), ids=lambda one: one.name)
def test_fixing_once_is_enough_and_makes_nothing_worse(mistake: Mistake, tmp_path: Path) -> None:
    settings = mistake.lay_out(tmp_path)
    fixed = fix_project(settings, Selection())
    assert set(fixed.after) <= {one.path for one in mistake.expected if one.fix}
    for path, data in fixed.after.items():
        (tmp_path / path).write_bytes(data)
    again = load_project(settings)
    assert again.diagnostics == fixed.project.diagnostics
    second = fix_project(settings, Selection())
    assert (second.after, second.applied) == ({}, ())


# The command itself, for one mistake of each rule.


@pytest.mark.parametrize("mistake", sample(), ids=lambda one: one.name)
def test_the_command_says_the_same_and_exits_so(mistake: Mistake, tmp_path: Path) -> None:
    mistake.lay_out(tmp_path)
    if not (tmp_path / CONFIG).exists():
        (tmp_path / CONFIG).write_text("plugins: [procedures]\n", encoding="utf-8")
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check", "--format", "json"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.stderr == b""
    report = json.loads(result.stdout)
    for one in report["diagnostics"]:
        del one["url"]
    assert report["diagnostics"] == [plain(one) for one in mistake.expected]
    severities = [one.severity for one in mistake.expected]
    assert result.returncode == (1 if Severity.ERROR in severities else 0)
    assert report["summary"]["errors"] == severities.count(Severity.ERROR)
