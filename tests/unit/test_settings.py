"""Tests of `settings`: one block of `mkdocs.yml`, read without running anything."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from mkdocs_deploy_plugin.configuration import find_configuration, load_settings
from mkdocs_deploy_plugin.model import Severity
from mkdocs_deploy_plugin.project import load_collections
from mkdocs_deploy_plugin.settings import (
    OPTIONS,
    Checklists,
    FailOn,
    Settings,
    SettingsError,
)


def loaded(folder: Path, text: str, name: str = "mkdocs.yml") -> Settings:
    """Return the settings of a `mkdocs.yml` with this text."""
    (folder / name).write_text(text, encoding="utf-8")
    return load_settings(folder / name, folder)


def test_the_defaults(tmp_path: Path) -> None:
    assert load_settings(None, tmp_path) == Settings(
        root=tmp_path, folder="procedures", template="", schema_dir="schema", fail_on=FailOn.ERROR,
        checklists=Checklists.PROCEDURES, spec_links={}, site_keys=(), nav_limit=50, review_days=365,
        docs_dir="docs", directory_urls=True,
    )  # fmt: skip
    # The last two are settings of MkDocs itself.
    assert set(OPTIONS) == set(Settings.__slots__) - {"root", "docs_dir", "directory_urls"}


@pytest.mark.parametrize(
    ("line", "docs_dir"),
    [
        ("docs_dir: pages/en", "pages/en"),
        ("docs_dir: !ENV DOCS", "docs"),
        ("docs_dir: 3", "docs"),
        ("", "docs"),
    ],
)
def test_the_folder_of_the_ordinary_pages(tmp_path: Path, line: str, docs_dir: str) -> None:
    assert loaded(tmp_path, f"site_name: x\n{line}\n").docs_path == tmp_path / docs_dir


@pytest.mark.parametrize(
    "plugins",
    ["", "plugins: []", "plugins:\n  - search", "plugins:\n  - procedures", "plugins:\n  - procedures:",
     "plugins:\n  procedures:", "plugins:\n  procedures: {}", "plugins:\n  - procedures: {folder: null}"],
)  # fmt: skip
def test_no_options_are_the_defaults(tmp_path: Path, plugins: str) -> None:
    assert loaded(tmp_path, f"site_name: x\n{plugins}\n") == Settings(tmp_path)


@pytest.mark.parametrize(
    "form", ["plugins:\n  - search\n  - procedures:\n      {}", "plugins:\n  procedures:\n      {}"]
)
def test_all_options(tmp_path: Path, form: str) -> None:
    options = """folder: docs/runs
      template: team.md
      schema_dir: build/schema
      fail_on: warning
      checklists: all
      spec_links: {'PRD-(\\d+)': 'https://prd.example/{1}'}
      site_keys: [owner, team]
      nav_limit: 5
      runs: me/runs.md
      rules: {unknown-spec: off, missing-row: info}
      review_days: 90"""
    settings = loaded(tmp_path, form.format(options))
    assert settings == Settings(
        tmp_path,
        folder="docs/runs",
        template="team.md",
        schema_dir="build/schema",
        fail_on=FailOn.WARNING,
        checklists=Checklists.ALL,
        spec_links={r"PRD-(\d+)": "https://prd.example/{1}"},
        site_keys=("owner", "team"),
        nav_limit=5,
        runs="me/runs.md",
        rules={"unknown-spec": None, "missing-row": Severity.INFO},
        review_days=90,
    )
    assert settings.procedure_dirs == (tmp_path / "docs" / "runs",)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (
            {"foldr": "x"},
            "unknown option 'foldr'; did you mean 'folder'? The options are cache, checklists, collections,",
        ),
        ({"folder": 5}, "folder cannot be 5"),
        ({"folder": ["a"]}, "folder cannot be ['a']"),
        ({"nav_limit": "5"}, "nav_limit cannot be '5'"),
        ({"nav_limit": True}, "nav_limit cannot be True"),
        ({"review_days": "365"}, "review_days cannot be '365'"),
        ({"review_days": -1}, "review_days cannot be -1; write a number of days, or 0 for any time"),
        ({"site_keys": "owner"}, "site_keys cannot be 'owner'"),
        ({"spec_links": ["x"]}, "spec_links cannot be ['x']"),
        ({"fail_on": "info"}, "fail_on cannot be 'info'; write one of error, warning, never"),
        ({"checklists": "none"}, "checklists cannot be 'none'; write one of procedures, all"),
        ({"spec_links": {"(": "x"}}, "spec_links: '(' is not a valid regular expression: missing )"),
        ({"runs": "runs"}, "runs must be the path of a Markdown file below the folder, such as runs.md"),
        ({"runs": "../runs.md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": "/runs.md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": "./runs.md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": "a\\b.md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": ".md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": "\0.md"}, "runs must be the path of a Markdown file below the folder"),
        ({"runs": False}, "runs cannot be False"),
        ({"folder": "."}, "folder must be a folder below that of the configuration, not '.'"),
        ({"folder": ".."}, "folder must be a folder below"),
        ({"folder": "a/../../b"}, "folder must be a folder below"),
        ({"folder": "/etc"}, "folder must be a folder below"),
    ],
)
def test_options_that_cannot_be_used(tmp_path: Path, options: dict[str, Any], words: str) -> None:
    with pytest.raises(SettingsError, match=re.escape(words)) as caught:
        Settings.from_mapping(tmp_path, options)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a: [", "mkdocs.yml cannot be read: while parsing"),
        (b"a: \xff", "mkdocs.yml cannot be read: it is not UTF-8"),
        (b"plugins:\n  - procedures: text", "the options of the plugin procedures are not a mapping"),
        (b"INHERIT: base.yml", "base.yml cannot be read: No such file or directory"),
    ],
)
def test_files_that_cannot_be_used(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "mkdocs.yml").write_bytes(data)
    with pytest.raises(SettingsError, match=re.escape(words)) as caught:
        load_settings(tmp_path / "mkdocs.yml", tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "just text", "- a\n- b", "\ufeffsite_name: x"])
def test_files_without_settings(tmp_path: Path, text: str) -> None:
    assert loaded(tmp_path, text) == Settings(tmp_path)


def test_tags_of_mkdocs_are_read_as_nothing(tmp_path: Path) -> None:
    text = """site_name: !ENV [SITE_NAME, "x"]
