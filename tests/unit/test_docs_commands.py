"""The commands of the pages for writers and about finding procedures do what these say."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.cli.listing import USUAL
from tests.unit.samples import FIXTURES, ROOT, copy_own_procedures

TEXT = (ROOT / "docs" / "writers.md").read_text(encoding="utf-8")
FORM = (FIXTURES / "migrate" / "full.md").read_text(encoding="utf-8")


def command(name: str) -> list[str]:
    """Return the arguments of the one block of the page with this command."""
    (line,) = re.findall(rf"^procedures ({name} .+)$", TEXT, re.M)
    return shlex.split(line)


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with three procedures of a project and two forms, as the working directory."""
    (tmp_path / "procedures").mkdir()
    (tmp_path / "wiki").mkdir()
    (tmp_path / "procedures" / "deploy-shop-003-x.md").write_text("", encoding="utf-8")
    (tmp_path / "gitconfig").write_text("[user]\nname = Dana Okafor\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    return tmp_path


def test_new(site: Path) -> None:
    done = CliRunner().invoke(main, command("new"))
    assert done.exit_code == 0
    assert f"writes `{done.stdout.strip()}`" in TEXT
    (options,) = re.findall(r"`(--set risk[^`]+)`", TEXT)
    arguments = [*command("new"), *shlex.split(options)]
    done = CliRunner().invoke(main, arguments)
    assert done.exit_code == 0
    assert "TODO" not in done.stderr
    assert "\napprover: Sam Lee\n" in Path(done.stdout.strip()).read_text(encoding="utf-8")


def test_migrate(site: Path) -> None:
    carts = FORM.replace("deploy-shop-001-checkout", "deploy-shop-005-carts")
    carts = carts.replace("| **Document Type**", "| **Reviewers** | Al |\n| **Document Type**")
    carts = carts.replace("| Dana Okafor |", "| [Dana](mailto:dana@shop.example) |")
    carts = carts.replace("| **Status** | In Review |\n| **Version** | 1.2.0 |\n", "")
    carts = carts.replace(
        "| **Approver** | Sam Lee |\n", "| **Approver** | Sam Lee |\n| **Status** | In Review |\n"
    )
    (site / "wiki" / "checkout.md").write_text(FORM, encoding="utf-8")
    (site / "wiki" / "carts.md").write_text(carts, encoding="utf-8")
    done = CliRunner().invoke(main, command("migrate"))
    assert done.exit_code == 0
    assert done.stdout == "procedures/deploy-shop-001-checkout.md\nprocedures/deploy-shop-005-carts.md\n"
    lines = [re.sub(r":\d+:", ":N:", line) for line in TEXT.splitlines()]
    for line in done.stderr.splitlines():
        assert re.sub(r":\d+:", ":N:", line) in lines


CATALOG = (ROOT / "docs" / "catalog.md").read_text(encoding="utf-8")


def listings() -> list[tuple[str, str]]:
    """Return commands of the page about finding procedures that show what they answer, and the answers."""
    found = re.findall(r"```bash\nprocedures (list [^\n]+)\n```\n\n```(?:text|json)\n(.*?)```", CATALOG, re.S)
    assert len(found) == 2
    return found


@pytest.mark.parametrize(("arguments", "answer"), listings())
def test_list(arguments: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copy_own_procedures(tmp_path)
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, shlex.split(arguments))
    assert (done.exit_code, done.stdout, done.stderr) == (0, answer, "")


def test_list_has_all_options_that_are_described() -> None:
    (paragraph,) = re.findall(r"- \*\*Filters:\*\* (.*?)\. Repeat an option", CATALOG, re.S)
    assert re.findall(r"`--(\w+)`", paragraph) == [*USUAL]


def test_export(site: Path) -> None:
    (site / "build").mkdir()
    (arguments,) = re.findall(r"^procedures (export .+)$", CATALOG, re.M)
    assert CliRunner().invoke(main, shlex.split(arguments)).exit_code == 0
    document = json.loads((site / "build" / "procedures.json").read_bytes())
    keys = re.findall(r"`([a-z_]+)`", "".join(re.findall(r"^\| (`.*?`) \| ", CATALOG, re.M)))
    assert [*document["procedures"][0]] == keys
