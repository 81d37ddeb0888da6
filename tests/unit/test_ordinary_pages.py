"""Tests of directives in the ordinary pages of a site."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mkdocs_deploy_plugin.catalog.project import Project
from mkdocs_deploy_plugin.cli import main
from mkdocs_deploy_plugin.configuration import load_settings
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.reading.discovery import page_files
from mkdocs_deploy_plugin.settings import Settings
from tests.unit.samples import GOOD, GOOD_ID

WRONG = "<!-- procedures:catalog statsu=Draft -->"


def site(folder: Path, files: dict[str, str], config: str = "plugins: [procedures]\n") -> Path:
    everything = {"mkdocs.yml": config, f"procedures/{GOOD_ID}.md": GOOD, **files}
    for name, text in everything.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
    return folder


def load(folder: Path) -> Project:
    return load_project(load_settings(folder / "mkdocs.yml", folder))


def places(folder: Path) -> list[tuple[str, str, int, int]]:
    return [(one.rule, one.path, one.span.line, one.span.column) for one in load(folder).diagnostics]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        (WRONG, 1, 1),
        (f"---\ntitle: T\n---\n\n# T\n\n- a\n\n  {WRONG}\n", 9, 3),
        (f"---\r\ntitle: T\r\n---\r\n\r\n{WRONG}\r\n", 5, 1),
        (f"\ufeff# T\n\n> {WRONG}\n", 3, 3),
        (f"!!! note\n\n    {WRONG}\n", 3, 5),
        (f"---\n\n{WRONG}\n", 3, 1),
        ("<!--procedures:catalog statsu=Draft-->", 1, 1),
    ],
)
def test_a_wrong_directive_is_found_at_its_place(tmp_path: Path, text: str, line: int, column: int) -> None:
    assert places(site(tmp_path, {"docs/a/b.md": text})) == [
        ("invalid-directive", "docs/a/b.md", line, column)
    ]


@pytest.mark.parametrize(
    "text",
    [
        "<!-- procedures:catalog status=Draft -->",
        f"```\n{WRONG}\n```\n",
        f"    {WRONG}\n",
        f"`{WRONG}`",
        f"---\ntitle: '{WRONG}'\n---\n",
        "The folder procedures: see there.",
        "<!-- procedures:waive x: y -->",
        "```\n" + WRONG,
        "",
    ],
)
def test_other_pages_are_left_alone(tmp_path: Path, text: str) -> None:
    assert places(site(tmp_path, {"docs/index.md": text})) == []


def test_directives_that_need_a_procedure(tmp_path: Path) -> None:
    text = "<!-- procedures:metadata -->\n\n<!-- procedures:catalgo -->\n\n<!-- procedures:sign-off a= -->\n"
    found = load(site(tmp_path, {"docs/index.md": text})).diagnostics
    assert [(one.rule, one.span.line, one.message) for one in found] == [
        ("unknown-directive", 1, 'The directive "metadata" works only in a procedure'),
        ("unknown-directive", 3, 'Unknown directive "catalgo"'),
        ("unknown-directive", 5, 'The directive "sign-off" works only in a procedure'),
    ]
    assert found[1].help == 'Did you mean "catalog"?'


def test_where_pages_are(tmp_path: Path) -> None:
    site(
        tmp_path,
        {
            "pages/index.md": WRONG,
            "pages/more.markdown": WRONG,
            "pages/.hidden/x.md": WRONG,
            "pages/.x.md": WRONG,
            "pages/x.txt": WRONG,
            "docs/x.md": WRONG,
            "procedures/index.md": WRONG,
            "procedures/shop/README.md": WRONG,
        },
        "docs_dir: pages\nplugins: [procedures]\n",
    )
    assert [path for _, path, _, _ in places(tmp_path)] == [
        "pages/index.md", "pages/more.markdown", "procedures/index.md", "procedures/shop/README.md",
    ]  # fmt: skip


def test_procedures_within_the_pages_are_looked_at_once(tmp_path: Path) -> None:
    config = "plugins:\n  - procedures:\n      folder: docs/procedures\n"
    site(
        tmp_path,
        {f"docs/procedures/{GOOD_ID}.md": f"{GOOD}\n{WRONG}\n", "docs/procedures/index.md": WRONG},
        config,
    )
    assert [(rule, path) for rule, path, _, _ in places(tmp_path)] == [
        ("invalid-directive", f"docs/procedures/{GOOD_ID}.md"),
        ("invalid-directive", "docs/procedures/index.md"),
    ]


def test_links_in_a_circle_and_what_cannot_be_read(tmp_path: Path) -> None:
    site(tmp_path, {"docs/a/x.md": WRONG, "shared/y.md": WRONG, "docs/bad.md": ""})
    (tmp_path / "docs/a/again").symlink_to(tmp_path / "docs")
    (tmp_path / "docs/shared").symlink_to(tmp_path / "shared")
    (tmp_path / "docs/nowhere.md").symlink_to("gone.md")
    (tmp_path / "docs/bad.md").write_bytes(b"\xff" + WRONG.encode())
    names = [
        path.relative_to(tmp_path).as_posix() for path in page_files(Settings(tmp_path).folders, tmp_path)
    ]
    assert names == [
        "docs/a/x.md", "docs/bad.md", "docs/nowhere.md", "docs/shared/y.md", f"procedures/{GOOD_ID}.md",
    ]  # fmt: skip
    assert [path for _, path, _, _ in places(tmp_path)] == ["docs/a/x.md", "docs/shared/y.md"]


def test_rules_and_waivers_hold_for_pages(tmp_path: Path) -> None:
    waived = f"<!-- procedures:waive invalid-directive: soon -->\n{WRONG}\n"
    project = load(site(tmp_path, {"docs/a.md": waived}))
    assert (project.diagnostics, project.waived) == ((), 1)
    config = "plugins:\n  - procedures:\n      rules: {invalid-directive: off}\n"
    assert places(site(tmp_path, {"docs/a.md": WRONG}, config)) == []


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


def test_check_shows_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site(tmp_path, {"docs/a.md": f"# A\n\n{WRONG}\n", "docs/b.md": WRONG}))
    result = run("docs/a.md")
    assert result.exit_code == 1
    assert "docs/a.md:3:1: error: Unknown attribute" in result.stdout
    assert f"  3 | {WRONG}\n    | {'^' * len(WRONG)}" in result.stdout
    assert "docs/b.md" not in result.stdout
    assert run("procedures").exit_code == 0
    assert "docs/b.md" in run().stdout


def test_a_baseline_accepts_findings_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(site(tmp_path, {"docs/a.md": f"# A\n\n{WRONG}\n"}))
    assert run("--baseline", "b.json", "--update-baseline").exit_code == 0
    assert run("--baseline", "b.json").exit_code == 0
    Path("docs/a.md").write_text(f"# A\n\nMore.\n\n{WRONG}\n", encoding="utf-8")
    assert run("--baseline", "b.json").exit_code == 0
    Path("docs/a.md").write_text(f"# A\n\n{WRONG.replace('statsu', 'x')}\n", encoding="utf-8")
    assert run("--baseline", "b.json").exit_code == 1
