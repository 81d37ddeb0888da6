"""Tests of `procedures list`: its options, its formats, and what it does with odd values."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.catalog.entries import Entry, entries
from mkdocs_deploy_plugin.catalog.listing import as_csv, as_json, as_table
from mkdocs_deploy_plugin.catalog.properties import KIND, Property, template_properties
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.cli.listing import USUAL
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from mkdocs_deploy_plugin.template import builtin_template
from mkdocs_deploy_plugin.text import display_width
from tests.unit.samples import TODAY

BUILTIN = {one.name: one for one in template_properties(builtin_template())}
FILES = {
    "deploy-pay-001-cards": "title: Cards\nstatus: Approved\nrisk: {level: High}\nreviewed: 2026-11-01\n"
    "author: 'Doe, Jane'\nversion: 1.10.0\nenvironments: [{name: Production}, {name: Staging}]",
    "deploy-shop-002-cart": "title: Cart\nstatus: In Review\nrisk: {level: Low}\nauthor: Kim\nversion: 1.9.0",
    "deploy-shop-010-wallet": "title: 決済サービス\nstatus: Draft\nauthor: Kim",
}


def write(folder: Path, files: dict[str, str]) -> None:
    (folder / "procedures").mkdir(exist_ok=True)
    for name, text in files.items():
        path = folder / "procedures" / f"{name}.md"
        path.write_text(f"---\nid: {name}\n{text}\n---\n\n# T\n", encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    write(tmp_path, FILES)
    (tmp_path / "mkdocs.yml").write_text("plugins: [procedures]\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["list", *arguments])


def ids(*arguments: str) -> list[str]:
    result = run("--columns", "id", "--format", "csv", *arguments)
    assert result.exit_code == 0, result.output
    return [line.split("-")[2] for line in result.stdout.split()[1:]]


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("arguments", "numbers"),
    [
        ([], ["001", "002", "010"]),
        (["--status", "in-review", "--status", "DRAFT"], ["002", "010"]),
        (["--project", "shop", "--author", "kim", "--risk", "Low"], ["002"]),
        (["--author", "Doe, Jane"], ["001"]),
        (["--author", "Doe", "--author", "Jane"], []),
        (["--environment", "staging"], ["001"]),
        (["--filter", "environment=staging", "--environment", "x"], ["001"]),
        (["--filter", "author=Doe, Jane", "--filter", "version=1.10.0"], ["001"]),
        (["--risk", ""], ["010"]),
        (["--overdue", "no"], ["001", "002", "010"]),
        (["--project", "../x"], []),
        (["--sort", "-id"], ["010", "002", "001"]),
        (["--sort", "version"], ["002", "001", "010"]),
        (["--sort", "-reviewed,-id", "--limit", "2"], ["001", "010"]),
    ],
)
def test_filters_and_order(arguments: list[str], numbers: list[str]) -> None:
    assert ids(*arguments) == numbers


def test_every_usual_option_is_a_property() -> None:
    assert set(USUAL) == {KIND, *BUILTIN} - {"document_type"}


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--status", "Aproved"], 'Status cannot be "Aproved". Did you mean "Approved"?'),
        (["--sort", "titel"], 'Unknown sort key "titel". Did you mean "title"?'),
        (["--columns", "id,"], 'Unknown column "".'),
        (["--limit", "many"], '"many" is not a valid limit. Write a single whole number, 1 or greater.'),
        (["--filter", "owner=a"], 'Unknown attribute "owner".'),
        (["--filter", "owner"], "--filter owner has no value; write PROPERTY=VALUE."),
        (["--filter", "facets=all"], "--filter facets=…: not a property."),
        (["--owner", "a"], "No such option"),
    ],
)
def test_wrong_usage(arguments: list[str], message: str) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr


@pytest.mark.usefixtures("site")
def test_a_filter_may_not_name_what_has_an_option_of_its_own() -> None:
    assert run("--filter", "limt=3").stderr.strip().endswith("environment, overdue, spec.")


def test_no_procedure(site: Path) -> None:
    result = run("--risk", "Medium")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "No procedure matches Risk: Medium.\n"
    for path in (site / "procedures").iterdir():
        path.unlink()
    assert run().stderr == f"No procedures found in {site / 'procedures'}.\n"
    assert json.loads(run("-F", "json").stdout) == {"version": 1, "procedures": []}


def test_files_that_cannot_be_read_are_listed(site: Path) -> None:
    (site / "procedures" / "a-broken.md").write_bytes(b"\xff")
    (site / "procedures" / "b-broken.md").write_text(
        "---\nstatus: Draft\nauthor: a: b\n---\n", encoding="utf-8"
    )
    result = run("--format", "json", "--columns", "id,title,status")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["procedures"][:2] == [
        {"source": "procedures/a-broken.md", "id": "a-broken", "title": "a-broken", "status": None},
        {"source": "procedures/b-broken.md", "id": "b-broken", "title": "b-broken", "status": "Draft"},
    ]


def test_a_team_s_own_properties(site: Path) -> None:
    template = '---\nid: run-[nnn]\nstatus: "[New/Live]" # Status. (choice)\nowner: "[o]"\n---\n\n# Run\n'
    (site / "t.md").write_text(template, encoding="utf-8")
    (site / "mkdocs.yml").write_text("plugins: [{procedures: {template: t.md}}]\n", encoding="utf-8")
    for path in (site / "procedures").iterdir():
        path.unlink()
    write(site, {"run-001": "status: New\nowner: Team A", "run-002": "status: Live\nowner: b"})
    result = run("--filter", "owner=team-a", "-F", "json")
    assert json.loads(result.stdout)["procedures"] == [
        {
            "source": "procedures/run-001.md",
            "id": "run-001",
            "title": "T",
            "project": None,
            "status": "New",
            "owner": "Team A",
        }
    ]
    result = run("--risk", "High")
    assert result.exit_code == 2
    assert result.stderr.endswith("Use one of id, title, project, status, owner.\n")


@pytest.mark.usefixtures("site")
def test_json_has_all_properties_unless_columns_are_asked_for() -> None:
    (entry,) = json.loads(run("--author", "doe, jane", "--format", "json").stdout)["procedures"]
    assert list(entry) == ["source", *BUILTIN]
    assert (entry["environment"], entry["spec"], entry["approver"]) == (["Production", "Staging"], [], None)


@pytest.mark.usefixtures("site")
def test_the_table_is_aligned_by_what_a_terminal_shows() -> None:
    result = run("--columns", "title,id,risk")
    assert result.stdout == (
        "Title         Document ID             Risk\n"
        "Cards         deploy-pay-001-cards    High\n"
        "Cart          deploy-shop-002-cart    Low\n"
        "決済サービス  deploy-shop-010-wallet\n"
    )


def made(folder: Path, *titles: str) -> tuple[Entry, ...]:
    """Return entries with these titles."""
    quoted = [json.dumps(title) for title in titles]
    write(
        folder, {f"deploy-x-{n:03}-y": f"title: {title}\nauthor: {title}" for n, title in enumerate(quoted)}
    )
    return entries(load_project(Settings(folder), today=TODAY), TODAY)


def columns(*names: str) -> list[Property]:
    return [BUILTIN[name] for name in names]


@pytest.mark.parametrize("width", [20, 40, 60, 80, 200])
def test_a_table_fits_the_terminal(tmp_path: Path, width: int) -> None:
    found = made(tmp_path, "x" * 300, "決済" * 150, "ترقية نظام الدفع", "e\u0301" * 60, "Same", "Same")
    lines = as_table(found, columns("id", "title", "author"), width).split("\n")
    assert len(lines) == 8
    assert all(display_width(line) <= max(width, 22) for line in lines)
    if width >= 40:  # Ids are cut last.
        assert [line.split()[0] for line in lines[1:-1]] == [f"deploy-x-{n:03}-y" for n in range(6)]
    whole = as_table(found, columns("id", "title"))
    assert "x" * 300 in whole
    assert "…" not in whole


def test_a_table_has_no_control_characters(tmp_path: Path) -> None:
    text = as_table(made(tmp_path, "a\x1b[31mb\u202ec\u0007"), columns("title"))
    assert text == "Title\na\\u001b[31mb\\u202ec\\u0007\n"


def test_csv_is_rfc_4180_and_no_formula(tmp_path: Path) -> None:
    titles = ("=1+1", "+1", "-1", "@x", 'say "no", twice', "＝1", "'=x", "a=b")
    text = as_csv(made(tmp_path, *titles), columns("id", "title", "environment"))
    assert text.startswith("id,title,environment\r\n")
    assert text.count("\r\n") == len(titles) + 1
    assert not re.search(r"(^|,)\"?[=+\-@]", text, re.M)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert [row[1] for row in rows[1:]] == ["'=1+1", "'+1", "'-1", "'@x", titles[4], "'＝1", "'=x", "a=b"]
    assert {len(row) for row in rows} == {3}


def test_names_that_are_no_utf_8_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / "a\udcff.md").write_text("", encoding="utf-8")
    found = entries(load_project(Settings(tmp_path), today=TODAY), TODAY)
    for render in (as_table, as_csv, as_json):
        assert "a\ufffd" in render(found, columns("id", "title"))
        render(found, columns("id")).encode()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("command", ["list", "export", "check"])
def test_an_output_that_cannot_be_written_is_one_line(command: str) -> None:
    shell = f"{sys.executable} -m mkdocs_deploy_plugin {command}"
    full = subprocess.run(f"{shell} >/dev/full", shell=True, capture_output=True, check=False)
    assert full.returncode == 2
    assert full.stderr.decode() == "Error: cannot write to standard output: No space left on device\n"
    closed = subprocess.run(f"{shell} >&-", shell=True, capture_output=True, check=False)
    assert (closed.returncode, closed.stderr) == (1 if command == "check" else 0, b"")
