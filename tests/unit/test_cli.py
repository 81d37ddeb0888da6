"""Tests of `cli`: exit status, what goes where, and which procedures are shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin import __version__
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.schema import schema_files
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import GOOD, GOOD_ID, replaced

CART = "deploy-shop-002-cart"
BAD = replaced(GOOD, "title: Checkout redesign", "title:")
WARNING = replaced(GOOD, "None.\n", "None.\n\n<!-- procedures:weather -->\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the folder of a site with one good procedure, as the working directory."""
    (tmp_path / "mkdocs.yml").write_text("site_name: x\nplugins: [procedures]\n", encoding="utf-8")
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(site: Path, name: str, text: str) -> None:
    """Write a file of the site."""
    (site / name).parent.mkdir(parents=True, exist_ok=True)
    (site / name).write_text(text, encoding="utf-8")


def run(*arguments: str) -> Result:
    """Run the command. Nothing but an exit may leave it."""
    result = CliRunner().invoke(main, arguments)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.mark.usefixtures("site")
def test_nothing_found() -> None:
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "1 procedure checked, nothing found\n", "")


def test_findings(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    result = run("check")
    assert (result.exit_code, result.stderr) == (1, "")
    first, *_, last = result.stdout.splitlines()
    assert first == f'procedures/{GOOD_ID}.md:3:1: error: "title" has no value [empty-value]'
    assert last == "1 error and 0 warnings in 1 procedure"


def test_findings_are_in_the_order_of_paths_and_places(site: Path) -> None:
    write(site, f"procedures/{CART}.md", BAD.replace(GOOD_ID, CART).replace("### Scope", "### Scop"))
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    heads = [line for line in run("check").stdout.splitlines() if line.startswith("procedures/")]
    assert [head.split(": ")[0] for head in heads] == [
        f"procedures/{GOOD_ID}.md:3:1",
        f"procedures/{CART}.md:3:1",
        f"procedures/{CART}.md:34:1",
    ]


def test_warnings_fail_when_they_are_to(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", WARNING)
    result = run("check")
    assert result.exit_code == 0
    assert result.stdout.endswith("0 errors and 1 warning in 1 procedure\n")
    assert run("check", "--strict").exit_code == 1
    write(site, "mkdocs.yml", "plugins:\n  - procedures: {fail_on: warning}\n")
    assert run("check").exit_code == 1
    write(site, "mkdocs.yml", "plugins:\n  - procedures: {fail_on: never}\n")
    assert run("check", "--strict").exit_code == 0


def test_paths_choose_what_is_shown(site: Path) -> None:
    write(site, f"procedures/{CART}.md", BAD.replace(GOOD_ID, CART))
    write(site, "procedures/old/deploy-old-001-x.md", BAD.replace(GOOD_ID, "deploy-old-001-x"))
    for paths, status, files in (
        ([f"procedures/{GOOD_ID}.md"], 0, 1),
        ([f"./procedures/../procedures/{CART}.md"], 1, 1),
        ([str(site / "procedures" / f"{CART}.md")], 1, 1),
        (["procedures/old"], 1, 1),
        ([f"procedures/{GOOD_ID}.md", "procedures/old/"], 1, 2),
        (["procedures"], 1, 3),
        (["."], 1, 3),
    ):
        result = run("check", *paths)
        assert (result.exit_code, str(files) in result.stdout.splitlines()[-1]) == (status, True), paths


def test_references_into_files_that_are_not_shown_still_resolve(site: Path) -> None:
    write(
        site, f"procedures/{CART}.md", replaced(GOOD.replace(GOOD_ID, CART), "None.", f"After `{GOOD_ID}`.")
    )
    assert run("check", f"procedures/{CART}.md").exit_code == 0


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("path", ["procedures/nothing.md", "nothing", "mkdocs.yml", "..", "proc"])
def test_paths_that_are_no_procedures(path: str) -> None:
    result = run("check", path)
    assert (result.exit_code, result.stdout) == (2, "")
    assert f"{path} is no procedure and no folder of procedures." in result.stderr


def test_no_procedures(site: Path) -> None:
    (site / "procedures" / f"{GOOD_ID}.md").unlink()
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "0 procedures checked, nothing found\n")
    assert result.stderr == f"No procedures found in procedures/ of {site}.\n"


def test_what_is_no_procedure_is_left_out(site: Path) -> None:
    for name in ("index.md", "README.md", ".hidden.md", ".git/a.md", "a.txt", "old/index.md"):
        write(site, f"procedures/{name}", "no front matter")
    assert run("check").stdout == "1 procedure checked, nothing found\n"


def test_settings_are_found_upwards_or_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, "other/mkdocs.yml", "plugins:\n  - procedures: {folder: runs}\n")
    write(site, f"other/runs/{GOOD_ID}.md", BAD)
    monkeypatch.chdir(site / "procedures")
    assert run("check").exit_code == 0
    result = run("check", "-f", "../other/mkdocs.yml")
    assert result.exit_code == 1
    assert result.stdout.startswith(f"runs/{GOOD_ID}.md:3:1: error")


