"""Tests of all procedures as one document: `procedures export`, and the schema of `procedures.json`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator

from mkdocs_deploy_plugin.catalog.export import document, page_address
from mkdocs_deploy_plugin.catalog.schema_files import catalog_schema
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import builtin_template
from mkdocs_deploy_plugin.template.schema import document_schema
from tests.unit.samples import GOOD, GOOD_ID, ROOT, replaced

CART = "deploy-shop-002-cart"
NOW = datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC)
CHECKER = Draft202012Validator.FORMAT_CHECKER
SCHEMA = Draft202012Validator(catalog_schema(builtin_template()), format_checker=CHECKER)
ENTRY = Draft202012Validator(document_schema(builtin_template()), format_checker=CHECKER)


def exported(folder: Path, body: bool = False, **files: str | bytes) -> dict[str, Any]:
    """Write procedures, and give all of them as data."""
    for name, text in files.items():
        path = folder / "procedures" / f"{name.replace('_', '-')}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text)
    settings = Settings(folder)
    project = load_project(settings, today=NOW.date())
    text = document(project, NOW, lambda one: page_address(one, settings), body)
    data: dict[str, Any] = json.loads(text)
    assert [error.message for error in SCHEMA.iter_errors(data)] == []
    for entry in data["procedures"]:
        fits = ENTRY.is_valid(entry)
        # Without the body, nobody can tell from the entry alone what is wrong with it.
        assert fits or not entry["valid"]
        assert fits == entry["valid"] or not body
    return data


def test_an_entry(tmp_path: Path) -> None:
    other = GOOD.replace(GOOD_ID, CART)
    text = replaced(other, "depends_on: []", f"depends_on: [{GOOD_ID}]") if "depends_on: []" in other else (
        other.replace("\nrisk:", f"\ndepends_on: [{GOOD_ID}]\nrisk:", 1)
    )  # fmt: skip
    text = text.replace("### Purpose\n", f"### Purpose\nAfter {GOOD_ID}#step-1.1.\n", 1)
    data = exported(tmp_path, deploy_shop_001_checkout=GOOD, deploy_shop_002_cart=text)
    assert (data["version"], data["generated"]) == (1, "2026-11-20T08:30:15Z")
    first, second = data["procedures"]
    assert list(first) == [
        "id", "title", "kind", "project", "url", "source", "valid", "front_matter", "outline",
        "references", "back_links",
    ]  # fmt: skip
    assert first["id"] == GOOD_ID
    assert (first["title"], first["kind"], first["project"]) == ("Checkout redesign", "procedures", "shop")
    assert first["valid"]
    assert (first["url"], first["source"]) == (f"procedures/{GOOD_ID}/", f"procedures/{GOOD_ID}.md")
    assert first["front_matter"]["status"] == "Approved"
    assert first["references"] == []
    assert second["references"] == [
        {"id": GOOD_ID, "relation": "depends_on"},
        {"id": GOOD_ID, "relation": "mentions", "anchor": "purpose"},
    ]
    assert first["back_links"] == [
        {"id": CART, "relation": "depends_on"},
        {"id": CART, "relation": "mentions", "anchor": "purpose"},
    ]
    overview = first["outline"][0]
    assert (overview["heading"], overview["sections"][0]) == (
        "Overview",
        {"heading": "Purpose", "anchor": "purpose"},
    )


def test_the_body_on_request(tmp_path: Path) -> None:
    (entry,) = exported(tmp_path, body=True, deploy_shop_001_checkout=GOOD)["procedures"]
    phase = entry["body"]["sections"]["Deployment Steps"]["phases"][0]
    assert (phase["number"], phase["steps"][0]["number"]) == ("1", "1.1")
    assert phase["steps"][0]["items"][0]["id"].startswith("step-1.1/")
    assert phase["steps"][0]["commands"]
    broken = GOOD.replace("- [ ] Backups completed successfully\n", "", 1)
    assert exported(tmp_path, body=True, deploy_shop_001_checkout=broken.replace("All tests", "No tests"))


@pytest.mark.parametrize(
    ("text", "front_matter"),
    [
        (replaced(GOOD, "status: Approved", "status: Done"), True),
        (replaced(GOOD, "### Purpose", "### Porpoise"), True),
        (replaced(GOOD, "title: Checkout redesign", "title: [a]"), True),
        ("---\nid: [\n---\n\n# T\n", True),
        ("nothing\n", False),
        ("", False),
        (b"\xff\xfe", False),
        ("---\ntitle: never closed\n", False),
        (GOOD.replace("\n## ", "\n<<<<<<< a\nx\n=======\ny\n>>>>>>> b\n## ", 1), False),
    ],
)
def test_a_procedure_that_does_not_fit_is_there_and_marked(
    tmp_path: Path, text: str | bytes, front_matter: bool
) -> None:
    (entry,) = exported(tmp_path, deploy_shop_001_checkout=text)["procedures"]
    assert (entry["id"], entry["valid"]) == (GOOD_ID, False)
    if not front_matter:
        assert entry["front_matter"] is None


def test_valid_is_what_the_schema_says_not_what_a_team_lets_stand(tmp_path: Path) -> None:
    waived = "status: Done # procedures:waive invalid-choice: for now"
    (entry,) = exported(tmp_path, deploy_shop_001_checkout=replaced(GOOD, "status: Approved", waived))[
        "procedures"
    ]
    assert entry["valid"] is False
    # What is wrong with it is nothing that the schema can say.
    author = replaced(GOOD, "approver: Sam Lee", "approver: Dana Okafor")
    (entry,) = exported(tmp_path, deploy_shop_001_checkout=author)["procedures"]
    assert entry["valid"] is True


def test_values_that_json_and_utf_8_do_not_have(tmp_path: Path) -> None:
    text = GOOD.replace("title: Checkout redesign", 'title: "a\\ud800b"').replace(
        "tags: [shop]", "tags: [.nan, .inf, 1e999, 0x10, 012]"
    )
    (entry,) = exported(tmp_path, deploy_shop_001_checkout=text)["procedures"]
    assert "\ud800" not in json.dumps(entry, ensure_ascii=False)


def test_two_procedures_of_one_id_are_both_there(tmp_path: Path) -> None:
    data = exported(tmp_path, deploy_shop_001_checkout=GOOD, other=GOOD)
    assert [(one["id"], one["source"]) for one in data["procedures"]] == [
        (GOOD_ID, f"procedures/{GOOD_ID}.md"),
        (GOOD_ID, "procedures/other.md"),
    ]


def test_the_time_is_in_utc(tmp_path: Path) -> None:
    project = load_project(Settings(tmp_path))
    time = datetime(2026, 1, 1, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert document(project, time, lambda one: "") == (
        b'{"version": 1, "generated": "2025-12-31T23:00:00Z", "procedures": [\n]}\n'
    )


@pytest.mark.parametrize(
    ("config", "folder", "url"),
    [
        ("", "procedures", "procedures/a%20b%C3%BC/"),
        ("use_directory_urls: false\n", "procedures", "procedures/a%20b%C3%BC.html"),
        ("plugins: [{procedures: {folder: ops/runs}}]\n", "ops/runs", "runs/a%20b%C3%BC/"),
        ("plugins: [{procedures: {folder: docs/ops/runs}}]\n", "docs/ops/runs", "ops/runs/a%20b%C3%BC/"),
        (
            "docs_dir: pages\nplugins: [{procedures: {folder: pages/runs}}]\n",
            "pages/runs",
            "runs/a%20b%C3%BC/",
        ),
    ],
)
def test_addresses(tmp_path: Path, config: str, folder: str, url: str) -> None:
    (tmp_path / "mkdocs.yml").write_text(config, encoding="utf-8")
    (tmp_path / folder).mkdir(parents=True)
    (tmp_path / folder / "a bü.md").write_text("", encoding="utf-8")
    settings = load_settings(tmp_path / "mkdocs.yml", tmp_path)
    (procedure,) = load_project(settings).catalog
    assert page_address(procedure, settings) == url


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1763625600")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["export", *arguments])


def test_the_command_writes_the_same_bytes_each_time(site: Path) -> None:
    result = run()
    assert (result.exit_code, result.stderr) == (0, "")
    data = json.loads(result.stdout_bytes)
    assert data["generated"] == "2025-11-20T08:00:00Z"
    assert "body" not in data["procedures"][0]
    assert run("-o", "all.json").exit_code == 0
    assert (site / "all.json").read_bytes() == result.stdout_bytes
    assert "sections" in json.loads(run("--body").stdout_bytes)["procedures"][0]["body"]


def test_findings_do_not_stop_the_export(site: Path) -> None:
    (site / "procedures" / "broken.md").write_bytes(b"\xff")
    result = run()
    assert result.exit_code == 0
    assert [one["id"] for one in json.loads(result.stdout_bytes)["procedures"]] == ["broken", GOOD_ID]


def test_a_file_that_cannot_be_written_stays_as_it_was(site: Path) -> None:
    result = run("-o", "nowhere/all.json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "Error: nowhere/all.json cannot be written: No such file or directory\n"


def test_a_time_that_is_none(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "tomorrow")
    result = run("-o", "all.json")
    assert (result.exit_code, (site / "all.json").exists()) == (2, False)
    assert "SOURCE_DATE_EPOCH cannot be 'tomorrow'" in result.stderr


def test_the_schema_refuses_what_only_says_that_it_fits(site: Path) -> None:
    data = json.loads(run("--body").stdout_bytes)
    assert SCHEMA.is_valid(data)
    data["procedures"][0]["front_matter"]["status"] = "Done"
    assert not SCHEMA.is_valid(data)
    data["procedures"][0]["valid"] = False
    assert SCHEMA.is_valid(data)
    del data["procedures"][0]["url"]
    assert not SCHEMA.is_valid(data)


def test_the_procedures_of_this_project_fit() -> None:
    settings = load_settings(ROOT / "mkdocs.yml", ROOT)
    project = load_project(settings)
    data = json.loads(document(project, NOW, lambda one: page_address(one, settings), bodies=True))
    assert len(data["procedures"]) == len(project.catalog)
    assert len(project.collections) == 4
    for collection in project.collections:
        schema = catalog_schema(collection.template, kind=collection.kind)
        assert [error.message for error in Draft202012Validator(schema).iter_errors(data)] == []
