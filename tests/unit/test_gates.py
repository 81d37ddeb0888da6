"""Tests of hold points, timers and roles: the words that declare them, their durations, their data."""

from __future__ import annotations

import re

import pytest

from mkdocs_deploy_plugin.reading.remarks import remarks
from mkdocs_deploy_plugin.template import TemplateError, builtin_template, load_template
from mkdocs_deploy_plugin.template.data import document_data
from mkdocs_deploy_plugin.template.gates import UNITS, GateWords, duration
from tests.unit.samples import GOOD, ROOT, check, place_of, read

MARK = "(gates: hold, wait, by)"
TEXT = builtin_template().text
CHECK = "- [ ] New pods are ready\n"


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("30 minutes", 1800),
        ("1 hour 30 minutes", 5400),
        ("1h30min", 5400),
        ("1 Stunde und 30 Minuten", 5400),
        ("1 day, 2 hrs. and 5 sec.", 93_605),
        ("1.5 hours", 5400),
        ("0.1 s", 1),
        ("0 min", 0),
        ("2 weeks", 1_209_600),
        ("30", None),
        ("minutes", None),
        ("30 minuets", None),
        ("30 minutes or so", None),
        ("-5 minutes", None),
        ("04:00", None),
        ("9" * 10 + " s", None),
        ("", None),
    ],
)
def test_a_duration_is_a_number_of_seconds(text: str, seconds: int | None) -> None:
    assert duration(text) == seconds


def test_every_unit_is_understood() -> None:
    assert {unit: duration(f"1 {unit.upper()}") for unit in UNITS} == UNITS


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ready (one) (two (2)).", ("one", "two (2)")),
        ("Ready (one), and (two)", ("two",)),
        ("Ready (one) set", ()),
        ("Ready one)", ()),
        ("(one)", ("one",)),
        ("", ()),
        (")" * 50_000, ()),
        ("(" * 50_000 + ")", ("",)),
        ("(a)" * 50_000, ("a",) * 8),
        ("(" + "a" * 1000 + ")", ()),
    ],
)
def test_remarks_are_the_parentheses_at_the_end(text: str, found: tuple[str, ...]) -> None:
    assert remarks(text) == found


def test_the_example_in_the_documentation_is_right() -> None:
    (example,) = re.findall(
        r"#gates \}.*?```markdown\n(.*?)```", (ROOT / "docs/format.md").read_text("utf-8"), re.S
    )
    text = GOOD.replace("#### Step 2.1: Deploy\n", f"{example}\n")
    assert check(text) == []
    template = builtin_template()
    phases = document_data(read(text), template)["body"]["sections"]["Deployment Steps"]["phases"]
    (step,) = phases[1]["steps"]
    assert step["by"] == "Technical Lead"
    assert [{key: item[key] for key in GateWords._fields if key in item} for item in step["items"]] == [
        {"hold": "Deployment Lead"},
        {"wait": 1800},
        {"by": "Operations"},
        {},
    ]


def test_a_team_declares_its_own_words() -> None:
    german = load_template("team.md", TEXT.replace(MARK, "(gates: Freigabe, warten, durch)").encode())
    assert german.gate_words == ("freigabe", "warten", "durch")
    text = GOOD.replace(
        CHECK,
        "- [ ] Pods sind bereit (Freigabe: Deployment Lead)\n"
        "- [ ] Caches sind warm (Warten: 30 Minuten) (durch: Operations)\n"
        "- [ ] Fertig (hold: DBA)\n",
    )
    assert check(text, german) == []
    steps = document_data(read(text, template=german), german)["body"]["sections"]["Deployment Steps"][
        "phases"
    ][1]
    gates = [{key: item.get(key) for key in GateWords._fields} for item in steps["steps"][0]["items"]]
    assert gates == [
        {"hold": "Deployment Lead", "wait": None, "by": None},
        {"hold": None, "wait": 1800, "by": "Operations"},
        {"hold": None, "wait": None, "by": None},
    ]
    (found,) = check(text.replace("(durch: Op", "(durhc: Op"), german)
    assert (found.rule, found.help) == ("invalid-gate", 'Did you mean "(durch: Operations)"?')


def test_a_template_that_declares_no_words_has_the_english_ones() -> None:
    assert load_template("team.md", TEXT.replace(MARK, "").encode()).gate_words == GateWords()


@pytest.mark.parametrize("mark", ["(gates: hold, wait)", "(gates: a, a, b)", "(gates: on hold, wait, by)"])
def test_words_that_cannot_be_used_are_an_error(mark: str) -> None:
    with pytest.raises(TemplateError) as error:
        load_template("team.md", TEXT.replace(MARK, mark).encode())
    line, column = place_of(TEXT, MARK)
    assert str(error.value).startswith(f"team.md:{line}:{column}: {mark} is not a mark; did you mean {MARK}")


def test_the_data_says_who_carries_a_step_out() -> None:
    text = GOOD.replace("#### Step 2.1: Deploy", "#### Step 2.1: Deploy (by: Operations)")
    template = builtin_template()
    phases = document_data(read(text), template)["body"]["sections"]["Deployment Steps"]["phases"]
    assert [step.get("by") for phase in phases for step in phase["steps"]] == [None, None, "Operations"]


@pytest.mark.parametrize(
    ("old", "new", "rules"),
    [
        # Where the procedure has no list, the rows of the template count, as they do on the page.
        ("contacts: [{", "x-contacts: [{", ["unknown-field"]),
        ("{role: Technical Lead}", "{name: Kim Ito}", ["missing-field", "missing-row"]),
    ],
)
def test_a_role_is_unknown_only_if_all_roles_are_known(old: str, new: str, rules: list[str]) -> None:
    text = GOOD.replace(old, new).replace(CHECK, f"{CHECK[:-1]} (hold: On-Call Engineer)\n")
    assert sorted({finding.rule for finding in check(text)}) == rules


def test_a_gate_of_the_template_has_to_be_kept() -> None:
    check_text = "- [ ] Code review completed"
    gate = "(hold: Deployment Lead)"
    team = load_template("team.md", TEXT.replace(check_text, f"{check_text} (two) {gate}").encode())
    kept = GOOD.replace(check_text, f"{check_text}: on !482 {gate}. {{#reviewed}}")
    assert check(kept, team) == []
    assert [finding.rule for finding in check(GOOD, team)] == ["missing-check"]
    (found,) = check(kept.replace("Deployment Lead)", "Technical Lead)"), team)
    assert f'"Code review completed (two) {gate}" is missing' in found.message
