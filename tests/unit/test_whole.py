"""Tests of the rules about a procedure as a whole."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from mkdocs_deploy_plugin import clock
from mkdocs_deploy_plugin.checking.review import check_review
from mkdocs_deploy_plugin.checking.whole import check_whole
from mkdocs_deploy_plugin.model import Diagnostic
from mkdocs_deploy_plugin.project import load_project
from mkdocs_deploy_plugin.settings import Settings, SettingsError
from mkdocs_deploy_plugin.template import Template, TemplateError, builtin_template, load_template
from mkdocs_deploy_plugin.text import comparable
from tests.rows import each_row
from tests.unit.samples import GOOD, GOOD_ID, TODAY, check, read, replaced

TEXT = builtin_template().text
MARKS = " (in force at Approved) (retired at Retired)"


def edited(*edits: tuple[str, str], text: str = GOOD) -> str:
    """Return the good procedure, or another text, with each of some texts replaced."""
    for old, new in edits:
        text = replaced(text, old, new)
    return text


def rules(
    text: str, template: Template | None = None, today: date = TODAY, review_days: int = 365
) -> list[str]:
    """Return the rules of the findings about a procedure as a whole."""
    return [one.rule for one in whole(text, template, today, review_days)]


def whole(
    text: str, template: Template | None = None, today: date = TODAY, review_days: int = 365
) -> list[Diagnostic]:
    """Return the findings about a procedure as a whole."""
    template = template or builtin_template()
    document = read(text, template=template)
    return [*check_whole(document, template), *check_review(document, template, today, review_days)]


def team(*edits: tuple[str, str], text: str = TEXT) -> Template:
    """Return the built-in template, or another, with each of some texts replaced."""
    return load_template("team.md", edited(*edits, text=text).encode())


STATUS = "status: Approved"


# Who signs, who approves


def test_roles_are_compared_by_their_words() -> None:
    assert rules(edited(("{role: Operations, name", "{role: '  operATIONS ', name"))) == []
    assert rules(edited(("{role: Technical Lead, name", "{role: Technical  lead, name"))) == []


@pytest.mark.parametrize(
    ("status", "found"), [("Draft", 0), ("In Review", 1), ("Approved", 1), ("Retired", 1), ("x", 0)]
)
def test_roles_are_asked_for_from_the_second_status_on(status: str, found: int) -> None:
    text = edited(("{role: Operations, name", "{role: Somebody, name"), (STATUS, f"status: {status}"))
    assert rules(text).count("unknown-role") == found


def test_an_unknown_role_points_at_the_contacts() -> None:
    (found,) = whole(edited(("{role: Operations, name", "{role: Somebody, name")))
    assert found.pointer == "/front_matter/sign_off/2/role"
    assert found.related is not None
    assert found.related.span.line == 21
    assert found.reason.startswith("required because status is Approved. Key Contacts: whom to call")


@pytest.mark.parametrize(
    "contacts",
    ["contacts: ~", "contacts: text", "contacts: [text]", "contacts: [{name: Sam}]", "contacts: [{role: 5}]",
     "contacts: [{role: ''}]", "contacts: {role: Operations}"],
)  # fmt: skip
def test_contacts_that_cannot_be_read_have_their_finding_already(contacts: str) -> None:
    start, end = GOOD.index("contacts: ["), GOOD.index("sign_off:")
    assert "unknown-role" not in [one.rule for one in check(f"{GOOD[:start]}{contacts}\n{GOOD[end:]}")]


@pytest.mark.parametrize(
    "row", ["text", "5", "[Operations]", "{name: Sam}", "{role: }", "{role: ''}", "{role: [x]}"]
)
def test_rows_that_cannot_be_read_have_their_finding_already(row: str) -> None:
    assert rules(edited(("  - {role: Operations}", f"  - {row}"))) == []


def test_without_such_fields_no_role_is_asked_for() -> None:
    text = edited(("{role: Operations, name", "{role: Somebody, name"))
    for field in ("contacts", "sign_off"):
        name = field.replace("_", "-")
        renamed = (f"{field}:\n", f"other_{field}:\n")
        template = team(renamed, (f"procedures:{name} -->", f"procedures:other-{name} -->"))
        assert "unknown-role" not in rules(text, template)


@pytest.mark.parametrize(
    ("status", "found"), [("Draft", 0), ("In Review", 0), ("Approved", 1), ("Retired", 1)]
)
def test_nobody_approves_what_is_their_own(status: str, found: int) -> None:
    text = edited(("approver: Sam Lee", "approver: Dana Okafor"), (STATUS, f"status: {status}"))
    assert rules(text).count("self-approval") == found


@pytest.mark.parametrize("name", ["''", "' '", "~", "[a]", "5"])
def test_names_that_are_none_are_not_compared(name: str) -> None:
    assert (
        rules(edited(("approver: Sam Lee", f"approver: {name}"), ("author: Dana Okafor", f"author: {name}")))
        == []
    )


def test_a_template_that_names_no_status_in_force_switches_the_rules_off() -> None:
    template = team((MARKS, ""))
    text = edited(("approver: Sam Lee", "approver: Dana Okafor"), ("2026-10-01", "2020-10-01"))
    assert (template.in_force, template.retired) == ("", "")
    assert rules(text, template) == []
    assert sorted(rules(text)) == ["overdue-review", "self-approval"]


def test_marks_of_the_status() -> None:
    template = team(
        ("[Draft/In Review/Approved/Retired]", "[Idea/Live/Gone]"),
        (MARKS, " (in force at Live) (retired at Gone)"),
        text=re.sub("required from [^)]+", "required from Live", TEXT),
    )
    assert (template.in_force, template.retired) == ("Live", "Gone")
    status = template.field("status")
    assert status is not None
    assert status.description == "the stage that the procedure has reached."
    with pytest.raises(TemplateError, match='A mark names the status "Aproved", which is not one'):
        team(("in force at Approved", "in force at Aproved"))


# Reviews


@each_row(
    ("reviewed", "days", "rule"),
    [
        ("2025-11-20", 365, ""),
        ("2025-11-19", 365, "overdue-review"),
        ("2026-11-19", 1, ""),
        ("2026-11-18", 1, "overdue-review"),
        ("1026-10-01", 0, ""),
        ("2026-11-21", 365, ""),
        ("2026-11-22", 365, "future-review"),
        ("9999-12-31", 0, "future-review"),
        ("2026-02-30", 1, ""),
        ("2026-W01-1", 1, ""),
        ("20260101", 1, ""),
        ("[2020-01-01]", 1, ""),
    ],
)
def test_days_of_the_last_review(reviewed: str, days: int, rule: str) -> None:
    assert rules(edited(("2026-10-01", reviewed)), review_days=days) == ([rule] if rule else [])


@pytest.mark.parametrize(
    ("status", "found"), [("Draft", []), ("In Review", ["future-review"]), ("Retired", ["future-review"])]
)
def test_only_what_is_in_force_has_to_be_reviewed(status: str, found: list[str]) -> None:
    assert rules(edited((STATUS, f"status: {status}"), ("2026-10-01", "2020-10-01"))) == []
    assert rules(edited((STATUS, f"status: {status}"), ("2026-10-01", "2030-10-01"))) == found


def test_the_end_of_time() -> None:
    assert rules(GOOD, today=date.max, review_days=10**9) == []


@pytest.mark.parametrize(
    ("seconds", "day"), [("0", "1970-01-01"), ("1795132799", "2026-11-19"), ("1795132800", "2026-11-20")]
)
def test_the_day_of_a_build(seconds: str, day: str) -> None:
    assert clock.today({"SOURCE_DATE_EPOCH": seconds}).isoformat() == day


def test_the_day_of_the_machine() -> None:
    assert clock.today({}) >= TODAY
    assert clock.today({"SOURCE_DATE_EPOCH": ""}) >= TODAY


@pytest.mark.parametrize("seconds", ["x", "-1", "1.5", " 1", "٣", "999999999999", "9" * 5000])
def test_a_time_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: str) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", seconds)
    with pytest.raises(SettingsError, match=r"SOURCE_DATE_EPOCH cannot be '.*'; set it to seconds") as caught:
        load_project(Settings(tmp_path))
    assert len(str(caught.value)) < 150
    assert load_project(Settings(tmp_path), today=TODAY).diagnostics == ()


def test_the_day_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "procedures").mkdir()
    (tmp_path / "procedures" / f"{GOOD_ID}.md").write_text(GOOD, encoding="utf-8")
    assert load_project(Settings(tmp_path)).diagnostics == ()
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1895132800")
    assert [one.rule for one in load_project(Settings(tmp_path)).diagnostics] == ["overdue-review"]
    assert load_project(Settings(tmp_path, review_days=0)).diagnostics == ()
    assert load_project(Settings(tmp_path), today=TODAY).diagnostics == ()


# Parameters


@pytest.mark.parametrize(
    ("use", "found"),
    [
        ("{{ release }}", []),
        ("{{release}}", []),
        ("{{ releas }}", ["releas"]),
        ("{{Release}}", ["Release"]),
        ("{{- relaese -}}", ["relaese"]),
        ("{{ item }} {{ ansible_host }}", []),
        ("{{ .Release }} {{ $release }} {{ release.name }} {{ relase | upper }}", []),
        ("{ relase } {{ relase", []),
        ("${{ relase.x }}", []),
    ],
)
def test_names_in_double_braces(use: str, found: list[str]) -> None:
    text = edited(("image.tag={{ release }}", f"image.tag={use}"))
    assert [one.message for one in whole(text)] == [f'Unknown parameter "{name}"' for name in found]


def test_the_places_of_misspelt_parameters() -> None:
    text = edited(("None.", "日本 {{ relase }} and {{ relaese }}\n\n{{ relase }}"))
    assert [(one.span.line, one.span.column, one.span.end_column) for one in whole(text)] == [
        (61, 7, 13),
        (61, 24, 31),
        (63, 4, 10),
    ]


@pytest.mark.parametrize(
    "parameters", ["parameters: ~", "parameters: text", "parameters: [release]", "parameters: {}", ""]
)
def test_without_parameters_no_name_is_misspelt(parameters: str) -> None:
    start, end = GOOD.index("parameters:"), GOOD.index("environments:")
    text = f"{GOOD[:start]}{parameters}\n{GOOD[end:]}".replace("{{ release }}", "{{ relase }}")
    assert rules(text) == []


# Verification


def test_one_check_that_is_left_verifies_a_step() -> None:
    item = "- [ ] New pods are ready"
    struck = "- [ ] ~~New pods are ready~~ n/a: quick"
    assert rules(edited((item, struck))) == ["unverified-step"]
    assert rules(edited((item, f"{struck}\n{item}"))) == []
    assert rules(edited((item, f"{struck}\n\n##### After it\n{item}"))) == []
    assert rules(edited((item, "- [ ] ~~New pods are ready~~"))) == []
    assert rules(edited((item, f"{struck}\n- [ ] ~~Old pods are gone~~"))) == []


def test_a_step_without_commands_may_have_struck_checks_only() -> None:
    text = edited(("```bash\nkubectl get deployment checkout -o yaml > before.yaml\n```\n", "By hand.\n"))
    assert rules(edited(("- [ ] File is there", "- [ ] ~~File is there~~ n/a: by hand"), text=text)) == []


def test_steps_that_need_no_check_may_have_struck_ones() -> None:
    text = edited(
        ("helm rollback checkout\n```\n", "helm rollback checkout\n```\n- [ ] ~~Quick~~ n/a: slow\n")
    )
    assert rules(text) == []
    assert builtin_template().verified == {("step", "N.N")}


# Hostile texts


@pytest.mark.parametrize(
    "edit",
    [
        ("image.tag={{ release }}", "{{ relase }}" * 20_000),
        ("sign_off:\n", "sign_off:\n" + "".join(f"  - {{role: r{n}}}\n" for n in range(3000))),
        ("Step R.1 rolls it back.", "It cannot be undone\n\n" * 20_000),
        ("Step R.1 rolls it back.", "Step 1.1, " * 20_000),
        ("Step R.1 rolls it back.", "Phase 1 to 9999 to 1 to 9999 " * 5_000),
        ("Step R.1 rolls it back.", "##### a\ncannot be undone\n" * 5_000),
    ],
    ids=range(6),
)
def test_much_of_the_same(edit: tuple[str, str]) -> None:
    whole(edited(edit))


SAME = [
    "Ana Ruiz", "ana  ruiz", "An\u200ba Ruiz", "Ana\u00a0Ruiz", "Ana\u2003Ruiz\u200f", "\uff21na Ruiz",
    "\ufeffAna Ruiz", "Ana\u00ad Ruiz", "Ana Ruiz\ufe0f", "A\u034fna Ruiz", "Ana\u3164 Ruiz", "Ana \u211buiz",
    "Ana\u2060 R\u2066uiz\u2069", "Ana\t\nRUIZ", "An\U000e0061a Ruiz", "Ana Ruiz\x08",
]  # fmt: skip


@each_row("name", SAME)
def test_names_that_look_the_same_are_the_same(name: str) -> None:
    assert comparable(name) == "ana ruiz"


@each_row(("name", "other"), [("Ana Ruiz", "Anna Ruiz"), ("José", "Jose"), ("李 明", "李 民"), ("", "x")])
def test_other_names_are_others(name: str, other: str) -> None:
    assert comparable(name) != comparable(other)


@pytest.mark.parametrize(
    ("old", "new", "messages"),
    [
        ("level: Medium", "level: Medium  # TODO: Low or High", ['"level" of "risk" is marked TODO']),
        ("level: Medium", "level: 'Medium' # TODO", ['"level" of "risk" is marked TODO']),
        ("author: Dana Okafor", "author: TODO  # TODO: who?", ['"author" is "TODO"']),
        ("author: Dana Okafor", "author: Dana Okafor  # TODOS of the team: board 3", []),
        ("author: Dana Okafor", 'author: "Dana # TODO Okafor"', []),
        ("author: Dana Okafor", "# TODO\nauthor: Dana Okafor", []),
    ],
)
def test_values_that_nobody_has_decided(old: str, new: str, messages: list[str]) -> None:
    text = edited((old, new))
    found = check(text)
    assert [one.rule for one in found] == ["placeholder-value"] * len(messages)
    assert all(one.message.startswith(message) for one, message in zip(found, messages, strict=True))
    assert check(replaced(text, "status: Approved", "status: Draft")) == []
