"""Tests of the places where people work: GitHub, GitLab, pre-commit, other validators."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from click.testing import CliRunner

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.model import Diagnostic, Document
from mkdocs_deploy_plugin.reading.endings import SUFFIXES
from mkdocs_deploy_plugin.template import builtin_template
from tests.mistakes.table import Single, singles
from tests.unit.samples import GOOD, GOOD_ID, ROOT, copy_own_procedures, read, replaced, schema_check

PAGE = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS: dict[str, str] = {
    title: text for _, title, text in re.findall(r'^```(\w+) title="([^"]+)"\n(.*?)^```$', PAGE, re.M | re.S)
}
"""The examples of the page, by their titles."""

BAD = replaced(GOOD, "title: Checkout redesign", "title:")
WARNING = replaced(GOOD, "None.\n", "None.\n\n<!-- procedures:weather -->\n")
BASH = shutil.which("bash") or "bash"


def run(*command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload, no-any-return]


def script(name: str) -> str:
    """Return the path of a command of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


def write_site(root: Path, **procedures: str) -> None:
    """Write a site with some procedures, by the last part of their ids."""
    (root / "procedures").mkdir(parents=True)
    (root / "mkdocs.yml").write_text("plugins: [procedures]\n", encoding="utf-8")
    for number, (name, text) in enumerate(procedures.items(), 1):
        identifier = f"deploy-shop-{number:03}-{name}"
        text = text.replace(GOOD_ID, identifier)
        (root / "procedures" / f"{identifier}.md").write_text(text, encoding="utf-8")


def install_procedures(folder: Path) -> None:
    """Write a command `procedures` that runs the package that is tested."""
    folder.mkdir(parents=True, exist_ok=True)
    command = folder / "procedures"
    command.write_text(
        f"#!{sys.executable}\n"
        "import os, sys\n"
        "from mkdocs_deploy_plugin.cli import main\n"
        "with open(os.environ.get('RECORD', os.devnull), 'a') as record:\n"
        "    record.write(repr(sys.argv[1:]) + '\\n')\n"
        "main(prog_name='procedures')\n",
        encoding="utf-8",
    )
    command.chmod(0o755)


# The schemas of others: check-jsonschema brings those of GitHub and GitLab.


@pytest.mark.parametrize(
    ("title", "schema"),
    [
        (".github/workflows/procedures.yml", "vendor.github-workflows"),
        (".github/workflows/code-scanning.yml", "vendor.github-workflows"),
        (".gitlab-ci.yml", "vendor.gitlab-ci"),
    ],
)
def test_the_examples_are_valid(tmp_path: Path, title: str, schema: str) -> None:
    (tmp_path / "example.yml").write_text(BLOCKS[title], encoding="utf-8")
    done = run(script("check-jsonschema"), "--builtin-schema", schema, tmp_path / "example.yml")
    assert done.returncode == 0, done.stdout


def test_every_example_is_looked_at() -> None:
    assert list(BLOCKS) == [
        ".github/workflows/procedures.yml",
        ".github/workflows/code-scanning.yml",
        ".gitlab-ci.yml",
        ".pre-commit-config.yaml",
        "procedures check --format json",
        "front-matter.sh",
    ]


def test_the_action_is_valid() -> None:
    done = run(script("check-jsonschema"), "--builtin-schema", "vendor.github-actions", ROOT / "action.yml")
    assert done.returncode == 0, done.stdout


# GitHub.

ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))


def test_no_input_of_the_action_gets_into_a_script() -> None:
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")
        assert "${{" not in step.get("shell", "")


def test_every_input_of_the_action_is_used_and_described() -> None:
    text = (ROOT / "action.yml").read_text(encoding="utf-8")
    table = re.findall(r"^\| `([a-z-]+)` \|", PAGE, re.M)
    for name in ACTION["inputs"]:
        assert text.count(f"${{{{ inputs.{name} }}}}") == 1, name
        assert name in table
    steps = {step.get("id"): step for step in ACTION["runs"]["steps"]}
    assert "check" in steps
    for name, output in ACTION["outputs"].items():
        assert output["value"] == f"${{{{ steps.check.outputs.{name} }}}}"
        assert f"`{name}`" in PAGE


