"""What the documentation quotes as output is what the commands print."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.cli import main
from tests.unit.samples import FIXTURES, ROOT, copy_own_procedures, replaced

CHECKOUT = "procedures/deploy-shop-002-checkout-redesign.md"
CARDS = "procedures/deploy-shop-001-gift-cards.md"


def page(name: str) -> str:
    return (ROOT / "docs" / name).read_text(encoding="utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of this project's deployment procedures, as the working directory."""
    copy_own_procedures(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def edit(path: Path, *changes: tuple[str, str]) -> None:
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        text = replaced(text, old, new)
    path.write_text(text, encoding="utf-8")


def test_six_mistakes(site: Path) -> None:
    edit(
        site / CHECKOUT,
        ("status: Approved", "status: Aproved"),
        ("\nreviewed:", "\nreviewd:"),
        ("[deploy-data-002-postgresql-major-", "[deploy-data-002-postgresql-mayor-"),
        ("- [ ] Deployment lead approval\n", ""),
        ("#### Step 2.4:", "#### Step 2.5:"),
    )
    assert f"```text\n{CliRunner().invoke(main, ['check']).stdout}```" in page("writers.md")


def test_a_template_of_your_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page("template.md")
    blocks = re.findall(r"^    ```(?:yaml|markdown)\n(.*?)^    ```$", text, re.M | re.S)
    _, keys, role, section, check = (re.sub("^    ", "", block, flags=re.M) for block in blocks)
    shutil.copytree(FIXTURES / "smoke", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    edit(tmp_path / "mkdocs.yml", ("{review_days: 0}", "{review_days: 0, template: template/team.md}"))
    template = tmp_path / "template" / "team.md"
    changes = (
        ('reviewed: "[YYYY-MM-DD]"\n', f'reviewed: "[YYYY-MM-DD]"\n\n{keys}'),
        ("  - role: Operations\n", f"  - role: Operations\n{role}"),
        ("\n## Prerequisites\n", f"\n{section}\n## Prerequisites\n"),
        ("\n- [ ] Stakeholder sign-off\n", f"\n- [ ] Stakeholder sign-off\n{check}"),
    )
    (start,) = re.findall(r"^    procedures (template init .+)$", text, re.M)
    assert CliRunner().invoke(main, start.split()).exit_code == 0
    edit(template, *changes)
    shown = textwrap.indent(CliRunner().invoke(main, ["check"]).stdout, "    ", lambda line: line != "\n")
    assert f"    ```text\n{shown}    ```" in text
    begin = CliRunner().invoke(main, ["template", "show"]).stdout.partition("\n\n")[0]
    assert textwrap.indent(f"```text\n{begin}\n```", "    ") in text
    edit(template, ("keep these. (optional) (every row)", "keep these. (optional) (each row)"))
    told = CliRunner().invoke(main, ["template", "check"])
    assert (told.exit_code, f"```text\n{told.stdout}```" in text) == (1, True), told.stdout
    done = CliRunner().invoke(main, ["check"])
    assert (done.exit_code, f"```text\n{done.stderr}```" in text) == (2, True), done.stderr


@pytest.fixture
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a site with a new draft, an approved procedure and a file that is not one, without git."""
    for name in ("GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"):
        monkeypatch.setenv(name, os.devnull)
    monkeypatch.chdir(tmp_path)
    Path("mkdocs.yml").write_text("plugins:\n  - procedures:\n      folder: procedures\n", encoding="utf-8")
    new = ["new", "--project", "shop", "--title", "Gift cards", "--author", "Dana Okafor"]
    assert CliRunner().invoke(main, new).stdout == f"{CARDS}\n"
    Path("procedures/restart.md").write_text("# Restart the queue\n", encoding="utf-8")
    shutil.copy(ROOT / CHECKOUT, "procedures")
    return tmp_path


@pytest.mark.parametrize(
    ("anchor", "command", "file", "old", "new"),
    [
        ("options", "check", "mkdocs.yml", "folder: procedures", "foldr: runbooks"),
        ("no-procedures", "check", "mkdocs.yml", "folder: procedures", "folder: runbooks"),
        ("author", "new --project shop --title x", CARDS, "", ""),
        ("old-runbooks", "check", CARDS, "", ""),
        ("build-stops", "check", CARDS, "\nstatus: Draft", "\nstatus: In Review"),
        ("colon", "check", CARDS, "\ntitle: Gift cards\n", "\ntitle: Gift cards: first wave\n"),
        ("overdue", "check", CHECKOUT, "\nreviewed: 2026-11-03", "\nreviewed: 2025-08-01"),
    ],
)
def test_troubleshooting(anchor: str, command: str, file: str, old: str, new: str, scratch: Path) -> None:
    if old:
        edit(scratch / file, (old, new))
    done = CliRunner().invoke(main, command.split())
    printed = f"{done.stdout}\n{done.stderr}".replace(f"{scratch}/runbooks", "/home/dana/site/procedures")
    _, _, after = page("troubleshooting.md").partition(f"{{ #{anchor} }}\n")
    section, _, _ = after.partition("\n### ")
    blocks = re.findall(r"^```text\n(.*?)\n```$", section, re.M | re.S)
    assert any(set(block.split("\n")) <= set(printed.split("\n")) for block in blocks), printed


def test_a_collection_that_exists_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = page("adopting.md")
    shutil.copytree(FIXTURES / "adopt", tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    assert (tmp_path / "runbook.md").read_text(encoding="utf-8") in text
    assert f"```text\n{CliRunner().invoke(main, ['check']).stdout}```" in text
    assert f"```text\n{CliRunner().invoke(main, ['check', '--outliers']).stdout}```" in text
    commands = [shlex.split(line.split(" > ")[0])[1:] for line in re.findall(r"^procedures .+$", text, re.M)]
    done = [CliRunner().invoke(main, command).exit_code for command in commands]
    # A template; findings, in two orders; none beside the baseline. One folder is mended and forgotten.
    assert done == [0, 1, 1, 0, 0, 1, 0, 0]
    baseline = (tmp_path / "procedures-baseline.json").read_text(encoding="utf-8")
    assert "FernRelayDown" in baseline
    assert "FernPodRestarts" not in baseline
