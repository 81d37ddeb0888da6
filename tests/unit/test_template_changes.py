"""A template that changes under ten documents: what `template diff` says, and what `check --fix` leaves."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import ROOT, replaced

TEXT = builtin_template().text


def between(start: str, end: str) -> str:
    """Return the text of the template from one line to another."""
    return TEXT[TEXT.index(start) : TEXT.index(end)]


INFRASTRUCTURE = between("### Infrastructure\n", "### Database\n")
DATABASE = between("### Database\n", "### Monitoring & Observability\n")
VERSION = between("# Version: the version of the procedure", "# Author:")


class Case(NamedTuple):
    """A change of the template.

    Attributes:
        edits: What the new template has in place of what.
        diff: What `template diff` says, a line for each change, with the number of documents.
        found: The findings of each rule before the fix.
        left: The findings of each rule after it.
        renamed: The words of the documents that the fix may replace.
    """

    edits: list[tuple[str, str]]
    diff: list[str]
    found: dict[str, int]
    left: dict[str, int]
    renamed: str = ""


FIXED = "Rename it. procedures check --fix does it."
TWELVE = {
    "a field renamed": Case(
        [("\napprover:", "\nreleased_by:"), ("who approves the procedure", "who does (formerly: approver)")],
        [f'9 field "released_by" was called "approver". {FIXED}'],
        {"former-name": 9},
        {},
        "approver",
    ),
    "a status renamed": Case(
        [
            ('"[Draft/In Review/Approved/Retired]"', '"[Draft/In Review/Live/Retired]"'),
            ("(in force at Approved)", "(in force at Live) (formerly: Approved = Live)"),
            ("(required from Approved)", "(required from Live)"),
        ],
        [f'5 status "Live" was called "Approved". {FIXED}'],
        {"former-name": 5},
        {},
        "Approved",
    ),
    "a section renamed": Case(
        [("### Scope\n<!-- What", "### Reach\n<!-- (formerly: Scope) What")],
        [f'10 section "Reach" in "Overview" was called "Scope". {FIXED}'],
        {"former-name": 10},
        {},
        "Scope",
    ),
    "Step renamed to Task, and Phase to Stage": Case(
        [
            ("### Phase ", "### Stage "),
            ("Setup\n<!-- A", "Setup\n<!-- (formerly: Phase) A"),
            ("#### Step ", "#### Task "),
            ("Task 1.1: Environment Preparation\n", "Task 1.1: Environment\n<!-- (formerly: Step) -->\n"),
        ],
        [f'10 step "Stage" was called "Phase". {FIXED}', f'10 step "Task" was called "Step". {FIXED}'],
        {"former-name": 20},
        {},
        "Step Phase step phase",
    ),
    "a section split in two": Case(
        [
            (
                "### Risk Level\n",
                "### Out of Scope\n<!-- What stays. (text required from In Review) -->\n\n### Risk Level\n",
            )
        ],
        [
            '10 section "Out of Scope" in "Overview" is new. Add it. '
            "procedures check --fix adds the template's text."
        ],
        {"missing-section": 10},
        # One of the ten is a draft, where the new section may stay empty for now.
        {"empty-section": 9},
    ),
    "a new required field with a default": Case(
        [("# Last Review:", "# Tier: how much it matters.\ntier: Standard\n\n# Last Review:")],
        ['10 field "tier" is new and required. Add it.'],
        {"missing-field": 10},
        # Only a writer knows whether the default is true.
        {"missing-field": 10},
    ),
    "sections in another order": Case(
        [(INFRASTRUCTURE + DATABASE, DATABASE + INFRASTRUCTURE)],
        ['10 order "Database, Infrastructure" in "Pre-Deployment Checklist" is new. Move them.'],
        {"section-order": 10},
        {"section-order": 10},
    ),
    "a section dropped": Case(
        [(INFRASTRUCTURE, "")],
        ['10 section "Infrastructure" in "Pre-Deployment Checklist" is gone. Keep its text, or move it.'],
        {},  # A document may have sections of its own.
        {},
    ),
    "a field dropped": Case(
        [(VERSION, "")],
        ['10 field "version" is gone. Remove it, or move what it says.'],
        {"unknown-field": 10},
        {"unknown-field": 10},
    ),
    "a check reworded": Case(
        [("All tests passing in CI/CD", "CI is green (formerly: All tests passing in CI/CD)")],
        [
            '10 check "CI is green" in "Environment Readiness" was called "All tests passing in CI/CD". '
            + FIXED
        ],
        {"former-name": 10},
        {},
        "All tests passing in CI CD",
    ),
    "a column renamed": Case(
        [
            (
                "an address or a number. (optional)\n    contact:",
                "x. (optional) (formerly: contact)\n    channel:",
            )
        ],
        [f'10 field "contacts[].channel" was called "contact". {FIXED}'],
        {"former-name": 55},
        {},
        "contact",
    ),
    "a choice renamed": Case(
        [
            ('"[Low/Medium/High]"', '"[Low/Middle/High]"'),
            ("effect on users. (choice)", "effect. (choice) (formerly: Medium = Middle)"),
        ],
        [f'5 choice "risk.level Middle" was called "Medium". {FIXED}'],
        {"former-name": 5},
        {},
        "Medium",
    ),
}


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with the ten procedures of this project, as the working directory."""
    shutil.copytree(ROOT / "procedures", tmp_path / "procedures")
    configuration = "plugins: [{procedures: {template: new.md, review_days: 0}}]\n"
    (tmp_path / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    (tmp_path / "old.md").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(site: Path, edits: list[tuple[str, str]]) -> None:
    """Write the new template."""
    text = TEXT
    for old, new in edits:
        assert old in text
        text = text.replace(old, new)
    (site / "new.md").write_text(text, encoding="utf-8")


def run(*arguments: str, status: int = 0) -> Result:
    """Run a command that ends with a status."""
    done = CliRunner().invoke(main, [*arguments])
    assert done.exit_code == status, done.output
    return done


def findings(*options: str) -> Counter[str]:
    """Return how many findings there are of each rule."""
    done = CliRunner().invoke(main, ["check", "--format", "json", *options])
    return Counter(finding["rule"] for finding in json.loads(done.stdout)["diagnostics"])


def documents(site: Path) -> dict[str, str]:
    """Return the text of each document."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(site.glob("procedures/*.md"))}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


@pytest.mark.parametrize("case", TWELVE.values(), ids=TWELVE)
def test_twelve_changes_of_a_template_under_ten_documents(case: Case, site: Path) -> None:
    write(site, case.edits)
    lines = run("template", "diff", "old.md", "new.md").stdout.splitlines()
    assert [" ".join(line.split()) for line in lines[2:]] == case.diff
    before = documents(site)
    assert len(before) == 10
    assert findings() == case.found
    assert findings("--fix") == case.left
    after = documents(site)
    for name, text in before.items():
        assert words(text).keys() - words(case.renamed).keys() <= words(after[name]).keys()
        assert set(words(text) - words(after[name])) <= set(words(case.renamed))
    assert findings("--fix") == case.left
    assert documents(site) == after


def test_everything_renamed_at_once(site: Path) -> None:
    """One run of the fix is enough, and a draft that somebody has begun keeps its ticks and reasons."""
    path = site / "procedures" / "deploy-platform-004-ingress-controller-upgrade.md"
    text = path.read_text(encoding="utf-8")
    ticked = "- [x] All tests passing in CI/CD (run 3,102)\n"
    path.write_text(replaced(text, "- [ ] All tests passing in CI/CD\n", ticked), encoding="utf-8")
    struck = site / "procedures" / "deploy-shop-003-payment-webhook-move.md"
    text = struck.read_text(encoding="utf-8")
    waived = "- [ ] ~~All tests passing in CI/CD~~ n/a: no code changes\n"
    struck.write_text(replaced(text, "- [ ] All tests passing in CI/CD\n", waived), encoding="utf-8")
    write(site, [edit for case in TWELVE.values() if case.renamed for edit in case.edits])
    assert findings() == {
        "former-name": sum(case.found["former-name"] for case in TWELVE.values() if case.renamed)
    }
    assert findings("--fix") == {}
    after = documents(site)
    assert "- [x] CI is green (run 3,102)\n" in after[path.name]
    assert "- [ ] ~~CI is green~~ n/a: no code changes\n" in after[struck.name]
    assert not re.search(
        "^(#+ (Phase|Step|Scope)\\b|approver:|status: Approved)", "\n".join(after.values()), re.M
    )


MANY = [
    # What the template has now, in place of what; and what `template diff` says.
    ("deploy-[project]-[nnn]-[feature-name]\n\n# Title", "change-[nnnn]\n\n# Title"),
    ('"[Draft/In Review/Approved/Retired]"', '"[Draft/In Review/Live/Retired]"'),
    ("(in force at Approved)", "(in force at Live)"),
    ("(required from Approved)", "(required from In Review)"),
    ('url: "[https://specs.example/checkout]"', 'url: "[Shelf]"'),
    ("depends_on:\n  - deploy-[project]-[nnn]-[feature-name]", "depends_on:\n  - id: x\n    why: y"),
    ("  # Risk Factors:", "  # Owner: who watches it. (optional)\n  owner: x\n  # Risk Factors:"),
    ("You may add roles; keep these. (optional)", "Keep these."),
    ("  - role: Operations\n", "  - role: Operations\n  - role: Security\n"),
    ("# [Feature Name] Deployment Procedure", "# [Feature Name]"),
    ("### Purpose\n", "### Why\n"),
    ("May stay empty. -->", "(text required from Draft) -->"),
    ("- [ ] Database access (if applicable)", "- [ ] Database access"),
    ("- [ ] Code review completed", "- [ ] Two have read the code"),
    ("- [ ] Release notes prepared", "- [ ] Release notes prepared (if applicable)"),
    ("#### Step R.1: Initiate Rollback\n", "#### Step R.1: Initiate Rollback\n- [ ] Stopped\n"),
    (
        "# TODO: Add commands to halt deployment\n```\n",
        "# TODO: Add commands to halt deployment\n```\n- [ ] A\n",
    ),
    ("# TODO: Add configuration restore commands\n```\n", "# TODO: x\n```\n"),
]

WRITERS = """\
10 id "change-[nnnn]" was deploy-[project]-[nnn]-[feature-name]. Change it, and the name of the file.
0 status "Live" is new.
5 status "Approved" is gone. Choose another value.
0 field "related_specs[].url" was address that begins with https:// or http://, is text. \
Write it in the new form.
6 field "depends_on" was list of text of the form deploy-[project]-[nnn]-[feature-name], is list of rows. \
Write it in the new form.
1 field "reviewed" is required from In Review. Add it where it is missing.
0 field "risk.owner" is new and optional.
0 field "sign_off" is required in every status. Add it where it is missing.
9 row "sign_off Security" is required. Add it. procedures check --fix does it.
0 title "[Feature Name]" was [Feature Name] Deployment Procedure. Write # [Feature Name]
10 section "Why" in "Overview" is new. Add it. procedures check --fix adds the template's text.
10 section "Purpose" in "Overview" is gone. Keep its text, or move it.
5 check "Database access" in "Required Access" is required. Add it. procedures check --fix does it.
10 check "Two have read the code" in "Required Approvals" is new. Add it. procedures check --fix does it.
10 check "Code review completed" in "Required Approvals" is gone. Keep it as your own, or delete it.
0 check "Release notes prepared" in "Code & Build" may be deleted now.
9 section "Step R.N" in "Rollback Procedure" needs a check. Add a check to each.
0 section "Notes" in "Appendix" needs text from Draft. Write it.
""".splitlines()


def test_what_changes_for_writers(site: Path) -> None:
    write(site, MANY)
    lines = run("template", "diff", "old.md", "new.md").stdout.splitlines()
    assert lines[0] == "old.md → new.md: 18 changes for 10 documents"
    assert [" ".join(line.split()) for line in lines[2:]] == WRITERS
    shown = json.loads(run("template", "diff", "old.md", "new.md", "--format", "json").stdout)
    assert (shown["version"], shown["old"], shown["new"], shown["documents"]) == (1, "old.md", "new.md", 10)
    assert shown["others"] == []
    (moved,) = [change for change in shown["changes"] if change["name"] == "sign_off Security"]
    assert (moved["what"], moved["inside"], moved["change"]) == ("row", "", "is required")
    assert moved["documents"] == moved["fixed"] != []


def test_no_change(site: Path) -> None:
    assert (
        run("template", "diff", "old.md", "old.md").stdout == "old.md → old.md: 0 changes for 10 documents\n"
    )


def test_a_template_of_a_revision(site: Path) -> None:
    write(site, TWELVE["a section dropped"].edits)
    for command in ("init -q", "add -A", "-c user.name=D -c user.email=d@x.example commit -qm First"):
        subprocess.run(["git", *command.split()], check=True)
    write(site, [])
    (site / "sub").mkdir()
    shown = run("template", "diff", "HEAD:new.md", "new.md").stdout
    assert "HEAD:new.md → new.md: 1 change for 10 documents" in shown
    assert '0  section "Infrastructure" in "Pre-Deployment Checklist" is new. Add it.' in shown


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none.md", "none.md cannot be read: No such file or directory"),
        ("HEAD~9:new.md", "HEAD~9:new.md cannot be read: invalid object name 'HEAD~9'."),
        ("broken.md", "broken.md:3:15: (optinal) is not a mark; did you mean (optional)?"),
        ("HEAD:broken.md", "HEAD:broken.md:3:15: (optinal) is not a mark; did you mean (optional)?"),
    ],
)
def test_templates_that_cannot_be_compared(name: str, message: str, site: Path) -> None:
    (site / "broken.md").write_text(
        "---\nid: a-[nnn]\n# Owner: who. (optinal)\nowner: x\n---\n", encoding="utf-8"
    )
    for command in ("init -q", "add -A", "-c user.name=D -c user.email=d@x.example commit -qm First"):
        subprocess.run(["git", *command.split()], check=True)
    for arguments in ([name, "old.md"], ["old.md", name]):
        assert run("template", "diff", *arguments, status=2).stderr.startswith(f"Error: {message}")


@pytest.mark.parametrize(
    ("arguments", "number"), [(["new.md"], 10), (["old.md"], 0), (["old.md", "--in", "procedures"], 10)]
)
def test_the_collection_that_a_template_belongs_to(arguments: list[str], number: int, site: Path) -> None:
    write(site, TWELVE["a section dropped"].edits)
    (site / "runbooks").mkdir()
    collections = "[{folder: runbooks}, {folder: procedures, template: new.md}]"
    configuration = f"plugins: [{{procedures: {{collections: {collections}}}}}]\n"
    (site / "mkdocs.yml").write_text(configuration, encoding="utf-8")
    shown = run("template", "diff", "old.md", *arguments).stdout
    assert shown.splitlines()[0].endswith(f" for {number} documents")


def test_a_default_is_named_and_not_written(site: Path) -> None:
    write(site, TWELVE["a new required field with a default"].edits)
    help_ = 'Add tier: to the front matter. The template has "Standard"; write that only if it is true.'
    assert run("check", status=1).stdout.count(help_) == 10
