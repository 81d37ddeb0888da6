"""Tests of the rule that what a procedure changes can be undone, or says why not."""

from __future__ import annotations

import pytest

from mkdocs_deploy_plugin.template import Template, builtin_template, load_template
from tests.rows import each_row
from tests.unit.samples import GOOD, check, replaced
from tests.unit.test_whole import TEXT, edited, rules, team, whole

NAMED = "Step R.1 undoes it."
RULE = "phase-without-rollback"
BACK = "#### Step R.1: Go back\n"
BARE = replaced(GOOD, NAMED, "It is quick.")


def test_the_bare_procedure_has_the_finding() -> None:
    (found,) = whole(BARE)
    assert (found.rule, found.span.line) == (RULE, 118)
    assert found.related is not None
    assert found.related.span.line == 122
    assert found.reason.startswith("required because status is Approved. The way back, step by step.")


@each_row(
    "text",
    [
        "Undoes Phase 2.",
        "Undoes phase 2.",
        "Undoes Step 2.1.",
        "Undoes **Step\u00a02.1**.",
        "Undoes Step\n2.1.",
        "Undoes Phases 1 to 3.",
        "Undoes Phase 1–3.",
        "Undoes Phases 1, 2 and 3.",
        "Undoes Phase 1 and Phase 2.",
        "Undoes Step 1.1 and Phase 2.",
        "Undoes Step 2.1 of deploy-shop-001-checkout.",
        "Undoes Step 2.1 of `deploy-shop-001-checkout`.",
        "- [ ] Phase 2 is undone",
        "| Undone |\n|---|\n| Phase 2 |",
        "##### Phase and more\nUndoes Phase 2.",
        "```bash\nls    # undoes Step 2.1\n```",
    ],
)
def test_a_step_of_the_way_back_names_the_phase(text: str) -> None:
    assert rules(edited((BACK, f"{BACK}{text}\n"), text=BARE)) == []


@pytest.mark.parametrize("title", ["Go back (undoes Phase 2)", "Undo Step 2.1", "Revert Phases 1-2"])
def test_the_heading_of_a_step_names_the_phase(title: str) -> None:
    assert rules(edited((BACK, f"#### Step R.1: {title}\n"), text=BARE)) == []


@each_row(
    "text",
    [
        "Undoes Phase 1.",
        "Undoes Phase 20.",
        "Undoes Step 2.10.",
        "Undoes Step 2.1.1.",
        "Undoes Phase 1 to 1.",
        "Undoes Phase-2.",
        "Undoes step-2.1.",
        "Undoes Step 2.1 of deploy-shop-002-cart.",
        "Undoes Step 2.1 of `deploy-shop-002-cart`.",
        "<!-- Undoes Phase 2. -->",
    ],
)
def test_other_words_do_not_name_the_phase(text: str) -> None:
    assert rules(edited((BACK, f"{BACK}{text}\n"), text=BARE)) == [RULE]


def test_what_stands_beside_the_steps_does_not_count() -> None:
    text = edited(
        ("### Rollback Procedure\n", "### Rollback Procedure\nAfter Phase 2 it is slow.\n"), text=BARE
    )
    assert rules(text) == [RULE]
    assert rules(edited(("More than 1% errors", "After Phase 2: more than 1% errors"), text=BARE)) == [RULE]


@pytest.mark.parametrize(
    "text", ["Else Step R.2.", "- [ ] Good, or Step R.1", "##### Then\nSteps R.1 and R.2."]
)
def test_the_phase_names_a_step_of_the_way_back(text: str) -> None:
    assert rules(edited(("It is quick.", text), text=BARE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be undone: the messages are sent.",
        "This can not be undone, since the messages are sent.",
        "It can't be reverted because the messages are sent.",
        "Nothing to undo: nobody asks the new zone.",
        "It cannot be\nundone. The messages\n**are** sent.",
        "> [!CAUTION]\n> It cannot be undone:\n> the messages are sent.",
        "- [ ] Cannot be undone: the messages are sent",
    ],
)
def test_a_phase_says_why_not(text: str) -> None:
    assert rules(edited(("It is quick.", text), text=BARE)) == []
    assert rules(edited(("### Phase 2: Deployment\n", f"### Phase 2: Deployment\n{text}\n"), text=BARE)) == []


@pytest.mark.parametrize(
    "text",
    [
        "It cannot be undone.",
        "It cannot be undone: –",
        "It cannot be undone.\n\nThe messages are sent.",
        "- It cannot be undone.\n- The messages are sent.",
        "It can be undone: the messages wait.",
        "<!-- It cannot be undone: the messages are sent. -->",
        "```text\nIt cannot be undone: the messages are sent.\n```",
    ],
)
def test_no_reason_is_no_excuse(text: str) -> None:
    assert rules(edited(("It is quick.", text), text=BARE)) == [RULE]


def test_the_reason_of_another_phase_does_not_count() -> None:
    text = edited(
        ("#### Step 1.2: Save\n", "#### Step 1.2: Save\nIt cannot be undone: it is so.\n"), text=BARE
    )
    assert rules(text) == [RULE]


@pytest.mark.parametrize(
    ("status", "found"), [("Draft", []), ("In Review", [RULE]), ("Retired", [RULE]), ("x", [])]
)
def test_nothing_is_asked_of_a_draft(status: str, found: list[str]) -> None:
    assert rules(edited(("status: Approved", f"status: {status}"), text=BARE)) == found


def test_a_phase_that_looks_needs_no_way_back() -> None:
    assert rules(edited(("helm upgrade", "helm status"), text=BARE)) == []


def test_without_steps_on_the_way_back_that_is_the_finding() -> None:
    start, end = BARE.index("#### Step R.1"), BARE.index("### Post-Rollback")
    text = edited(("The way back is Step R.1.", "The way back is short."), text=BARE[:start] + BARE[end:])
    assert [one.rule for one in check(text)] == ["missing-step"]
    text = edited(("### Rollback Procedure", "### Rollback Procedures"), text=BARE)
    assert [one.rule for one in check(text)] == ["missing-section"]


def test_a_template_without_a_way_back_asks_for_none() -> None:
    assert rules(BARE, team(("why. (way back)", "why."), ("through. (way back)", ""))) == []
    assert "(" not in "".join(rule.description for rule in rules_of(builtin_template()) if rule.way_back)


def rules_of(template: Template) -> list:  # type: ignore[type-arg]
    """Give all section rules of a template."""
    found, waiting = [], list(template.sections)
    while waiting:
        rule = waiting.pop()
        found.append(rule)
        waiting += rule.sections
    return found


def test_other_words_for_phases_and_the_way_back() -> None:
    def reworded(text: str) -> str:
        text = text.replace("### Phase ", "### Welle ").replace("#### Step R.", "#### Back Z.")
        return text.replace("### Rollback Procedure", "### Rückweg").replace("Step R.1", "Back Z.1")

    template = load_template("team.md", reworded(TEXT).encode())
    assert rules(reworded(GOOD), template) == []
    (found,) = whole(reworded(BARE), template)
    assert found.message == 'Welle 2 changes something, and no step below "Rückweg" undoes it'
    assert rules(reworded(BARE).replace("Z.1: Go back", "Z.1: Undo Welle 2"), template) == []
