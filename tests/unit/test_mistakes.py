"""Tests of the checker on the table of mistakes: what a writer reads, in every format, and what fixes do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.cli.checkrun import Selection, fix_project
from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Diagnostic, Edit, Fix, Related, Severity, Span
from mkdocs_deploy_plugin.reading.source import decode
from tests.mistakes.notation import edited, escape, unescape, written
from tests.mistakes.table import CONFIG, CaseFile, Mistake, case_files, mistakes
from tests.unit.samples import ROOT

ELSEWHERE = {"duplicate-path", "page-mismatch", "stale-baseline", "unexplained-violation", "unreadable"}
ELSEWHERE |= {"former-name", *(rule for rule in RULES if rule.startswith("template-"))}
"""Rules about what no folder of a team can hold; see `test_relations`, `test_baseline`, `test_hostile`. The
built-in template has no former names and no mistakes; see `test_former_names`, `test_template_mistakes`."""


def one_of_each_rule() -> dict[str, Mistake]:
    sample: dict[str, Mistake] = {}
    for mistake in mistakes().values():
        for rule in mistake.rules:
            sample.setdefault(rule, mistake)
    return sample


def test_the_table_is_large_and_has_every_rule() -> None:
    assert len(mistakes()) > 400
    rules = set(one_of_each_rule())
    assert rules.isdisjoint(ELSEWHERE)
    assert rules | ELSEWHERE == set(RULES)


@pytest.mark.parametrize("file", case_files(), ids=lambda file: file.name)
def test_what_a_writer_reads(file: CaseFile, subtests: pytest.Subtests) -> None:
    for mistake in file.mistakes:
        with subtests.test(mistake.name):
            diagnostics = mistake.project.diagnostics
            assert written(diagnostics, mistake.home) == mistake.expected, (
                f"python -m tests.mistakes {mistake.name} writes this down, if it is right"
            )
            assert len(set(diagnostics)) == len(diagnostics)
            places = [(diagnostic.path, diagnostic.span) for diagnostic in diagnostics]
            assert places == sorted(places)
            for diagnostic in diagnostics:
                check_words(diagnostic)
                check_places(diagnostic, mistake)


def check_words(diagnostic: Diagnostic) -> None:
    begins = diagnostic.message[0]  # An id begins with a small letter.
    assert begins.isupper() or not begins.isalpha() or diagnostic.rule == "retired-dependency"
    assert not diagnostic.message.endswith("."), diagnostic.message
    assert diagnostic.help, diagnostic.message
    assert "  " not in diagnostic.help.replace(": ", ":"), diagnostic.help
    assert diagnostic.pointer == "" or diagnostic.pointer.startswith(("/front_matter", "/body"))


def check_places(diagnostic: Diagnostic, mistake: Mistake) -> None:
    """Check that all places are within their files. A file that is not UTF-8 has no lines to look at."""
    places = [(diagnostic.path, diagnostic.span)] if diagnostic.rule != "not-utf8" else []
    if related := diagnostic.related:
        places.append((related.path, related.span))
    if fix := diagnostic.fix:
        places += [(diagnostic.path, edit.span) for edit in fix.edits]
    for path, span in places:
        source = decode(path, mistake.files[path])
        lines = ["", ""] if isinstance(source, Diagnostic) else [*source.lines, ""]
        assert span[:2] <= span[2:]
        for line, column in (span[:2], span[2:]):
            assert 1 <= line <= len(lines)
            assert 1 <= column <= len(lines[line - 1]) + 1


# Fixes.

FIXABLE = [file for file in case_files() if any(mistake.fixable for mistake in file.mistakes)]


@pytest.mark.parametrize("file", FIXABLE, ids=lambda file: file.name)
def test_fixes_take_away_their_findings_and_make_nothing_worse(
    file: CaseFile, tmp_path: Path, subtests: pytest.Subtests
) -> None:
    for mistake in file.mistakes:
        if mistake.fixable:
            with subtests.test(mistake.name):
                check_fixes(mistake, tmp_path / mistake.name)


def check_fixes(mistake: Mistake, root: Path) -> None:
    root.mkdir()
    settings = mistake.lay_out(root)
    fixable = [diagnostic for diagnostic in mistake.project.diagnostics if diagnostic.fix]
    fixed = fix_project(settings, Selection())
    for diagnostic in fixable:
        alone = fixed if len(fixable) == 1 else fix_project(settings, only(diagnostic))
        assert list(alone.after) == [diagnostic.path]
        assert diagnostic.message not in messages(alone.project, diagnostic)
        assert len(messages(alone.project, diagnostic)) < len(messages(mistake.project, diagnostic))
    assert set(fixed.after) <= {diagnostic.path for diagnostic in fixable}
    for path, data in fixed.after.items():
        (root / path).write_bytes(data)
    again = fix_project(settings, Selection())
    assert again.project.diagnostics == fixed.project.diagnostics
    assert (again.after, again.applied) == ({}, ())


def messages(project: Project, wanted: Diagnostic) -> list[str]:
    """Return the messages of a finding's rule about its file."""
    return [
        diagnostic.message
        for diagnostic in project.diagnostics
        if (diagnostic.rule, diagnostic.path) == (wanted.rule, wanted.path)
    ]