class Runner:
    """The part of GitHub's runner that the action's script sees."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace = folder / "workspace"
        self.temporary = folder / "temporary files"
        self.record = folder / "record"
        install_procedures(self.temporary / "procedures-environment" / "bin")

    def check(self, **inputs: str) -> subprocess.CompletedProcess[str]:
        for name in ("output", "summary", "record"):
            (self.folder / name).unlink(missing_ok=True)
        values = {"FOLDER": ".", "PATHS": "", "STRICT": "false", "BASELINE": ""} | inputs
        environment = {
            **os.environ,
            **{f"PROCEDURES_{name}": value for name, value in values.items()},
            "PYTHONPATH": str(ROOT),
            "RUNNER_TEMP": str(self.temporary),
            "GITHUB_OUTPUT": str(self.folder / "output"),
            "GITHUB_STEP_SUMMARY": str(self.folder / "summary"),
            "RECORD": str(self.record),
        }
        return run(BASH, ROOT / "scripts" / "action.sh", "check", cwd=self.workspace, env=environment)

    def text(self, name: str) -> str:
        path = self.folder / name
        return path.read_text(encoding="utf-8") if path.exists() else ""


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    return Runner(tmp_path)


def test_the_action_annotates_and_sums_up(runner: Runner) -> None:
    write_site(runner.workspace, cart=BAD, cards=WARNING, checkout=GOOD)
    (runner.workspace / ".git").mkdir()
    done = runner.check()
    assert (done.returncode, done.stderr) == (1, "")
    error, warning = done.stdout.splitlines()
    assert error.startswith("::error file=procedures/deploy-shop-001-cart.md,line=3,col=1,")
    assert warning.startswith("::warning file=procedures/deploy-shop-002-cards.md,")
    assert runner.text("output") == "errors=1\nwarnings=1\n"
    assert "1 error and 1 warning in 3 procedures" in runner.text("summary")
    assert runner.text("summary").count("\n| procedures/") == 2


def test_the_action_finds_nothing(runner: Runner) -> None:
    write_site(runner.workspace, checkout=GOOD)
    done = runner.check()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert runner.text("output") == "errors=0\nwarnings=0\n"
    assert "1 procedure checked, nothing found" in runner.text("summary")


def test_the_action_is_strict_when_it_is_to(runner: Runner) -> None:
    write_site(runner.workspace, cards=WARNING)
    assert runner.check().returncode == 0
    assert runner.check(STRICT="true").returncode == 1
    done = runner.check(STRICT="yes\n::error::no")
    assert (done.returncode, done.stdout) == (2, "::error::strict must be true or false.\n")


def test_the_action_checks_some_of_a_site_in_a_folder(runner: Runner) -> None:
    site = runner.workspace / "my site"
    write_site(site, cart=BAD, cards=BAD, checkout=BAD)
    (runner.workspace / ".git").mkdir()
    paths = "procedures/deploy-shop-001-cart.md\r\n\n  \nprocedures/deploy-shop-003-checkout.md"
    done = runner.check(FOLDER="my site", PATHS=paths.replace("  \n", ""))
    assert done.returncode == 1
    assert [line.partition(",")[0] for line in done.stdout.splitlines()] == [
        "::error file=my site/procedures/deploy-shop-001-cart.md",
        "::error file=my site/procedures/deploy-shop-003-checkout.md",
    ]
    assert runner.text("output") == "errors=2\nwarnings=0\n"


HOSTILE = [
    '$(touch "$GITHUB_STEP_SUMMARY.x") `touch x`; touch x',
    "--help",
    "-o x",
    "a b* *",
    "'\"",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["FOLDER", "PATHS", "BASELINE", "STRICT"])
def test_inputs_of_the_action_are_values_and_nothing_else(runner: Runner, name: str, value: str) -> None:
    write_site(runner.workspace, checkout=GOOD)
    before = sorted(path.name for path in runner.workspace.iterdir())
    done = runner.check(**{name: value})
    if name != "BASELINE":
        assert done.returncode != 0
    assert sorted(path.name for path in runner.workspace.iterdir()) == before
    assert not list(runner.folder.glob("*.x"))
    first = runner.text("record").split("\n")[0]
    if name == "PATHS":
        assert first == repr(["check", "--format", "github", "--", value])
    elif name == "BASELINE":
        assert first == repr(["check", "--format", "github", "--baseline", value, "--"])
    else:
        assert first == ""


def test_the_action_says_so_when_it_cannot_check(runner: Runner) -> None:
    write_site(runner.workspace, checkout=GOOD)
    (runner.workspace / "mkdocs.yml").write_text("plugins: [{procedures: {foldr: x}}]\n", encoding="utf-8")
    done = runner.check()
    assert (done.returncode, done.stdout) == (
        2,
        "::error::The check could not run; see the log.\n",
    )
    assert "unknown option 'foldr'" in done.stderr
    assert (runner.text("output"), runner.text("summary")) == ("", "")


def test_the_action_runs_nothing_of_the_folder_that_it_checks(runner: Runner) -> None:
    write_site(runner.workspace, checkout=GOOD)
    for name in ("click.py", "yaml.py", "json.py"):
        (runner.workspace / name).write_text("raise SystemExit('taken over')\n", encoding="utf-8")
    assert (runner.check().returncode, runner.text("output")) == (0, "errors=0\nwarnings=0\n")


def test_the_script_of_the_action_knows_two_commands() -> None:
    for arguments in ([], ["rm"], ["python"]):
        done = run(BASH, ROOT / "scripts" / "action.sh", *arguments, env={**os.environ, "RUNNER_TEMP": "/x"})
        assert (done.returncode, done.stderr) == (2, "Usage: action.sh install|check\n")


# GitLab.


@pytest.mark.parametrize(("text", "status"), [(GOOD, 0), (BAD, 1)])
def test_the_job_of_gitlab_writes_its_reports(tmp_path: Path, text: str, status: int) -> None:
    site = tmp_path / "site"
    write_site(site, checkout=text)
    install_procedures(tmp_path / "bin")
    job = yaml.safe_load(BLOCKS[".gitlab-ci.yml"])["procedures"]
    first, *lines = job["script"]
    assert first == "pip install mkdocs-deploy-plugin"
    path = f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT)}
    done = run(BASH, "-ec", "\n".join(lines), cwd=site, env=environment)
    assert done.returncode == status
    reports = job["artifacts"]["reports"]
    assert len(json.loads((site / reports["codequality"]).read_text(encoding="utf-8"))) == status
    root = ElementTree.parse(site / reports["junit"]).getroot()
    assert (root.get("tests"), root.get("failures")) == ("1", str(status))


# pre-commit.


def hook() -> dict[str, str]:
    (only,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert isinstance(only, dict)
    return only


def test_the_hook_is_valid(tmp_path: Path) -> None:
    done = run(script("pre-commit"), "validate-manifest", ROOT / ".pre-commit-hooks.yaml")
    assert done.returncode == 0, done.stdout
    (tmp_path / "config.yaml").write_text(BLOCKS[".pre-commit-config.yaml"], encoding="utf-8")
    done = run(script("pre-commit"), "validate-config", tmp_path / "config.yaml")
    assert done.returncode == 0, done.stdout
    (repository,) = yaml.safe_load(BLOCKS[".pre-commit-config.yaml"])["repos"]
    assert repository["hooks"] == [{"id": hook()["id"]}]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (f"procedures/{GOOD_ID}.md", True),
        (f"site/procedures/old/{GOOD_ID}.md", True),
        *((f"procedures/a{suffix}", True) for suffix in (*SUFFIXES, ".MD", ".Markdown")),
        ("procedures/index.md", False),
        ("procedures/index.markdown", False),
        ("procedures/a.md.bak", False),
        ("procedures/old/README.md", False),
        ("procedures/.draft.md", False),
        ("procedures/picture.png", False),
        ("procedures.md", False),
        ("docs/index.md", False),
        ("myprocedures/a.md", False),
    ],
)
def test_which_files_the_hook_is_for(path: str, expected: bool) -> None:
    matches = re.search(hook()["files"], path) and not re.search(hook()["exclude"], path)
    assert bool(matches) is expected


def test_the_hook_gets_names_that_the_command_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_site(tmp_path, cart=BAD, checkout=GOOD)
    monkeypatch.chdir(tmp_path)
    entry, *arguments = hook()["entry"].split()
    assert (entry, hook()["language"]) == ("procedures", "python")
    names = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("procedures/*"))
    assert CliRunner().invoke(main, [*arguments, *names]).exit_code == 1
    assert CliRunner().invoke(main, [*arguments, *names[1:]]).exit_code == 0
    write_site(tmp_path / "site", cart=BAD)
    names = [path.relative_to(tmp_path).as_posix() for path in tmp_path.glob("site/procedures/*")]
    result = CliRunner().invoke(main, [*arguments, "--config", "site/mkdocs.yml", *names])
    assert (result.exit_code, result.stdout.count("[empty-value]")) == (1, 1)


# Programs.


def test_the_json_of_the_page_is_what_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_own_procedures(tmp_path)
    path = tmp_path / "procedures" / "deploy-shop-002-checkout-redesign.md"
    text = replaced(path.read_text(encoding="utf-8"), "| Step 2.4 | 50%", "| Step 2.9 | 50%")
    path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["check", "--format", "json"])
    assert result.stdout == BLOCKS["procedures check --format json"]


def front_matters(folder: Path, texts: dict[str, str]) -> dict[str, bool]:
    """Return check-jsonschema's verdicts on some front matters, by the example of the page."""
    (folder / "procedures").mkdir()
    shutil.copytree(ROOT / "schema", folder / "schema")
    for name, text in texts.items():
        (folder / "procedures" / f"deploy-{name}.md").write_text(text, encoding="utf-8")
    example = BLOCKS["front-matter.sh"]
    assert example.count("check-jsonschema ") == 1
    example = example.replace("check-jsonschema ", "check-jsonschema --output-format json ")
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = run(BASH, "-c", example, cwd=folder, env={**os.environ, "PATH": path, "TMPDIR": str(folder)})
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert (done.returncode == 0) == (report["status"] == "ok")
    wrong = {Path(one["filename"]).stem for key in ("errors", "parse_errors") for one in report.get(key, [])}
    return {name: f"deploy-{name}" not in wrong for name in texts}