def test_no_settings_are_the_defaults(site: Path) -> None:
    (site / "mkdocs.yml").unlink()
    assert run("check").stdout == "1 procedure checked, nothing found\n"


@pytest.mark.parametrize("command", [["check"], ["schema"], ["schema", "--check"]])
@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{foldr: x}", "unknown option 'foldr'"),
        ("{fail_on: often}", "fail_on cannot be 'often'; write one of error, warning, never"),
        ("{template: no.md}", "template 'no.md' cannot be read: No such file or directory"),
        ("{template: mkdocs.yml}", "template: mkdocs.yml:1:1: The file does not begin with front matter"),
        ("[x", "mkdocs.yml cannot be read: while parsing a flow sequence"),
    ],
)
def test_bad_settings_are_one_line_and_exit_2(
    site: Path, command: list[str], options: str, message: str
) -> None:
    write(site, "mkdocs.yml", f"plugins:\n  - procedures: {options}\n")
    result = run(*command)
    assert (result.exit_code, result.stdout) == (2, "")
    (line,) = result.stderr.splitlines()
    assert line.startswith(f"Error: {message}")


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize(
    "arguments", [["chek"], ["check", "--no"], ["check", "-f", "no.yml"], ["schema", "x"]]
)
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_schema_writes_and_checks(site: Path) -> None:
    names = sorted(schema_files(builtin_template()))
    result = run("schema", "--check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"schema/{name} does not follow from the template; run: procedures schema"
        for name in schema_files(builtin_template())
    ]
    assert not (site / "schema").exists()

    result = run("schema")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "2 of 2 schemas written to schema/.\n"
    assert sorted(path.name for path in (site / "schema").iterdir()) == names
    assert run("schema").stderr == "0 of 2 schemas written to schema/.\n"
    result = run("schema", "--check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")

    write(site, f"schema/{names[0]}", "{}")
    result = run("schema", "--check")
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert (site / "schema" / names[0]).read_text(encoding="utf-8") == "{}"
    (site / "schema" / names[0]).write_bytes(b"\xff")
    assert run("schema").stderr == "1 of 2 schemas written to schema/.\n"


def test_schema_follows_the_settings(site: Path) -> None:
    write(site, "team.md", builtin_template().text.replace("[Low/Medium/High]", "[Low/Huge]"))
    write(
        site,
        "mkdocs.yml",
        "plugins: {procedures: {template: team.md, schema_dir: out/s, site_keys: [owner]}}",
    )
    assert run("schema").exit_code == 0
    text = (site / "out" / "s" / "front-matter.schema.json").read_text(encoding="utf-8")
    assert '"Huge"' in text
    assert '"owner"' in text
    assert run("check").exit_code == 1


def test_help_and_version() -> None:
    for arguments in (["-h"], ["check", "-h"], ["schema", "--help"]):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
    assert __version__ in run("--version").stdout