extra: !relative $config_dir
markdown_extensions:
  - pymdownx.emoji:
      emoji_index: !!python/name:material.extensions.emoji.twemoji
      other: !!python/object/apply:os.system [touch pwned]
plugins:
  - search: !include search.yml
  - procedures:
      folder: runs
      template: !ENV TEAM_TEMPLATE
"""
    assert loaded(tmp_path, text) == Settings(tmp_path, folder="runs")
    assert not (tmp_path / "pwned").exists()


def test_inherit(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "root.yml").write_text(
        "plugins: {procedures: {folder: a, nav_limit: 7}}", encoding="utf-8"
    )
    (tmp_path / "shared" / "base.yml").write_text("INHERIT: root.yml\nsite_name: base", encoding="utf-8")
    assert loaded(tmp_path, "INHERIT: shared/base.yml") == Settings(tmp_path, folder="a", nav_limit=7)
    child = "INHERIT: shared/base.yml\nplugins: {procedures: {folder: b}}"
    assert loaded(tmp_path, child) == Settings(tmp_path, folder="b", nav_limit=7)
    child = "INHERIT: shared/base.yml\nplugins:\n  - procedures: {fail_on: never}"
    assert loaded(tmp_path, child) == Settings(tmp_path, fail_on=FailOn.NEVER)


def test_a_file_that_inherits_from_itself(tmp_path: Path) -> None:
    assert loaded(tmp_path, "INHERIT: mkdocs.yml\nplugins: [procedures]") == Settings(tmp_path)


PLUGIN = "plugins: [procedures]"


def test_the_nearest_configuration_is_read_and_others_are_named(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)

    def found(start: Path = inner) -> tuple[str | None, bool, list[str]]:
        configuration = find_configuration(start)
        names = [path.relative_to(tmp_path).as_posix() for path in configuration.unread]
        path = configuration.path
        return path.relative_to(tmp_path).as_posix() if path else None, configuration.lists_plugin, names

    assert found() == (None, False, [])
    for name, unread in (
        ("mkdocs.yaml", []),
        ("mkdocs.yml", ["mkdocs.yaml"]),
        ("properdocs.yaml", ["mkdocs.yml", "mkdocs.yaml"]),
        ("properdocs.yml", ["properdocs.yaml", "mkdocs.yml", "mkdocs.yaml"]),
    ):
        (tmp_path / name).write_text(PLUGIN, encoding="utf-8")
        assert found() == (name, True, unread)
    (inner / "mkdocs.yml").write_text(PLUGIN, encoding="utf-8")
    assert found() == ("a/b/mkdocs.yml", True, [])
    (inner / "mkdocs.yml").write_text("plugins: [search]", encoding="utf-8")
    assert found() == (
        "a/b/mkdocs.yml",
        False,
        ["properdocs.yml", "properdocs.yaml", "mkdocs.yml", "mkdocs.yaml"],
    )
    (tmp_path / "mkdocs.yml").write_text("INHERIT: mkdocs.yaml", encoding="utf-8")
    (tmp_path / "mkdocs.yaml").write_text("site_name: x", encoding="utf-8")
    (inner / "mkdocs.yml").write_text("INHERIT: ../../mkdocs.yml", encoding="utf-8")
    assert found() == ("a/b/mkdocs.yml", False, ["properdocs.yml", "properdocs.yaml"])


@pytest.mark.parametrize("table", ["[project]\n", ""])
def test_the_configuration_of_zensical(tmp_path: Path, table: str) -> None:
    prefix = "project." if table else ""
    toml = f'{table}docs_dir = "pages"\n[{prefix}markdown_extensions.procedures]\nfolder = "pages/runs"\n'
    assert loaded(tmp_path, toml, "zensical.toml") == Settings(
        tmp_path, folder="pages/runs", docs_dir="pages"
    )
    assert find_configuration(tmp_path).lists_plugin
    (tmp_path / "mkdocs.yml").write_text(PLUGIN, encoding="utf-8")
    configuration = find_configuration(tmp_path)
    assert (configuration.path, configuration.unread) == (
        tmp_path / "mkdocs.yml", (tmp_path / "zensical.toml",)
    )  # fmt: skip
    with pytest.raises(SettingsError, match=r"^zensical\.toml cannot be read: [^\n]+$"):
        loaded(tmp_path, "[project", "zensical.toml")


@pytest.mark.parametrize(
    "plugins",
    [
        "- procedures:\n    folder: x",
        "- procedures:\n    foldr: x",
        "- procedures:\n  - folder: x",
        "- procedures\n  - folder: x",
        "- folder: x\n    procedures:",
        "procedures:\n  folder: x",
    ],
)
def test_options_that_are_not_indented_are_not_ignored(tmp_path: Path, plugins: str) -> None:
    with pytest.raises(SettingsError, match=r"the option folde?r of procedures is not indented below"):
        loaded(tmp_path, f"plugins:\n  {plugins}\n")


def test_a_site_has_one_block_of_options(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="the plugin is listed twice"):
        loaded(tmp_path, "plugins:\n  - procedures\n  - procedures:\n      folder: runbooks\n")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (None, "template 'team.md' cannot be read: No such file"),
        ("# x", "template: team.md:1:1: The file does not"),
    ],
)
def test_templates_that_cannot_be_used(tmp_path: Path, text: str | None, words: str) -> None:
    if text is not None:
        (tmp_path / "team.md").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=re.escape(words)):
        load_collections(Settings(tmp_path, template="team.md"))
