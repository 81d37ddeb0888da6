"""Each rule has a page, and what the page shows is what the checker does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.reporting.text import describe
from mkdocs_deploy_plugin.template import TemplateError, builtin_template, load_template
from tests.unit.rule_examples import (
    COMMANDS,
    CONFIG,
    base_files,
    check,
    check_fixed,
    check_waived,
    check_wrong,
    run_commands,
    write,
)
from tests.unit.rule_pages import FIXES, FOLDER, SECTIONS, Page, read_page
from tests.unit.samples import ROOT, replaced

_ROW = re.compile(
    r"\| \[`(?P<name>[\w-]+)`\]\((?P<link>[^)]*)\)\{ #(?P<anchor>[^ }]+) \}"
    r" \| (?P<level>\w+) \| (?P<summary>.*) \|$"
)
TEMPLATE = {rule for rule in RULES if rule.startswith("template-")}
INTERNAL = {"former-name", "page-mismatch", "unexplained-violation"} | TEMPLATE
"""Rules that no procedure shows to the checker: see `test_validators`, `test_template_mistakes`,
`test_former_names` and `tests.site.test_completeness`."""


def test_each_rule_has_a_page() -> None:
    assert {path.stem for path in FOLDER.glob("*.md")} - {"index"} == set(RULES)


def test_the_index_has_each_rule_once() -> None:
    lines = (FOLDER / "index.md").read_text(encoding="utf-8").split("\n")
    rows = [match.groupdict() for line in lines if (match := _ROW.match(line))]
    assert sorted(row["name"] for row in rows) == sorted(RULES)
    for row in rows:
        rule = RULES[row["name"]]
        assert row == {
            "name": rule.name,
            "link": f"{rule.name}.md",
            "anchor": rule.name,
            "level": rule.severity,
            "summary": rule.summary,
        }


def test_the_navigation_has_each_page() -> None:
    nav = yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))["nav"]
    reference = next(entry["Reference"] for entry in nav if "Reference" in entry)
    pages = next(entry["Rules"] for entry in reference if "Rules" in entry)
    assert pages == ["reference/rules/index.md", *(f"reference/rules/{name}.md" for name in sorted(RULES))]


def test_the_project_of_the_examples_has_no_finding(tmp_path: Path) -> None:
    write(tmp_path, base_files())
    assert check(tmp_path).rules == []


def test_commands_make_it_wrong_and_right_again(tmp_path: Path) -> None:
    shown = set()
    for name in sorted(set(RULES) - INTERNAL):
        page = read_page(FOLDER / f"{name}.md")
        commands = [*page.fences["Wrong"], *page.fences["Right"]]
        commands = [fence for fence in commands if fence.language == "bash"]
        if commands:
            assert check_wrong(page, tmp_path / name).rules == [name]
            run_commands(page, "Right", tmp_path / name)
            assert check(tmp_path / name).rules == []
            shown |= {fence.text for fence in commands}
    assert shown == set(COMMANDS)


@pytest.mark.parametrize("rule", sorted(set(RULES) - INTERNAL))
def test_a_page_shows_what_the_checker_does(rule: str, tmp_path: Path, subtests: pytest.Subtests) -> None:
    page = read_page(FOLDER / f"{rule}.md")
    with subtests.test("its form"):
        has_its_form(page, rule)
    wrong = check_wrong(page, tmp_path / "wrong")
    assert wrong.rules == [rule]
    with subtests.test("what it shows; `python -m tests.unit.rule_pages` writes it, if it is right"):
        (fence,) = page.fences["What the checker says"]
        assert (fence.language, fence.text) == ("text", "\n\n".join(wrong.texts))
    with subtests.test("the waiver"):
        waiver_takes_the_finding_away(page, rule, tmp_path / "waived")
    with subtests.test("--fix"):
        (found,) = wrong.project.diagnostics
        assert (found.fix is not None) == FIXES[page.fix]
        fixing_does_what_it_says(page, rule, tmp_path / "fixed")


@pytest.mark.parametrize("rule", sorted(TEMPLATE))
def test_a_page_shows_what_is_wrong_with_a_template(rule: str) -> None:
    page = read_page(FOLDER / f"{rule}.md")
    has_its_form(page, rule)
    (wrong,), (right,) = page.examples("Wrong"), page.examples("Right")
    text = replaced(builtin_template().text, f"{right.text}\n", f"{wrong.text}\n")
    with pytest.raises(TemplateError) as error:
        load_template(wrong.title, text.encode())
    (found,) = error.value.findings
    assert (found.rule, describe(found, text.split("\n"))) == (
        rule,
        page.fences["What the checker says"][0].text,
    )


def has_its_form(page: Page, rule: str) -> None:
    assert (page.title, page.summary, page.level) == (rule, RULES[rule].summary, RULES[rule].severity)
    assert page.fix in FIXES
    assert tuple(page.prose) == SECTIONS
    assert all(page.prose[name] for name in ("What it finds", "How to fix it"))
    assert page.fences["Wrong"]
    assert len(page.examples("Right")) == len(page.examples("Wrong"))


def waiver_takes_the_finding_away(page: Page, rule: str, folder: Path) -> None:
    result = check_waived(page, folder)
    levels = load_settings(folder / CONFIG, folder).rules
    if rule in levels:
        # A finding that no comment can reach: its level is what a team can set.
        assert [(one.rule, one.severity) for one in result.project.diagnostics] == [
            (rule, level) for level in [levels[rule]] if level is not None
        ]
    else:
        assert (result.rules, result.project.waived) == ([], 1)
    assert page.examples("How to waive it")


def fixing_does_what_it_says(page: Page, rule: str, folder: Path) -> None:
    assert ("--fix" in page.prose["How to fix it"]) == FIXES[page.fix]
    left = [one.rule for one in check_fixed(page, folder).diagnostics]
    if FIXES[page.fix]:
        # What a fix brings to light is another rule, and the page leads to it.
        assert rule not in left
        assert all(f"({one}.md)" in page.prose["How to fix it"] for one in left)
    else:
        assert left == [rule]
