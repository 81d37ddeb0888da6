"""Tests of `procedures template show`: what it says about a template, as text and as JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from mkdocs_deploy_plugin.template.examples import example_value
from mkdocs_deploy_plugin.template.fields import FieldKind
from mkdocs_deploy_plugin.template.kinds import KINDS
from mkdocs_deploy_plugin.template.summary import as_json, summary
from mkdocs_deploy_plugin.template.summary_text import as_text
from mkdocs_deploy_plugin.text import display_width
from tests.unit.samples import ROOT, replaced

TEXT = builtin_template().text
WORDS = " ".join(as_text(summary(builtin_template()), 100).split())


def template(text: str) -> Template:
    return load_template("team.md", text.encode())


@pytest.mark.parametrize(
    "shown",
    [
        "Title [Feature Name] Deployment Procedure Id deploy-[project]-[nnn]-[feature-name], such as",
        "Statuses Draft, In Review, Approved (in force), Retired (retired)",
        'document_type optional always "Deployment Procedure (DEPLOY)"',
        "title required text what is deployed",
        "status required Draft, In Review, Approved or Retired the stage",
        "version required version, such as 1.0.0",
        "approver from In Review text who approves",
        "related_specs optional list of text or rows",
        "related_specs[].url required address that begins with https://",
        "depends_on optional list of text of the form deploy-[project]-[nnn]-[feature-name]",
        "reviewed from Approved date, YYYY-MM-DD",
        "risk required mapping",
        "risk.level required Low, Medium or High",
        "risk.factors from In Review list of text",
        "parameters optional mapping of names of your choice, each to a mapping",
        "parameters.*.pattern optional text",
        "environments optional list of rows: Production, Staging",
        "sign_off optional list of rows: Deployment Lead, Technical Lead, Operations (all kept)",
        "Document Metadata generated: metadata",
        "Purpose text required from In Review What changes for whom",
        "[ ] Database access (if applicable)",
        'Phase N one or more; named by a rollback step, unless "Nothing to undo" or "Cannot be undone"',
        "Step N.N one or more, each with a check",
        "Rollback Decision Criteria text required from In Review; decision criteria of the rollback",
        "Rollback Procedure rollback The rollback, step by step.",
        "Step R.N one or more Post-Rollback Actions rollback",
    ],
)
def test_the_text_says_what_the_template_requires(shown: str) -> None:
    assert shown in WORDS


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("reached. (choice)", "reached. (choice)", "Statuses  Draft, In Review, Approved (in force)"),
        (" (in force at Approved)", "", "Statuses  Draft, In Review, Approved, Retired (retired)"),
        ("version: 1.0.0", "version: CHG-[nnnn]-[Team Name]", "text of the form CHG-[nnnn]-[Team Name]"),
        ("version: 1.0.0", "version: 3", "required        whole number"),
        ("version: 1.0.0", "version: '[1-5]'", "required        whole number from 1 to 5"),
        ("version: 1.0.0", "version: true", "required        true or false"),
        (
            "deploy-[project]-[nnn]-[feature-name]\n\n# Title",
            "'[Any]'\n\n# Title",
            "Id        [Any], such as Any",
        ),
        (
            "(gates: hold, wait, by)",
            "(gates: Freigabe, warten, durch)",
            "(freigabe: role), (warten duration)",
        ),
        (" Name] Deployment", " Name] \u202eDeployment", r"\u202eDeployment"),
    ],
)
def test_a_change_of_the_template_is_shown(old: str, new: str, shown: str) -> None:
    assert shown in as_text(summary(template(replaced(TEXT, old, new))), 100)


@pytest.mark.parametrize("width", [50, 80, 100, 200])
@pytest.mark.parametrize("words", ["What changes", "変更内容" * 40, "x" * 300])
def test_the_text_fits_the_terminal(words: str, width: int) -> None:
    text = as_text(summary(template(replaced(TEXT, "What changes", words))), width)
    assert max(map(display_width, text.splitlines())) <= width
    assert words in "".join(text.split()) or words in " ".join(text.split())


@pytest.mark.parametrize("name", KINDS)
def test_the_example_of_a_pattern_matches_it(name: str) -> None:
    kinds = load_template(name, KINDS[name].read())
    fields = [field for field in kinds.fields if field.kind is FieldKind.PATTERN]
    assert all(re.fullmatch(field.pattern, str(example_value(field))) for field in fields)
    odd = template(replaced(TEXT, "version: 1.0.0", "version: CHG-[nnnn]-[Team Name]-[…]")).field("version")
    assert odd is not None
    assert re.fullmatch(odd.pattern, str(example_value(odd)))


def test_the_json_has_the_keys_that_are_documented() -> None:
    documented = (ROOT / "docs" / "template.md").read_text(encoding="utf-8")
    (table,) = re.findall(r"## A template as JSON\n(.*?)\n## ", documented, re.S)
    rows = dict(re.findall(r"^\| (`.*?`) \| (.*) \|$", table, re.M))
    data = json.loads(as_json(summary(builtin_template())))
    assert [*data] == re.findall(r"`(\w+)`", " ".join(rows))

    def keys(items: list[dict[str, Any]]) -> None:
        for item in items:
            name = "sections" if "sections" in item else "fields"
            assert {*item} <= {*re.findall(r"`(\w+)`", rows[f"`{name}`"])}, item
            keys(item[name])

    keys(data["fields"])
    keys(data["sections"])
    assert [kind.value for kind in FieldKind] == re.findall(r"`(\w+)`", table.rpartition("`kind` is ")[2])
    assert data["fields"][3]["choices"] == data["statuses"] == ["Draft", "In Review", "Approved", "Retired"]
    assert (data["in_force"], data["retired"], data["version"]) == ("Approved", "Retired", 1)
    (steps,) = [s for s in data["sections"] if s["heading"] == "Deployment Steps"]
    assert [(s["heading"], s["numbered"]) for s in steps["sections"]] == [("Phase N", True)]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with its own template, as the working directory."""
    config = "plugins:\n  - procedures:\n      template: db.md\n"
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    (tmp_path / "db.md").write_bytes(KINDS["database-change"].read())
    (tmp_path / "bad.md").write_text(TEXT.replace("(choice) (in force", "(in force"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def show(*arguments: str) -> Result:
    """Run `procedures template show`. Nothing but an exit may leave it."""
    result = CliRunner().invoke(main, ["template", "show", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


def test_which_template_is_shown(site: Path) -> None:
    assert json.loads(show("--format", "json").stdout)["template"] == "db.md"
    assert show("db.md").stdout == show().stdout
    (site / "mkdocs.yml").unlink()
    assert show().stdout.startswith("Template  deployment-procedure.md\n")


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("bad.md", "must be a choice"),
        ("none.md", "No such file"),
        (".", "not a file"),
        ("mkdocs.yml", "does not begin with front matter"),
    ],
)
def test_a_template_that_cannot_be_used(file: str, message: str, site: Path) -> None:
    result = show(file)
    assert (result.exit_code, result.stdout) == (2, "")
    assert file in result.stderr
    assert message in result.stderr
    assert result.stderr.count("\n") == 1


def test_a_template_without_front_matter(site: Path) -> None:
    (site / "notes.md").write_text("# [Title]\n\n## What\n", encoding="utf-8")
    result = show("notes.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert "Id        the name of the file\n" in result.stdout
    assert "Statuses" not in result.stdout