def test_another_validator_takes_the_procedures_of_this_project(tmp_path: Path) -> None:
    files = sorted((ROOT / "procedures").glob("deploy-*.md"))
    assert len(files) == 10
    verdicts = front_matters(tmp_path, {file.stem: file.read_text(encoding="utf-8") for file in files})
    assert set(verdicts.values()) == {True}


def by_schema(document: Document) -> list[Diagnostic]:
    """Return what the schema finds: the other rules are no business of another validator."""
    return schema_check(builtin_template())(document)


def test_another_validator_comes_to_the_same_verdict(tmp_path: Path) -> None:
    texts = {"good": GOOD}
    expected = {"good": True}
    # What YAML makes of some texts, readers do not agree on, nor on which they give up.
    by_front_matter: dict[str, list[Single]] = {}
    for one in singles().values():
        if not one.name.startswith(("yaml-", "merge-", "line-separator")):
            by_front_matter.setdefault(one.text.split("\n---\n")[0], []).append(one)
    # Hundreds differ in their bodies only, and the other validator takes its time for each.
    cases = [one for same in by_front_matter.values() for one in same[:20]]
    names = []
    for number, case in enumerate(cases):
        text = case.text
        document = read(text)
        above = [one for one in document.diagnostics if one.span.line < document.body_line]
        values = [one for one in by_schema(document) if one.pointer.startswith("/front_matter")]
        valid = document.front_matter is not None and not above and not values
        # The valid ones come first: a file that cannot be parsed may keep check-jsonschema from the next.
        name = f"{'a' if valid else 'b'}-{number}"
        names.append(name)
        if text.startswith("---\n"):  # What does not begin as front matter cannot be cut out as such.
            texts[name], expected[name] = text, valid
    assert 40 < list(expected.values()).count(False) < len(expected) - 40
    verdicts = front_matters(tmp_path, texts)
    different = [
        case.name for name, case in zip(names, cases, strict=True) if verdicts.get(name) != expected.get(name)
    ]
    assert different == ["nested-too-deep"]  # That is a limit of ours, not one of the values.
