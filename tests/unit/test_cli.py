"""Tests of `cli`: exit status, what goes where, and which procedures are shown."""

from __future__ import annotations

import errno
import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin import __version__
from mkdocs_deploy_plugin.catalog.schema_files import schema_files
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.reporting.formats import FORMATS
from mkdocs_deploy_plugin.template import builtin_template
from tests.unit.samples import GOOD, GOOD_ID, replaced

CART = "deploy-shop-002-cart"
BAD = replaced(GOOD, "title: Checkout redesign", "title:")
WARNING = replaced(GOOD, "None.\n", "None.\n\n<!-- procedures:weather -->\n")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a site with one good procedure, as the working directory."""
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
        f"procedures/{CART}.md:37:1",
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
    assert f"{path} is not a procedure, a page, or a folder that contains any." in result.stderr


@pytest.mark.parametrize("paths", [[], ["docs/page.md"]])
def test_no_procedures(site: Path, paths: list[str]) -> None:
    write(site, "docs/page.md", "# Page\n")
    (site / "procedures" / f"{GOOD_ID}.md").rename(site / "procedures" / "index.md")
    result = run("check", *paths)
    assert (result.exit_code, result.stdout) == (1, "0 procedures checked, nothing found\n")
    assert result.stderr.splitlines()[0] == f"No procedures found in {site / 'procedures'}."
    for folder in ("runbooks", "mkdocs.yml"):
        write(site, "mkdocs.yml", f"plugins:\n  - procedures: {{folder: {folder}}}\n")
        result = run("check", *paths)
        assert result.exit_code == 1
        assert f"No procedures found in {site / folder}, which is not a folder.\n" in result.stderr
    write(site, "mkdocs.yml", "plugins:\n  - procedures: {fail_on: never}\n")
    assert run("check", *paths).exit_code == 0


def test_a_folder_that_is_no_site(site: Path) -> None:
    (site / "mkdocs.yml").unlink()
    (site / "procedures" / f"{GOOD_ID}.md").unlink()
    result = run("check", "--format", "json")
    assert (result.exit_code, json.loads(result.stdout)["summary"]["files"]) == (1, 0)
    message = f"No procedures found in {site / 'procedures'}. No mkdocs.yml in this folder or above"
    assert result.stderr.startswith(message)
    for command in ("list", "export"):
        assert run(command).stderr.startswith(message)


def test_a_path_that_is_no_procedure_is_not_green_in_silence(site: Path) -> None:
    write(site, "docs/page.md", "# Page\n")
    result = run("check", "docs/page.md")
    assert (result.exit_code, result.stdout) == (0, "0 procedures checked, nothing found\n")
    assert result.stderr == "None of the paths is a procedure; only directives are checked.\n"
    assert run("check", "docs", f"procedures/{GOOD_ID}.md").stderr == ""


@pytest.mark.parametrize("command", [["check"], ["list"], ["export"], ["schema", "--check"]])
def test_configurations_that_are_not_read_are_named(
    site: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    write(site, "mkdocs.yaml", "plugins:\n  - procedures: {folder: runs}\n")
    assert run(*command).stderr == "mkdocs.yaml is not read.\n"
    write(site, "sub/mkdocs.yml", "site_name: x\n")
    monkeypatch.chdir(site / "sub")
    assert run(*command).stderr.splitlines()[:3] == [
        "mkdocs.yml does not list the plugin procedures; its options have their defaults.",
        "../mkdocs.yml is not read.",
        "../mkdocs.yaml is not read.",
    ]
    result = run(*command, "-f", "../mkdocs.yml")
    assert result.stderr == ""


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("properdocs.yml", "plugins:\n  - procedures: {folder: docs/runs, schema_dir: forms}\n"),
        ("properdocs.yaml", "plugins: {procedures: {folder: docs/runs, schema_dir: forms}}\n"),
        (
            "zensical.toml",
            '[project.markdown_extensions.procedures]\nfolder = "docs/runs"\nschema_dir = "forms"\n',
        ),
    ],
)
def test_every_command_reads_the_configuration_of_other_hosts(site: Path, name: str, text: str) -> None:
    (site / "procedures" / f"{GOOD_ID}.md").unlink()
    (site / "mkdocs.yml").rename(site / name)
    write(site, name, text)
    write(site, f"docs/runs/{GOOD_ID}.md", GOOD)
    (new,) = run("new", "--project", "shop", "--title", "Cart", "--author", "Dana Okafor").stdout.splitlines()
    assert new.startswith("docs/runs/")
    (site / new).unlink()
    results = {command: run(command) for command in ("check", "list", "export", "schema")}
    assert [result.exit_code for result in results.values()] == [0, 0, 0, 0]
    assert all("does not list" not in result.stderr for result in results.values())
    assert results["check"].stdout == "1 procedure checked, nothing found\n"
    assert GOOD_ID in results["list"].stdout
    assert f"docs/runs/{GOOD_ID}.md" in results["export"].stdout
    assert (site / "forms").is_dir()


def test_the_configuration_of_properdocs_comes_first(site: Path) -> None:
    write(site, "properdocs.yml", "INHERIT: mkdocs.yml\nplugins:\n  - procedures: {folder: runs}\n")
    write(site, f"runs/{GOOD_ID}.md", BAD)
    result = run("check")
    assert result.stdout.startswith(f"runs/{GOOD_ID}.md:3:1: error")
    assert result.stderr == ""


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
@pytest.mark.parametrize("arguments", [["chek"], ["check", "--no"], ["schema", "x"]])
def test_wrong_usage_is_exit_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Usage: ")


def test_schema_writes_and_checks(site: Path) -> None:
    names = sorted(schema_files(builtin_template()))
    result = run("schema", "--check")
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"schema/{name} is out of date; run: procedures schema" for name in schema_files(builtin_template())
    ]
    assert not (site / "schema").exists()

    result = run("schema")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "3 of 3 schemas written to schema/.\n"
    assert sorted(path.name for path in (site / "schema").iterdir()) == names
    assert run("schema").stderr == "0 of 3 schemas written to schema/.\n"
    result = run("schema", "--check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")

    write(site, f"schema/{names[0]}", "{}")
    result = run("schema", "--check")
    assert (result.exit_code, len(result.stdout.splitlines())) == (1, 1)
    assert (site / "schema" / names[0]).read_text(encoding="utf-8") == "{}"
    (site / "schema" / names[0]).write_bytes(b"\xff")
    assert run("schema").stderr == "1 of 3 schemas written to schema/.\n"


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


def test_schemas_that_cannot_be_written(site: Path) -> None:
    for name in ("mkdocs.yml", "mkdocs.yml/schema"):
        write(site, "mkdocs.yml", f"plugins:\n  - procedures: {{schema_dir: {name}}}\n")
        result = run("schema")
        assert (result.exit_code, result.stderr) == (2, f"Error: {name} cannot be written: Not a directory\n")
    write(site, "mkdocs.yml", "plugins: [procedures]\n")
    (site / "schema/front-matter.schema.json").mkdir(parents=True)
    result = run("schema")
    assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)


def test_help_and_version() -> None:
    for arguments in (["-h"], ["check", "-h"], ["schema", "--help"]):
        result = run(*arguments)
        assert (result.exit_code, result.stderr) == (0, "")
    assert __version__ in run("--version").stdout


@pytest.mark.parametrize("name", FORMATS)
def test_findings_in_every_format(site: Path, name: str) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    for option in ("--format", "-F"):
        result = run("check", option, name)
        assert (result.exit_code, result.stderr) == (1, "")
        assert "empty-value" in result.stdout
    write(site, f"procedures/{GOOD_ID}.md", GOOD)
    assert run("check", "--format", name).exit_code == 0


def test_findings_as_json(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    data = json.loads(run("check", "--format", "json").stdout)
    assert data["summary"] == {"files": 1, "errors": 1, "warnings": 0}
    (one,) = data["diagnostics"]
    assert (one["path"], one["line"], one["rule"]) == (f"procedures/{GOOD_ID}.md", 3, "empty-value")


@pytest.mark.usefixtures("site")
def test_an_unknown_format() -> None:
    result = run("check", "--format", "xml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "'text', 'json', 'github', 'gitlab', 'sarif', 'junit', 'markdown'" in result.stderr


@pytest.mark.parametrize("git", ["folder", "file"])
def test_paths_of_the_repository(tmp_path: Path, git: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if git == "folder":
        (tmp_path / ".git").mkdir()
    else:
        write(tmp_path, ".git", "gitdir: elsewhere\n")
    site = tmp_path / "docs" / "ops site"
    write(site, "mkdocs.yml", "plugins: [procedures]\n")
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    monkeypatch.chdir(site)
    path, whole = f"procedures/{GOOD_ID}.md", f"docs/ops site/procedures/{GOOD_ID}.md"
    assert run("check").stdout.startswith(f"{path}:3:1: error")
    (one,) = json.loads(run("check", "-F", "json").stdout)["diagnostics"]
    assert one["path"] == path
    assert run("check", "-F", "github").stdout.startswith(f"::error file={whole},line=3,col=1,")
    (one,) = json.loads(run("check", "-F", "gitlab").stdout)
    assert one["location"]["path"] == whole
    assert f'"{whole.replace(" ", "%20")}"' in run("check", "-F", "sarif").stdout
    assert f'name="{whole}"' in run("check", "-F", "junit").stdout


def test_findings_into_a_file(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    output = site / "out.json"
    result = run("check", "--format", "json", "--output", str(output))
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "1 error and 0 warnings in 1 procedure\n"
    assert output.read_text(encoding="utf-8") == run("check", "--format", "json").stdout
    output.chmod(0o640)
    write(site, f"procedures/{GOOD_ID}.md", GOOD)
    result = run("check", "-F", "json", "-o", "out.json")
    assert (result.exit_code, result.stderr) == (0, "1 procedure checked, nothing found\n")
    assert json.loads(output.read_text(encoding="utf-8"))["diagnostics"] == []
    assert output.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in site.iterdir()) == ["mkdocs.yml", "out.json", "procedures"]


def test_the_limit_is_for_text_that_is_printed(site: Path) -> None:
    text = replaced(GOOD, "title: Checkout redesign", "title: TODO\nowner: me")
    for number in range(60):
        write(site, f"procedures/deploy-shop-{number:03}-x.md", text)
    found = len(json.loads(run("check", "-F", "json").stdout)["diagnostics"])
    assert found > 100
    cut, everything = run("check"), run("check", "--limit", "0")
    assert (cut.exit_code, everything.exit_code) == (1, 1)
    assert len(cut.stdout.split("\n\n")) == 100 + 4
    assert f"Shown: the 100 most important of {found} findings." in cut.stdout
    assert "deploy-shop-059-x.md" in cut.stdout
    assert len(everything.stdout.split("\n\n")) == found + 1
    assert cut.stdout.splitlines()[-1] == everything.stdout.splitlines()[-1]
    run("check", "--output", "out.txt")
    assert (site / "out.txt").read_text(encoding="utf-8") == everything.stdout


def test_what_sarif_leaves_out_is_said(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, f"procedures/{GOOD_ID}.md", replaced(BAD, "status: Approved", "status: Bogus"))
    assert run("check", "-F", "sarif").stderr == ""
    monkeypatch.setattr("mkdocs_deploy_plugin.reporting.sarif.LIMIT", 1)
    result = run("check", "-F", "sarif")
    assert "the 1 most important of 2 findings" in result.stderr
    assert len(json.loads(result.stdout)["runs"][0]["results"]) == 1


def test_a_link_stays_a_link(site: Path) -> None:
    write(site, "real.txt", "before")
    (site / "link.txt").symlink_to("real.txt")
    assert run("check", "-o", "link.txt").exit_code == 0
    assert (site / "link.txt").is_symlink()
    assert (site / "real.txt").read_text(encoding="utf-8") == "1 procedure checked, nothing found\n"


def test_what_is_no_file_is_written_to(site: Path) -> None:
    (site / "null").symlink_to(os.devnull)
    assert run("check", "-o", "null").exit_code == 0
    assert Path(os.devnull).is_char_device()


@pytest.mark.usefixtures("site")
@pytest.mark.parametrize("output", ["no/out.json", "procedures", "mkdocs.yml/x"])
def test_a_file_that_cannot_be_written(output: str) -> None:
    result = run("check", "-o", output)
    assert (result.exit_code, result.stdout) == (2, "")
    assert output in result.stderr


def test_what_was_there_stays_when_writing_fails(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, "out.txt", "before")

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    result = run("check", "-o", "out.txt")
    assert (result.exit_code, result.stderr) == (
        2,
        "Error: out.txt cannot be written: No space left on device\n",
    )
    assert (site / "out.txt").read_text(encoding="utf-8") == "before"
    assert sorted(path.name for path in site.iterdir()) == ["mkdocs.yml", "out.txt", "procedures"]


def test_colour_when_it_is_asked_for(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    for name in ("NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    assert "\x1b" not in run("check").stdout
    assert "\x1b[1;31merror\x1b[0m" in run("check", "--color", "always").stdout
    assert "\x1b" not in run("check", "--color", "always", "-F", "github").stdout
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[1;31merror\x1b[0m" in run("check").stdout
    assert "\x1b" not in run("check", "--color", "never").stdout
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in run("check").stdout


def test_colour_on_a_terminal(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", BAD)
    environment = {key: value for key, value in os.environ.items() if key not in ("NO_COLOR", "FORCE_COLOR")}
    environment |= {"TERM": "xterm", "COLUMNS": "200"}
    ours, theirs = pty.openpty()
    with open(theirs, "wb", buffering=0) as terminal:
        command = [sys.executable, "-m", "mkdocs_deploy_plugin", "check"]
        done = subprocess.run(command, stdout=terminal, stderr=subprocess.PIPE, env=environment, check=False)
    with open(ours, "rb", buffering=0) as screen:
        shown = screen.read(65536).decode()
    assert (done.returncode, done.stderr) == (1, b"")
    assert "\x1b[1;31merror\x1b[0m: " in shown


def test_output_is_utf_8_whatever_the_machine_speaks(site: Path) -> None:
    write(site, f"procedures/{GOOD_ID}.md", replaced(GOOD, "status: Approved", "status: Genehmigt für 日本"))
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs_deploy_plugin", "check"],
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "ascii:strict", "PYTHONUTF8": "0"},
        check=False,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    assert "Genehmigt für 日本" in done.stdout.decode()
