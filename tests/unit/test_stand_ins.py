"""Which values of the front matter stand for one that is missing."""

from __future__ import annotations

import json
import re

import pytest

from mkdocs_deploy_plugin.checking.validators import validator
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from mkdocs_deploy_plugin.template.stand_ins import STAND_IN
from tests.rows import each_row
from tests.unit.samples import GOOD, check, replaced

MATCHES = validator({"pattern": STAND_IN})
STATUSES = builtin_template().statuses


@each_row(
    "text",
    ["TODO", "todo", " Todo ", "TBD", "tbd.", "[TBD]", "<TODO>", "(tbc)", "xxx", "XXXX", "FIXME", "?", "???",
     "...",
     "…", " ", "\u00a0", "1970-01-01", "TODO: ask Sam", "TODO ask Sam", "TBD (Sam)", "TODO: a\nb",
     "<your-name>",
     "to be defined", "To be determined!", "ChangeMe", "change-me", "placeholder", "https://todo.invalid/",
     "http://user@shop.example.invalid:80/x", "HTTPS://X.INVALID", "kim@example.invalid",
     "mailto:a@b.invalid",
     "shop.invalid", "shop.invalid:8080"],
)  # fmt: skip
def test_stand_ins(text: str) -> None:
    assert MATCHES.is_valid(text)
    assert re.search(STAND_IN, text)


@each_row(
    "text",
    ["Todo-list service", "Tod", "Todd", "TODO-list", "todo app", "the TODO", "Kim Todo", "TBDB", "XXX-Large",
     "xx",
     "Methodology", "a?", "n/a", "-", "none", "", "1970-01-02", "https://shop.example/invalid",
     "invalid", "#invalid",
     "https://shop.example/x.invalid", "https://invalid.example", "Kim <kim@shop.example>",
     "<https://a.example>",
     "To be or not", "placeholder service", "shop.invalid is gone"],
)  # fmt: skip
def test_other_values(text: str) -> None:
    assert not MATCHES.is_valid(text)
    assert not re.search(STAND_IN, text)


def found(text: str, template: Template | None = None) -> list[Diagnostic]:
    return [one for one in check(text, template) if one.rule == "placeholder-value"]


@pytest.mark.parametrize("value", ["TODO", "[Author Name]", " ", "\N{NO-BREAK SPACE} "])
@pytest.mark.parametrize("status", STATUSES)
def test_they_are_allowed_in_the_first_status_alone(status: str, value: str) -> None:
    text = replaced(GOOD, "author: Dana Okafor", f"author: {json.dumps(value)}")
    text = replaced(text, "status: Approved", f"status: {status}")
    assert [one.pointer for one in found(text)] == ["/front_matter/author"] * (status != STATUSES[0])


def test_a_template_with_one_status_refuses_its_own_placeholders_alone() -> None:
    fields = 'id: x-[nnn]\nstatus: "[Live]" # (choice)\nname: "[Name]"\nnotes:\n  - "[Note]"\n'
    template = load_template("t.md", f"---\n{fields}---\n\n# Title\n".encode())
    assert found("---\nid: x-001\nstatus: Live\nname: TODO\nnotes: [TODO]\n---\n\n# Title\n", template) == []
    text = '---\nid: x-001\nstatus: Live\nname: "[Name]"\nnotes: ["[Note]"]\n---\n\n# Title\n'
    assert [one.pointer for one in found(text, template)] == ["/front_matter/name", "/front_matter/notes/0"]


def test_each_shape_of_the_entries_of_a_list_has_its_placeholders() -> None:
    text = replaced(builtin_template().text, '  - "[PRD-112]"\n', '  - "[PRD-112]"\n  - x-[nnn]\n')
    template = load_template("t.md", text.encode())
    for entry in ("TODO", '"[PRD-112]"', "x-000", "{title: TBD, url: https://a.example}"):
        assert len(found(replaced(GOOD, "  - PRD-112", f"  - {entry}"), template)) == 1, entry
