"""Tests of waivers and levels: what they take out, what they do not, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.checking.waivers import read_waivers
from mkdocs_deploy_plugin.model import Severity, Span
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from tests.unit.samples import GOOD, GOOD_ID, read, replaced


def project(folder: Path, text: str, rules: Mapping[str, object] | None = None) -> Project:
    """Load a project with one procedure."""
    (folder / "procedures").mkdir(exist_ok=True)
    (folder / "procedures" / f"{GOOD_ID}.md").write_text(text, encoding="utf-8")
    return load_project(Settings.from_mapping(folder, {"rules": rules or {}}))


def found(folder: Path, text: str, rules: Mapping[str, object] | None = None) -> list[tuple[str, int]]:
    """Return rule and line of all findings of one procedure."""
    return [(one.rule, one.span.line) for one in project(folder, text, rules).diagnostics]


def lines_of(text: str, part: str) -> int:
    """Return the line on which something stands for the first time."""
    return text[: text.index(part)].count("\n") + 1


ITEM = "- [ ] Code review completed\n"
WITHOUT = replaced(GOOD, ITEM, "")
HEADING = "### Required Approvals\n"
WAIVER = "<!-- procedures:waive missing-check: reviewed in pairs -->"


@pytest.mark.parametrize(
    "text",
    [
        replaced(WITHOUT, HEADING, f"{HEADING}{WAIVER}\n"),
        replaced(WITHOUT, HEADING, f"{HEADING}\n{WAIVER}\n\n"),
        replaced(WITHOUT, HEADING, f"{WAIVER}\n{HEADING}"),
        replaced(WITHOUT, HEADING, f"{HEADING[:-1]} {WAIVER}\n"),
        replaced(WITHOUT, HEADING, f"<!--\nprocedures:waive missing-check:\n  so\n-->\n{HEADING}"),
        replaced(GOOD, "status: Approved", "status: approved # procedures:waive invalid-choice: so"),
        replaced(GOOD, "status: Approved", "# procedures:waive invalid-choice: so\nstatus: approved"),
        replaced(GOOD, "reviewed: 2026-10-01\n", "# procedures:waive missing-field: nobody did yet\n"),
        replaced(
            replaced(GOOD, "version: 1.2.0\n", ""),
            "status: Approved",
            "# procedures:waive invalid-choice: so\n# procedures:waive missing-field: so\nstatus: approved",
        ).replace("status: approved\n", "status: approved # procedures:waive x-y: never\n", 0),
    ],
)  # fmt: skip
def test_a_waiver_at_the_place(tmp_path: Path, text: str) -> None:
    loaded = project(tmp_path, text)
    rules = [one.rule for one in loaded.diagnostics]
    assert rules in ([], ["unused-waiver", "missing-field"], ["missing-field", "unused-waiver"])
    assert loaded.waived == 1


def test_a_waiver_before_a_code_block_is_for_all_of_it(tmp_path: Path) -> None:
    waiver = "<!-- procedures:waive placeholder: next week -->\n<!-- procedures:waive todo-in-command: x -->"
    text = replaced(
        GOOD, "```bash\nhelm rollback checkout", f"{waiver}\n```bash\nls\n\n# TODO: x\nhelm rollback checkout"
    )
    loaded = project(tmp_path, text)
    assert loaded.waived == 1
    assert [one.rule for one in loaded.diagnostics] == ["unused-waiver"]


def test_a_waiver_is_for_one_rule_and_one_place(tmp_path: Path) -> None:
    text = replaced(GOOD, ITEM, "")
    assert found(tmp_path, replaced(text, HEADING, f"{HEADING}{WAIVER.replace('check', 'field')}\n")) == [
        ("missing-check", lines_of(text, HEADING)),
        ("unused-waiver", lines_of(text, HEADING) + 1),
    ]
    assert found(tmp_path, text + f"\n{WAIVER}\n") == [
        ("missing-check", lines_of(text, HEADING)),
        ("unused-waiver", text.count("\n") + 2),
    ]


@pytest.mark.parametrize(
    ("comment", "message", "help_"),
    [
        ("procedures:waive missing-check", "The waiver for missing-check has no reason",
         "Add the reason after a colon: procedures:waive missing-check: …"),
        ("procedures:waive missing-check:  ", "The waiver for missing-check has no reason", "Add the reason"),
        ("procedures:waive mising-check: so", 'Unknown rule "mising-check"', "Did you mean missing-"),
        ("procedures:waive: so", "The waiver names no rule", "Write procedures:waive RULE: reason."),
        ("procedures:waive weather: so", 'Unknown rule "weather"', "Write procedures:waive RULE"),
        ("procedures:waive missing-check so", "The waiver names no rule", "Write procedures:waive RULE"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_waiver(tmp_path: Path, comment: str, message: str, help_: str) -> None:
    text = replaced(GOOD, "### Notes\n", f"### Notes\n<!-- {comment} -->\n")
    (one,) = project(tmp_path, text).diagnostics
    assert (one.rule, one.message, one.severity) == ("invalid-waiver", message, Severity.ERROR)
    assert help_ in one.help
    assert one.span.line == lines_of(text, "<!--")


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{WAIVER}\n```\n",
        f"`{WAIVER}`\n",
        f"    {WAIVER}\n",
        "procedures:waive missing-check: so\n",
        "<!-- procedures:waiver of rights -->\n",
        "\\<!-- procedures:waive x -->\n",
    ],
)
def test_what_is_no_waiver(text: str) -> None:
    assert read_waivers(read("---\na: 1\n---\n" + text)) == []


def test_a_comment_within_a_text_of_the_front_matter_is_no_waiver() -> None:
    text = 'a: "x # procedures:waive b: c"\nb: |\n  # procedures:waive b: c\nc: d # procedures:waive e-f: g'
    (waiver,) = read_waivers(read(f"---\n{text}\n---\n"))
    assert (waiver.rule, waiver.reason, waiver.span, waiver.lines) == (
        "e-f",
        "g",
        Span(5, 6, 5, 31),
        frozenset({5}),
    )


def test_levels(tmp_path: Path) -> None:
    text = replaced(GOOD, ITEM, "").replace("Step R.1.", "Step R.1. <!-- procedures:contcts -->")
    text = replaced(text, "### Notes\n", "### Notes\n\n<!-- procedures:contcts -->\n")
    levels = {"missing-check": "info", "unknown-directive": "error"}
    loaded = project(tmp_path, text, levels)
    assert [(one.rule, one.severity) for one in loaded.diagnostics] == [
        ("missing-check", Severity.INFO),
        ("unknown-directive", Severity.ERROR),
    ]
    assert loaded.fails()
    assert found(tmp_path, text, {"missing-check": False, "unknown-directive": "off"}) == []
    assert not project(tmp_path, text, {"missing-check": "warning"}).fails()
    assert project(tmp_path, text, {"missing-check": "warning"}).fails(strict=True)


def test_a_waiver_of_a_rule_that_is_off_is_left_alone(tmp_path: Path) -> None:
    text = replaced(GOOD, "### Notes\n", f"### Notes\n{WAIVER}\n")
    assert [rule for rule, _ in found(tmp_path, text)] == ["unused-waiver"]
    assert found(tmp_path, text, {"missing-check": "off"}) == []
    assert found(tmp_path, text, {"unused-waiver": "off"}) == []


@pytest.mark.parametrize(
    ("rules", "message"),
    [
        ({"mising-check": "off"}, "rules: there is no rule 'mising-check'; did you mean 'missing-check'?"),
        ({"x": "off"}, "rules: there is no rule 'x'"),
        ({3: "off"}, "rules: there is no rule 3"),
        ({"missing-check": "loud"}, "rules: missing-check cannot be 'loud'; write one of error, warning"),
        ({"missing-check": True}, "rules: missing-check cannot be True; write one of"),
        ({"missing-check": None}, "rules: missing-check cannot be None"),
        ({"missing-check": ["off"]}, "rules: missing-check cannot be"),
    ],
)  # fmt: skip
def test_levels_that_are_none(tmp_path: Path, rules: dict[object, object], message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        Settings.from_mapping(tmp_path, {"rules": rules})
    assert str(raised.value).startswith(message)
