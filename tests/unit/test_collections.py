"""Tests of sites with several collections: settings, ids and references across, queries, commands."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.catalog.catalog import Catalog
from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.model import Reference
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from tests.unit.collection_samples import FILES, MKDOCS, RUNBOOK, RUNBOOK_ID, lay_out
from tests.unit.samples import GOOD, GOOD_ID, TODAY, replaced

PROCEDURE, RUNBOOK_FILE = f"procedures/{GOOD_ID}.md", f"docs/runbooks/{RUNBOOK_ID}.md"
OTHER_ID = "deploy-shop-002-cart"


def loaded(folder: Path) -> Project:
    return load_project(load_settings(folder / "mkdocs.yml", folder), today=TODAY)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(lay_out(tmp_path))
    return tmp_path


def test_each_document_is_checked_with_the_template_of_its_folder(site: Path) -> None:
    project = loaded(site)
    assert project.diagnostics == ()
    assert [(one.id, one.kind, one.project) for one in project.catalog] == [
        (RUNBOOK_ID, "runbooks", "shop"),
        (GOOD_ID, "procedures", "shop"),
    ]
    assert [(one.kind, one.name) for one in project.collections] == [
        ("procedures", "Procedures"),
        ("runbooks", "Incident runbooks"),
    ]


def test_references_lead_across_collections_in_both_directions(site: Path) -> None:
    catalog = loaded(site).catalog
    assert [(one.source, one.anchor, one.relation) for one in catalog.back_links(RUNBOOK_ID)] == [
        (GOOD_ID, "purpose", "")
    ]
    reference = next(one for one in links(catalog, GOOD_ID) if one.target == RUNBOOK_ID)
    assert reference.anchor == "step-T.1"
    assert [(one.source, one.anchor, one.relation) for one in catalog.back_links(GOOD_ID)] == [
        (RUNBOOK_ID, "", "related_specs"),
        (RUNBOOK_ID, "impact", ""),
    ]


def test_a_procedure_can_depend_on_a_document_of_another_kind(tmp_path: Path) -> None:
    def change(text: str) -> str:
        return replaced(text, "\ndepends_on: []", f"\ndepends_on: [{RUNBOOK_ID}]")

    project = loaded(lay_out(tmp_path, PROCEDURE, change))
    assert project.diagnostics == ()
    assert project.relations.of(RUNBOOK_ID).required_by == (GOOD_ID,)
    project = loaded(
        lay_out(tmp_path, PROCEDURE, lambda text: change(text).replace("[runbook-shop-001", "[Runbook 1"))
    )
    assert [finding.rule for finding in project.diagnostics] == ["invalid-value"]


def test_a_dependency_on_a_document_named_by_its_file_has_to_exist(tmp_path: Path) -> None:
    template = "---\ntitle: '[Title]'\n---\n# [Title]\n\n## What\n"
    more = {
        "templates/runbook.md": template,
        "docs/runbooks/Disk.md": "---\ntitle: D\n---\n# D\n\n## What\nX\n",
    }
    for target, rules in (("Disk", []), ("Disc", ["unknown-reference"])):

        def change(text: str, target: str = target) -> str:
            text = replaced(text, "\ndepends_on: []", f"\ndepends_on: [{target}]")
            return replaced(text, f"see Step T.1 of {RUNBOOK_ID}", "wait")

        folder = lay_out(tmp_path / target, PROCEDURE, change, more)
        (folder / RUNBOOK_FILE).unlink()
        assert [finding.rule for finding in loaded(folder).diagnostics] == rules


def links(catalog: Catalog, identifier: str) -> tuple[Reference, ...]:
    procedure = catalog.get(identifier)
    assert procedure is not None
    assert procedure.document.outline is not None
    return procedure.document.outline.references


def replacing(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return change


BROKEN: dict[str, tuple[str, Callable[[str], str], dict[str, str], list[tuple[str, str]]]] = {
    "an unknown id of the other kind": (
        PROCEDURE,
        replacing(RUNBOOK_ID, "runbook-shop-009-gone"),
        {},
        [(PROCEDURE, "unknown-reference")],
    ),
    "a step that the other document does not have": (
        PROCEDURE,
        replacing("Step T.1 of", "Step T.9 of"),
        {},
        [(PROCEDURE, "unknown-step")],
    ),
    "a step of the other document, whose id is code": (
        PROCEDURE,
        replacing(f"Step T.1 of {RUNBOOK_ID}", f"Step T.9 of `{RUNBOOK_ID}`"),
        {},
        [(PROCEDURE, "unknown-step")],
    ),
    "a step of another kind of document, whichever it is": (
        PROCEDURE,
        replacing(
            f"see Step T.1 of {RUNBOOK_ID}", "do Step T.1 of what the [vendor](https://v.example) says"
        ),
        {},
        [],
    ),
    "an anchor that the other document does not have": (
        RUNBOOK_FILE,
        replacing(f"{GOOD_ID}#step-1.1", f"{GOOD_ID}#step-9.9"),
        {},
        [(RUNBOOK_FILE, "unknown-step")],
    ),
    "an unknown id in the front matter": (
        RUNBOOK_FILE,
        replacing(f"  - {GOOD_ID}\n", "  - deploy-shop-009-gone\n"),
        {},
        [(RUNBOOK_FILE, "unknown-reference")],
    ),
    "a link to a file that does not exist": (
        PROCEDURE,
        replacing(f"see Step T.1 of {RUNBOOK_ID}", "see [it](../docs/runbooks/runbook-shop-009-gone.md)"),
        {},
        [(PROCEDURE, "unknown-reference")],
    ),
    "an id that was renamed in the other collection": (
        RUNBOOK_FILE,
        replacing(f"After {GOOD_ID}#step-1.1", "After deploy-shop-001-old-checkout"),
        {
            PROCEDURE: FILES[PROCEDURE].replace(
                "\ntitle:", "\nformer_ids: [deploy-shop-001-old-checkout]\ntitle:", 1
            )
        },
        [(RUNBOOK_FILE, "former-id")],
    ),
    "a document in the folder of the other kind": (
        PROCEDURE,
        str,
        {f"docs/runbooks/{OTHER_ID}.md": GOOD.replace(GOOD_ID, OTHER_ID)},
        [(f"docs/runbooks/{OTHER_ID}.md", "invalid-value")],
    ),
    "one id in two collections": (
        PROCEDURE,
        str,
        {f"procedures/{RUNBOOK_ID}.md": RUNBOOK},
        [(f"procedures/{RUNBOOK_ID}.md", "duplicate-id")],
    ),
    "a kind that does not exist": (
        PROCEDURE,
        str,
        {"docs/index.md": "# Ops\n\n<!-- procedures:catalog kind=runbok -->\n"},
        [("docs/index.md", "invalid-directive")],
    ),
    "a property that the kind does not have": (
        PROCEDURE,
        str,
        {"docs/index.md": "# Ops\n\n<!-- procedures:catalog kind=runbooks risk=High -->\n"},
        [("docs/index.md", "invalid-directive")],
    ),
    "a kind for a directive about one document": (
        PROCEDURE,
        replacing("### Purpose\n", "### Purpose\n<!-- procedures:metadata kind=runbooks -->\n\n"),
        {},
        [(PROCEDURE, "invalid-directive")],
    ),
    "a kind that attention does not know": (
        PROCEDURE,
        str,
        {"docs/index.md": "# Ops\n\n<!-- procedures:attention kind=runbok -->\n"},
        [("docs/index.md", "invalid-directive")],
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_mistake_across_collections_is_found_where_it_is(tmp_path: Path, name: str) -> None:
    path, change, more, expected = BROKEN[name]
    lay_out(tmp_path, path, change, more)
    found = {(one.path, one.rule) for one in loaded(tmp_path).diagnostics}
    assert found >= set(expected)
    if len(more) != 1 or "docs/index.md" in more:  # A document of the wrong kind has many findings.
        assert found == set(expected)


def test_numbers_are_counted_in_each_collection(tmp_path: Path) -> None:
    lay_out(tmp_path)
    assert not [one for one in loaded(tmp_path).diagnostics if one.rule == "duplicate-number"]
    second = "runbook-shop-001-other"
    path = f"docs/runbooks/{second}.md"
    lay_out(tmp_path, more={path: RUNBOOK.replace(RUNBOOK_ID, second)})
    (found,) = [one for one in loaded(tmp_path).diagnostics if one.rule == "duplicate-number"]
    assert found.path == path


@pytest.mark.parametrize(
    ("collections", "words"),
    [
        ([], "collections is empty; list at least one folder"),
        ([5], "collections: write an entry as {folder: runbooks}, not 5"),
        ([{"template": "x.md"}], "collections: write an entry as {folder: runbooks}"),
        ([{"folder": "a", "nmae": "A"}], "collections: unknown key 'nmae'; did you mean 'name'?"),
        ([{"folder": "a", "name": 5}], "collections: name cannot be 5; write a text"),
        ([{"folder": "a", "name": "X"}, {"folder": "b", "name": "X"}], "a and b have the same name"),
        ({"runbooks": "x.md"}, "write a list, such as [procedures, runbooks]"),
        (["a", "a"], "collections: a and a overlap; use separate folders"),
        (["a", "a/b"], "collections: a and a/b overlap"),
        (["a/b/..", "a/c"], "collections: a and a/c overlap"),
        (["x/run books", "y/Run-Books"], "x/run books and y/Run-Books cannot be told apart by their names"),
        (["a", "../b"], "folder must be a folder below that of the configuration, not '../b'"),
    ],
)
def test_collections_that_cannot_be_used(tmp_path: Path, collections: Any, words: str) -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_mapping(tmp_path, {"collections": collections})
    assert words in str(caught.value)


def test_collections_and_the_short_form_exclude_each_other(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="folder is set beside collections; write it in one of them"):
        Settings.from_mapping(tmp_path, {"folder": "a", "collections": ["b"]})


def test_one_kind_is_listed_with_all_its_properties(site: Path) -> None:
    both = json.loads(run("list", "--columns", "id,kind", "-F", "json").stdout)["procedures"]
    assert [(one["id"], one["kind"]) for one in both] == [(GOOD_ID, "procedures"), (RUNBOOK_ID, "runbooks")]
    (one,) = json.loads(run("list", "--kind", "Runbooks", "-F", "json").stdout)["procedures"]
    assert (one["id"], one["severity"]) == (RUNBOOK_ID, "SEV2")
    assert "risk" not in one
    assert run("list", "--kind", "runbooks", "--filter", "severity=sev2").stdout.count(RUNBOOK_ID) == 1
    refused = run("list", "--kind", "runbok")
    assert refused.exit_code == 2
    assert 'Unknown kind "runbok". Did you mean "runbooks"?' in refused.stderr


def test_new_writes_into_the_collection_that_is_named(site: Path) -> None:
    result = run("new", "--in", "runbooks", "--project", "shop", "--title", "Disk full", "--author", "A B")
    assert result.stdout == "docs/runbooks/runbook-shop-002-disk-full.md\n"
    result = run("new", "--project", "shop", "--title", "Cart", "--author", "A B")
    assert result.stdout == "procedures/deploy-shop-002-cart.md\n"
    assert run("check").exit_code == 0, run("check").stdout
    refused = run("new", "--in", "rnbooks", "--title", "x")
    assert refused.exit_code == 2
    assert "Unknown collection 'rnbooks': use procedures or runbooks." in refused.stderr
    assert site.is_dir()


def test_check_takes_all_collections_or_some(site: Path) -> None:
    for path in (PROCEDURE, RUNBOOK_FILE):
        file = site / path
        file.write_text(file.read_text(encoding="utf-8").replace("Approved", "approved", 1), encoding="utf-8")
    assert run("check").stdout.count("[invalid-choice]") == 2
    assert run("check", "docs/runbooks").stdout.count("[invalid-choice]") == 1
    assert run("check", "--fix").exit_code == 0, run("check").stdout


def test_a_collection_without_documents_is_said(site: Path) -> None:
    (site / RUNBOOK_FILE).unlink()
    (site / PROCEDURE).write_text(GOOD, encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert f"No procedures found in {site / 'docs/runbooks'}." in result.stderr


def test_each_collection_has_schemas_of_its_own(site: Path) -> None:
    assert run("schema").exit_code == 0
    assert run("schema", "--check").exit_code == 0
    assert run("export", "-o", "all.json").exit_code == 0
    data = json.loads((site / "all.json").read_bytes())
    broken = json.loads((site / "all.json").read_bytes().replace(b'"Approved"', b'"Aproved"'))
    for kind, folder in (("procedures", ""), ("runbooks", "runbooks")):
        schema = json.loads((site / "schema" / folder / "catalog.schema.json").read_bytes())
        assert not [*Draft202012Validator(schema).iter_errors(data)]
        found = [*Draft202012Validator(schema).iter_errors(broken)]
        assert {data["procedures"][error.path[1]]["kind"] for error in found} == {kind}


def test_every_template_of_the_site_is_checked(site: Path) -> None:
    template = site / "templates" / "runbook.md"
    good = "deployment-procedure.md: nothing found\n"
    assert run("template", "check").stdout == f"{good}templates/runbook.md: nothing found\n"
    text = template.read_text(encoding="utf-8").replace("(choice)", "(choise)", 1)
    template.write_text(text, encoding="utf-8")
    result = run("template", "check")
    assert result.exit_code == 1
    assert result.stdout.startswith(good)
    assert "(choise) is not a mark" in result.stdout


def test_a_former_name_in_a_directive_is_told_the_present_one(tmp_path: Path) -> None:
    template = replaced(FILES["templates/runbook.md"], "\nseverity:", "\ntier:")
    template = replaced(template, "is declared. (choice)", "is declared. (choice) (formerly: severity)")
    arguments = "kind=runbooks columns=id,severity severity=SEV1 facets=severity"
    page = f"# Ops\n\n<!-- procedures:catalog {arguments} -->\n"
    folder = lay_out(tmp_path, more={"templates/runbook.md": template, "docs/index.md": page})
    found = [one for one in loaded(folder).diagnostics if one.rule == "invalid-directive"]
    assert {(one.message, one.help) for one in found} == {
        (f'The {role} "severity" is now called tier', "Write tier.")
        for role in ("attribute", "column", "facet")
    }


def test_what_is_counted_is_called_by_its_noun(site: Path) -> None:
    assert run("check").stdout == "2 documents checked, nothing found\n"
    assert run("check", "docs/runbooks").stdout == "1 runbook checked, nothing found\n"
    assert run("check", str(site / "procedures")).stdout == "1 procedure checked, nothing found\n"


def test_a_template_is_shown_by_its_collection(site: Path) -> None:
    assert run("template", "show").stdout.startswith("Template  deployment-procedure.md")
    shown = run("template", "show", "--in", "docs/runbooks").stdout
    assert shown.startswith("Template  templates/runbook.md"), site


def test_two_collections_with_one_template_have_one_set_of_ids(tmp_path: Path) -> None:
    other = GOOD.replace(GOOD_ID, OTHER_ID).replace("\ndepends_on: []", f"\ndepends_on: [{GOOD_ID}]")
    for name, content in {
        "mkdocs.yml": MKDOCS.replace("template: templates/runbook.md, ", ""),
        PROCEDURE: GOOD,
        f"docs/runbooks/{OTHER_ID}.md": other,
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    project = loaded(tmp_path)
    assert project.diagnostics == ()
    assert project.relations.of(GOOD_ID).required_by == (OTHER_ID,)


def test_links_with_encoded_paths_are_read(tmp_path: Path) -> None:
    config = MKDOCS.replace("docs/runbooks", "docs/run books")
    moved = RUNBOOK_FILE.replace("runbooks", "run books")
    link = f"[it](../docs/run%20books/{RUNBOOK_ID}.md#step-T.1)"
    folder = lay_out(
        tmp_path,
        PROCEDURE,
        lambda text: replaced(text, f"see Step T.1 of {RUNBOOK_ID}", f"see {link}"),
        {"mkdocs.yml": config, moved: FILES[RUNBOOK_FILE]},
    )
    project = loaded(folder)
    assert project.diagnostics == ()
    assert [one.source for one in project.catalog.back_links(RUNBOOK_ID)] == [GOOD_ID]
    (folder / PROCEDURE).write_text(
        FILES[PROCEDURE].replace(f"see Step T.1 of {RUNBOOK_ID}", link.replace("T.1", "T.9"))
    )
    assert [one.rule for one in loaded(folder).diagnostics] == ["unknown-step"]


def test_check_takes_a_folder_that_is_a_link(site: Path) -> None:
    (site / "docs" / "runbooks").rename(site / "real")
    (site / "docs" / "runbooks").symlink_to(site / "real", target_is_directory=True)
    assert run("check", "docs/runbooks").stdout == "1 runbook checked, nothing found\n"
