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
from mkdocs_deploy_plugin.template import builtin_template, load_template
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
    "a check": (
        [("All tests passing in CI/CD", "Tests green, all of them (formerly: All tests passing in CI/CD)")],
        ("All tests passing in CI/CD", "Tests green, all of them"),
    ),
    "a check with a placeholder, one with a remark, one with words of the writer, one that is struck": (
        [
            ("Error rate < [threshold]%", "[threshold] percent errors (formerly: Error rate < [threshold]%)"),
            ("Resource capacity verified (CPU,", "Room (formerly: Resource capacity verified) ([CPU],"),
            ("Monitoring dashboard access", "See (formerly: Watch) (formerly: Monitoring dashboard access)"),
            ("Database migrations tested", "Tables tested (formerly: Database migrations tested)"),
        ],
        ("Error rate < 1%", "1 percent errors"),
        ("Resource capacity verified (CPU, memory, disk)", "Room (CPU, memory, disk)"),
        ("Monitoring dashboard access: `grafana`", "See: `grafana`"),
        ("~~Database migrations tested~~ n/a:", "~~Tables tested~~ n/a:"),
    ),
    "the words of numbered headings": (
        [
            ("Setup\n<!-- A", "Setup\n<!-- (formerly: Phase) A"),
            *[("### Phase ", "### Stage ")] * 3,
            ("Step 1.1: Environment Preparation\n", "Step 1.1: Environment\n<!-- (formerly: Step) -->\n"),
            *[("#### Step ", "#### Task ")] * 15,
        ],
        *[("Phase ", "Stage ")] * 2,
        *[("Step ", "Task ")] * 7,
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
    places = sum(len(one.fix.edits) for one in found if one.fix is not None)
    assert places == len(old_columns) + len(expected)
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
        ("Scaling policies reviewed", "S (formerly: Scaling (all))", "(formerly: …) is not understood"),
        ("Scaling policies reviewed", "S (formerly: SSL certificates valid)", 'valid" is still a check'),
        (
            "No critical errors in logs",
            "S (formerly: [count] errors)",
            "not have the placeholders",
        ),
        ("Current version identified", "S (formerly: Version)", "at a check of a numbered section"),
        ("why it is not rolled back.", "why. (formerly: Step)", "still the word of a heading"),
        (
            "why it is not rolled back.",
            "why. (formerly: Step 1)",
            "not a word that headings can",
        ),
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


WORDS = (
    TEXT.replace("#### Step ", "#### Task ")
    .replace("### Phase ", "### Stage ")
    .replace("Setup\n<!-- A", "Setup\n<!-- (formerly: Phase) A")
    .replace("Task 1.1: Environment Preparation\n", "Task 1.1: Environment\n<!-- (formerly: Step) -->\n")
)
OTHER_ID = "deploy-shop-002-cart"
OLD = f"""See Step 1.1, [Step 1.1](#step-1.1), [there](#step-11-look), `{OTHER_ID}#step-1.1`,
Step 1.2 of {OTHER_ID} and [Step 2.1]({OTHER_ID}.md#step-2.1).
Steps 1.1 and 1.2 stay, as "Step 9" and [Step by step](#scope) do."""
NOW = f"""See Task 1.1, [Task 1.1](#task-1.1), [there](#task-11-look), `{OTHER_ID}#task-1.1`,
Task 1.2 of {OTHER_ID} and [Task 2.1]({OTHER_ID}.md#task-2.1).
Steps 1.1 and 1.2 stay, as "Step 9" and [Step by step](#scope) do."""


@pytest.mark.parametrize(
    "chosen", [[], [PATH], [f"procedures/{OTHER_ID}.md"]], ids=["both", "one", "the other"]
)
def test_a_former_word_is_replaced_where_it_refers_to_a_heading(
    chosen: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = replaced(GOOD, "The rollback is Step R.1.", OLD)
    loaded = project(tmp_path, WORDS, text)
    other = tmp_path / f"procedures/{OTHER_ID}.md"
    other.write_text(GOOD.replace(GOOD_ID, OTHER_ID), encoding="utf-8")
    loaded = load_project(loaded.settings)
    assert {one.rule for one in loaded.diagnostics} == {"former-name"}
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["check", "--fix", *chosen])
    assert (run.exit_code, "former-name" in run.stdout) == (0, False), run.output
    # References to an old document lead to it from a new one, and the other way round.
    left = load_project(loaded.settings).diagnostics
    assert {one.path for one in left} == (
        {PATH, f"procedures/{OTHER_ID}.md"} - {*chosen} if chosen else set()
    )
    assert {one.rule for one in left} <= {"former-name"}
    if PATH not in {one.path for one in left}:
        assert NOW in (tmp_path / PATH).read_text(encoding="utf-8")


def test_a_step_of_another_collection_keeps_the_word_of_its_template(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = replaced(
        GOOD, "The rollback is Step R.1.", f"See Step 1.1 of {OTHER_ID} and `{OTHER_ID}#step-1.2`."
    )
    project(tmp_path, WORDS, text)
    other = tmp_path / f"others/{OTHER_ID}.md"
    other.parent.mkdir()
    text = GOOD.replace(GOOD_ID, OTHER_ID)
    text = replaced(text, "The rollback is Step R.1.", f"Step R.1 is ours, Step 2.1 of {GOOD_ID} is not.")
    other.write_text(text, encoding="utf-8")
    collections = "[{folder: procedures, template: team.md}, {folder: others}]"
    (tmp_path / "mkdocs.yml").write_text(
        f"plugins: [{{procedures: {{collections: {collections}}}}}]\n", encoding="utf-8"
    )
    monkeypatch.chdir(tmp_path)
    found = load_project(load_settings(tmp_path / "mkdocs.yml", tmp_path)).diagnostics
    assert {(one.rule, one.path) for one in found} == {
        ("former-name", PATH),
        ("former-name", f"others/{OTHER_ID}.md"),
    }
    run = CliRunner().invoke(main, ["check", "--fix"])
    assert (run.exit_code, "former-name" in run.stdout) == (0, False), run.output
    fixed = (tmp_path / PATH).read_text(encoding="utf-8")
    assert f"See Step 1.1 of {OTHER_ID} and `{OTHER_ID}#step-1.2`." in fixed
    assert "#### Task 1.1: Look" in fixed
    assert other.read_text(encoding="utf-8") == text.replace(
        f"Step 2.1 of {GOOD_ID}", f"Task 2.1 of {GOOD_ID}"
    )


def test_links_to_a_renamed_section_still_lead_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    template = TEXT.replace("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What")
    links = f"[one](#scope), [two](#reach), [three]({OTHER_ID}.md#scope), [four]({OTHER_ID}.md#reach)."
    text = replaced(GOOD, "The rollback is Step R.1.", links)
    loaded = project(tmp_path, template, text)
    other = tmp_path / f"procedures/{OTHER_ID}.md"
    other.write_text(GOOD.replace(GOOD_ID, OTHER_ID), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for chosen in ([], [PATH], [f"procedures/{OTHER_ID}.md"]):
        project(tmp_path, template, text)
        other.write_text(GOOD.replace(GOOD_ID, OTHER_ID), encoding="utf-8")
        assert [one.rule for one in load_project(loaded.settings).diagnostics] == ["former-name"] * 2
        run = CliRunner().invoke(main, ["check", "--fix", *chosen])
        assert (run.exit_code, "former-name" in run.stdout) == (0, False), run.output
        left = load_project(loaded.settings).diagnostics
        assert [one.rule for one in left] == ["former-name"] * len(chosen)


@pytest.mark.parametrize(
    ("items", "kept"),
    [
        (
            "- [ ] Backup window agreed with Ann\n- [ ] Backup",
            "- [ ] Backup window agreed with Ann\n- [ ] Backup verified",
        ),
        ("- [ ] Backup: both hosts", "- [ ] Backup verified: both hosts"),
        ("- [ ] ~~Backup~~ n/a: no data", "- [ ] ~~Backup verified~~ n/a: no data"),
        ("- [ ] Backup: one\n- [ ] Backup", "- [ ] Backup: one\n- [ ] Backup verified"),
    ],
)
def test_only_the_item_of_a_check_gets_its_new_words(
    items: str, kept: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    template = (
        "---\ntitle: '[Title]'\n---\n# [Title]\n\n## Before\n- [ ] Backup verified (formerly: Backup)\n"
    )
    (tmp_path / "procedures").mkdir()
    file = tmp_path / "procedures" / "a.md"
    file.write_text(f"---\ntitle: A\n---\n# A\n\n## Before\n{items}\n", encoding="utf-8")
    (tmp_path / "t.md").write_text(template, encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("plugins: [{procedures: {template: t.md}}]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    CliRunner().invoke(main, ["check", "--fix"])
    assert file.read_text(encoding="utf-8").partition("## Before\n")[2] == f"{kept}\n"


def test_a_section_that_is_added_has_no_empty_comment() -> None:
    section = "## Reach\n<!-- (formerly: Scope) -->\n"
    template = load_template("t.md", f"---\ntitle: '[Title]'\n---\n# [Title]\n\n{section}".encode())
    assert "<!--" not in template.present_text
    assert template.present_text.count("\n") == template.text.count("\n")
