"""A template that changes under its documents: former names are read, reported and replaced."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.model import Severity
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reporting.text import describe
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import GOOD, GOOD_ID, ROOT, replaced
from tests.unit.test_template_mistakes import mistakes

TEXT = builtin_template().text
PATH = f"procedures/{GOOD_ID}.md"

CHANGES = {
    # What the template has now, in place of what; what the document has then.
    "a field": (
        [("approves the procedure for use", "(formerly: approver) x"), ("\napprover:", "\nreleased_by:")],
        ("approver: Sam Lee", "released_by: Sam Lee"),
    ),
    "a field by two names": (
        [
            ("running system. (required", "running system. (formerly: checked, reviewed) (required"),
            ("\nreviewed:", "\nlast_review:"),
        ],
        ("reviewed: 2026", "last_review: 2026"),
    ),
    "a field in a mapping": (
        [("effect on users. (choice)\n  level:", "effect. (choice) (formerly: level)\n  class:")],
        ("  level: ", "  class: "),
    ),
    "a column": (
        [("the person or the rota. (optional)\n    name:", "who. (optional) (formerly: name)\n    person:")],
        ("{role: Deployment Lead, name: Sam Lee, con", "{role: Deployment Lead, person: Sam Lee, con"),
    ),
    "a status": (
        [
            ('"[Draft/In Review/Approved/Retired]"', '"[Draft/In Review/Live/Retired]"'),
            ("(in force at Approved)", "(in force at Live) (formerly: Approved = Live)"),
            ("(required from Approved)", "(required from Live)"),
        ],
        ("status: Approved", "status: Live"),
    ),
    "a section": (
        [("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What")],
        ("### Scope", "### Reach"),
    ),
    "a section with sections": (
        [("## Overview\n", "## Summary\n<!-- (formerly: Overview) -->\n")],
        ("## Overview", "## Summary"),
    ),
    "a section and one in it": (
        [
            ("## Overview\n", "## Summary\n<!-- (formerly: Overview) -->\n"),
            ("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What"),
        ],
        ("## Overview", "## Summary"),
        ("### Scope", "### Reach"),
    ),
}  # fmt: skip


def project(folder: Path, template: str, text: str) -> Project:
    """Return the project of one procedure and a template."""
    (folder / "procedures").mkdir(exist_ok=True)
    (folder / "mkdocs.yml").write_text("plugins: [{procedures: {template: team.md}}]\n", encoding="utf-8")
    (folder / "team.md").write_text(template, encoding="utf-8")
    (folder / PATH).write_text(text, encoding="utf-8")
    return load_project(load_settings(folder / "mkdocs.yml", folder))


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_former_name_is_read_reported_and_replaced(
    change: tuple[list[tuple[str, str]], tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edits, *expected = change
    template = TEXT
    for old, new in edits:
        template = replaced(template, old, new) if template.count(old) == 1 else template.replace(old, new, 1)
    assert mistakes(template) == ()
    right = GOOD
    for old, new in expected:
        right = right.replace(old, new, 1)
    present = project(tmp_path, template, right)
    old_columns = [one for one in present.diagnostics if one.rule == "former-name"]
    former = project(tmp_path, template, GOOD)
    found = [one for one in former.diagnostics if one.rule == "former-name"]
    # Other rows may have the former name as well: each of them is reported.
    assert len(found) == len(old_columns) + len(expected)
    assert [one for one in former.diagnostics if one not in found] == [
        one for one in present.diagnostics if one not in old_columns
    ]
    assert {one.severity for one in found} == {Severity.WARNING}
    (procedure,), (as_now,) = former.catalog, present.catalog
    assert procedure.document.front_matter is not None
    assert as_now.document.front_matter is not None
    assert procedure.document.front_matter.data == as_now.document.front_matter.data
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["check", "--fix"])
    assert (run.exit_code, "former-name" in run.stdout) == (0, False), run.output
    fixed = (tmp_path / PATH).read_text(encoding="utf-8")
    assert fixed != GOOD
    assert sorted(fixed.replace("person:", "name:").split()) == sorted(
        right.replace("person:", "name:").split()
    )


def test_a_present_name_goes_before_a_former_one(tmp_path: Path) -> None:
    template = TEXT.replace("\napprover:", "\nreleased_by:")
    template = template.replace("for use: the deployment", "for use (formerly: approver): the deployment")
    text = replaced(GOOD, "approver: Sam Lee\n", "approver: Sam Lee\nreleased_by: Kim Ito\n")
    found = project(tmp_path, template, text).diagnostics
    assert [(one.rule, one.message) for one in found] == [("unknown-field", 'Unknown field "approver"')]


def test_a_new_draft_says_nothing_of_former_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = TEXT.replace("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What")
    project(tmp_path, template, GOOD)
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["new", "--project", "shop", "--title", "Gift cards", "--author", "Dana"])
    (made,) = run.stdout.split()
    draft = (tmp_path / made).read_text(encoding="utf-8")
    assert "formerly" not in draft
    assert "### Reach\n<!-- What" in draft


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("(retired at Retired)", "(retired at Retired) (formerly: Gone = Away)", '"Away", which is not one'),
        ("(retired at Retired)", "(formerly: Draft = Retired)", '"Draft" is still one of the choices'),
        ("answers questions about it.", "answers. (formerly: approver)", '"approver" is still a field'),
        ("why now. (text", "why now. (formerly: Scope) (text", '"Scope" is still a section'),
    ],
)
def test_former_names_that_are_in_use(old: str, new: str, message: str) -> None:
    found = mistakes(replaced(TEXT, old, new))
    assert [one.rule for one in found] == ["template-mark"]
    assert message in found[0].message


def test_the_page_about_the_rule_shows_what_the_checker_says(tmp_path: Path) -> None:
    page = (ROOT / "docs/reference/rules/former-name.md").read_text(encoding="utf-8")
    template = TEXT.replace("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What")
    (found,) = project(tmp_path, template, GOOD).diagnostics
    assert f"```text\n{describe(found, GOOD.split(chr(10)))}\n```" in page
