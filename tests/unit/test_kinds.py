"""The templates that come with the package: valid, alike in form, and fit for real documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.authoring.scaffolding import scaffold
from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.kinds import DEPLOYMENT, KINDS
from mkdocs_deploy_plugin.template.schema import document_schema, front_matter_schema
from tests.unit.samples import GOOD, GOOD_ID, ROOT, check_all, read, replaced

EXAMPLES = {
    "deployment-procedure": GOOD_ID,
    "incident-runbook": "runbook-shop-001-checkout-latency",
    "database-change": "dbchange-shop-004-order-number-bigint",
    "disaster-recovery-exercise": "drex-shop-002-region-loss",
}
EACH = pytest.mark.parametrize("name", EXAMPLES)


def template_of(name: str) -> Template:
    return load_template(KINDS[name].file, KINDS[name].read())


def example_of(name: str) -> str:
    (path,) = ROOT.glob(f"[!.]*/{EXAMPLES[name]}.md") if name != DEPLOYMENT else [ROOT]
    return GOOD if name == DEPLOYMENT else path.read_text(encoding="utf-8")


def findings(text: str, identifier: str, template: Template) -> list[str]:
    """Return what is wrong with a document, as one line each."""
    document = read(text, f"procedures/{identifier}.md", template)
    return [f"{one.span.line}: {one.message} [{one.rule}]" for one in check_all([document], template)]


def test_every_kind_has_an_example() -> None:
    assert [*EXAMPLES] == [*KINDS]
    assert KINDS[DEPLOYMENT].read().decode() == builtin_template().text


@EACH
def test_the_schemas_are_valid(name: str) -> None:
    template = template_of(name)
    schemas: list[Any] = [make(template) for make in (front_matter_schema, document_schema, catalog_schema)]
    for schema in schemas:
        Draft202012Validator.check_schema(schema)
    document = read(example_of(name), template=template)
    data = document_data(document, template)
    assert not [*Draft202012Validator(schemas[1]).iter_errors(data)]
    assert not [*Draft202012Validator(schemas[0]).iter_errors(data["front_matter"])]


@EACH
def test_a_filled_in_document_passes(name: str) -> None:
    text, template = example_of(name), template_of(name)
    assert "status: Approved\n" in text
    assert findings(text, EXAMPLES[name], template) == []


@EACH
def test_a_new_draft_passes_and_is_not_ready(name: str) -> None:
    template = template_of(name)
    draft = scaffold(template, EXAMPLES[name], "A title", "Dana Okafor")
    assert findings(draft.text, draft.id, template) == []
    ready = draft.text.replace("status: Draft", "status: Approved")
    rules = {finding.rpartition("[")[2] for finding in findings(ready, draft.id, template)}
    assert {"missing-field]", "placeholder]"} <= rules


def filled(text: str, template: Template, identifier: str) -> str:
    """Return a draft in its second status with each placeholder filled in, one after the other.

    Whatever else is wrong with it stays.
    """
    first, second, *_ = template.statuses
    text = replaced(text, f"status: {first}  # ", f"status: {second}  # ")
    for _ in range(100):
        for one in check_all([read(text, f"procedures/{identifier}.md", template)], template):
            lines = text.split("\n")
            number = one.span.line - 1
            start, end = one.span.column - 1, one.span.end_column - 1
            key = one.pointer.rpartition("/")[2]
            if one.message.endswith("is marked TODO: nobody has decided it yet"):
                lines[number] = lines[number].partition("  # TODO")[0]
            elif one.rule == "missing-field":
                # The draft has the key as a comment, with what belongs to it.
                number = next(n for n, line in enumerate(lines) if line.lstrip().startswith(f"# {key}:"))
                while lines[number].lstrip().startswith("# "):
                    line = lines[number].replace("# ", "", 1)
                    lines[number] = re.sub(r'"\[(.*)\]"$', r"\1", line)
                    number += 1
            elif one.rule in ("placeholder", "placeholder-value"):
                bullet = "- " if lines[number] == "-" else ""
                lines[number] = f"{lines[number][:start]}{bullet}Seven{lines[number][end:]}"
            elif one.rule == "todo-in-command":
                lines[number] = "true"
            elif one.rule == "empty-section":
                lines.insert(number + 2, "Seven of them.")
            else:
                continue
            text = "\n".join(lines)
            break
        else:
            break
    return text


@EACH
def test_a_new_draft_passes_in_review_once_it_is_filled_in(name: str) -> None:
    template = template_of(name)
    draft = scaffold(template, EXAMPLES[name], "A title", "Dana Okafor")
    text = filled(draft.text, template, draft.id)
    assert f"status: {template.statuses[1]}" in text
    assert "TODO" not in text
    assert findings(text, draft.id, template) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "message"),
    [
        ("incident-runbook", "SEV2\nalerts", "SEV9\nalerts", "severity"),
        ("incident-runbook", "Rolls back Step M.3.", "", "No rollback step names Step M.3"),
        ("incident-runbook", "- [ ] Alert acknowledged\n", "", "Alert acknowledged"),
        ("incident-runbook", "(hold: Incident Commander)", "(hold: Incident Comander)", "Incident Comander"),
        ("database-change", "data_loss: Impossible\n", "", "data_loss"),
        ("database-change", "Rolls back Phase 1.", "", "No rollback step names Phase 1"),
        ("database-change", "### Compatibility\n", "### Compat\n", "Compat"),
        ("disaster-recovery-exercise", ", rpo: 5 minutes", "", "rpo"),
        ("disaster-recovery-exercise", "Nothing to undo: the", "The", "No rollback step names Phase 1"),
        ("disaster-recovery-exercise", "### Stop Criteria\n", "", "Stop Criteria"),
    ],
)
def test_what_a_kind_requires(name: str, old: str, new: str, message: str) -> None:
    text = replaced(example_of(name), old, new)
    found = findings(text, EXAMPLES[name], template_of(name))
    assert any(message in finding for finding in found), found


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site, as the working directory."""
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [procedures]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments: str) -> Result:
    """Run `procedures template init`. Nothing but an exit may leave it."""
    result = CliRunner().invoke(main, ["template", "init", *arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.parametrize("name", ["", *KINDS])
def test_init(name: str, site: Path) -> None:
    kind = KINDS[name or DEPLOYMENT]
    result = init(*([name] if name else []))
    path = f"templates/{kind.file}"
    assert (result.exit_code, result.stdout) == (0, f"{path}\n")
    assert f"template: {path}" in result.stderr
    assert (site / path).read_bytes() == kind.read()
    again = init(*([name] if name else []))
    assert (again.exit_code, "already exists; nothing was written" in again.stderr) == (2, True)


def test_init_writes_where_it_is_told(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "docs").mkdir()
    monkeypatch.chdir(site / "docs")
    result = init("database-change", "--output", "../team/db.md")
    assert (result.stdout, "template: team/db.md" in result.stderr) == ("../team/db.md\n", True)
    inside = init("--output", "../procedures/template.md")
    assert (inside.exit_code, "in the folder of the procedures" in inside.stderr) == (2, True)
    assert not (site / "procedures").exists()


@pytest.mark.parametrize(
    ("word", "meant"),
    [("runbook", "Did you mean incident-runbook?"), ("Databse-change", "database-change?"), ("zzz", "")],
)
def test_init_names_the_kinds(word: str, meant: str, site: Path) -> None:
    result = init(word)
    assert result.exit_code == 2
    assert all(kind in result.stderr for kind in KINDS)
    assert (meant or "Did you mean") in result.stderr or not meant
    assert bool(meant) is ("Did you mean" in result.stderr)
