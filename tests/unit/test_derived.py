"""Collections that existed before their template: no ids, no statuses, perhaps no front matter."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import pytest

from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings
from tests.site.sites import FIXTURES

ADOPT = FIXTURES / "adopt"
BODY = "## Meaning\n\nIt is down.\n"
TEMPLATE = "# [Alert]\n\n## Meaning\n<!-- What it means. -->\n"
FROM = '---\n# ID: i. (from: file name)\nid: KB-[nnn]\n# Title: t. (from: first heading)\ntitle: "[t]"\n---\n'
OWNED = '---\n# Owner: the team.\nowner: "[team]"\n---\n'


def found(folder: Path, template: str, **files: str) -> list[tuple[str, str]]:
    """Return rule and message of each finding in files, with `__` for `/` in their names."""
    (folder / "t.md").write_text(template, encoding="utf-8")
    for name, text in files.items():
        path = folder / "procedures" / f"{name.replace('__', '/')}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project = load_project(Settings.from_mapping(folder, {"template": "t.md"}), today=date(2026, 11, 27))
    return [(one.rule, one.message) for one in project.diagnostics]


def test_an_adopted_collection_has_only_findings_that_are_true() -> None:
    project = load_project(Settings.from_mapping(ADOPT, {"template": "runbook.md"}))
    assert [(one.path, one.rule, one.message) for one in project.diagnostics] == [
        (
            "procedures/FernRelayDown.md",
            "unclosed-fence",
            "This code block has no closing fence, so the text after it is read as code",
        ),
        ("procedures/storage/FernPodRestarts.md", "missing-section", 'The section "Impact" is missing'),
    ]
    assert [(one.id, one.title) for one in project.catalog] == [
        ("FernRelayDown", "FernRelayDown"),
        ("FernDiskFull", "FernDiskFull"),
        ("FernPodRestarts", "Fern pods restart"),
    ]


@pytest.mark.parametrize(
    ("template", "text", "messages"),
    [
        (TEMPLATE, f"# A\n\n{BODY}", []),
        (TEMPLATE, BODY, ["The body has no title"]),
        (TEMPLATE, f"---\nweight: 1\nid: a\n---\n# A\n\n{BODY}", []),
        (
            TEMPLATE,
            f"---\nid: b\n---\n# A\n\n{BODY}",
            ['The id "b" differs from the file name "a"'],
        ),
        (TEMPLATE, f"---\ntitle: [A]\n---\n# A\n\n{BODY}", ['"title" must be text, not a list: ["A"]']),
        (TEMPLATE, f"---\nweight: 1\n# A\n\n{BODY}", ["The front matter has no closing fence"]),
        (TEMPLATE, f"# A\n\n{BODY}\nTODO later\n", ['"TODO later" is left in the text']),
        (TEMPLATE, f"# A\n\n{BODY}\n- [x] done\n", ['"done" is already ticked']),
        (TEMPLATE, f"# A\n\n{BODY}\n```\nkill <pod>\n```\n", []),
        (OWNED + TEMPLATE, f"# A\n\n{BODY}", ["The file does not begin with front matter"]),
        (OWNED + TEMPLATE, f"---\nowner: x\ntitle: B\n---\n# A\n\n{BODY}", []),
        (OWNED + TEMPLATE, f"---\nowner: x\nwight: 1\n---\n# A\n\n{BODY}", ['Unknown field "wight"']),
        (FROM + TEMPLATE, f"# A\n\n{BODY}", ['The file name "a" cannot be an id']),
    ],
)
def test_what_a_document_may_leave_out(tmp_path: Path, template: str, text: str, messages: list[str]) -> None:
    assert [message for _, message in found(tmp_path, template, a=text)] == messages


@pytest.mark.parametrize("name", ["a" * 121, "a\u202eb", 'a"b', "a\u00a0b", " a"])
def test_file_names_that_cannot_be_ids(tmp_path: Path, name: str) -> None:
    ((rule, message),) = found(tmp_path, TEMPLATE, **{name: f"# A\n\n{BODY}"})
    assert rule == "invalid-value"
    assert message.startswith("The file name ")


@pytest.mark.parametrize("name", ["a" * 120, "Relais gestört (Nord), 2", "KubePodDown_v1.2", "a"])
def test_file_names_that_are_ids(tmp_path: Path, name: str) -> None:
    assert found(tmp_path, TEMPLATE, **{name: f"# A\n\n{BODY}"}) == []


def test_names_that_differ_by_folder_or_case_are_one_id(tmp_path: Path) -> None:
    text = f"# A\n\n{BODY}"
    assert found(tmp_path, TEMPLATE, Down=text, x__Down=text, y__down=text, z__Up=text) == [
        ("duplicate-id", "The name of the file, which is its id, is already used by procedures/Down.md"),
        ("duplicate-id", "The name of the file, which is its id, is already used by procedures/Down.md"),
    ]


SECTIONS = """---
id: "[id]"
# Status: s. (choice)
status: "[Draft/Live]"
---
# [T]

## Whole
<!-- w (text required from Live) -->

## Divided
<!-- d (text required from Live) -->

### First

### Second

## Steps

### Step 1: [Name]
"""


@pytest.mark.parametrize(
    ("whole", "divided", "empty"),
    [
        ("### A\n\nText.", "### First\n\n### Second\n\n- text", []),
        ("### A\n\n```\nls\n```", "### First\n\n```\nls\n```\n\n### Second", []),
        ("#### A\n\n- [ ] check", "### First\n\n- [ ] check\n\n### Second", []),
        ("### Step 1: Look\n\nText.", "Text.\n\n### First\n\n### Second", []),
        ("### A", "### First\n\n### Second", ["Whole", "Divided"]),
    ],
)
def test_a_section_that_has_only_subsections_is_not_empty(
    tmp_path: Path, whole: str, divided: str, empty: list[str]
) -> None:
    text = (
        "---\nid: a\nstatus: Live\n---\n# T\n\n"
        f"## Whole\n\n{whole}\n\n## Divided\n\n{divided}\n\n## Steps\n\n### Step 1: Go\n"
    )
    found_rules = found(tmp_path, SECTIONS, a=text)
    assert [message for rule, message in found_rules if rule == "empty-section"] == [
        f'The section "{name}" is empty' for name in empty
    ]


def test_a_file_name_that_is_not_utf_8_is_no_id(tmp_path: Path) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "t.md").write_text(FROM + TEMPLATE, encoding="utf-8")
    with open(os.path.join(os.fsencode(tmp_path / "procedures"), b"KB-\xff.md"), "wb") as file:
        file.write(b"# X\n")
    project = load_project(Settings.from_mapping(tmp_path, {"template": "t.md"}))
    assert "invalid-value" in {one.rule for one in project.diagnostics}