def only(wanted: Diagnostic) -> Selection:
    """Select one finding, wherever it is in the file by now."""

    class One(Selection):
        def of(self, project: Project) -> tuple[Diagnostic, ...]:
            return tuple(
                diagnostic
                for diagnostic in project.diagnostics
                if (diagnostic.rule, diagnostic.path, diagnostic.message)
                == (wanted.rule, wanted.path, wanted.message)
            )

    return One()


# The command itself, for one mistake of each rule.


def plain(value: Any) -> Any:
    """Return a finding as the JSON format has it. Written out here, since that format is held to it."""
    if isinstance(value, Edit):
        return {**value.span._asdict(), "text": value.text}
    if isinstance(value, tuple):
        return [plain(inner) for inner in value]
    if not is_dataclass(value):
        return value
    members = {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if "span" in members:
        members |= dict(zip(Span._fields, members.pop("span"), strict=True))
    return members


def lay_out(mistake: Mistake, root: Path) -> Path:
    root.mkdir()
    mistake.lay_out(root)
    if not (root / CONFIG).exists():
        (root / CONFIG).write_text("plugins: [procedures]\n", encoding="utf-8")
    return root


def is_what_was_found(text: str, status: int, mistake: Mistake) -> None:
    report = json.loads(text)
    for row in report["diagnostics"]:
        del row["url"]
    assert report["diagnostics"] == [plain(diagnostic) for diagnostic in mistake.project.diagnostics]
    severities = [diagnostic.severity for diagnostic in mistake.project.diagnostics]
    assert status == (1 if Severity.ERROR in severities else 0)
    assert report["summary"]["errors"] == severities.count(Severity.ERROR)


def test_the_command_says_the_same_and_exits_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, subtests: pytest.Subtests
) -> None:
    for mistake in sorted(set(one_of_each_rule().values()), key=lambda mistake: mistake.name):
        with subtests.test(mistake.name):
            monkeypatch.chdir(lay_out(mistake, tmp_path / mistake.name))
            result = CliRunner().invoke(main, ["check", "--format", "json"])
            assert result.stderr == ""
            is_what_was_found(result.stdout, result.exit_code, mistake)


@pytest.mark.parametrize(
    "name", ["wide-letters-in-keys-and-values", "misspelt-directive", "step-in-capitals", "latin-1"]
)
def test_the_command_of_a_shell_says_the_same(name: str, tmp_path: Path) -> None:
    mistake = mistakes()[name]
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check", "--format", "json"],
        cwd=lay_out(mistake, tmp_path / name),
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert result.stderr == b""
    is_what_was_found(result.stdout.decode(), result.returncode, mistake)


# The notation of the table.


def test_an_edit_has_to_fit_in_one_place() -> None:
    text = "a\nb\na\nc\n"
    assert edited(text, ["@@", "- b", "+ x", "= a", "@@", "- c", "-"]) == "a\nx\na"
    assert edited(text, ["@@", "= b", "~", "- c", "+"]) == "a\nb\n\n"
    assert edited(text, ["| x", "|"]) == "x\n"
    wrong = [["- a"], ["- d"], ["+ d"], ["- c", "~", "- b"]]
    for lines in [*(["@@", *hunk] for hunk in wrong), ["- b"], ["| x", "@@"], ["-b"]]:
        with pytest.raises(ValueError, match=r"places|order|expected"):
            edited(text, lines)


@pytest.mark.parametrize("line", ["a b  ", "\ufeffa", "\t", "a\x00\x1b\r", "\udcff", "日本 😀", " "])
def test_what_cannot_be_seen_is_written_as_an_escape(line: str) -> None:
    assert unescape(escape(line)) == line
    assert escape(line).isprintable()
    assert escape(line).rstrip() == escape(line)


def test_findings_are_written_with_all_that_they_say() -> None:
    span = Span(2, 3, 2, 6)
    full = Diagnostic(
        "rule", Severity.ERROR, "p/a.md", span, "Message", "Help", "Reason", "/pointer",
        Related("p/a.md", span, "the first"), Fix("Mend it", (Edit(span, "a\n"),)),
    )  # fmt: skip
    others: dict[str, list[Any]] = {
        "severity": [Severity.INFO],
        "span": [Span(1, 3, 2, 6), Span(2, 2, 2, 6), Span(2, 3, 3, 6), Span(2, 3, 2, 7), Span(2, 3, 2, 3)],
        "related": [None, Related("b", span, "the first"), Related("p/a.md", span, "x")],
        "fix": [None, Fix("x", (Edit(span, "a\n"),)), Fix("Mend it", (Edit(span, "a"),))],
    }
    reports = [[full], [full, full]] + [
        [replace(full, **{field.name: other})]
        for field in fields(Diagnostic)
        for other in others.get(field.name, ["other"])
    ]
    texts = {written(diagnostics, "p/a.md") for diagnostics in reports}
    assert len(texts) == len(reports) == 20
