"""Mistakes in templates: each is found at its place, with the nearest thing that would be right."""
# ruff: noqa: E501 - one line is one case

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.findings.rules import RULES
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template import TemplateError, builtin_template, load_template
from mkdocs_deploy_plugin.template.marks import MARKS
from tests.unit.samples import ROOT, place_of, replaced

TEXT = builtin_template().text
STATUS = 'status: "[Draft/In Review/Approved/Retired]"'
AUTHOR = "questions about it."
LEVEL = '"[Low/Medium/High]"'
ID = "id: deploy-[project]-[nnn]-[feature-name]\n\n# Title"
LISTED = '(optional)\nrelated_specs:\n  - "[PRD-112]"'
NOW, REVIEWED = "why now.", "(text required from In Review)"
PURPOSE = f"{NOW} {REVIEWED}"
CHECK = "- [ ] Code review completed"


def mistakes(text: str) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a template."""
    try:
        load_template("team.md", text.encode())
    except TemplateError as error:
        return error.findings
    return ()


WIDE = "\N{FULLWIDTH LEFT PARENTHESIS}optional\N{FULLWIDTH RIGHT PARENTHESIS}"
MISSPELT = [
    # What stands in the template before the mark, the mark, what stands there instead, what is meant.
    (AUTHOR, "", " (optinal)", "(optional)"),
    ("has reached. ", "(choice)", "(choise)", "(choice)"),
    ("keep these. (optional) ", "(every row)", "(each row)", "(every row)"),
    ("DevOps lead. ", "(required from In Review)", "(required in In Review)", "(required from In Review)"),
    ("running system. ", "(required from Approved)", "(Required from Approved)", "(required from Approved)"),
    ("running system. ", "(required from Approved)", "(require from Approved)", "(required from Approved)"),
    ("left out. ", "(fixed)", "(fix)", "(fixed)"),
    ("left out. ", "(fixed)", "(fixed value)", "(fixed)"),
    ("this one replaces. ", "(optional)", "(Optional)", "(optional)"),
    ("this one replaces. ", "(optional)", "[optional]", "(optional)"),
    ("this one replaces. ", "(optional)", "{optional}", "(optional)"),
    ("this one replaces. ", "(optional)", WIDE, "(optional)"),
    ("this one replaces. ", "(optional)", "(optional", "(optional)"),
    ("(choice) ", "(in force at Approved)", "(in force from Approved)", "(in force at Approved)"),
    ("Approved) ", "(retired at Retired)", "(retires at Retired)", "(retired at Retired)"),
    (NOW, f" {REVIEWED}", " (texts required from In Review)", REVIEWED),
    (NOW, f" {REVIEWED}", " (text from In Review)", REVIEWED),
    ("In Review) ", "(decision criteria)", "(decision criterion)", "(decision criteria)"),
    ("In Review) ", "(decision criteria)", "(wayback)", "(rollback)"),
    ("", "(gates: hold, wait, by)", "(gate: hold, wait, by)", "(gates: hold, wait, by)"),
    ("", "(gates: hold, wait, by)", "(nuon: playbook, playbooks)", "(noun: playbook, playbooks)"),
]


@pytest.mark.parametrize(("before", "right", "wrong", "meant"), MISSPELT, ids=[row[2] for row in MISSPELT])
def test_a_misspelt_mark_is_told_with_the_nearest(before: str, right: str, wrong: str, meant: str) -> None:
    text = replaced(TEXT, before + right, before + wrong)
    line, column = place_of(text, before + wrong)
    found = next(one for one in mistakes(text) if one.rule == "template-mark")
    assert found.help == f"Did you mean {meant}?"
    space = len(wrong) - len(wrong.lstrip())
    assert found.span == (line, column + len(before) + space, line, column + len(before + wrong))


WRONG = [
    # what, old, new, rule, a part of message and help
    ("a status that is none", "required from Approved", "required from Aproved", "template-mark", 'status "Aproved"', '"Approved"'),
    ("in force at none", "in force at Approved", "in force at Live", "template-mark", 'status "Live"', "Draft, In Review"),
    ("retired at none", "retired at Retired", "retired at Retird", "template-mark", 'status "Retird"', '"Retired"'),
    ("text from no status", PURPOSE, f"{NOW} (text required from Reviewed)", "template-mark", '"Reviewed"', "In Review"),
    ("renamed statuses", STATUS, 'status: "[Draft/Review/Approved/Retired]"', "template-mark", '"In Review"', '"Review"'),
    ("retired before in force", STATUS, 'status: "[Draft/In Review/Retired/Approved]"', "template-mark", "does not come after", "order"),
    ("a status's mark elsewhere", AUTHOR, "x. (in force at Approved)", "template-mark", "belongs to the key status", ""),
    ("a heading's mark at a key", AUTHOR, "x. (text required from Approved)", "template-mark", "below a heading", "(required from Approved)"),
    ("a heading's other mark at a key", AUTHOR, "x. (decision criteria)", "template-mark", "below a heading", ""),
    ("a key's mark below a heading", PURPOSE, "why now. (required from In Review)", "template-mark", "belongs to a key", "(text required from In Review)"),
    ("optional below a heading", PURPOSE, "why now. (optional)", "template-mark", "belongs to a key", "at the end of the heading"),
    ("never and sometimes required", "(required from Approved)", "(optional) (required from Approved)", "template-mark", "contradicts", "Remove one"),
    ("a choice of one range", '"[Low/Medium/High]"', '"[1-3]"', "template-value", 'only one value, "1-3"', "Remove (choice) for a number from 1 to 3"),
    ("fixed and a choice", "(choice)\n  level", "(choice) (fixed)\n  level", "template-mark", "contradicts", "Remove one"),
    ("twice the same", "(fixed)", "(fixed) (fixed)", "template-mark", "said twice", ""),
    ("twice, different", "(required from Approved)", "(required from Approved) (required from In Review)", "template-mark", "contradicts", ""),
    ("every row of texts", LISTED, f"(every row)\n{LISTED[11:]}", "template-mark", "is for a list of rows", ""),
    ("a choice of a list", LISTED, f"(choice)\n{LISTED[11:]}", "template-value", "(choice) needs the allowed values", "[Low/Medium/High]"),
    ("a choice of a mapping", "and why.\nrisk:", "and why. (choice)\nrisk:", "template-value", "(choice) needs", ""),
    ("a slash in a value", LEVEL, '"[Yes/No/N/A]"', "template-value", '"N/A" is read as "N" and "A"', "without a slash"),
    ("an empty value", LEVEL, '"[Low//High]"', "template-value", "is empty", "slash"),
    ("a value twice", LEVEL, '"[Low/High/low]"', "template-value", '"low" twice', ""),
    ("a choice in words", LEVEL, "Low or High", "template-value", "(choice) needs", ""),
    ("fixed but open", "Deployment Procedure (DEPLOY)", '"[Kind]"', "template-value", "(fixed) needs the value itself", ""),
    ("braces", ID, "id: RUN-{team}-{number}\n\n# Title", "template-value", "Braces", '"RUN-[team]-[number]"'),
    ("no number", ID, "id: RUN-[team]-[number]\n\n# Title", "template-value", "[number] stands for a word", '"RUN-[team]-[nnn]"'),
    ("digits", ID, "id: RUN-[team]-[001]\n\n# Title", "template-value", "[001]", '"RUN-[team]-[nnn]"'),
    ("hashes", ID, 'id: "RUN-[team]-[####]"\n\n# Title', "template-value", "[####]", '"RUN-[team]-[nnnn]"'),
    ("one id for all", ID, "id: deploy-1\n\n# Title", "template-value", 'Every procedure would have the id "deploy-1"', "brackets"),
    ("an open bracket", ID, "id: deploy-[project-[nnn]\n\n# Title", "template-value", "has no partner", ""),
    ("a placeholder without a name", ID, "id: deploy-[ ]-[nnn]\n\n# Title", "template-value", "has no name", ""),
    ("placeholders side by side", ID, "id: deploy-[project][nnn]\n\n# Title", "template-value", "Nothing separates", "hyphen"),
    ("too many names", ID, "id: d-[a]-[b]-[c]-[d]-[e]-[nnn]\n\n# Title", "template-value", "at most 4 names", ""),
    ("another date", '"[YYYY-MM-DD]"', '"[DD.MM.YYYY]"', "template-value", "not read as a date", "YYYY-MM-DD"),
    ("a date in lower case", '"[YYYY-MM-DD]"', '"[yyyy-mm-dd]"', "template-value", "not read as a date", "YYYY-MM-DD"),
    ("an empty list", '  - "[Risk factor]"', "    []", "template-value", "has no entry", "[Name]"),
    ("any name and a name", '  "[name]":\n', '  other: "[x]"\n  "[name]":\n', "template-value", "must be the only key", "Remove"),
    ("no status", f"{STATUS}\n", "", "template-mark", "but there is no field status", ""),
    ("no choice of a status", "(choice) (in force", "(in force", "template-value", "must be a choice", ""),
    ("a directive that is none", "procedures:metadata", "procedures:metdata", "template-directive", '"metdata"', '"metadata"'),
    ("nearly a directive", "procedures:metadata", "procedure:metadata", "template-directive", "not read as a directive", "procedures:metadata"),
    ("another directive's form", "procedures:metadata", "procedures metadata", "template-directive", "not read as a directive", "procedures:metadata"),
    ("optional, misspelt, at a check", "Security review (if applicable)", "Security review (if aplicable)", "template-mark", "does not make it optional", "(if applicable)"),
    ("optional, misspelt, at a heading", "### Scope", "### Scope (if nedeed)", "template-mark", "does not make it optional", "(if needed)"),
    ("a wait without a duration", CHECK, f"{CHECK} (wait a bit)", "template-mark", "not understood as a hold point", "(wait 30 minutes)"),
    ("a hold without a role", CHECK, f"{CHECK} (hold: )", "template-mark", "not understood as a hold point", "(hold: Role)"),
    ("a noun of three words", "# [Feature Name] Deployment Procedure", "# [Feature Name] Deployment Procedure\n<!-- (noun: a, b, c) -->", "template-mark", "(noun: a, b, c) is not a mark", "(noun: runbook, runbooks)"),
    ("a section twice", "### Scope", "### Purpose", "template-heading", 'the section "Purpose" twice', ""),
    ("a phase left out", "### Phase 2", "### Phase 3", "template-heading", "Phase 3 should be Phase 2", ""),
    ("a step of another phase", "#### Step 2.1", "#### Step 3.1", "template-heading", "Step 3.1 should be Step 2.1", ""),
    ("an open bracket in a heading", "# [Feature Name] Deployment", "# [Feature Name Deployment", "template-heading", "no partner", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "rule", "message", "help_"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_a_mistake_is_told_at_its_place(old: str, new: str, rule: str, message: str, help_: str) -> None:
    text = TEXT.replace(old, new, 1)
    assert text != TEXT
    found = [one for one in mistakes(text) if one.rule == rule and message in one.message]
    assert found, mistakes(text)
    assert help_ in found[0].help
    changed = next(
        at
        for at, lines in enumerate(zip(text.split("\n"), TEXT.split("\n"), strict=False), 1)
        if lines[0] != lines[1]
    )
    if not message.endswith(
        ("field status", '"In Review"')
    ):  # What is missing, and what a change elsewhere breaks.
        assert found[0].span.line in range(changed - 1, changed + 3), found[0]


def test_there_are_many() -> None:
    assert len(MISSPELT) + len(WRONG) >= 40
    assert {row[3] for row in WRONG} == {rule for rule in RULES if rule.startswith("template-")}


def test_other_parentheses_are_prose() -> None:
    for prose in (
        "who wrote it (first and last name)",
        "who wrote it (see the handbook). Not a team.",
        "who wrote it. (Ask the owner if you do not know.)",
        "who wrote it. (one of the people in the group that owns the service)",
    ):
        assert mistakes(replaced(TEXT, AUTHOR, prose)) == (), prose


def test_all_mistakes_are_told_at_once() -> None:
    text = TEXT.replace("(every row)", "(each row)").replace("procedures:metadata", "procedures:metdata")
    text = text.replace("(decision criteria)", "(desision criteria)").replace(LEVEL, '"[Low/Low]"')
    assert [one.rule for one in mistakes(text)] == [
        "template-value", "template-mark", "template-directive", "template-mark",
    ]  # fmt: skip
    with pytest.raises(TemplateError, match=r"and 1 more, which procedures template check lists$"):
        load_template("team.md", text.encode())


def test_a_mark_over_several_lines_has_its_place() -> None:
    text = replaced(
        TEXT, "answers questions about it.", "answers\n# questions about it. (requred\n# from Approved)"
    )
    (found,) = mistakes(text)
    line, column = place_of(text, "(requred")
    assert found.span == (line, column, line + 1, len("# from Approved)") + 1)


def test_keys_that_an_alias_brings_have_no_comments() -> None:
    text = "---\nid: d-[nnn]\na: &x\n  b: '[y]' # (choise)\nd: *x\ne: [*x, *x]\n---\n# T\n## A\n"
    (found,) = mistakes(text)
    assert (found.span[:2], found.help) == ((4, 14), "Did you mean (choice)?")


def test_every_mark_is_documented() -> None:
    page = (ROOT / "docs/template.md").read_text(encoding="utf-8")
    for kind in MARKS:
        assert f"| `({kind.begins}" in page, kind


def test_the_command_tells_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "team.md").write_text(TEXT.replace("(every row)", "(each row)"), encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text("plugins: [{procedures: {template: team.md}}]\n", encoding="utf-8")
    (tmp_path / "procedures").mkdir()
    run = CliRunner().invoke(main, ["template", "check"])
    assert run.exit_code == 1
    line, column = place_of(TEXT.replace("(every row)", "(each row)"), "(each row)")
    assert run.stdout.startswith(
        f"team.md:{line}:{column}: error: (each row) is not a mark [template-mark]\n"
    )
    assert run.stdout.endswith("help: Did you mean (every row)?\n\n1 mistake in team.md\n")
    report = CliRunner().invoke(main, ["template", "check", "team.md", "--format", "json"])
    (found,) = json.loads(report.stdout)["diagnostics"]
    assert (report.exit_code, found["rule"], found["line"]) == (1, "template-mark", line)
    stopped = CliRunner().invoke(main, ["check"])
    assert (stopped.exit_code, stopped.stdout) == (2, "")
    assert f"team.md:{line}:{column}: (each row) is not a mark; did you mean (every row)?" in stopped.stderr
    (tmp_path / "team.md").write_text(TEXT, encoding="utf-8")
    good = CliRunner().invoke(main, ["template", "check"])
    assert (good.exit_code, good.stdout) == (0, "team.md: nothing found\n")
    gone = CliRunner().invoke(main, ["template", "check", "gone.md"])
    assert (gone.exit_code, gone.stderr) == (2, "Error: gone.md cannot be read: No such file or directory\n")
